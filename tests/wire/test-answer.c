/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-answer"

#include "config.h"

#include "base/foyer-error.h"
#include "wire/foyer-wire-answer.h"

#include <string.h>

/* What foyerctl --json prints. */

static char *
read_text (const char *text, const char *name, GError **error)
{
  g_autoptr (GBytes) document = g_bytes_new (text, strlen (text));

  return foyer_wire_read_answer (document, name, error);
}

static void
test_a_text_is_found (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = read_text ("{\"n\":1,\"id\":\"a\\u00e9\"}\n", "id", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "aé");
}

static void
test_anything_else_is_an_error (void)
{
  static const char *const texts[] = {
    "", "id", "{}", "[]", "{\"id\":1}", "{\"id\":null}", "{\"id\":{}}", "{\"id\":\"a\"",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (read_text (texts[i], "id", &error));
    g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/answer/a-text-is-found", test_a_text_is_found);
  g_test_add_func ("/wire/answer/anything-else-is-an-error", test_anything_else_is_an_error);
  return g_test_run ();
}
