/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-device"

#include "config.h"

#include "wire/foyer-wire-device.h"

#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-parts.h"

/* What a device says, from and to the values of room `model`. */

static FoyerJsonWriter
begin_request (GString *out, FoyerMessageKind kind, const char *id, const char *event_id)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, kind);

  foyer_json_writer_add_string (&writer, "id", id);
  foyer_json_writer_add_string (&writer, "event_id", event_id);
  return writer;
}

static char *
end_request (FoyerJsonWriter *writer)
{
  foyer_wire_end (writer);
  return g_string_free (writer->out, FALSE);
}

/**
 * foyer_wire_encode_join:
 * @id: what `room_joined` will carry as `re`
 * @since: the number of the last change that the device knows; 0: from the start
 * @epoch: what @since counts in
 * @list_id: (nullable): the check-in list that the desk works for
 * @gate: (nullable): the name of the gate where the desk stands; empty for none, %NULL for the same
 *   as before
 * @activity: whether `staff_activity` is wanted
 *
 * Returns: (transfer full): a `join_verification_room`
 */
char *
foyer_wire_encode_join (const char *id,
                        const char *event_id,
                        gint64 since,
                        gint64 epoch,
                        const char *list_id,
                        const char *gate,
                        gboolean activity)
{
  FoyerJsonWriter writer = begin_request (g_string_sized_new (256),
                                          FOYER_MESSAGE_KIND_JOIN_VERIFICATION_ROOM,
                                          id,
                                          event_id);

  foyer_json_writer_add_integer (&writer, "since", since);
  foyer_json_writer_add_integer (&writer, "epoch", epoch);
  foyer_json_writer_add_string (&writer, "list_id", list_id);
  foyer_json_writer_add_string (&writer, "gate", gate);
  foyer_json_writer_add_boolean (&writer, "activity", activity);
  return end_request (&writer);
}

/**
 * foyer_wire_encode_verify:
 * @id: what the `verdict` will carry as `re`
 *
 * Returns: (transfer full): a `verify_ticket`
 */
char *
foyer_wire_encode_verify (const char *id, const FoyerScan *scan)
{
  FoyerJsonWriter writer = begin_request (g_string_sized_new (512),
                                          FOYER_MESSAGE_KIND_VERIFY_TICKET,
                                          id,
                                          scan->event_id);

  foyer_json_writer_add_string (&writer, "scan_id", scan->id);
  if (scan->code != NULL)
    foyer_json_writer_add_string (&writer, "code", scan->code);
  else
    foyer_json_writer_add_string (&writer, "ticket_id", scan->ticket_id);
  foyer_json_writer_add_string (&writer, "list_id", scan->list_id);
  foyer_json_writer_add_string (&writer, "direction", foyer_direction_to_nick (scan->direction));
  foyer_json_writer_add_time (&writer, "scanned_at", scan->scanned_at);
  return end_request (&writer);
}

static char *
encode_amendment (FoyerMessageKind kind,
                  const char *id,
                  const char *request_id,
                  const char *event_id,
                  const char *scan_id,
                  const char *reason)
{
  FoyerJsonWriter writer = begin_request (g_string_sized_new (256), kind, id, event_id);

  foyer_json_writer_add_string (&writer, "request_id", request_id);
  foyer_json_writer_add_string (&writer, "scan_id", scan_id);
  foyer_json_writer_add_string (&writer, "reason", reason);
  return end_request (&writer);
}

/**
 * foyer_wire_encode_undo:
 * @id: what the `done` will carry as `re`
 * @request_id: a UUID that stays the same however often the request is sent
 * @scan_id: the scan whose admission is taken back
 * @reason: (nullable): why
 *
 * Returns: (transfer full): an `undo_verification`
 */
char *
foyer_wire_encode_undo (const char *id,
                        const char *request_id,
                        const char *event_id,
                        const char *scan_id,
                        const char *reason)
{
  return encode_amendment (FOYER_MESSAGE_KIND_UNDO_VERIFICATION,
                           id,
                           request_id,
                           event_id,
                           scan_id,
                           reason);
}

/**
 * foyer_wire_encode_override:
 * @id: what the `done` will carry as `re`
 * @request_id: a UUID that stays the same however often the request is sent
 * @scan_id: the refused scan whose guest is let in anyway
 * @reason: why
 *
 * Returns: (transfer full): an `override`
 */
char *
foyer_wire_encode_override (const char *id,
                            const char *request_id,
                            const char *event_id,
                            const char *scan_id,
                            const char *reason)
{
  return encode_amendment (FOYER_MESSAGE_KIND_OVERRIDE, id, request_id, event_id, scan_id, reason);
}

/**
 * foyer_wire_encode_search:
 * @id: what the `tickets_found` will carry as `re`
 * @list_id: (nullable): the check-in list whose admissions are told; %NULL: the default one
 * @text: part of a name, an address or an order code
 * @limit: from 1 to %FOYER_LIMIT_SEARCH_RESULTS
 *
 * Returns: (transfer full): a `search_tickets`
 */
char *
foyer_wire_encode_search (const char *id,
                          const char *event_id,
                          const char *list_id,
                          const char *text,
                          guint limit)
{
  FoyerJsonWriter writer =
      begin_request (g_string_sized_new (256), FOYER_MESSAGE_KIND_SEARCH_TICKETS, id, event_id);

  foyer_json_writer_add_string (&writer, "list_id", list_id);
  foyer_json_writer_add_string (&writer, "text", text);
  foyer_json_writer_add_integer (&writer, "limit", limit);
  return end_request (&writer);
}

/**
 * foyer_wire_encode_report:
 *
 * Returns: (transfer full): a `device_report`
 */
char *
foyer_wire_encode_report (const FoyerDeviceReport *report)
{
  FoyerJsonWriter writer =
      foyer_wire_begin (g_string_sized_new (256), FOYER_MESSAGE_KIND_DEVICE_REPORT);

  foyer_wire_write_report_fields (&writer, report);
  return end_request (&writer);
}

/**
 * foyer_wire_read_scan:
 * @message: a `verify_ticket`
 *
 * Returns: (transfer full): its scan
 */
FoyerScan *
foyer_wire_read_scan (const FoyerMessage *message)
{
  FoyerScan scan = {
    .id = (char *)foyer_message_get_string (message, "scan_id"),
    .event_id = (char *)foyer_message_get_string (message, "event_id"),
    .list_id = (char *)foyer_message_get_string (message, "list_id"),
    .code = (char *)foyer_message_get_string (message, "code"),
    .ticket_id = (char *)foyer_message_get_string (message, "ticket_id"),
    .scanned_at = foyer_message_get_time (message, "scanned_at"),
  };

  g_return_val_if_fail (message->kind == FOYER_MESSAGE_KIND_VERIFY_TICKET, NULL);

  foyer_direction_from_nick (foyer_message_get_string (message, "direction"), &scan.direction);
  return foyer_scan_new (&scan);
}

/**
 * foyer_wire_read_report:
 * @message: a `device_report`
 * @report: (out caller-allocates): clear it with foyer_device_report_clear()
 */
void
foyer_wire_read_report (const FoyerMessage *message, FoyerDeviceReport *report)
{
  g_return_if_fail (message->kind == FOYER_MESSAGE_KIND_DEVICE_REPORT);

  foyer_wire_read_report_fields (message->fields, report);
}
