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
 * @desks: whether `desks_changed` is wanted
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
                        gboolean activity,
                        gboolean desks)
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
  foyer_json_writer_add_boolean (&writer, "desks", desks);
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
 * @text: (nullable): part of a name, an address or an order code
 * @ticket_id: (nullable): a ticket, instead of @text
 * @limit: from 1 to %FOYER_LIMIT_SEARCH_RESULTS
 *
 * Returns: (transfer full): a `search_tickets`
 */
char *
foyer_wire_encode_search (const char *id,
                          const char *event_id,
                          const char *list_id,
                          const char *text,
                          const char *ticket_id,
                          guint limit)
{
  FoyerJsonWriter writer =
      begin_request (g_string_sized_new (256), FOYER_MESSAGE_KIND_SEARCH_TICKETS, id, event_id);

  foyer_json_writer_add_string (&writer, "list_id", list_id);
  foyer_json_writer_add_string (&writer, "text", text);
  foyer_json_writer_add_string (&writer, "ticket_id", ticket_id);
  foyer_json_writer_add_integer (&writer, "limit", limit);
  return end_request (&writer);
}

static FoyerJsonWriter
begin_edit (FoyerMessageKind kind,
            const char *id,
            const char *request_id,
            const char *event_id,
            const FoyerTicket *ticket)
{
  FoyerJsonWriter writer = begin_request (g_string_sized_new (512), kind, id, event_id);

  foyer_json_writer_add_string (&writer, "request_id", request_id);
  foyer_json_writer_add_string (&writer, "ticket_id", ticket->id);
  foyer_json_writer_add_integer (&writer, "version", ticket->version);
  return writer;
}

/**
 * foyer_wire_encode_edit_ticket:
 * @id: what the `done` will carry as `re`
 * @request_id: a UUID that stays the same however often the request is sent
 * @ticket: what it is to be; its version is the one that was seen
 *
 * Returns: (transfer full): an `edit_ticket`
 */
char *
foyer_wire_encode_edit_ticket (const char *id,
                               const char *request_id,
                               const char *event_id,
                               const FoyerTicket *ticket)
{
  FoyerJsonWriter writer =
      begin_edit (FOYER_MESSAGE_KIND_EDIT_TICKET, id, request_id, event_id, ticket);

  foyer_json_writer_add_string (&writer, "name", ticket->name);
  foyer_json_writer_add_string (&writer, "email", ticket->email);
  foyer_json_writer_add_string (&writer, "order_code", ticket->order_code);
  foyer_json_writer_add_string (&writer, "attention", ticket->attention);
  foyer_json_writer_add_integer (&writer, "type_number", ticket->type_number);
  foyer_json_writer_add_boolean (&writer, "paid", ticket->paid);
  foyer_json_writer_add_time (&writer, "valid_from", ticket->valid_from);
  foyer_json_writer_add_time (&writer, "valid_until", ticket->valid_until);
  foyer_json_writer_add_integer (&writer, "allowed_entries", ticket->allowed_entries);
  return end_request (&writer);
}

/**
 * foyer_wire_encode_void_ticket:
 * @id: what the `done` will carry as `re`
 * @request_id: a UUID that stays the same however often the request is sent
 * @ticket: what is not to admit anybody any more, as it was seen
 *
 * Returns: (transfer full): a `void_ticket`
 */
char *
foyer_wire_encode_void_ticket (const char *id,
                               const char *request_id,
                               const char *event_id,
                               const FoyerTicket *ticket)
{
  FoyerJsonWriter writer =
      begin_edit (FOYER_MESSAGE_KIND_VOID_TICKET, id, request_id, event_id, ticket);

  return end_request (&writer);
}

/**
 * foyer_wire_encode_set_policy:
 * @id: what the `done` will carry as `re`
 * @request_id: a UUID that stays the same however often the request is sent
 * @ticket_type: (nullable): the name of the ticket type that it is for; %NULL for all that say
 *   nothing of their own
 * @policy: what desks may do that hear of no relay
 *
 * Returns: (transfer full): a `set_policy`
 */
char *
foyer_wire_encode_set_policy (const char *id,
                              const char *request_id,
                              const char *event_id,
                              const char *ticket_type,
                              const FoyerOfflinePolicy *policy)
{
  FoyerJsonWriter writer =
      begin_request (g_string_sized_new (256), FOYER_MESSAGE_KIND_SET_POLICY, id, event_id);

  foyer_json_writer_add_string (&writer, "request_id", request_id);
  foyer_json_writer_add_string (&writer, "ticket_type", ticket_type);
  foyer_wire_write_offline (&writer, policy);
  return end_request (&writer);
}

/**
 * foyer_wire_encode_pause_entry:
 * @id: what the `done` will carry as `re`
 * @request_id: a UUID that stays the same however often the request is sent
 * @paused: whether nobody is to be admitted
 * @message: (nullable): what every desk is told with it
 *
 * Returns: (transfer full): a `pause_entry`
 */
char *
foyer_wire_encode_pause_entry (const char *id,
                               const char *request_id,
                               const char *event_id,
                               gboolean paused,
                               const char *message)
{
  FoyerJsonWriter writer =
      begin_request (g_string_sized_new (256), FOYER_MESSAGE_KIND_PAUSE_ENTRY, id, event_id);

  foyer_json_writer_add_string (&writer, "request_id", request_id);
  foyer_json_writer_add_boolean (&writer, "paused", paused);
  foyer_json_writer_add_string (&writer, "message", message);
  return end_request (&writer);
}

/**
 * foyer_wire_encode_broadcast:
 * @id: what the `done` will carry as `re`
 * @request_id: a UUID that stays the same however often the request is sent
 * @message: (nullable): what every desk is told from now on; %NULL withdraws it
 *
 * Returns: (transfer full): a `broadcast_message`
 */
char *
foyer_wire_encode_broadcast (const char *id,
                             const char *request_id,
                             const char *event_id,
                             const char *message)
{
  FoyerJsonWriter writer =
      begin_request (g_string_sized_new (256), FOYER_MESSAGE_KIND_BROADCAST_MESSAGE, id, event_id);

  foyer_json_writer_add_string (&writer, "request_id", request_id);
  foyer_json_writer_add_string (&writer, "message", message);
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
  if (report->addresses != NULL)
    foyer_json_writer_add_texts (&writer, "addresses", (const char *const *)report->addresses);
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
 * foyer_wire_read_edited_ticket:
 * @message: an `edit_ticket` or a `void_ticket`
 *
 * Returns: (transfer full): what the ticket is to be, of the version that was seen; of one that is
 *   to be void, its id and its version
 */
FoyerTicket *
foyer_wire_read_edited_ticket (const FoyerMessage *message)
{
  FoyerTicket ticket = {
    .id = (char *)foyer_message_get_string (message, "ticket_id"),
    .event_id = (char *)foyer_message_get_string (message, "event_id"),
    .version = foyer_message_get_integer (message, "version", 0),
  };

  if (message->kind == FOYER_MESSAGE_KIND_EDIT_TICKET) {
    ticket.name = (char *)foyer_message_get_string (message, "name");
    ticket.email = (char *)foyer_message_get_string (message, "email");
    ticket.order_code = (char *)foyer_message_get_string (message, "order_code");
    ticket.attention = (char *)foyer_message_get_string (message, "attention");
    ticket.type_number = (guint)foyer_message_get_integer (message, "type_number", 0);
    ticket.paid = foyer_message_get_boolean (message, "paid");
    ticket.valid_from = foyer_message_get_time (message, "valid_from");
    ticket.valid_until = foyer_message_get_time (message, "valid_until");
    ticket.allowed_entries = (guint)foyer_message_get_integer (message, "allowed_entries", 1);
  }
  return foyer_ticket_new (&ticket);
}

/**
 * foyer_wire_read_set_policy:
 * @message: a `set_policy`
 *
 * Returns: what desks may do that hear of no relay
 */
FoyerOfflinePolicy
foyer_wire_read_set_policy (const FoyerMessage *message)
{
  return foyer_wire_read_offline (message->fields);
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
  if (foyer_message_has (message, "addresses"))
    report->addresses = foyer_json_fields_get_texts (message->fields, "addresses");
}
