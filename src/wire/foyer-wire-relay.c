/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-relay"

#include "config.h"

#include "wire/foyer-wire-relay.h"

#include "wire/foyer-wire-parts.h"

/* What a relay says, from the values of room `model`. What is absent is written as null. */

static FoyerJsonWriter
begin_answer (GString *out, FoyerMessageKind kind, const char *re)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, kind);

  foyer_json_writer_add_string (&writer, "re", re);
  return writer;
}

/* The numbers of changes start at 1. */
static void
add_seq (FoyerJsonWriter *writer, gint64 seq)
{
  if (seq == 0)
    foyer_json_writer_add_null (writer, "seq");
  else
    foyer_json_writer_add_integer (writer, "seq", seq);
}

static void
add_counts (FoyerJsonWriter *writer, const FoyerCounts *counts)
{
  foyer_json_writer_begin_object (writer, "counts");
  foyer_json_writer_add_integer (writer, "tickets", counts->tickets);
  foyer_json_writer_add_integer (writer, "admitted", counts->admitted);
  foyer_json_writer_add_integer (writer, "inside", counts->inside);
  foyer_json_writer_begin_array (writer, "lists");
  for (guint i = 0; i < counts->n_lists; i++) {
    const FoyerListCounts *list = &counts->lists[i];

    foyer_json_writer_begin_object (writer, NULL);
    foyer_json_writer_add_string (writer, "list_id", list->list_id);
    foyer_json_writer_add_integer (writer, "tickets", list->tickets);
    foyer_json_writer_add_integer (writer, "admitted", list->admitted);
    foyer_json_writer_add_integer (writer, "inside", list->inside);
    foyer_json_writer_end_object (writer);
  }
  foyer_json_writer_end_array (writer);
  foyer_json_writer_end_object (writer);
}

/* What staff at a door see of a ticket. */
static void
add_ticket_face (FoyerJsonWriter *writer, const FoyerTicket *ticket)
{
  foyer_json_writer_add_string (writer, "id", ticket->id);
  foyer_json_writer_add_string (writer, "name", ticket->name);
  foyer_json_writer_add_string (writer, "ticket_type", ticket->ticket_type);
  foyer_json_writer_add_string (writer, "order_code", ticket->order_code);
  foyer_json_writer_add_string (writer, "attention", ticket->attention);
}

/**
 * foyer_wire_write_ticket_fields:
 *
 * Writes the whole ticket.
 */
void
foyer_wire_write_ticket_fields (FoyerJsonWriter *writer, const FoyerTicket *ticket)
{
  add_ticket_face (writer, ticket);
  foyer_json_writer_add_string (writer, "email", ticket->email);
  foyer_json_writer_add_integer (writer, "type_number", ticket->type_number);
  foyer_json_writer_add_string (writer, "status", foyer_ticket_status_to_nick (ticket->status));
  foyer_json_writer_add_boolean (writer, "paid", ticket->paid);
  foyer_json_writer_add_time (writer, "valid_from", ticket->valid_from);
  foyer_json_writer_add_time (writer, "valid_until", ticket->valid_until);
  foyer_json_writer_add_integer (writer, "allowed_entries", ticket->allowed_entries);
  foyer_json_writer_add_integer (writer, "version", ticket->version);
}

/**
 * foyer_wire_write_earlier:
 *
 * Writes an admission that was, or null.
 */
void
foyer_wire_write_earlier (FoyerJsonWriter *writer, const FoyerEarlier *earlier)
{
  if (earlier->timestamp == 0) {
    foyer_json_writer_add_null (writer, "earlier");
    return;
  }
  foyer_json_writer_begin_object (writer, "earlier");
  foyer_json_writer_add_string (writer, "verified_by", earlier->verified_by);
  foyer_json_writer_add_string (writer, "device", earlier->device);
  foyer_json_writer_add_time (writer, "timestamp", earlier->timestamp);
  foyer_json_writer_end_object (writer);
}

/**
 * foyer_wire_write_state_fields:
 *
 * Writes how far a ticket is used on a check-in list.
 */
void
foyer_wire_write_state_fields (FoyerJsonWriter *writer, const FoyerTicketState *state)
{
  foyer_json_writer_add_integer (writer, "entries_used", state->entries_used);
  foyer_json_writer_add_integer (writer, "inside", state->inside);
  foyer_wire_write_earlier (writer, &state->last_admission);
  foyer_json_writer_add_time (writer, "last_exit", state->last_exit);
}

static void
add_event_heads (FoyerJsonWriter *writer, const GPtrArray *events)
{
  foyer_json_writer_begin_array (writer, "events");
  for (guint i = 0; i < events->len; i++) {
    const FoyerEventHead *event = g_ptr_array_index (events, i);

    foyer_json_writer_begin_object (writer, NULL);
    foyer_json_writer_add_string (writer, "id", event->id);
    foyer_json_writer_add_string (writer, "name", event->name);
    foyer_json_writer_add_integer (writer, "seq", event->seq);
    foyer_json_writer_add_integer (writer, "epoch", event->epoch);
    foyer_json_writer_add_string (writer, "role", foyer_role_to_nick (event->role));
    foyer_json_writer_end_object (writer);
  }
  foyer_json_writer_end_array (writer);
}

static void
add_own_session (FoyerJsonWriter *writer, const FoyerHello *hello)
{
  if (hello->session_id == NULL) {
    foyer_json_writer_add_null (writer, "session");
    return;
  }
  foyer_json_writer_begin_object (writer, "session");
  foyer_json_writer_add_string (writer, "id", hello->session_id);
  foyer_json_writer_add_time (writer, "expires", hello->session_expires);
  foyer_json_writer_add_boolean (writer, "key_bound", hello->key_bound);
  foyer_json_writer_add_string (writer, "method", hello->method);
  foyer_json_writer_end_object (writer);
}

/**
 * foyer_wire_write_hello:
 */
void
foyer_wire_write_hello (GString *out, const FoyerHello *hello)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_HELLO);

  foyer_json_writer_add_integer (&writer, "protocol", hello->protocol);
  foyer_json_writer_add_string (&writer, "relay", hello->relay);
  foyer_json_writer_add_time (&writer, "server_time", hello->server_time);
  foyer_wire_write_staff (&writer, hello->staff);
  foyer_json_writer_begin_object (&writer, "device");
  foyer_json_writer_add_string (&writer, "id", hello->device->id);
  foyer_json_writer_add_string (&writer, "name", hello->device->name);
  foyer_json_writer_add_string (&writer,
                                "status",
                                foyer_device_status_to_nick (hello->device->status));
  foyer_json_writer_add_string (&writer, "gate", hello->device->gate);
  foyer_json_writer_add_string (&writer, "event_id", hello->device->event_id);
  foyer_json_writer_add_string (&writer, "list_id", hello->device->list_id);
  foyer_json_writer_add_time (&writer, "approved_at", hello->device->approved_at);
  foyer_json_writer_end_object (&writer);
  add_own_session (&writer, hello);
  add_event_heads (&writer, hello->events);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_write_verdict_fields:
 *
 * Writes the verdict but for the request that it answers.
 */
void
foyer_wire_write_verdict_fields (FoyerJsonWriter *writer, const FoyerVerdict *verdict)
{
  foyer_json_writer_add_string (writer, "scan_id", verdict->scan_id);
  foyer_json_writer_add_string (writer, "outcome", foyer_outcome_to_nick (verdict->outcome));
  foyer_json_writer_add_string (writer, "reason", foyer_reason_to_nick (verdict->reason));
  foyer_json_writer_add_string (writer, "explanation", verdict->explanation);
  if (verdict->ticket == NULL) {
    foyer_json_writer_add_null (writer, "ticket");
  } else {
    foyer_json_writer_begin_object (writer, "ticket");
    add_ticket_face (writer, verdict->ticket);
    foyer_json_writer_end_object (writer);
  }
  foyer_wire_write_earlier (writer, &verdict->earlier);
  add_seq (writer, verdict->seq);
  if (verdict->overridden)
    foyer_json_writer_add_boolean (writer, "overridden", TRUE);
}

/**
 * foyer_wire_write_verdict:
 * @re: the request that it answers
 */
void
foyer_wire_write_verdict (GString *out, const char *re, const FoyerVerdict *verdict)
{
  FoyerJsonWriter writer = begin_answer (out, FOYER_MESSAGE_KIND_VERDICT, re);

  foyer_wire_write_verdict_fields (&writer, verdict);
  foyer_wire_end (&writer);
}

/* Every desk gets this for every guest: what never happened is not said, nor which admission is the
 * last one, unless one was taken back. */
static void
add_state (FoyerJsonWriter *writer, const FoyerChange *change)
{
  const FoyerTicketState *state = change->state;

  foyer_json_writer_begin_object (writer, "state");
  foyer_json_writer_add_integer (writer, "entries_used", state->entries_used);
  foyer_json_writer_add_integer (writer, "inside", state->inside);
  if (change->kind == FOYER_CHANGE_KIND_UNDONE)
    foyer_wire_write_earlier (writer, &state->last_admission);
  if (state->last_exit != 0)
    foyer_json_writer_add_time (writer, "last_exit", state->last_exit);
  foyer_json_writer_end_object (writer);
}

static void
add_change (FoyerJsonWriter *writer, const FoyerChange *change)
{
  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_integer (writer, "seq", change->seq);
  foyer_json_writer_add_string (writer, "kind", foyer_change_kind_to_nick (change->kind));
  foyer_json_writer_add_string (writer, "ticket_id", change->ticket_id);
  foyer_json_writer_add_string (writer, "list_id", change->list_id);
  foyer_json_writer_add_string (writer, "status", foyer_ticket_status_to_nick (change->status));
  foyer_json_writer_add_string (writer, "verified_by", change->verified_by);
  foyer_json_writer_add_string (writer, "device", change->device);
  foyer_json_writer_add_time (writer, "timestamp", change->timestamp);
  foyer_json_writer_add_string (writer, "direction", foyer_direction_to_nick (change->direction));
  foyer_json_writer_add_integer (writer, "version", change->version);
  if (change->scan_id != NULL)
    foyer_json_writer_add_string (writer, "scan_id", change->scan_id);
  if (change->amends)
    foyer_json_writer_add_boolean (writer, "amends", TRUE);
  if (change->state != NULL)
    add_state (writer, change);
  if (change->ticket != NULL) {
    foyer_json_writer_begin_object (writer, "ticket");
    foyer_wire_write_ticket_fields (writer, change->ticket);
    if (change->ticket->code_sha256 != NULL)
      foyer_json_writer_add_string (writer, "code_sha256", change->ticket->code_sha256);
    foyer_json_writer_end_object (writer);
  }
  foyer_json_writer_end_object (writer);
}

/**
 * foyer_wire_write_ticket_verified:
 * @batch: at most %FOYER_LIMIT_CHANGES_PER_FRAME changes, and few enough whole tickets among them
 *   that the message stays below %FOYER_LIMIT_MESSAGE_FROM_RELAY
 */
void
foyer_wire_write_ticket_verified (GString *out, const FoyerChangeBatch *batch)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_TICKET_VERIFIED);

  foyer_json_writer_add_string (&writer, "event_id", batch->event_id);
  foyer_json_writer_add_integer (&writer, "epoch", batch->epoch);
  foyer_json_writer_add_integer (&writer, "from", batch->from);
  foyer_json_writer_add_integer (&writer, "to", batch->to);
  foyer_json_writer_begin_array (&writer, "changes");
  for (guint i = 0; i < batch->changes->len; i++)
    add_change (&writer, g_ptr_array_index (batch->changes, i));
  foyer_json_writer_end_array (&writer);
  add_counts (&writer, batch->counts);
  foyer_wire_end (&writer);
}

/* What inherits is not said. */
/**
 * foyer_wire_write_offline:
 *
 * Adds the member `offline`.
 */
void
foyer_wire_write_offline (FoyerJsonWriter *writer, const FoyerOfflinePolicy *offline)
{
  foyer_json_writer_begin_object (writer, "offline");
  foyer_json_writer_add_string (writer, "mode", foyer_offline_mode_to_nick (offline->mode));
  if (offline->mode == FOYER_OFFLINE_HOLD)
    foyer_json_writer_add_integer (writer, "max_exposure", offline->max_exposure);
  foyer_json_writer_end_object (writer);
}

static void
add_types (FoyerJsonWriter *writer, const GPtrArray *types)
{
  foyer_json_writer_begin_array (writer, "ticket_types");
  for (guint i = 0; i < types->len; i++) {
    const FoyerTicketType *type = g_ptr_array_index (types, i);

    foyer_json_writer_begin_object (writer, NULL);
    foyer_json_writer_add_integer (writer, "number", type->number);
    foyer_json_writer_add_string (writer, "name", type->name);
    if (type->offline.mode != FOYER_OFFLINE_INHERIT)
      foyer_wire_write_offline (writer, &type->offline);
    foyer_json_writer_end_object (writer);
  }
  foyer_json_writer_end_array (writer);
}

static void
add_list (FoyerJsonWriter *writer, const FoyerCheckInList *list)
{
  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_string (writer, "id", list->id);
  foyer_json_writer_add_string (writer, "name", list->name);
  foyer_json_writer_add_boolean (writer, "default", list->is_default);
  foyer_json_writer_begin_array (writer, "ticket_types");
  for (guint i = 0; i < list->n_type_numbers; i++)
    foyer_json_writer_add_integer (writer, NULL, list->type_numbers[i]);
  foyer_json_writer_end_array (writer);
  foyer_json_writer_add_time (writer, "starts", list->starts);
  foyer_json_writer_add_time (writer, "ends", list->ends);
  foyer_json_writer_add_boolean (writer, "reentry", list->reentry);
  foyer_json_writer_add_integer (writer,
                                 "reentry_delay_ms",
                                 list->reentry_delay / G_TIME_SPAN_MILLISECOND);
  foyer_json_writer_end_object (writer);
}

static void
add_gate (FoyerJsonWriter *writer, const FoyerGate *gate)
{
  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_string (writer, "id", gate->id);
  foyer_json_writer_add_string (writer, "name", gate->name);
  foyer_json_writer_add_string (writer, "list_id", gate->list_id);
  foyer_json_writer_end_object (writer);
}

/* How an event is set up, as a new desk and one that follows a change need it alike. */
static void
add_set_up (FoyerJsonWriter *writer, const FoyerEvent *event)
{
  gboolean is_short = event->policy.code_kind == FOYER_CODE_KIND_SHORT;

  foyer_json_writer_begin_object (writer, "event");
  foyer_json_writer_add_string (writer, "id", event->id);
  foyer_json_writer_add_string (writer, "name", event->name);
  foyer_json_writer_add_string (writer, "time_zone", event->time_zone);
  foyer_json_writer_add_time (writer, "starts", event->starts);
  foyer_json_writer_add_time (writer, "ends", event->ends);
  add_types (writer, event->ticket_types);
  foyer_json_writer_end_object (writer);
  foyer_json_writer_add_integer (writer, "epoch", event->epoch);
  foyer_json_writer_begin_array (writer, "lists");
  for (guint i = 0; i < event->lists->len; i++)
    add_list (writer, g_ptr_array_index (event->lists, i));
  foyer_json_writer_end_array (writer);
  foyer_json_writer_begin_array (writer, "gates");
  for (guint i = 0; i < event->gates->len; i++)
    add_gate (writer, g_ptr_array_index (event->gates, i));
  foyer_json_writer_end_array (writer);
  foyer_json_writer_begin_object (writer, "policy");
  foyer_json_writer_add_boolean (writer, "entry_paused", event->policy.entry_paused);
  if (event->policy.closed)
    foyer_json_writer_add_boolean (writer, "closed", TRUE);
  foyer_json_writer_add_string (writer, "message", event->policy.message);
  foyer_json_writer_add_string (writer, "codes", is_short ? "short" : "signed");
  if (event->policy.offline.mode != FOYER_OFFLINE_INHERIT)
    foyer_wire_write_offline (writer, &event->policy.offline);
  foyer_json_writer_end_object (writer);
  foyer_wire_write_keys (writer, event->keys);
}

/**
 * foyer_wire_write_room_joined:
 * @re: the request that it answers
 */
void
foyer_wire_write_room_joined (GString *out, const char *re, const FoyerRoom *room)
{
  FoyerJsonWriter writer = begin_answer (out, FOYER_MESSAGE_KIND_ROOM_JOINED, re);

  add_set_up (&writer, room->event);
  foyer_json_writer_add_integer (&writer, "seq", room->seq);
  add_counts (&writer, room->counts);
  if (room->snapshot_url == NULL) {
    foyer_json_writer_add_null (&writer, "snapshot");
  } else {
    foyer_json_writer_begin_object (&writer, "snapshot");
    foyer_json_writer_add_string (&writer, "url", room->snapshot_url);
    foyer_json_writer_end_object (&writer);
  }
  if (room->desks != NULL)
    foyer_wire_write_desks (&writer, room->desks);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_write_event_changed:
 */
void
foyer_wire_write_event_changed (GString *out, const FoyerEvent *event)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_EVENT_CHANGED);

  foyer_json_writer_add_string (&writer, "event_id", event->id);
  add_set_up (&writer, event);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_write_emergency:
 *
 * Writes whether entry to @event is paused, and what every desk is told.
 */
void
foyer_wire_write_emergency (GString *out, const FoyerEvent *event)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_EMERGENCY);

  foyer_json_writer_add_string (&writer, "event_id", event->id);
  foyer_json_writer_add_boolean (&writer, "entry_paused", event->policy.entry_paused);
  foyer_json_writer_add_string (&writer, "message", event->policy.message);
  foyer_wire_end (&writer);
}

static void
add_device (FoyerJsonWriter *writer, const FoyerDevice *device)
{
  FoyerDeviceReport report = {
    .pending_scans = device->pending_scans,
    .battery = device->battery,
    .camera_state = device->camera_state,
    .camera_name = device->camera_name,
    .clock_known = device->clock_known,
    .clock_offset_ms = device->clock_offset_ms,
    .app_version = device->app_version,
  };

  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_string (writer, "id", device->id);
  foyer_json_writer_add_string (writer, "name", device->name);
  foyer_json_writer_add_string (writer, "status", foyer_device_status_to_nick (device->status));
  foyer_json_writer_add_string (writer, "staff_email", device->staff_email);
  foyer_json_writer_add_string (writer, "gate", device->gate);
  foyer_json_writer_add_boolean (writer, "online", device->online);
  foyer_json_writer_add_time (writer, "last_active", device->last_active);
  foyer_wire_write_report_fields (writer, &report);
  foyer_json_writer_add_string (writer, "event_id", device->event_id);
  foyer_json_writer_add_string (writer, "list_id", device->list_id);
  foyer_json_writer_add_time (writer, "wiped_at", device->wiped_at);
  foyer_json_writer_end_object (writer);
}

/**
 * foyer_wire_write_device_status:
 * @devices: (element-type FoyerDevice): those of which something is new
 */
void
foyer_wire_write_device_status (GString *out, const GPtrArray *devices)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_DEVICE_STATUS);

  foyer_json_writer_begin_array (&writer, "devices");
  for (guint i = 0; i < devices->len; i++)
    add_device (&writer, g_ptr_array_index (devices, i));
  foyer_json_writer_end_array (&writer);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_write_done:
 * @re: the request that it answers
 * @seq: the number of the change that it made; 0 where it changed nothing
 */
void
foyer_wire_write_done (GString *out, const char *re, gint64 seq)
{
  FoyerJsonWriter writer = begin_answer (out, FOYER_MESSAGE_KIND_DONE, re);

  add_seq (&writer, seq);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_write_tickets_found:
 * @re: the request that it answers
 * @found: (element-type FoyerFoundTicket): the best matches first
 */
void
foyer_wire_write_tickets_found (GString *out, const char *re, const GPtrArray *found)
{
  FoyerJsonWriter writer = begin_answer (out, FOYER_MESSAGE_KIND_TICKETS_FOUND, re);

  foyer_json_writer_begin_array (&writer, "tickets");
  for (guint i = 0; i < found->len; i++) {
    const FoyerFoundTicket *find = g_ptr_array_index (found, i);

    foyer_json_writer_begin_object (&writer, NULL);
    foyer_wire_write_ticket_fields (&writer, find->ticket);
    foyer_json_writer_add_integer (&writer, "entries_used", find->entries_used);
    foyer_json_writer_add_integer (&writer, "inside", find->inside);
    foyer_wire_write_earlier (&writer, &find->earlier);
    foyer_json_writer_end_object (&writer);
  }
  foyer_json_writer_end_array (&writer);
  foyer_wire_end (&writer);
}

static void
add_error (FoyerJsonWriter *writer, FoyerError code, const char *explanation)
{
  FoyerError travels = code <= FOYER_ERROR_REVOKED ? code : FOYER_ERROR_UNAVAILABLE;

  foyer_json_writer_add_string (writer, "code", foyer_error_to_nick (travels));
  foyer_json_writer_add_string (writer, "message", explanation);
}

/**
 * foyer_wire_write_error:
 * @re: (nullable): the request that it answers, where it could be read
 * @code: what is wrong; one that does not travel is written as %FOYER_ERROR_UNAVAILABLE
 * @explanation: the same in a sentence
 */
void
foyer_wire_write_error (GString *out, const char *re, FoyerError code, const char *explanation)
{
  FoyerJsonWriter writer = begin_answer (out, FOYER_MESSAGE_KIND_ERROR, re);

  add_error (&writer, code, explanation);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_write_changed_meanwhile:
 * @re: the request that it answers
 * @explanation: an English sentence
 * @ticket: the ticket that it was about, as it is now
 *
 * An `error` for whoever was the second one to edit a ticket.
 */
void
foyer_wire_write_changed_meanwhile (GString *out,
                                    const char *re,
                                    const char *explanation,
                                    const FoyerTicket *ticket)
{
  FoyerJsonWriter writer = begin_answer (out, FOYER_MESSAGE_KIND_ERROR, re);

  add_error (&writer, FOYER_ERROR_CHANGED_MEANWHILE, explanation);
  foyer_json_writer_begin_object (&writer, "ticket");
  foyer_wire_write_ticket_fields (&writer, ticket);
  foyer_json_writer_end_object (&writer);
  foyer_wire_end (&writer);
}
