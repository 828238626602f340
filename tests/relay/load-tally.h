/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _LoadTally LoadTally;

LoadTally *load_tally_new (guint n_codes, guint n_listeners);
void load_tally_free (LoadTally *self);

void load_tally_begin (LoadTally *self);
void load_tally_add_verdict (LoadTally *self,
                             guint code,
                             const char *outcome,
                             gint64 seq,
                             gint64 sent_at,
                             gint64 now);
void load_tally_add_error (LoadTally *self);
void load_tally_add_changes (LoadTally *self, gint64 expected, gint64 from, gint64 to, gint64 now);

guint64 load_tally_get_n_verdicts (const LoadTally *self);
guint64 load_tally_get_n_errors (const LoadTally *self);
gboolean load_tally_is_complete (const LoadTally *self);
gboolean load_tally_is_right (const LoadTally *self, gboolean every_code);
void load_tally_write (const LoadTally *self, GString *out, double seconds);

double load_cpu_seconds (guint pid);
guint64 load_resident_kib (guint pid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LoadTally, load_tally_free)

G_END_DECLS
