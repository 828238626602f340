/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-conflicts.h"
#include "db/foyer-db-override.h"
#include "db/foyer-db-undo.h"
#include "db/foyer-test-report.h"

#include <string.h>

/* Live and late scans, undoing, overriding and resolving at random: whatever happens, the record is
 * sound afterwards. */

static FoyerTestDatabase *database;

/* What one seed does it does again, however fast the machine is: nothing is chosen by the database,
 * and no late scan's place among the others depends on how long the acts before it took. */
typedef struct {
  FoyerTime begun;
  guint n_late;
  GPtrArray *scans;
  GPtrArray *codes;
} Acts;

/* Before all that is live, each at a time of its own; either well within the longest delay before
 * somebody comes back in, or well beyond. */
static FoyerTime
choose_time (Acts *acts)
{
  gint64 seconds = g_test_rand_int_range (0, 360);

  if (seconds >= 60)
    seconds += 240;
  return acts->begun - seconds * G_TIME_SPAN_SECOND -
         (G_TIME_SPAN_SECOND - acts->n_late++ * G_TIME_SPAN_MILLISECOND);
}

static void
do_live (FoyerTestDoor *door, Acts *acts, guint number, gboolean is_exit)
{
  g_autofree char *id = foyer_uuid_new ();
  char *code = (char *)foyer_test_door_get_code (door, number);
  g_autoptr (FoyerVerdict) verdict =
      foyer_test_door_scan (door,
                            &(FoyerScan){ .id = id,
                                          .code = code,
                                          .direction = is_exit ? FOYER_DIRECTION_EXIT
                                                               : FOYER_DIRECTION_ENTRY });

  g_assert_nonnull (verdict);
  g_ptr_array_add (acts->scans, g_steal_pointer (&id));
  g_ptr_array_add (acts->codes, g_strdup (code));
}

/* A new scan, or one that is known already, with whatever verdict. */
static void
do_report (FoyerTestDoor *door, Acts *acts, guint number)
{
  gboolean is_known = acts->scans->len > 0 && g_test_rand_int_range (0, 3) == 0;
  guint which = is_known ? (guint)g_test_rand_int_range (0, (gint)acts->scans->len) : 0;
  g_autofree char *id =
      is_known ? g_strdup (g_ptr_array_index (acts->scans, which)) : foyer_uuid_new ();
  g_autofree char *code = g_strdup (is_known ? g_ptr_array_index (acts->codes, which)
                                             : foyer_test_door_get_code (door, number));
  FoyerTestReport said = { .id = id,
                           .code = code,
                           .outcome = (FoyerOutcome)g_test_rand_int_range (0, 3),
                           .at = choose_time (acts) };
  g_autoptr (FoyerVerdict) verdict = NULL;

  if (said.outcome == FOYER_OUTCOME_REFUSED)
    said.reason = FOYER_REASON_ALREADY_ADMITTED;
  if (said.outcome == FOYER_OUTCOME_REFUSED && g_test_rand_bit ())
    said.let_in = "let them in late";
  verdict = foyer_test_report (door, &said);
  g_assert_nonnull (verdict);
  if (is_known)
    return;
  g_ptr_array_add (acts->scans, g_steal_pointer (&id));
  g_ptr_array_add (acts->codes, g_steal_pointer (&code));
}

/* What cannot be undone or overridden is refused, and leaves everything as it was. */
static void
do_amend (FoyerTestDoor *door, Acts *acts, gboolean is_undo)
{
  g_autofree char *request_id = foyer_uuid_new ();
  g_autoptr (FoyerChangeBatch) batch = NULL;
  g_autoptr (GError) error = NULL;
  const char *scan_id;

  if (acts->scans->len == 0)
    return;
  scan_id = g_ptr_array_index (acts->scans, g_test_rand_int_range (0, (gint)acts->scans->len));
  if (is_undo)
    foyer_db_undo (door->relay,
                   request_id,
                   door->event_id,
                   scan_id,
                   NULL,
                   &door->actor,
                   &batch,
                   &error);
  else
    foyer_db_override (door->relay,
                       request_id,
                       door->event_id,
                       scan_id,
                       "let them in",
                       &door->actor,
                       &batch,
                       &error);
  g_assert_true (error == NULL || error->domain == FOYER_ERROR);
  g_assert_false (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE));
}

/* Returns: (nullable): the id of some open conflict */
static char *
choose_conflict (void)
{
  g_autofree char *open =
      foyer_test_database_ask (database,
                               "SELECT string_agg (id::text, ' ' ORDER BY opened_at)"
                               " FROM conflicts WHERE resolved_at IS NULL");
  g_auto (GStrv) ids = open != NULL ? g_strsplit (open, " ", -1) : NULL;

  return ids != NULL ? g_strdup (ids[g_test_rand_int_range (0, (gint)g_strv_length (ids))]) : NULL;
}

static GStrv
choose_scans (Acts *acts, const char *conflict_id)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT array_to_string (scans, ' ') FROM conflicts WHERE id = '%s'",
                       conflict_id);
  g_autofree char *named = foyer_test_database_ask (database, sql);
  g_autoptr (GStrvBuilder) chosen = g_strv_builder_new ();

  for (guint i = 0; i < acts->scans->len; i++) {
    const char *id = g_ptr_array_index (acts->scans, i);

    if (strstr (named, id) != NULL && g_test_rand_int_range (0, 5) < 2)
      g_strv_builder_add (chosen, id);
  }
  return g_strv_builder_end (chosen);
}

/* Some conflict, if there is one, and some of its scans, which may be taken back already. */
static void
do_resolve (FoyerTestDoor *door, Acts *acts)
{
  g_autofree char *id = choose_conflict ();
  g_auto (GStrv) taken_back = id != NULL ? choose_scans (acts, id) : NULL;
  g_autofree char *request_id = foyer_uuid_new ();
  FoyerDbResolution resolution = { .request_id = request_id,
                                   .conflict_id = id,
                                   .resolution = FOYER_CONFLICT_STAFF_ERROR,
                                   .reason = "looked at it",
                                   .taken_back = (const char *const *)taken_back };
  g_autoptr (GPtrArray) batches = NULL;
  g_autoptr (GError) error = NULL;

  if (id == NULL)
    return;
  foyer_db_conflict_resolve (door->relay, &resolution, &door->actor, &batches, &error);
  /* An override whose entry was used again stays, and so does the whole conflict then. */
  g_assert_true (error == NULL ||
                 g_error_matches (error, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE));
}

static void
test_random_acts_leave_everything_sound (FoyerTestDoor *door, gconstpointer unused)
{
  static const char *const rules[] = {
    "UPDATE check_in_lists SET reentry = true",
    "UPDATE check_in_lists SET reentry = false",
    "UPDATE check_in_lists SET reentry = true, reentry_delay_ms = 120000",
  };

  Acts acts = { .begun = g_get_real_time (),
                .scans = g_ptr_array_new_with_free_func (g_free),
                .codes = g_ptr_array_new_with_free_func (g_free) };

  for (guint round = 0; round < G_N_ELEMENTS (rules); round++) {
    foyer_test_database_run (database, rules[round]);
    for (guint i = 0; i < 150; i++) {
      guint number = (guint)g_test_rand_int_range (0, 3);
      int kind = g_test_rand_int_range (0, 11);

      if (kind < 3)
        do_live (door, &acts, number, kind == 2);
      else if (kind < 7)
        do_report (door, &acts, number);
      else if (kind < 10)
        do_amend (door, &acts, kind < 9);
      else
        do_resolve (door, &acts);
      if (i % 30 == 29)
        foyer_test_door_assert_sound (door);
    }
    g_ptr_array_set_size (acts.scans, 0);
    g_ptr_array_set_size (acts.codes, 0);
  }
  g_ptr_array_unref (acts.scans);
  g_ptr_array_unref (acts.codes);
  /* All of it happened. */
  g_assert_cmpint (foyer_test_database_ask_int (database,
                                                "SELECT count(DISTINCT action) FROM "
                                                "verification_logs"),
                   ==,
                   6);
  g_assert_cmpint (foyer_test_database_ask_int (database,
                                                "SELECT count(*) FROM conflicts"
                                                " WHERE resolution = 'staff_error'"),
                   >,
                   0);
}

static void
set_up (FoyerTestDoor *door, gconstpointer unused)
{
  foyer_test_door_init (door, database, 6);
}

static void
tear_down (FoyerTestDoor *door, gconstpointer unused)
{
  foyer_test_door_assert_sound (door);
  foyer_test_door_clear (door);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  g_test_add ("/db/sync-acts/random-acts-leave-everything-sound",
              FoyerTestDoor,
              NULL,
              set_up,
              test_random_acts_leave_everything_sound,
              tear_down);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
