/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-proof"

#include "config.h"

#include "model/foyer-proof.h"

#include <sodium.h>
#include <string.h>

/* Proofs that a device holds its key: Ed25519 signatures over
 *
 *   "foyer-proof" NUL, the purpose's word, NUL, the text that is answered (a challenge, a code)
 *
 * Neither word nor text holds a NUL, so no two pairs of them give the same bytes. */

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

G_STATIC_ASSERT (sodium_base64_ENCODED_LEN (FOYER_CHALLENGE_BYTES, VARIANT) ==
                 FOYER_CHALLENGE_LENGTH + 1);
G_STATIC_ASSERT (sodium_base64_ENCODED_LEN (FOYER_SIGNATURE_BYTES, VARIANT) ==
                 FOYER_PROOF_LENGTH + 1);

static const char context[] = "foyer-proof";

static const char *const purposes[] = {
  [FOYER_PROOF_ENROL] = "enrol",         [FOYER_PROOF_STATUS] = "status",
  [FOYER_PROOF_SIGN_IN] = "sign-in",     [FOYER_PROOF_SESSION] = "session",
  [FOYER_PROOF_WIPED] = "wiped",         [FOYER_PROOF_EXPORT] = "export",
  [FOYER_PROOF_SCAN] = "scan",           [FOYER_PROOF_HEARD] = "heard",
  [FOYER_PROOF_NEIGHBOUR] = "neighbour", [FOYER_PROOF_DELIVER] = "deliver",
  [FOYER_PROOF_OVERRIDE] = "override",   [FOYER_PROOF_HEARD_OVERRIDE] = "heard-override",
};

/**
 * foyer_challenge_new:
 *
 * Returns: (transfer full): a random text that nobody has answered before
 */
char *
foyer_challenge_new (void)
{
  guint8 bytes[FOYER_CHALLENGE_BYTES];
  char *text = g_malloc (FOYER_CHALLENGE_LENGTH + 1);

  randombytes_buf (bytes, sizeof bytes);
  return sodium_bin2base64 (text, FOYER_CHALLENGE_LENGTH + 1, bytes, sizeof bytes, VARIANT);
}

/* Whether @text is the one spelling of @n_bytes bytes. */
static gboolean
decode (const char *text, guint8 *bytes, gsize n_bytes)
{
  gsize length = strlen (text);
  gsize size = 0;
  const char *end = NULL;

  return sodium_base642bin (bytes, n_bytes, text, length, NULL, &size, &end, VARIANT) == 0 &&
         size == n_bytes && end == text + length;
}

/**
 * foyer_challenge_is_well_formed:
 *
 * Returns: whether foyer_challenge_new() could have made it
 */
gboolean
foyer_challenge_is_well_formed (const char *challenge)
{
  guint8 bytes[FOYER_CHALLENGE_BYTES];

  return decode (challenge, bytes, sizeof bytes);
}

static GByteArray *
make_message (FoyerProofPurpose purpose, const char *text)
{
  GByteArray *message = g_byte_array_new ();
  const char *word = purposes[purpose];

  g_byte_array_append (message, (const guint8 *)context, sizeof context);
  g_byte_array_append (message, (const guint8 *)word, (guint)strlen (word) + 1);
  g_byte_array_append (message, (const guint8 *)text, (guint)strlen (text));
  return message;
}

/**
 * foyer_proof_sign:
 * @key: a device's key
 * @text: what is answered
 *
 * Returns: (transfer full): the proof, as it goes over the wire
 */
char *
foyer_proof_sign (const FoyerSigningKey *key, FoyerProofPurpose purpose, const char *text)
{
  g_autoptr (GByteArray) message = make_message (purpose, text);
  guint8 signature[FOYER_SIGNATURE_BYTES];
  char *proof = g_malloc (FOYER_PROOF_LENGTH + 1);

  crypto_sign_detached (signature, NULL, message->data, message->len, key->secret_key);
  return sodium_bin2base64 (proof, FOYER_PROOF_LENGTH + 1, signature, sizeof signature, VARIANT);
}

/**
 * foyer_proof_check:
 * @public_key: the key of the device that should have signed
 * @text: what it was to answer
 * @proof: what it sent; anything
 *
 * Returns: whether the device's key made @proof for that purpose and that text
 */
gboolean
foyer_proof_check (const guint8 public_key[FOYER_PUBLIC_KEY_BYTES],
                   FoyerProofPurpose purpose,
                   const char *text,
                   const char *proof)
{
  g_autoptr (GByteArray) message = make_message (purpose, text);
  guint8 signature[FOYER_SIGNATURE_BYTES];

  return decode (proof, signature, sizeof signature) &&
         crypto_sign_verify_detached (signature, message->data, message->len, public_key) == 0;
}
