/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-program.h"

#include <locale.h>

static gboolean
simulate (SimEvening *evening, gpointer data, char **trouble)
{
  return sim_evening_run (evening, trouble);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  return sim_program_run (argc, argv, simulate, NULL);
}
