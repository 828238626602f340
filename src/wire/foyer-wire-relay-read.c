/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-relay-read"

#include "config.h"

#include "wire/foyer-wire-relay.h"

#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-parts.h"

/* What a relay says, to the values of room `model`. The tables of fields have been checked, so that
 * nothing here can fail. Texts are borrowed from the message while a value is made of them. */

static char *
borrow (JsonObject *object, const char *name)
{
  return (char *)foyer_json_fields_get_string (object, name);
}

typedef gpointer (*ReadItem) (JsonObject *object);

static GPtrArray *
read_items (JsonObject *object, const char *name, ReadItem read, GDestroyNotify free_item)
{
  JsonArray *array = foyer_json_fields_get_array (object, name);
  guint length = array != NULL ? json_array_get_length (array) : 0;
  GPtrArray *items = g_ptr_array_new_full (length, free_item);

  for (guint i = 0; i < length; i++)
    g_ptr_array_add (items, read (json_array_get_object_element (array, i)));
  return items;
}

static gpointer
read_event_head (JsonObject *object)
{
  return foyer_event_head_new (borrow (object, "id"),
                               borrow (object, "name"),
                               foyer_json_fields_get_integer (object, "seq", 0),
                               foyer_json_fields_get_integer (object, "epoch", 0));
}

static gpointer
read_device (JsonObject *object)
{
  g_auto (FoyerDeviceReport) report = { 0 };
  FoyerDevice device = {
    .id = borrow (object, "id"),
    .name = borrow (object, "name"),
    .status = FOYER_DEVICE_STATUS_APPROVED,
    .staff_email = borrow (object, "staff_email"),
    .gate = borrow (object, "gate"),
    .online = foyer_json_fields_get_boolean (object, "online"),
    .last_active = foyer_json_fields_get_time (object, "last_active"),
    .event_id = borrow (object, "event_id"),
    .list_id = borrow (object, "list_id"),
    .approved_at = foyer_json_fields_get_time (object, "approved_at"),
    .wiped_at = foyer_json_fields_get_time (object, "wiped_at"),
  };

  foyer_device_status_from_nick (borrow (object, "status"), &device.status);
  foyer_wire_read_report_fields (object, &report);
  device.pending_scans = report.pending_scans;
  device.battery = report.battery;
  device.camera_state = report.camera_state;
  device.camera_name = report.camera_name;
  device.clock_known = report.clock_known;
  device.clock_offset_ms = report.clock_offset_ms;
  device.app_version = report.app_version;
  return foyer_device_new (&device);
}

static void
borrow_own_session (JsonObject *object, FoyerHello *hello)
{
  JsonObject *session = foyer_json_fields_get_object (object, "session");

  if (session == NULL)
    return;
  hello->session_id = borrow (session, "id");
  hello->session_expires = foyer_json_fields_get_time (session, "expires");
  hello->key_bound = foyer_json_fields_get_boolean (session, "key_bound");
  hello->method = borrow (session, "method");
}

/* A relay that does not say has one role for all events. */
static void
fill_in_roles (JsonObject *object, const FoyerHello *hello)
{
  JsonArray *events = foyer_json_fields_get_array (object, "events");

  for (guint i = 0; i < hello->events->len; i++) {
    FoyerEventHead *event = g_ptr_array_index (hello->events, i);

    event->role = hello->staff->role;
    foyer_role_from_nick (borrow (json_array_get_object_element (events, i), "role"), &event->role);
  }
}

/**
 * foyer_wire_read_hello:
 * @message: a `hello`
 *
 * Returns: (transfer full): what it says
 */
FoyerHello *
foyer_wire_read_hello (const FoyerMessage *message)
{
  JsonObject *object = message->fields;
  g_autoptr (FoyerStaff) staff =
      foyer_wire_read_staff (foyer_json_fields_get_object (object, "staff"));
  g_autoptr (FoyerDevice) device = read_device (foyer_json_fields_get_object (object, "device"));
  g_autoptr (GPtrArray) events =
      read_items (object, "events", read_event_head, (GDestroyNotify)foyer_event_head_free);
  FoyerHello hello = {
    .protocol = (int)foyer_json_fields_get_integer (object, "protocol", 0),
    .relay = borrow (object, "relay"),
    .server_time = foyer_json_fields_get_time (object, "server_time"),
    .staff = staff,
    .device = device,
    .events = events,
  };

  borrow_own_session (object, &hello);
  fill_in_roles (object, &hello);
  return foyer_hello_new (&hello);
}

/* Inside the room; see foyer-wire-parts.h. */

FoyerTicket *
foyer_wire_read_ticket_fields (JsonObject *object)
{
  FoyerTicket ticket = {
    .id = borrow (object, "id"),
    .type_number = (guint)foyer_json_fields_get_integer (object, "type_number", 0),
    .ticket_type = borrow (object, "ticket_type"),
    .order_code = borrow (object, "order_code"),
    .name = borrow (object, "name"),
    .email = borrow (object, "email"),
    .attention = borrow (object, "attention"),
    .paid = foyer_json_fields_get_boolean (object, "paid"),
    .valid_from = foyer_json_fields_get_time (object, "valid_from"),
    .valid_until = foyer_json_fields_get_time (object, "valid_until"),
    .allowed_entries = (guint)foyer_json_fields_get_integer (object, "allowed_entries", 1),
    .version = foyer_json_fields_get_integer (object, "version", 0),
    .code_sha256 = borrow (object, "code_sha256"),
  };

  foyer_ticket_status_from_nick (borrow (object, "status"), &ticket.status);
  return foyer_ticket_new (&ticket);
}

/**
 * foyer_wire_read_optional_ticket:
 *
 * Returns: (transfer full) (nullable): what the member `ticket` says
 */
FoyerTicket *
foyer_wire_read_optional_ticket (JsonObject *object)
{
  JsonObject *ticket = foyer_json_fields_get_object (object, "ticket");

  return ticket != NULL ? foyer_wire_read_ticket_fields (ticket) : NULL;
}

FoyerEarlier
foyer_wire_borrow_earlier (JsonObject *object)
{
  JsonObject *earlier = foyer_json_fields_get_object (object, "earlier");

  if (earlier == NULL)
    return (FoyerEarlier){ 0 };
  return (FoyerEarlier){
    .verified_by = borrow (earlier, "verified_by"),
    .device = borrow (earlier, "device"),
    .timestamp = foyer_json_fields_get_time (earlier, "timestamp"),
  };
}

FoyerTicketState
foyer_wire_borrow_state_fields (JsonObject *object)
{
  return (FoyerTicketState){
    .entries_used = (guint)foyer_json_fields_get_integer (object, "entries_used", 0),
    .inside = (guint)foyer_json_fields_get_integer (object, "inside", 0),
    .last_admission = foyer_wire_borrow_earlier (object),
    .last_exit = foyer_json_fields_get_time (object, "last_exit"),
  };
}

/**
 * foyer_wire_read_verdict_fields:
 *
 * Returns: (transfer full): the verdict that the object is
 */
FoyerVerdict *
foyer_wire_read_verdict_fields (JsonObject *object)
{
  g_autoptr (FoyerTicket) ticket = foyer_wire_read_optional_ticket (object);
  FoyerVerdict verdict = {
    .scan_id = borrow (object, "scan_id"),
    .explanation = borrow (object, "explanation"),
    .ticket = ticket,
    .earlier = foyer_wire_borrow_earlier (object),
    .seq = foyer_json_fields_get_integer (object, "seq", 0),
    .overridden = foyer_json_fields_get_boolean (object, "overridden"),
  };

  foyer_outcome_from_nick (borrow (object, "outcome"), &verdict.outcome);
  foyer_reason_from_nick (borrow (object, "reason"), &verdict.reason);
  return foyer_verdict_new (&verdict);
}

/**
 * foyer_wire_read_verdict:
 * @message: a `verdict`
 *
 * Returns: (transfer full): what it says
 */
FoyerVerdict *
foyer_wire_read_verdict (const FoyerMessage *message)
{
  return foyer_wire_read_verdict_fields (message->fields);
}

static gpointer
read_change (JsonObject *object)
{
  g_autoptr (FoyerTicket) ticket = foyer_wire_read_optional_ticket (object);
  JsonObject *member = foyer_json_fields_get_object (object, "state");
  FoyerTicketState state;
  FoyerChange change = {
    .seq = foyer_json_fields_get_integer (object, "seq", 0),
    .ticket_id = borrow (object, "ticket_id"),
    .list_id = borrow (object, "list_id"),
    .verified_by = borrow (object, "verified_by"),
    .device = borrow (object, "device"),
    .scan_id = borrow (object, "scan_id"),
    .amends = foyer_json_fields_get_boolean (object, "amends"),
    .timestamp = foyer_json_fields_get_time (object, "timestamp"),
    .version = foyer_json_fields_get_integer (object, "version", 0),
    .ticket = ticket,
  };

  foyer_change_kind_from_nick (borrow (object, "kind"), &change.kind);
  foyer_ticket_status_from_nick (borrow (object, "status"), &change.status);
  foyer_direction_from_nick (borrow (object, "direction"), &change.direction);
  if (member != NULL) {
    state = foyer_wire_borrow_state_fields (member);
    change.state = &state;
  }
  return foyer_change_new (&change);
}

static FoyerCounts *
read_counts (JsonObject *object)
{
  JsonArray *array = foyer_json_fields_get_array (object, "lists");
  guint length = array != NULL ? json_array_get_length (array) : 0;
  g_autofree FoyerListCounts *lists = g_new0 (FoyerListCounts, length);
  FoyerCounts counts = {
    .tickets = foyer_json_fields_get_integer (object, "tickets", 0),
    .admitted = foyer_json_fields_get_integer (object, "admitted", 0),
    .inside = foyer_json_fields_get_integer (object, "inside", 0),
    .lists = lists,
    .n_lists = length,
  };

  for (guint i = 0; i < length; i++) {
    JsonObject *list = json_array_get_object_element (array, i);

    lists[i].list_id = borrow (list, "list_id");
    lists[i].tickets = foyer_json_fields_get_integer (list, "tickets", 0);
    lists[i].admitted = foyer_json_fields_get_integer (list, "admitted", 0);
    lists[i].inside = foyer_json_fields_get_integer (list, "inside", 0);
  }
  return foyer_counts_new (&counts);
}

/**
 * foyer_wire_read_ticket_verified:
 * @message: a `ticket_verified`
 *
 * Returns: (transfer full): what it says
 */
FoyerChangeBatch *
foyer_wire_read_ticket_verified (const FoyerMessage *message)
{
  JsonObject *object = message->fields;
  g_autoptr (GPtrArray) changes =
      read_items (object, "changes", read_change, (GDestroyNotify)foyer_change_unref);
  g_autoptr (FoyerCounts) counts = read_counts (foyer_json_fields_get_object (object, "counts"));
  FoyerChangeBatch batch = {
    .event_id = borrow (object, "event_id"),
    .epoch = foyer_json_fields_get_integer (object, "epoch", 0),
    .from = foyer_json_fields_get_integer (object, "from", 0),
    .to = foyer_json_fields_get_integer (object, "to", 0),
    .changes = changes,
    .counts = counts,
  };

  return foyer_change_batch_new (&batch);
}

/**
 * foyer_wire_read_offline:
 *
 * Returns: what the member `offline` says; what says nothing inherits
 */
FoyerOfflinePolicy
foyer_wire_read_offline (JsonObject *object)
{
  JsonObject *offline = foyer_json_fields_get_object (object, "offline");
  FoyerOfflinePolicy policy = { FOYER_OFFLINE_INHERIT, 0 };

  if (offline == NULL)
    return policy;
  foyer_offline_mode_from_nick (borrow (offline, "mode"), &policy.mode);
  policy.max_exposure = (guint)foyer_json_fields_get_integer (offline, "max_exposure", 0);
  return policy;
}

static gpointer
read_type (JsonObject *object)
{
  FoyerTicketType *type =
      foyer_ticket_type_new ((guint)foyer_json_fields_get_integer (object, "number", 0),
                             borrow (object, "name"));

  type->offline = foyer_wire_read_offline (object);
  return type;
}

static gpointer
read_list (JsonObject *object)
{
  JsonArray *types = foyer_json_fields_get_array (object, "ticket_types");
  guint length = types != NULL ? json_array_get_length (types) : 0;
  g_autofree guint *numbers = g_new0 (guint, length);
  FoyerCheckInList list = {
    .id = borrow (object, "id"),
    .name = borrow (object, "name"),
    .is_default = foyer_json_fields_get_boolean (object, "default"),
    .type_numbers = numbers,
    .n_type_numbers = length,
    .starts = foyer_json_fields_get_time (object, "starts"),
    .ends = foyer_json_fields_get_time (object, "ends"),
    .reentry = foyer_json_fields_get_boolean (object, "reentry"),
    .reentry_delay =
        foyer_json_fields_get_integer (object, "reentry_delay_ms", 0) * G_TIME_SPAN_MILLISECOND,
  };

  for (guint i = 0; i < length; i++)
    numbers[i] = (guint)json_array_get_int_element (types, i);
  return foyer_check_in_list_copy (&list);
}

static gpointer
read_gate (JsonObject *object)
{
  FoyerGate gate = {
    .id = borrow (object, "id"),
    .name = borrow (object, "name"),
    .list_id = borrow (object, "list_id"),
  };

  return foyer_gate_copy (&gate);
}

static FoyerEvent *
read_set_up (JsonObject *object)
{
  JsonObject *event = foyer_json_fields_get_object (object, "event");
  JsonObject *policy = foyer_json_fields_get_object (object, "policy");
  g_autoptr (GPtrArray) types =
      read_items (event, "ticket_types", read_type, (GDestroyNotify)foyer_ticket_type_free);
  g_autoptr (GPtrArray) lists =
      read_items (object, "lists", read_list, (GDestroyNotify)foyer_check_in_list_free);
  g_autoptr (GPtrArray) gates =
      read_items (object, "gates", read_gate, (GDestroyNotify)foyer_gate_free);
  g_autoptr (FoyerKeyRing) keys = foyer_wire_read_keys (object);
  gboolean is_short = g_strcmp0 (borrow (policy, "codes"), "short") == 0;
  FoyerEvent fields = {
    .id = borrow (event, "id"),
    .name = borrow (event, "name"),
    .time_zone = borrow (event, "time_zone"),
    .starts = foyer_json_fields_get_time (event, "starts"),
    .ends = foyer_json_fields_get_time (event, "ends"),
    .epoch = foyer_json_fields_get_integer (object, "epoch", 0),
    .policy = {
      .closed = foyer_json_fields_get_boolean (policy, "closed"),
      .entry_paused = foyer_json_fields_get_boolean (policy, "entry_paused"),
      .message = borrow (policy, "message"),
      .code_kind = is_short ? FOYER_CODE_KIND_SHORT : FOYER_CODE_KIND_SIGNED,
      .offline = foyer_wire_read_offline (policy),
    },
    .lists = lists,
    .gates = gates,
    .ticket_types = types,
    .keys = keys,
  };

  return foyer_event_new (&fields);
}

/**
 * foyer_wire_read_room_joined:
 * @message: a `room_joined`
 *
 * Returns: (transfer full): what it says
 */
FoyerRoom *
foyer_wire_read_room_joined (const FoyerMessage *message)
{
  JsonObject *object = message->fields;
  JsonObject *snapshot = foyer_json_fields_get_object (object, "snapshot");
  g_autoptr (FoyerEvent) event = read_set_up (object);
  g_autoptr (FoyerCounts) counts = read_counts (foyer_json_fields_get_object (object, "counts"));
  g_autoptr (GPtrArray) desks = foyer_wire_read_desks (object);
  FoyerRoom room = {
    .event = event,
    .seq = foyer_json_fields_get_integer (object, "seq", 0),
    .counts = counts,
    .snapshot_url = snapshot != NULL ? borrow (snapshot, "url") : NULL,
    .desks = desks,
  };

  return foyer_room_new (&room);
}

/**
 * foyer_wire_read_event_changed:
 * @message: an `event_changed`
 *
 * Returns: (transfer full): how the event is set up now
 */
FoyerEvent *
foyer_wire_read_event_changed (const FoyerMessage *message)
{
  return read_set_up (message->fields);
}

/**
 * foyer_wire_read_device_status:
 * @message: a `device_status`
 *
 * Returns: (transfer full) (element-type FoyerDevice): the devices of which something is new
 */
GPtrArray *
foyer_wire_read_device_status (const FoyerMessage *message)
{
  return read_items (message->fields, "devices", read_device, (GDestroyNotify)foyer_device_unref);
}

static gpointer
read_found (JsonObject *object)
{
  g_autoptr (FoyerTicket) ticket = foyer_wire_read_ticket_fields (object);
  FoyerFoundTicket found = {
    .ticket = ticket,
    .entries_used = (guint)foyer_json_fields_get_integer (object, "entries_used", 0),
    .inside = (guint)foyer_json_fields_get_integer (object, "inside", 0),
    .earlier = foyer_wire_borrow_earlier (object),
  };

  return foyer_found_ticket_new (&found);
}

/**
 * foyer_wire_read_tickets_found:
 * @message: a `tickets_found`
 *
 * Returns: (transfer full) (element-type FoyerFoundTicket): the best matches first
 */
GPtrArray *
foyer_wire_read_tickets_found (const FoyerMessage *message)
{
  return read_items (message->fields,
                     "tickets",
                     read_found,
                     (GDestroyNotify)foyer_found_ticket_unref);
}

/**
 * foyer_wire_read_error:
 * @message: an `error`
 *
 * Returns: (transfer full): what it says, as an error of %FOYER_ERROR
 */
GError *
foyer_wire_read_error (const FoyerMessage *message)
{
  FoyerError code = FOYER_ERROR_FAILED;

  foyer_error_from_nick (foyer_message_get_string (message, "code"), &code);
  return g_error_new_literal (FOYER_ERROR, code, foyer_message_get_string (message, "message"));
}

/**
 * foyer_wire_read_error_ticket:
 * @message: an `error`
 *
 * Returns: (transfer full) (nullable): the ticket that it is about, as it is now
 */
FoyerTicket *
foyer_wire_read_error_ticket (const FoyerMessage *message)
{
  return foyer_wire_read_optional_ticket (message->fields);
}
