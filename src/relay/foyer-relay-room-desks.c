/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-room"

#include "config.h"

#include "relay/foyer-relay-room-private.h"

#include "base/foyer-limits.h"
#include "model/foyer-desk.h"
#include "relay/foyer-relay-answer.h"
#include "relay/foyer-relay-lookup.h"
#include "wire/foyer-wire-desks.h"

/* Which desks an event has: told to those who asked when they join, and then what changes. One
 * statement for all of them, at most once a second, and only while somebody wants to know. */

static gboolean
is_wanted (FoyerRelayRoom *self)
{
  for (guint i = 0; i < self->members->len; i++) {
    const FoyerRelayMember *member = g_ptr_array_index (self->members, i);

    if (member->join.desks)
      return TRUE;
  }
  return FALSE;
}

static void
tell (FoyerRelayRoom *self, const GPtrArray *news, const GPtrArray *gone)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) frame = NULL;

  foyer_wire_write_desks_changed (text, self->event_id, news, gone);
  frame = foyer_relay_answer_frame (text);
  for (guint i = 0; i < self->members->len; i++) {
    const FoyerRelayMember *member = g_ptr_array_index (self->members, i);

    if (member->is_welcome && member->join.desks)
      foyer_relay_peer_send (member->peer, frame);
  }
}

/* A look without rates knows none; the last ones go on. */
static FoyerDesk *
with_rate (const FoyerDesk *desk, const FoyerDesk *told, gboolean has_rates)
{
  FoyerDesk fields = *desk;

  if (!has_rates && told != NULL)
    fields.rate = told->rate;
  return foyer_desk_new (&fields);
}

/* What was told and is still true enough stays as it was told, so that many small steps are seen.
 */
static GPtrArray *
take_news (FoyerRelayRoom *self, const GPtrArray *found, gboolean has_rates)
{
  GPtrArray *news = g_ptr_array_new ();
  GPtrArray *desks = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_desk_unref);

  for (guint i = 0; i < found->len; i++) {
    const FoyerDesk *now = g_ptr_array_index (found, i);
    FoyerDesk *told = self->desks != NULL ? foyer_desks_find (self->desks, now->device_id) : NULL;
    g_autoptr (FoyerDesk) desk = with_rate (now, told, has_rates);

    if (told != NULL && foyer_desk_is_same (told, desk)) {
      g_ptr_array_add (desks, foyer_desk_ref (told));
      continue;
    }
    g_ptr_array_add (news, desk);
    g_ptr_array_add (desks, g_steal_pointer (&desk));
  }
  g_clear_pointer (&self->desks, g_ptr_array_unref);
  self->desks = desks;
  return news;
}

static void
take_desks (FoyerRelayRoom *self, const GPtrArray *found, gboolean has_rates)
{
  g_autoptr (GPtrArray) former = self->desks != NULL ? g_ptr_array_ref (self->desks) : NULL;
  g_autoptr (GPtrArray) gone = g_ptr_array_new ();
  g_autoptr (GPtrArray) news = take_news (self, found, has_rates);

  for (guint i = 0; former != NULL && i < former->len; i++) {
    FoyerDesk *desk = g_ptr_array_index (former, i);

    if (foyer_desks_find (self->desks, desk->device_id) == NULL)
      g_ptr_array_add (gone, desk);
  }
  if (news->len > 0 || gone->len > 0)
    tell (self, news, gone);
}

/* Where nobody can say which desks there are, the first ones are told so: they hear of them later.
 */
static void
on_desks_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerRelayRoom) self = user_data;
  g_autoptr (GPtrArray) none = NULL;
  gboolean has_rates;
  g_autoptr (GPtrArray) found =
      foyer_relay_lookup_desks_finish (FOYER_WORKER (source), result, &has_rates, NULL);

  self->is_looking_for_desks = FALSE;
  if (self->feed == NULL)
    return;
  if (found != NULL && has_rates)
    self->desks_rated_at = g_get_monotonic_time ();
  if (found != NULL)
    take_desks (self, found, has_rates);
  else if (self->desks == NULL)
    self->desks = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_desk_unref);
  foyer_relay_room_welcome_newcomers (self);
  if (self->wants_desks)
    foyer_relay_room_mind_desks (self);
}

static void
look (FoyerRelayRoom *self)
{
  gint64 now = g_get_monotonic_time ();
  gboolean with_rates = self->desks_rated_at == 0 ||
                        now - self->desks_rated_at >= FOYER_LIMIT_RATE_SECONDS * G_TIME_SPAN_SECOND;

  self->wants_desks = FALSE;
  self->is_looking_for_desks = TRUE;
  self->desks_looked_at = now;
  foyer_relay_lookup_desks_async (self->lookups,
                                  self->event_id,
                                  with_rates,
                                  on_desks_ready,
                                  g_object_ref (self));
}

static gboolean
on_desks_due (gpointer user_data)
{
  FoyerRelayRoom *self = user_data;

  self->desks_source = 0;
  foyer_relay_room_mind_desks (self);
  return G_SOURCE_REMOVE;
}

/**
 * foyer_relay_room_mind_desks:
 *
 * Looks which desks there are, as soon as it is time to. Called every now and then, and where
 * devices have changed.
 */
void
foyer_relay_room_mind_desks (FoyerRelayRoom *self)
{
  gint64 wait;

  g_return_if_fail (FOYER_IS_RELAY_ROOM (self));

  if (self->feed == NULL || self->desks_source != 0 || !is_wanted (self))
    return;
  /* What is on its way may be from before whatever is new. */
  self->wants_desks = TRUE;
  if (self->is_looking_for_desks)
    return;
  wait = self->desks_looked_at + FOYER_LIMIT_DESKS_LOOK_MS * G_TIME_SPAN_MILLISECOND -
         g_get_monotonic_time ();
  if (self->desks_looked_at == 0 || wait <= 0)
    look (self);
  else
    self->desks_source =
        g_timeout_add ((guint)(wait / G_TIME_SPAN_MILLISECOND) + 1, on_desks_due, self);
}

void
foyer_relay_room_forget_desks (FoyerRelayRoom *self)
{
  g_clear_handle_id (&self->desks_source, g_source_remove);
  g_clear_pointer (&self->desks, g_ptr_array_unref);
  self->wants_desks = FALSE;
  self->desks_looked_at = 0;
  self->desks_rated_at = 0;
}
