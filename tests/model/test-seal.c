/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "model/foyer-seal.h"

#include <string.h>

static FoyerSeal *
make_seal (guint8 fill)
{
  g_autoptr (GError) error = NULL;
  guint8 key[FOYER_SEAL_KEY_BYTES];
  FoyerSeal *seal;

  memset (key, fill, sizeof key);
  seal = foyer_seal_new (key, &error);
  g_assert_no_error (error);
  return seal;
}

static void
test_what_is_sealed_opens (void)
{
  g_autoptr (FoyerSeal) seal = make_seal (1);
  static const char text[] = "Grace Hopper, grace@example.org";
  g_autoptr (GBytes) sealed = foyer_seal_data (seal, "ticket:1", text, strlen (text));
  g_autoptr (GBytes) again = foyer_seal_data (seal, "ticket:1", text, strlen (text));
  gsize size;
  const guint8 *bytes = g_bytes_get_data (sealed, &size);
  g_autoptr (GBytes) opened = foyer_seal_open_data (seal, "ticket:1", bytes, size, NULL);
  g_autoptr (GBytes) expected = g_bytes_new_static (text, strlen (text));

  g_assert_true (g_bytes_equal (opened, expected));
  g_assert_true (g_bytes_equal (sealed, again));
  g_assert_null (memmem (bytes, size, "Grace", 5));
}

static void
test_every_altered_bit_is_refused (void)
{
  g_autoptr (FoyerSeal) seal = make_seal (1);
  g_autoptr (GBytes) sealed = foyer_seal_data (seal, "key:1", "abc", 3);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (sealed, &size);

  g_assert_null (foyer_seal_open_data (seal, "key:2", bytes, size, NULL));
  for (gsize i = 0; i < size * 8; i++) {
    g_autofree guint8 *altered = g_memdup2 (bytes, size);
    g_autoptr (GError) error = NULL;

    altered[i / 8] ^= (guint8)(1 << (i % 8));
    g_assert_null (foyer_seal_open_data (seal, "key:1", altered, size, &error));
    g_assert_error (error, FOYER_ERROR, FOYER_ERROR_DAMAGED);
  }
  for (gsize length = 0; length < size; length++)
    g_assert_null (foyer_seal_open_data (seal, "key:1", bytes, length, NULL));
}

static void
test_a_signature_is_of_one_key_purpose_and_text (void)
{
  g_autoptr (FoyerSeal) seal = make_seal (1);
  g_autoptr (FoyerSeal) other = make_seal (2);
  g_autofree char *signature = foyer_seal_sign (seal, "copy", "abc", 3);
  g_autofree char *same = foyer_seal_sign (seal, "copy", "abc", 3);
  g_autofree char *of_other = foyer_seal_sign (other, "copy", "abc", 3);
  g_autofree char *for_other = foyer_seal_sign (seal, "copies", "abc", 3);
  g_autofree char *of_text = foyer_seal_sign (seal, "copy", "abd", 3);

  g_assert_cmpuint (strlen (signature), ==, 2 * FOYER_SEAL_SIGNATURE_BYTES);
  g_assert_cmpstr (signature, ==, same);
  g_assert_cmpstr (signature, !=, of_other);
  g_assert_cmpstr (signature, !=, for_other);
  g_assert_cmpstr (signature, !=, of_text);
}

static void
test_a_check_tells_keys_apart (void)
{
  g_autoptr (FoyerSeal) seal = make_seal (1);
  g_autoptr (FoyerSeal) same = make_seal (1);
  g_autoptr (FoyerSeal) other = make_seal (2);
  g_autofree char *check = foyer_seal_get_check (seal);
  g_autofree char *again = foyer_seal_get_check (same);
  g_autofree char *of_other = foyer_seal_get_check (other);

  g_assert_cmpstr (check, ==, again);
  g_assert_cmpstr (check, !=, of_other);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/seal/what-is-sealed-opens", test_what_is_sealed_opens);
  g_test_add_func ("/model/seal/every-altered-bit-is-refused", test_every_altered_bit_is_refused);
  g_test_add_func ("/model/seal/a-signature-is-of-one-key-purpose-and-text",
                   test_a_signature_is_of_one_key_purpose_and_text);
  g_test_add_func ("/model/seal/a-check-tells-keys-apart", test_a_check_tells_keys_apart);
  return g_test_run ();
}
