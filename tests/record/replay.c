/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-evening.h"
#include "sim-record.h"

#include <glib/gstdio.h>
#include <locale.h>

/* Simulates evenings, and tells a real database what each has told its ledger: the answers are the
 * same, one by one, and so is what is left at the end. */

static gint64 first_seed = 1;
static int n_seeds = 1;
static int n_guests = 80;

static const GOptionEntry entries[] = {
  { "seed", 0, 0, G_OPTION_ARG_INT64, &first_seed, "The first seed", "N" },
  { "seeds", 0, 0, G_OPTION_ARG_INT, &n_seeds, "How many of them", "N" },
  { "guests", 0, 0, G_OPTION_ARG_INT, &n_guests, "How many guests come", "N" },
  G_OPTION_ENTRY_NULL,
};

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
replay (SimRecord *record, const SimEvening *evening, char **trouble)
{
  const SimLedger *ledger = evening->database.ledger;
  g_autoptr (SimLedger) again = sim_ledger_new (ledger->hall, ledger->epoch);

  sim_record_begin (record);
  for (guint i = 0; i < ledger->inputs->len; i++) {
    if (!take (record, again, g_ptr_array_index (ledger->inputs, i), trouble))
      return FALSE;
  }
  return sim_record_check (record, again, trouble);
}

static gboolean
run (SimRecord *record, guint64 seed, const char *folder, const char *template)
{
  g_autoptr (SimEvening) evening = sim_evening_new (seed, (guint)n_guests, folder, template);
  g_autofree char *trouble = NULL;

  if (sim_evening_run (evening, &trouble) && replay (record, evening, &trouble))
    return TRUE;
  g_printerr ("seed %" G_GUINT64_FORMAT ": %s\n", seed, trouble);
  return FALSE;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerTestDatabase) database = NULL;
  g_autoptr (SimRecord) record = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *template = NULL;
  int n_failed = 0;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 2;
  }
  database = foyer_test_database_start ();
  record = sim_record_open (database, sim_hall_get ());
  folder = foyer_test_make_folder ();
  template = sim_evening_make_template (folder);
  for (int i = 0; i < n_seeds && n_failed < 10; i++)
    n_failed += run (record, (guint64)(first_seed + i), folder, template) ? 0 : 1;
  g_remove (template);
  g_rmdir (folder);
  g_print ("%d evenings, %d failed\n", n_seeds, n_failed);
  return n_failed == 0 ? 0 : 1;
}
