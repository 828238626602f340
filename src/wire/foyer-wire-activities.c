/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-activities"

#include "config.h"

#include "wire/foyer-wire-activities.h"

#include "model/foyer-activity.h"
#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-parts.h"

/* What staff do at the doors: as it happens, and what was done with one ticket. */

static void
add_activity (FoyerJsonWriter *writer, const FoyerActivity *activity)
{
  gboolean is_judged = activity->action != FOYER_ACTION_UNDONE;

  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_string (writer, "staff_email", activity->staff_email);
  foyer_json_writer_add_string (writer, "device", activity->device);
  foyer_json_writer_add_string (writer, "action", foyer_action_to_nick (activity->action));
  foyer_json_writer_add_string (writer,
                                "outcome",
                                is_judged ? foyer_outcome_to_nick (activity->outcome) : NULL);
  foyer_json_writer_add_string (writer, "reason", foyer_reason_to_nick (activity->reason));
  foyer_json_writer_add_string (writer, "ticket_id", activity->ticket_id);
  foyer_json_writer_add_time (writer, "timestamp", activity->timestamp);
  if (activity->offline) {
    foyer_json_writer_add_boolean (writer, "offline", TRUE);
    foyer_json_writer_add_integer (writer, "error_ms", activity->error_ms);
  }
  foyer_json_writer_end_object (writer);
}

static void
add_activities (FoyerJsonWriter *writer, const GPtrArray *activities)
{
  foyer_json_writer_begin_array (writer, "activities");
  for (guint i = 0; i < activities->len; i++)
    add_activity (writer, g_ptr_array_index (activities, i));
  foyer_json_writer_end_array (writer);
}

/**
 * foyer_wire_write_staff_activity:
 * @activities: (element-type FoyerActivity): in the order in which they happened
 */
void
foyer_wire_write_staff_activity (GString *out, const char *event_id, const GPtrArray *activities)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_STAFF_ACTIVITY);

  foyer_json_writer_add_string (&writer, "event_id", event_id);
  add_activities (&writer, activities);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_write_ticket_activities_listed:
 * @re: the `id` of the `list_ticket_activities`
 * @activities: (element-type FoyerActivity): the newest first
 * @more: whether there are older ones
 */
void
foyer_wire_write_ticket_activities_listed (GString *out,
                                           const char *re,
                                           const GPtrArray *activities,
                                           gboolean more)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_TICKET_ACTIVITIES_LISTED);

  foyer_json_writer_add_string (&writer, "re", re);
  add_activities (&writer, activities);
  foyer_json_writer_add_boolean (&writer, "more", more);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_encode_list_ticket_activities:
 * @id: what the `ticket_activities_listed` will carry as `re`
 * @ticket_id: whose log is wanted
 * @list_id: (nullable): only what was done for this check-in list
 * @limit: from 1 to %FOYER_LIMIT_ACTIVITIES_LISTED
 *
 * Returns: (transfer full): a `list_ticket_activities`
 */
char *
foyer_wire_encode_list_ticket_activities (const char *id,
                                          const char *event_id,
                                          const char *ticket_id,
                                          const char *list_id,
                                          guint limit)
{
  FoyerJsonWriter writer =
      foyer_wire_begin (g_string_sized_new (256), FOYER_MESSAGE_KIND_LIST_TICKET_ACTIVITIES);

  foyer_json_writer_add_string (&writer, "id", id);
  foyer_json_writer_add_string (&writer, "event_id", event_id);
  foyer_json_writer_add_string (&writer, "ticket_id", ticket_id);
  foyer_json_writer_add_string (&writer, "list_id", list_id);
  foyer_json_writer_add_integer (&writer, "limit", limit);
  foyer_wire_end (&writer);
  return g_string_free (writer.out, FALSE);
}

static FoyerActivity *
read_activity (JsonObject *object)
{
  FoyerActivity activity = {
    .staff_email = (char *)foyer_json_fields_get_string (object, "staff_email"),
    .device = (char *)foyer_json_fields_get_string (object, "device"),
    .ticket_id = (char *)foyer_json_fields_get_string (object, "ticket_id"),
    .timestamp = foyer_json_fields_get_time (object, "timestamp"),
    .offline = foyer_json_fields_get_boolean (object, "offline"),
    .error_ms = foyer_json_fields_get_integer (object, "error_ms", 0),
  };

  foyer_action_from_nick (foyer_json_fields_get_string (object, "action"), &activity.action);
  foyer_outcome_from_nick (foyer_json_fields_get_string (object, "outcome"), &activity.outcome);
  foyer_reason_from_nick (foyer_json_fields_get_string (object, "reason"), &activity.reason);
  return foyer_activity_new (&activity);
}

/**
 * foyer_wire_read_activities:
 * @message: a `staff_activity`, or a `ticket_activities_listed`
 *
 * Returns: (transfer full) (element-type FoyerActivity): in the order in which it has them
 */
GPtrArray *
foyer_wire_read_activities (const FoyerMessage *message)
{
  JsonArray *array = foyer_json_fields_get_array (message->fields, "activities");
  GPtrArray *activities = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_activity_unref);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (activities, read_activity (json_array_get_object_element (array, i)));
  return activities;
}
