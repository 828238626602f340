/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-token"

#include "config.h"

#include "db/foyer-db-token.h"

#include <string.h>

#define TOKEN_BYTES 32
#define VARIANT     sodium_base64_VARIANT_URLSAFE_NO_PADDING

/**
 * foyer_db_token_new:
 *
 * Returns: (transfer full): 256 random bits as a text
 */
char *
foyer_db_token_new (void)
{
  guint8 bytes[TOKEN_BYTES];
  gsize size = sodium_base64_ENCODED_LEN (TOKEN_BYTES, VARIANT);
  char *text = g_malloc (size);

  randombytes_buf (bytes, sizeof bytes);
  sodium_bin2base64 (text, size, bytes, sizeof bytes, VARIANT);
  sodium_memzero (bytes, sizeof bytes);
  return text;
}

/**
 * foyer_db_token_hash:
 * @token: what somebody shows; anything
 * @hex: (out caller-allocates): its SHA-256, as decode (…, 'hex') takes it
 */
void
foyer_db_token_hash (const char *token, char hex[FOYER_DB_TOKEN_HASH_SIZE])
{
  guint8 hash[crypto_hash_sha256_BYTES];

  crypto_hash_sha256 (hash, (const guint8 *)token, strlen (token));
  sodium_bin2hex (hex, FOYER_DB_TOKEN_HASH_SIZE, hash, sizeof hash);
}
