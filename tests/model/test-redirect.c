/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/foyer-redirect.h"

static void
test_made (void)
{
  g_autofree char *four = foyer_redirect_make (FALSE, 49152);
  g_autofree char *six = foyer_redirect_make (TRUE, 1);

  g_assert_cmpstr (four, ==, "http://127.0.0.1:49152/");
  g_assert_cmpstr (six, ==, "http://[::1]:1/");
  g_assert_true (foyer_redirect_is_loopback (four));
  g_assert_true (foyer_redirect_is_loopback (six));
  g_assert_true (foyer_redirect_is_loopback ("http://127.0.0.1:65535/"));
}

static void
test_others (void)
{
  const char *const others[] = {
    "",
    "http://127.0.0.1/",
    "http://127.0.0.1:/",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:080/",
    "http://127.0.0.1:+80/",
    "http://127.0.0.1: 80/",
    "http://127.0.0.1:65536/",
    "http://127.0.0.1:18446744073709551617/",
    "http://127.0.0.1:8080",
    "http://127.0.0.1:8080/more",
    "http://127.0.0.1:8080/?a=b",
    "http://127.0.0.1:8080/#a",
    "http://127.0.0.1:8080@example.org/",
    "http://127.0.0.1.example.org:8080/",
    "https://127.0.0.1:8080/",
    "HTTP://127.0.0.1:8080/",
    "http://localhost:8080/",
    "http://127.0.0.2:8080/",
    "http://[::1]/",
    "http://[::2]:8080/",
    "foyer:/",
  };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    g_test_message ("%s", others[i]);
    g_assert_false (foyer_redirect_is_loopback (others[i]));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/redirect/what-is-made-is-allowed", test_made);
  g_test_add_func ("/model/redirect/any-other-spelling-is-not", test_others);
  return g_test_run ();
}
