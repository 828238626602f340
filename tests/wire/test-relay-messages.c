/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-relay-messages"

#include "config.h"

#include "wire-values.h"

#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "wire/foyer-wire-activities.h"
#include "wire/foyer-wire-device.h"
#include "wire/foyer-wire-relay.h"

#include <string.h>

/* What else the two sides say is read back as it was written. */

static void
test_hello (void)
{
  g_autofree char *id = foyer_uuid_new ();
  FoyerStaff staff_fields = { (char *)"mara@example.org",
                              (char *)"Mara \"M\" Müller",
                              FOYER_ROLE_SUPERVISOR };
  g_autoptr (FoyerStaff) staff = foyer_staff_new (&staff_fields);
  FoyerDevice device_fields = { .id = id,
                                .name = (char *)"Desk 1",
                                .status = FOYER_DEVICE_STATUS_APPROVED,
                                .gate = (char *)"North" };
  g_autoptr (FoyerDevice) device = foyer_device_new (&device_fields);
  g_autoptr (GPtrArray) events =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_event_head_free);
  FoyerHello hello = { FOYER_PROTOCOL,
                       (char *)"relay 1",
                       1777658553500000,
                       staff,
                       device,
                       events,
                       id,
                       1777658553600000,
                       TRUE,
                       (char *)"provider" };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (FoyerHello) read = NULL;
  const FoyerEventHead *head;

  g_ptr_array_add (events, foyer_event_head_new (id, "Fête", 41, 3));
  ((FoyerEventHead *)g_ptr_array_index (events, 0))->role = FOYER_ROLE_ADMIN;
  foyer_wire_write_hello (out, &hello);
  message = wire_read_back (out->str, FOYER_SENDER_RELAY);
  read = foyer_wire_read_hello (message);
  g_assert_cmpint (read->protocol, ==, FOYER_PROTOCOL);
  g_assert_cmpstr (read->relay, ==, "relay 1");
  g_assert_cmpint (read->server_time, ==, hello.server_time);
  g_assert_cmpstr (read->staff->name, ==, staff->name);
  g_assert_cmpint (read->staff->role, ==, FOYER_ROLE_SUPERVISOR);
  g_assert_cmpstr (read->device->gate, ==, "North");
  g_assert_cmpint (read->device->status, ==, FOYER_DEVICE_STATUS_APPROVED);
  g_assert_cmpint (read->events->len, ==, 1);
  head = g_ptr_array_index (read->events, 0);
  g_assert_cmpstr (head->name, ==, "Fête");
  g_assert_cmpint (head->seq, ==, 41);
  g_assert_cmpint (head->epoch, ==, 3);
  g_assert_cmpint (head->role, ==, FOYER_ROLE_ADMIN);
  g_assert_cmpstr (read->session_id, ==, id);
  g_assert_cmpint (read->session_expires, ==, hello.session_expires);
  g_assert_true (read->key_bound);
  g_assert_cmpstr (read->method, ==, "provider");
}

static FoyerEvent *
make_event (const char *id, const char *list_id)
{
  guint types[] = { 1, 65535 };
  guint8 key[FOYER_PUBLIC_KEY_BYTES] = { 1, 2, 250 };
  g_autoptr (GPtrArray) lists =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_check_in_list_free);
  g_autoptr (GPtrArray) gates = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_gate_free);
  g_autoptr (GPtrArray) kinds =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_ticket_type_free);
  g_autoptr (FoyerKeyRing) keys = foyer_key_ring_new ();
  FoyerCheckInList list = { .id = (char *)list_id,
                            .name = (char *)"Friday",
                            .is_default = TRUE,
                            .type_numbers = types,
                            .n_type_numbers = 2,
                            .starts = 1777658553500000,
                            .reentry = TRUE,
                            .reentry_delay = 5 * G_TIME_SPAN_MINUTE };
  FoyerGate gate = { .id = (char *)id, .name = (char *)"North", .list_id = (char *)list_id };
  FoyerTicketType *type = foyer_ticket_type_new (2, "VIP");
  FoyerEvent fields = {
    .id = (char *)id,
    .name = (char *)"Gala",
    .time_zone = (char *)"Europe/Berlin",
    .ends = FOYER_TIME_MAX,
    .epoch = 7,
    .policy = { TRUE, TRUE, (char *)"Wait", FOYER_CODE_KIND_SHORT, { FOYER_OFFLINE_HOLD, 20 } },
    .lists = lists,
    .gates = gates,
    .ticket_types = kinds,
    .keys = keys
  };

  g_ptr_array_add (lists, foyer_check_in_list_copy (&list));
  g_ptr_array_add (gates, foyer_gate_copy (&gate));
  g_ptr_array_add (kinds, foyer_ticket_type_new (1, "Day pass"));
  type->offline.mode = FOYER_OFFLINE_SIGNED;
  g_ptr_array_add (kinds, type);
  foyer_key_ring_add (keys, G_MAXUINT32, key);
  return foyer_event_new (&fields);
}

static void
assert_same_event (const FoyerEvent *a, const FoyerEvent *b)
{
  const FoyerCheckInList *list = foyer_event_get_list (a, NULL);
  const FoyerGate *gate = foyer_event_get_gate (a, "North");

  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->time_zone, ==, b->time_zone);
  g_assert_cmpint (a->starts, ==, b->starts);
  g_assert_cmpint (a->ends, ==, b->ends);
  g_assert_cmpint (a->epoch, ==, b->epoch);
  g_assert_cmpint (a->policy.closed, ==, b->policy.closed);
  g_assert_cmpint (a->policy.entry_paused, ==, b->policy.entry_paused);
  g_assert_cmpstr (a->policy.message, ==, b->policy.message);
  g_assert_cmpint (a->policy.code_kind, ==, b->policy.code_kind);
  g_assert_cmpint (a->policy.offline.mode, ==, FOYER_OFFLINE_HOLD);
  g_assert_cmpuint (a->policy.offline.max_exposure, ==, 20);
  g_assert_cmpint (foyer_event_get_offline (a, 1).mode, ==, FOYER_OFFLINE_HOLD);
  g_assert_cmpint (foyer_event_get_offline (a, 2).mode, ==, FOYER_OFFLINE_SIGNED);
  g_assert_nonnull (list);
  g_assert_cmpint (list->starts, ==, 1777658553500000);
  g_assert_cmpuint (list->n_type_numbers, ==, 2);
  g_assert_cmpuint (list->type_numbers[1], ==, 65535);
  g_assert_true (list->reentry);
  g_assert_cmpint (list->reentry_delay, ==, 5 * G_TIME_SPAN_MINUTE);
  g_assert_nonnull (gate);
  g_assert_cmpstr (gate->list_id, ==, list->id);
  g_assert_cmpstr (foyer_event_get_type_name (a, 1), ==, "Day pass");
  g_assert_cmpmem (foyer_key_ring_get (a->keys, G_MAXUINT32),
                   FOYER_PUBLIC_KEY_BYTES,
                   foyer_key_ring_get (b->keys, G_MAXUINT32),
                   FOYER_PUBLIC_KEY_BYTES);
}

static void
test_rooms (void)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *list_id = foyer_uuid_new ();
  g_autoptr (FoyerEvent) event = make_event (id, list_id);
  g_autoptr (FoyerCounts) counts = wire_random_counts ();
  FoyerRoom room = { event, 0, counts, (char *)"/v1/events/x/snapshot" };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GString) changed = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (FoyerMessage) changed_message = NULL;
  g_autoptr (FoyerRoom) read = NULL;
  g_autoptr (FoyerEvent) changed_event = NULL;

  foyer_wire_write_room_joined (out, "j1", &room);
  message = wire_read_back (out->str, FOYER_SENDER_RELAY);
  read = foyer_wire_read_room_joined (message);
  g_assert_cmpstr (message->re, ==, "j1");
  g_assert_cmpint (read->seq, ==, 0);
  g_assert_cmpstr (read->snapshot_url, ==, room.snapshot_url);
  wire_assert_same_counts (read->counts, counts);
  assert_same_event (read->event, event);

  foyer_wire_write_event_changed (changed, event);
  changed_message = wire_read_back (changed->str, FOYER_SENDER_RELAY);
  changed_event = foyer_wire_read_event_changed (changed_message);
  assert_same_event (changed_event, event);
}

static void
test_activities (void)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autoptr (GPtrArray) activities =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_activity_unref);
  FoyerActivity refused = { (char *)"a@example.org",  (char *)"Desk 1",
                            FOYER_ACTION_ATTEMPTED,   FOYER_OUTCOME_REFUSED,
                            FOYER_REASON_WRONG_EVENT, id,
                            1777658553500000 };
  FoyerActivity undone = { .action = FOYER_ACTION_UNDONE, .timestamp = 1777658553501000 };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GPtrArray) read = NULL;
  const FoyerActivity *first;

  g_ptr_array_add (activities, foyer_activity_new (&refused));
  g_ptr_array_add (activities, foyer_activity_new (&undone));
  foyer_wire_write_staff_activity (out, id, activities);
  message = wire_read_back (out->str, FOYER_SENDER_RELAY);
  g_assert_cmpstr (foyer_message_get_string (message, "event_id"), ==, id);
  read = foyer_wire_read_activities (message);
  g_assert_cmpuint (read->len, ==, 2);
  first = g_ptr_array_index (read, 0);
  g_assert_cmpstr (first->staff_email, ==, "a@example.org");
  g_assert_cmpint (first->reason, ==, FOYER_REASON_WRONG_EVENT);
  g_assert_cmpint (first->outcome, ==, FOYER_OUTCOME_REFUSED);
  g_assert_nonnull (strstr (out->str, "\"action\":\"undone\",\"outcome\":null,\"reason\":null"));
}

static void
test_ticket_activities (void)
{
  g_autofree char *event = foyer_uuid_new ();
  g_autofree char *ticket = foyer_uuid_new ();
  g_autofree char *asked = foyer_wire_encode_list_ticket_activities ("7", event, ticket, NULL, 20);
  g_autoptr (FoyerMessage) request = wire_read_back (asked, FOYER_SENDER_DEVICE);
  g_autoptr (GPtrArray) activities =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_activity_unref);
  FoyerActivity alone = { .device = (char *)"Desk 1",
                          .action = FOYER_ACTION_VERIFIED,
                          .ticket_id = ticket,
                          .timestamp = 1777658553500000,
                          .offline = TRUE,
                          .error_ms = 40 };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GPtrArray) read = NULL;
  const FoyerActivity *first;

  g_assert_cmpstr (foyer_message_get_string (request, "ticket_id"), ==, ticket);
  g_assert_null (foyer_message_get_string (request, "list_id"));
  g_assert_cmpint (foyer_message_get_integer (request, "limit", 0), ==, 20);
  for (guint i = 0; i < FOYER_LIMIT_ACTIVITIES_LISTED; i++)
    g_ptr_array_add (activities, foyer_activity_new (&alone));
  foyer_wire_write_ticket_activities_listed (out, "7", activities, TRUE);
  g_assert_cmpuint (out->len, <=, FOYER_LIMIT_MESSAGE_FROM_RELAY);
  message = wire_read_back (out->str, FOYER_SENDER_RELAY);
  g_assert_cmpstr (message->re, ==, "7");
  g_assert_true (foyer_message_get_boolean (message, "more"));
  read = foyer_wire_read_activities (message);
  g_assert_cmpuint (read->len, ==, FOYER_LIMIT_ACTIVITIES_LISTED);
  first = g_ptr_array_index (read, 0);
  g_assert_true (first->offline);
  g_assert_cmpint (first->error_ms, ==, 40);
  g_assert_cmpint (first->timestamp, ==, alone.timestamp);
  g_assert_null (first->staff_email);
}

static void
test_devices (void)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autoptr (GPtrArray) devices =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_device_unref);
  FoyerDevice known = { id,
                        (char *)"Desk 1",
                        FOYER_DEVICE_STATUS_PENDING,
                        (char *)"a@example.org",
                        (char *)"North",
                        TRUE,
                        1777658553500000,
                        12,
                        0,
                        (char *)"running",
                        (char *)"Webcam",
                        TRUE,
                        -250,
                        (char *)"0.1.0",
                        NULL,
                        id,
                        0,
                        1777658553600000 };
  FoyerDevice quiet = { .id = id, .name = (char *)"Desk 2", .battery = FOYER_BATTERY_UNKNOWN };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GPtrArray) read = NULL;
  const FoyerDevice *first;
  const FoyerDevice *second;

  g_ptr_array_add (devices, foyer_device_new (&known));
  g_ptr_array_add (devices, foyer_device_new (&quiet));
  foyer_wire_write_device_status (out, devices);
  message = wire_read_back (out->str, FOYER_SENDER_RELAY);
  read = foyer_wire_read_device_status (message);
  first = g_ptr_array_index (read, 0);
  second = g_ptr_array_index (read, 1);
  g_assert_cmpint (first->status, ==, FOYER_DEVICE_STATUS_PENDING);
  g_assert_cmpstr (first->gate, ==, "North");
  g_assert_true (first->online);
  g_assert_cmpint (first->pending_scans, ==, 12);
  g_assert_cmpint (first->battery, ==, 0);
  g_assert_cmpstr (first->camera_state, ==, "running");
  g_assert_cmpstr (first->camera_name, ==, "Webcam");
  g_assert_true (first->clock_known);
  g_assert_cmpint (first->clock_offset_ms, ==, -250);
  g_assert_cmpstr (first->list_id, ==, id);
  g_assert_cmpint (first->wiped_at, ==, 1777658553600000);
  g_assert_cmpint (second->battery, ==, FOYER_BATTERY_UNKNOWN);
  g_assert_false (second->clock_known);
  g_assert_null (second->camera_state);
}

static void
test_finds (void)
{
  g_autoptr (GPtrArray) found =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_found_ticket_unref);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GPtrArray) read = NULL;

  for (int i = 0; i < FOYER_LIMIT_SEARCH_RESULTS; i++) {
    g_autoptr (FoyerTicket) ticket = wire_random_ticket (TRUE);
    FoyerFoundTicket fields = { ticket, 2, 1, wire_random_earlier () };

    g_ptr_array_add (found, foyer_found_ticket_new (&fields));
    wire_clear_earlier (&fields.earlier);
  }
  foyer_wire_write_tickets_found (out, "s1", found);
  message = wire_read_back (out->str, FOYER_SENDER_RELAY);
  read = foyer_wire_read_tickets_found (message);
  g_assert_cmpuint (read->len, ==, found->len);
  for (guint i = 0; i < read->len; i++) {
    const FoyerFoundTicket *a = g_ptr_array_index (read, i);
    const FoyerFoundTicket *b = g_ptr_array_index (found, i);

    wire_assert_same_ticket (a->ticket, b->ticket);
    wire_assert_same_earlier (&a->earlier, &b->earlier);
    g_assert_cmpuint (a->entries_used, ==, 2);
    g_assert_cmpuint (a->inside, ==, 1);
  }
}

static void
test_requests (void)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *join = foyer_wire_encode_join ("j", id, 41, 3, NULL, "North", TRUE, TRUE);
  g_autofree char *undo = foyer_wire_encode_undo ("u", id, id, id, "oops \"1\"");
  g_autofree char *override = foyer_wire_encode_override ("o", id, id, id, "guest");
  g_autofree char *search = foyer_wire_encode_search ("s", id, id, "müller", NULL, 20);
  char *addresses[] = { (char *)"192.0.2.7:4000", (char *)"[2001:db8::1]:4000", NULL };
  FoyerDeviceReport report = { 3,  FOYER_BATTERY_UNKNOWN, (char *)"missing", NULL, TRUE,
                               12, (char *)"0.1.0",       addresses };
  g_autofree char *said = foyer_wire_encode_report (&report);
  g_autoptr (FoyerMessage) joined = wire_read_back (join, FOYER_SENDER_DEVICE);
  g_autoptr (FoyerMessage) undone = wire_read_back (undo, FOYER_SENDER_DEVICE);
  g_autoptr (FoyerMessage) overridden = wire_read_back (override, FOYER_SENDER_DEVICE);
  g_autoptr (FoyerMessage) searched = wire_read_back (search, FOYER_SENDER_DEVICE);
  g_autoptr (FoyerMessage) reported = wire_read_back (said, FOYER_SENDER_DEVICE);
  g_auto (FoyerDeviceReport) read = { 0 };

  g_assert_cmpint (foyer_message_get_integer (joined, "since", 0), ==, 41);
  g_assert_cmpint (foyer_message_get_integer (joined, "epoch", 0), ==, 3);
  g_assert_cmpstr (foyer_message_get_string (joined, "gate"), ==, "North");
  g_assert_true (foyer_message_get_boolean (joined, "activity"));
  g_assert_true (foyer_message_get_boolean (joined, "desks"));
  g_assert_cmpstr (foyer_message_get_string (undone, "reason"), ==, "oops \"1\"");
  g_assert_cmpstr (foyer_message_get_string (overridden, "scan_id"), ==, id);
  g_assert_cmpstr (foyer_message_get_string (overridden, "reason"), ==, "guest");
  g_assert_cmpstr (foyer_message_get_string (searched, "text"), ==, "müller");
  g_assert_cmpint (foyer_message_get_integer (searched, "limit", 0), ==, 20);
  foyer_wire_read_report (reported, &read);
  g_assert_cmpint (read.pending_scans, ==, 3);
  g_assert_cmpint (read.battery, ==, FOYER_BATTERY_UNKNOWN);
  g_assert_cmpstr (read.camera_state, ==, "missing");
  g_assert_null (read.camera_name);
  g_assert_cmpint (read.clock_offset_ms, ==, 12);
  g_assert_true (
      g_strv_equal ((const char *const *)read.addresses, (const char *const *)addresses));
}

static void
test_errors (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  foyer_wire_write_error (out, NULL, FOYER_ERROR_RATE_LIMITED, "Too many.");
  message = wire_read_back (out->str, FOYER_SENDER_RELAY);
  g_assert_null (message->re);
  error = foyer_wire_read_error (message);
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_RATE_LIMITED);
  g_assert_cmpstr (error->message, ==, "Too many.");

  /* What went wrong inside a relay is none of a peer's codes. */
  g_string_truncate (out, 0);
  foyer_wire_write_error (out, "x", FOYER_ERROR_FAILED, "Broken.");
  g_assert_nonnull (strstr (out->str, "\"code\":\"unavailable\""));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/round-trip/hello", test_hello);
  g_test_add_func ("/wire/round-trip/rooms", test_rooms);
  g_test_add_func ("/wire/round-trip/activities", test_activities);
  g_test_add_func ("/wire/round-trip/ticket-activities", test_ticket_activities);
  g_test_add_func ("/wire/round-trip/devices", test_devices);
  g_test_add_func ("/wire/round-trip/finds", test_finds);
  g_test_add_func ("/wire/round-trip/requests", test_requests);
  g_test_add_func ("/wire/round-trip/errors", test_errors);
  return g_test_run ();
}
