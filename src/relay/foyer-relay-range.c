/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-range"

#include "config.h"

#include "relay/foyer-relay-range.h"

#include <string.h>

#define UNIT "bytes="

/* Returns FALSE where there is no number, or one that no file has bytes for. */
static gboolean
take_number (const char **text, gint64 *number)
{
  gsize length = strspn (*text, "0123456789");
  g_autofree char *digits = g_strndup (*text, length);

  *text += length;
  return g_ascii_string_to_signed (digits, 10, 0, G_MAXINT64, number, NULL);
}

/**
 * foyer_relay_range_parse:
 * @self: (out caller-allocates): what is asked for; foyer_relay_range_resolve() says what that is
 * @text: what `Range` says
 *
 * Returns: %FALSE where it says nothing that can be read, or several parts: a server may give the
 *   whole then, as if it had not been said
 */
gboolean
foyer_relay_range_parse (FoyerRelayRange *self, const char *text)
{
  gboolean has_first;

  *self = (FoyerRelayRange){ -1, -1 };
  if (g_ascii_strncasecmp (text, UNIT, strlen (UNIT)) != 0)
    return FALSE;
  text += strlen (UNIT);
  text += strspn (text, " \t");
  has_first = *text != '-';
  if (has_first && !take_number (&text, &self->first))
    return FALSE;
  if (*text++ != '-')
    return FALSE;
  if ((g_ascii_isdigit (*text) || !has_first) && !take_number (&text, &self->last))
    return FALSE;
  text += strspn (text, " \t");
  return *text == '\0' && (!has_first || self->last < 0 || self->first <= self->last);
}

/**
 * foyer_relay_range_resolve:
 * @self: what was asked for; then which bytes that are
 * @size: how many bytes there are
 *
 * Returns: %FALSE where there is none of them
 */
gboolean
foyer_relay_range_resolve (FoyerRelayRange *self, gint64 size)
{
  if (self->first < 0) {
    self->first = MAX (0, size - self->last);
    self->last = size - 1;
  } else if (self->last < 0 || self->last >= size) {
    self->last = size - 1;
  }
  return self->first <= self->last;
}
