/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LoadOptions:
 *
 * What the command line says; `--help` explains it.
 */
typedef struct {
  char **urls;
  char *token_file;
  char *code_file;
  char *event_id;
  int in_flight;
  int listeners;
  int duplicates;
  int rate;
  double seconds;
  double warm_up;
  int relay_pid;
  gboolean once;
  gboolean idle;
} LoadOptions;

void load_options_parse (LoadOptions *self, int argc, char **argv);
void load_options_clear (LoadOptions *self);

G_END_DECLS
