/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-signed-head"

#include "config.h"

#include "model/foyer-signed-head.h"

#include "base/foyer-nick.h"
#include "base/foyer-uuid.h"
#include "base/foyer-value.h"

#include <sodium.h>
#include <string.h>

/* What is signed, big-endian:
 *
 *   offset  size  what
 *        0    11  "foyer-head" NUL
 *       11     1  the chain: 0 the log, 1 the audit log, 2 the installation’s audit log
 *       12    16  the event's id, zeros for the installation
 *       28     8  the number of the last row
 *       36    32  its hash
 *       68     8  when it was signed, in milliseconds since 1970
 *       76     4  the number of the key
 */

static const guint8 context[] = "foyer-head";

#define AT_CHAIN      (sizeof context)
#define AT_EVENT      (AT_CHAIN + 1)
#define AT_ROW_NO     (AT_EVENT + FOYER_UUID_BYTES)
#define AT_ROW_HASH   (AT_ROW_NO + 8)
#define AT_SIGNED_AT  (AT_ROW_HASH + FOYER_ROW_HASH_BYTES)
#define AT_KEY        (AT_SIGNED_AT + 8)
#define MESSAGE_BYTES (AT_KEY + 4)

static const char *const chain_nicks[] = {
  [FOYER_CHAIN_LOG] = "log",
  [FOYER_CHAIN_AUDIT] = "audit",
  [FOYER_CHAIN_INSTALLATION] = "installation",
};

/**
 * foyer_chain_to_nick:
 *
 * Returns: (transfer none): its word
 */
const char *
foyer_chain_to_nick (FoyerChain value)
{
  return foyer_nick_get (chain_nicks, G_N_ELEMENTS (chain_nicks), value);
}

/**
 * foyer_chain_from_nick:
 * @value: (out): untouched where @nick is none
 *
 * Returns: whether @nick is the word of a chain
 */
gboolean
foyer_chain_from_nick (const char *nick, FoyerChain *value)
{
  guint found;

  if (!foyer_nick_find (chain_nicks, G_N_ELEMENTS (chain_nicks), nick, &found))
    return FALSE;
  *value = (FoyerChain)found;
  return TRUE;
}

static void
free_fields (gpointer data)
{
  FoyerSignedHead *self = data;

  g_free (self->event_id);
}

FOYER_DEFINE_VALUE (FoyerSignedHead, foyer_signed_head, free_fields)

/**
 * foyer_signed_head_new:
 * @fields: what the head holds; it is copied
 *
 * Returns: (transfer full): a new value
 */
FoyerSignedHead *
foyer_signed_head_new (const FoyerSignedHead *fields)
{
  FoyerSignedHead *self = g_atomic_rc_box_new0 (FoyerSignedHead);

  *self = *fields;
  self->event_id = g_strdup (fields->event_id);
  return self;
}

static void
write_message (const FoyerSignedHead *self, guint8 message[MESSAGE_BYTES])
{
  guint64 row_no = GUINT64_TO_BE ((guint64)self->row_no);
  guint64 signed_at = GUINT64_TO_BE ((guint64)(self->signed_at / G_TIME_SPAN_MILLISECOND));
  guint32 key_number = GUINT32_TO_BE (self->key_number);

  memset (message, 0, MESSAGE_BYTES);
  memcpy (message, context, sizeof context);
  message[AT_CHAIN] = (guint8)self->chain;
  if (self->event_id != NULL)
    foyer_uuid_parse (self->event_id, message + AT_EVENT);
  memcpy (message + AT_ROW_NO, &row_no, sizeof row_no);
  memcpy (message + AT_ROW_HASH, self->row_hash, FOYER_ROW_HASH_BYTES);
  memcpy (message + AT_SIGNED_AT, &signed_at, sizeof signed_at);
  memcpy (message + AT_KEY, &key_number, sizeof key_number);
}

/**
 * foyer_signed_head_sign:
 * @fields: what is signed; its key and signature do not matter
 * @key: one of the installation's head keys
 *
 * Returns: (transfer full): the head with its signature; its time is one of whole milliseconds
 */
FoyerSignedHead *
foyer_signed_head_sign (const FoyerSignedHead *fields, const FoyerSigningKey *key)
{
  FoyerSignedHead *self = foyer_signed_head_new (fields);
  guint8 message[MESSAGE_BYTES];

  self->key_number = key->number;
  self->signed_at -= self->signed_at % G_TIME_SPAN_MILLISECOND;
  write_message (self, message);
  crypto_sign_detached (self->signature, NULL, message, sizeof message, key->secret_key);
  return self;
}

/**
 * foyer_signed_head_check:
 * @keys: the installation's head keys
 *
 * Returns: whether one of @keys has signed just that
 */
gboolean
foyer_signed_head_check (const FoyerSignedHead *self, const FoyerKeyRing *keys)
{
  const guint8 *key = foyer_key_ring_get (keys, self->key_number);
  guint8 message[MESSAGE_BYTES];

  if (key == NULL)
    return FALSE;
  write_message (self, message);
  return crypto_sign_verify_detached (self->signature, message, sizeof message, key) == 0;
}

/**
 * foyer_signed_head_is_of:
 * @event_id: (nullable): an event, or %NULL for the installation
 *
 * Returns: whether it is about that chain
 */
gboolean
foyer_signed_head_is_of (const FoyerSignedHead *self, FoyerChain chain, const char *event_id)
{
  return self->chain == chain && g_strcmp0 (self->event_id, event_id) == 0;
}
