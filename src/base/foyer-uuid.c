/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-uuid"

#include "config.h"

#include "base/foyer-uuid.h"

#include <string.h>

/* UUIDs (RFC 9562) travel and are kept as text, in lower case; codes and signatures hold their 16
 * bytes. */

/**
 * foyer_uuid_new:
 *
 * Returns: (transfer full): a new random UUID (version 4)
 */
char *
foyer_uuid_new (void)
{
  return g_uuid_string_random ();
}

/**
 * foyer_uuid_parse:
 * @text: (nullable): a UUID of 36 characters, in any case
 * @bytes: (out caller-allocates): its bytes; undefined where @text is none
 *
 * Returns: whether @text is a UUID
 */
gboolean
foyer_uuid_parse (const char *text, guint8 bytes[FOYER_UUID_BYTES])
{
  guint n = 0;

  if (text == NULL || strlen (text) != FOYER_UUID_TEXT_SIZE - 1)
    return FALSE;
  for (guint i = 0; i < FOYER_UUID_TEXT_SIZE - 1; i++) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i] != '-')
        return FALSE;
      continue;
    }
    if (!g_ascii_isxdigit (text[i]) || !g_ascii_isxdigit (text[i + 1]))
      return FALSE;
    bytes[n++] = (guint8)(g_ascii_xdigit_value (text[i]) << 4 | g_ascii_xdigit_value (text[i + 1]));
    i++;
  }
  return TRUE;
}

/**
 * foyer_uuid_canonical:
 * @text: (nullable): a UUID in any case
 *
 * Returns: (transfer full) (nullable): it in lower case, or %NULL where @text is no UUID
 */
char *
foyer_uuid_canonical (const char *text)
{
  guint8 bytes[FOYER_UUID_BYTES];

  return foyer_uuid_parse (text, bytes) ? foyer_uuid_format (bytes) : NULL;
}

/**
 * foyer_uuid_write:
 * @text: (out caller-allocates): the text of @bytes, in lower case
 */
void
foyer_uuid_write (const guint8 bytes[FOYER_UUID_BYTES], char text[FOYER_UUID_TEXT_SIZE])
{
  static const char digits[] = "0123456789abcdef";
  char *at = text;

  for (guint i = 0; i < FOYER_UUID_BYTES; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10)
      *at++ = '-';
    *at++ = digits[bytes[i] >> 4];
    *at++ = digits[bytes[i] & 15];
  }
  *at = '\0';
}

/**
 * foyer_uuid_format:
 *
 * Returns: (transfer full): the text of @bytes, in lower case
 */
char *
foyer_uuid_format (const guint8 bytes[FOYER_UUID_BYTES])
{
  char *text = g_malloc (FOYER_UUID_TEXT_SIZE);

  foyer_uuid_write (bytes, text);
  return text;
}
