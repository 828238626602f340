/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-challenges"

#include "config.h"

#include "db/foyer-db-challenges.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-token.h"
#include "model/foyer-proof.h"

/* Challenges: what devices are asked to sign. Any relay may ask and any other be answered, once,
 * which is why they are here. */

/* Asking is free, so there is a bound on what is remembered. It is the oldest that go then: whoever
 * asks without end keeps nobody out who answers within the moment that a device needs. They are
 * old by the statement's time: no index is used where the clock is looked at for every row. */
#define DROP_OLD                                                                \
  "DELETE FROM challenges WHERE expires_at < GREATEST (statement_timestamp ()," \
  " (SELECT expires_at FROM challenges ORDER BY expires_at DESC LIMIT 1"        \
  " OFFSET " G_STRINGIFY (FOYER_LIMIT_CHALLENGES) " - 2))"
#define ADD                                                                         \
  "INSERT INTO challenges (challenge_sha256, expires_at)"                           \
  " VALUES (decode ($1, 'hex'), clock_timestamp () + $2::integer * interval '1 s')" \
  " RETURNING foyer_micros (expires_at)"
#define TAKE                                                           \
  "DELETE FROM challenges WHERE challenge_sha256 = decode ($1, 'hex')" \
  " RETURNING expires_at >= clock_timestamp ()"

/**
 * foyer_db_challenge_make:
 * @expires: (out): until when it may be answered
 *
 * Returns: (transfer full) (nullable): a new challenge
 */
char *
foyer_db_challenge_make (FoyerDbConnection *connection, FoyerTime *expires, GError **error)
{
  g_autofree char *challenge = foyer_challenge_new ();
  char hash[FOYER_DB_TOKEN_HASH_SIZE];
  g_autoptr (PGresult) result = NULL;

  foyer_db_token_hash (challenge, hash);
  if (!foyer_db_execute (connection, DROP_OLD, FOYER_DB_NO_PARAMS, error))
    return NULL;
  result = foyer_db_query (connection,
                           ADD,
                           FOYER_DB_PARAMS (hash, G_STRINGIFY (FOYER_LIMIT_CHALLENGE_SECONDS)),
                           error);
  if (result == NULL)
    return NULL;
  *expires = foyer_db_get_time (result, 0, 0);
  return g_steal_pointer (&challenge);
}

/**
 * foyer_db_challenge_take:
 * @challenge: what a device says that it was asked to sign; anything
 *
 * Uses a challenge up, whether or not the answer to it turns out to be right.
 *
 * Returns: whether it was out; %FOYER_ERROR_SIGNED_OUT where not, or not any more
 */
gboolean
foyer_db_challenge_take (FoyerDbConnection *connection, const char *challenge, GError **error)
{
  char hash[FOYER_DB_TOKEN_HASH_SIZE];
  g_autoptr (PGresult) result = NULL;

  foyer_db_token_hash (challenge, hash);
  result = foyer_db_query (connection, TAKE, FOYER_DB_PARAMS (hash), error);
  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 1 && foyer_db_get_bool (result, 0, 0))
    return TRUE;
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_SIGNED_OUT,
                       "This challenge was answered before or is too old; ask for another one.");
  return FALSE;
}
