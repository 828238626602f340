/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-text.h"

#include <string.h>

static void
test_clean (void)
{
  g_assert_true (foyer_text_is_clean ("", 0));
  g_assert_true (foyer_text_is_clean ("Zoë Müller-Øst 日本 🎟", 100));
  g_assert_true (foyer_text_is_clean ("1234", 4));
}

static void
test_too_long (void)
{
  g_assert_false (foyer_text_is_clean ("12345", 4));
  /* Two characters, but four bytes. */
  g_assert_false (foyer_text_is_clean ("éé", 3));
  g_assert_false (foyer_text_is_clean ("x", 0));
}

static void
test_unclean (void)
{
  static const char *const unclean[] = {
    "a\nb",    "a\tb",     "\r",           "\x1b[31m",         "\x7f",        "\xc2\x85", "\xff",
    "caf\xe9", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "cut\xe2\x82",
  };

  for (guint i = 0; i < G_N_ELEMENTS (unclean); i++)
    g_assert_false (foyer_text_is_clean (unclean[i], 100));
}

static void
test_blank (void)
{
  g_assert_true (foyer_text_is_blank (""));
  g_assert_true (foyer_text_is_blank ("  "));
  g_assert_true (foyer_text_is_blank ("\xc2\xa0\xe3\x80\x80\xe2\x80\x8b"));
  g_assert_false (foyer_text_is_blank (" a "));
  g_assert_false (foyer_text_is_blank ("🎟"));
}

static void
assert_folds_alike (const char *one, const char *other)
{
  g_autofree char *first = foyer_text_fold (one);
  g_autofree char *second = foyer_text_fold (other);

  g_assert_cmpstr (first, ==, second);
}

static void
test_fold (void)
{
  g_autofree char *jose = foyer_text_fold ("José");
  g_autofree char *nothing = foyer_text_fold ("");

  g_assert_cmpstr (jose, ==, "jose");
  g_assert_cmpstr (nothing, ==, "");
  assert_folds_alike ("MÜLLER", "muller");
  assert_folds_alike ("e\xcc\x81t\xc3\xa9", "ÉTÉ");
  assert_folds_alike ("Straße", "STRASSE");
  assert_folds_alike ("ﬁn", "FIN");
}

static void
assert_words (const char *text, const char *expected)
{
  g_auto (GStrv) words = foyer_text_words (text);
  g_autofree char *joined = g_strjoinv (" ", words);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_words (void)
{
  assert_words ("", "");
  assert_words (" -.'", "");
  assert_words ("José  O'Neil-Müller", "jose o neil muller");
  assert_words ("ann@Example.org", "ann example org");
  assert_words ("ORD-0042", "ord 0042");
  assert_words ("日本 x", "日本 x");
  /* A mark that folding drops parts no word. */
  assert_words ("e\xcc\x81te\xcc\x81", "ete");
}

static void
test_email (void)
{
  static const char *const good[] = { "a@b", "ann.o'neil+door@example.org", "zoë@bücher.example" };
  static const char *const bad[] = {
    "",      "@",        "a@",      "@b",        "a@b@c", "ann",
    "a b@c", "a@b, c@d", "a@b;c@d", "Ann <a@b>", "a@b\n", "a\xff@b",
  };
  g_autofree char *longest = g_strnfill (252, 'a');
  g_autofree char *fits = g_strconcat (longest, "@b", NULL);
  g_autofree char *too_long = g_strconcat (longest, "@bc", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (foyer_text_is_email (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (foyer_text_is_email (bad[i]));
  g_assert_true (foyer_text_is_email (fits));
  g_assert_false (foyer_text_is_email (too_long));
}

static void
test_cut (void)
{
  g_autofree char *whole = foyer_text_cut ("zoë", 4);
  g_autofree char *cut = foyer_text_cut ("zoë", 3);
  g_autofree char *none = foyer_text_cut ("ë", 1);

  g_assert_cmpstr (whole, ==, "zoë");
  g_assert_cmpstr (cut, ==, "zo");
  g_assert_cmpstr (none, ==, "");
  g_assert_null (foyer_text_cut (NULL, 4));
  g_assert_null (foyer_text_cut ("\xff", 4));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text/clean-texts-are-taken", test_clean);
  g_test_add_func ("/base/text/length-counts-in-bytes", test_too_long);
  g_test_add_func ("/base/text/control-characters-and-bad-utf8-are-refused", test_unclean);
  g_test_add_func ("/base/text/blanks-alone-are-told-from-texts", test_blank);
  g_test_add_func ("/base/text/folding-drops-case-and-accents", test_fold);
  g_test_add_func ("/base/text/words-are-folded-runs-of-letters-and-digits", test_words);
  g_test_add_func ("/base/text/addresses-are-told-from-other-texts", test_email);
  g_test_add_func ("/base/text/a-cut-text-ends-with-a-whole-character", test_cut);
  return g_test_run ();
}
