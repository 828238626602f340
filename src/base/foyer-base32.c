/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-base32"

#include "config.h"

#include "base/foyer-base32.h"

#include <string.h>

/* Base 32 (RFC 4648, section 6), upper case, without padding: all of it fits a QR code's
 * alphanumeric mode. Every text of bytes has exactly one spelling. */
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * foyer_base32_append:
 *
 * Appends the %FOYER_BASE32_LENGTH (@n_bytes) characters of @bytes to @text.
 */
void
foyer_base32_append (GString *text, const guint8 *bytes, gsize n_bytes)
{
  guint buffer = 0;
  guint n_bits = 0;

  for (gsize i = 0; i < n_bytes; i++) {
    buffer = (buffer << 8 | bytes[i]) & 0xfff;
    n_bits += 8;
    while (n_bits >= 5) {
      n_bits -= 5;
      g_string_append_c (text, alphabet[buffer >> n_bits & 31]);
    }
  }
  if (n_bits > 0)
    g_string_append_c (text, alphabet[buffer << (5 - n_bits) & 31]);
}

static int
get_value (char c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= '2' && c <= '7')
    return c - '2' + 26;
  return -1;
}

/**
 * foyer_base32_decode:
 * @text: NUL-terminated
 * @bytes: (out caller-allocates) (array length=n_bytes): undefined where it fails
 * @n_bytes: how many bytes @text must hold
 *
 * Returns: whether @text is the one spelling of @n_bytes bytes: no other length, no lower case,
 *   no padding, and no bits set after the last byte
 */
gboolean
foyer_base32_decode (const char *text, guint8 *bytes, gsize n_bytes)
{
  guint buffer = 0;
  guint n_bits = 0;
  gsize n = 0;

  if (strnlen (text, FOYER_BASE32_LENGTH (n_bytes) + 1) != FOYER_BASE32_LENGTH (n_bytes))
    return FALSE;
  for (const char *at = text; *at != '\0'; at++) {
    int value = get_value (*at);

    if (value < 0)
      return FALSE;
    buffer = (buffer << 5 | (guint)value) & 0xfff;
    n_bits += 5;
    if (n_bits >= 8) {
      n_bits -= 8;
      bytes[n++] = (guint8)(buffer >> n_bits);
    }
  }
  return (buffer & ((1u << n_bits) - 1)) == 0;
}
