/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-passphrase"

#include "config.h"

#include "model/foyer-passphrase.h"

#include "base/foyer-limits.h"

#include <sodium.h>
#include <string.h>

/* Passphrases are kept as argon2id texts only (RFC 9106), which hold salt and costs. */

/**
 * foyer_passphrase_tidy:
 * @typed: what a person typed; anything
 *
 * Keyboards write the same letter in several ways; one of them is taken.
 *
 * Returns: (transfer full) (nullable): the passphrase that it means, or %NULL where it cannot be
 *   one: it has %FOYER_LIMIT_PASSPHRASE_LEAST to %FOYER_LIMIT_PASSPHRASE_MOST characters
 */
char *
foyer_passphrase_tidy (const char *typed)
{
  g_autofree char *text = NULL;
  glong length;

  if (strlen (typed) > FOYER_LIMIT_PASSPHRASE_BYTES || !g_utf8_validate (typed, -1, NULL))
    return NULL;
  text = g_utf8_normalize (typed, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  length = g_utf8_strlen (text, -1);
  if (length < FOYER_LIMIT_PASSPHRASE_LEAST || length > FOYER_LIMIT_PASSPHRASE_MOST)
    return NULL;
  return g_steal_pointer (&text);
}

/**
 * foyer_passphrase_hash:
 * @passphrase: what foyer_passphrase_tidy() returned
 *
 * Takes a good part of a second, and memory, on purpose.
 *
 * Returns: (transfer full) (nullable): what is kept of it, or %NULL without that memory
 */
char *
foyer_passphrase_hash (const char *passphrase)
{
  char text[crypto_pwhash_STRBYTES];

  if (crypto_pwhash_str_alg (text,
                             passphrase,
                             strlen (passphrase),
                             FOYER_LIMIT_PASSPHRASE_PASSES,
                             FOYER_LIMIT_PASSPHRASE_MEMORY,
                             crypto_pwhash_ALG_ARGON2ID13) != 0)
    return NULL;
  return g_strdup (text);
}

static const char *
get_nobodys_hash (void)
{
  static gsize hash = 0;

  if (g_once_init_enter (&hash)) {
    char *text = foyer_passphrase_hash ("nobody's");

    g_once_init_leave (&hash, (gsize)(text != NULL ? text : g_strdup ("none")));
  }
  return (const char *)hash;
}

/**
 * foyer_passphrase_fits:
 * @passphrase: what foyer_passphrase_tidy() returned
 * @hash: (nullable): what is kept of the right one; %NULL where there is none, which takes as long
 *
 * Returns: whether it is the right one
 */
gboolean
foyer_passphrase_fits (const char *passphrase, const char *hash)
{
  /* Asked in any case, so that the first unknown account takes no longer than the others. */
  const char *otherwise = get_nobodys_hash ();
  const char *against = hash != NULL ? hash : otherwise;

  return crypto_pwhash_str_verify (against, passphrase, strlen (passphrase)) == 0 && hash != NULL;
}
