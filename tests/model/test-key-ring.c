/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/foyer-signing-key.h"

#include <string.h>

static void
test_by_number (void)
{
  g_autoptr (FoyerKeyRing) keys = foyer_key_ring_new ();
  FoyerSigningKey pairs[3] = { 0 };
  static const guint32 numbers[] = { 5, 1, G_MAXUINT32 };

  for (guint i = 0; i < 3; i++) {
    foyer_signing_key_generate (&pairs[i], numbers[i]);
    foyer_key_ring_add (keys, numbers[i], pairs[i].public_key);
  }
  g_assert_cmpuint (foyer_key_ring_get_size (keys), ==, 3);
  for (guint i = 0; i < 3; i++) {
    g_assert_cmpuint (foyer_key_ring_get_number (keys, i), ==, numbers[i]);
    g_assert_cmpmem (foyer_key_ring_get (keys, numbers[i]),
                     FOYER_PUBLIC_KEY_BYTES,
                     pairs[i].public_key,
                     FOYER_PUBLIC_KEY_BYTES);
  }
  g_assert_null (foyer_key_ring_get (keys, 0));
  g_assert_null (foyer_key_ring_get (keys, 2));
}

static void
test_clear (void)
{
  static const FoyerSigningKey nothing;
  FoyerSigningKey key = { 0 };

  foyer_signing_key_generate (&key, 1);
  g_assert_cmpint (memcmp (&key, &nothing, sizeof key), !=, 0);
  foyer_signing_key_clear (&key);
  g_assert_cmpint (memcmp (&key, &nothing, sizeof key), ==, 0);
}

static void
test_references (void)
{
  FoyerKeyRing *keys = foyer_key_ring_new ();
  g_autoptr (FoyerKeyRing) same = foyer_key_ring_ref (keys);

  foyer_key_ring_unref (keys);
  g_assert_cmpuint (foyer_key_ring_get_size (same), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/key-ring/keys-are-found-by-number", test_by_number);
  g_test_add_func ("/model/key-ring/a-ring-lives-while-someone-holds-it", test_references);
  g_test_add_func ("/model/signing-key/clearing-wipes-it", test_clear);
  return g_test_run ();
}
