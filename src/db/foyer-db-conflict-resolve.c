/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-conflict-resolve"

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-text.h"
#include "db/foyer-db-amend.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-conflicts.h"
#include "db/foyer-db-log-row.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-request.h"
#include "db/foyer-db-sessions.h"
#include "db/foyer-db-table.h"
#include "db/foyer-db-undo.h"
#include "db/foyer-db-verify-batch.h"
#include "model/foyer-change-batch.h"

/* Resolving a conflict: what was behind it, and which of its admissions count no more, in one
 * transaction. */

#define FIND_EVENT "SELECT event_id FROM conflicts WHERE id = $1::uuid"
#define LOCK_CONFLICT                                                                          \
  "SELECT resolved_at IS NOT NULL, NOT scans <@ $2::uuid[] FROM conflicts WHERE id = $1::uuid" \
  " FOR NO KEY UPDATE"
/* Which of the scans the conflict names, and whether their admissions still count; the last ones
 * first, because who came back in later may stand in the way of what was before. */
#define FIND_TAKEN_BACK                                                                         \
  "SELECT s.scan_id = ANY (c.scans), EXISTS (SELECT FROM verification_logs l"                   \
  "  WHERE l.event_id = c.event_id AND l.scan_id = s.scan_id AND l.ticket_id IS NOT NULL"       \
  "  AND l.list_id IS NOT NULL AND " FOYER_DB_LOG_IS_ADMISSION " AND " FOYER_DB_LOG_STANDS ")," \
  " s.scan_id FROM conflicts c"                                                                 \
  " CROSS JOIN (SELECT DISTINCT unnest ($2::uuid[])) AS s (scan_id)"                            \
  " LEFT JOIN verification_logs l ON l.event_id = c.event_id AND l.scan_id = s.scan_id"         \
  "  AND l." FOYER_DB_LOG_IS_ANSWER " WHERE c.id = $1::uuid"                                    \
  " ORDER BY " FOYER_DB_LOG_TIME " DESC NULLS LAST, l.log_no DESC"
#define RESOLVE                                                                              \
  "UPDATE conflicts SET resolved_at = clock_timestamp (), changed_at = clock_timestamp (), " \
  "resolved_by = $2, resolution = $3, reason = $4, version = version + 1 WHERE id = $1::uuid"

static char *
find_event (FoyerDbConnection *connection, const char *conflict_id, GError **error)
{
  g_autoptr (PGresult) row =
      foyer_db_query (connection, FIND_EVENT, FOYER_DB_PARAMS (conflict_id), error);

  if (row == NULL)
    return NULL;
  if (PQntuples (row) == 1)
    return g_strdup (PQgetvalue (row, 0, 0));
  foyer_db_amend_fail (error, FOYER_ERROR_NOT_FOUND, "There is no such conflict.");
  return NULL;
}

/* Like every writer of the event, the head row first. */
static gboolean
lock (FoyerDbConnection *connection, const char *event_id, GError **error)
{
  return foyer_db_execute (connection,
                           foyer_db_verify_statements[FOYER_DB_VERIFY_LOCK_HEAD],
                           FOYER_DB_PARAMS (event_id),
                           error);
}

static void
fill_ids (FoyerDbTable *table, const char *const *ids)
{
  foyer_db_table_init (table, 1);
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    foyer_db_table_add_text (table, ids[i]);
}

/* Nobody has decided about an admission that they did not know of. */
static gboolean
check_open (FoyerDbConnection *connection, const FoyerDbResolution *resolution, GError **error)
{
  g_auto (FoyerDbTable) seen;
  g_autoptr (PGresult) row = NULL;
  gboolean says_seen = resolution->seen != NULL && resolution->seen[0] != NULL;

  fill_ids (&seen, resolution->seen);
  row = foyer_db_query (connection,
                        LOCK_CONFLICT,
                        FOYER_DB_PARAMS (resolution->conflict_id,
                                         foyer_db_table_get_params (&seen)[0]),
                        error);
  if (row == NULL)
    return FALSE;
  if (foyer_db_get_bool (row, 0, 0))
    return foyer_db_amend_fail (error,
                                FOYER_ERROR_CHANGED_MEANWHILE,
                                "This conflict was resolved already.");
  return !says_seen || !foyer_db_get_bool (row, 0, 1) ||
         foyer_db_amend_fail (error,
                              FOYER_ERROR_CHANGED_MEANWHILE,
                              "Another scan has come to this conflict: look at it again.");
}

static gboolean
undo (FoyerDbConnection *connection,
      const char *event_id,
      const char *scan_id,
      const FoyerDbResolution *resolution,
      const FoyerDbActor *actor,
      GPtrArray *batches,
      GError **error)
{
  FoyerChangeBatch *batch = NULL;

  if (!foyer_db_undo_within (connection,
                             event_id,
                             scan_id,
                             resolution->reason,
                             actor,
                             &batch,
                             error))
    return FALSE;
  g_ptr_array_add (batches, batch);
  return TRUE;
}

/* What counts no more already is left alone. */
static gboolean
take_back (FoyerDbConnection *connection,
           const char *event_id,
           const FoyerDbResolution *resolution,
           const FoyerDbActor *actor,
           GPtrArray *batches,
           GError **error)
{
  g_auto (FoyerDbTable) ids;
  g_autoptr (PGresult) rows = NULL;

  fill_ids (&ids, resolution->taken_back);
  rows = foyer_db_query (connection,
                         FIND_TAKEN_BACK,
                         FOYER_DB_PARAMS (resolution->conflict_id,
                                          foyer_db_table_get_params (&ids)[0]),
                         error);
  if (rows == NULL)
    return FALSE;
  for (int row = 0; row < PQntuples (rows); row++) {
    if (!foyer_db_get_bool (rows, row, 0))
      return foyer_db_amend_fail (error,
                                  FOYER_ERROR_BAD_REQUEST,
                                  "Only scans of the conflict can be taken back with it.");
    if (foyer_db_get_bool (rows, row, 1) &&
        !undo (connection, event_id, PQgetvalue (rows, row, 2), resolution, actor, batches, error))
      return FALSE;
  }
  return TRUE;
}

static char *
describe (const FoyerDbResolution *resolution)
{
  g_autofree char *taken_back = g_strjoinv ("\",\"", (char **)resolution->taken_back);
  gboolean has_any = resolution->taken_back[0] != NULL;

  return g_strdup_printf ("{\"conflict_id\":\"%s\",\"resolution\":\"%s\",\"taken_back\":[%s%s%s]}",
                          resolution->conflict_id,
                          foyer_conflict_resolution_to_nick (resolution->resolution),
                          has_any ? "\"" : "",
                          taken_back,
                          has_any ? "\"" : "");
}

static gboolean
write_resolution (FoyerDbConnection *connection,
                  const char *event_id,
                  const FoyerDbResolution *resolution,
                  const FoyerDbActor *actor,
                  GError **error)
{
  g_autofree char *details = describe (resolution);

  return foyer_db_execute (connection,
                           RESOLVE,
                           FOYER_DB_PARAMS (resolution->conflict_id,
                                            actor->staff_email,
                                            foyer_conflict_resolution_to_nick (
                                                resolution->resolution),
                                            resolution->reason),
                           error) &&
         foyer_db_audit (connection, event_id, "resolve_conflict", details, actor, error);
}

static gboolean
take_request (FoyerDbConnection *connection,
              const FoyerDbResolution *resolution,
              gboolean *was_done,
              GError **error)
{
  g_autofree char *taken_back = g_strjoinv (" ", (char **)resolution->taken_back);
  const char *const parts[] = { resolution->conflict_id,
                                foyer_conflict_resolution_to_nick (resolution->resolution),
                                resolution->reason,
                                taken_back };

  return foyer_db_request_take (connection,
                                resolution->request_id,
                                "resolve_conflict",
                                parts,
                                G_N_ELEMENTS (parts),
                                was_done,
                                error);
}

static gboolean
run (FoyerDbConnection *connection,
     const FoyerDbResolution *resolution,
     const FoyerDbActor *actor,
     GPtrArray *batches,
     GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  g_autofree char *event_id =
      transaction != NULL ? find_event (connection, resolution->conflict_id, error) : NULL;
  gboolean was_done;

  if (event_id == NULL || !lock (connection, event_id, error) ||
      !foyer_db_session_permit (connection, actor, event_id, FOYER_PERMISSION_RESOLVE, error) ||
      !take_request (connection, resolution, &was_done, error))
    return FALSE;
  if (was_done)
    return TRUE;
  return check_open (connection, resolution, error) &&
         take_back (connection, event_id, resolution, actor, batches, error) &&
         write_resolution (connection, event_id, resolution, actor, error) &&
         foyer_db_transaction_commit (&transaction, error);
}

static gboolean
is_blank (const char *text)
{
  g_autofree char *copy = g_strdup (text);

  return copy == NULL || *g_strstrip (copy) == '\0';
}

/**
 * foyer_db_conflict_resolve:
 * @batches: (out) (transfer full) (element-type FoyerChangeBatch): what devices are to be told:
 *   one per admission that was taken back, none where it had been done
 *
 * Resolves a conflict. Admissions that are taken back are undone as foyer_db_undo() does.
 *
 * Returns: whether it is resolved; %FOYER_ERROR_NOT_FOUND where there is none,
 *   %FOYER_ERROR_CHANGED_MEANWHILE where it was resolved otherwise, or names a scan by now that was
 *   not seen, or somebody came back in with an entry that would be given back
 */
gboolean
foyer_db_conflict_resolve (FoyerDbConnection *connection,
                           const FoyerDbResolution *resolution,
                           const FoyerDbActor *actor,
                           GPtrArray **batches,
                           GError **error)
{
  g_autoptr (GPtrArray) news =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_batch_unref);

  *batches = NULL;
  if (is_blank (resolution->reason))
    return foyer_db_amend_fail (error, FOYER_ERROR_BAD_REQUEST, "What is resolved needs a reason.");
  if (!run (connection, resolution, actor, news, error))
    return FALSE;
  *batches = g_steal_pointer (&news);
  return TRUE;
}
