/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-heads"

#include "config.h"

#include "wire-values.h"

#include "wire/foyer-wire-heads.h"

#include <string.h>

/* What a relay has signed is what a desk shows later: no bit of it gets lost on the way. */

#define EVENT "0d9f2f0a-43a8-4d0c-9a2e-3f8a3f1f9b11"

static FoyerSignedHead *
sign (FoyerChain chain, const FoyerSigningKey *key)
{
  FoyerSignedHead fields = { .chain = chain,
                             .event_id = chain == FOYER_CHAIN_INSTALLATION ? NULL : (char *)EVENT,
                             .row_no = G_GINT64_CONSTANT (1) << 40,
                             .signed_at = 1777658553500123 };

  for (guint i = 0; i < sizeof fields.row_hash; i++)
    fields.row_hash[i] = (guint8)(251 * i + chain);
  return foyer_signed_head_sign (&fields, key);
}

static FoyerSignedHeads *
make (void)
{
  g_auto (FoyerSigningKey) key = { 0 };
  g_autoptr (FoyerKeyRing) keys = foyer_key_ring_new ();
  g_autoptr (GPtrArray) heads =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_signed_head_unref);
  FoyerSignedHeads fields = { (char *)EVENT, 3, heads, keys };

  foyer_signing_key_generate (&key, 7);
  foyer_key_ring_add (keys, 7, key.public_key);
  for (guint i = FOYER_CHAIN_LOG; i <= FOYER_CHAIN_INSTALLATION; i++)
    g_ptr_array_add (heads, sign ((FoyerChain)i, &key));
  return foyer_signed_heads_new (&fields);
}

static void
assert_good (const FoyerSignedHeads *heads, const FoyerKeyRing *keys)
{
  g_assert_cmpstr (heads->event_id, ==, EVENT);
  g_assert_cmpuint (heads->heads->len, ==, 3);
  for (guint i = 0; i < heads->heads->len; i++)
    g_assert_true (foyer_signed_head_check (g_ptr_array_index (heads->heads, i), keys));
  g_assert_null (foyer_signed_heads_get (heads, FOYER_CHAIN_INSTALLATION)->event_id);
  g_assert_cmpstr (foyer_signed_heads_get (heads, FOYER_CHAIN_AUDIT)->event_id, ==, EVENT);
}

static void
test_handed_out (void)
{
  g_autoptr (FoyerSignedHeads) written = make ();
  g_autoptr (FoyerSignedHeads) other = make ();
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (FoyerSignedHeads) read = NULL;

  foyer_wire_write_signed_heads (out, written);
  message = wire_read_back (out->str, FOYER_SENDER_RELAY);
  read = foyer_wire_read_heads (message);
  assert_good (read, read->keys);
  g_assert_true (foyer_signed_heads_equal (read, written));
  g_assert_false (foyer_signed_heads_equal (read, other));
}

static void
test_shown (void)
{
  g_autoptr (FoyerSignedHeads) written = make ();
  g_autofree char *text = foyer_wire_encode_show_heads ("1", written);
  g_autoptr (FoyerMessage) message = wire_read_back (text, FOYER_SENDER_DEVICE);
  g_autoptr (FoyerSignedHeads) read = foyer_wire_read_heads (message);

  assert_good (read, written->keys);
  g_assert_cmpuint (foyer_key_ring_get_size (read->keys), ==, 0);
}

/* Texts of the right length that are neither a hash nor a signature are read, and are no proof. */
static void
test_nonsense (void)
{
  g_autofree char *hash = g_strnfill (64, 'z');
  g_autofree char *signature = g_strnfill (88, '!');
  g_autofree char *text =
      g_strdup_printf ("{\"type\":\"show_heads\",\"id\":\"1\",\"event_id\":\"" EVENT "\",\"heads\":"
                       "[{\"chain\":\"log\",\"row_no\":1,\"row_hash\":\"%s\",\"signed_at\":"
                       "\"2026-05-01T18:02:33.123Z\",\"key_number\":1,\"signature\":\"%s\"}]}",
                       hash,
                       signature);
  g_autoptr (FoyerMessage) message = wire_read_back (text, FOYER_SENDER_DEVICE);
  g_autoptr (FoyerSignedHeads) read = foyer_wire_read_heads (message);
  g_autoptr (FoyerSignedHeads) other = make ();

  g_assert_false (foyer_signed_head_check (g_ptr_array_index (read->heads, 0), other->keys));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/heads/what-is-handed-out", test_handed_out);
  g_test_add_func ("/wire/heads/what-is-shown", test_shown);
  g_test_add_func ("/wire/heads/nonsense-proves-nothing", test_nonsense);
  return g_test_run ();
}
