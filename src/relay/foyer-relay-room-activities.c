/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-room"

#include "config.h"

#include "relay/foyer-relay-room-private.h"

#include "base/foyer-limits.h"
#include "relay/foyer-relay-activities.h"
#include "relay/foyer-relay-answer.h"
#include "relay/foyer-relay-lookup.h"
#include "wire/foyer-wire-activities.h"

/* How those members of a room who asked for it are told what staff do. It is the event's
 * verification log, whose numbers have no gap, from the moment on at which the first of them came:
 * the rows of this relay's own batches as they are, as long as they follow on what was told, and
 * the rest read from the database, at most every few milliseconds. Where nobody asked, nothing is
 * read and nothing remembered. */

static gboolean
has_watchers (const FoyerRelayRoom *self)
{
  for (guint i = 0; i < self->members->len; i++) {
    const FoyerRelayMember *member = g_ptr_array_index (self->members, i);

    if (member->join.activity)
      return TRUE;
  }
  return FALSE;
}

static void
send_activities (FoyerRelayRoom *self, GPtrArray *activities)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) frame = NULL;

  foyer_wire_write_staff_activity (text, self->event_id, activities);
  frame = foyer_relay_answer_frame (text);
  for (guint i = 0; i < self->members->len; i++) {
    const FoyerRelayMember *member = g_ptr_array_index (self->members, i);

    if (!member->is_welcome || !member->join.activity)
      continue;
    foyer_relay_peer_send (member->peer, frame);
    self->metrics->broadcasts++;
  }
}

/* @activities are those from the next number on. */
static void
tell (FoyerRelayRoom *self, GPtrArray *activities)
{
  for (guint at = 0; at < activities->len; at += FOYER_LIMIT_ACTIVITIES_PER_FRAME) {
    g_autoptr (GPtrArray) part = g_ptr_array_new ();

    for (guint i = at; i < MIN (at + FOYER_LIMIT_ACTIVITIES_PER_FRAME, activities->len); i++)
      g_ptr_array_add (part, g_ptr_array_index (activities, i));
    send_activities (self, part);
  }
  self->log_no += activities->len;
}

static void
on_activities_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerRelayRoom) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) activities =
      foyer_relay_lookup_activities_finish (FOYER_WORKER (source), result, &error);

  self->is_reading_log = FALSE;
  if (activities == NULL) {
    /* The next poll asks again. */
    g_debug ("Activities were not read: %s", error->message);
    return;
  }
  if (!self->is_watched)
    return;
  if (activities->len == FOYER_LIMIT_ACTIVITIES_PER_FRAME)
    self->wants_log = TRUE;
  /* Own ones may have been told while these were on their way. */
  if (self->log_no > self->log_read_since)
    g_ptr_array_remove_range (activities,
                              0,
                              (guint)MIN (self->log_no - self->log_read_since,
                                          (gint64)activities->len));
  if (self->log_no >= self->log_read_since)
    tell (self, activities);
  if (self->wants_log)
    foyer_relay_room_read_log (self);
}

static gboolean
on_log_is_due (gpointer user_data)
{
  FoyerRelayRoom *self = user_data;

  self->log_source = 0;
  foyer_relay_room_read_log (self);
  return G_SOURCE_REMOVE;
}

/* Looks for what other relays have logged: now, or soon where that was just done. */
void
foyer_relay_room_read_log (FoyerRelayRoom *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 due = self->log_read_at + FOYER_LIMIT_ACTIVITY_INTERVAL_MS * G_TIME_SPAN_MILLISECOND;

  if (!self->is_watched || self->log_source != 0)
    return;
  self->wants_log = TRUE;
  if (self->is_reading_log)
    return;
  if (now < due) {
    self->log_source =
        g_timeout_add ((guint)((due - now) / G_TIME_SPAN_MILLISECOND) + 1, on_log_is_due, self);
    return;
  }
  self->wants_log = FALSE;
  self->is_reading_log = TRUE;
  self->log_read_at = now;
  self->log_read_since = self->log_no;
  foyer_relay_lookup_activities_async (self->lookups,
                                       self->event_id,
                                       self->log_no,
                                       on_activities_ready,
                                       g_object_ref (self));
}

/* Tells of a batch of this relay. */
void
foyer_relay_room_tell_batch (FoyerRelayRoom *self,
                             GPtrArray *requests,
                             const FoyerDbBatchResult *result)
{
  g_autoptr (GPtrArray) activities = NULL;
  gboolean is_whole;

  if (!self->is_watched)
    return;
  /* A late scan may have two rows, of somebody who is not there any more. */
  if (((FoyerDbScanRequest *)g_ptr_array_index (requests, 0))->report != NULL) {
    foyer_relay_room_read_log (self);
    return;
  }
  activities = foyer_relay_activities_of_batch (requests, result, self->log_no, &is_whole);
  tell (self, activities);
  if (!is_whole)
    foyer_relay_room_read_log (self);
}

/* Stops where nobody wants to know any more. */
void
foyer_relay_room_mind_watchers (FoyerRelayRoom *self)
{
  if (!self->is_watched || has_watchers (self))
    return;
  self->is_watched = FALSE;
  self->wants_log = FALSE;
  g_clear_handle_id (&self->log_source, g_source_remove);
}

static void
on_log_end_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerRelayRoom) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 log_no = foyer_relay_lookup_log_end_finish (FOYER_WORKER (source), result, &error);

  self->is_beginning_watch = FALSE;
  if (self->feed == NULL)
    return;
  if (log_no < 0) {
    foyer_relay_room_refuse_newcomers (self, error);
    return;
  }
  self->is_watched = has_watchers (self);
  self->log_no = log_no;
  foyer_relay_room_welcome_newcomers (self);
}

/* Finds out where the log ends now. Newcomers who want activities are welcomed then, so that they
 * hear all that is done after it. */
void
foyer_relay_room_begin_watch (FoyerRelayRoom *self)
{
  if (self->is_beginning_watch)
    return;
  self->is_beginning_watch = TRUE;
  foyer_relay_lookup_log_end_async (self->lookups,
                                    self->event_id,
                                    on_log_end_ready,
                                    g_object_ref (self));
}
