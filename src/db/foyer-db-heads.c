/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-heads"

#include "config.h"

#include "db/foyer-db-heads.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-chain-rows.h"
#include "db/foyer-db-query.h"

#include <string.h>

/* Signed heads: where the chains end, signed by a key of the installation's own. */

#define KEY_PURPOSE "head-key"

#define ADD_KEY                                               \
  "INSERT INTO head_keys (number, public_key, sealed_secret)" \
  " SELECT 1, decode ($1, 'hex'), decode ($2, 'hex')"         \
  " WHERE NOT EXISTS (SELECT FROM head_keys)"
#define LOAD_KEYS                                                            \
  "SELECT number, encode (public_key, 'hex'), encode (sealed_secret, 'hex')" \
  " FROM head_keys ORDER BY number"
#define HEAD_COLUMNS                                                         \
  "chain, event_id, row_no, row_hash, foyer_micros (signed_at), key_number," \
  " encode (signature, 'hex')"
#define FROM_CHAIN " FROM signed_heads WHERE " FOYER_DB_CHAIN_IS_OF ("$2::uuid") " AND chain = $1"
#define LOAD_HEADS "SELECT " HEAD_COLUMNS FROM_CHAIN " ORDER BY row_no"
/* In the order of the index, from its end: the first row that is found there is the one. */
#define LOAD_LAST                   \
  "SELECT " HEAD_COLUMNS FROM_CHAIN \
  " ORDER BY event_id DESC, chain DESC, row_no DESC, signed_at DESC LIMIT 1"
#define ADD_HEAD                                                                            \
  "INSERT INTO signed_heads (id, chain, event_id, row_no, row_hash, signed_at, key_number," \
  " signature) VALUES ($1, $2, $3::uuid, $4::bigint, $5::bytea, foyer_time ($6::bigint),"   \
  " $7::bigint, decode ($8, 'hex'))"

/* Where a chain ends, and the hash of row $2: it stands in the row after it, and in the head row
 * where it is the last one. */
static const struct {
  const char *end;
  const char *hash;
} chains[] = {
  [FOYER_CHAIN_LOG] = {
    "SELECT log_no, log_hash, foyer_micros (clock_timestamp ()) FROM event_heads"
    " WHERE event_id = $1::uuid",
    "SELECT CASE WHEN h.log_no = $2::bigint THEN h.log_hash ELSE (SELECT previous_hash"
    " FROM verification_logs WHERE event_id = $1::uuid AND log_no = $2::bigint + 1) END"
    " FROM event_heads h WHERE event_id = $1::uuid",
  },
  [FOYER_CHAIN_AUDIT] = {
    "SELECT audit_no, audit_hash, foyer_micros (clock_timestamp ()) FROM event_heads"
    " WHERE event_id = $1::uuid",
    "SELECT CASE WHEN h.audit_no = $2::bigint THEN h.audit_hash ELSE (SELECT previous_hash"
    " FROM audit_log WHERE event_id = $1::uuid AND audit_no = $2::bigint + 1) END"
    " FROM event_heads h WHERE event_id = $1::uuid",
  },
  [FOYER_CHAIN_INSTALLATION] = {
    "SELECT audit_no, audit_hash, foyer_micros (clock_timestamp ()) FROM installation"
    " WHERE $1::uuid IS NULL",
    "SELECT CASE WHEN i.audit_no = $2::bigint THEN i.audit_hash ELSE (SELECT previous_hash"
    " FROM audit_log WHERE event_id IS NULL AND audit_no = $2::bigint + 1) END"
    " FROM installation i WHERE $1::uuid IS NULL",
  },
};

static char *
to_hex (gconstpointer bytes, gsize n_bytes)
{
  char *hex = g_malloc (2 * n_bytes + 1);

  return sodium_bin2hex (hex, 2 * n_bytes + 1, bytes, n_bytes);
}

static gboolean
from_hex (const char *hex, guint8 *bytes, gsize n_bytes)
{
  gsize size = 0;

  return sodium_hex2bin (bytes, n_bytes, hex, strlen (hex), NULL, &size, NULL) == 0 &&
         size == n_bytes;
}

/**
 * foyer_db_head_key_ensure:
 * @connection: the owner's connection
 *
 * Gives the installation its head key, where it has none.
 */
gboolean
foyer_db_head_key_ensure (FoyerDbConnection *connection, const FoyerDbSeal *seal, GError **error)
{
  g_auto (FoyerSigningKey) key = { 0 };
  g_autoptr (GBytes) sealed = NULL;
  g_autofree char *public_hex = NULL;
  g_autofree char *sealed_hex = NULL;

  foyer_signing_key_generate (&key, 1);
  sealed = foyer_seal_data (seal, KEY_PURPOSE, key.secret_key, sizeof key.secret_key);
  public_hex = to_hex (key.public_key, sizeof key.public_key);
  sealed_hex = to_hex (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return foyer_db_execute (connection, ADD_KEY, FOYER_DB_PARAMS (public_hex, sealed_hex), error);
}

/* A pair counts where the secret half is one that was sealed with the secret key, which is not in
 * the database: whoever has nothing but the database can add no key. */
static gboolean
open_key (const FoyerDbSeal *seal, const FoyerDbResult *rows, int row, FoyerSigningKey *key)
{
  const char *hex = PQgetvalue (rows, row, 2);
  gsize size = strlen (hex) / 2;
  g_autofree guint8 *sealed = g_malloc (size + 1);
  g_autoptr (GBytes) secret = NULL;

  if (from_hex (hex, sealed, size))
    secret = foyer_seal_open_data (seal, KEY_PURPOSE, sealed, size, NULL);
  if (secret == NULL || g_bytes_get_size (secret) != sizeof key->secret_key)
    return FALSE;
  memcpy (key->secret_key, g_bytes_get_data (secret, NULL), sizeof key->secret_key);
  key->number = (guint32)foyer_db_get_int (rows, row, 0);
  return from_hex (PQgetvalue (rows, row, 1), key->public_key, sizeof key->public_key) &&
         memcmp (key->public_key,
                 key->secret_key + sizeof key->secret_key - sizeof key->public_key,
                 sizeof key->public_key) == 0;
}

/**
 * foyer_db_head_keys_load:
 * @newest: (out caller-allocates) (optional): the pair that signs; wipe it with
 *   foyer_signing_key_clear()
 *
 * Returns: (transfer full) (nullable): the public keys that may have signed heads
 */
FoyerKeyRing *
foyer_db_head_keys_load (FoyerDbConnection *connection,
                         const FoyerDbSeal *seal,
                         FoyerSigningKey *newest,
                         GError **error)
{
  g_autoptr (PGresult) rows = foyer_db_query (connection, LOAD_KEYS, FOYER_DB_NO_PARAMS, error);
  g_autoptr (FoyerKeyRing) keys = foyer_key_ring_new ();

  if (rows == NULL)
    return NULL;
  for (int row = 0; row < PQntuples (rows); row++) {
    g_auto (FoyerSigningKey) key = { 0 };

    if (!open_key (seal, rows, row, &key))
      continue;
    foyer_key_ring_add (keys, key.number, key.public_key);
    if (newest != NULL)
      *newest = key;
  }
  if (newest == NULL || foyer_key_ring_get_size (keys) > 0)
    return g_steal_pointer (&keys);
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_FAILED,
                       "The key that signs heads is missing or damaged.");
  return NULL;
}

static FoyerSignedHead *
read_head (const FoyerDbResult *rows, int row)
{
  FoyerSignedHead fields = { .event_id = (char *)foyer_db_get_text (rows, row, 1),
                             .row_no = foyer_db_get_int (rows, row, 2),
                             .signed_at = foyer_db_get_time (rows, row, 4),
                             .key_number = (guint32)foyer_db_get_int (rows, row, 5) };

  foyer_chain_from_nick (PQgetvalue (rows, row, 0), &fields.chain);
  foyer_db_chain_parse (foyer_db_get_text (rows, row, 3), fields.row_hash);
  from_hex (PQgetvalue (rows, row, 6), fields.signature, sizeof fields.signature);
  return foyer_signed_head_new (&fields);
}

static GPtrArray *
load (FoyerDbConnection *connection,
      const char *sql,
      FoyerChain chain,
      const char *event_id,
      GError **error)
{
  g_autoptr (PGresult) rows =
      foyer_db_query (connection,
                      sql,
                      FOYER_DB_PARAMS (foyer_chain_to_nick (chain), event_id),
                      error);
  GPtrArray *heads;

  if (rows == NULL)
    return NULL;
  heads = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_signed_head_unref);
  for (int row = 0; row < PQntuples (rows); row++)
    g_ptr_array_add (heads, read_head (rows, row));
  return heads;
}

/**
 * foyer_db_heads_load:
 * @event_id: (nullable): whose chain; %NULL for the installation's
 *
 * Returns: (transfer full) (element-type FoyerSignedHead) (nullable): all heads of it that were
 *   signed, in their order
 */
GPtrArray *
foyer_db_heads_load (FoyerDbConnection *connection,
                     FoyerChain chain,
                     const char *event_id,
                     GError **error)
{
  return load (connection, LOAD_HEADS, chain, event_id, error);
}

static gboolean
add_head (FoyerDbConnection *connection, const FoyerSignedHead *head, GError **error)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *row_no = g_strdup_printf ("%" G_GINT64_FORMAT, head->row_no);
  g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, head->signed_at);
  g_autofree char *key = g_strdup_printf ("%u", head->key_number);
  g_autofree char *signature = to_hex (head->signature, sizeof head->signature);
  char hash[FOYER_DB_CHAIN_TEXT_SIZE + 2];

  foyer_db_chain_write (head->row_hash, hash);
  return foyer_db_execute (connection,
                           ADD_HEAD,
                           FOYER_DB_PARAMS (id,
                                            foyer_chain_to_nick (head->chain),
                                            head->event_id,
                                            row_no,
                                            hash,
                                            at,
                                            key,
                                            signature),
                           error);
}

static gboolean
is_same_place (const FoyerSignedHead *one, const FoyerSignedHead *other)
{
  return one->row_no == other->row_no &&
         memcmp (one->row_hash, other->row_hash, sizeof one->row_hash) == 0;
}

/**
 * foyer_db_chain_find_end:
 * @event_id: (nullable): whose chain; %NULL for the installation's
 *
 * Returns: (transfer full) (nullable): where the chain ends by its head row; not signed
 */
FoyerSignedHead *
foyer_db_chain_find_end (FoyerDbConnection *connection,
                         FoyerChain chain,
                         const char *event_id,
                         GError **error)
{
  g_autoptr (PGresult) row =
      foyer_db_query (connection, chains[chain].end, FOYER_DB_PARAMS (event_id), error);
  FoyerSignedHead fields = { .chain = chain, .event_id = (char *)event_id };

  if (row == NULL)
    return NULL;
  if (PQntuples (row) == 0) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such event.");
    return NULL;
  }
  fields.row_no = foyer_db_get_int (row, 0, 0);
  foyer_db_chain_parse (foyer_db_get_text (row, 0, 1), fields.row_hash);
  fields.signed_at = foyer_db_get_time (row, 0, 2);
  return foyer_signed_head_new (&fields);
}

/* The newest head of a chain: the one that was signed last where nothing has come since. */
static FoyerSignedHead *
sign (FoyerDbConnection *connection,
      FoyerChain chain,
      const char *event_id,
      const FoyerSigningKey *key,
      GError **error)
{
  g_autoptr (FoyerSignedHead) end = foyer_db_chain_find_end (connection, chain, event_id, error);
  g_autoptr (GPtrArray) last = NULL;
  g_autoptr (FoyerSignedHead) head = NULL;

  if (end == NULL)
    return NULL;
  last = load (connection, LOAD_LAST, chain, event_id, error);
  if (last == NULL)
    return NULL;
  if (last->len > 0 && is_same_place (g_ptr_array_index (last, 0), end))
    return foyer_signed_head_ref (g_ptr_array_index (last, 0));
  head = foyer_signed_head_sign (end, key);
  return add_head (connection, head, error) ? g_steal_pointer (&head) : NULL;
}

static gboolean
find_epoch (FoyerDbConnection *connection, const char *event_id, gint64 *epoch, GError **error)
{
  g_autoptr (PGresult) row = foyer_db_query (connection,
                                             "SELECT epoch FROM event_heads WHERE event_id = $1",
                                             FOYER_DB_PARAMS (event_id),
                                             error);

  if (row != NULL && PQntuples (row) == 1)
    *epoch = foyer_db_get_int (row, 0, 0);
  return row != NULL;
}

/**
 * foyer_db_heads_sign:
 *
 * Signs where the chains of an event and of the installation end now, unless that was done. Nothing
 * is locked: two relays may sign the same place, which does no harm.
 *
 * Returns: (transfer full) (nullable): the newest heads, committed
 */
FoyerSignedHeads *
foyer_db_heads_sign (FoyerDbConnection *connection,
                     const FoyerDbSeal *seal,
                     const char *event_id,
                     GError **error)
{
  g_auto (FoyerSigningKey) key = { 0 };
  g_autoptr (FoyerKeyRing) ring = foyer_db_head_keys_load (connection, seal, &key, error);
  g_autoptr (GPtrArray) heads =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_signed_head_unref);
  FoyerSignedHeads fields = { (char *)event_id, 0, heads, ring };

  /* The epoch first: heads of a newer one may be taken for some of an older one, not the other way
   * round. */
  if (ring == NULL || !find_epoch (connection, event_id, &fields.epoch, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (chains); i++) {
    FoyerChain chain = (FoyerChain)i;
    FoyerSignedHead *head =
        sign (connection, chain, chain == FOYER_CHAIN_INSTALLATION ? NULL : event_id, &key, error);

    if (head == NULL)
      return NULL;
    g_ptr_array_add (heads, head);
  }
  return foyer_signed_heads_new (&fields);
}

/**
 * foyer_db_head_still_holds:
 * @head: one that this installation has signed
 * @holds: (out): whether the chain still has that row, as it was
 *
 * Returns: whether that could be found out
 */
gboolean
foyer_db_head_still_holds (FoyerDbConnection *connection,
                           const FoyerSignedHead *head,
                           gboolean *holds,
                           GError **error)
{
  g_autofree char *row_no = g_strdup_printf ("%" G_GINT64_FORMAT, head->row_no);
  g_autoptr (PGresult) row = foyer_db_query (connection,
                                             chains[head->chain].hash,
                                             FOYER_DB_PARAMS (head->event_id, row_no),
                                             error);
  guint8 hash[FOYER_DB_CHAIN_BYTES];

  if (row == NULL)
    return FALSE;
  *holds = PQntuples (row) == 1 && foyer_db_chain_parse (foyer_db_get_text (row, 0, 0), hash) &&
           memcmp (hash, head->row_hash, sizeof hash) == 0;
  return TRUE;
}
