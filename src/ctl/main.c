/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyerctl"

#include "config.h"

#include "ctl/foyer-ctl.h"

int
main (int argc, char **argv)
{
  return foyer_ctl_main (argc, argv);
}
