/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-proxy-header"

#include "config.h"

#include "relay/foyer-relay-proxy-header.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* The PROXY protocol of HAProxy, versions 1 and 2: a proxy says in front of everything else for
 * whom it connects. What comes behind the header is for others to read, TLS perhaps, so that never
 * a byte more is taken from the socket than certainly belongs to it. */

/* "PROXY UNKNOWN" and the end of the line; longer than the longest line no first version is. */
#define V1_LEAST         15
#define V1_MOST          107
#define V1_BEGIN         "PROXY "

#define V2_SIGNATURE     "\r\n\r\n\0\r\nQUIT\n"
#define V2_SIGNATURE_LEN 12
#define V2_LEAST         16
#define V2_LOCAL         0x20
#define V2_PROXY         0x21
#define V2_UNSPECIFIED   0x00
#define V2_TCP4          0x11
#define V2_TCP6          0x21

static gboolean
begins_like (const FoyerRelayProxyHeader *self, const char *begin, gsize length)
{
  return memcmp (self->bytes, begin, MIN (self->length, length)) == 0;
}

static gboolean
is_v2 (const FoyerRelayProxyHeader *self)
{
  return begins_like (self, V2_SIGNATURE, V2_SIGNATURE_LEN);
}

static guint
read_u16 (const guint8 *bytes)
{
  return (guint)(bytes[0] << 8 | bytes[1]);
}

static gboolean
ends_line (const FoyerRelayProxyHeader *self)
{
  return self->length >= 2 && self->bytes[self->length - 2] == '\r' &&
         self->bytes[self->length - 1] == '\n';
}

/* Returns how many more bytes belong to the header for certain; 0 where it is whole. */
static gsize
count_missing (const FoyerRelayProxyHeader *self)
{
  if (self->length > 0 && is_v2 (self)) {
    if (self->length < V2_LEAST)
      return V2_LEAST - self->length;
    return V2_LEAST + read_u16 (self->bytes + 14) - self->length;
  }
  if (self->length < V1_LEAST)
    return V1_LEAST - self->length;
  return ends_line (self) ? 0 : 1;
}

/* Returns FALSE where what has come so far is the beginning of no header. */
static gboolean
may_become_header (const FoyerRelayProxyHeader *self)
{
  const guint8 *end;

  if (is_v2 (self))
    return self->length < V2_LEAST ||
           V2_LEAST + read_u16 (self->bytes + 14) <= FOYER_LIMIT_PROXY_HEADER;
  end = memchr (self->bytes, '\n', self->length);
  return begins_like (self, V1_BEGIN, strlen (V1_BEGIN)) && self->length <= V1_MOST &&
         (end == NULL || (end == self->bytes + self->length - 1 && ends_line (self)));
}

static gboolean
set_source (FoyerRelayProxyHeader *self, GInetAddress *address, guint port)
{
  self->source = g_inet_socket_address_new (address, (guint16)port);
  return TRUE;
}

static gboolean
parse_port (const char *text, guint *port)
{
  guint64 number;

  if ((text[0] == '0' && text[1] != '\0') ||
      !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT16, &number, NULL))
    return FALSE;
  *port = (guint)number;
  return TRUE;
}

static GInetAddress *
parse_address (const char *text, GSocketFamily family)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  return address != NULL && g_inet_address_get_family (address) == family
             ? g_steal_pointer (&address)
             : NULL;
}

/* PROXY, TCP4 or TCP6, from where, to where, from which port, to which port. */
static gboolean
parse_v1 (FoyerRelayProxyHeader *self)
{
  g_autofree char *line = g_strndup ((const char *)self->bytes, self->length - 2);
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (GInetAddress) from = NULL;
  g_autoptr (GInetAddress) to = NULL;
  GSocketFamily family;
  guint from_port, to_port;

  if (strlen (line) != self->length - 2 || strpbrk (line, "\r\n") != NULL)
    return FALSE;
  if (g_strcmp0 (words[1], "UNKNOWN") == 0)
    return TRUE;
  if (g_strv_length (words) != 6 ||
      (!g_str_equal (words[1], "TCP4") && !g_str_equal (words[1], "TCP6")))
    return FALSE;
  family = g_str_equal (words[1], "TCP4") ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6;
  from = parse_address (words[2], family);
  to = parse_address (words[3], family);
  return from != NULL && to != NULL && parse_port (words[4], &from_port) &&
         parse_port (words[5], &to_port) && set_source (self, from, from_port);
}

static gboolean
parse_v2_source (FoyerRelayProxyHeader *self, GSocketFamily family, gsize size)
{
  const guint8 *body = self->bytes + V2_LEAST;
  g_autoptr (GInetAddress) from = NULL;

  /* Both addresses, both ports; what follows them is of no concern here. */
  if (self->length < V2_LEAST + 2 * size + 4)
    return FALSE;
  from = g_inet_address_new_from_bytes (body, family);
  return set_source (self, from, read_u16 (body + 2 * size));
}

static gboolean
parse_v2 (FoyerRelayProxyHeader *self)
{
  guint8 command = self->bytes[12];

  /* The proxy itself, which looks whether the relay is there. */
  if (command == V2_LOCAL)
    return TRUE;
  if (command != V2_PROXY)
    return FALSE;
  switch (self->bytes[13]) {
  case V2_UNSPECIFIED:
    return TRUE;
  case V2_TCP4:
    return parse_v2_source (self, G_SOCKET_FAMILY_IPV4, 4);
  case V2_TCP6:
    return parse_v2_source (self, G_SOCKET_FAMILY_IPV6, 16);
  default:
    return FALSE;
  }
}

/**
 * foyer_relay_proxy_header_read:
 * @fd: a socket that is not blocking
 *
 * Reads what is there of the header, and nothing behind it.
 *
 * Returns: whether there is to come more, the header is whole, or it never will be
 */
FoyerRelayProxyState
foyer_relay_proxy_header_read (FoyerRelayProxyHeader *self, int fd)
{
  gsize missing;

  while ((missing = count_missing (self)) > 0) {
    gssize n = recv (fd, self->bytes + self->length, missing, MSG_DONTWAIT);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      return FOYER_RELAY_PROXY_MORE;
    if (n <= 0)
      return FOYER_RELAY_PROXY_BAD;
    self->length += (gsize)n;
    if (!may_become_header (self))
      return FOYER_RELAY_PROXY_BAD;
  }
  return (is_v2 (self) ? parse_v2 (self) : parse_v1 (self)) ? FOYER_RELAY_PROXY_WHOLE
                                                            : FOYER_RELAY_PROXY_BAD;
}

/**
 * foyer_relay_proxy_header_get_source:
 *
 * Returns: (transfer none) (nullable): for whom the proxy connects, once the header is whole; %NULL
 *   where it is for itself, or does not know
 */
GSocketAddress *
foyer_relay_proxy_header_get_source (FoyerRelayProxyHeader *self)
{
  return self->source;
}

/**
 * foyer_relay_proxy_header_free:
 * @self: (transfer full): made with g_new0()
 */
void
foyer_relay_proxy_header_free (FoyerRelayProxyHeader *self)
{
  g_clear_object (&self->source);
  g_free (self);
}
