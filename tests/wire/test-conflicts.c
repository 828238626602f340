/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-values.h"

#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "wire/foyer-wire-conflicts.h"

#include <string.h>

/* What is said about conflicts is read back as it was written. */

static FoyerConflictScan *
random_scan (void)
{
  FoyerConflictScan *scan = g_new0 (FoyerConflictScan, 1);

  scan->scan_id = foyer_uuid_new ();
  scan->device_id = wire_maybe_uuid ();
  scan->device = wire_maybe_text ();
  scan->staff_email = wire_maybe_text ();
  scan->timestamp = wire_random_time ();
  scan->error_ms = wire_random_count ();
  scan->offline = wire_random_boolean ();
  scan->outcome = (FoyerOutcome)g_test_rand_int_range (0, 3);
  scan->reason = (FoyerReason)g_test_rand_int_range (0, FOYER_REASON_RULE + 1);
  scan->standing = wire_random_boolean ();
  return scan;
}

static FoyerConflict *
random_conflict (guint n_scans)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *event_id = foyer_uuid_new ();
  g_autofree char *list_id = wire_maybe_uuid ();
  g_autofree char *by = wire_maybe_text ();
  g_autofree char *reason = wire_maybe_text ();
  g_autoptr (FoyerTicket) ticket = wire_random_boolean () ? wire_random_ticket (TRUE) : NULL;
  g_autoptr (GPtrArray) scans =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_conflict_scan_free);
  FoyerConflict fields = {
    .id = id,
    .event_id = event_id,
    .kind = (FoyerConflictKind)g_test_rand_int_range (0, 3),
    .ticket = ticket,
    .list_id = list_id,
    .opened_at = wire_random_time (),
    .scans = scans,
    .resolved_at = wire_maybe_time (),
    .resolved_by = by,
    .resolution = (FoyerConflictResolution)g_test_rand_int_range (0, FOYER_CONFLICT_OTHER + 1),
    .reason = reason,
  };

  for (guint i = 0; i < n_scans; i++)
    g_ptr_array_add (scans, random_scan ());
  return foyer_conflict_new (&fields);
}

static void
assert_same_scan (const FoyerConflictScan *a, const FoyerConflictScan *b)
{
  g_assert_cmpstr (a->scan_id, ==, b->scan_id);
  g_assert_cmpstr (a->device_id, ==, b->device_id);
  g_assert_cmpstr (a->device, ==, b->device);
  g_assert_cmpstr (a->staff_email, ==, b->staff_email);
  g_assert_cmpint (a->timestamp, ==, b->timestamp);
  g_assert_cmpint (a->error_ms, ==, b->error_ms);
  g_assert_cmpint (a->offline, ==, b->offline);
  g_assert_cmpint (a->outcome, ==, b->outcome);
  g_assert_cmpint (a->reason, ==, b->reason);
  g_assert_cmpint (a->standing, ==, b->standing);
}

static void
assert_same (const FoyerConflict *a, const FoyerConflict *b)
{
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpstr (a->event_id, ==, b->event_id);
  g_assert_cmpint (a->kind, ==, b->kind);
  wire_assert_same_ticket (a->ticket, b->ticket);
  g_assert_cmpstr (a->list_id, ==, b->list_id);
  g_assert_cmpint (a->opened_at, ==, b->opened_at);
  g_assert_cmpint (a->resolved_at, ==, b->resolved_at);
  g_assert_cmpstr (a->resolved_by, ==, b->resolved_by);
  g_assert_cmpint (a->resolution, ==, b->resolution);
  g_assert_cmpstr (a->reason, ==, b->reason);
  g_assert_cmpuint (a->scans->len, ==, b->scans->len);
  for (guint i = 0; i < a->scans->len; i++)
    assert_same_scan (g_ptr_array_index (a->scans, i), g_ptr_array_index (b->scans, i));
}

static void
test_told (void)
{
  for (guint i = 0; i < 200; i++) {
    g_autoptr (FoyerConflict) conflict = random_conflict (i % 5);
    g_autoptr (GString) out = g_string_new (NULL);
    g_autoptr (FoyerMessage) message = NULL;
    g_autoptr (FoyerConflict) read = NULL;

    if (i % 2 == 0)
      foyer_wire_write_conflict_opened (out, conflict);
    else
      foyer_wire_write_conflict_resolved (out, conflict);
    message = wire_read_back (out->str, FOYER_SENDER_RELAY);
    g_assert_cmpint (message->kind,
                     ==,
                     i % 2 == 0 ? FOYER_MESSAGE_KIND_CONFLICT_OPENED
                                : FOYER_MESSAGE_KIND_CONFLICT_RESOLVED);
    read = foyer_wire_read_conflict (message);
    assert_same (read, conflict);
  }
}

static void
test_list (void)
{
  g_autoptr (GPtrArray) conflicts =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_conflict_unref);
  g_autoptr (GString) few = g_string_new (NULL);
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (FoyerMessage) cut = NULL;
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GPtrArray) some = NULL;

  for (guint i = 0; i < 3; i++)
    g_ptr_array_add (conflicts, random_conflict (i));
  foyer_wire_write_conflicts_listed (few, "7", conflicts, FALSE);
  message = wire_read_back (few->str, FOYER_SENDER_RELAY);
  g_assert_cmpstr (message->re, ==, "7");
  g_assert_false (foyer_message_get_boolean (message, "more"));
  read = foyer_wire_read_conflicts_listed (message);
  g_assert_cmpuint (read->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    assert_same (g_ptr_array_index (read, i), g_ptr_array_index (conflicts, i));

  /* What does not fit is said to be missing. */
  for (guint i = 0; i < FOYER_LIMIT_CONFLICTS_LISTED; i++)
    g_ptr_array_add (conflicts, random_conflict (FOYER_LIMIT_CONFLICT_SCANS));
  foyer_wire_write_conflicts_listed (many, "8", conflicts, FALSE);
  g_assert_cmpuint (many->len, <=, FOYER_LIMIT_MESSAGE_FROM_RELAY);
  cut = wire_read_back (many->str, FOYER_SENDER_RELAY);
  g_assert_true (foyer_message_get_boolean (cut, "more"));
  some = foyer_wire_read_conflicts_listed (cut);
  g_assert_cmpuint (some->len, >=, 4);
  for (guint i = 0; i < some->len; i++)
    assert_same (g_ptr_array_index (some, i), g_ptr_array_index (conflicts, i));
}

static void
test_requests (void)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *scan = foyer_uuid_new ();
  const char *taken_back[] = { scan, id, NULL };
  g_autofree char *text = foyer_wire_encode_resolve_conflict ("1",
                                                              id,
                                                              scan,
                                                              FOYER_CONFLICT_FRAUD,
                                                              "They \"lent\" it.",
                                                              taken_back,
                                                              taken_back + 1);
  g_autofree char *bare =
      foyer_wire_encode_resolve_conflict ("1", id, scan, FOYER_CONFLICT_OTHER, "x", NULL, NULL);
  g_autofree char *list = foyer_wire_encode_list_conflicts ("2", id, TRUE, 20);
  g_autoptr (FoyerMessage) resolve = wire_read_back (text, FOYER_SENDER_DEVICE);
  g_autoptr (FoyerMessage) none = wire_read_back (bare, FOYER_SENDER_DEVICE);
  g_autoptr (FoyerMessage) listed = wire_read_back (list, FOYER_SENDER_DEVICE);
  g_auto (GStrv) read = foyer_wire_read_taken_back (resolve);
  g_auto (GStrv) nothing = foyer_wire_read_taken_back (none);
  g_auto (GStrv) seen = foyer_wire_read_seen (resolve);
  g_auto (GStrv) unsaid = foyer_wire_read_seen (none);

  g_assert_cmpstr (foyer_message_get_string (resolve, "conflict_id"), ==, scan);
  g_assert_cmpstr (foyer_message_get_string (resolve, "resolution"), ==, "fraud");
  g_assert_cmpstr (foyer_message_get_string (resolve, "reason"), ==, "They \"lent\" it.");
  g_assert_cmpuint (g_strv_length (read), ==, 2);
  g_assert_cmpstr (read[0], ==, scan);
  g_assert_cmpstr (read[1], ==, id);
  g_assert_cmpuint (g_strv_length (nothing), ==, 0);
  g_assert_cmpuint (g_strv_length (seen), ==, 1);
  g_assert_cmpstr (seen[0], ==, id);
  g_assert_cmpuint (g_strv_length (unsaid), ==, 0);
  g_assert_cmpstr (foyer_message_get_string (listed, "event_id"), ==, id);
  g_assert_true (foyer_message_get_boolean (listed, "resolved"));
  g_assert_cmpint (foyer_message_get_integer (listed, "limit", 0), ==, 20);
}

static void
test_refused (void)
{
  static const char *const wrong[] = {
    "\"resolution\":\"explained\",\"reason\":\"x\"",
    "\"resolution\":\"none\",\"reason\":\"x\"",
    "\"resolution\":\"fraud\",\"reason\":\"\"",
    "\"resolution\":\"fraud\"",
    "\"resolution\":\"fraud\",\"reason\":\"x\",\"taken_back\":[7]",
    "\"resolution\":\"fraud\",\"reason\":\"x\",\"taken_back\":[\"7\"]",
    "\"resolution\":\"fraud\",\"reason\":\"x\",\"taken_back\":[null]",
    "\"resolution\":\"fraud\",\"reason\":\"x\",\"taken_back\":{}",
  };
  g_autofree char *id = foyer_uuid_new ();

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autofree char *text = g_strdup_printf ("{\"type\":\"resolve_conflict\",\"id\":\"1\","
                                             "\"request_id\":\"%s\",\"conflict_id\":\"%s\",%s}",
                                             id,
                                             id,
                                             wrong[i]);

    g_assert_null (foyer_message_parse (text, strlen (text), FOYER_SENDER_DEVICE, NULL, NULL));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/conflicts/what-is-told-is-read-back", test_told);
  g_test_add_func ("/wire/conflicts/a-list-stays-within-a-message", test_list);
  g_test_add_func ("/wire/conflicts/requests-are-read-back", test_requests);
  g_test_add_func ("/wire/conflicts/what-cannot-be-said-is-refused", test_refused);
  return g_test_run ();
}
