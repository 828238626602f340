/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-network"

#include "config.h"

#include "base/foyer-network.h"

#include "base/foyer-limits.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#define PREFIX_BYTES 8

static const guint8 mapped[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

/**
 * foyer_network_unmap:
 *
 * Returns: (transfer full): @address, as IPv4 where it is that: a socket for both kinds sees it in
 *   the clothes of IPv6
 */
GInetAddress *
foyer_network_unmap (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 &&
      memcmp (bytes, mapped, sizeof mapped) == 0)
    return g_inet_address_new_from_bytes (bytes + sizeof mapped, G_SOCKET_FAMILY_IPV4);
  return g_object_ref (address);
}

static GInetAddress *
find_network (GInetAddress *address)
{
  g_autoptr (GInetAddress) plain = foyer_network_unmap (address);
  guint8 prefix[16] = { 0 };

  if (g_inet_address_get_family (plain) == G_SOCKET_FAMILY_IPV4)
    return g_steal_pointer (&plain);
  memcpy (prefix, g_inet_address_to_bytes (plain), PREFIX_BYTES);
  return g_inet_address_new_from_bytes (prefix, G_SOCKET_FAMILY_IPV6);
}

/**
 * foyer_network_of:
 * @ip_address: (nullable): where somebody comes from
 *
 * Returns: (transfer full): whom to count them as: an IPv4 address, or the 64 bits that one
 *   household or one machine has of IPv6 and may choose the rest of; `?` where nobody knows
 */
char *
foyer_network_of (const char *ip_address)
{
  g_autoptr (GInetAddress) address =
      ip_address != NULL ? g_inet_address_new_from_string (ip_address) : NULL;
  g_autoptr (GInetAddress) network = address != NULL ? find_network (address) : NULL;

  return network != NULL ? g_inet_address_to_string (network) : g_strdup ("?");
}

/**
 * foyer_network_parse_endpoint:
 * @text: anything
 *
 * Returns: (transfer full) (nullable): where one machine can be reached, of `IP:PORT`, with IPv6 in
 *   brackets; %NULL where it is spelled in another way, or names everybody, nobody or only
 * something on one link
 */
GSocketAddress *
foyer_network_parse_endpoint (const char *text)
{
  const char *colon = strrchr (text, ':');
  g_autoptr (GInetAddress) address = NULL;
  g_autofree char *host = NULL;
  guint64 port;

  if (colon == NULL || strlen (text) > FOYER_LIMIT_ENDPOINT ||
      !g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
    return NULL;
  host = *text == '[' && colon > text && colon[-1] == ']'
             ? g_strndup (text + 1, (gsize)(colon - text) - 2)
             : g_strndup (text, (gsize)(colon - text));
  address = g_inet_address_new_from_string (host);
  if (address == NULL || g_inet_address_get_is_any (address) ||
      g_inet_address_get_is_multicast (address) ||
      (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6) != (*text == '[') ||
      (*text == '[' && g_inet_address_get_is_link_local (address)))
    return NULL;
  return g_inet_socket_address_new (address, (guint16)port);
}

/**
 * foyer_network_write_endpoint:
 *
 * Returns: (transfer full): the text that foyer_network_parse_endpoint() reads
 */
char *
foyer_network_write_endpoint (GInetAddress *address, guint16 port)
{
  g_autofree char *host = g_inet_address_to_string (address);

  return strchr (host, ':') != NULL ? g_strdup_printf ("[%s]:%u", host, port)
                                    : g_strdup_printf ("%s:%u", host, port);
}

static GInetAddress *
read_interface (const struct ifaddrs *at)
{
  g_autoptr (GSocketAddress) address = NULL;
  gsize size;

  if (at->ifa_addr == NULL || (at->ifa_flags & IFF_UP) == 0)
    return NULL;
  if (at->ifa_addr->sa_family != AF_INET && at->ifa_addr->sa_family != AF_INET6)
    return NULL;
  size = at->ifa_addr->sa_family == AF_INET ? sizeof (struct sockaddr_in)
                                            : sizeof (struct sockaddr_in6);
  address = g_socket_address_new_from_native (at->ifa_addr, size);
  return address != NULL
             ? g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)))
             : NULL;
}

/**
 * foyer_network_list_addresses:
 *
 * Returns: (transfer full) (element-type GInetAddress): all addresses of this machine that are in
 *   use
 */
GPtrArray *
foyer_network_list_addresses (void)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_object_unref);
  struct ifaddrs *interfaces = NULL;

  if (getifaddrs (&interfaces) != 0)
    return addresses;
  for (const struct ifaddrs *at = interfaces; at != NULL; at = at->ifa_next) {
    GInetAddress *address = read_interface (at);

    if (address != NULL)
      g_ptr_array_add (addresses, address);
  }
  freeifaddrs (interfaces);
  return addresses;
}
