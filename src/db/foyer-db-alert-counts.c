/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-alert-counts"

#include "config.h"

#include "db/foyer-db-alert-row.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-settings.h"
#include "db/foyer-db-table.h"

/* When is often too often? Relays add up here what they have seen, so that it does not matter at
 * which of them it was. A row counts what happened in a window of time and what happened in the one
 * before; of the latter, the part counts that a window that ends now would still reach. */

/* All that counts together, in one order for all relays, which therefore do not wait for each other
 * in a circle. An account that nobody has is no account, and is not kept. */
#define WINDOW "$5::integer * interval '1 min'"
#define AGE    "clock_timestamp () - c.since"
#define COUNT                                                                                    \
  "INSERT INTO alert_counts AS c (kind, subject, times)"                                         \
  " SELECT u.kind, u.subject, sum (u.times) FROM unnest ($1::text[], $2::text[], $3::boolean[]," \
  " $4::bigint[]) AS u (kind, subject, is_account, times)"                                       \
  " WHERE NOT u.is_account OR EXISTS (SELECT FROM staff WHERE email = u.subject"                 \
  "  AND removed_at IS NULL) GROUP BY u.kind, u.subject ORDER BY u.kind, u.subject"              \
  " ON CONFLICT (kind, subject) DO UPDATE SET"                                                   \
  " times = CASE WHEN " AGE " < " WINDOW " THEN c.times ELSE 0 END + EXCLUDED.times,"            \
  " before = CASE WHEN " AGE " < " WINDOW " THEN c.before"                                       \
  "  WHEN " AGE " < 2 * " WINDOW " THEN c.times ELSE 0 END,"                                     \
  " since = CASE WHEN " AGE " < " WINDOW " THEN c.since"                                         \
  "  WHEN " AGE " < 2 * " WINDOW " THEN c.since + " WINDOW " ELSE clock_timestamp () END"        \
  " RETURNING kind, subject, times + floor (before * GREATEST (0,"                               \
  " 1 - extract (epoch FROM " AGE ") / (60 * $5::integer)))::bigint"
/* Nobody waits for whom somebody else counts right now. What is old is old by the statement's time:
 * no index is used where the clock is looked at for every row. */
#define FORGET                                                                                   \
  "DELETE FROM alert_counts WHERE (kind, subject) IN (SELECT kind, subject"                      \
  " FROM alert_counts WHERE since < statement_timestamp () - 2 * $1::integer * interval '1 min'" \
  " FOR UPDATE SKIP LOCKED)"

typedef struct {
  FoyerDbConnection *connection;
  const FoyerDbAlertCount *counts;
  guint n_counts;
  guint window;
  guint limits[FOYER_N_ALERT_KINDS];
} Tally;

static const struct {
  FoyerAlertKind kind;
  FoyerDbSetting setting;
} limits[] = {
  { FOYER_ALERT_REFUSED_CODES, FOYER_DB_SETTING_ALERT_REFUSALS },
  { FOYER_ALERT_FORGED_CODES, FOYER_DB_SETTING_ALERT_FORGERIES },
  { FOYER_ALERT_SIGN_IN_FAILURES, FOYER_DB_SETTING_ALERT_SIGN_IN_FAILURES },
  { FOYER_ALERT_OVERRIDE_BURST, FOYER_DB_SETTING_ALERT_OVERRIDES },
  { FOYER_ALERT_SEARCH_BURST, FOYER_DB_SETTING_ALERT_SEARCHES },
  { FOYER_ALERT_UNKNOWN_DEVICE, FOYER_DB_SETTING_ALERT_UNKNOWN_DEVICES },
  { FOYER_ALERT_CLOCK_OFF, FOYER_DB_SETTING_ALERT_CLOCK_SECONDS },
};

static gboolean
read_limits (Tally *self, GError **error)
{
  if (!foyer_db_setting_read_number (self->connection,
                                     FOYER_DB_SETTING_ALERT_WINDOW_MINUTES,
                                     &self->window,
                                     error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++) {
    if (!foyer_db_setting_read_number (self->connection,
                                       limits[i].setting,
                                       &self->limits[limits[i].kind],
                                       error))
      return FALSE;
  }
  return TRUE;
}

static const FoyerDbAlertCount *
find (const Tally *self, const char *kind, const char *subject)
{
  for (guint i = 0; i < self->n_counts; i++) {
    const FoyerDbAlertCount *count = &self->counts[i];

    if (g_str_equal (foyer_alert_kind_to_nick (count->kind), kind) &&
        g_str_equal (count->subject, subject))
      return count;
  }
  return NULL;
}

static gboolean
raise_alerts (Tally *self, const FoyerDbResult *rows, GError **error)
{
  for (int row = 0; row < PQntuples (rows); row++) {
    const FoyerDbAlertCount *count =
        find (self, PQgetvalue (rows, row, 0), PQgetvalue (rows, row, 1));
    guint times = (guint)CLAMP (foyer_db_get_int (rows, row, 2), 1, G_MAXINT32);

    if (times >= self->limits[count->kind] &&
        !foyer_db_alert_write (self->connection, count, times, count->amount, error))
      return FALSE;
  }
  return TRUE;
}

/* A clock is not counted: it is off by so much, or not. */
static gboolean
check_clocks (Tally *self, GError **error)
{
  for (guint i = 0; i < self->n_counts; i++) {
    const FoyerDbAlertCount *count = &self->counts[i];

    if (count->kind == FOYER_ALERT_CLOCK_OFF &&
        count->amount > self->limits[FOYER_ALERT_CLOCK_OFF] &&
        !foyer_db_alert_write (self->connection, count, 1, 1, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_up (Tally *self, GError **error)
{
  g_autofree char *minutes = g_strdup_printf ("%u", self->window);
  g_auto (FoyerDbTable) table;
  const char *const *columns;
  g_autoptr (PGresult) rows = NULL;

  foyer_db_table_init (&table, 4);
  for (guint i = 0; i < self->n_counts; i++) {
    const FoyerDbAlertCount *count = &self->counts[i];

    if (count->kind == FOYER_ALERT_CLOCK_OFF)
      continue;
    foyer_db_table_add_text (&table, foyer_alert_kind_to_nick (count->kind));
    foyer_db_table_add_text (&table, count->subject);
    foyer_db_table_add_text (&table, count->is_account ? "t" : "f");
    foyer_db_table_add_int (&table, count->amount);
  }
  if (table.n_rows == 0)
    return TRUE;
  columns = foyer_db_table_get_params (&table);
  rows = foyer_db_query (self->connection,
                         COUNT,
                         FOYER_DB_PARAMS (columns[0], columns[1], columns[2], columns[3], minutes),
                         error);
  return rows != NULL && raise_alerts (self, rows, error) &&
         foyer_db_execute (self->connection, FORGET, FOYER_DB_PARAMS (minutes), error);
}

/**
 * foyer_db_alerts_count:
 * @counts: (array length=n_counts): what a relay has seen since it was asked last, each subject of
 *   a kind once
 *
 * Adds it to what other relays have seen, and raises alerts where that is too much.
 */
gboolean
foyer_db_alerts_count (FoyerDbConnection *connection,
                       const FoyerDbAlertCount *counts,
                       guint n_counts,
                       GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  Tally tally = { .connection = connection, .counts = counts, .n_counts = n_counts };

  return transaction != NULL && read_limits (&tally, error) && add_up (&tally, error) &&
         check_clocks (&tally, error) && foyer_db_transaction_commit (&transaction, error);
}
