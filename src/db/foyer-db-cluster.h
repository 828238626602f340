/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _FoyerDbCluster FoyerDbCluster;

/**
 * FoyerDbClusterFlags:
 * @FOYER_DB_CLUSTER_DEFAULT: every commit reaches the disk
 * @FOYER_DB_CLUSTER_THROW_AWAY: a cluster of a test: quick to make, nothing reaches the disk in
 *   time to survive a crash of the machine
 */
typedef enum {
  FOYER_DB_CLUSTER_DEFAULT = 0,
  FOYER_DB_CLUSTER_THROW_AWAY = 1 << 0,
} FoyerDbClusterFlags;

/**
 * FoyerDbRole:
 * @FOYER_DB_ROLE_OWNER: owns the tables; migrates and administers
 * @FOYER_DB_ROLE_RELAY: may do what a relay does and no more
 */
typedef enum {
  FOYER_DB_ROLE_OWNER,
  FOYER_DB_ROLE_RELAY,
} FoyerDbRole;

gboolean foyer_db_cluster_exists (const char *data_dir);
FoyerDbCluster *foyer_db_cluster_open (const char *data_dir,
                                       FoyerDbClusterFlags flags,
                                       GError **error);
void foyer_db_cluster_close (FoyerDbCluster *self);

const char *foyer_db_cluster_get_uri (FoyerDbCluster *self, FoyerDbRole role);
gboolean foyer_db_cluster_ensure_running (FoyerDbCluster *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbCluster, foyer_db_cluster_close)

G_END_DECLS
