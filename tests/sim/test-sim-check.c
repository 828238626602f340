/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-sim-check"

#include "config.h"

#include "sim-evening.h"

/* What the simulation takes for a fault, and what not. */

#define SCAN   "31cb7a2e-5d0f-4c62-8a5e-90b7d1f4c3a6"
#define TICKET 0
#define NOON   (G_GINT64_CONSTANT (1780660800) * G_TIME_SPAN_SECOND)

static FoyerScan *
make_scan (void)
{
  const SimHall *hall = sim_hall_get ();
  const FoyerCheckInList *list = g_ptr_array_index (hall->event->lists, 0);

  return foyer_scan_new (&(FoyerScan){ .id = (char *)SCAN,
                                       .event_id = hall->event->id,
                                       .list_id = list->id,
                                       .code = g_ptr_array_index (hall->codes, TICKET),
                                       .direction = FOYER_DIRECTION_ENTRY,
                                       .scanned_at = NOON });
}

/* Somebody with a void ticket is refused. */
static void
refuse (SimEvening *evening, FoyerScan *scan)
{
  SimDoor *door = g_new0 (SimDoor, 1);
  g_autoptr (FoyerVerdict) verdict = NULL;

  sim_ledger_void (evening->database.ledger, TICKET, NOON);
  verdict = sim_ledger_verify (evening->database.ledger, scan, "desk", NOON, NULL);
  g_assert_cmpint (verdict->reason, ==, FOYER_REASON_VOID);
  *door = (SimDoor){ .scan = scan, .outcome = verdict->outcome, .reason = verdict->reason };
  g_ptr_array_add (evening->doors, door);
}

static void
let_in (SimEvening *evening)
{
  const SimAmendment amendment = { .request_id = (char *)"one",
                                   .scan_id = (char *)SCAN,
                                   .staff = (char *)"admin",
                                   .now = NOON };
  g_autoptr (GError) error = NULL;

  sim_ledger_amend (evening->database.ledger, &amendment, &error);
  g_assert_no_error (error);
}

/* All of it is lost, and the desk tells of an admission. */
static void
restore (SimEvening *evening, FoyerScan *scan)
{
  g_autoptr (SimLedger) lost = evening->database.ledger;
  g_autoptr (FoyerReport) report =
      foyer_report_new (&(FoyerReport){ .scan = scan, .outcome = FOYER_OUTCOME_ADMITTED });
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;

  evening->database.ledger = sim_ledger_restore (lost, 0);
  verdict = sim_ledger_reconcile (evening->database.ledger, report, "desk", NOON, &error);
  g_assert_no_error (error);
}

static void
check (gboolean is_let_in, const char *expected)
{
  SimEvening evening = { .database.ledger = sim_ledger_new (sim_hall_get (), 1) };
  g_autoptr (GPtrArray) doors = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (FoyerScan) scan = make_scan ();
  g_autofree char *trouble = NULL;

  evening.doors = doors;
  refuse (&evening, scan);
  if (is_let_in)
    let_in (&evening);
  restore (&evening, scan);
  g_assert_true (sim_check_doors (&evening, &trouble) == (expected == NULL));
  g_assert_cmpstr (trouble, ==, expected);
  sim_ledger_free (evening.database.ledger);
}

static void
test_who_was_let_in_before_a_restore_heard_otherwise (void)
{
  check (TRUE, NULL);
}

static void
test_who_was_refused_is_in_by_nothing_else (void)
{
  check (FALSE, "scan " SCAN " of desk 0: the guest heard 2 (4, from the relay), the record has 0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/check/who-was-let-in-before-a-restore-heard-otherwise",
                   test_who_was_let_in_before_a_restore_heard_otherwise);
  g_test_add_func ("/sim/check/who-was-refused-is-in-by-nothing-else",
                   test_who_was_refused_is_in_by_nothing_else);
  return g_test_run ();
}
