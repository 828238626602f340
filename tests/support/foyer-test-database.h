/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-source.h"

G_BEGIN_DECLS

typedef struct _FoyerTestDatabase FoyerTestDatabase;

FoyerTestDatabase *foyer_test_database_start (void);
FoyerTestDatabase *foyer_test_database_start_in (const char *data_dir);
void foyer_test_database_stop (FoyerTestDatabase *self);

const char *foyer_test_database_get_data_dir (FoyerTestDatabase *self);
FoyerDbSource *foyer_test_database_get_source (FoyerTestDatabase *self);
const FoyerDbSeal *foyer_test_database_get_seal (FoyerTestDatabase *self);
FoyerDbConnection *foyer_test_database_connect (FoyerTestDatabase *self, FoyerDbRole role);

char *foyer_test_database_make_uri (FoyerTestDatabase *self,
                                    const char *user,
                                    const char *database_name);

char *foyer_test_database_ask (FoyerTestDatabase *self, const char *sql);
gint64 foyer_test_database_ask_int (FoyerTestDatabase *self, const char *sql);
void foyer_test_database_run (FoyerTestDatabase *self, const char *sql);
void foyer_test_database_kill (FoyerTestDatabase *self);

char *foyer_test_make_folder (void);
void foyer_test_remove_folder (const char *path);
void foyer_test_pass_unavailable (GError **error);
FoyerDbConnection *foyer_test_connect (FoyerDbSource *source, FoyerDbRole role);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerTestDatabase, foyer_test_database_stop)

G_END_DECLS
