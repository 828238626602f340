/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-program.h"

#include <glib/gstdio.h>

/* Goes through evenings one after the other, each from a seed: the same seed is the same evening
 * again. */

static gint64 first_seed = 1;
static int n_seeds = 1;
static int step = 1;
static int n_guests = 80;

static const GOptionEntry entries[] = {
  { "seed", 0, 0, G_OPTION_ARG_INT64, &first_seed, "The first seed", "N" },
  { "seeds", 0, 0, G_OPTION_ARG_INT, &n_seeds, "How many of them", "N" },
  { "step", 0, 0, G_OPTION_ARG_INT, &step, "How far apart they are", "N" },
  { "guests", 0, 0, G_OPTION_ARG_INT, &n_guests, "How many guests come", "N" },
  G_OPTION_ENTRY_NULL,
};

/* In memory where that can be had: what is synced there costs nothing. */
static char *
make_folder (void)
{
  char *folder = g_strdup ("/dev/shm/foyer-sim-XXXXXX");

  if (g_mkdtemp (folder) != NULL)
    return folder;
  g_free (folder);
  return g_dir_make_tmp ("foyer-sim-XXXXXX", NULL);
}

static gboolean
run (guint64 seed, const char *folder, const char *template, SimProgramFunc func, gpointer data)
{
  g_autoptr (SimEvening) evening = sim_evening_new (seed, (guint)n_guests, folder, template);
  g_autofree char *trouble = NULL;

  if (func (evening, data, &trouble))
    return TRUE;
  g_printerr ("seed %" G_GUINT64_FORMAT ": %s\n", seed, trouble);
  return FALSE;
}

static int
run_all (SimProgramFunc func, gpointer data)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *template = sim_evening_make_template (folder);
  int n_failed = 0;

  for (int i = 0; i < n_seeds && n_failed < 10; i++)
    n_failed +=
        run ((guint64)(first_seed + (gint64)i * step), folder, template, func, data) ? 0 : 1;
  g_remove (template);
  g_rmdir (folder);
  g_print ("%d evenings, %d failed\n", n_seeds, n_failed);
  return n_failed == 0 ? 0 : 1;
}

/**
 * sim_program_run:
 * @func: (scope call): what is done with each evening
 *
 * Returns: the status that the program ends with
 */
int
sim_program_run (int argc, char *argv[], SimProgramFunc func, gpointer data)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, &argc, &argv, &error))
    return run_all (func, data);
  g_printerr ("%s\n", error->message);
  return 2;
}
