/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-chain-check"

#include "config.h"

#include "db/foyer-db-chain-check.h"

#include "base/foyer-error.h"
#include "db/foyer-db-chain.h"
#include "db/foyer-db-query.h"

#include <string.h>

/* Walks the verification log of an event and recomputes every hash from what the rows say. */

/* The fields in the order in which they are hashed, see foyer-db-log-row.c; previous_hash last. */
#define OPEN_ROWS                                                                             \
  "DECLARE rows NO SCROLL CURSOR FOR SELECT event_id, id, log_no, ticket_id, list_id,"        \
  " staff_email, device_id, device_name, action, foyer_micros (\"timestamp\"),"               \
  " host (ip_address), user_agent, scan_id, encode (scan_sha256, 'hex'), direction, outcome," \
  " reason, explanation, earlier_id, foyer_micros (scanned_at), COALESCE (seq, 0),"           \
  " previous_hash FROM verification_logs WHERE event_id = $1::uuid ORDER BY log_no"
#define N_FIELDS 21

static gboolean
check_row (const FoyerDbResult *rows, int row, guint8 chain[FOYER_DB_CHAIN_BYTES])
{
  guint8 previous[FOYER_DB_CHAIN_BYTES];
  FoyerDbChain hash;

  if (!foyer_db_chain_parse (foyer_db_get_text (rows, row, N_FIELDS), previous) ||
      memcmp (previous, chain, sizeof previous) != 0)
    return FALSE;
  foyer_db_chain_begin (&hash, chain);
  for (int i = 0; i < N_FIELDS; i++)
    foyer_db_chain_add_text (&hash, foyer_db_get_text (rows, row, i));
  foyer_db_chain_end (&hash, chain);
  return TRUE;
}

static gboolean
check_rows (FoyerDbConnection *connection,
            gint64 *n_rows,
            guint8 chain[FOYER_DB_CHAIN_BYTES],
            gint64 *broken,
            GError **error)
{
  int n;

  do {
    g_autoptr (PGresult) rows =
        foyer_db_query (connection, "FETCH 1000 FROM rows", FOYER_DB_NO_PARAMS, error);

    if (rows == NULL)
      return FALSE;
    n = PQntuples (rows);
    for (int row = 0; row < n; row++) {
      *n_rows += 1;
      if (foyer_db_get_int (rows, row, 2) != *n_rows || !check_row (rows, row, chain)) {
        *broken = *n_rows;
        return TRUE;
      }
    }
  } while (n > 0);
  return TRUE;
}

static gboolean
check_head (FoyerDbConnection *connection,
            const char *event_id,
            gint64 n_rows,
            const guint8 chain[FOYER_DB_CHAIN_BYTES],
            gint64 *broken,
            GError **error)
{
  g_autoptr (PGresult) head =
      foyer_db_query (connection,
                      "SELECT log_no, log_hash FROM event_heads WHERE event_id = $1::uuid",
                      FOYER_DB_PARAMS (event_id),
                      error);
  guint8 hash[FOYER_DB_CHAIN_BYTES];

  if (head == NULL)
    return FALSE;
  if (PQntuples (head) == 0) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such event.");
    return FALSE;
  }
  if (!foyer_db_chain_parse (foyer_db_get_text (head, 0, 1), hash) ||
      foyer_db_get_int (head, 0, 0) != n_rows || memcmp (hash, chain, sizeof hash) != 0)
    *broken = n_rows + 1;
  return TRUE;
}

/**
 * foyer_db_chain_check:
 * @broken: (out): the number of the first row of the log that is not what it was, or that is
 *   missing; 0 where the whole chain holds
 *
 * Reads the log as it is at one moment.
 *
 * Returns: whether it could be read
 */
gboolean
foyer_db_chain_check (FoyerDbConnection *connection,
                      const char *event_id,
                      gint64 *broken,
                      GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  guint8 chain[FOYER_DB_CHAIN_BYTES] = { 0 };
  gint64 n_rows = 0;

  *broken = 0;
  if (transaction == NULL ||
      !foyer_db_run_script (connection,
                            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
                            error) ||
      !foyer_db_execute (connection, OPEN_ROWS, FOYER_DB_PARAMS (event_id), error) ||
      !check_rows (connection, &n_rows, chain, broken, error))
    return FALSE;
  if (*broken == 0 && !check_head (connection, event_id, n_rows, chain, broken, error))
    return FALSE;
  return foyer_db_transaction_commit (&transaction, error);
}
