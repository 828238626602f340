/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-evening.h"

G_BEGIN_DECLS

/**
 * SimProgramFunc:
 * @evening: one that nothing has happened in yet
 * @trouble: (out) (transfer full): what is wrong
 *
 * Returns: whether nothing is
 */
typedef gboolean (*SimProgramFunc) (SimEvening *evening, gpointer data, char **trouble);

int sim_program_run (int argc, char *argv[], SimProgramFunc func, gpointer data);

G_END_DECLS
