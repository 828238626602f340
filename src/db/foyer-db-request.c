/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-request"

#include "config.h"

#include "db/foyer-db-request.h"

#include "base/foyer-error.h"
#include "db/foyer-db-chain.h"
#include "db/foyer-db-query.h"

#include <sodium.h>

/* Inside the room: requests that concern no event and that may come again. */

#define ADD                                              \
  "INSERT INTO requests (request_id, kind, fingerprint)" \
  " VALUES ($1::uuid, $2, decode ($3, 'hex')) ON CONFLICT (request_id) DO NOTHING"
#define FIND                                                            \
  "SELECT kind = $2 AND fingerprint = decode ($3, 'hex') FROM requests" \
  " WHERE request_id = $1::uuid"

static void
make_fingerprint (const char *const *parts, guint n_parts, char *hex, gsize size)
{
  static const guint8 start[FOYER_DB_CHAIN_BYTES];
  guint8 hash[FOYER_DB_CHAIN_BYTES];
  FoyerDbChain chain;

  foyer_db_chain_begin (&chain, start);
  for (guint i = 0; i < n_parts; i++)
    foyer_db_chain_add_text (&chain, parts[i]);
  foyer_db_chain_end (&chain, hash);
  sodium_bin2hex (hex, size, hash, sizeof hash);
}

/**
 * foyer_db_request_take:
 * @connection: in the transaction that does what is asked for
 * @request_id: (nullable): a UUID; %NULL for what nobody repeats
 * @kind: what is asked for, as a word
 * @parts: (array length=n_parts): what else is asked for, %NULL for what is not said
 * @was_done: (out): whether it was done already, so that nothing is left to do
 *
 * Notes a request, so that the same again does nothing. Who asks the same at the same time waits.
 *
 * Returns: whether it may be done; %FOYER_ERROR_BAD_REQUEST where the id stands for another request
 */
gboolean
foyer_db_request_take (FoyerDbConnection *connection,
                       const char *request_id,
                       const char *kind,
                       const char *const *parts,
                       guint n_parts,
                       gboolean *was_done,
                       GError **error)
{
  char fingerprint[2 * FOYER_DB_CHAIN_BYTES + 1];
  g_autoptr (PGresult) added = NULL;
  g_autoptr (PGresult) known = NULL;

  *was_done = FALSE;
  if (request_id == NULL)
    return TRUE;
  make_fingerprint (parts, n_parts, fingerprint, sizeof fingerprint);
  added = foyer_db_query (connection, ADD, FOYER_DB_PARAMS (request_id, kind, fingerprint), error);
  if (added == NULL)
    return FALSE;
  if (*PQcmdTuples (added) == '1')
    return TRUE;
  known = foyer_db_query (connection, FIND, FOYER_DB_PARAMS (request_id, kind, fingerprint), error);
  if (known == NULL)
    return FALSE;
  *was_done = PQntuples (known) == 1 && foyer_db_get_bool (known, 0, 0);
  if (*was_done)
    return TRUE;
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_BAD_REQUEST,
                       "This request id stands for another request.");
  return FALSE;
}
