/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-query.h"

G_BEGIN_DECLS

/* Inside the room: several statements in one round trip. */

gboolean foyer_db_pipeline_prepare (FoyerDbConnection *connection,
                                    const char *const *statements,
                                    guint n_statements,
                                    GError **error);

typedef struct {
  FoyerDbConnection *connection;
  GPtrArray *results;
  guint n_sent;
} FoyerDbPipeline;

gboolean foyer_db_pipeline_begin (FoyerDbPipeline *self,
                                  FoyerDbConnection *connection,
                                  GError **error);
void foyer_db_pipeline_clear (FoyerDbPipeline *self);
guint foyer_db_pipeline_send (FoyerDbPipeline *self,
                              guint statement,
                              const char *const *params,
                              guint n_params);
gboolean foyer_db_pipeline_finish (FoyerDbPipeline *self, GError **error);
const FoyerDbResult *foyer_db_pipeline_get (FoyerDbPipeline *self, guint number);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerDbPipeline, foyer_db_pipeline_clear)

G_END_DECLS
