/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-alerts"

#include "config.h"

#include "db/foyer-db-alerts.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-alert-row.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-request.h"
#include "db/foyer-db-sessions.h"
#include "db/foyer-db-table.h"

/* What admins should look at. While an alert is open, the same about the same subject only counts
 * up, and when very many of a kind are open the next ones become one without a subject: whoever
 * provokes alerts cannot fill the table. What there is not is left out: people name events and
 * devices as they like, and an alert must not fail for that. A trigger rings for all relays. */

#define RAISE                                                                                   \
  "WITH place AS (SELECT CASE WHEN EXISTS (SELECT FROM alerts WHERE kind = $2 AND subject = $3" \
  "  AND cleared_at IS NULL) OR (SELECT count (*) FROM alerts WHERE kind = $2"                  \
  "  AND cleared_at IS NULL) < $10::integer THEN $3 ELSE '' END AS subject)"                    \
  " INSERT INTO alerts (id, kind, subject, event_id, device_id, severity, \"text\", times)"     \
  " SELECT $1::uuid, $2, subject, (SELECT id FROM events WHERE id = $4::uuid),"                 \
  " (SELECT id FROM staff_devices WHERE id = $5::uuid AND subject <> ''), $6, $7, $8::integer"  \
  " FROM place ON CONFLICT (kind, subject) WHERE cleared_at IS NULL DO UPDATE"                  \
  " SET times = LEAST (alerts.times::bigint + $9::integer, 1000000000),"                        \
  " last_at = clock_timestamp ()"
#define LIST                                                                            \
  "SELECT a.id, a.kind, a.severity, a.\"text\", a.subject, a.device_id, d.device_name," \
  " a.event_id, foyer_micros (a.raised_at), foyer_micros (a.last_at), a.times,"         \
  " foyer_micros (a.cleared_at), a.cleared_by FROM alerts a"                            \
  " LEFT JOIN staff_devices d ON d.id = a.device_id"                                    \
  " WHERE a.cleared_at IS NULL OR a.id = ANY ($1::uuid[])"                              \
  " ORDER BY a.last_at DESC, a.id LIMIT $2::integer"
#define FIND "SELECT kind, subject, cleared_at IS NOT NULL FROM alerts WHERE id = $1::uuid"
#define CLEAR                                                          \
  "UPDATE alerts SET cleared_at = clock_timestamp (), cleared_by = $2" \
  " WHERE id = $1::uuid AND cleared_at IS NULL"
/* What it was about is over, as the relay itself has seen. */
#define END                                                                 \
  "UPDATE alerts SET cleared_at = clock_timestamp (), cleared_by = 'relay'" \
  " WHERE kind = $1 AND subject = $2 AND cleared_at IS NULL"
/* What led to it was looked at, and counts no more. Counts are locked before alerts by all. */
#define FORGET "DELETE FROM alert_counts WHERE kind = $1 AND subject = $2"

/**
 * foyer_db_alert_write:
 * @first_times: how often it has happened, where there is no such alert yet
 * @more_times: how often it happened since, where there is one
 *
 * Raises an alert.
 */
gboolean
foyer_db_alert_write (FoyerDbConnection *connection,
                      const FoyerDbAlertCount *what,
                      guint first_times,
                      guint more_times,
                      GError **error)
{
  const char *severity = foyer_alert_severity_to_nick (foyer_alert_kind_get_severity (what->kind));
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *first = g_strdup_printf ("%u", first_times);
  g_autofree char *more = g_strdup_printf ("%u", more_times);

  return foyer_db_execute (connection,
                           RAISE,
                           FOYER_DB_PARAMS (id,
                                            foyer_alert_kind_to_nick (what->kind),
                                            what->subject,
                                            what->event_id,
                                            what->device_id,
                                            severity,
                                            foyer_alert_kind_get_text (what->kind),
                                            first,
                                            more,
                                            G_STRINGIFY (FOYER_LIMIT_ALERTS_PER_KIND)),
                           error);
}

/**
 * foyer_db_alerts_raise:
 * @connection: also in a transaction
 * @subject: what it is about: the same kind of alert about the same is one alert while it is open
 * @device_id: (nullable): the device that it is about
 * @event_id: (nullable): the event that it is about
 *
 * Raises an alert, which every relay then tells its admins.
 *
 * Returns: whether it was raised
 */
gboolean
foyer_db_alerts_raise (FoyerDbConnection *connection,
                       FoyerAlertKind kind,
                       const char *subject,
                       const char *device_id,
                       const char *event_id,
                       GError **error)
{
  const FoyerDbAlertCount what = {
    .kind = kind,
    .subject = subject,
    .device_id = device_id,
    .event_id = event_id,
  };

  return foyer_db_alert_write (connection, &what, 1, 1, error);
}

/**
 * foyer_db_alerts_end:
 * @connection: also in a transaction
 * @subject: what it was about
 *
 * It is over, so that nobody needs to look at it any more.
 */
gboolean
foyer_db_alerts_end (FoyerDbConnection *connection,
                     FoyerAlertKind kind,
                     const char *subject,
                     GError **error)
{
  return foyer_db_execute (connection,
                           END,
                           FOYER_DB_PARAMS (foyer_alert_kind_to_nick (kind), subject),
                           error);
}

static FoyerAlert *
read_alert (const FoyerDbResult *rows, int row)
{
  FoyerAlert alert = {
    .id = PQgetvalue (rows, row, 0),
    .kind = PQgetvalue (rows, row, 1),
    .text = PQgetvalue (rows, row, 3),
    .subject = PQgetvalue (rows, row, 4),
    .device_id = (char *)foyer_db_get_text (rows, row, 5),
    .device = (char *)foyer_db_get_text (rows, row, 6),
    .event_id = (char *)foyer_db_get_text (rows, row, 7),
    .at = foyer_db_get_time (rows, row, 8),
    .last_at = foyer_db_get_time (rows, row, 9),
    .times = foyer_db_get_int (rows, row, 10),
    .cleared_at = foyer_db_get_time (rows, row, 11),
    .cleared_by = (char *)foyer_db_get_text (rows, row, 12),
  };

  foyer_alert_severity_from_nick (PQgetvalue (rows, row, 2), &alert.severity);
  return foyer_alert_new (&alert);
}

/**
 * foyer_db_alerts_list:
 * @also: (nullable) (element-type utf8): alerts that are wanted although they may be cleared
 *
 * Returns: (transfer full) (element-type FoyerAlert) (nullable): the open alerts, and those; what
 *   happened last comes first
 */
GPtrArray *
foyer_db_alerts_list (FoyerDbConnection *connection, const GPtrArray *also, GError **error)
{
  g_auto (FoyerDbTable) table;
  g_autoptr (PGresult) rows = NULL;
  GPtrArray *alerts;

  foyer_db_table_init (&table, 1);
  for (guint i = 0; also != NULL && i < also->len; i++)
    foyer_db_table_add_text (&table, g_ptr_array_index (also, i));
  rows = foyer_db_query (connection,
                         LIST,
                         FOYER_DB_PARAMS (foyer_db_table_get_params (&table)[0],
                                          G_STRINGIFY (FOYER_LIMIT_ALERTS_LISTED)),
                         error);
  if (rows == NULL)
    return NULL;
  alerts = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_alert_unref);
  for (int row = 0; row < PQntuples (rows); row++)
    g_ptr_array_add (alerts, read_alert (rows, row));
  return alerts;
}

static gboolean
clear (FoyerDbConnection *connection,
       const char *alert_id,
       const char *kind,
       const char *subject,
       const FoyerDbActor *actor,
       GError **error)
{
  g_autofree char *details =
      g_strdup_printf ("{\"alert_id\":\"%s\",\"kind\":\"%s\"}", alert_id, kind);
  g_autoptr (PGresult) cleared = NULL;

  if (!foyer_db_execute (connection, FORGET, FOYER_DB_PARAMS (kind, subject), error))
    return FALSE;
  cleared =
      foyer_db_query (connection, CLEAR, FOYER_DB_PARAMS (alert_id, actor->staff_email), error);
  if (cleared == NULL)
    return FALSE;
  return *PQcmdTuples (cleared) == '0' ||
         foyer_db_audit (connection, NULL, "alert_acknowledged", details, actor, error);
}

static gboolean
find_and_clear (FoyerDbConnection *connection,
                const char *alert_id,
                const FoyerDbActor *actor,
                GError **error)
{
  g_autoptr (PGresult) row = foyer_db_query (connection, FIND, FOYER_DB_PARAMS (alert_id), error);

  if (row == NULL)
    return FALSE;
  if (PQntuples (row) == 0) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such alert.");
    return FALSE;
  }
  return foyer_db_get_bool (row, 0, 2) ||
         clear (connection, alert_id, PQgetvalue (row, 0, 0), PQgetvalue (row, 0, 1), actor, error);
}

/**
 * foyer_db_alerts_acknowledge:
 * @request_id: (nullable): a UUID; the same request again does nothing
 * @alert_id: a UUID
 *
 * Somebody has looked at it: it is cleared, and what led to it is forgotten. What was cleared
 * already stays as it was.
 *
 * Returns: whether it is cleared; %FOYER_ERROR_NOT_FOUND where there is no such alert
 */
gboolean
foyer_db_alerts_acknowledge (FoyerDbConnection *connection,
                             const char *request_id,
                             const char *alert_id,
                             const FoyerDbActor *actor,
                             GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  gboolean was_done;

  if (transaction == NULL ||
      !foyer_db_session_permit (connection, actor, NULL, FOYER_PERMISSION_ALERTS, error) ||
      !foyer_db_request_take (connection,
                              request_id,
                              "acknowledge_alert",
                              &alert_id,
                              1,
                              &was_done,
                              error))
    return FALSE;
  return (was_done || find_and_clear (connection, alert_id, actor, error)) &&
         foyer_db_transaction_commit (&transaction, error);
}
