/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/foyer-signed-heads.h"

#include <string.h>

/* What a desk keeps of the heads that it is handed. */

#define EVENT "0d9f2f0a-43a8-4d0c-9a2e-3f8a3f1f9b11"

static FoyerSigningKey key;
static FoyerSigningKey other_key;

static FoyerSignedHead *
sign (FoyerChain chain, gint64 row_no, guint8 row, const FoyerSigningKey *with)
{
  FoyerSignedHead fields = { .chain = chain, .event_id = (char *)EVENT, .row_no = row_no };

  memset (fields.row_hash, row, sizeof fields.row_hash);
  return foyer_signed_head_sign (&fields, with);
}

/* Heads of a log that has @log_no rows and an audit log that has @audit_no. */
static FoyerSignedHeads *
make (gint64 epoch, gint64 log_no, gint64 audit_no, guint8 row, const FoyerSigningKey *with)
{
  g_autoptr (FoyerKeyRing) keys = foyer_key_ring_new ();
  g_autoptr (GPtrArray) heads =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_signed_head_unref);
  FoyerSignedHeads fields = { (char *)EVENT, epoch, heads, keys };

  foyer_key_ring_add (keys, with->number, with->public_key);
  g_ptr_array_add (heads, sign (FOYER_CHAIN_LOG, log_no, row, with));
  g_ptr_array_add (heads, sign (FOYER_CHAIN_AUDIT, audit_no, row, with));
  return foyer_signed_heads_new (&fields);
}

static void
assert_kept (const FoyerSignedHeads *heads, gint64 log_no, gint64 audit_no)
{
  g_assert_cmpuint (heads->heads->len, ==, 2);
  g_assert_cmpint (foyer_signed_heads_get (heads, FOYER_CHAIN_LOG)->row_no, ==, log_no);
  g_assert_cmpint (foyer_signed_heads_get (heads, FOYER_CHAIN_AUDIT)->row_no, ==, audit_no);
}

static void
test_the_longest (void)
{
  g_autoptr (FoyerSignedHeads) first = make (1, 5, 2, 1, &key);
  g_autoptr (FoyerSignedHeads) second = make (1, 7, 1, 2, &key);
  g_autoptr (FoyerSignedHeads) kept = foyer_signed_heads_merge (NULL, first);
  g_autoptr (FoyerSignedHeads) both = foyer_signed_heads_merge (kept, second);
  g_autoptr (FoyerSignedHeads) again = foyer_signed_heads_merge (both, first);

  g_assert_true (foyer_signed_heads_equal (kept, first));
  assert_kept (both, 7, 2);
  g_assert_true (again == both);
}

/* Another row in the same place is what heads are kept for. */
static void
test_the_first_of_its_place (void)
{
  g_autoptr (FoyerSignedHeads) first = make (1, 5, 2, 1, &key);
  g_autoptr (FoyerSignedHeads) second = make (1, 5, 2, 2, &key);
  g_autoptr (FoyerSignedHeads) kept = foyer_signed_heads_merge (first, second);

  g_assert_true (kept == first);
}

static void
test_another_epoch (void)
{
  g_autoptr (FoyerSignedHeads) first = make (1, 5, 2, 1, &key);
  g_autoptr (FoyerSignedHeads) restored = make (2, 3, 1, 1, &key);
  g_autoptr (FoyerSignedHeads) kept = foyer_signed_heads_merge (first, restored);
  g_autoptr (FoyerSignedHeads) back = foyer_signed_heads_merge (kept, first);

  assert_kept (kept, 3, 1);
  g_assert_cmpint (kept->epoch, ==, 2);
  g_assert_true (back == kept);
}

static void
test_other_keys (void)
{
  g_autoptr (FoyerSignedHeads) first = make (1, 5, 2, 1, &key);
  g_autoptr (FoyerSignedHeads) forged = make (2, 9, 9, 1, &other_key);
  g_autoptr (FoyerSignedHeads) kept = foyer_signed_heads_merge (first, forged);
  g_auto (FoyerSigningKey) next = { 0 };
  g_autoptr (FoyerSignedHeads) rotated = NULL;
  g_autoptr (FoyerSignedHeads) with_both = NULL;

  g_assert_true (kept == first);
  foyer_signing_key_generate (&next, 2);
  rotated = make (1, 6, 3, 1, &next);
  with_both = foyer_signed_heads_merge (first, rotated);
  assert_kept (with_both, 6, 3);
  g_assert_cmpuint (foyer_key_ring_get_size (with_both->keys), ==, 2);
}

static void
test_nothing_unsigned (void)
{
  g_autoptr (FoyerSignedHeads) shown = make (1, 5, 2, 1, &key);
  g_autoptr (FoyerSignedHeads) kept = NULL;
  FoyerSignedHead *log = foyer_signed_heads_get (shown, FOYER_CHAIN_LOG);

  log->row_no = 6;
  kept = foyer_signed_heads_merge (NULL, shown);
  g_assert_cmpuint (kept->heads->len, ==, 1);
  g_assert_null (foyer_signed_heads_get (kept, FOYER_CHAIN_LOG));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  foyer_signing_key_generate (&key, 1);
  foyer_signing_key_generate (&other_key, 1);
  g_test_add_func ("/model/signed-heads/the-longest-is-kept", test_the_longest);
  g_test_add_func ("/model/signed-heads/the-first-of-its-place-is-kept",
                   test_the_first_of_its_place);
  g_test_add_func ("/model/signed-heads/another-epoch-begins-anew", test_another_epoch);
  g_test_add_func ("/model/signed-heads/a-number-stands-for-one-key", test_other_keys);
  g_test_add_func ("/model/signed-heads/nothing-unsigned-is-kept", test_nothing_unsigned);
  return g_test_run ();
}
