/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-keys"

#include "config.h"

#include "db/foyer-db-keys.h"

#include "base/foyer-error.h"
#include "db/foyer-db-query.h"

#include <sodium.h>
#include <string.h>

/* The keys that sign codes: their secret halves lie in the database sealed. */

#define LOAD                                                                                   \
  "SELECT number, encode (public_key, 'hex'), encode (sealed_secret, 'hex') FROM signing_keys" \
  " WHERE retired_at IS NULL ORDER BY number DESC LIMIT 1"

static GBytes *
from_hex (const char *text)
{
  gsize length = strlen (text);
  guint8 *bytes = g_malloc (length / 2 + 1);
  gsize size = 0;

  sodium_hex2bin (bytes, length / 2, text, length, NULL, &size, NULL);
  return g_bytes_new_take (bytes, size);
}

static gboolean
read_key (const FoyerDbSeal *seal, const FoyerDbResult *row, FoyerSigningKey *key, GError **error)
{
  g_autoptr (GBytes) public_key = from_hex (PQgetvalue (row, 0, 1));
  g_autoptr (GBytes) sealed = from_hex (PQgetvalue (row, 0, 2));
  g_autoptr (GBytes) secret_key = NULL;
  gsize size;

  key->number = (guint32)foyer_db_get_int (row, 0, 0);
  secret_key = foyer_seal_open_data (seal,
                                     FOYER_DB_SIGNING_KEY_PURPOSE,
                                     g_bytes_get_data (sealed, NULL),
                                     g_bytes_get_size (sealed),
                                     error);
  if (secret_key == NULL)
    return FALSE;
  size = g_bytes_get_size (secret_key);
  if (size != FOYER_SECRET_KEY_BYTES || g_bytes_get_size (public_key) != FOYER_PUBLIC_KEY_BYTES) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_FAILED,
                         "A signing key in the database is damaged.");
    return FALSE;
  }
  memcpy (key->public_key, g_bytes_get_data (public_key, NULL), FOYER_PUBLIC_KEY_BYTES);
  memcpy (key->secret_key, g_bytes_get_data (secret_key, NULL), FOYER_SECRET_KEY_BYTES);
  return TRUE;
}

/**
 * foyer_db_signing_key_load:
 * @key: (out caller-allocates): the newest key that is not retired; wipe it with
 *   foyer_signing_key_clear()
 *
 * Loads the key that signs new codes. The first event brings the installation its first key.
 */
gboolean
foyer_db_signing_key_load (FoyerDbConnection *connection,
                           const FoyerDbSeal *seal,
                           FoyerSigningKey *key,
                           GError **error)
{
  g_autoptr (PGresult) row = foyer_db_query (connection, LOAD, FOYER_DB_NO_PARAMS, error);

  if (row == NULL)
    return FALSE;
  if (PQntuples (row) == 0) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_FAILED,
                         "There is no key that could sign new codes.");
    return FALSE;
  }
  return read_key (seal, row, key, error);
}
