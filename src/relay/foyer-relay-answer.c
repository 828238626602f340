/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-answer"

#include "config.h"

#include "relay/foyer-relay-answer.h"

#include "base/foyer-limits.h"
#include "relay/foyer-relay-feed.h"
#include "wire/foyer-wire-relay.h"

/* What several parts of the relay say in the same words. */

/**
 * foyer_relay_answer_refusal:
 * @re: (nullable): the request's id, where it could be read
 * @message: an English sentence
 *
 * Answers a request with an error.
 */
void
foyer_relay_answer_refusal (FoyerRelayPeer *peer,
                            const char *re,
                            FoyerError code,
                            const char *message,
                            FoyerRelayMetrics *metrics)
{
  g_autoptr (GString) text = g_string_new (NULL);

  metrics->errors[code]++;
  foyer_wire_write_error (text, re, code, message);
  foyer_relay_peer_send_text (peer, text);
}

/**
 * foyer_relay_answer_too_many:
 * @re: (nullable): the request's id, where it could be read
 * @wait: in how many microseconds there may be another one; 0 where nobody knows
 *
 * Tells a device that asks too much when to ask again.
 */
void
foyer_relay_answer_too_many (FoyerRelayPeer *peer,
                             const char *re,
                             gint64 wait,
                             FoyerRelayMetrics *metrics)
{
  g_autofree char *when = foyer_relay_quota_describe_wait (wait);
  g_autofree char *message =
      g_strdup_printf ("There are too many requests from this device. %s", when);

  foyer_relay_answer_refusal (peer, re, FOYER_ERROR_RATE_LIMITED, message, metrics);
}

/**
 * foyer_relay_answer_goodbye:
 * @error: perhaps that the session lasts no more
 *
 * Puts a device out where its session has ended.
 *
 * Returns: whether it has
 */
gboolean
foyer_relay_answer_goodbye (FoyerRelaySocket *socket, const GError *error)
{
  if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_REVOKED))
    foyer_relay_socket_close (socket, FOYER_RELAY_CLOSE_DEVICE_REVOKED, "this device was revoked");
  else if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT))
    foyer_relay_socket_close (socket, FOYER_RELAY_CLOSE_SESSION_ENDED, "this session has ended");
  else
    return FALSE;
  return TRUE;
}

/**
 * foyer_relay_answer_error:
 * @error: what went wrong; what is no concern of the device is not repeated to it. Where its
 * session has ended, the device is put out instead.
 */
void
foyer_relay_answer_error (FoyerRelayPeer *peer,
                          const char *re,
                          const GError *error,
                          FoyerRelayMetrics *metrics)
{
  if (foyer_relay_answer_goodbye (foyer_relay_peer_get_socket (peer), error))
    return;
  if (error->domain == FOYER_ERROR && error->code < FOYER_ERROR_UNAVAILABLE) {
    foyer_relay_answer_refusal (peer, re, (FoyerError)error->code, error->message, metrics);
    return;
  }
  g_debug ("A request failed: %s", error->message);
  foyer_relay_answer_refusal (peer,
                              re,
                              FOYER_ERROR_UNAVAILABLE,
                              "The database does not answer now; please ask again.",
                              metrics);
}

/**
 * foyer_relay_answer_frame:
 *
 * Returns: (transfer full): @text as a frame that may go to many
 */
GBytes *
foyer_relay_answer_frame (const GString *text)
{
  return foyer_relay_frame_new (FOYER_RELAY_OPCODE_TEXT, text->str, text->len);
}

static void
append_changes (GPtrArray *frames, FoyerChangeBatch *batch, GString *text)
{
  g_autoptr (FoyerChangeBatch) first = NULL;
  g_autoptr (FoyerChangeBatch) second = NULL;
  gint64 middle;

  g_string_truncate (text, 0);
  foyer_wire_write_ticket_verified (text, batch);
  if (text->len <= FOYER_LIMIT_MESSAGE_FROM_RELAY || batch->changes->len <= 1) {
    g_ptr_array_add (frames, foyer_relay_answer_frame (text));
    return;
  }
  middle = batch->from + (batch->to - batch->from) / 2;
  first = foyer_relay_feed_cut (batch, batch->from - 1, middle);
  second = foyer_relay_feed_cut (batch, middle, batch->to);
  append_changes (frames, first, text);
  append_changes (frames, second, text);
}

/**
 * foyer_relay_answer_changes:
 * @batch: changes, at least one
 *
 * Returns: (transfer full) (element-type GBytes): the frame that says them, or several where one
 *   would be too long
 */
GPtrArray *
foyer_relay_answer_changes (FoyerChangeBatch *batch)
{
  GPtrArray *frames = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GString) text = g_string_sized_new (256 + batch->changes->len * 400);

  append_changes (frames, batch, text);
  return frames;
}
