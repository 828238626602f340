/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-nick.h"

static const char *const colours[] = { NULL, "red", "green" };

static void
test_both_ways (void)
{
  guint value = 7;

  g_assert_cmpstr (foyer_nick_get (colours, G_N_ELEMENTS (colours), 2), ==, "green");
  g_assert_true (foyer_nick_find (colours, G_N_ELEMENTS (colours), "green", &value));
  g_assert_cmpuint (value, ==, 2);
}

static void
test_holes (void)
{
  guint value = 7;

  g_assert_null (foyer_nick_get (colours, G_N_ELEMENTS (colours), 0));
  g_assert_false (foyer_nick_find (colours, G_N_ELEMENTS (colours), NULL, &value));
  g_assert_false (foyer_nick_find (colours, G_N_ELEMENTS (colours), "", &value));
  g_assert_false (foyer_nick_find (colours, G_N_ELEMENTS (colours), "Green", &value));
  g_assert_false (foyer_nick_find (colours, G_N_ELEMENTS (colours), "green ", &value));
  g_assert_cmpuint (value, ==, 7);
}

static void
test_errors (void)
{
  for (guint i = 0; i <= FOYER_ERROR_FAILED; i++) {
    FoyerError code = FOYER_ERROR_FAILED;
    const char *nick = foyer_error_to_nick ((FoyerError)i);

    g_assert_nonnull (nick);
    g_assert_true (foyer_error_from_nick (nick, &code));
    g_assert_cmpuint (code, ==, i);
  }
}

static void
assert_text (GQuark domain, int code, const char *message, const char *text, FoyerError read)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, message);
  g_autofree char *kept = foyer_error_to_text (error);
  FoyerError found = FOYER_ERROR_BAD_REQUEST;

  g_assert_cmpstr (kept, ==, text);
  g_assert_cmpstr (foyer_error_from_text (kept, &found), ==, message);
  g_assert_cmpuint (found, ==, read);
}

/* Sentences that were kept before codes were have none. */
static void
test_texts (void)
{
  assert_text (FOYER_ERROR,
               FOYER_ERROR_SCAN_ID_REUSED,
               "Another: code.",
               "scan_id_reused: Another: code.",
               FOYER_ERROR_SCAN_ID_REUSED);
  assert_text (FOYER_ERROR, FOYER_ERROR_DAMAGED, "", "damaged: ", FOYER_ERROR_DAMAGED);
  assert_text (G_FILE_ERROR, 3, "No: file.", "No: file.", FOYER_ERROR_FAILED);
  assert_text (G_FILE_ERROR, 3, "", "", FOYER_ERROR_FAILED);
}

static void
test_waits (void)
{
  g_autoptr (GError) error = g_error_new_literal (FOYER_ERROR, FOYER_ERROR_RATE_LIMITED, "No.");
  g_autoptr (GError) other = g_error_new_literal (G_FILE_ERROR, 3, "No.");
  g_autoptr (GError) copy = NULL;

  g_assert_cmpuint (foyer_error_get_wait (error), ==, 0);
  foyer_error_set_wait (error, 7);
  foyer_error_set_wait (other, 7);
  foyer_error_set_wait (NULL, 7);
  copy = g_error_copy (error);
  g_assert_cmpuint (foyer_error_get_wait (copy), ==, 7);
  g_assert_cmpuint (foyer_error_get_wait (other), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/nick/goes-both-ways", test_both_ways);
  g_test_add_func ("/base/nick/holes-and-strangers-are-not-found", test_holes);
  g_test_add_func ("/base/error/every-code-has-a-nick-of-its-own", test_errors);
  g_test_add_func ("/base/error/is-kept-as-a-text", test_texts);
  g_test_add_func ("/base/error/says-when-to-ask-again", test_waits);
  return g_test_run ();
}
