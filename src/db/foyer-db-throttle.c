/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-throttle"

#include "config.h"

#include "db/foyer-db-throttle.h"

#include "base/foyer-error.h"
#include "db/foyer-db-query.h"

/* Who fails again and again has to wait, longer each time, whichever relay is asked.
 *
 * An attempt is counted as a failure before it is looked at, and forgiven when it succeeds, so that
 * attempts at several relays at once are not free. Whoever is blocked is not counted: a block never
 * grows while one waits for its end. */

/* After an hour without a failure nothing is remembered. It is the statement's time that counts: no
 * index is used where the clock is looked at for every row. */
#define MEMORY "statement_timestamp () - interval '1 h'"
#define FORGET "DELETE FROM throttles WHERE last_failure < " MEMORY " AND blocked_until < " MEMORY
#define LOOK                                                                                \
  "INSERT INTO throttles AS t (subject, failures, last_failure, blocked_until)"             \
  " VALUES ($1, 0, clock_timestamp (), clock_timestamp ()) ON CONFLICT (subject) DO UPDATE" \
  " SET failures = CASE WHEN t.last_failure < " MEMORY " THEN 0 ELSE t.failures END"        \
  " RETURNING GREATEST (0, ceil (extract (epoch FROM blocked_until - clock_timestamp ())))" \
  "::integer"
#define COUNT                                                                \
  "UPDATE throttles SET failures = LEAST (failures + 1, 1000000),"           \
  " last_failure = clock_timestamp (),"                                      \
  " blocked_until = CASE WHEN failures + 1 < $2::integer THEN blocked_until" \
  " ELSE clock_timestamp () + interval '1 s' * LEAST ($4::integer,"          \
  " $3::integer * 2 ^ LEAST (failures + 1 - $2::integer, 20)) END WHERE subject = $1"
#define FORGIVE                                                 \
  "UPDATE throttles SET failures = GREATEST (0, failures - 1)," \
  " blocked_until = clock_timestamp () WHERE subject = $1"
#define CLEAR "DELETE FROM throttles WHERE subject = $1"

/* Rows are locked in one order by all: that of the kinds. */
static gboolean
look (FoyerDbConnection *connection,
      const FoyerDbThrottled *counts,
      guint n_counts,
      gint64 *wait,
      GError **error)
{
  *wait = 0;
  for (guint i = 0; i < n_counts; i++) {
    g_autoptr (PGresult) row = NULL;

    if (counts[i].subject == NULL)
      continue;
    row = foyer_db_query (connection, LOOK, FOYER_DB_PARAMS (counts[i].subject), error);
    if (row == NULL)
      return FALSE;
    *wait = MAX (*wait, foyer_db_get_int (row, 0, 0));
  }
  return TRUE;
}

static gboolean
count (FoyerDbConnection *connection, const FoyerDbThrottled *throttled, GError **error)
{
  const FoyerDbThrottle *throttle = throttled->throttle;
  g_autofree char *failures = g_strdup_printf ("%u", throttle->failures);
  g_autofree char *first = g_strdup_printf ("%u", throttle->block_seconds);
  g_autofree char *most = g_strdup_printf ("%u", throttle->block_max);

  return throttled->subject == NULL ||
         foyer_db_execute (connection,
                           COUNT,
                           FOYER_DB_PARAMS (throttled->subject, failures, first, most),
                           error);
}

/**
 * foyer_db_throttle_begin:
 * @connection: outside of any transaction
 * @counts: who makes the attempt, as what; their kinds in the same order always
 *
 * Counts an attempt as a failure of each, unless one of them has to wait.
 *
 * Returns: whether it may be looked at; %FOYER_ERROR_RATE_LIMITED says how long to wait
 */
gboolean
foyer_db_throttle_begin (FoyerDbConnection *connection,
                         const FoyerDbThrottled *counts,
                         guint n_counts,
                         GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = NULL;
  gint64 wait;

  if (!foyer_db_execute (connection, FORGET, FOYER_DB_NO_PARAMS, error))
    return FALSE;
  transaction = foyer_db_transaction_begin (connection, error);
  if (transaction == NULL || !look (connection, counts, n_counts, &wait, error))
    return FALSE;
  if (wait > 0) {
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_RATE_LIMITED,
                 "That failed too often. Wait %" G_GINT64_FORMAT " seconds and try again.",
                 wait);
    if (error != NULL)
      foyer_error_set_wait (*error, (guint)wait);
    return FALSE;
  }
  for (guint i = 0; i < n_counts; i++) {
    if (!count (connection, &counts[i], error))
      return FALSE;
  }
  return foyer_db_transaction_commit (&transaction, error);
}

/**
 * foyer_db_throttle_forgive:
 *
 * The attempt that was counted last was none that fails.
 */
gboolean
foyer_db_throttle_forgive (FoyerDbConnection *connection, const char *subject, GError **error)
{
  return foyer_db_execute (connection, FORGIVE, FOYER_DB_PARAMS (subject), error);
}

/**
 * foyer_db_throttle_forget:
 *
 * Whatever failed before is of no concern any more.
 */
gboolean
foyer_db_throttle_forget (FoyerDbConnection *connection, const char *subject, GError **error)
{
  return foyer_db_execute (connection, CLEAR, FOYER_DB_PARAMS (subject), error);
}
