/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-heads"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-uuid.h"
#include "wire/foyer-wire-heads.h"

/* Where the event's logs end, as relays hand it out. What the desk has kept is shown first, after
 * every join: only when the relay has looked at it may it be replaced, because it may be the only
 * thing that says that rows were taken away. */

/**
 * foyer_session_heads_stop:
 *
 * Waits for no answer any more: the connection is gone, or the desk works for another event.
 */
void
foyer_session_heads_stop (FoyerSession *self)
{
  g_clear_pointer (&self->show_id, g_free);
  g_clear_pointer (&self->new_heads, foyer_signed_heads_unref);
  self->has_shown = FALSE;
}

/**
 * foyer_session_heads_show:
 *
 * Shows what the desk has kept of the event.
 */
void
foyer_session_heads_show (FoyerSession *self)
{
  const FoyerSignedHeads *kept = foyer_head_keeper_get (self->heads, self->event_id);
  g_autofree char *text = NULL;

  if (kept == NULL) {
    self->has_shown = TRUE;
    return;
  }
  g_free (self->show_id);
  self->show_id = foyer_uuid_new ();
  text = foyer_wire_encode_show_heads (self->show_id, kept);
  foyer_link_send (self->link, text);
}

/**
 * foyer_session_heads_take:
 * @message: a `signed_heads`
 */
void
foyer_session_heads_take (FoyerSession *self, FoyerMessage *message)
{
  g_autoptr (FoyerSignedHeads) heads = NULL;

  if (self->event == NULL ||
      g_strcmp0 (foyer_message_get_string (message, "event_id"), self->event_id) != 0)
    return;
  heads = foyer_wire_read_heads (message);
  if (self->has_shown) {
    foyer_head_keeper_take (self->heads, heads);
    return;
  }
  g_clear_pointer (&self->new_heads, foyer_signed_heads_unref);
  self->new_heads = g_steal_pointer (&heads);
  /* The relay could not look at them when they were shown. */
  if (self->show_id == NULL)
    foyer_session_heads_show (self);
}

/**
 * foyer_session_heads_take_done:
 * @re: (nullable): the request that was done
 *
 * Returns: whether that was about heads
 */
gboolean
foyer_session_heads_take_done (FoyerSession *self, const char *re)
{
  if (self->show_id == NULL || g_strcmp0 (re, self->show_id) != 0)
    return FALSE;
  g_clear_pointer (&self->show_id, g_free);
  self->has_shown = TRUE;
  if (self->new_heads != NULL)
    foyer_head_keeper_take (self->heads, self->new_heads);
  g_clear_pointer (&self->new_heads, foyer_signed_heads_unref);
  return TRUE;
}

/**
 * foyer_session_heads_take_error:
 * @re: the request that failed
 *
 * Returns: whether that was about heads; they are shown again when there are new ones
 */
gboolean
foyer_session_heads_take_error (FoyerSession *self, const char *re)
{
  if (self->show_id == NULL || g_strcmp0 (re, self->show_id) != 0)
    return FALSE;
  g_clear_pointer (&self->show_id, g_free);
  return TRUE;
}
