/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-cluster.h"
#include "db/foyer-db-connection.h"
#include "db/foyer-db-seal.h"

G_BEGIN_DECLS

/**
 * FoyerDbSourceOptions:
 * @data_dir: (nullable): `--data-dir`: the folder of a private PostgreSQL
 * @database: (nullable): `--database`: the libpq URI of a server that is there already
 * @secret_file: (nullable): `--secret-file`: where the secret key lies
 * @cluster_flags: how a private PostgreSQL runs
 * @only_existing: whether nothing new may be made: neither a data folder nor a secret key
 *
 * Where the database is. With neither @data_dir nor @database it is the default folder:
 * /var/lib/foyer for root, foyer-relay in the user's data folder for others.
 */
typedef struct {
  char *data_dir;
  char *database;
  char *secret_file;
  FoyerDbClusterFlags cluster_flags;
  gboolean only_existing;
} FoyerDbSourceOptions;

void foyer_db_source_options_add (FoyerDbSourceOptions *options, GOptionContext *context);
gboolean foyer_db_source_options_check (const FoyerDbSourceOptions *options, GError **error);
char *foyer_db_source_options_get_data_dir (const FoyerDbSourceOptions *options);
char *foyer_db_source_options_get_secret_file (const FoyerDbSourceOptions *options);
gboolean foyer_db_source_options_answer (const FoyerDbSourceOptions *options);
void foyer_db_source_options_clear (FoyerDbSourceOptions *options);

typedef struct _FoyerDbSource FoyerDbSource;

FoyerDbSource *foyer_db_source_open (const FoyerDbSourceOptions *options, GError **error);
void foyer_db_source_close (FoyerDbSource *self);

FoyerDbConnection *foyer_db_source_connect (FoyerDbSource *self, FoyerDbRole role, GError **error);
const FoyerDbSeal *foyer_db_source_get_seal (FoyerDbSource *self);
const char *foyer_db_source_get_uri (FoyerDbSource *self, FoyerDbRole role);
const char *foyer_db_source_get_data_dir (FoyerDbSource *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerDbSourceOptions, foyer_db_source_options_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbSource, foyer_db_source_close)

G_END_DECLS
