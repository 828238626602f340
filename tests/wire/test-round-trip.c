/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-round-trip"

#include "config.h"

#include "wire-values.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "wire/foyer-wire-device.h"
#include "wire/foyer-wire-relay.h"
#include "wire/foyer-wire-snapshot.h"

#include <string.h>

/* What is written is read back the same, for random values: the seed of a run is what g_test prints
 * and takes. Times are whole milliseconds, as the wire has them. */

#define ROUNDS 200

static void
test_scans (void)
{
  for (int i = 0; i < ROUNDS; i++) {
    g_autofree char *id = foyer_uuid_new ();
    g_autofree char *event = foyer_uuid_new ();
    g_autofree char *list = wire_maybe_uuid ();
    g_autofree char *request = wire_random_text (FOYER_LIMIT_REQUEST_ID);
    gboolean by_code = wire_random_boolean ();
    g_autofree char *text = wire_random_text (500);
    g_autofree char *code = by_code ? g_strconcat ("x", text, NULL) : NULL;
    g_autofree char *ticket = by_code ? NULL : foyer_uuid_new ();
    FoyerScan scan = { .id = id,
                       .event_id = event,
                       .list_id = list,
                       .code = code,
                       .ticket_id = ticket,
                       .direction = (FoyerDirection)g_test_rand_int_range (0, 2),
                       .scanned_at = wire_maybe_time () };
    g_autofree char *written = foyer_wire_encode_verify (request, &scan);
    g_autoptr (FoyerMessage) message = wire_read_back (written, FOYER_SENDER_DEVICE);
    g_autoptr (FoyerScan) read = foyer_wire_read_scan (message);

    g_assert_cmpstr (message->id, ==, request);
    g_assert_cmpstr (read->id, ==, id);
    g_assert_cmpstr (read->event_id, ==, event);
    g_assert_cmpstr (read->list_id, ==, list);
    g_assert_cmpstr (read->code, ==, code);
    g_assert_cmpstr (read->ticket_id, ==, ticket);
    g_assert_cmpint (read->direction, ==, scan.direction);
    g_assert_cmpint (read->scanned_at, ==, scan.scanned_at);
  }
}

static void
test_edited_tickets (void)
{
  for (int i = 0; i < ROUNDS; i++) {
    g_autofree char *event = foyer_uuid_new ();
    g_autofree char *request = foyer_uuid_new ();
    g_autoptr (FoyerTicket) random = wire_random_ticket (TRUE);
    FoyerTicket ticket = *random;
    g_autofree char *written = NULL;
    g_autoptr (FoyerMessage) message = NULL;
    g_autoptr (FoyerTicket) read = NULL;

    ticket.order_code = (char *)"B-7";
    ticket.ticket_type = NULL;
    ticket.type_number = MAX (1, random->type_number % G_MAXUINT16);
    ticket.allowed_entries = MAX (1, random->allowed_entries % FOYER_LIMIT_ALLOWED_ENTRIES);
    ticket.status = FOYER_TICKET_STATUS_GENERATED;
    ticket.version = MAX (1, random->version);
    written = foyer_wire_encode_edit_ticket ("1", request, event, &ticket);
    message = wire_read_back (written, FOYER_SENDER_DEVICE);
    read = foyer_wire_read_edited_ticket (message);
    wire_assert_same_ticket (read, &ticket);
    g_assert_cmpstr (read->event_id, ==, event);
    g_assert_cmpstr (foyer_message_get_string (message, "request_id"), ==, request);
  }
}

static void
test_a_ticket_that_is_to_be_void (void)
{
  g_autofree char *event = foyer_uuid_new ();
  g_autofree char *request = foyer_uuid_new ();
  g_autoptr (FoyerTicket) ticket = wire_random_ticket (TRUE);
  g_autofree char *written = NULL;
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (FoyerTicket) read = NULL;

  ticket->version = MAX (1, ticket->version);
  written = foyer_wire_encode_void_ticket ("1", request, event, ticket);
  message = wire_read_back (written, FOYER_SENDER_DEVICE);
  read = foyer_wire_read_edited_ticket (message);
  g_assert_cmpstr (read->id, ==, ticket->id);
  g_assert_cmpint (read->version, ==, ticket->version);
  g_assert_null (read->name);
}

/* A message that is empty is said too: it withdraws the one that stands. */
static void
test_pauses_and_broadcasts (void)
{
  static const char *const messages[] = { "Please wait: \"fire drill\" \303\274ben.", "", NULL };
  g_autofree char *event = foyer_uuid_new ();
  g_autofree char *request = foyer_uuid_new ();

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++) {
    gboolean paused = i % 2 == 0;
    g_autofree char *pause =
        foyer_wire_encode_pause_entry ("1", request, event, paused, messages[i]);
    g_autofree char *broadcast = foyer_wire_encode_broadcast ("2", request, event, messages[i]);
    g_autoptr (FoyerMessage) first = wire_read_back (pause, FOYER_SENDER_DEVICE);
    g_autoptr (FoyerMessage) second = wire_read_back (broadcast, FOYER_SENDER_DEVICE);

    g_assert_cmpint (first->kind, ==, FOYER_MESSAGE_KIND_PAUSE_ENTRY);
    g_assert_cmpstr (foyer_message_get_string (first, "event_id"), ==, event);
    g_assert_cmpstr (foyer_message_get_string (first, "request_id"), ==, request);
    g_assert_cmpint (foyer_message_get_boolean (first, "paused"), ==, paused);
    g_assert_cmpstr (foyer_message_get_string (first, "message"), ==, messages[i]);
    g_assert_cmpint (second->kind, ==, FOYER_MESSAGE_KIND_BROADCAST_MESSAGE);
    g_assert_cmpstr (foyer_message_get_string (second, "request_id"), ==, request);
    g_assert_cmpstr (foyer_message_get_string (second, "message"), ==, messages[i]);
  }
}

static void
test_messages_to_all_are_bounded (void)
{
  g_autofree char *event = foyer_uuid_new ();
  g_autofree char *longest = g_strnfill (FOYER_LIMIT_NOTE, 'x');
  g_autofree char *longer = g_strnfill (FOYER_LIMIT_NOTE + 1, 'x');
  const char *const refused[] = { longer, "two\nlines", "a bell\007" };
  g_autofree char *fits = foyer_wire_encode_pause_entry ("1", event, event, TRUE, longest);
  g_autoptr (FoyerMessage) read = wire_read_back (fits, FOYER_SENDER_DEVICE);

  g_assert_cmpstr (foyer_message_get_string (read, "message"), ==, longest);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autofree char *pause = foyer_wire_encode_pause_entry ("1", event, event, TRUE, refused[i]);
    g_autofree char *broadcast = foyer_wire_encode_broadcast ("1", event, event, refused[i]);

    g_assert_null (foyer_message_parse (pause, strlen (pause), FOYER_SENDER_DEVICE, NULL, NULL));
    g_assert_null (
        foyer_message_parse (broadcast, strlen (broadcast), FOYER_SENDER_DEVICE, NULL, NULL));
  }
}

static void
test_emergencies (void)
{
  for (int i = 0; i < ROUNDS; i++) {
    g_autofree char *id = foyer_uuid_new ();
    g_autofree char *text = wire_maybe_text ();
    const FoyerEvent event = { .id = id,
                               .policy = { .entry_paused = wire_random_boolean (),
                                           .message = text } };
    g_autoptr (GString) out = g_string_new (NULL);
    g_autoptr (FoyerMessage) read = NULL;

    foyer_wire_write_emergency (out, &event);
    read = wire_read_back (out->str, FOYER_SENDER_RELAY);
    g_assert_cmpint (read->kind, ==, FOYER_MESSAGE_KIND_EMERGENCY);
    g_assert_cmpstr (foyer_message_get_string (read, "event_id"), ==, id);
    g_assert_cmpint (foyer_message_get_boolean (read, "entry_paused"),
                     ==,
                     event.policy.entry_paused);
    g_assert_cmpstr (foyer_message_get_string (read, "message"), ==, text);
  }
}

static void
test_what_was_changed_meanwhile (void)
{
  for (int i = 0; i < ROUNDS; i++) {
    g_autoptr (GString) out = g_string_new (NULL);
    g_autoptr (FoyerTicket) ticket = wire_random_ticket (TRUE);
    g_autoptr (FoyerMessage) message = NULL;
    g_autoptr (FoyerTicket) read = NULL;
    g_autoptr (GError) error = NULL;

    foyer_wire_write_changed_meanwhile (out, "1", "Somebody was first.", ticket);
    message = wire_read_back (out->str, FOYER_SENDER_RELAY);
    read = foyer_wire_read_error_ticket (message);
    error = foyer_wire_read_error (message);
    wire_assert_same_ticket (read, ticket);
    g_assert_error (error, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE);
  }
}

static void
check_snapshot_ticket (const char *line,
                       const FoyerTicket *ticket,
                       const char *sha256,
                       const FoyerListState *state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerSnapshotTicket) read =
      foyer_wire_read_snapshot_ticket (line, strlen (line), &error);
  const FoyerListState *found;

  g_assert_no_error (error);
  wire_assert_same_ticket (read->ticket, ticket);
  g_assert_cmpstr (read->code_sha256, ==, sha256);
  g_assert_cmpuint (read->states->len, ==, 1);
  found = &g_array_index (read->states, FoyerListState, 0);
  g_assert_cmpstr (found->list_id, ==, state->list_id);
  g_assert_cmpuint (found->state.entries_used, ==, state->state.entries_used);
  g_assert_cmpuint (found->state.inside, ==, state->state.inside);
  g_assert_cmpint (found->state.last_exit, ==, state->state.last_exit);
  wire_assert_same_earlier (&found->state.last_admission, &state->state.last_admission);
  g_assert_cmpstrv (found->scan_ids, state->scan_ids);
}

static void
check_snapshot_frame (char **lines, const char *event_id, gint64 seq, const char *sha256)
{
  g_autoptr (GError) error = NULL;
  FoyerSnapshotHead head;
  g_autofree char *read_sum = NULL;

  foyer_wire_read_snapshot_head (lines[0], strlen (lines[0]), &head, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (head.event_id, ==, event_id);
  g_assert_cmpint (head.epoch, ==, 3);
  g_assert_cmpint (head.seq, ==, seq);
  g_assert_cmpint (head.n_tickets, ==, 1);
  read_sum = foyer_wire_read_snapshot_end (lines[2], strlen (lines[2]), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read_sum, ==, sha256);
}

static char **
make_ids (guint n)
{
  char **ids = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    ids[i] = foyer_uuid_new ();
  return ids;
}

static void
test_snapshot_lines (void)
{
  static const char sha256[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  g_autoptr (GString) out = g_string_new (NULL);

  for (int i = 0; i < ROUNDS; i++) {
    g_autoptr (FoyerTicket) ticket = wire_random_ticket (TRUE);
    g_auto (GStrv) lines = NULL;
    gint64 seq = wire_random_count ();
    FoyerListState state = {
      .list_id = foyer_uuid_new (),
      .state = { .entries_used = 2,
                 .inside = 1,
                 .last_admission = wire_random_earlier (),
                 .last_exit = wire_maybe_time () },
      .scan_ids = make_ids ((guint)i % 3),
    };

    g_string_truncate (out, 0);
    foyer_wire_write_snapshot_head (out, ticket->id, 3, seq, 1);
    foyer_wire_write_snapshot_ticket (out, ticket, sha256, &state, 1);
    foyer_wire_write_snapshot_end (out, sha256);
    lines = g_strsplit (out->str, "\n", -1);
    g_assert_cmpuint (g_strv_length (lines), ==, FOYER_SNAPSHOT_LINE_END + 2);
    check_snapshot_frame (lines, ticket->id, seq, sha256);
    check_snapshot_ticket (lines[1], ticket, sha256, &state);
    foyer_list_state_clear (&state);
  }
}

static void
test_lines_that_are_none_are_refused (void)
{
  static const char line[] = "{\"event_id\":\"no\",\"epoch\":1,\"seq\":1,\"tickets\":1}";
  g_autofree char *giant = g_strnfill (FOYER_LIMIT_MESSAGE_FROM_RELAY + 1, ' ');
  g_autoptr (GError) error = NULL;
  FoyerSnapshotHead head;

  g_assert_false (foyer_wire_read_snapshot_head (line, strlen (line), &head, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  g_clear_error (&error);
  g_assert_null (foyer_wire_read_snapshot_ticket (line, strlen (line), &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  g_clear_error (&error);
  g_assert_null (foyer_wire_read_snapshot_end (giant, strlen (giant), &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
}

/* Whatever a relay says in the place of scans; a relay that says nothing of them names none. */
static void
test_scans_that_are_none_are_refused (void)
{
  static const char *const wrong[] = { "5", "{}", "\"x\"", "[5]", "[\"x\"]", "[null]", "[[]]" };
  g_autoptr (FoyerTicket) ticket = wire_random_ticket (TRUE);
  FoyerListState state = { .list_id = ticket->id };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GString) silent = NULL;
  g_autoptr (FoyerSnapshotTicket) read = NULL;
  g_autofree char *sha256 = g_strnfill (64, 'a');
  g_autoptr (GError) error = NULL;

  foyer_wire_write_snapshot_ticket (out, ticket, sha256, &state, 1);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autofree char *said = g_strdup_printf ("\"scans\":%s", wrong[i]);
    g_autoptr (GString) line = g_string_new (out->str);

    g_assert_cmpuint (g_string_replace (line, "\"scans\":[]", said, 0), ==, 1);
    g_assert_null (foyer_wire_read_snapshot_ticket (line->str, line->len, &error));
    g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
    g_clear_error (&error);
  }
  silent = g_string_new (out->str);
  g_assert_cmpuint (g_string_replace (silent, ",\"scans\":[]", "", 0), ==, 1);
  read = foyer_wire_read_snapshot_ticket (silent->str, silent->len, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (g_array_index (read->states, FoyerListState, 0).scan_ids),
                    ==,
                    0);
}

static void
test_verdicts (void)
{
  for (int i = 0; i < ROUNDS; i++) {
    g_autofree char *id = foyer_uuid_new ();
    g_autofree char *re = wire_random_text (FOYER_LIMIT_REQUEST_ID);
    g_autofree char *explanation = wire_maybe_text ();
    g_autoptr (FoyerTicket) ticket = wire_random_boolean () ? wire_random_ticket (FALSE) : NULL;
    g_autoptr (GString) out = g_string_new (NULL);
    FoyerVerdict verdict = { .scan_id = id,
                             .outcome = (FoyerOutcome)g_test_rand_int_range (0, 3),
                             .reason = (FoyerReason)g_test_rand_int_range (0, 13),
                             .explanation = explanation,
                             .ticket = ticket,
                             .earlier = wire_random_earlier (),
                             .seq = wire_random_boolean () ? wire_random_count () : 0 };
    g_autoptr (FoyerMessage) message = NULL;
    g_autoptr (FoyerVerdict) read = NULL;

    foyer_wire_write_verdict (out, re, &verdict);
    message = wire_read_back (out->str, FOYER_SENDER_RELAY);
    read = foyer_wire_read_verdict (message);
    g_assert_cmpstr (message->re, ==, re);
    g_assert_cmpstr (read->scan_id, ==, id);
    g_assert_cmpint (read->outcome, ==, verdict.outcome);
    g_assert_cmpint (read->reason, ==, verdict.reason);
    g_assert_cmpstr (read->explanation, ==, explanation);
    g_assert_cmpint (read->seq, ==, verdict.seq);
    wire_assert_same_ticket (read->ticket, ticket);
    wire_assert_same_earlier (&read->earlier, &verdict.earlier);
    wire_clear_earlier (&verdict.earlier);
  }
}

/* With the hash of its code, or without. */
static FoyerTicket *
random_changed_ticket (void)
{
  g_autoptr (FoyerTicket) ticket = wire_random_ticket (TRUE);
  FoyerTicket fields = *ticket;
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, ticket->id, -1);

  if (wire_random_boolean ())
    fields.code_sha256 = hash;
  return foyer_ticket_new (&fields);
}

static FoyerChange *
random_change (gint64 seq)
{
  g_autofree char *ticket_id = wire_maybe_uuid ();
  g_autofree char *list_id = wire_maybe_uuid ();
  g_autofree char *verified_by = wire_maybe_text ();
  g_autofree char *device = wire_maybe_text ();
  g_autofree char *scan_id = wire_maybe_uuid ();
  g_autoptr (FoyerTicket) ticket = wire_random_boolean () ? random_changed_ticket () : NULL;
  g_auto (FoyerTicketState) state = { .entries_used = (guint)g_test_rand_int_range (0, 1000),
                                      .inside = (guint)g_test_rand_int_range (0, 1000),
                                      .last_exit = wire_maybe_time () };
  FoyerChange change = { .seq = seq,
                         .kind = (FoyerChangeKind)g_test_rand_int_range (0, 7),
                         .ticket_id = ticket_id,
                         .list_id = list_id,
                         .status = (FoyerTicketStatus)g_test_rand_int_range (0, 4),
                         .verified_by = verified_by,
                         .device = device,
                         .scan_id = scan_id,
                         .amends = wire_random_boolean (),
                         .timestamp = wire_maybe_time (),
                         .direction = (FoyerDirection)g_test_rand_int_range (0, 2),
                         .version = wire_random_count (),
                         .ticket = ticket,
                         .state = wire_random_boolean () ? &state : NULL };

  if (change.kind == FOYER_CHANGE_KIND_UNDONE)
    state.last_admission = wire_random_earlier ();
  return foyer_change_new (&change);
}

static void
assert_same_state (const FoyerTicketState *a, const FoyerTicketState *b)
{
  g_assert_true ((a != NULL) == (b != NULL));
  if (a == NULL || b == NULL)
    return;
  g_assert_cmpuint (a->entries_used, ==, b->entries_used);
  g_assert_cmpuint (a->inside, ==, b->inside);
  g_assert_cmpint (a->last_exit, ==, b->last_exit);
  wire_assert_same_earlier (&a->last_admission, &b->last_admission);
}

static void
assert_same_change (const FoyerChange *a, const FoyerChange *b)
{
  g_assert_cmpint (a->seq, ==, b->seq);
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpstr (a->ticket_id, ==, b->ticket_id);
  g_assert_cmpstr (a->list_id, ==, b->list_id);
  g_assert_cmpint (a->status, ==, b->status);
  g_assert_cmpstr (a->verified_by, ==, b->verified_by);
  g_assert_cmpstr (a->device, ==, b->device);
  g_assert_cmpstr (a->scan_id, ==, b->scan_id);
  g_assert_cmpint (a->amends, ==, b->amends);
  g_assert_cmpint (a->timestamp, ==, b->timestamp);
  g_assert_cmpint (a->direction, ==, b->direction);
  g_assert_cmpint (a->version, ==, b->version);
  wire_assert_same_ticket (a->ticket, b->ticket);
  if (a->ticket != NULL)
    g_assert_cmpstr (a->ticket->code_sha256, ==, b->ticket->code_sha256);
  assert_same_state (a->state, b->state);
}

static void
test_changes (void)
{
  for (int i = 0; i < ROUNDS; i++) {
    g_autofree char *event = foyer_uuid_new ();
    gint n = g_test_rand_int_range (1, 10);
    gint64 first = g_test_rand_int_range (1, 1000000);
    g_autoptr (GPtrArray) changes =
        g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_unref);
    g_autoptr (FoyerCounts) counts = wire_random_counts ();
    FoyerChangeBatch batch = { event, wire_random_count (), first, first + n - 1, changes, counts };
    g_autoptr (GString) out = g_string_new (NULL);
    g_autoptr (FoyerMessage) message = NULL;
    g_autoptr (FoyerChangeBatch) read = NULL;

    for (gint k = 0; k < n; k++)
      g_ptr_array_add (changes, random_change (first + k));
    foyer_wire_write_ticket_verified (out, &batch);
    message = wire_read_back (out->str, FOYER_SENDER_RELAY);
    read = foyer_wire_read_ticket_verified (message);
    g_assert_cmpstr (read->event_id, ==, event);
    g_assert_cmpint (read->epoch, ==, batch.epoch);
    g_assert_cmpint (read->from, ==, batch.from);
    g_assert_cmpint (read->to, ==, batch.to);
    g_assert_cmpint (read->changes->len, ==, n);
    for (gint k = 0; k < n; k++)
      assert_same_change (g_ptr_array_index (read->changes, k), g_ptr_array_index (changes, k));
    wire_assert_same_counts (read->counts, counts);
  }
}

static void
test_largest_frame_fits (void)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *name = g_strnfill (FOYER_LIMIT_EMAIL, 'm');
  g_autofree char *device = g_strnfill (FOYER_LIMIT_NAME, 'd');
  g_autoptr (GPtrArray) changes =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_unref);
  g_autoptr (FoyerCounts) counts = wire_random_counts ();
  FoyerChangeBatch batch = { id, 1, 1, FOYER_LIMIT_CHANGES_PER_FRAME, changes, counts };
  g_autoptr (GString) out = g_string_new (NULL);

  for (int i = 1; i <= FOYER_LIMIT_CHANGES_PER_FRAME; i++) {
    FoyerChange change = { .seq = i,
                           .ticket_id = id,
                           .list_id = id,
                           .verified_by = name,
                           .device = device,
                           .scan_id = id,
                           .timestamp = FOYER_TIME_MAX,
                           .version = G_MAXINT32 };

    g_ptr_array_add (changes, foyer_change_new (&change));
  }
  foyer_wire_write_ticket_verified (out, &batch);
  g_assert_cmpuint (out->len, <=, FOYER_LIMIT_MESSAGE_FROM_RELAY);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/round-trip/edited-tickets", test_edited_tickets);
  g_test_add_func ("/wire/round-trip/a-ticket-that-is-to-be-void",
                   test_a_ticket_that_is_to_be_void);
  g_test_add_func ("/wire/round-trip/pauses-and-broadcasts", test_pauses_and_broadcasts);
  g_test_add_func ("/wire/round-trip/messages-to-all-are-bounded",
                   test_messages_to_all_are_bounded);
  g_test_add_func ("/wire/round-trip/emergencies", test_emergencies);
  g_test_add_func ("/wire/round-trip/what-was-changed-meanwhile", test_what_was_changed_meanwhile);
  g_test_add_func ("/wire/round-trip/scans", test_scans);
  g_test_add_func ("/wire/round-trip/verdicts", test_verdicts);
  g_test_add_func ("/wire/round-trip/changes", test_changes);
  g_test_add_func ("/wire/round-trip/the-largest-frame-fits", test_largest_frame_fits);
  g_test_add_func ("/wire/round-trip/snapshot-lines", test_snapshot_lines);
  g_test_add_func ("/wire/round-trip/lines-that-are-none-are-refused",
                   test_lines_that_are_none_are_refused);
  g_test_add_func ("/wire/round-trip/scans-that-are-none-are-refused",
                   test_scans_that_are_none_are_refused);
  return g_test_run ();
}
