/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-sign-in"

#include "config.h"

#include "db/foyer-db-sign-in.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-challenges.h"
#include "db/foyer-db-device-row.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-settings.h"
#include "db/foyer-db-token.h"

#include <string.h>

/* What every way of signing in has in common: the device proves that it holds its key, and a
 * session begins that is bound to it. */

#define FIND_DEVICE                                               \
  "SELECT encode (d.public_key, 'hex'), " FOYER_DB_DEVICE_COLUMNS \
  " FROM staff_devices d WHERE d.id = $1::uuid AND d.public_key IS NOT NULL"
#define FIND_STAFF \
  "SELECT email, name, role FROM staff WHERE id = $1::uuid AND removed_at IS NULL FOR SHARE"
#define BEGIN                                                                                  \
  "INSERT INTO sessions (id, token_sha256, staff_id, device_id, key_bound, method, last_used," \
  " last_address, idle_until, expires_at) SELECT $1, decode ($2, 'hex'), $3, $4, true, $5,"    \
  " now, $6::inet, now + $7::integer * interval '1 min', now + $8::integer * interval '1 h'"   \
  " FROM clock_timestamp () now RETURNING foyer_micros (expires_at)"
#define SEAT "UPDATE staff_devices SET staff_email = $2 WHERE id = $1::uuid"
#define NOTE                                                                           \
  "INSERT INTO device_accesses (device_id, kind, staff_email, session_id, ip_address," \
  " user_agent) VALUES ($1, $2, NULLIF ($3, ''), $4::uuid, $5::inet, $6)"

/**
 * foyer_db_sign_in_free:
 * @self: (transfer full):
 */
void
foyer_db_sign_in_free (FoyerDbSignIn *self)
{
  g_free (self->token);
  g_free (self->session_id);
  g_clear_pointer (&self->staff, foyer_staff_unref);
  g_free (self);
}

static gboolean
is_right (const char *key_hex, const FoyerDbProof *proof, FoyerProofPurpose purpose)
{
  guint8 key[FOYER_PUBLIC_KEY_BYTES];

  return sodium_hex2bin (key, sizeof key, key_hex, strlen (key_hex), NULL, NULL, NULL) == 0 &&
         foyer_proof_check (key, purpose, proof->challenge, proof->proof);
}

/**
 * foyer_db_device_prove:
 * @purpose: what the proof is for
 *
 * Uses up the challenge. One that nobody knows and a device that is none of this installation's get
 * the same answer as a wrong signature.
 *
 * Returns: (transfer full) (nullable): the device, of whatever status; %NULL with
 *   %FOYER_ERROR_SIGNED_OUT where the proof does not hold
 */
FoyerDevice *
foyer_db_device_prove (FoyerDbConnection *connection,
                       const FoyerDbProof *proof,
                       FoyerProofPurpose purpose,
                       GError **error)
{
  g_autoptr (PGresult) result = NULL;

  if (!foyer_db_challenge_take (connection, proof->challenge, error))
    return NULL;
  result = foyer_db_query (connection, FIND_DEVICE, FOYER_DB_PARAMS (proof->device_id), error);
  if (result == NULL)
    return NULL;
  if (PQntuples (result) == 1 && is_right (PQgetvalue (result, 0, 0), proof, purpose))
    return foyer_db_read_device (result, 0, 1);
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_SIGNED_OUT,
                       "This device is not known here. Pair it again.");
  return NULL;
}

/**
 * foyer_db_device_prove_approved:
 *
 * Does what foyer_db_device_prove() does, for signing in.
 *
 * Returns: (transfer full) (nullable): the device, which is approved; %NULL with
 *   %FOYER_ERROR_SIGNED_OUT, %FOYER_ERROR_NOT_PERMITTED where it is pending, or
 *   %FOYER_ERROR_REVOKED
 */
FoyerDevice *
foyer_db_device_prove_approved (FoyerDbConnection *connection,
                                const FoyerDbProof *proof,
                                GError **error)
{
  g_autoptr (FoyerDevice) device =
      foyer_db_device_prove (connection, proof, FOYER_PROOF_SIGN_IN, error);

  if (device == NULL || device->status == FOYER_DEVICE_STATUS_APPROVED)
    return g_steal_pointer (&device);
  if (device->status == FOYER_DEVICE_STATUS_PENDING)
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_NOT_PERMITTED,
                         "An admin has to approve this device first.");
  else
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_REVOKED, "This device was revoked.");
  return NULL;
}

static FoyerStaff *
find_staff (FoyerDbConnection *connection, const char *staff_id, GError **error)
{
  g_autoptr (PGresult) result =
      foyer_db_query (connection, FIND_STAFF, FOYER_DB_PARAMS (staff_id), error);
  FoyerStaff fields = { 0 };

  if (result == NULL)
    return NULL;
  if (PQntuples (result) == 0) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_NOT_PERMITTED,
                         "You are no staff member here. Ask an admin to invite you.");
    return NULL;
  }
  fields.email = PQgetvalue (result, 0, 0);
  fields.name = (char *)foyer_db_get_text (result, 0, 1);
  foyer_role_from_nick (PQgetvalue (result, 0, 2), &fields.role);
  return foyer_staff_new (&fields);
}

static gboolean
insert_session (FoyerDbConnection *connection,
                FoyerDbSignIn *sign_in,
                const char *device_id,
                const char *staff_id,
                const char *method,
                const FoyerDbActor *actor,
                GError **error)
{
  char hash[FOYER_DB_TOKEN_HASH_SIZE];
  guint idle, lifetime;
  g_autofree char *idle_text = NULL;
  g_autofree char *lifetime_text = NULL;
  g_autoptr (PGresult) result = NULL;

  if (!foyer_db_setting_read_number (connection,
                                     FOYER_DB_SETTING_SESSION_IDLE_MINUTES,
                                     &idle,
                                     error) ||
      !foyer_db_setting_read_number (connection,
                                     FOYER_DB_SETTING_SESSION_LIFETIME_HOURS,
                                     &lifetime,
                                     error))
    return FALSE;
  idle_text = g_strdup_printf ("%u", idle);
  lifetime_text = g_strdup_printf ("%u", lifetime);
  foyer_db_token_hash (sign_in->token, hash);
  result = foyer_db_query (connection,
                           BEGIN,
                           FOYER_DB_PARAMS (sign_in->session_id,
                                            hash,
                                            staff_id,
                                            device_id,
                                            method,
                                            actor->ip_address,
                                            idle_text,
                                            lifetime_text),
                           error);
  if (result == NULL)
    return FALSE;
  sign_in->expires = foyer_db_get_time (result, 0, 0);
  return TRUE;
}

/**
 * foyer_db_device_note_access:
 * @kind: a word of device_accesses
 * @session_id: (nullable): the session that it belongs to
 * @actor: who, from where, with what
 *
 * Adds to a device's history.
 */
gboolean
foyer_db_device_note_access (FoyerDbConnection *connection,
                             const char *device_id,
                             const char *kind,
                             const char *session_id,
                             const FoyerDbActor *actor,
                             GError **error)
{
  return foyer_db_execute (connection,
                           NOTE,
                           FOYER_DB_PARAMS (device_id,
                                            kind,
                                            actor->staff_email,
                                            session_id,
                                            actor->ip_address,
                                            actor->user_agent),
                           error);
}

/**
 * foyer_db_session_begin:
 * @device: what foyer_db_device_prove_approved() returned
 * @staff_id: who has proved who they are
 * @method: how: a word of sessions.method
 * @actor: from where, and with what
 *
 * Begins a session that is bound to the device's key. It does not begin a transaction of its own:
 * call it in the one that uses up whatever the person has shown.
 *
 * Returns: (transfer full) (nullable): the session; %FOYER_ERROR_NOT_PERMITTED where the person is
 *   no staff member any more
 */
FoyerDbSignIn *
foyer_db_session_begin (FoyerDbConnection *connection,
                        const FoyerDevice *device,
                        const char *staff_id,
                        const char *method,
                        const FoyerDbActor *actor,
                        GError **error)
{
  g_autoptr (FoyerDbSignIn) sign_in = g_new0 (FoyerDbSignIn, 1);
  FoyerDbActor known = *actor;

  sign_in->staff = find_staff (connection, staff_id, error);
  if (sign_in->staff == NULL)
    return NULL;
  sign_in->token = foyer_db_token_new ();
  sign_in->session_id = foyer_uuid_new ();
  known.staff_email = sign_in->staff->email;
  known.device_id = device->id;
  if (!insert_session (connection, sign_in, device->id, staff_id, method, &known, error) ||
      !foyer_db_execute (connection,
                         SEAT,
                         FOYER_DB_PARAMS (device->id, known.staff_email),
                         error) ||
      !foyer_db_device_note_access (connection,
                                    device->id,
                                    "signed_in",
                                    sign_in->session_id,
                                    &known,
                                    error) ||
      !foyer_db_audit (connection, NULL, "sign_in", method, &known, error))
    return NULL;
  return g_steal_pointer (&sign_in);
}
