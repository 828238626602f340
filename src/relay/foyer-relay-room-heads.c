/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-room"

#include "config.h"

#include "relay/foyer-relay-room-private.h"

#include "base/foyer-limits.h"
#include "relay/foyer-relay-answer.h"
#include "relay/foyer-relay-heads.h"
#include "wire/foyer-wire-heads.h"

#include <stdio.h>

/* The desks of an event are told where its logs end, so that nobody can take rows away unseen. */

static void
tell_everybody (FoyerRelayRoom *self)
{
  for (guint i = 0; i < self->members->len; i++) {
    const FoyerRelayMember *member = g_ptr_array_index (self->members, i);

    if (member->is_welcome)
      foyer_relay_peer_send (member->peer, self->heads_frame);
  }
}

static void
take_heads (FoyerRelayRoom *self, FoyerSignedHeads *heads)
{
  g_autoptr (GString) text = NULL;

  if (self->heads != NULL && foyer_signed_heads_equal (self->heads, heads))
    return;
  text = g_string_new (NULL);
  foyer_wire_write_signed_heads (text, heads);
  g_clear_pointer (&self->heads, foyer_signed_heads_unref);
  g_clear_pointer (&self->heads_frame, g_bytes_unref);
  self->heads = foyer_signed_heads_ref (heads);
  self->heads_frame = foyer_relay_answer_frame (text);
  tell_everybody (self);
}

/* Nobody at a desk could do anything about heads that cannot be signed; whoever runs the relay can.
 */
static void
on_heads_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerRelayRoom) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerSignedHeads) heads =
      foyer_relay_heads_sign_finish (FOYER_WORKER (source), result, &error);

  self->is_signing = FALSE;
  if (heads == NULL && !g_error_matches (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE))
    fprintf (stderr,
             "foyer-relay: The heads of event %s cannot be signed: %s\n",
             self->event_id,
             error->message);
  if (heads != NULL && self->feed != NULL)
    take_heads (self, heads);
}

/**
 * foyer_relay_room_mind_heads:
 *
 * Signs the newest heads where it is time to. Called every now and then.
 */
void
foyer_relay_room_mind_heads (FoyerRelayRoom *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->is_signing ||
      (self->heads_signed_at != 0 &&
       now - self->heads_signed_at < FOYER_LIMIT_HEADS_SECONDS * G_TIME_SPAN_SECOND))
    return;
  self->is_signing = TRUE;
  self->heads_signed_at = now;
  foyer_relay_heads_sign_async (self->lookups, self->event_id, on_heads_ready, g_object_ref (self));
}

/**
 * foyer_relay_room_tell_heads:
 * @member: somebody who has just come in
 */
void
foyer_relay_room_tell_heads (FoyerRelayRoom *self, const FoyerRelayMember *member)
{
  if (self->heads_frame != NULL)
    foyer_relay_peer_send (member->peer, self->heads_frame);
  foyer_relay_room_mind_heads (self);
}

void
foyer_relay_room_forget_heads (FoyerRelayRoom *self)
{
  g_clear_pointer (&self->heads, foyer_signed_heads_unref);
  g_clear_pointer (&self->heads_frame, g_bytes_unref);
  self->heads_signed_at = 0;
}
