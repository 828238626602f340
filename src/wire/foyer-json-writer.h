/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerJsonWriter:
 * @out: what is written is appended here
 * @needs_comma: whether the next value follows another one
 *
 * Writes JSON in one pass. Made on the stack: `FoyerJsonWriter writer = { .out = text };`. Every
 * function takes the name of a member, or %NULL within an array and at the top.
 */
typedef struct {
  GString *out;
  gboolean needs_comma;
} FoyerJsonWriter;

void foyer_json_writer_begin_object (FoyerJsonWriter *self, const char *name);
void foyer_json_writer_end_object (FoyerJsonWriter *self);
void foyer_json_writer_begin_array (FoyerJsonWriter *self, const char *name);
void foyer_json_writer_end_array (FoyerJsonWriter *self);
void foyer_json_writer_add_string (FoyerJsonWriter *self, const char *name, const char *value);
void foyer_json_writer_add_texts (FoyerJsonWriter *self,
                                  const char *name,
                                  const char *const *texts);
void foyer_json_writer_add_integer (FoyerJsonWriter *self, const char *name, gint64 value);
void foyer_json_writer_add_boolean (FoyerJsonWriter *self, const char *name, gboolean value);
void foyer_json_writer_add_time (FoyerJsonWriter *self, const char *name, FoyerTime value);
void foyer_json_writer_add_null (FoyerJsonWriter *self, const char *name);

G_END_DECLS
