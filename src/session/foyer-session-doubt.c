/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-doubt"

#include "config.h"

#include "session/foyer-session-private.h"

#include "session/foyer-identity-private.h"

/* A relay that was restored to an older state may have lost what this desk has delivered. Joining
 * an event tells that of the event; here is what tells it of the others, and of all where the relay
 * knows neither whoever was signed in nor this device. */

static void
on_doubted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;

  foyer_store_doubt_finish (FOYER_STORE (source), result, &error);
  if (self == NULL)
    return;
  foyer_session_store_take_error (self, error);
  if (self->store == NULL)
    return;
  foyer_session_store_count (self);
  foyer_session_courier_look (self);
}

/* What is joined is doubted once its set-up is here, and its tickets go with it. */
static GPtrArray *
list_others (FoyerSession *self)
{
  GPtrArray *heads = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_event_head_free);

  for (guint i = 0; i < self->hello->events->len; i++) {
    const FoyerEventHead *head = g_ptr_array_index (self->hello->events, i);

    if (head->epoch > 0 && g_strcmp0 (head->id, self->event_id) != 0)
      g_ptr_array_add (heads, foyer_event_head_new (head->id, head->name, head->seq, head->epoch));
  }
  return heads;
}

static void
doubt (FoyerSession *self, GPtrArray *heads)
{
  foyer_store_doubt_async (self->store, heads, NULL, on_doubted, foyer_session_lend (self));
}

/**
 * foyer_session_doubt_look:
 *
 * There is a store, or the relay has said in which epochs its events are: scans of others than the
 * joined one are offered again where theirs is another one.
 */
void
foyer_session_doubt_look (FoyerSession *self)
{
  g_autoptr (GPtrArray) others = NULL;

  if (self->store == NULL)
    return;
  if (self->doubts_all) {
    self->doubts_all = FALSE;
    doubt (self, NULL);
  }
  if (self->hello == NULL)
    return;
  others = list_others (self);
  if (others->len > 0)
    doubt (self, others);
}

/**
 * foyer_session_doubt_all:
 *
 * The relay does not know this device: it has no scan of it. Whoever pairs it again delivers all.
 */
void
foyer_session_doubt_all (FoyerSession *self)
{
  self->doubts_all = TRUE;
  foyer_session_store_open (self);
  foyer_session_doubt_look (self);
}
