/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Inside the room: PostgreSQL's own programs. */

char *foyer_db_program_find (guint version, const char *name);
gboolean foyer_db_program_run (guint version,
                               const char *name,
                               const char *uri,
                               const char *const *arguments,
                               int in,
                               int out,
                               GError **error);
gboolean foyer_db_program_report (const char *name, const char *output, GError **error);

G_END_DECLS
