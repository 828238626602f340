/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-activities"

#include "config.h"

#include "db/foyer-db-activities.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "db/foyer-db-log-row.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-sessions.h"
#include "model/foyer-activity.h"

/* The verification log of an event, as those who watch over its desks read it: refused scans too,
 * which make no change. Its numbers have no gap, so a piece has two ends. */

#define END "SELECT log_no FROM event_heads WHERE event_id = $1::uuid"
#define SINCE                                                                      \
  "SELECT staff_email, device_name, action, outcome, reason, ticket_id,"           \
  " foyer_micros (\"timestamp\") FROM verification_logs WHERE event_id = $1::uuid" \
  " AND log_no > $2::bigint AND log_no <= $2::bigint + $3::bigint ORDER BY log_no"
/* By when it happened: a late scan stands where it belongs. */
#define OF_TICKET                                                                         \
  "SELECT l.staff_email, l.device_name, l.action, l.outcome, l.reason, l.ticket_id,"      \
  " " FOYER_DB_LOG_TIME " AS happened, l.offline, COALESCE (l.clock_error_ms, 0)"         \
  " FROM verification_logs l WHERE l.event_id = $1::uuid AND l.ticket_id = $2::uuid"      \
  " AND ($3::uuid IS NULL OR l.list_id = $3::uuid) ORDER BY happened DESC, l.log_no DESC" \
  " LIMIT $4::integer"

/**
 * foyer_db_activities_get_end:
 * @log_no: (out): the number of the newest row of the event's log
 */
gboolean
foyer_db_activities_get_end (FoyerDbConnection *connection,
                             const char *event_id,
                             gint64 *log_no,
                             GError **error)
{
  g_autoptr (PGresult) row = foyer_db_query (connection, END, FOYER_DB_PARAMS (event_id), error);

  if (row == NULL)
    return FALSE;
  if (PQntuples (row) == 0) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such event.");
    return FALSE;
  }
  *log_no = foyer_db_get_int (row, 0, 0);
  return TRUE;
}

/* Where the columns offline and clock_error_ms are not read, what a desk decided by itself has the
 * time at which it was recorded. */
static FoyerActivity *
read_activity (const FoyerDbResult *rows, int row)
{
  gboolean has_error = PQnfields (rows) > 7;
  FoyerActivity fields = {
    .staff_email = (char *)foyer_db_get_text (rows, row, 0),
    .device = (char *)foyer_db_get_text (rows, row, 1),
    .ticket_id = (char *)foyer_db_get_text (rows, row, 5),
    .timestamp = foyer_db_get_time (rows, row, 6),
    .offline = has_error && foyer_db_get_bool (rows, row, 7),
    .error_ms = has_error ? foyer_db_get_int (rows, row, 8) : 0,
  };

  foyer_action_from_nick (PQgetvalue (rows, row, 2), &fields.action);
  foyer_outcome_from_nick (PQgetvalue (rows, row, 3), &fields.outcome);
  foyer_reason_from_nick (foyer_db_get_text (rows, row, 4), &fields.reason);
  return foyer_activity_new (&fields);
}

/**
 * foyer_db_activities_since:
 * @since: the number of the last row that is known already
 * @limit: at most so many
 *
 * Returns: (transfer full) (element-type FoyerActivity) (nullable): what the rows from @since + 1
 * on say, in their order and without gaps; perhaps none
 */
GPtrArray *
foyer_db_activities_since (FoyerDbConnection *connection,
                           const char *event_id,
                           gint64 since,
                           guint limit,
                           GError **error)
{
  g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, since);
  g_autofree char *most = g_strdup_printf ("%u", limit);
  g_autoptr (PGresult) rows =
      foyer_db_query (connection, SINCE, FOYER_DB_PARAMS (event_id, from, most), error);
  GPtrArray *activities;

  if (rows == NULL)
    return NULL;
  activities = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_activity_unref);
  for (int row = 0; row < PQntuples (rows); row++)
    g_ptr_array_add (activities, read_activity (rows, row));
  return activities;
}

/**
 * foyer_db_activities_of_ticket:
 * @event_id: a UUID
 * @ticket_id: a UUID
 * @list_id: (nullable): only what was done for this check-in list
 * @limit: from 1 to %FOYER_LIMIT_ACTIVITIES_LISTED
 * @actor: who asks; may they not, it is %FOYER_ERROR_NOT_PERMITTED
 * @more: (out): whether there are older ones
 *
 * Returns: (transfer full) (element-type FoyerActivity) (nullable): what the event's log says of
 * the ticket, the newest first
 */
GPtrArray *
foyer_db_activities_of_ticket (FoyerDbConnection *connection,
                               const char *event_id,
                               const char *ticket_id,
                               const char *list_id,
                               guint limit,
                               const FoyerDbActor *actor,
                               gboolean *more,
                               GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  guint most = CLAMP (limit, 1, FOYER_LIMIT_ACTIVITIES_LISTED);
  g_autofree char *one_more = g_strdup_printf ("%u", most + 1);
  g_autoptr (PGresult) rows = NULL;
  g_autoptr (GPtrArray) activities = NULL;

  if (transaction == NULL ||
      !foyer_db_session_permit (connection, actor, event_id, FOYER_PERMISSION_RESOLVE, error))
    return NULL;
  rows = foyer_db_query (connection,
                         OF_TICKET,
                         FOYER_DB_PARAMS (event_id, ticket_id, list_id, one_more),
                         error);
  if (rows == NULL || !foyer_db_transaction_commit (&transaction, error))
    return NULL;
  *more = (guint)PQntuples (rows) > most;
  activities = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_activity_unref);
  for (guint row = 0; row < MIN ((guint)PQntuples (rows), most); row++)
    g_ptr_array_add (activities, read_activity (rows, (int)row));
  return g_steal_pointer (&activities);
}
