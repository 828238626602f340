/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-redirect"

#include "config.h"

#include "model/foyer-redirect.h"

#include <string.h>

/* An address has one spelling only, so that the desk that makes it, the relay that allows it and
 * the provider that compares it can never differ. */

static const char *const hosts[] = { "127.0.0.1", "[::1]" };

/**
 * foyer_redirect_make:
 * @is_ipv6: whether a port of `::1` is meant, instead of `127.0.0.1`
 * @port: from 1 to 65535
 *
 * Returns: (transfer full): the address, such as `http://127.0.0.1:49152/`
 */
char *
foyer_redirect_make (gboolean is_ipv6, guint port)
{
  return g_strdup_printf ("http://%s:%u/", hosts[is_ipv6 ? 1 : 0], port);
}

static guint
read_port (const char *text)
{
  g_autofree char *digits = g_strndup (text, strspn (text, "0123456789"));
  guint64 port = 0;

  g_ascii_string_to_unsigned (digits, 10, 1, G_MAXUINT16, &port, NULL);
  return (guint)port;
}

/**
 * foyer_redirect_is_loopback:
 * @uri: what somebody asks for; anything
 *
 * Returns: whether it is what foyer_redirect_make() makes, letter by letter
 */
gboolean
foyer_redirect_is_loopback (const char *uri)
{
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++) {
    g_autofree char *start = g_strdup_printf ("http://%s:", hosts[i]);
    g_autofree char *same = NULL;

    if (!g_str_has_prefix (uri, start))
      continue;
    same = foyer_redirect_make (i == 1, read_port (uri + strlen (start)));
    return g_str_equal (uri, same) && !g_str_has_suffix (uri, ":0/");
  }
  return FALSE;
}
