/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-chain-rows"

#include "config.h"

#include "db/foyer-db-chain-rows.h"

#include "db/foyer-db-query.h"

/* The rows of a chain as they are hashed: the fields of foyer-db-chain-walk.c in their order, and
 * previous_hash last. Each value is written so that two that differ in the table differ here. */

#define FETCH "FETCH 1000 FROM rows"

#define OPEN_LOG                                                                                \
  "DECLARE rows NO SCROLL CURSOR FOR SELECT event_id, id, log_no, ticket_id, list_id,"          \
  " staff_email, device_id, device_name, action, foyer_micros (\"timestamp\"),"                 \
  " abbrev (ip_address), user_agent, scan_id, encode (scan_sha256, 'hex'), direction, outcome," \
  " reason, explanation, earlier_id,"                                                           \
  " CASE WHEN scanned_at IS NULL THEN 0 ELSE NULLIF (foyer_micros (scanned_at), 0) END,"        \
  " CASE WHEN seq IS NULL THEN 0 ELSE NULLIF (seq, 0) END, offline,"                            \
  " device_verdict, clock_error_ms, previous_hash FROM verification_logs WHERE event_id = "     \
  "$1::uuid"                                                                                    \
  " ORDER BY log_no"
#define OPEN_AUDIT                                                                        \
  "DECLARE rows NO SCROLL CURSOR FOR SELECT id, event_id, audit_no, act, staff_email,"    \
  " device_id, abbrev (ip_address), details, foyer_micros (\"timestamp\"), previous_hash" \
  " FROM audit_log WHERE " FOYER_DB_CHAIN_IS_OF ("$1::uuid") " ORDER BY audit_no"

/**
 * foyer_db_chain_rows_open:
 * @self: (out caller-allocates): where the first row is the next one
 * @connection: in a transaction
 * @event_id: (nullable): whose chain; %NULL for the installation's
 *
 * Begins to read a chain in its order.
 */
gboolean
foyer_db_chain_rows_open (FoyerDbChainRows *self,
                          FoyerDbConnection *connection,
                          FoyerChain chain,
                          const char *event_id,
                          GError **error)
{
  const char *sql = chain == FOYER_CHAIN_LOG ? OPEN_LOG : OPEN_AUDIT;

  *self = (FoyerDbChainRows){ .chain = chain };
  if (!foyer_db_execute (connection, sql, FOYER_DB_PARAMS (event_id), error))
    return FALSE;
  self->connection = connection;
  return TRUE;
}

/**
 * foyer_db_chain_rows_next:
 *
 * Returns: (transfer none) (nullable): the values of the next row's fields and then its
 *   previous_hash, until the row after it is asked for; %NULL where there is none, or where @error
 *   says that it cannot be read. A %NULL within stands for SQL's NULL.
 */
const char *const *
foyer_db_chain_rows_next (FoyerDbChainRows *self, GError **error)
{
  guint n = foyer_db_chain_get_n_fields (self->chain) + 1;

  if (self->piece == NULL || self->next == PQntuples (self->piece)) {
    g_clear_pointer (&self->piece, PQclear);
    self->next = 0;
    self->piece = foyer_db_query (self->connection, FETCH, FOYER_DB_NO_PARAMS, error);
    if (self->piece == NULL || PQntuples (self->piece) == 0)
      return NULL;
  }
  for (guint i = 0; i < n; i++)
    self->values[i] = foyer_db_get_text (self->piece, self->next, (int)i);
  self->next++;
  return self->values;
}

/**
 * foyer_db_chain_rows_close:
 *
 * Reads no more of them. Where that fails, the next statement of the transaction says so.
 */
void
foyer_db_chain_rows_close (FoyerDbChainRows *self)
{
  g_clear_pointer (&self->piece, PQclear);
  if (self->connection != NULL)
    foyer_db_run_script (self->connection, "CLOSE rows", NULL);
  self->connection = NULL;
}
