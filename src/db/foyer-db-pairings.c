/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-pairings"

#include "config.h"

#include "db/foyer-db-pairings.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-relays.h"
#include "db/foyer-db-token.h"
#include "model/foyer-pairing.h"

#include <sodium.h>

/* Pairings: what lets one device enrol, once. The code is known to whoever asked for it and to
 * nobody else. */

#define FIND_DEVICE "SELECT FROM staff_devices WHERE id = $1::uuid FOR KEY SHARE"
/* Whoever did not hear the answer asks again and gets another code: only the last one counts. */
#define ADD                                                                           \
  "INSERT INTO pairings AS p (id, code_sha256, event_id, list_id, gate, device_name," \
  " device_id, approve, made_by, expires_at) VALUES ($1::uuid, decode ($2, 'hex'),"   \
  " $3::uuid, $4::uuid, $5, $6, $7::uuid, $8::boolean, $9, clock_timestamp ()"        \
  " + $10::integer * interval '1 s')"                                                 \
  " ON CONFLICT (id) DO UPDATE SET code_sha256 = EXCLUDED.code_sha256,"               \
  " expires_at = EXCLUDED.expires_at WHERE p.used_at IS NULL AND p.made_by = $9"      \
  " AND (p.event_id, p.list_id, p.gate, p.device_name, p.device_id, p.approve)"       \
  " IS NOT DISTINCT FROM (EXCLUDED.event_id, EXCLUDED.list_id, EXCLUDED.gate,"        \
  " EXCLUDED.device_name, EXCLUDED.device_id, EXCLUDED.approve)"                      \
  " RETURNING foyer_micros (expires_at)"

static gboolean
check_device (FoyerDbConnection *connection, const char *device_id, GError **error)
{
  g_autoptr (PGresult) result = NULL;

  if (device_id == NULL)
    return TRUE;
  result = foyer_db_query (connection, FIND_DEVICE, FOYER_DB_PARAMS (device_id), error);
  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 1)
    return TRUE;
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such device.");
  return FALSE;
}

static gboolean
add (FoyerDbConnection *connection,
     const char *request_id,
     const char *code,
     const char *event_id,
     const FoyerDbPairing *pairing,
     const FoyerDbActor *actor,
     FoyerTime *expires,
     GError **error)
{
  char hash[FOYER_DB_TOKEN_HASH_SIZE];
  g_autofree char *seconds = g_strdup_printf ("%d", FOYER_LIMIT_PAIRING_SECONDS);
  g_autoptr (PGresult) result = NULL;

  foyer_db_token_hash (code, hash);
  result = foyer_db_query (connection,
                           ADD,
                           FOYER_DB_PARAMS (request_id,
                                            hash,
                                            event_id,
                                            pairing->post.list_id,
                                            pairing->post.gate,
                                            pairing->post.device_name,
                                            pairing->device_id,
                                            pairing->approve ? "t" : "f",
                                            actor->staff_email,
                                            seconds),
                           error);
  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 0) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_CHANGED_MEANWHILE,
                         "This request was done already, and its code is used or another one.");
    return FALSE;
  }
  *expires = foyer_db_get_time (result, 0, 0);
  return TRUE;
}

/**
 * foyer_db_pairing_make:
 * @request_id: a UUID; the same request again makes the former code worthless
 * @code: what foyer_pairing_code_new() made; only its hash is kept
 * @pairing: what the device that shows it becomes
 * @actor: who makes it
 * @expires: (out): until when it may be used
 *
 * Returns: whether the code is good now
 */
gboolean
foyer_db_pairing_make (FoyerDbConnection *connection,
                       const char *request_id,
                       const char *code,
                       const FoyerDbPairing *pairing,
                       const FoyerDbActor *actor,
                       FoyerTime *expires,
                       GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  g_autofree char *event_id = NULL;

  return transaction != NULL &&
         foyer_db_device_post_find_event (connection,
                                          &pairing->post,
                                          pairing->device_id,
                                          &event_id,
                                          error) &&
         check_device (connection, pairing->device_id, error) &&
         add (connection, request_id, code, event_id, pairing, actor, expires, error) &&
         foyer_db_audit (connection, NULL, "pairing_made", request_id, actor, error) &&
         foyer_db_transaction_commit (&transaction, error);
}

/**
 * foyer_db_pairing_code_free:
 * @self: (transfer full):
 */
void
foyer_db_pairing_code_free (FoyerDbPairingCode *self)
{
  g_free (self->code);
  g_free (self->text);
  g_free (self);
}

static char *
write_text (const char *code,
            const char *event_id,
            const FoyerDbWayIn *way,
            const guint8 *fingerprint)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new ();
  FoyerPairing fields = {
    .code = (char *)code,
    .fingerprint = (guint8 *)fingerprint,
    .event_id = (char *)event_id,
  };

  for (guint i = 0; way->addresses[i] != NULL && i < FOYER_PAIRING_ADDRESSES; i++)
    g_ptr_array_add (addresses, way->addresses[i]);
  g_ptr_array_add (addresses, NULL);
  fields.addresses = (GStrv)addresses->pdata;
  return foyer_pairing_write (&fields);
}

/**
 * foyer_db_pairing_create:
 *
 * Does what foyer_db_pairing_make() does, with a new code for the relays that run now.
 *
 * Returns: (transfer full) (nullable): the code; %NULL with %FOYER_ERROR_NOT_FOUND where no relay
 *   runs, and the errors of foyer_db_pairing_make()
 */
FoyerDbPairingCode *
foyer_db_pairing_create (FoyerDbConnection *connection,
                         const char *request_id,
                         const FoyerDbPairing *pairing,
                         const FoyerDbActor *actor,
                         GError **error)
{
  g_autoptr (FoyerDbWayIn) way = foyer_db_relays_find_way_in (connection, error);
  g_autoptr (FoyerDbPairingCode) self = NULL;
  guint8 bytes[FOYER_FINGERPRINT_BYTES];
  const guint8 *fingerprint = NULL;

  if (way == NULL)
    return NULL;
  if (way->fingerprint != NULL) {
    sodium_hex2bin (bytes, sizeof bytes, way->fingerprint, 2 * sizeof bytes, NULL, NULL, NULL);
    fingerprint = bytes;
  }
  self = g_new0 (FoyerDbPairingCode, 1);
  self->code = foyer_pairing_code_new (fingerprint);
  self->text = write_text (self->code, pairing->post.event_id, way, fingerprint);
  if (!foyer_db_pairing_make (connection,
                              request_id,
                              self->code,
                              pairing,
                              actor,
                              &self->expires,
                              error))
    return NULL;
  return g_steal_pointer (&self);
}
