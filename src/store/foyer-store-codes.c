/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-codes"

#include "config.h"

#include "store/foyer-store-codes.h"

#include "base/foyer-limits.h"
#include "store/foyer-store-copy.h"

#include <string.h>

/* Tickets by their codes. Tickets come in the order of their ids, so that their codes are in none:
 * those of a copy are remembered until all are there, and written in order, which is a page now and
 * then instead of one for each ticket. */

/* What is remembered of the copy that is being made. */
typedef struct {
  gint64 key;
  guint8 ticket[FOYER_UUID_BYTES];
} Code;

/**
 * foyer_store_code_get_key:
 *
 * Returns: what a code is looked up by; others may have the same
 */
gint64
foyer_store_code_get_key (const guint8 hash[FOYER_CODE_HASH_BYTES])
{
  gint64 key;

  memcpy (&key, hash, sizeof key);
  return GINT64_FROM_BE (key);
}

static gboolean
make_code (const char *ticket_id, const char *code_sha256, Code *code)
{
  guint8 hash[FOYER_CODE_HASH_BYTES];

  if (code_sha256 == NULL || !foyer_code_hash_parse (code_sha256, hash) ||
      !foyer_uuid_parse (ticket_id, code->ticket))
    return FALSE;
  code->key = foyer_store_code_get_key (hash);
  return TRUE;
}

static gboolean
write_code (FoyerStoreFile *file, gint64 copy, const Code *code, GError **error)
{
  sqlite3_stmt *statement =
      foyer_store_prepare (file,
                           "INSERT OR IGNORE INTO codes (copy, key, ticket) VALUES (?, ?, ?)",
                           error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, copy);
  sqlite3_bind_int64 (statement, 2, code->key);
  sqlite3_bind_blob (statement, 3, code->ticket, sizeof code->ticket, SQLITE_TRANSIENT);
  return foyer_store_execute (file, statement, error);
}

/**
 * foyer_store_write_code:
 * @code_sha256: (nullable): in hexadecimal; without it nothing happens
 */
gboolean
foyer_store_write_code (FoyerStoreFile *file,
                        gint64 copy,
                        const char *ticket_id,
                        const char *code_sha256,
                        GError **error)
{
  Code code;

  return !make_code (ticket_id, code_sha256, &code) || write_code (file, copy, &code, error);
}

/**
 * foyer_store_remember_code:
 * @copy: the copy that is being made; what is remembered of another one is forgotten
 * @code_sha256: (nullable): in hexadecimal; without it nothing happens
 *
 * Remembers a code for foyer_store_index_codes().
 */
void
foyer_store_remember_code (FoyerStoreFile *file,
                           gint64 copy,
                           const char *ticket_id,
                           const char *code_sha256)
{
  Code code;

  if (file->codes == NULL || file->codes_copy != copy) {
    g_clear_pointer (&file->codes, g_array_unref);
    file->codes = g_array_new (FALSE, FALSE, sizeof (Code));
    file->codes_copy = copy;
    file->n_codes_written = 0;
  }
  if (make_code (ticket_id, code_sha256, &code))
    g_array_append_val (file->codes, code);
}

static gint
compare_codes (gconstpointer a, gconstpointer b)
{
  const Code *one = a;
  const Code *other = b;

  return (one->key > other->key) - (one->key < other->key);
}

static gboolean
write_some (FoyerStoreFile *file, gint64 copy, guint n, GError **error)
{
  g_autoptr (FoyerStoreTransaction) transaction = file;

  if (!foyer_store_begin (file, error))
    return FALSE;
  for (guint i = 0; i < n; i++) {
    if (!write_code (file,
                     copy,
                     &g_array_index (file->codes, Code, file->n_codes_written + i),
                     error))
      return FALSE;
  }
  return foyer_store_commit (file, error);
}

/**
 * foyer_store_index_codes:
 * @copy: a copy to which all tickets were added
 * @is_over: (out): whether all its codes can be looked up
 *
 * Writes the next few codes.
 */
gboolean
foyer_store_index_codes (FoyerStoreFile *file, gint64 copy, gboolean *is_over, GError **error)
{
  gboolean done;
  guint n;

  *is_over = file->codes == NULL || file->codes_copy != copy;
  if (*is_over)
    return TRUE;
  if (file->n_codes_written == 0)
    g_array_sort (file->codes, compare_codes);
  n = MIN (file->codes->len - file->n_codes_written, FOYER_LIMIT_STORE_WRITTEN);
  done = foyer_store_wait_for_disk (file, FALSE, error) && write_some (file, copy, n, error);
  if (!foyer_store_wait_for_disk (file, TRUE, done ? error : NULL) || !done)
    return FALSE;
  file->n_codes_written += n;
  *is_over = file->n_codes_written == file->codes->len;
  if (*is_over)
    g_clear_pointer (&file->codes, g_array_unref);
  return TRUE;
}
