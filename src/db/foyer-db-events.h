/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "db/foyer-db-seal.h"
#include "model/foyer-counts.h"
#include "model/foyer-event.h"
#include "model/foyer-hello.h"

G_BEGIN_DECLS

/* What exists. */
GPtrArray *foyer_db_events_list (FoyerDbConnection *connection, GError **error);
FoyerEventHead *foyer_db_event_get_head (FoyerDbConnection *connection,
                                         const char *event_id,
                                         GError **error);
FoyerEvent *foyer_db_event_load (FoyerDbConnection *connection,
                                 const char *event_id,
                                 GError **error);
FoyerCounts *foyer_db_event_get_counts (FoyerDbConnection *connection,
                                        const char *event_id,
                                        GError **error);

/* What the operator makes. Each returns the new id and writes an audit row. */
char *foyer_db_event_create (FoyerDbConnection *connection,
                             const FoyerDbSeal *seal,
                             const FoyerEvent *fields,
                             const FoyerDbActor *actor,
                             GError **error);
char *foyer_db_list_create (FoyerDbConnection *connection,
                            const char *event_id,
                            const FoyerCheckInList *fields,
                            const char *const *type_names,
                            const FoyerDbActor *actor,
                            GError **error);
char *foyer_db_gate_create (FoyerDbConnection *connection,
                            const char *event_id,
                            const FoyerGate *fields,
                            const FoyerDbActor *actor,
                            GError **error);
gboolean foyer_db_ticket_type_ensure (FoyerDbConnection *connection,
                                      const char *event_id,
                                      const char *name,
                                      guint *number,
                                      GError **error);

/* A worker's memory of how events are set up: loaded again only when that changed. */
typedef struct _FoyerDbEventCache FoyerDbEventCache;

FoyerDbEventCache *foyer_db_event_cache_new (void);
void foyer_db_event_cache_free (FoyerDbEventCache *self);
FoyerEvent *foyer_db_event_cache_get (FoyerDbEventCache *self,
                                      FoyerDbConnection *connection,
                                      const char *event_id,
                                      gint64 config_version,
                                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbEventCache, foyer_db_event_cache_free)

G_END_DECLS
