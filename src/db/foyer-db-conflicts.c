/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-conflicts"

#include "config.h"

#include "db/foyer-db-conflicts.h"

#include "base/foyer-limits.h"
#include "db/foyer-db-log-row.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-sessions.h"
#include "db/foyer-db-table.h"
#include "db/foyer-db-ticket-row.h"

/* Conflicts with what they name, as desks are told of them. */

#define COLUMNS                                                                \
  "SELECT c.id, c.event_id, c.kind, c.list_id, foyer_micros (c.opened_at),"    \
  " foyer_micros (c.resolved_at), c.resolved_by, c.resolution, c.reason,"      \
  " foyer_micros (c.changed_at), " FOYER_DB_TICKET_COLUMNS " FROM conflicts c" \
  " LEFT JOIN tickets t ON t.id = c.ticket_id LEFT JOIN ticket_types y ON y.id = t.ticket_type_id"
#define AT_TICKET 10
/* Whoever changed one may commit a little later than it says: what is told already is told apart.
 */
#define LATE (10 * G_TIME_SPAN_SECOND)
#define SINCE                                                                \
  COLUMNS " WHERE c.changed_at >= foyer_time ($1::bigint) - interval '10 s'" \
          " ORDER BY c.changed_at, c.id LIMIT $2"
#define NOW "SELECT foyer_micros (clock_timestamp ())"
/* Each as an index has them. */
#define LIST_OPEN                                                  \
  COLUMNS " WHERE c.event_id = $1::uuid AND c.resolved_at IS NULL" \
          " ORDER BY c.opened_at DESC, c.id LIMIT $2"
#define LIST_RESOLVED                                                  \
  COLUMNS " WHERE c.event_id = $1::uuid AND c.resolved_at IS NOT NULL" \
          " ORDER BY c.resolved_at DESC, c.id LIMIT $2"
/* Those open ones that name a device. */
#define NAMING                                                                                \
  COLUMNS                                                                                     \
  " WHERE c.event_id = $1::uuid AND c.resolved_at IS NULL AND EXISTS (SELECT"                 \
  " FROM unnest (c.scans) AS s (scan_id) JOIN verification_logs l ON l.event_id = c.event_id" \
  " AND l.scan_id = s.scan_id AND l." FOYER_DB_LOG_IS_ANSWER                                  \
  " LEFT JOIN verification_logs r ON r.event_id = c.event_id AND r.scan_id = s.scan_id"       \
  "  AND r.action = 'reconciled' WHERE COALESCE (r.device_id, l.device_id) = $2::uuid)"       \
  " ORDER BY c.opened_at DESC, c.id LIMIT $3"
/* What a desk did beside the answer that it was given is what happened. */
#define SCANS                                                                                   \
  "SELECT c.id, l.scan_id, COALESCE (r.device_id, l.device_id),"                                \
  " COALESCE (r.device_name, l.device_name), COALESCE (r.staff_email, l.staff_email),"          \
  " CASE WHEN r.id IS NOT NULL THEN foyer_micros (r.scanned_at) ELSE " FOYER_DB_LOG_TIME " END" \
  " AS happened, COALESCE (r.clock_error_ms, l.clock_error_ms, 0),"                             \
  " COALESCE (r.offline, l.offline), COALESCE (r.outcome, l.outcome),"                          \
  " CASE WHEN r.id IS NOT NULL THEN r.reason ELSE l.reason END,"                                \
  " l.ticket_id IS NOT NULL AND l.list_id IS NOT NULL AND (l.action = 'verified'"               \
  "  OR r.outcome = 'admitted' OR EXISTS (SELECT FROM verification_logs o"                      \
  "   WHERE o.event_id = l.event_id AND o.scan_id = l.scan_id AND o.action = 'overridden'))"    \
  "  AND NOT EXISTS (SELECT FROM verification_logs u WHERE u.event_id = l.event_id"             \
  "   AND u.scan_id = l.scan_id AND u.action = 'undone')"                                       \
  " FROM conflicts c CROSS JOIN LATERAL unnest (c.scans) AS s (scan_id)"                        \
  " JOIN verification_logs l ON l.event_id = c.event_id AND l.scan_id = s.scan_id"              \
  "  AND l." FOYER_DB_LOG_IS_ANSWER                                                             \
  " LEFT JOIN verification_logs r ON r.event_id = c.event_id AND r.scan_id = s.scan_id"         \
  "  AND r.action = 'reconciled' WHERE c.id = ANY ($1::uuid[]) ORDER BY happened, l.log_no"

void
foyer_db_conflict_news_free (FoyerDbConflictNews *self)
{
  g_ptr_array_unref (self->conflicts);
  g_free (self);
}

static FoyerConflictScan *
read_scan (const FoyerDbResult *rows, int row)
{
  FoyerConflictScan scan = { .scan_id = PQgetvalue (rows, row, 1),
                             .device_id = (char *)foyer_db_get_text (rows, row, 2),
                             .device = (char *)foyer_db_get_text (rows, row, 3),
                             .staff_email = (char *)foyer_db_get_text (rows, row, 4),
                             .timestamp = foyer_db_get_time (rows, row, 5),
                             .error_ms = foyer_db_get_int (rows, row, 6),
                             .offline = foyer_db_get_bool (rows, row, 7),
                             .standing = foyer_db_get_bool (rows, row, 10) };

  foyer_outcome_from_nick (PQgetvalue (rows, row, 8), &scan.outcome);
  foyer_reason_from_nick (foyer_db_get_text (rows, row, 9), &scan.reason);
  return foyer_conflict_scan_copy (&scan);
}

/* Of very many scans, the last ones. */
static GPtrArray *
collect_scans (const FoyerDbResult *rows, const char *conflict_id)
{
  GPtrArray *scans = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_conflict_scan_free);

  for (int row = 0; row < PQntuples (rows); row++) {
    if (g_str_equal (PQgetvalue (rows, row, 0), conflict_id))
      g_ptr_array_add (scans, read_scan (rows, row));
  }
  if (scans->len > FOYER_LIMIT_CONFLICT_SCANS)
    g_ptr_array_remove_range (scans, 0, scans->len - FOYER_LIMIT_CONFLICT_SCANS);
  return scans;
}

static FoyerConflict *
read_conflict (const FoyerDbResult *rows, int row, const FoyerDbResult *scan_rows)
{
  g_autoptr (GPtrArray) scans = collect_scans (scan_rows, PQgetvalue (rows, row, 0));
  g_autoptr (FoyerTicket) ticket = NULL;
  FoyerConflict fields = { .id = PQgetvalue (rows, row, 0),
                           .event_id = PQgetvalue (rows, row, 1),
                           .list_id = (char *)foyer_db_get_text (rows, row, 3),
                           .opened_at = foyer_db_get_time (rows, row, 4),
                           .resolved_at = foyer_db_get_time (rows, row, 5),
                           .resolved_by = (char *)foyer_db_get_text (rows, row, 6),
                           .reason = (char *)foyer_db_get_text (rows, row, 8),
                           .scans = scans };

  if (!PQgetisnull (rows, row, AT_TICKET))
    ticket = foyer_db_read_ticket (rows, row, AT_TICKET);
  fields.ticket = ticket;
  foyer_conflict_kind_from_nick (PQgetvalue (rows, row, 2), &fields.kind);
  foyer_conflict_resolution_from_nick (foyer_db_get_text (rows, row, 7), &fields.resolution);
  return foyer_conflict_new (&fields);
}

/* With their scans, at most @limit of the rows. */
static GPtrArray *
read_conflicts (FoyerDbConnection *connection,
                const FoyerDbResult *rows,
                guint limit,
                GError **error)
{
  g_autoptr (GPtrArray) conflicts =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_conflict_unref);
  guint n = MIN ((guint)PQntuples (rows), limit);
  g_autoptr (PGresult) scans = NULL;
  g_auto (FoyerDbTable) ids;

  foyer_db_table_init (&ids, 1);
  for (guint row = 0; row < n; row++)
    foyer_db_table_add_text (&ids, PQgetvalue (rows, (int)row, 0));
  scans = foyer_db_query (connection,
                          SCANS,
                          FOYER_DB_PARAMS (foyer_db_table_get_params (&ids)[0]),
                          error);
  if (scans == NULL)
    return NULL;
  for (guint row = 0; row < n; row++)
    g_ptr_array_add (conflicts, read_conflict (rows, (int)row, scans));
  return g_steal_pointer (&conflicts);
}

/**
 * foyer_db_conflicts_since:
 * @since: what foyer_db_conflicts_since() said last; 0: from now on
 *
 * Returns: (transfer full) (nullable): what is new, and perhaps what was new shortly before
 */
FoyerDbConflictNews *
foyer_db_conflicts_since (FoyerDbConnection *connection, FoyerTime since, GError **error)
{
  g_autoptr (PGresult) now = foyer_db_query (connection, NOW, FOYER_DB_NO_PARAMS, error);
  g_autofree char *from = NULL;
  g_autofree char *limit = g_strdup_printf ("%d", FOYER_LIMIT_CONFLICTS_LISTED + 1);
  g_autoptr (PGresult) rows = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  FoyerDbConflictNews *news;

  if (now == NULL)
    return NULL;
  from = g_strdup_printf ("%" G_GINT64_FORMAT, since != 0 ? since : foyer_db_get_time (now, 0, 0));
  rows = foyer_db_query (connection, SINCE, FOYER_DB_PARAMS (from, limit), error);
  if (rows == NULL)
    return NULL;
  conflicts = read_conflicts (connection, rows, FOYER_LIMIT_CONFLICTS_LISTED, error);
  if (conflicts == NULL)
    return NULL;
  news = g_new0 (FoyerDbConflictNews, 1);
  news->more = PQntuples (rows) > FOYER_LIMIT_CONFLICTS_LISTED;
  news->until = foyer_db_get_time (now, 0, 0);
  /* From the last one on, which is told apart then. */
  if (news->more)
    news->until = foyer_db_get_time (rows, FOYER_LIMIT_CONFLICTS_LISTED - 1, 9) + LATE;
  news->conflicts = g_steal_pointer (&conflicts);
  return news;
}

/**
 * foyer_db_conflicts_list:
 * @event_id: a UUID
 * @resolved: whether those that are resolved are wanted, instead of those that are open
 * @limit: from 1 to %FOYER_LIMIT_CONFLICTS_LISTED
 * @actor: who asks; may they not, it is %FOYER_ERROR_NOT_PERMITTED
 * @more: (out): whether there are others
 *
 * Returns: (transfer full) (element-type FoyerConflict) (nullable): the newest first
 */
GPtrArray *
foyer_db_conflicts_list (FoyerDbConnection *connection,
                         const char *event_id,
                         gboolean resolved,
                         guint limit,
                         const FoyerDbActor *actor,
                         gboolean *more,
                         GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  g_autofree char *one_more = g_strdup_printf ("%u", limit + 1);
  g_autoptr (PGresult) rows = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;

  if (transaction == NULL ||
      !foyer_db_session_permit (connection, actor, event_id, FOYER_PERMISSION_RESOLVE, error))
    return NULL;
  rows = foyer_db_query (connection,
                         resolved ? LIST_RESOLVED : LIST_OPEN,
                         FOYER_DB_PARAMS (event_id, one_more),
                         error);
  if (rows == NULL)
    return NULL;
  *more = (guint)PQntuples (rows) > limit;
  conflicts = read_conflicts (connection, rows, limit, error);
  if (conflicts == NULL || !foyer_db_transaction_commit (&transaction, error))
    return NULL;
  return g_steal_pointer (&conflicts);
}

/**
 * foyer_db_conflicts_naming:
 * @event_id: a UUID
 * @limit: from 1 to %FOYER_LIMIT_CONFLICTS_LISTED
 * @actor: who asks, on which device; may they not scan there, it is %FOYER_ERROR_NOT_PERMITTED
 *
 * Returns: (transfer full) (element-type FoyerConflict) (nullable): the open conflicts that name
 * the device of @actor, the newest first
 */
GPtrArray *
foyer_db_conflicts_naming (FoyerDbConnection *connection,
                           const char *event_id,
                           guint limit,
                           const FoyerDbActor *actor,
                           GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  g_autofree char *most = g_strdup_printf ("%u", limit);
  g_autoptr (PGresult) rows = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;

  if (transaction == NULL ||
      !foyer_db_session_permit (connection, actor, event_id, FOYER_PERMISSION_SCAN, error))
    return NULL;
  rows = foyer_db_query (connection,
                         NAMING,
                         FOYER_DB_PARAMS (event_id, actor->device_id, most),
                         error);
  if (rows == NULL)
    return NULL;
  conflicts = read_conflicts (connection, rows, limit, error);
  if (conflicts == NULL || !foyer_db_transaction_commit (&transaction, error))
    return NULL;
  return g_steal_pointer (&conflicts);
}
