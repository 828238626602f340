/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-address"

#include "config.h"

#include "link/foyer-address.h"

#include "base/foyer-error.h"

#include <gio/gio.h>
#include <string.h>

#define PIN_LENGTH  64
#define SOCKET_PATH "/v1/ws"

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0;
}

static gboolean
is_pin (const char *text)
{
  return strlen (text) == PIN_LENGTH && strspn (text, "0123456789abcdefABCDEF") == PIN_LENGTH;
}

static gboolean
check (GUri *uri, GError **error)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);
  const char *pin = g_uri_get_fragment (uri);
  gboolean is_secure = g_str_equal (scheme, "wss");
  const char *problem = NULL;

  if (!is_secure && !g_str_equal (scheme, "ws"))
    problem = "The address of a relay starts with wss:// or ws://.";
  else if (host == NULL || *host == '\0')
    problem = "The address names no host.";
  else if (g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL)
    problem = "The address holds more than a relay's address does.";
  else if (!is_secure && !is_loopback (host))
    problem = "Beyond this computer the address must start with wss://.";
  else if (pin != NULL && (!is_secure || !is_pin (pin)))
    problem = "What follows # is not the fingerprint of a certificate.";
  if (problem == NULL)
    return TRUE;
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, problem);
  return FALSE;
}

/**
 * foyer_address_parse:
 * @text: `ws://HOST:PORT` on this computer, or `wss://HOST:PORT`; `#` and a fingerprint may follow;
 *   the path is that of the protocol unless one is given
 * @error: %FOYER_ERROR_BAD_REQUEST says what is wrong
 *
 * Returns: (transfer full) (nullable): the address, or %NULL with @error set
 */
FoyerAddress *
foyer_address_parse (const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (GUri) uri = g_uri_parse (stripped, G_URI_FLAGS_NONE, NULL);
  FoyerAddress *self;
  const char *path;

  if (uri == NULL) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         "This is not the address of a relay.");
    return NULL;
  }
  if (!check (uri, error))
    return NULL;
  self = g_new0 (FoyerAddress, 1);
  path = g_uri_get_path (uri);
  if (*path == '\0' || g_str_equal (path, "/"))
    path = SOCKET_PATH;
  self->uri = g_uri_join (G_URI_FLAGS_NONE,
                          g_uri_get_scheme (uri),
                          NULL,
                          g_uri_get_host (uri),
                          g_uri_get_port (uri),
                          path,
                          NULL,
                          NULL);
  self->is_secure = g_str_equal (g_uri_get_scheme (uri), "wss");
  if (g_uri_get_fragment (uri) != NULL)
    self->pin = g_ascii_strdown (g_uri_get_fragment (uri), -1);
  return self;
}

void
foyer_address_free (FoyerAddress *self)
{
  g_free (self->uri);
  g_free (self->pin);
  g_free (self);
}

/**
 * foyer_address_get_http:
 * @path: where on the relay, such as `/v1/auth/challenge`
 *
 * Returns: (transfer full): where that is, beside the relay's socket
 */
char *
foyer_address_get_http (const FoyerAddress *self, const char *path)
{
  gsize length = strlen (self->uri);

  /* http for ws, https for wss. */
  if (g_str_has_suffix (self->uri, SOCKET_PATH))
    length -= strlen (SOCKET_PATH);
  return g_strdup_printf ("http%.*s%s",
                          (int)(length - strlen ("ws")),
                          self->uri + strlen ("ws"),
                          path);
}
