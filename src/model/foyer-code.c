/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-code"

#include "config.h"

#include "model/foyer-code.h"

#include "base/foyer-base32.h"

#include <sodium.h>
#include <string.h>

/* Ticket codes, the texts that barcodes hold.
 *
 * A signed code is `F1` and the base 32 of 94 bytes, big-endian:
 *
 *   offset  size  what
 *        0     4  number of the key
 *        4    16  ticket id
 *       20     2  number of the ticket type
 *       22     4  valid from, Unix seconds, 0 is open
 *       26     4  valid until, Unix seconds, 0 is open
 *       30    64  Ed25519 signature over "foyer-F1" NUL, the event id (16) and bytes 0 to 29
 *
 * The event id is signed but not carried: a code is checked for one event. Every code has one
 * spelling; base 32 decodes no other. A short code is `F0` and the base 32 of 16 random bytes. */

#define PREFIX_LENGTH 2
#define BODY_BYTES    30
#define SIGNED_BYTES  (BODY_BYTES + FOYER_SIGNATURE_BYTES)
#define SHORT_BYTES   16
/* A text that starts like a signed code and has at least this many characters claims to be one,
 * so that a mangled or forged one is called that and not merely unknown. */
#define SIGNED_CLAIM_LENGTH 100

static const guint8 signature_context[] = "foyer-F1";

#define MESSAGE_BYTES (sizeof signature_context + FOYER_UUID_BYTES + BODY_BYTES)

static void
put_u32 (guint8 *at, guint32 value)
{
  guint32 wire = GUINT32_TO_BE (value);

  memcpy (at, &wire, sizeof wire);
}

static guint32
get_u32 (const guint8 *at)
{
  guint32 wire;

  memcpy (&wire, at, sizeof wire);
  return GUINT32_FROM_BE (wire);
}

/* Only 0 may become 0, which means open. */
static guint32
to_seconds (FoyerTime time)
{
  if (time == 0)
    return 0;
  return (guint32)CLAMP (time / FOYER_TIME_SECOND, 1, (gint64)G_MAXUINT32);
}

static void
write_message (guint8 message[MESSAGE_BYTES],
               const guint8 event_id[FOYER_UUID_BYTES],
               const guint8 body[BODY_BYTES])
{
  memcpy (message, signature_context, sizeof signature_context);
  memcpy (message + sizeof signature_context, event_id, FOYER_UUID_BYTES);
  memcpy (message + sizeof signature_context + FOYER_UUID_BYTES, body, BODY_BYTES);
}

/**
 * foyer_code_get_kind:
 * @text: what a barcode said
 *
 * Tells from the form alone what a code claims to be; whether it is that is another question.
 * Spellings in lower case claim the same, and are refused later.
 *
 * Returns: the kind that @text claims
 */
FoyerCodeKind
foyer_code_get_kind (const char *text)
{
  gsize length = strlen (text);

  if (g_ascii_strncasecmp (text, "F1", PREFIX_LENGTH) == 0 && length >= SIGNED_CLAIM_LENGTH)
    return FOYER_CODE_KIND_SIGNED;
  if (strncmp (text, "F0", PREFIX_LENGTH) == 0 &&
      length == PREFIX_LENGTH + FOYER_BASE32_LENGTH (SHORT_BYTES))
    return FOYER_CODE_KIND_SHORT;
  return FOYER_CODE_KIND_FOREIGN;
}

/**
 * foyer_code_hash:
 * @text: what a barcode said
 * @hash: (out caller-allocates): its SHA-256
 */
void
foyer_code_hash (const char *text, guint8 hash[FOYER_CODE_HASH_BYTES])
{
  G_STATIC_ASSERT (FOYER_CODE_HASH_BYTES == crypto_hash_sha256_BYTES);

  crypto_hash_sha256 (hash, (const guint8 *)text, strlen (text));
}

/**
 * foyer_code_hash_parse:
 * @hex: a hash in hexadecimal
 * @hash: (out caller-allocates): its bytes
 *
 * Returns: whether @hex is the hash of a code
 */
gboolean
foyer_code_hash_parse (const char *hex, guint8 hash[FOYER_CODE_HASH_BYTES])
{
  gsize length = strlen (hex);
  gsize size;

  return length == 2 * FOYER_CODE_HASH_BYTES &&
         sodium_hex2bin (hash, FOYER_CODE_HASH_BYTES, hex, length, NULL, &size, NULL) == 0 &&
         size == FOYER_CODE_HASH_BYTES;
}

/**
 * foyer_code_new_short:
 *
 * Returns: (transfer full): a new short code; 128 random bits make it unique
 */
char *
foyer_code_new_short (void)
{
  GString *text = g_string_new ("F0");
  guint8 bytes[SHORT_BYTES];

  randombytes_buf (bytes, sizeof bytes);
  foyer_base32_append (text, bytes, sizeof bytes);
  return g_string_free (text, FALSE);
}

/**
 * foyer_code_sign:
 * @code: what the code shall say; its key number is @key's
 * @event_id: the UUID of the event that it admits to
 * @key: the key that signs it
 *
 * Returns: (transfer full): a signed code of 153 characters
 */
char *
foyer_code_sign (const FoyerSignedCode *code, const char *event_id, const FoyerSigningKey *key)
{
  GString *text;
  guint8 event[FOYER_UUID_BYTES];
  guint8 message[MESSAGE_BYTES];
  guint8 bytes[SIGNED_BYTES];

  g_return_val_if_fail (foyer_uuid_parse (event_id, event), NULL);
  g_return_val_if_fail (code->type_number <= G_MAXUINT16, NULL);

  put_u32 (bytes, key->number);
  memcpy (bytes + 4, code->ticket_id, FOYER_UUID_BYTES);
  bytes[20] = (guint8)(code->type_number >> 8);
  bytes[21] = (guint8)code->type_number;
  put_u32 (bytes + 22, to_seconds (code->valid_from));
  put_u32 (bytes + 26, to_seconds (code->valid_until));
  write_message (message, event, bytes);
  crypto_sign_detached (bytes + BODY_BYTES, NULL, message, sizeof message, key->secret_key);

  text = g_string_new ("F1");
  foyer_base32_append (text, bytes, sizeof bytes);
  return g_string_free (text, FALSE);
}

/**
 * foyer_code_check:
 * @text: what a barcode said
 * @event_id: the UUID of the event that it should admit to
 * @keys: the installation's public keys
 * @code: (out caller-allocates) (optional): what the code says, where its form is right, signed
 *   or not; otherwise all zero
 *
 * Checks the signature of a code. A valid one says that this installation issued the ticket for
 * this event, and nothing about whether it was voided or used since.
 *
 * Returns: %FOYER_CODE_CHECK_UNSIGNED, %FOYER_CODE_CHECK_VALID or %FOYER_CODE_CHECK_BAD: a code of
 *   another event is told from a forged one by checking it for that event too
 */
FoyerCodeCheck
foyer_code_check (const char *text,
                  const char *event_id,
                  const FoyerKeyRing *keys,
                  FoyerSignedCode *code)
{
  FoyerSignedCode unused;
  FoyerSignedCode *says = code != NULL ? code : &unused;
  const guint8 *public_key;
  guint8 event[FOYER_UUID_BYTES];
  guint8 message[MESSAGE_BYTES];
  guint8 bytes[SIGNED_BYTES];

  memset (says, 0, sizeof *says);
  if (foyer_code_get_kind (text) != FOYER_CODE_KIND_SIGNED)
    return FOYER_CODE_CHECK_UNSIGNED;
  if (strncmp (text, "F1", PREFIX_LENGTH) != 0 || !foyer_uuid_parse (event_id, event) ||
      !foyer_base32_decode (text + PREFIX_LENGTH, bytes, sizeof bytes))
    return FOYER_CODE_CHECK_BAD;

  says->key_number = get_u32 (bytes);
  memcpy (says->ticket_id, bytes + 4, FOYER_UUID_BYTES);
  says->type_number = (guint)bytes[20] << 8 | bytes[21];
  says->valid_from = get_u32 (bytes + 22) * FOYER_TIME_SECOND;
  says->valid_until = get_u32 (bytes + 26) * FOYER_TIME_SECOND;

  public_key = foyer_key_ring_get (keys, says->key_number);
  if (public_key == NULL)
    return FOYER_CODE_CHECK_BAD;
  write_message (message, event, bytes);
  if (crypto_sign_verify_detached (bytes + BODY_BYTES, message, sizeof message, public_key) != 0)
    return FOYER_CODE_CHECK_BAD;
  return FOYER_CODE_CHECK_VALID;
}
