/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/foyer-signed-head.h"

#include <string.h>

#define EVENT "0d9f2f0a-43a8-4d0c-9a2e-3f8a3f1f9b11"

static FoyerSignedHead *
sign (const FoyerSigningKey *key)
{
  FoyerSignedHead fields = { .chain = FOYER_CHAIN_LOG,
                             .event_id = (char *)EVENT,
                             .row_no = 41,
                             .signed_at = 1767225600000000 };

  memset (fields.row_hash, 7, sizeof fields.row_hash);
  return foyer_signed_head_sign (&fields, key);
}

static gboolean
holds (const FoyerSignedHead *fields, const FoyerKeyRing *keys)
{
  g_autoptr (FoyerSignedHead) head = foyer_signed_head_new (fields);

  return foyer_signed_head_check (head, keys);
}

static void
test_every_field (void)
{
  g_auto (FoyerSigningKey) key = { 0 };
  g_autoptr (FoyerKeyRing) keys = foyer_key_ring_new ();
  g_autoptr (FoyerSignedHead) head = NULL;
  FoyerSignedHead altered;

  foyer_signing_key_generate (&key, 3);
  foyer_key_ring_add (keys, 3, key.public_key);
  head = sign (&key);
  g_assert_true (holds (head, keys));

  altered = *head;
  altered.chain = FOYER_CHAIN_AUDIT;
  g_assert_false (holds (&altered, keys));
  altered = *head;
  altered.event_id = NULL;
  g_assert_false (holds (&altered, keys));
  altered = *head;
  altered.row_no--;
  g_assert_false (holds (&altered, keys));
  altered = *head;
  altered.row_hash[31] ^= 1;
  g_assert_false (holds (&altered, keys));
  altered = *head;
  altered.signed_at += G_TIME_SPAN_MILLISECOND;
  g_assert_false (holds (&altered, keys));
  altered = *head;
  altered.key_number = 4;
  g_assert_false (holds (&altered, keys));
  altered = *head;
  altered.signature[0] ^= 1;
  g_assert_false (holds (&altered, keys));
}

static void
test_other_keys (void)
{
  g_auto (FoyerSigningKey) key = { 0 };
  g_auto (FoyerSigningKey) other = { 0 };
  g_autoptr (FoyerKeyRing) keys = foyer_key_ring_new ();
  g_autoptr (FoyerSignedHead) head = NULL;

  foyer_signing_key_generate (&key, 3);
  foyer_signing_key_generate (&other, 3);
  foyer_key_ring_add (keys, 3, other.public_key);
  head = sign (&key);
  g_assert_false (foyer_signed_head_check (head, keys));
}

static void
test_whose (void)
{
  g_auto (FoyerSigningKey) key = { 0 };
  g_autoptr (FoyerSignedHead) head = NULL;
  FoyerChain chain = FOYER_CHAIN_AUDIT;

  foyer_signing_key_generate (&key, 1);
  head = sign (&key);
  g_assert_true (foyer_signed_head_is_of (head, FOYER_CHAIN_LOG, EVENT));
  g_assert_false (foyer_signed_head_is_of (head, FOYER_CHAIN_AUDIT, EVENT));
  g_assert_false (foyer_signed_head_is_of (head, FOYER_CHAIN_LOG, NULL));
  g_assert_true (foyer_chain_from_nick ("log", &chain));
  g_assert_cmpint (chain, ==, FOYER_CHAIN_LOG);
  g_assert_cmpstr (foyer_chain_to_nick (FOYER_CHAIN_AUDIT), ==, "audit");
  g_assert_false (foyer_chain_from_nick ("chain", &chain));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/signed-head/every-field-is-signed", test_every_field);
  g_test_add_func ("/model/signed-head/another-key-of-that-number-is-refused", test_other_keys);
  g_test_add_func ("/model/signed-head/it-says-whose-it-is", test_whose);
  return g_test_run ();
}
