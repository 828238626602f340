/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-limits.h"
#include "relay/foyer-relay-fetch.h"

static void
test_keeping (void)
{
  static const struct {
    const char *said;
    guint seconds;
  } cases[] = {
    { NULL, FOYER_LIMIT_PROVIDER_KEPT_MIN },
    { "no-store", FOYER_LIMIT_PROVIDER_KEPT_MIN },
    { "max-age=0", FOYER_LIMIT_PROVIDER_KEPT_MIN },
    { "max-age=soon", FOYER_LIMIT_PROVIDER_KEPT_MIN },
    { "max-age=-1", FOYER_LIMIT_PROVIDER_KEPT_MIN },
    { "public, max-age=3600, must-revalidate", 3600 },
    { "max-age=\"7200\"", 7200 },
    { "max-age=31536000", FOYER_LIMIT_PROVIDER_KEPT_MAX },
    { "max-age=99999999999999999999", FOYER_LIMIT_PROVIDER_KEPT_MIN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);

    g_test_message ("%s", cases[i].said);
    if (cases[i].said != NULL)
      soup_message_headers_append (headers, "Cache-Control", cases[i].said);
    g_assert_cmpuint (foyer_relay_fetch_get_keep_seconds (headers), ==, cases[i].seconds);
    soup_message_headers_unref (headers);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/relay/fetch/answers-are-kept-within-bounds", test_keeping);
  return g_test_run ();
}
