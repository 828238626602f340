/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-limits.h"
#include "model/foyer-passphrase.h"

static void
assert_tidy (const char *typed, const char *meant)
{
  g_autofree char *text = foyer_passphrase_tidy (typed);

  g_assert_cmpstr (text, ==, meant);
}

static void
test_length_in_characters (void)
{
  g_autofree char *longest = g_strnfill (FOYER_LIMIT_PASSPHRASE_MOST, 'x');
  g_autofree char *too_long = g_strnfill (FOYER_LIMIT_PASSPHRASE_MOST + 1, 'x');
  g_autofree char *far_too_long = g_strnfill (100000, 'x');

  assert_tidy ("12345", NULL);
  assert_tidy ("123456", "123456");
  assert_tidy ("ééééé", NULL);
  assert_tidy (" spaces count ", " spaces count ");
  assert_tidy (longest, longest);
  assert_tidy (too_long, NULL);
  assert_tidy (far_too_long, NULL);
  assert_tidy ("abcdef\xff", NULL);
}

static void
test_one_spelling (void)
{
  assert_tidy ("e\xcc\x81"
               "e\xcc\x81"
               "e\xcc\x81"
               "e\xcc\x81"
               "e\xcc\x81"
               "e\xcc\x81",
               "éééééé");
}

static void
test_hash (void)
{
  g_autofree char *hash = foyer_passphrase_hash ("correct horse");
  g_autofree char *again = foyer_passphrase_hash ("correct horse");

  g_assert_true (g_str_has_prefix (hash, "$argon2id$v=19$m=65536,t=2,p=1$"));
  g_assert_cmpstr (hash, !=, again);
  g_assert_true (foyer_passphrase_fits ("correct horse", hash));
  g_assert_false (foyer_passphrase_fits ("correct Horse", hash));
  g_assert_false (foyer_passphrase_fits ("correct horse", ""));
  g_assert_false (foyer_passphrase_fits ("correct horse", "none"));
}

static void
test_nobody (void)
{
  g_assert_false (foyer_passphrase_fits ("correct horse", NULL));
  g_assert_false (foyer_passphrase_fits ("nobody's", NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/passphrase/its-length-is-in-characters", test_length_in_characters);
  g_test_add_func ("/model/passphrase/it-has-one-spelling", test_one_spelling);
  g_test_add_func ("/model/passphrase/it-is-kept-as-argon2id", test_hash);
  g_test_add_func ("/model/passphrase/nobody-has-none-that-fits", test_nobody);
  return g_test_run ();
}
