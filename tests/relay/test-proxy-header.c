/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "relay/foyer-relay-proxy-header.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"
#define TCP4      "\xc0\x00\x02\x07\xc6\x33\x64\x01\xdb\xba\x01\xbb"
#define DOC6      "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07"
#define TCP6      DOC6 DOC6 "\xdb\xba\x01\xbb"
#define BEHIND    "\x16\x03\x01"

typedef struct {
  const char *bytes;
  gsize length;
  const char *host;
} Header;

#define HEADER(bytes, host)       \
  {                               \
    bytes, sizeof bytes - 1, host \
  }

static const Header good[] = {
  HEADER ("PROXY TCP4 192.0.2.7 198.51.100.1 56250 443\r\n", "192.0.2.7"),
  HEADER ("PROXY TCP6 2001:db8::7 2001:db8::1 56250 443\r\n", "2001:db8::7"),
  HEADER ("PROXY TCP4 192.0.2.7 198.51.100.1 56250 0\r\n", "192.0.2.7"),
  HEADER ("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff1"
          " ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff2 56250 65535\r\n",
          "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff1"),
  HEADER ("PROXY UNKNOWN\r\n", NULL),
  HEADER ("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
          " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
          NULL),
  HEADER (SIGNATURE "\x21\x11\0\x0c" TCP4, "192.0.2.7"),
  HEADER (SIGNATURE "\x21\x21\0\x24" TCP6, "2001:db8::7"),
  HEADER (SIGNATURE "\x21\x11\0\x13" TCP4 "\x05\0\x04name", "192.0.2.7"),
  HEADER (SIGNATURE "\x20\0\0\0", NULL),
  HEADER (SIGNATURE "\x20\x11\0\x0c" TCP4, NULL),
  HEADER (SIGNATURE "\x21\0\0\0", NULL),
  HEADER (SIGNATURE "\x21\0\0\x03"
                    "any",
          NULL),
};

static const Header bad[] = {
  HEADER ("GET / HTTP/1.1\r\n", NULL),
  HEADER ("\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\0\0\0\0\0", NULL),
  HEADER ("proxy TCP4 192.0.2.7 198.51.100.1 56250 443\r\n", NULL),
  HEADER ("PROXY TCP4 192.0.2.7 198.51.100.1 56250 443\n", NULL),
  HEADER ("PROXY TCP4 192.0.2.7 198.51.100.1 56250\r\n", NULL),
  HEADER ("PROXY TCP4 192.0.2.7 198.51.100.1 56250 443 7\r\n", NULL),
  HEADER ("PROXY TCP4  192.0.2.7 198.51.100.1 56250 443\r\n", NULL),
  HEADER ("PROXY TCP4 192.0.2.7 198.51.100.1 56250 65536\r\n", NULL),
  HEADER ("PROXY TCP4 192.0.2.7 198.51.100.1 056250 443\r\n", NULL),
  HEADER ("PROXY TCP4 192.0.2.7 198.51.100.1 -1 443\r\n", NULL),
  HEADER ("PROXY TCP4 192.0.2.256 198.51.100.1 56250 443\r\n", NULL),
  HEADER ("PROXY TCP4 2001:db8::7 2001:db8::1 56250 443\r\n", NULL),
  HEADER ("PROXY TCP6 192.0.2.7 198.51.100.1 56250 443\r\n", NULL),
  HEADER ("PROXY UDP4 192.0.2.7 198.51.100.1 56250 443\r\n", NULL),
  HEADER ("PROXY UNKNOWNS\r\n", NULL),
  HEADER ("PROXY TCP4 192.0.2.7\0 198.51.100.1 56250 443\r\n", NULL),
  HEADER ("PROXY UNKNOWN aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
          "aaaaaaaaaaaaaaaaaaaa\r\n",
          NULL),
  HEADER (SIGNATURE "\x11\x11\0\x0c" TCP4, NULL),
  HEADER (SIGNATURE "\x22\x11\0\x0c" TCP4, NULL),
  HEADER (SIGNATURE "\x21\x11\0\x0b" TCP4, NULL),
  HEADER (SIGNATURE "\x21\x21\0\x0c" TCP4, NULL),
  HEADER (SIGNATURE "\x21\x12\0\x0c" TCP4, NULL),
  HEADER (SIGNATURE "\x21\x31\0\x0c" TCP4, NULL),
  HEADER (SIGNATURE "\x21\x11\xff\xff" TCP4, NULL),
  HEADER ("\r\n\r\n\0\r\nQUIX\n"
          "\x21\x11\0\x0c" TCP4,
          NULL),
};

static void
make_pair (int pair[2])
{
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), ==, 0);
}

static void
put (int fd, const char *bytes, gsize length)
{
  g_assert_cmpint (write (fd, bytes, length), ==, length);
}

static void
assert_source (FoyerRelayProxyHeader *header, const char *host)
{
  GSocketAddress *source = foyer_relay_proxy_header_get_source (header);
  g_autofree char *found = NULL;

  if (host == NULL) {
    g_assert_null (source);
    return;
  }
  found =
      g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (source)));
  g_assert_cmpstr (found, ==, host);
  g_assert_cmpuint (g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (source)), ==, 56250);
}

/* What comes behind the header is left for others. */
static void
assert_left (int fd)
{
  char rest[16];

  g_assert_cmpint (read (fd, rest, sizeof rest), ==, strlen (BEHIND));
  g_assert_cmpmem (rest, strlen (BEHIND), BEHIND, strlen (BEHIND));
}

static void
test_at_once (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (FoyerRelayProxyHeader) header = g_new0 (FoyerRelayProxyHeader, 1);
    int pair[2];

    make_pair (pair);
    put (pair[0], good[i].bytes, good[i].length);
    put (pair[0], BEHIND, strlen (BEHIND));
    g_assert_cmpint (foyer_relay_proxy_header_read (header, pair[1]), ==, FOYER_RELAY_PROXY_WHOLE);
    assert_source (header, good[i].host);
    assert_left (pair[1]);
    close (pair[0]);
    close (pair[1]);
  }
}

static void
test_byte_by_byte (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (FoyerRelayProxyHeader) header = g_new0 (FoyerRelayProxyHeader, 1);
    FoyerRelayProxyState state = FOYER_RELAY_PROXY_MORE;
    int pair[2];

    make_pair (pair);
    for (gsize at = 0; at < good[i].length; at++) {
      g_assert_cmpint (state, ==, FOYER_RELAY_PROXY_MORE);
      put (pair[0], good[i].bytes + at, 1);
      state = foyer_relay_proxy_header_read (header, pair[1]);
    }
    g_assert_cmpint (state, ==, FOYER_RELAY_PROXY_WHOLE);
    assert_source (header, good[i].host);
    close (pair[0]);
    close (pair[1]);
  }
}

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (FoyerRelayProxyHeader) header = g_new0 (FoyerRelayProxyHeader, 1);
    int pair[2];

    g_test_message ("header %u", i);
    make_pair (pair);
    put (pair[0], bad[i].bytes, bad[i].length);
    g_assert_cmpint (foyer_relay_proxy_header_read (header, pair[1]), ==, FOYER_RELAY_PROXY_BAD);
    g_assert_null (foyer_relay_proxy_header_get_source (header));
    close (pair[0]);
    close (pair[1]);
  }
}

static void
test_half (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (FoyerRelayProxyHeader) header = g_new0 (FoyerRelayProxyHeader, 1);
    int pair[2];

    make_pair (pair);
    put (pair[0], good[i].bytes, good[i].length - 1);
    g_assert_cmpint (foyer_relay_proxy_header_read (header, pair[1]), ==, FOYER_RELAY_PROXY_MORE);
    close (pair[0]);
    g_assert_cmpint (foyer_relay_proxy_header_read (header, pair[1]), ==, FOYER_RELAY_PROXY_BAD);
    close (pair[1]);
  }
}

/* The length of a second version counts as long as it is within the limit, and no further. */
static void
test_longest (void)
{
  for (guint more = 0; more < 2; more++) {
    g_autoptr (FoyerRelayProxyHeader) header = g_new0 (FoyerRelayProxyHeader, 1);
    gsize size = FOYER_LIMIT_PROXY_HEADER - 16 + more;
    g_autofree char *text = g_malloc0 (16 + size);
    int pair[2];

    memcpy (text, SIGNATURE "\x21\x11", 14);
    text[14] = (char)(size >> 8);
    text[15] = (char)(size & 255);
    memcpy (text + 16, TCP4, 12);
    make_pair (pair);
    put (pair[0], text, 16 + size);
    g_assert_cmpint (foyer_relay_proxy_header_read (header, pair[1]),
                     ==,
                     more == 0 ? FOYER_RELAY_PROXY_WHOLE : FOYER_RELAY_PROXY_BAD);
    close (pair[0]);
    close (pair[1]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/relay/proxy-header/is-read-and-nothing-behind-it", test_at_once);
  g_test_add_func ("/relay/proxy-header/may-come-byte-by-byte", test_byte_by_byte);
  g_test_add_func ("/relay/proxy-header/what-is-none-is-refused", test_bad);
  g_test_add_func ("/relay/proxy-header/half-of-one-is-none", test_half);
  g_test_add_func ("/relay/proxy-header/has-a-longest", test_longest);
  return g_test_run ();
}
