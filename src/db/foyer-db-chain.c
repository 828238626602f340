/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-chain"

#include "config.h"

#include "db/foyer-db-chain.h"

#include <string.h>

/* The chain of hashes of a log. A row's hash is SHA-256 over
 *
 *   the hash of the row before it (32 bytes; zeros before the first row), then
 *   each field: its length in bytes as 32 bits, big-endian, and its bytes.
 *
 * Texts are their UTF-8, integers their decimal digits, times the integer of their microseconds
 * since 1970, and SQL's NULL is the length 0xffffffff with no bytes. Who writes rows says which
 * fields, in which order: foyer-db-audit.c and foyer-db-verify-log.c. */

#define LENGTH_OF_NULL G_MAXUINT32

static void
add_length (FoyerDbChain *self, guint32 length)
{
  guint32 wire = GUINT32_TO_BE (length);

  crypto_hash_sha256_update (&self->state, (const guint8 *)&wire, sizeof wire);
}

/**
 * foyer_db_chain_begin:
 * @previous: the hash of the row before
 */
void
foyer_db_chain_begin (FoyerDbChain *self, const guint8 previous[FOYER_DB_CHAIN_BYTES])
{
  crypto_hash_sha256_init (&self->state);
  crypto_hash_sha256_update (&self->state, previous, FOYER_DB_CHAIN_BYTES);
}

/**
 * foyer_db_chain_add_text:
 * @text: (nullable): the next field
 */
void
foyer_db_chain_add_text (FoyerDbChain *self, const char *text)
{
  gsize length;

  if (text == NULL) {
    add_length (self, LENGTH_OF_NULL);
    return;
  }
  length = strlen (text);
  add_length (self, (guint32)length);
  crypto_hash_sha256_update (&self->state, (const guint8 *)text, length);
}

/**
 * foyer_db_chain_add_int:
 * @value: the next field
 */
void
foyer_db_chain_add_int (FoyerDbChain *self, gint64 value)
{
  char digits[24];

  g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, value);
  foyer_db_chain_add_text (self, digits);
}

/**
 * foyer_db_chain_end:
 * @hash: (out caller-allocates): the row's hash
 */
void
foyer_db_chain_end (FoyerDbChain *self, guint8 hash[FOYER_DB_CHAIN_BYTES])
{
  crypto_hash_sha256_final (&self->state, hash);
}

/**
 * foyer_db_chain_parse:
 * @bytea: (nullable): how PostgreSQL writes 32 bytes: `\x` and 64 hexadecimal digits
 * @hash: (out caller-allocates): the bytes
 *
 * Returns: whether @bytea is a hash
 */
gboolean
foyer_db_chain_parse (const char *bytea, guint8 hash[FOYER_DB_CHAIN_BYTES])
{
  gsize length;

  if (bytea == NULL || strlen (bytea) != FOYER_DB_CHAIN_TEXT_SIZE + 1)
    return FALSE;
  return sodium_hex2bin (hash,
                         FOYER_DB_CHAIN_BYTES,
                         bytea + 2,
                         FOYER_DB_CHAIN_TEXT_SIZE - 1,
                         NULL,
                         &length,
                         NULL) == 0 &&
         length == FOYER_DB_CHAIN_BYTES;
}

/**
 * foyer_db_chain_write:
 * @bytea: (out caller-allocates): @hash as PostgreSQL reads it
 */
void
foyer_db_chain_write (const guint8 hash[FOYER_DB_CHAIN_BYTES],
                      char bytea[FOYER_DB_CHAIN_TEXT_SIZE + 2])
{
  bytea[0] = '\\';
  bytea[1] = 'x';
  sodium_bin2hex (bytea + 2, FOYER_DB_CHAIN_TEXT_SIZE, hash, FOYER_DB_CHAIN_BYTES);
}
