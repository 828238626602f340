/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-conflicts"

#include "config.h"

#include "stage.h"

#include "base/foyer-error.h"
#include "wire/foyer-wire-conflicts.h"

/* What a desk and a supervisor know of conflicts, at a relay that the test plays. */

#define ONE   "d0c0b2e1-1d0a-4e12-a5c6-2b1d6a5c7e31"
#define OTHER "d0c0b2e1-1d0a-4e12-a5c6-2b1d6a5c7e32"

static FoyerConflict *
make_conflict (const char *id, FoyerTime opened_at, guint n_scans, FoyerTime resolved_at)
{
  g_autoptr (GPtrArray) scans =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_conflict_scan_free);

  for (guint i = 0; i < n_scans; i++)
    g_ptr_array_add (scans,
                     foyer_conflict_scan_copy (&(FoyerConflictScan){
                         .scan_id = (char *)(i == 0 ? TICKET : LIST),
                         .device_id = (char *)DEVICE,
                         .timestamp = opened_at,
                         .standing = TRUE,
                     }));
  return foyer_conflict_new (&(FoyerConflict){
      .id = (char *)id,
      .event_id = (char *)EVENT,
      .opened_at = opened_at,
      .scans = scans,
      .resolved_at = resolved_at,
      .resolved_by = (char *)(resolved_at != 0 ? "mara@example.org" : NULL),
      .resolution = resolved_at != 0 ? FOYER_CONFLICT_FRAUD : FOYER_CONFLICT_NONE,
      .reason = (char *)(resolved_at != 0 ? "It was a copy." : NULL),
  });
}

static void
say_opened (Stage *stage, const char *id, gint64 second, guint n_scans)
{
  g_autoptr (FoyerConflict) conflict = make_conflict (id, second * FOYER_TIME_SECOND, n_scans, 0);
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_conflict_opened (text, conflict);
  fake_relay_say (stage->relay, text->str);
}

static void
say_resolved (Stage *stage, const char *id)
{
  g_autoptr (FoyerConflict) conflict =
      make_conflict (id, 5 * FOYER_TIME_SECOND, 2, 9 * FOYER_TIME_SECOND);
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_conflict_resolved (text, conflict);
  fake_relay_say (stage->relay, text->str);
}

static FoyerConflictItem *
get_item (Stage *stage, guint position)
{
  return g_list_model_get_item (foyer_session_get_conflicts (stage->session), position);
}

static guint
count (Stage *stage)
{
  return g_list_model_get_n_items (foyer_session_get_conflicts (stage->session));
}

static void
test_the_oldest_comes_first_and_grows_in_place (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_SUPERVISOR);
  g_autoptr (FoyerConflictItem) first = NULL;
  g_autoptr (FoyerConflictItem) again = NULL;

  say_opened (stage, OTHER, 7, 2);
  say_opened (stage, ONE, 5, 1);
  WAIT_UNTIL (count (stage) == 2);
  first = get_item (stage, 0);
  g_assert_cmpstr (foyer_conflict_item_get_conflict (first)->id, ==, ONE);
  say_opened (stage, ONE, 5, 2);
  WAIT_UNTIL (foyer_conflict_item_get_conflict (first)->scans->len == 2);
  g_assert_cmpuint (count (stage), ==, 2);
  again = get_item (stage, 0);
  g_assert_true (again == first);
}

static void
test_what_is_resolved_is_told_to_who_looks (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (FoyerConflictItem) item = NULL;

  say_opened (stage, ONE, 5, 2);
  WAIT_UNTIL (count (stage) == 1);
  item = get_item (stage, 0);
  say_resolved (stage, OTHER);
  say_resolved (stage, ONE);
  WAIT_UNTIL (count (stage) == 0);
  g_assert_cmpstr (foyer_conflict_item_get_conflict (item)->resolved_by, ==, "mara@example.org");
  g_assert_cmpint (foyer_conflict_item_get_conflict (item)->resolution, ==, FOYER_CONFLICT_FRAUD);
}

static void
test_somebody_resolves_one (void)
{
  static const char *const taken_back[] = { TICKET, NULL };
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_SUPERVISOR);
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (FoyerMessage) again = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) said = NULL;
  g_auto (GStrv) seen = NULL;
  g_auto (GStrv) unknown = NULL;

  say_opened (stage, ONE, 5, 2);
  WAIT_UNTIL (count (stage) == 1);
  foyer_session_resolve_conflict_async (stage->session,
                                        ONE,
                                        FOYER_CONFLICT_CLOCK,
                                        "The clock of desk 1",
                                        taken_back,
                                        NULL,
                                        stage_on_ready,
                                        stage);
  asked = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_RESOLVE_CONFLICT);
  g_assert_cmpstr (foyer_message_get_string (asked, "conflict_id"), ==, ONE);
  g_assert_cmpstr (foyer_message_get_string (asked, "resolution"), ==, "clock");
  g_assert_cmpstr (foyer_message_get_string (asked, "reason"), ==, "The clock of desk 1");
  said = foyer_wire_read_taken_back (asked);
  g_assert_cmpuint (g_strv_length (said), ==, 1);
  g_assert_cmpstr (said[0], ==, TICKET);
  seen = foyer_wire_read_seen (asked);
  g_assert_cmpuint (g_strv_length (seen), ==, 2);
  foyer_wire_write_done (text, asked->id, 0);
  fake_relay_say (stage->relay, text->str);
  done = stage_await (stage);
  g_assert_true (foyer_session_resolve_conflict_finish (stage->session, done, NULL));

  foyer_session_resolve_conflict_async (stage->session,
                                        OTHER,
                                        FOYER_CONFLICT_OTHER,
                                        "Something else",
                                        taken_back + 1,
                                        NULL,
                                        stage_on_ready,
                                        stage);
  again = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_RESOLVE_CONFLICT);
  unknown = foyer_wire_read_seen (again);
  g_assert_cmpuint (g_strv_length (unknown), ==, 0);
  stage_say_error (stage, again->id, FOYER_ERROR_CHANGED_MEANWHILE);
  refused = stage_await (stage);
  g_assert_false (foyer_session_resolve_conflict_finish (stage->session, refused, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE);
}

static void
test_what_was_resolved_is_listed (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_SUPERVISOR);
  g_autoptr (FoyerConflict) conflict =
      make_conflict (ONE, 5 * FOYER_TIME_SECOND, 2, 9 * FOYER_TIME_SECOND);
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new ();
  g_autoptr (GPtrArray) listed = NULL;
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_session_list_conflicts_async (stage->session, NULL, stage_on_ready, stage);
  asked = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_LIST_CONFLICTS);
  g_assert_cmpstr (foyer_message_get_string (asked, "event_id"), ==, EVENT);
  g_assert_true (foyer_message_get_boolean (asked, "resolved"));
  g_ptr_array_add (conflicts, conflict);
  foyer_wire_write_conflicts_listed (text, asked->id, conflicts, FALSE);
  fake_relay_say (stage->relay, text->str);
  result = stage_await (stage);
  listed = foyer_session_list_conflicts_finish (stage->session, result, NULL);
  g_assert_cmpuint (listed->len, ==, 1);
  g_assert_cmpstr (((FoyerConflict *)g_ptr_array_index (listed, 0))->reason, ==, "It was a copy.");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/conflicts/the-oldest-comes-first-and-grows-in-place",
                   test_the_oldest_comes_first_and_grows_in_place);
  g_test_add_func ("/session/conflicts/what-is-resolved-is-told-to-who-looks",
                   test_what_is_resolved_is_told_to_who_looks);
  g_test_add_func ("/session/conflicts/somebody-resolves-one", test_somebody_resolves_one);
  g_test_add_func ("/session/conflicts/what-was-resolved-is-listed",
                   test_what_was_resolved_is_listed);
  return stage_run_tests ();
}
