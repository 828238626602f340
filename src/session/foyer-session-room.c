/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-room"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "wire/foyer-wire-activities.h"
#include "wire/foyer-wire-device.h"

#include <glib/gi18n.h>

/* The event that the desk works for: joining its room and following what happens there. Changes are
 * taken in their order and without a gap; where one is missing the room is joined again from the
 * last one that was taken. */

#define ACTIVITIES_MAX 500
/* How many of the changes before the desk joined are asked for: they fill the chart of arrivals. */
#define CHANGES_BEFORE 2000
#define JOIN_RETRY_MS  1000

static const FoyerEventHead *
find_head (FoyerSession *self, const char *event_id)
{
  for (guint i = 0; self->hello != NULL && i < self->hello->events->len; i++) {
    const FoyerEventHead *head = g_ptr_array_index (self->hello->events, i);

    if (g_strcmp0 (head->id, event_id) == 0)
      return head;
  }
  return NULL;
}

/**
 * foyer_session_room_get_epoch:
 *
 * Returns: the epoch of any event that the relay has told of; 0 where it has not
 */
gint64
foyer_session_room_get_epoch (FoyerSession *self, const char *event_id)
{
  const FoyerEventHead *head = find_head (self, event_id);

  if (self->knows_seq && g_strcmp0 (event_id, self->event_id) == 0)
    return self->epoch;
  return head != NULL ? head->epoch : 0;
}

static void
show_events (FoyerSession *self)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->hello->events->len; i++) {
    const FoyerEventHead *head = g_ptr_array_index (self->hello->events, i);

    g_ptr_array_add (items, foyer_choice_new (head->id, head->name));
  }
  g_list_store_splice (self->events,
                       0,
                       g_list_model_get_n_items (G_LIST_MODEL (self->events)),
                       items->pdata,
                       items->len);
}

static void
set_place (FoyerSession *self,
           char **place,
           const char *value,
           const char *setting,
           FoyerSessionProperty property)
{
  if (g_strcmp0 (*place, value) == 0)
    return;
  g_free (*place);
  *place = g_strdup (value);
  foyer_profile_set_setting (self->profile, setting, value);
  foyer_session_notify (self, property);
}

static void
set_list (FoyerSession *self, const char *list_id)
{
  set_place (self, &self->list_id, list_id, "list", FOYER_SESSION_PROP_LIST_ID);
  foyer_session_counts_reckon (self);
}

static void
set_gate (FoyerSession *self, const char *gate)
{
  set_place (self, &self->gate, gate, "gate", FOYER_SESSION_PROP_GATE);
}

/**
 * foyer_session_room_stop:
 *
 * Waits for no answer to a join any more: the connection is gone.
 */
void
foyer_session_room_stop (FoyerSession *self)
{
  g_clear_pointer (&self->join_id, g_free);
  g_clear_handle_id (&self->join_timeout, g_source_remove);
  foyer_session_heads_stop (self);
  self->has_caught_up = FALSE;
  foyer_courier_fall_behind (self->courier);
}

/**
 * foyer_session_room_leave:
 *
 * Forgets what was known of the event.
 */
void
foyer_session_room_leave (FoyerSession *self)
{
  foyer_session_room_stop (self);
  foyer_session_store_look_away (self);
  foyer_session_copy_forget (self);
  foyer_session_hearing_end (self);
  foyer_exposure_forget (self->exposure, NULL);
  self->knows_seq = FALSE;
  self->seq = 0;
  self->replayed_to = 0;
  foyer_session_set_event (self, NULL);
  foyer_session_counts_set (self, NULL);
  g_list_store_remove_all (self->activities);
  g_list_store_remove_all (self->devices);
  foyer_arrivals_clear (self->arrivals);
}

/* As much as people like to see of what happened before, and all that the desk's tickets miss. */
static void
choose_start (FoyerSession *self, const FoyerEventHead *head)
{
  self->knows_seq = TRUE;
  self->epoch = head->epoch;
  self->seq = MAX (0, head->seq - CHANGES_BEFORE);
  if (self->copy == FOYER_DESK_COPY_ALL && self->copy_epoch == head->epoch)
    self->seq = MIN (self->seq, self->copy_seq);
}

/**
 * foyer_session_room_show:
 * @event: how this desk knows the event
 *
 * Shows it, until the relay says how it is set up now.
 */
void
foyer_session_room_show (FoyerSession *self, FoyerEvent *event)
{
  if (self->event == NULL)
    foyer_session_set_event (self, event);
}

static gboolean
on_join_timeout (gpointer data)
{
  FoyerSession *self = data;

  self->join_timeout = 0;
  foyer_session_room_join (self);
  return G_SOURCE_REMOVE;
}

/* What was asked for and does not come is asked for again, and so are changes that are missing:
 * until they are here, nothing is delivered. */
static void
await_changes (FoyerSession *self)
{
  g_clear_handle_id (&self->join_timeout, g_source_remove);
  if (!self->has_caught_up)
    self->join_timeout = g_timeout_add (FOYER_LIMIT_ANSWER_MS, on_join_timeout, self);
}

/**
 * foyer_session_room_join:
 *
 * Asks for the room of the event that was chosen, from the last change that was taken.
 */
void
foyer_session_room_join (FoyerSession *self)
{
  const FoyerEventHead *head = find_head (self, self->event_id);
  g_autofree char *text = NULL;

  if (head == NULL || self->link == NULL)
    return;
  if (!self->knows_copy) {
    foyer_session_store_look (self);
    return;
  }
  if (!self->knows_seq)
    choose_start (self, head);
  foyer_session_room_stop (self);
  self->join_id = foyer_uuid_new ();
  text = foyer_wire_encode_join (self->join_id,
                                 self->event_id,
                                 self->seq,
                                 self->epoch,
                                 self->list_id,
                                 self->gate != NULL ? self->gate : "",
                                 foyer_session_can (self, FOYER_PERMISSION_WATCH),
                                 self->hello->key_bound);
  foyer_link_send (self->link, text);
  await_changes (self);
}

/* Its lists and gates are others. */
static void
move_to_event (FoyerSession *self, const char *event_id)
{
  if (g_strcmp0 (self->event_id, event_id) == 0)
    return;
  foyer_session_room_leave (self);
  g_free (self->event_id);
  self->event_id = g_strdup (event_id);
  foyer_profile_set_setting (self->profile, "event", event_id);
  set_list (self, NULL);
  set_gate (self, NULL);
}

/* An admin may have moved the desk since it was greeted last. What a person chooses here afterwards
 * counts until an admin moves it again. */
static void
take_post (FoyerSession *self)
{
  const FoyerDevice *device = self->hello->device;
  g_autofree char *known = foyer_profile_get_setting (self->profile, "posted-at");
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, device->approved_at);

  if (g_strcmp0 (known, now) == 0)
    return;
  foyer_profile_set_setting (self->profile, "posted-at", now);
  if (device->event_id != NULL && find_head (self, device->event_id) != NULL)
    move_to_event (self, device->event_id);
  if (device->gate != NULL)
    set_gate (self, device->gate);
  if (device->list_id != NULL && g_strcmp0 (self->event_id, device->event_id) == 0)
    set_list (self, device->list_id);
}

/**
 * foyer_session_room_meet:
 *
 * After a hello: shows the events and joins the chosen one, or the first one where none was chosen
 * or the chosen one is gone.
 */
void
foyer_session_room_meet (FoyerSession *self)
{
  show_events (self);
  take_post (self);
  foyer_session_doubt_look (self);
  if (find_head (self, self->event_id) != NULL) {
    foyer_session_room_join (self);
    return;
  }
  foyer_session_room_leave (self);
  if (self->hello->events->len == 0) {
    foyer_session_courier_catch_up (self);
    foyer_session_set_problem (self, _ ("There is no event yet that you can work for."));
    return;
  }
  foyer_session_choose_event (self,
                              ((const FoyerEventHead *)g_ptr_array_index (self->hello->events, 0))
                                  ->id);
}

/**
 * foyer_session_room_recall:
 *
 * Before the relay has said hello: shows the events and the chosen one as they were the last time.
 */
void
foyer_session_room_recall (FoyerSession *self)
{
  show_events (self);
  if (find_head (self, self->event_id) != NULL)
    foyer_session_store_look (self);
}

/* What the event's set-up no longer has cannot stay chosen. */
static void
check_place (FoyerSession *self)
{
  if (self->list_id != NULL && foyer_event_get_list (self->event, self->list_id) == NULL)
    set_list (self, NULL);
  if (self->gate != NULL && foyer_event_get_gate (self->event, self->gate) == NULL)
    set_gate (self, NULL);
}

static void
take_room (FoyerSession *self, FoyerMessage *message)
{
  g_autoptr (FoyerRoom) room = NULL;

  if (g_strcmp0 (message->re, self->join_id) != 0)
    return;
  g_clear_pointer (&self->join_id, g_free);
  room = foyer_wire_read_room_joined (message);
  /* A snapshot, another epoch or a smaller number mean that the changes in between are not to be
   * had: what follows counts from here. */
  if (room->snapshot_url != NULL || room->event->epoch != self->epoch || room->seq < self->seq)
    self->seq = room->seq;
  self->epoch = room->event->epoch;
  self->replayed_to = room->seq;
  foyer_session_set_event (self, room->event);
  foyer_session_counts_set (self, room->counts);
  check_place (self);
  foyer_session_heads_show (self);
  foyer_session_copy_meet (self, room);
  foyer_session_counts_reckon (self);
  foyer_session_hearing_meet (self, room);
  foyer_session_courier_catch_up (self);
  await_changes (self);
}

static void
add_activity (FoyerSession *self, FoyerActivity *activity)
{
  g_autoptr (FoyerActivityItem) item = foyer_activity_item_new (activity);
  guint length;

  g_list_store_insert (self->activities, 0, item);
  length = g_list_model_get_n_items (G_LIST_MODEL (self->activities));
  if (length > ACTIVITIES_MAX)
    g_list_store_splice (self->activities, ACTIVITIES_MAX, length - ACTIVITIES_MAX, NULL, 0);
}

/* While nobody here was listening no activities were heard; the changes of that time tell most of
 * them. */
static void
add_missed_activity (FoyerSession *self, const FoyerChange *change)
{
  FoyerActivity fields = {
    .staff_email = change->verified_by,
    .device = change->device,
    .ticket_id = change->ticket_id,
    .timestamp = change->timestamp,
  };
  g_autoptr (FoyerActivity) activity = NULL;

  if (change->kind == FOYER_CHANGE_KIND_VERIFIED) {
    fields.action = change->amends ? FOYER_ACTION_OVERRIDDEN : FOYER_ACTION_VERIFIED;
    fields.outcome = FOYER_OUTCOME_ADMITTED;
  } else if (change->kind == FOYER_CHANGE_KIND_EXITED) {
    fields.action = FOYER_ACTION_EXITED;
    fields.outcome = FOYER_OUTCOME_EXITED;
  } else if (change->kind == FOYER_CHANGE_KIND_UNDONE) {
    fields.action = FOYER_ACTION_UNDONE;
  } else {
    return;
  }
  activity = foyer_activity_new (&fields);
  add_activity (self, activity);
}

static void
take_change (FoyerSession *self, const FoyerChange *change)
{
  self->seq = change->seq;
  if (change->kind == FOYER_CHANGE_KIND_VERIFIED)
    foyer_arrivals_add (self->arrivals, change->timestamp);
  foyer_session_exposure_add (self, change);
  foyer_session_scans_amend (self, change, NULL);
  if (change->seq <= self->replayed_to && foyer_session_can (self, FOYER_PERMISSION_WATCH))
    add_missed_activity (self, change);
}

static void
take_changes (FoyerSession *self, FoyerMessage *message)
{
  g_autoptr (FoyerChangeBatch) batch = NULL;

  /* Between a join and its answer the old room may still speak. */
  if (self->join_id != NULL || self->event == NULL ||
      g_strcmp0 (foyer_message_get_string (message, "event_id"), self->event_id) != 0)
    return;
  batch = foyer_wire_read_ticket_verified (message);
  if (batch->epoch != self->epoch) {
    foyer_session_room_join (self);
    return;
  }
  for (guint i = 0; i < batch->changes->len; i++) {
    const FoyerChange *change = g_ptr_array_index (batch->changes, i);

    if (change->seq > self->seq + 1) {
      foyer_session_room_join (self);
      return;
    }
    if (change->seq == self->seq + 1)
      take_change (self, change);
  }
  foyer_session_counts_set (self, batch->counts);
  foyer_session_copy_follow (self, batch);
  foyer_session_counts_reckon (self);
  foyer_session_courier_catch_up (self);
  await_changes (self);
}

/* Returns: (nullable): the check-in list that the chosen gate is bound to. */
static const char *
get_list_of_gate (const FoyerSession *self)
{
  const FoyerGate *gate =
      self->gate != NULL ? foyer_event_get_gate (self->event, self->gate) : NULL;

  return gate != NULL ? gate->list_id : NULL;
}

/* A gate that is bound to another list takes its desks there, as if they had chosen it now. Where a
 * desk stands elsewhere than before, the relay has to know. */
static void
take_set_up (FoyerSession *self, FoyerMessage *message)
{
  g_autoptr (FoyerEvent) event = NULL;
  g_autofree char *bound = NULL;
  g_autofree char *list_id = g_strdup (self->list_id);
  g_autofree char *gate = g_strdup (self->gate);
  gboolean was_closed;

  if (self->event == NULL ||
      g_strcmp0 (foyer_message_get_string (message, "event_id"), self->event_id) != 0)
    return;
  bound = g_strdup (get_list_of_gate (self));
  was_closed = self->event->policy.closed;
  event = foyer_wire_read_event_changed (message);
  foyer_session_set_event (self, event);
  foyer_session_store_save_event (self);
  if (event->policy.closed)
    foyer_session_copy_close (self);
  check_place (self);
  if (get_list_of_gate (self) != NULL && g_strcmp0 (bound, get_list_of_gate (self)) != 0)
    set_list (self, get_list_of_gate (self));
  if (g_strcmp0 (list_id, self->list_id) != 0 || g_strcmp0 (gate, self->gate) != 0 ||
      (was_closed && !event->policy.closed))
    foyer_session_room_join (self);
}

static void
take_activities (FoyerSession *self, FoyerMessage *message)
{
  g_autoptr (GPtrArray) activities = NULL;

  if (g_strcmp0 (foyer_message_get_string (message, "event_id"), self->event_id) != 0)
    return;
  activities = foyer_wire_read_activities (message);
  for (guint i = 0; i < activities->len; i++)
    add_activity (self, g_ptr_array_index (activities, i));
}

/**
 * foyer_session_room_take:
 *
 * Returns: whether @message is about the room, and was taken
 */
gboolean
foyer_session_room_take (FoyerSession *self, FoyerMessage *message)
{
  switch (message->kind) {
  case FOYER_MESSAGE_KIND_ROOM_JOINED:
    take_room (self, message);
    return TRUE;
  case FOYER_MESSAGE_KIND_TICKET_VERIFIED:
    take_changes (self, message);
    return TRUE;
  case FOYER_MESSAGE_KIND_EVENT_CHANGED:
    take_set_up (self, message);
    return TRUE;
  case FOYER_MESSAGE_KIND_EMERGENCY:
    foyer_session_policy_take (self, message);
    return TRUE;
  case FOYER_MESSAGE_KIND_STAFF_ACTIVITY:
    take_activities (self, message);
    return TRUE;
  case FOYER_MESSAGE_KIND_DEVICE_STATUS:
    foyer_session_devices_take (self, message);
    return TRUE;
  case FOYER_MESSAGE_KIND_SIGNED_HEADS:
    foyer_session_heads_take (self, message);
    return TRUE;
  case FOYER_MESSAGE_KIND_DONE:
    return foyer_session_heads_take_done (self, message->re);
  default:
    return foyer_session_hearing_take (self, message);
  }
}

/* The check-in list or the gate that was chosen is not there any more. */
static void
join_without_place (FoyerSession *self)
{
  set_list (self, NULL);
  set_gate (self, NULL);
  foyer_session_room_join (self);
}

/**
 * foyer_session_room_take_error:
 * @re: the request that @error answers
 * @error: its message is a sentence for people
 *
 * Returns: whether it was about joining, or what comes with it
 */
gboolean
foyer_session_room_take_error (FoyerSession *self, const char *re, const GError *error)
{
  if (foyer_session_heads_take_error (self, re))
    return TRUE;
  if (g_strcmp0 (re, self->join_id) != 0)
    return FALSE;
  foyer_session_room_stop (self);
  /* The relay could not say, or was asked twice at once: it is asked again. */
  if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE) ||
      g_error_matches (error, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE) ||
      g_error_matches (error, FOYER_ERROR, FOYER_ERROR_RATE_LIMITED))
    self->join_timeout = g_timeout_add (JOIN_RETRY_MS, on_join_timeout, self);
  else if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND) &&
           (self->list_id != NULL || self->gate != NULL))
    join_without_place (self);
  else
    foyer_session_set_problem (self, error->message);
  return TRUE;
}

/**
 * foyer_session_choose_event:
 * @event_id: one of foyer_session_get_events()
 *
 * Works for another event from now on. Scans that are still without an answer stay with theirs.
 */
void
foyer_session_choose_event (FoyerSession *self, const char *event_id)
{
  g_return_if_fail (FOYER_IS_SESSION (self));
  g_return_if_fail (event_id != NULL);

  if (g_strcmp0 (self->event_id, event_id) == 0 && self->knows_seq)
    return;
  foyer_session_room_leave (self);
  move_to_event (self, event_id);
  if (self->state == FOYER_SESSION_STATE_ONLINE)
    foyer_session_room_join (self);
  else
    foyer_session_store_look (self);
}

/**
 * foyer_session_choose_list:
 * @list_id: (nullable): a check-in list of the event; %NULL for its default list
 */
void
foyer_session_choose_list (FoyerSession *self, const char *list_id)
{
  g_return_if_fail (FOYER_IS_SESSION (self));

  if (g_strcmp0 (self->list_id, list_id) == 0)
    return;
  set_list (self, list_id);
  if (self->state == FOYER_SESSION_STATE_ONLINE)
    foyer_session_room_join (self);
}

/**
 * foyer_session_choose_gate:
 * @gate: (nullable): the name of a gate of the event; the check-in list follows where it has one
 */
void
foyer_session_choose_gate (FoyerSession *self, const char *gate)
{
  const FoyerGate *found;

  g_return_if_fail (FOYER_IS_SESSION (self));

  if (g_strcmp0 (self->gate, gate) == 0)
    return;
  set_gate (self, gate);
  found = self->event != NULL ? foyer_event_get_gate (self->event, gate) : NULL;
  if (found != NULL && found->list_id != NULL)
    set_list (self, found->list_id);
  if (self->state == FOYER_SESSION_STATE_ONLINE)
    foyer_session_room_join (self);
}
