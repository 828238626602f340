/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-time"

#include "config.h"

#include "base/foyer-time.h"

#include <string.h>
#include <time.h>

/* Moments in text: RFC 3339, always in UTC and with milliseconds when written. */

/**
 * foyer_time_get_steady:
 *
 * Returns: microseconds since some moment, on a clock that nobody sets and that goes on while the
 *   computer sleeps
 */
gint64
foyer_time_get_steady (void)
{
  struct timespec now;

  if (clock_gettime (CLOCK_BOOTTIME, &now) != 0)
    return g_get_monotonic_time ();
  return now.tv_sec * FOYER_TIME_SECOND + now.tv_nsec / 1000;
}

/* A 'd' in @shape is a digit, anything else itself. Returns what follows, %NULL where @text does
 * not start like that. */
static const char *
skip_shape (const char *text, const char *shape)
{
  for (; *shape != '\0'; shape++, text++) {
    if (*shape == 'd' ? !g_ascii_isdigit (*text) : g_ascii_toupper (*text) != *shape)
      return NULL;
  }
  return text;
}

/* RFC 3339 wants every field at its full width; g_date_time_new_from_iso8601 () alone would take
 * "20260501T18Z", week dates, a decimal comma and an offset of hours too. */
static gboolean
has_rfc3339_shape (const char *text)
{
  const char *at = skip_shape (text, "dddd-dd-ddTdd:dd:dd");

  if (at != NULL && *at == '.') {
    at = skip_shape (at, ".d");
    while (at != NULL && g_ascii_isdigit (*at))
      at++;
  }
  /* GLib takes a 61st and later seconds. */
  if (at == NULL || text[17] > '5')
    return FALSE;
  if (*at == '+' || *at == '-')
    at = skip_shape (at + 1, "dd:dd");
  else
    at = skip_shape (at, "Z");
  return at != NULL && *at == '\0';
}

/**
 * foyer_time_parse:
 * @text: (nullable): a date and time of RFC 3339 with its offset, such as
 *   `2026-05-01T18:02:33.123Z` or `2026-05-01T20:02:33+02:00`
 * @time: (out): the moment; untouched where @text is none
 *
 * Returns: whether @text is a moment between the years 1970 and 9999
 */
gboolean
foyer_time_parse (const char *text, FoyerTime *time)
{
  g_autoptr (GDateTime) moment = NULL;
  g_autofree char *upper = NULL;
  FoyerTime value;

  if (text == NULL || strlen (text) > 40 || !has_rfc3339_shape (text))
    return FALSE;
  upper = g_ascii_strup (text, -1);
  moment = g_date_time_new_from_iso8601 (upper, NULL);
  if (moment == NULL)
    return FALSE;
  value = g_date_time_to_unix (moment) * FOYER_TIME_SECOND + g_date_time_get_microsecond (moment);
  if (value <= 0 || value > FOYER_TIME_MAX)
    return FALSE;
  *time = value;
  return TRUE;
}

static char *
put_digits (char *at, gint64 value, int width)
{
  for (int i = width - 1; i >= 0; i--) {
    at[i] = (char)('0' + value % 10);
    value /= 10;
  }
  return at + width;
}

/**
 * foyer_time_write:
 * @time: a moment from 0 to %FOYER_TIME_MAX; others are clamped
 * @text: (out caller-allocates): where it is written, in UTC with milliseconds
 *
 * Writes a moment as the wire has it, without allocating: relays do this for every change.
 */
void
foyer_time_write (FoyerTime time, char text[FOYER_TIME_TEXT_SIZE])
{
  gint64 milliseconds = CLAMP (time, 0, FOYER_TIME_MAX) / 1000;
  gint64 seconds = milliseconds / 1000;
  gint64 of_day = seconds % 86400;
  /* Days to a civil date: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
  gint64 days = seconds / 86400 + 719468;
  gint64 era = days / 146097;
  gint64 of_era = days - era * 146097;
  gint64 year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  gint64 of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  gint64 shifted_month = (5 * of_year + 2) / 153;
  gint64 day = of_year - (153 * shifted_month + 2) / 5 + 1;
  gint64 month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  gint64 year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  char *at = text;

  at = put_digits (at, year, 4);
  *at++ = '-';
  at = put_digits (at, month, 2);
  *at++ = '-';
  at = put_digits (at, day, 2);
  *at++ = 'T';
  at = put_digits (at, of_day / 3600, 2);
  *at++ = ':';
  at = put_digits (at, of_day / 60 % 60, 2);
  *at++ = ':';
  at = put_digits (at, of_day % 60, 2);
  *at++ = '.';
  at = put_digits (at, milliseconds % 1000, 3);
  *at++ = 'Z';
  *at = '\0';
}

/**
 * foyer_time_format:
 *
 * Returns: (transfer full): what foyer_time_write() writes
 */
char *
foyer_time_format (FoyerTime time)
{
  char *text = g_malloc (FOYER_TIME_TEXT_SIZE);

  foyer_time_write (time, text);
  return text;
}
