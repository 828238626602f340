/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-visitor"

#include "config.h"

#include "link/foyer-visitor.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "link/foyer-address.h"
#include "link/foyer-pin.h"
#include "model/foyer-pairing.h"
#include "wire/foyer-wire-relay.h"

#include <libsoup/soup.h>
#include <string.h>

/* Asks a relay over HTTP what a device asks that is not signed in: one message there, one back.
 * Whom it trusts over TLS is what FoyerLink trusts: the certificate that the address names, else
 * the system's store; and, where somebody typed a pairing code, the certificate that the code was
 * made for. Nothing is sent to anybody else. */

#define CHUNK_BYTES 8192

struct _FoyerVisitor {
  GObject parent_instance;

  FoyerAddress *address;
  char *code;
  SoupSession *soup;
};

G_DEFINE_FINAL_TYPE (FoyerVisitor, foyer_visitor, G_TYPE_OBJECT)

/* One question under way. @stop ends it: by the clock, or by who asked. */
typedef struct {
  GTask *task;
  SoupMessage *message;
  GInputStream *stream;
  GByteArray *body;
  GCancellable *stop;
  gulong cancelled_id;
  guint timeout;
} Ask;

static void
ask_free (Ask *ask)
{
  g_cancellable_disconnect (g_task_get_cancellable (ask->task), ask->cancelled_id);
  g_clear_handle_id (&ask->timeout, g_source_remove);
  g_object_unref (ask->task);
  g_object_unref (ask->message);
  g_clear_object (&ask->stream);
  g_byte_array_unref (ask->body);
  g_object_unref (ask->stop);
  g_free (ask);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ask, ask_free)

static gboolean
on_ask_timeout (gpointer data)
{
  Ask *ask = data;

  ask->timeout = 0;
  g_cancellable_cancel (ask->stop);
  return G_SOURCE_REMOVE;
}

static void
on_asker_cancelled (GCancellable *cancellable, gpointer data)
{
  g_cancellable_cancel (data);
}

static void
fail (Ask *ask, const GError *error)
{
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    g_task_return_new_error (ask->task,
                             FOYER_ERROR,
                             FOYER_ERROR_UNTRUSTED,
                             "The relay's certificate is not the one that is known.");
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_new_error (ask->task,
                             FOYER_ERROR,
                             FOYER_ERROR_UNAVAILABLE,
                             "The relay does not answer.");
  else
    g_task_return_new_error (ask->task, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE, "%s", error->message);
}

/* What is no message comes from something in between, or from a relay that knows no such path. */
static GError *
explain_status (guint status)
{
  if (status == SOUP_STATUS_NOT_FOUND)
    return g_error_new_literal (FOYER_ERROR, FOYER_ERROR_VERSION, "The relay does not know this.");
  return g_error_new (FOYER_ERROR,
                      FOYER_ERROR_UNAVAILABLE,
                      "What answers does not speak as a relay does (%u).",
                      status);
}

static GError *
read_refusal (Ask *ask, const FoyerMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (ask->message);
  const char *wait = soup_message_headers_get_one (headers, "Retry-After");
  GError *error = foyer_wire_read_error (message);
  guint64 seconds;

  /* It may also be a date, which nobody here writes. */
  if (wait != NULL && g_ascii_string_to_unsigned (wait, 10, 1, G_MAXUINT, &seconds, NULL))
    foyer_error_set_wait (error, (guint)seconds);
  return error;
}

static void
take_answer (Ask *ask)
{
  guint status = soup_message_get_status (ask->message);
  g_autoptr (FoyerMessage) message = foyer_message_parse ((const char *)ask->body->data,
                                                          ask->body->len,
                                                          FOYER_SENDER_RELAY,
                                                          NULL,
                                                          NULL);

  if (message == NULL)
    g_task_return_error (ask->task, explain_status (status));
  else if (message->kind == FOYER_MESSAGE_KIND_ERROR)
    g_task_return_error (ask->task, read_refusal (ask, message));
  else if (status != SOUP_STATUS_OK)
    g_task_return_error (ask->task, explain_status (status));
  else
    g_task_return_pointer (ask->task,
                           g_steal_pointer (&message),
                           (GDestroyNotify)foyer_message_unref);
}

static void read_more (Ask *ask);

static void
on_bytes_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Ask) ask = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (bytes == NULL) {
    fail (ask, error);
    return;
  }
  if (g_bytes_get_size (bytes) == 0) {
    take_answer (ask);
    return;
  }
  g_byte_array_append (ask->body, g_bytes_get_data (bytes, NULL), (guint)g_bytes_get_size (bytes));
  if (ask->body->len > FOYER_LIMIT_MESSAGE_FROM_RELAY)
    g_task_return_new_error (ask->task,
                             FOYER_ERROR,
                             FOYER_ERROR_UNAVAILABLE,
                             "The answer is longer than a relay's ever is.");
  else
    read_more (g_steal_pointer (&ask));
}

static void
read_more (Ask *ask)
{
  g_input_stream_read_bytes_async (ask->stream,
                                   CHUNK_BYTES,
                                   G_PRIORITY_DEFAULT,
                                   ask->stop,
                                   on_bytes_read,
                                   ask);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Ask) ask = data;
  g_autoptr (GError) error = NULL;

  ask->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (ask->stream == NULL)
    fail (ask, error);
  else
    read_more (g_steal_pointer (&ask));
}

/* A code that somebody typed names the certificate that it was made for: from then on it is pinned.
 */
static gboolean
fits_code (FoyerVisitor *self, GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 fingerprint[FOYER_FINGERPRINT_BYTES];
  gsize length = sizeof fingerprint;

  if (self->code == NULL || self->address->pin != NULL)
    return FALSE;
  g_object_get (certificate, "certificate", &der, NULL);
  g_checksum_update (checksum, der->data, der->len);
  g_checksum_get_digest (checksum, fingerprint, &length);
  if (!foyer_pairing_code_fits (self->code, fingerprint))
    return FALSE;
  self->address->pin = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  return TRUE;
}

static gboolean
on_message_accept_certificate (SoupMessage *message,
                               GTlsCertificate *certificate,
                               GTlsCertificateFlags errors,
                               FoyerVisitor *self)
{
  return foyer_pin_fits (self->address->pin, certificate) || fits_code (self, certificate);
}

static void
foyer_visitor_dispose (GObject *object)
{
  FoyerVisitor *self = FOYER_VISITOR (object);

  if (self->soup != NULL)
    soup_session_abort (self->soup);
  g_clear_object (&self->soup);

  G_OBJECT_CLASS (foyer_visitor_parent_class)->dispose (object);
}

static void
foyer_visitor_finalize (GObject *object)
{
  FoyerVisitor *self = FOYER_VISITOR (object);

  g_clear_pointer (&self->address, foyer_address_free);
  g_free (self->code);

  G_OBJECT_CLASS (foyer_visitor_parent_class)->finalize (object);
}

static void
foyer_visitor_class_init (FoyerVisitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_visitor_dispose;
  object_class->finalize = foyer_visitor_finalize;
}

static void
foyer_visitor_init (FoyerVisitor *self)
{
  self->soup = soup_session_new_with_options ("user-agent",
                                              "foyer/" FOYER_VERSION,
                                              "timeout",
                                              FOYER_LIMIT_VISIT_SECONDS,
                                              NULL);
}

/**
 * foyer_visitor_new:
 * @address: see foyer_address_parse()
 * @error: %FOYER_ERROR_BAD_REQUEST where @address is none
 *
 * Returns: (transfer full) (nullable): a visitor of that relay, or %NULL with @error set
 */
FoyerVisitor *
foyer_visitor_new (const char *address, GError **error)
{
  g_autoptr (FoyerVisitor) self = g_object_new (FOYER_TYPE_VISITOR, NULL);

  self->address = foyer_address_parse (address, error);
  if (self->address == NULL)
    return NULL;
  if (self->address->pin != NULL)
    soup_session_set_tls_database (self->soup, NULL);
  return g_steal_pointer (&self);
}

/**
 * foyer_visitor_trust_code:
 * @code: a pairing code that a person typed
 *
 * Trusts, besides what the system's store knows, the certificate that the code was made for.
 */
void
foyer_visitor_trust_code (FoyerVisitor *self, const char *code)
{
  g_return_if_fail (FOYER_IS_VISITOR (self));

  g_free (self->code);
  self->code = g_strdup (code);
}

/**
 * foyer_visitor_get_pin:
 *
 * Returns: (transfer none) (nullable): the fingerprint of the relay's certificate in hexadecimal,
 *   as its address or the code that was typed names it
 */
const char *
foyer_visitor_get_pin (FoyerVisitor *self)
{
  g_return_val_if_fail (FOYER_IS_VISITOR (self), NULL);

  return self->address->pin;
}

static SoupMessage *
make_message (FoyerVisitor *self, const char *path, const char *body)
{
  g_autofree char *uri = foyer_address_get_http (self->address, path);
  SoupMessage *message = soup_message_new (SOUP_METHOD_POST, uri);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  g_signal_connect_object (message,
                           "accept-certificate",
                           G_CALLBACK (on_message_accept_certificate),
                           self,
                           0);
  return message;
}

/**
 * foyer_visitor_ask_async:
 * @path: where it is asked, such as `/v1/auth/challenge`
 * @body: a message
 *
 * Asks once; nothing is repeated by itself.
 */
void
foyer_visitor_ask_async (FoyerVisitor *self,
                         const char *path,
                         const char *body,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Ask *ask;

  g_return_if_fail (FOYER_IS_VISITOR (self));

  ask = g_new0 (Ask, 1);
  ask->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (ask->task, foyer_visitor_ask_async);
  ask->message = make_message (self, path, body);
  ask->body = g_byte_array_new ();
  ask->stop = g_cancellable_new ();
  ask->timeout = g_timeout_add_seconds (FOYER_LIMIT_VISIT_SECONDS, on_ask_timeout, ask);
  if (cancellable != NULL)
    ask->cancelled_id = g_cancellable_connect (cancellable,
                                               G_CALLBACK (on_asker_cancelled),
                                               g_object_ref (ask->stop),
                                               g_object_unref);
  soup_session_send_async (self->soup, ask->message, G_PRIORITY_DEFAULT, ask->stop, on_sent, ask);
}

/**
 * foyer_visitor_ask_finish:
 * @error: what the relay refused, in its own words, and with foyer_error_get_wait() when it may be
 *   asked again; %FOYER_ERROR_UNAVAILABLE where it cannot be asked, %FOYER_ERROR_UNTRUSTED where
 * somebody else answers
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL with @error set
 */
FoyerMessage *
foyer_visitor_ask_finish (FoyerVisitor *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
