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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/network/one-household-is-one", test_networks);
  g_test_add_func ("/base/network/nowhere-is-a-place-too", test_nowhere);
  return g_test_run ();
}
