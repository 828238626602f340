/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-program.h"
#include "sim-record.h"

#include <locale.h>

/* Simulates evenings, and tells a real database what each has told its ledger: the answers are the
 * same, one by one, and so is what is left at the end. */

static char *
describe (const FoyerVerdict *verdict, const GError *error)
{
  if (error != NULL)
    return g_strdup_printf ("error %d", error->code);
  if (verdict == NULL)
    return g_strdup ("done");
  return g_strdup_printf ("%s %s, change %" G_GINT64_FORMAT,
                          foyer_outcome_to_nick (verdict->outcome),
                          foyer_reason_to_nick (verdict->reason),
                          verdict->seq);
}

/* @again: a ledger that is told the same again, beside the database. */
static gboolean
take (SimRecord *record, SimLedger *again, const SimInput *input, char **trouble)
{
  g_autoptr (GError) expected_error = NULL;
  g_autoptr (FoyerVerdict) expected = sim_ledger_take (again, input, &expected_error);
  g_autofree char *expected_text = describe (expected, expected_error);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerVerdict) verdict = sim_record_take (record, input, &error);
  g_autofree char *text = describe (verdict, error);

  if (g_str_equal (expected_text, text))
    return TRUE;
  *trouble = g_strdup_printf ("the ledger says %s, the database %s (%s)",
                              expected_text,
                              text,
                              error != NULL ? error->message : "no error");
  return FALSE;
}

static gboolean
replay (SimEvening *evening, gpointer data, char **trouble)
{
  SimRecord *record = data;
  const SimLedger *ledger;
  g_autoptr (SimLedger) again = NULL;

  if (!sim_evening_run (evening, trouble))
    return FALSE;
  ledger = evening->database.ledger;
  again = sim_ledger_new (ledger->hall, ledger->epoch);
  sim_record_begin (record);
  for (guint i = 0; i < ledger->inputs->len; i++) {
    if (!take (record, again, g_ptr_array_index (ledger->inputs, i), trouble))
      return FALSE;
  }
  return sim_record_check (record, again, trouble);
}

int
main (int argc, char *argv[])
{
  g_autoptr (FoyerTestDatabase) database = NULL;
  g_autoptr (SimRecord) record = NULL;

  setlocale (LC_ALL, "");
  database = foyer_test_database_start ();
  record = sim_record_open (database, sim_hall_get ());
  return sim_program_run (argc, argv, replay, record);
}
