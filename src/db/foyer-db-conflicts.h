/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "model/foyer-conflict.h"

G_BEGIN_DECLS

/**
 * FoyerDbConflictNews:
 * @conflicts: (element-type FoyerConflict): what was opened, has grown or was resolved
 * @until: the time up to which that was looked for
 * @more: whether there is more
 */
typedef struct {
  GPtrArray *conflicts;
  FoyerTime until;
  gboolean more;
} FoyerDbConflictNews;

void foyer_db_conflict_news_free (FoyerDbConflictNews *self);

FoyerDbConflictNews *foyer_db_conflicts_since (FoyerDbConnection *connection,
                                               FoyerTime since,
                                               GError **error);
GPtrArray *foyer_db_conflicts_list (FoyerDbConnection *connection,
                                    const char *event_id,
                                    gboolean resolved,
                                    guint limit,
                                    const FoyerDbActor *actor,
                                    gboolean *more,
                                    GError **error);

GPtrArray *foyer_db_conflicts_naming (FoyerDbConnection *connection,
                                      const char *event_id,
                                      guint limit,
                                      const FoyerDbActor *actor,
                                      GError **error);

/**
 * FoyerDbResolution:
 * @request_id: a UUID; a request that was done already is done, and nothing happens again
 * @conflict_id: a UUID
 * @resolution: what was behind it; not %FOYER_CONFLICT_EXPLAINED
 * @reason: the same in the words of who resolves it
 * @taken_back: (array zero-terminated=1): scans of the conflict whose admissions count no more
 * @seen: (array zero-terminated=1) (nullable): its scans as who resolves it knows them; none where
 *   that is not said
 *
 * How a conflict is resolved. Borrowed texts.
 */
typedef struct {
  const char *request_id;
  const char *conflict_id;
  FoyerConflictResolution resolution;
  const char *reason;
  const char *const *taken_back;
  const char *const *seen;
} FoyerDbResolution;

gboolean foyer_db_conflict_resolve (FoyerDbConnection *connection,
                                    const FoyerDbResolution *resolution,
                                    const FoyerDbActor *actor,
                                    GPtrArray **batches,
                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbConflictNews, foyer_db_conflict_news_free)

G_END_DECLS
