/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-conflicts"

#include "config.h"

#include "wire/foyer-wire-conflicts.h"

#include "base/foyer-limits.h"
#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-parts.h"

/* What is said about conflicts, from and to the values of room `model`. */

static void
add_scan (FoyerJsonWriter *writer, const FoyerConflictScan *scan)
{
  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_string (writer, "scan_id", scan->scan_id);
  foyer_json_writer_add_string (writer, "device_id", scan->device_id);
  foyer_json_writer_add_string (writer, "device", scan->device);
  foyer_json_writer_add_string (writer, "staff_email", scan->staff_email);
  foyer_json_writer_add_time (writer, "timestamp", scan->timestamp);
  foyer_json_writer_add_integer (writer, "error_ms", scan->error_ms);
  foyer_json_writer_add_boolean (writer, "offline", scan->offline);
  foyer_json_writer_add_string (writer, "outcome", foyer_outcome_to_nick (scan->outcome));
  foyer_json_writer_add_string (writer, "reason", foyer_reason_to_nick (scan->reason));
  foyer_json_writer_add_boolean (writer, "standing", scan->standing);
  foyer_json_writer_end_object (writer);
}

/**
 * foyer_wire_write_conflict_scans:
 *
 * Adds the member `scans`.
 */
void
foyer_wire_write_conflict_scans (FoyerJsonWriter *writer, const FoyerConflict *conflict)
{
  foyer_json_writer_begin_array (writer, "scans");
  for (guint i = 0; i < conflict->scans->len; i++)
    add_scan (writer, g_ptr_array_index (conflict->scans, i));
  foyer_json_writer_end_array (writer);
}

static void
add_conflict (FoyerJsonWriter *writer, const char *name, const FoyerConflict *conflict)
{
  foyer_json_writer_begin_object (writer, name);
  foyer_json_writer_add_string (writer, "id", conflict->id);
  foyer_json_writer_add_string (writer, "event_id", conflict->event_id);
  foyer_json_writer_add_string (writer, "kind", foyer_conflict_kind_to_nick (conflict->kind));
  if (conflict->ticket == NULL) {
    foyer_json_writer_add_null (writer, "ticket");
  } else {
    foyer_json_writer_begin_object (writer, "ticket");
    foyer_wire_write_ticket_fields (writer, conflict->ticket);
    foyer_json_writer_end_object (writer);
  }
  foyer_json_writer_add_string (writer, "list_id", conflict->list_id);
  foyer_json_writer_add_time (writer, "opened_at", conflict->opened_at);
  foyer_wire_write_conflict_scans (writer, conflict);
  foyer_json_writer_add_time (writer, "resolved_at", conflict->resolved_at);
  foyer_json_writer_add_string (writer, "resolved_by", conflict->resolved_by);
  foyer_json_writer_add_string (writer,
                                "resolution",
                                foyer_conflict_resolution_to_nick (conflict->resolution));
  foyer_json_writer_add_string (writer, "reason", conflict->reason);
  foyer_json_writer_end_object (writer);
}

static void
write_told (GString *out, FoyerMessageKind kind, const FoyerConflict *conflict)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, kind);

  add_conflict (&writer, "conflict", conflict);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_write_conflict_opened:
 * @conflict: one that is open, with at most %FOYER_LIMIT_CONFLICT_SCANS scans
 */
void
foyer_wire_write_conflict_opened (GString *out, const FoyerConflict *conflict)
{
  write_told (out, FOYER_MESSAGE_KIND_CONFLICT_OPENED, conflict);
}

/**
 * foyer_wire_write_conflict_resolved:
 * @conflict: one that is resolved, with at most %FOYER_LIMIT_CONFLICT_SCANS scans
 */
void
foyer_wire_write_conflict_resolved (GString *out, const FoyerConflict *conflict)
{
  write_told (out, FOYER_MESSAGE_KIND_CONFLICT_RESOLVED, conflict);
}

/* What closes the message: "],"more":false}". */
#define END_BYTES 16

/**
 * foyer_wire_write_conflicts_listed:
 * @re: the request that it answers
 * @conflicts: (element-type FoyerConflict): the newest first; what does not fit is left out
 * @more: whether there are others
 */
void
foyer_wire_write_conflicts_listed (GString *out,
                                   const char *re,
                                   const GPtrArray *conflicts,
                                   gboolean more)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_CONFLICTS_LISTED);

  foyer_json_writer_add_string (&writer, "re", re);
  foyer_json_writer_begin_array (&writer, "conflicts");
  for (guint i = 0; i < conflicts->len; i++) {
    FoyerJsonWriter before = writer;
    gsize length = out->len;

    add_conflict (&writer, NULL, g_ptr_array_index (conflicts, i));
    if (out->len + END_BYTES <= FOYER_LIMIT_MESSAGE_FROM_RELAY)
      continue;
    g_string_truncate (out, length);
    writer = before;
    more = TRUE;
    break;
  }
  foyer_json_writer_end_array (&writer);
  foyer_json_writer_add_boolean (&writer, "more", more);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_encode_resolve_conflict:
 * @id: what the `done` will carry as `re`
 * @request_id: a UUID that stays the same however often the request is sent
 * @resolution: not %FOYER_CONFLICT_EXPLAINED
 * @reason: the same in the words of who resolves it
 * @taken_back: (nullable): the scans among those of the conflict whose admissions do not count
 * @seen: (nullable): all of its scans, as far as who resolves it knows
 *
 * Returns: (transfer full): a `resolve_conflict`
 */
char *
foyer_wire_encode_resolve_conflict (const char *id,
                                    const char *request_id,
                                    const char *conflict_id,
                                    FoyerConflictResolution resolution,
                                    const char *reason,
                                    const char *const *taken_back,
                                    const char *const *seen)
{
  FoyerJsonWriter writer =
      foyer_wire_begin (g_string_sized_new (256), FOYER_MESSAGE_KIND_RESOLVE_CONFLICT);

  foyer_json_writer_add_string (&writer, "id", id);
  foyer_json_writer_add_string (&writer, "request_id", request_id);
  foyer_json_writer_add_string (&writer, "conflict_id", conflict_id);
  foyer_json_writer_add_string (&writer,
                                "resolution",
                                foyer_conflict_resolution_to_nick (resolution));
  foyer_json_writer_add_string (&writer, "reason", reason);
  foyer_json_writer_add_texts (&writer, "taken_back", taken_back);
  if (seen != NULL && seen[0] != NULL)
    foyer_json_writer_add_texts (&writer, "seen", seen);
  foyer_wire_end (&writer);
  return g_string_free (writer.out, FALSE);
}

/**
 * foyer_wire_encode_list_conflicts:
 * @id: what the `conflicts_listed` will carry as `re`
 * @resolved: whether those that are resolved are wanted, instead of those that are open
 * @limit: from 1 to %FOYER_LIMIT_CONFLICTS_LISTED
 *
 * Returns: (transfer full): a `list_conflicts`
 */
char *
foyer_wire_encode_list_conflicts (const char *id,
                                  const char *event_id,
                                  gboolean resolved,
                                  guint limit)
{
  FoyerJsonWriter writer =
      foyer_wire_begin (g_string_sized_new (128), FOYER_MESSAGE_KIND_LIST_CONFLICTS);

  foyer_json_writer_add_string (&writer, "id", id);
  foyer_json_writer_add_string (&writer, "event_id", event_id);
  foyer_json_writer_add_boolean (&writer, "resolved", resolved);
  foyer_json_writer_add_integer (&writer, "limit", limit);
  foyer_wire_end (&writer);
  return g_string_free (writer.out, FALSE);
}

/**
 * foyer_wire_read_taken_back:
 * @message: a `resolve_conflict`
 *
 * Returns: (transfer full): the ids of the scans whose admissions do not count
 */
char **
foyer_wire_read_taken_back (const FoyerMessage *message)
{
  return foyer_json_fields_get_texts (message->fields, "taken_back");
}

/**
 * foyer_wire_read_seen:
 * @message: a `resolve_conflict`
 *
 * Returns: (transfer full): the ids of the scans that who resolves it knows of; none where they do
 *   not say
 */
char **
foyer_wire_read_seen (const FoyerMessage *message)
{
  return foyer_json_fields_get_texts (message->fields, "seen");
}

static FoyerConflictScan *
read_scan (JsonObject *object)
{
  FoyerConflictScan scan = {
    .scan_id = (char *)foyer_json_fields_get_string (object, "scan_id"),
    .device_id = (char *)foyer_json_fields_get_string (object, "device_id"),
    .device = (char *)foyer_json_fields_get_string (object, "device"),
    .staff_email = (char *)foyer_json_fields_get_string (object, "staff_email"),
    .timestamp = foyer_json_fields_get_time (object, "timestamp"),
    .error_ms = foyer_json_fields_get_integer (object, "error_ms", 0),
    .offline = foyer_json_fields_get_boolean (object, "offline"),
    .standing = foyer_json_fields_get_boolean (object, "standing"),
  };

  foyer_outcome_from_nick (foyer_json_fields_get_string (object, "outcome"), &scan.outcome);
  foyer_reason_from_nick (foyer_json_fields_get_string (object, "reason"), &scan.reason);
  return foyer_conflict_scan_copy (&scan);
}

static FoyerConflict *
read_conflict (JsonObject *object)
{
  JsonArray *array = foyer_json_fields_get_array (object, "scans");
  g_autoptr (FoyerTicket) ticket = foyer_wire_read_optional_ticket (object);
  g_autoptr (GPtrArray) scans =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_conflict_scan_free);
  FoyerConflict conflict = {
    .id = (char *)foyer_json_fields_get_string (object, "id"),
    .event_id = (char *)foyer_json_fields_get_string (object, "event_id"),
    .ticket = ticket,
    .list_id = (char *)foyer_json_fields_get_string (object, "list_id"),
    .opened_at = foyer_json_fields_get_time (object, "opened_at"),
    .scans = scans,
    .resolved_at = foyer_json_fields_get_time (object, "resolved_at"),
    .resolved_by = (char *)foyer_json_fields_get_string (object, "resolved_by"),
    .reason = (char *)foyer_json_fields_get_string (object, "reason"),
  };

  foyer_conflict_kind_from_nick (foyer_json_fields_get_string (object, "kind"), &conflict.kind);
  foyer_conflict_resolution_from_nick (foyer_json_fields_get_string (object, "resolution"),
                                       &conflict.resolution);
  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (scans, read_scan (json_array_get_object_element (array, i)));
  return foyer_conflict_new (&conflict);
}

/**
 * foyer_wire_read_conflict:
 * @message: a `conflict_opened` or a `conflict_resolved`
 *
 * Returns: (transfer full): the conflict
 */
FoyerConflict *
foyer_wire_read_conflict (const FoyerMessage *message)
{
  return read_conflict (foyer_json_fields_get_object (message->fields, "conflict"));
}

/**
 * foyer_wire_read_conflicts_listed:
 * @message: a `conflicts_listed`
 *
 * Returns: (transfer full) (element-type FoyerConflict): the newest first
 */
GPtrArray *
foyer_wire_read_conflicts_listed (const FoyerMessage *message)
{
  JsonArray *array = foyer_json_fields_get_array (message->fields, "conflicts");
  GPtrArray *conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_conflict_unref);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (conflicts, read_conflict (json_array_get_object_element (array, i)));
  return conflicts;
}
