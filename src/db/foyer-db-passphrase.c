/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-passphrase"

#include "config.h"

#include "db/foyer-db-passphrase.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-sign-in-throttle.h"
#include "db/foyer-db-token.h"
#include "model/foyer-pairing.h"
#include "model/foyer-passphrase.h"

/* Signing in by what a person knows: a passphrase, or first the code of an invitation, with which
 * they choose one. */

#define FIND_HASH "SELECT id, passphrase FROM staff WHERE email = $1 AND removed_at IS NULL"
#define FIND_INVITATION                                                          \
  "SELECT i.id, i.staff_id FROM invitations i JOIN staff m ON m.id = i.staff_id" \
  " WHERE i.code_sha256 = decode ($1, 'hex') AND i.used_at IS NULL"              \
  " AND i.ended_at IS NULL AND i.expires_at > clock_timestamp ()"                \
  " AND m.removed_at IS NULL FOR UPDATE OF i"
#define USE_INVITATION                                                                    \
  "UPDATE invitations SET used_at = CASE WHEN id = $1::uuid THEN clock_timestamp () END," \
  " ended_at = CASE WHEN id <> $1::uuid THEN clock_timestamp () END"                      \
  " WHERE staff_id = $2::uuid AND used_at IS NULL AND ended_at IS NULL"
#define SET_PASSPHRASE "UPDATE staff SET passphrase = $2 WHERE id = $1::uuid"

static char *
tidy (const char *passphrase, GError **error)
{
  char *text = foyer_passphrase_tidy (passphrase);

  if (text == NULL)
    g_set_error_literal (
        error,
        FOYER_ERROR,
        FOYER_ERROR_BAD_REQUEST,
        "A passphrase has " G_STRINGIFY (FOYER_LIMIT_PASSPHRASE_LEAST) " to " G_STRINGIFY (
            FOYER_LIMIT_PASSPHRASE_MOST) " characters.");
  return text;
}

/* The sentence is the same for whatever was wrong. */
static FoyerDbSignIn *
refuse (FoyerDbConnection *connection,
        const char *sentence,
        const FoyerDbActor *actor,
        GError **error)
{
  if (foyer_db_device_note_access (connection, actor->device_id, "refused", NULL, actor, error))
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT, sentence);
  return NULL;
}

/* Takes as long for an account that there is not. */
static gboolean
check (FoyerDbConnection *connection,
       const char *email,
       const char *passphrase,
       char **staff_id,
       GError **error)
{
  g_autoptr (PGresult) row = foyer_db_query (connection, FIND_HASH, FOYER_DB_PARAMS (email), error);
  gboolean is_known;

  if (row == NULL)
    return FALSE;
  is_known = PQntuples (row) == 1;
  if (foyer_passphrase_fits (passphrase, is_known ? foyer_db_get_text (row, 0, 1) : NULL))
    *staff_id = g_strdup (PQgetvalue (row, 0, 0));
  return TRUE;
}

/**
 * foyer_db_sign_in_with_passphrase:
 * @proof: what the device shows, for signing in
 * @email: as whom, in any case
 * @actor: from where, and with what
 *
 * Returns: (transfer full) (nullable): a session; %FOYER_ERROR_SIGNED_OUT where address or
 *   passphrase are wrong, %FOYER_ERROR_RATE_LIMITED where that was so too often, and what
 *   foyer_db_device_prove_approved() says
 */
FoyerDbSignIn *
foyer_db_sign_in_with_passphrase (FoyerDbConnection *connection,
                                  const FoyerDbProof *proof,
                                  const char *email,
                                  const char *passphrase,
                                  const FoyerDbActor *actor,
                                  GError **error)
{
  g_autoptr (FoyerDevice) device = foyer_db_device_prove_approved (connection, proof, error);
  g_autofree char *address = g_utf8_strdown (email, -1);
  g_autofree char *text = NULL;
  g_autofree char *staff_id = NULL;
  g_auto (FoyerDbAttempt) attempt = { 0 };
  g_autoptr (FoyerDbTransaction) transaction = NULL;
  g_autoptr (FoyerDbSignIn) sign_in = NULL;
  FoyerDbActor known = *actor;

  if (device == NULL)
    return NULL;
  known.device_id = device->id;
  text = tidy (passphrase, error);
  if (text == NULL || !foyer_db_attempt_begin (&attempt, connection, address, &known, error) ||
      !check (connection, address, text, &staff_id, error))
    return NULL;
  if (staff_id == NULL)
    return refuse (connection, "The e-mail address or the passphrase is wrong.", &known, error);
  transaction = foyer_db_transaction_begin (connection, error);
  if (transaction == NULL || !foyer_db_attempt_succeed (&attempt, connection, error))
    return NULL;
  sign_in = foyer_db_session_begin (connection, device, staff_id, "passphrase", actor, error);
  if (sign_in == NULL || !foyer_db_transaction_commit (&transaction, error))
    return NULL;
  return g_steal_pointer (&sign_in);
}

/* Within the transaction: uses the invitation up, if there is one of that code. */
static gboolean
use_invitation (FoyerDbConnection *connection,
                const char *code,
                const char *hash,
                char **staff_id,
                GError **error)
{
  char code_hash[FOYER_DB_TOKEN_HASH_SIZE];
  g_autoptr (PGresult) row = NULL;
  const char *id, *whose;

  foyer_db_token_hash (code, code_hash);
  row = foyer_db_query (connection, FIND_INVITATION, FOYER_DB_PARAMS (code_hash), error);
  if (row == NULL)
    return FALSE;
  if (PQntuples (row) == 0)
    return TRUE;
  id = PQgetvalue (row, 0, 0);
  whose = PQgetvalue (row, 0, 1);
  *staff_id = g_strdup (whose);
  return foyer_db_execute (connection, USE_INVITATION, FOYER_DB_PARAMS (id, whose), error) &&
         foyer_db_execute (connection, SET_PASSPHRASE, FOYER_DB_PARAMS (whose, hash), error);
}

static FoyerDbSignIn *
accept (FoyerDbConnection *connection,
        const FoyerDevice *device,
        const char *code,
        const char *passphrase,
        FoyerDbAttempt *attempt,
        const FoyerDbActor *actor,
        GError **error)
{
  g_autofree char *hash = foyer_passphrase_hash (passphrase);
  g_autofree char *staff_id = NULL;
  g_autoptr (FoyerDbTransaction) transaction = NULL;
  g_autoptr (FoyerDbSignIn) sign_in = NULL;

  if (hash == NULL) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_UNAVAILABLE,
                         "There is too little memory for a passphrase now.");
    return NULL;
  }
  transaction = foyer_db_transaction_begin (connection, error);
  if (transaction == NULL || !use_invitation (connection, code, hash, &staff_id, error))
    return NULL;
  if (staff_id == NULL) {
    g_clear_pointer (&transaction, foyer_db_rollback);
    return refuse (connection,
                   "This invitation is unknown, was used, or is too old. Ask an admin for another.",
                   actor,
                   error);
  }
  if (!foyer_db_attempt_succeed (attempt, connection, error))
    return NULL;
  sign_in = foyer_db_session_begin (connection, device, staff_id, "invitation", actor, error);
  if (sign_in == NULL || !foyer_db_transaction_commit (&transaction, error))
    return NULL;
  return g_steal_pointer (&sign_in);
}

/**
 * foyer_db_accept_invitation:
 * @proof: what the device shows, for signing in
 * @code: the invitation's, as a person typed it
 * @passphrase: what they choose
 * @actor: from where, and with what
 *
 * Returns: (transfer full) (nullable): a session; the errors are those of
 *   foyer_db_sign_in_with_passphrase()
 */
FoyerDbSignIn *
foyer_db_accept_invitation (FoyerDbConnection *connection,
                            const FoyerDbProof *proof,
                            const char *code,
                            const char *passphrase,
                            const FoyerDbActor *actor,
                            GError **error)
{
  g_autoptr (FoyerDevice) device = foyer_db_device_prove_approved (connection, proof, error);
  g_autofree char *tidy_code = foyer_invitation_tidy (code);
  g_autofree char *text = NULL;
  g_auto (FoyerDbAttempt) attempt = { 0 };
  FoyerDbActor known = *actor;

  if (device == NULL)
    return NULL;
  known.device_id = device->id;
  text = tidy (passphrase, error);
  if (text == NULL || !foyer_db_attempt_begin (&attempt, connection, NULL, &known, error))
    return NULL;
  return accept (connection,
                 device,
                 tidy_code != NULL ? tidy_code : "",
                 text,
                 &attempt,
                 &known,
                 error);
}
