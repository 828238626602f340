/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Inside the room: PostgreSQL's programs, run on a folder. Who calls holds the folder's start
 * lock. */

typedef struct {
  char *programs;
  char *data_dir;
  char *cluster_dir;
  gboolean throw_away;
} FoyerDbServer;

gboolean foyer_db_server_init (FoyerDbServer *self,
                               const char *data_dir,
                               gboolean throw_away,
                               GError **error);
void foyer_db_server_clear (FoyerDbServer *self);

gboolean foyer_db_server_make_cluster (FoyerDbServer *self, GError **error);
gboolean foyer_db_server_start (FoyerDbServer *self, const char *socket_dir, GError **error);
gboolean foyer_db_server_stop (FoyerDbServer *self, GError **error);
gboolean foyer_db_server_is_running (FoyerDbServer *self);
char *foyer_db_server_make_socket_dir (FoyerDbServer *self, GError **error);
void foyer_db_server_trim_log (FoyerDbServer *self);

G_END_DECLS
