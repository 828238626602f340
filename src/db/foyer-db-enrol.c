/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-enrol"

#include "config.h"

#include "db/foyer-db-enrol.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-network.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-device-row.h"
#include "db/foyer-db-devices.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-throttle.h"
#include "db/foyer-db-token.h"

/* How a device comes to be known, and what it says when it has forgotten everything. */

#define FIND_PAIRING                                                                       \
  "SELECT id, event_id, list_id, gate, device_name, device_id, approve, made_by, used_by," \
  " used_at IS NULL AND expires_at > clock_timestamp () FROM pairings"                     \
  " WHERE code_sha256 = decode ($1, 'hex') FOR UPDATE"
#define FIND_BY_KEY \
  "SELECT id FROM staff_devices WHERE public_key = decode ($1, 'base64') FOR UPDATE"
#define LOAD                                                                                    \
  "SELECT e.id, e.name, d.list_id, (SELECT i.id FROM installation i), " FOYER_DB_DEVICE_COLUMNS \
  " FROM staff_devices d LEFT JOIN events e ON e.id = d.event_id WHERE d.id = $1::uuid"
/* $9: whoever made the pairing approves the device with it; $11: it is the device again, and keeps
 * its name unless the pairing ($2) gives it another one. */
#define WRITE                                                                                    \
  "INSERT INTO staff_devices AS d (id, device_name, public_key, app_version, event_id, list_id," \
  " gate, enrolled_at, status, approved_by, approved_at) SELECT $1::uuid,"                       \
  " COALESCE ($2, $3), decode ($4, 'base64'), $5, $6::uuid, $7::uuid, $8, now,"                  \
  " CASE WHEN $9::boolean THEN 'approved' ELSE 'pending' END,"                                   \
  " CASE WHEN $9::boolean THEN $10 END, CASE WHEN $9::boolean THEN now END"                      \
  " FROM clock_timestamp () now ON CONFLICT (id) DO UPDATE SET"                                  \
  " device_name = CASE WHEN $2 IS NULL AND $11::boolean THEN d.device_name"                      \
  "  ELSE EXCLUDED.device_name END, public_key = EXCLUDED.public_key,"                           \
  " app_version = COALESCE (EXCLUDED.app_version, d.app_version),"                               \
  " event_id = COALESCE (EXCLUDED.event_id, d.event_id),"                                        \
  " list_id = CASE WHEN EXCLUDED.event_id IS NULL THEN d.list_id ELSE EXCLUDED.list_id END,"     \
  " gate = COALESCE (EXCLUDED.gate, d.gate), enrolled_at = EXCLUDED.enrolled_at,"                \
  " status = CASE WHEN d.status = 'approved' AND d.public_key = EXCLUDED.public_key"             \
  "  THEN d.status ELSE EXCLUDED.status END,"                                                    \
  " approved_by = COALESCE (EXCLUDED.approved_by, d.approved_by),"                               \
  " approved_at = COALESCE (EXCLUDED.approved_at, d.approved_at),"                               \
  " revoked_at = NULL, revoked_by = NULL"
#define USE_PAIRING \
  "UPDATE pairings SET used_at = clock_timestamp (), used_by = $2::uuid WHERE id = $1::uuid"
#define SAY_WIPED                                                                  \
  "UPDATE staff_devices SET wiped_at = clock_timestamp (), wipe_key = public_key," \
  " wipe_challenge = $2, wipe_receipt = $3 WHERE id = $1::uuid"

static const FoyerDbThrottle throttle = {
  .failures = FOYER_LIMIT_ENROL_FAILURES,
  .block_seconds = FOYER_LIMIT_ENROL_BLOCK_SECONDS,
  .block_max = FOYER_LIMIT_ENROL_BLOCK_MAX,
};

static gboolean
refuse (GError **error, FoyerError code, const char *sentence)
{
  g_set_error_literal (error, FOYER_ERROR, (int)code, sentence);
  return FALSE;
}

static FoyerEnrolment *
load (FoyerDbConnection *connection, const char *device_id, GError **error)
{
  g_autoptr (PGresult) result =
      foyer_db_query (connection, LOAD, FOYER_DB_PARAMS (device_id), error);
  g_autoptr (FoyerDevice) device = NULL;
  FoyerEnrolment fields = { 0 };

  if (result == NULL)
    return NULL;
  if (PQntuples (result) == 0) {
    refuse (error, FOYER_ERROR_NOT_FOUND, "There is no such device.");
    return NULL;
  }
  device = foyer_db_read_device (result, 0, 4);
  fields.device = device;
  fields.event_id = (char *)foyer_db_get_text (result, 0, 0);
  fields.event_name = (char *)foyer_db_get_text (result, 0, 1);
  fields.list_id = (char *)foyer_db_get_text (result, 0, 2);
  fields.installation_id = PQgetvalue (result, 0, 3);
  return foyer_enrolment_new (&fields);
}

/* Returns FALSE where the newcomer does not hold the key that it brings. */
static gboolean
check_proof (const FoyerDbNewcomer *newcomer)
{
  gsize size;
  g_autofree guchar *key = g_base64_decode (newcomer->public_key, &size);

  return size == FOYER_PUBLIC_KEY_BYTES &&
         foyer_proof_check (key, FOYER_PROOF_ENROL, newcomer->code, newcomer->proof);
}

static PGresult *
find_pairing (FoyerDbConnection *connection, const char *code, GError **error)
{
  char hash[FOYER_DB_TOKEN_HASH_SIZE];

  foyer_db_token_hash (code, hash);
  return foyer_db_query (connection, FIND_PAIRING, FOYER_DB_PARAMS (hash), error);
}

static gboolean
write_device (FoyerDbConnection *connection,
              const FoyerDbNewcomer *newcomer,
              const FoyerDbResult *pairing,
              const char *device_id,
              GError **error)
{
  gboolean is_again = foyer_db_get_text (pairing, 0, 5) != NULL;

  return foyer_db_execute (connection,
                           WRITE,
                           FOYER_DB_PARAMS (device_id,
                                            foyer_db_get_text (pairing, 0, 4),
                                            newcomer->name,
                                            newcomer->public_key,
                                            newcomer->app_version,
                                            foyer_db_get_text (pairing, 0, 1),
                                            foyer_db_get_text (pairing, 0, 2),
                                            foyer_db_get_text (pairing, 0, 3),
                                            foyer_db_get_bool (pairing, 0, 6) ? "t" : "f",
                                            foyer_db_get_text (pairing, 0, 7),
                                            is_again ? "t" : "f"),
                           error);
}

/* In the history it is whoever made the pairing who lets the device in. */
static gboolean
note (FoyerDbConnection *connection,
      const FoyerDbResult *pairing,
      const char *device_id,
      const FoyerDbActor *actor,
      GError **error)
{
  FoyerDbActor known = *actor;

  if (!foyer_db_device_note_access (connection, device_id, "enrolled", NULL, actor, error))
    return FALSE;
  known.staff_email = foyer_db_get_text (pairing, 0, 7);
  known.device_id = device_id;
  if (foyer_db_get_bool (pairing, 0, 6) &&
      !foyer_db_device_note_access (connection, device_id, "approved", NULL, &known, error))
    return FALSE;
  return foyer_db_audit (connection, NULL, "device_enrolled", device_id, &known, error);
}

/* A device that another key stands for now has nothing to do with who was signed in on it. */
static gboolean
enrol_as (FoyerDbConnection *connection,
          const FoyerDbNewcomer *newcomer,
          const FoyerDbResult *pairing,
          const char *device_id,
          gboolean is_known,
          const FoyerDbActor *actor,
          GError **error)
{
  return (is_known ||
          foyer_db_device_end_sessions (connection, device_id, "device_enrolled", error)) &&
         write_device (connection, newcomer, pairing, device_id, error) &&
         foyer_db_execute (connection,
                           USE_PAIRING,
                           FOYER_DB_PARAMS (foyer_db_get_text (pairing, 0, 0), device_id),
                           error) &&
         note (connection, pairing, device_id, actor, error);
}

/* @known: (nullable): the device that has this key already. */
static char *
use_pairing (FoyerDbConnection *connection,
             const FoyerDbNewcomer *newcomer,
             const FoyerDbResult *pairing,
             const char *known,
             const FoyerDbActor *actor,
             GError **error)
{
  const char *again = foyer_db_get_text (pairing, 0, 5);
  g_autofree char *id = NULL;

  if (known != NULL && again != NULL && !g_str_equal (known, again)) {
    refuse (error,
            FOYER_ERROR_CHANGED_MEANWHILE,
            "This computer is known as another device already; that one cannot become this one.");
    return NULL;
  }
  id = known != NULL ? g_strdup (known) : again != NULL ? g_strdup (again) : foyer_uuid_new ();
  if (!enrol_as (connection, newcomer, pairing, id, known != NULL, actor, error))
    return NULL;
  return g_steal_pointer (&id);
}

static char *
find_known (FoyerDbConnection *connection, const char *public_key, GError **error)
{
  g_autoptr (PGresult) result =
      foyer_db_query (connection, FIND_BY_KEY, FOYER_DB_PARAMS (public_key), error);

  return result != NULL && PQntuples (result) > 0 ? g_strdup (PQgetvalue (result, 0, 0)) : NULL;
}

/* A code that was used by that very key is one whose answer was lost. */
static char *
enrol_with (FoyerDbConnection *connection,
            const FoyerDbNewcomer *newcomer,
            const FoyerDbResult *pairing,
            const FoyerDbActor *actor,
            GError **error)
{
  g_autoptr (GError) inner = NULL;
  g_autofree char *known = find_known (connection, newcomer->public_key, &inner);

  if (inner != NULL) {
    g_propagate_error (error, g_steal_pointer (&inner));
    return NULL;
  }
  if (PQntuples (pairing) == 1 && foyer_db_get_bool (pairing, 0, 9))
    return use_pairing (connection, newcomer, pairing, known, actor, error);
  if (PQntuples (pairing) == 1 && known != NULL &&
      g_strcmp0 (known, foyer_db_get_text (pairing, 0, 8)) == 0)
    return g_steal_pointer (&known);
  refuse (error,
          FOYER_ERROR_SIGNED_OUT,
          "This pairing code is wrong, too old, or was used already. Ask an admin for a new one.");
  return NULL;
}

static FoyerEnrolment *
try_to_enrol (FoyerDbConnection *connection,
              const FoyerDbNewcomer *newcomer,
              const FoyerDbActor *actor,
              GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  g_autoptr (PGresult) pairing = NULL;
  g_autofree char *device_id = NULL;
  g_autoptr (FoyerEnrolment) enrolment = NULL;

  if (transaction == NULL)
    return NULL;
  pairing = find_pairing (connection, newcomer->code, error);
  if (pairing == NULL)
    return NULL;
  device_id = enrol_with (connection, newcomer, pairing, actor, error);
  if (device_id == NULL)
    return NULL;
  enrolment = load (connection, device_id, error);
  if (enrolment == NULL || !foyer_db_transaction_commit (&transaction, error))
    return NULL;
  return g_steal_pointer (&enrolment);
}

/**
 * foyer_db_enrol:
 * @actor: from where it asks, and with what
 *
 * Makes a device known, which uses up the pairing whose code it shows; the same device with the
 * same code gets the same answer again. Whoever shows wrong codes has to wait.
 *
 * Returns: (transfer full) (nullable): how it stands now, without the relay's name; %NULL with
 *   %FOYER_ERROR_SIGNED_OUT where the code or the proof is wrong, %FOYER_ERROR_RATE_LIMITED, or
 *   %FOYER_ERROR_CHANGED_MEANWHILE where it is another device already
 */
FoyerEnrolment *
foyer_db_enrol (FoyerDbConnection *connection,
                const FoyerDbNewcomer *newcomer,
                const FoyerDbActor *actor,
                GError **error)
{
  g_autofree char *place = foyer_network_of (actor->ip_address);
  g_autofree char *subject = g_strdup_printf ("enrol:%s", place);
  const FoyerDbThrottled guess = { &throttle, subject };
  g_autoptr (FoyerEnrolment) enrolment = NULL;
  g_autoptr (GError) inner = NULL;

  if (!foyer_db_throttle_begin (connection, &guess, 1, error))
    return NULL;
  if (check_proof (newcomer))
    enrolment = try_to_enrol (connection, newcomer, actor, &inner);
  else
    refuse (&inner, FOYER_ERROR_SIGNED_OUT, "The proof does not fit the key and the code.");
  if (!g_error_matches (inner, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT) &&
      !foyer_db_throttle_forgive (connection, subject, inner == NULL ? error : NULL))
    g_clear_pointer (&enrolment, foyer_enrolment_unref);
  if (inner != NULL)
    g_propagate_error (error, g_steal_pointer (&inner));
  return g_steal_pointer (&enrolment);
}

/**
 * foyer_db_enrolment_get:
 * @proof: for the purpose status
 *
 * Returns: (transfer full) (nullable): how the device stands, without the relay's name; the errors
 *   are those of foyer_db_device_prove()
 */
FoyerEnrolment *
foyer_db_enrolment_get (FoyerDbConnection *connection, const FoyerDbProof *proof, GError **error)
{
  g_autoptr (FoyerDevice) device =
      foyer_db_device_prove (connection, proof, FOYER_PROOF_STATUS, error);

  return device != NULL ? load (connection, device->id, error) : NULL;
}

/**
 * foyer_db_device_wiped:
 * @proof: for the purpose wiped
 * @actor: from where it says so, and with what
 *
 * Keeps a device's receipt that it has wiped its data, so that anybody can check it with the key
 * that it had. Its sessions end.
 *
 * Returns: whether the receipt is kept; the errors are those of foyer_db_device_prove()
 */
gboolean
foyer_db_device_wiped (FoyerDbConnection *connection,
                       const FoyerDbProof *proof,
                       const FoyerDbActor *actor,
                       GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = NULL;
  g_autoptr (FoyerDevice) device =
      foyer_db_device_prove (connection, proof, FOYER_PROOF_WIPED, error);
  FoyerDbActor known = *actor;

  if (device == NULL)
    return FALSE;
  known.device_id = device->id;
  transaction = foyer_db_transaction_begin (connection, error);
  return transaction != NULL &&
         foyer_db_execute (connection,
                           SAY_WIPED,
                           FOYER_DB_PARAMS (device->id, proof->challenge, proof->proof),
                           error) &&
         foyer_db_device_end_sessions (connection, device->id, "device_wiped", error) &&
         foyer_db_device_note_access (connection, device->id, "wiped", NULL, &known, error) &&
         foyer_db_audit (connection, NULL, "device_wiped", device->id, &known, error) &&
         foyer_db_transaction_commit (&transaction, error);
}
