/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-place"

#include "config.h"

#include "relay/foyer-relay-place.h"

#include "base/foyer-limits.h"
#include "base/foyer-network.h"
#include "relay/foyer-relay-certificate.h"

#include <string.h>
#include <unistd.h>

/* Where devices find a relay: what a pairing code says. */

/* Eight of them still fit a QR code that laptops read well. */
#define ADDRESS_MAX     100
#define HOST_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"

typedef struct {
  const FoyerRelayPlace *place;
  GPtrArray *addresses;
  gboolean is_pinned;
  guint16 port;
} List;

/**
 * foyer_relay_place_is_address:
 * @text: anything
 *
 * Returns: whether a pairing code can say it: `HOST:PORT`, IPv6 in brackets
 */
gboolean
foyer_relay_place_is_address (const char *text)
{
  const char *colon = strrchr (text, ':');
  g_autofree char *host = NULL;
  guint64 port;

  if (colon == NULL || strlen (text) > ADDRESS_MAX ||
      !g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
    return FALSE;
  host = g_strndup (text, (gsize)(colon - text));
  if (*host == '[' && colon[-1] == ']') {
    host[strlen (host) - 1] = '\0';
    return g_hostname_is_ip_address (host + 1);
  }
  return *host != '\0' && strspn (host, HOST_CHARACTERS) == strlen (host);
}

static gboolean
is_known_to_the_system (GTlsCertificate *certificate)
{
  g_autoptr (GTlsDatabase) database =
      g_tls_backend_get_default_database (g_tls_backend_get_default ());
  g_autoptr (GError) error = NULL;

  return database != NULL &&
         g_tls_database_verify_chain (database,
                                      certificate,
                                      G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER,
                                      NULL,
                                      NULL,
                                      G_TLS_DATABASE_VERIFY_NONE,
                                      NULL,
                                      &error) == 0 &&
         error == NULL;
}

/**
 * foyer_relay_place_get_pin:
 *
 * Returns: (transfer full) (nullable): the fingerprint that devices have to know the relay by, in
 *   hexadecimal; %NULL where the system's store of authorities knows its certificate, or where
 *   there is none
 */
char *
foyer_relay_place_get_pin (const FoyerRelayPlace *self)
{
  if (self->certificate == NULL || is_known_to_the_system (self->certificate))
    return NULL;
  return foyer_relay_certificate_get_fingerprint (self->certificate);
}

/* Without a pin only the names that the certificate is for lead anywhere. */
static gboolean
is_certified (const List *list, const char *host)
{
  g_autoptr (GSocketConnectable) identity = NULL;

  if (list->is_pinned || list->place->certificate == NULL)
    return TRUE;
  identity = g_network_address_new (host, list->port);
  return (g_tls_certificate_verify (list->place->certificate, identity, NULL) &
          G_TLS_CERTIFICATE_BAD_IDENTITY) == 0;
}

static void
add (List *list, const char *host_and_port)
{
  const char *scheme = list->place->certificate != NULL ? "wss" : "ws";
  g_autofree char *address = g_strdup_printf ("%s://%s", scheme, host_and_port);

  if (list->addresses->len < FOYER_LIMIT_RELAY_ADDRESSES &&
      foyer_relay_place_is_address (host_and_port) &&
      !g_ptr_array_find_with_equal_func (list->addresses, address, g_str_equal, NULL))
    g_ptr_array_add (list->addresses, g_steal_pointer (&address));
}

static void
add_host (List *list, const char *host)
{
  gboolean is_ipv6 = strchr (host, ':') != NULL;
  g_autofree char *text = g_strdup_printf (is_ipv6 ? "[%s]:%u" : "%s:%u", host, list->port);

  if (is_certified (list, host))
    add (list, text);
}

/* IPv4 first: it is what most venues have. */
static void
add_interfaces (List *list, GSocketFamily family)
{
  g_autoptr (GPtrArray) addresses = foyer_network_list_addresses ();

  for (guint i = 0; i < addresses->len; i++) {
    GInetAddress *address = g_ptr_array_index (addresses, i);
    g_autofree char *host = NULL;

    if (g_inet_address_get_family (address) != family || g_inet_address_get_is_loopback (address) ||
        g_inet_address_get_is_link_local (address))
      continue;
    host = g_inet_address_to_string (address);
    add_host (list, host);
  }
}

static void
add_own_name (List *list)
{
  char host[256] = "";
  g_autofree char *name = NULL;

  if (gethostname (host, sizeof host - 1) != 0 || *host == '\0')
    return;
  if (strchr (host, '.') != NULL)
    name = g_strdup (host);
  else
    name = g_strconcat (host, ".local", NULL);
  if (!g_str_has_prefix (name, "localhost."))
    add_host (list, name);
}

static void
add_certified_names (List *list)
{
  g_autoptr (GPtrArray) names = NULL;

  if (list->is_pinned || list->place->certificate == NULL)
    return;
  names = g_tls_certificate_get_dns_names (list->place->certificate);
  for (guint i = 0; names != NULL && i < names->len; i++) {
    gsize size;
    const char *bytes = g_bytes_get_data (g_ptr_array_index (names, i), &size);
    g_autofree char *name = g_strndup (bytes, size);

    add_host (list, name);
  }
}

static void
add_where_it_listens (List *list)
{
  GInetAddress *address = g_inet_socket_address_get_address (list->place->address);
  g_autofree char *host = g_inet_address_to_string (address);

  if (!g_inet_address_get_is_any (address)) {
    add_host (list, host);
    return;
  }
  add_interfaces (list, G_SOCKET_FAMILY_IPV4);
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
    add_interfaces (list, G_SOCKET_FAMILY_IPV6);
  add_own_name (list);
}

/**
 * foyer_relay_place_list_addresses:
 *
 * Returns: (transfer full): where devices may find the relay, as `wss://HOST:PORT`, the likeliest
 *   first
 */
GStrv
foyer_relay_place_list_addresses (const FoyerRelayPlace *self)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *pin = foyer_relay_place_get_pin (self);
  List list = {
    .place = self,
    .addresses = addresses,
    .is_pinned = pin != NULL,
    .port = g_inet_socket_address_get_port (self->address),
  };

  for (guint i = 0; self->public_addresses != NULL && self->public_addresses[i] != NULL; i++)
    add (&list, self->public_addresses[i]);
  add_certified_names (&list);
  add_where_it_listens (&list);
  /* A machine without a network, or a certificate for a name that it does not have. */
  if (addresses->len == 0) {
    list.is_pinned = TRUE;
    add_host (&list, "127.0.0.1");
  }
  g_ptr_array_add (addresses, NULL);
  return g_strdupv ((char **)addresses->pdata);
}
