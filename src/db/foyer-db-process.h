/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* Inside the room: which processes work in a cluster's folder. */

pid_t foyer_db_process_find (const char *cluster_dir);
gboolean foyer_db_process_clear_leftovers (const char *cluster_dir, GError **error);

G_END_DECLS
