/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-network.h"

static void
expect (const char *address, const char *network)
{
  g_autofree char *found = foyer_network_of (address);

  g_assert_cmpstr (found, ==, network);
}

static void
test_networks (void)
{
  expect ("192.0.2.7", "192.0.2.7");
  expect ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::");
  expect ("2001:db8:1:2::7", "2001:db8:1:2::");
  expect ("::1", "::");
  expect ("::ffff:192.0.2.7", "192.0.2.7");
}

static void
test_nowhere (void)
{
  expect (NULL, "?");
  expect ("", "?");
  expect ("somewhere", "?");
}

static void
test_endpoints (void)
{
  static const char *const endpoints[] = { "192.0.2.7:1", "169.254.1.2:65535", "[2001:db8::1]:80" };

  for (guint i = 0; i < G_N_ELEMENTS (endpoints); i++) {
    g_autoptr (GSocketAddress) address = foyer_network_parse_endpoint (endpoints[i]);
    g_autofree char *text = NULL;

    g_assert_nonnull (address);
    text = foyer_network_write_endpoint (g_inet_socket_address_get_address (
                                             G_INET_SOCKET_ADDRESS (address)),
                                         g_inet_socket_address_get_port (
                                             G_INET_SOCKET_ADDRESS (address)));
    g_assert_cmpstr (text, ==, endpoints[i]);
  }
}

static void
test_no_endpoints (void)
{
  static const char *const others[] = {
    "",       ":",          ":1",           "[]:1",        "]:1",
    "[:1",    "192.0.2.7",  "192.0.2.7:-1", "[fe80::1]:1", "[::]:1",
    "[::1:1", "224.0.0.1:1"
  };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_null (foyer_network_parse_endpoint (others[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/network/one-household-is-one", test_networks);
  g_test_add_func ("/base/network/nowhere-is-a-place-too", test_nowhere);
  g_test_add_func ("/base/network/endpoints-are-read-and-written", test_endpoints);
  g_test_add_func ("/base/network/other-texts-are-no-endpoints", test_no_endpoints);
  return g_test_run ();
}
