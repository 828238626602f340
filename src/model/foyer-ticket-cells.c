/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ticket-cells"

#include "config.h"

#include "model/foyer-ticket-cells.h"

#include "base/foyer-limits.h"
#include "model/foyer-ticket-columns.h"

#include <string.h>

/* What single cells of a file of tickets mean. */

/* Words of status columns, and of columns that only say whether it was paid. */
static const char *const status_words[] = {
  [FOYER_PAYMENT_PAID] =
      "paid complete completed confirmed approved attending checkedin valid active issued sent "
      "generated verified free success successful redeemed used yes y true 1 p x bezahlt "
      "bestatigt abgeschlossen gultig ja wahr paye payee confirme confirmee valide oui vrai "
      "pagado pagada confirmado confirmada valido valida si verdadero ",
  [FOYER_PAYMENT_UNPAID] =
      "unpaid pending open awaitingpayment pendingpayment paymentpending notpaid due onhold "
      "reserved processing incomplete approvalpending confirmationpending no n false 0 "
      "ausstehend offen unbezahlt nichtbezahlt reserviert nein falsch enattente nonpaye "
      "nonpayee impaye impayee reserve reservee non faux pendiente nopagado nopagada reservado "
      "reservada falso ",
  [FOYER_PAYMENT_CANCELLED] =
      "canceled cancelled canceledpaidfee void voided refunded expired deleted removed revoked "
      "invalid blocked transferred notattending failed rejected declined c e storniert "
      "abgebrochen erstattet abgelaufen geloscht ungultig gesperrt annule annulee rembourse "
      "remboursee expire expiree invalide cancelado cancelada anulado anulada reembolsado "
      "reembolsada caducado caducada ",
};

/**
 * foyer_ticket_cell_read_status:
 * @text: what a status column says; saying nothing is paid
 * @payment: (out): what it means; untouched where it is none of the words that are known
 *
 * Returns: whether the word is known
 */
gboolean
foyer_ticket_cell_read_status (const char *text, FoyerPayment *payment)
{
  g_autofree char *folded = foyer_ticket_column_fold (text);

  if (*text == '\0') {
    *payment = FOYER_PAYMENT_PAID;
    return TRUE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (status_words); i++) {
    if (foyer_ticket_column_has_word (status_words[i], folded, NULL)) {
      *payment = (FoyerPayment)i;
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * foyer_ticket_cell_is_yes:
 *
 * Returns: whether @text says yes
 */
gboolean
foyer_ticket_cell_is_yes (const char *text)
{
  static const char *const yes = "yes y true 1 x ja wahr oui vrai si verdadero ";
  g_autofree char *folded = foyer_ticket_column_fold (text);

  return foyer_ticket_column_has_word (yes, folded, NULL);
}

/**
 * foyer_ticket_cell_read_count:
 * @text: what a column of numbers says; saying nothing is one
 * @count: (out): 1 to %FOYER_LIMIT_ALLOWED_ENTRIES; untouched where it is none
 *
 * Returns: whether it is such a number
 */
gboolean
foyer_ticket_cell_read_count (const char *text, guint *count)
{
  gsize digits = strspn (text, "0123456789");
  /* Spreadsheets write whole numbers as "2.0" or "2,00" too. */
  gsize fraction =
      text[digits] == '.' || text[digits] == ',' ? 1 + strspn (text + digits + 1, "0") : 0;
  guint64 value;

  if (*text == '\0') {
    *count = 1;
    return TRUE;
  }
  if (digits == 0 || digits > 9 || text[digits + fraction] != '\0')
    return FALSE;
  value = g_ascii_strtoull (text, NULL, 10);
  if (value < 1 || value > FOYER_LIMIT_ALLOWED_ENTRIES)
    return FALSE;
  *count = (guint)value;
  return TRUE;
}

/* Up to @n_parts numbers of at most four digits, separated by any of @separators. */
static guint
read_numbers (const char **text, const char *separators, int *parts, guint n_parts)
{
  guint n = 0;

  while (n < n_parts && g_ascii_isdigit (**text)) {
    gsize length = strspn (*text, "0123456789");

    if (length > 4)
      return 0;
    parts[n++] = (int)g_ascii_strtoull (*text, NULL, 10);
    *text += length;
    if (n < n_parts && **text != '\0' && strchr (separators, **text) != NULL)
      (*text)++;
    else
      break;
  }
  return n;
}

/* "2026-05-01" or "1.5.2026"; dates with slashes mean different days in different places. */
static gboolean
read_date (const char **text, int *year, int *month, int *day)
{
  int parts[3];
  gboolean is_iso = strlen (*text) >= 5 && (*text)[4] == '-';

  if (read_numbers (text, is_iso ? "-" : ".", parts, 3) != 3)
    return FALSE;
  *year = is_iso ? parts[0] : parts[2];
  *month = parts[1];
  *day = is_iso ? parts[2] : parts[0];
  return *year >= 1970;
}

/* A date and a time of the day, in the event's time zone. */
static GDateTime *
read_local (const char *text, GTimeZone *zone, gboolean is_end)
{
  int year, month, day;
  int clock[3] = { 0 };

  if (!read_date (&text, &year, &month, &day))
    return NULL;
  if (*text == '\0') {
    g_autoptr (GDateTime) midnight = g_date_time_new (zone, year, month, day, 0, 0, 0);

    return midnight != NULL && is_end ? g_date_time_add_days (midnight, 1)
                                      : g_steal_pointer (&midnight);
  }
  if (*text == ',')
    text++;
  if (*text != ' ' && *text != 'T')
    return NULL;
  text++;
  if (read_numbers (&text, ":", clock, 3) < 2 || *text != '\0')
    return NULL;
  return g_date_time_new (zone, year, month, day, clock[0], clock[1], clock[2]);
}

/**
 * foyer_ticket_cell_read_time:
 * @text: a moment of RFC 3339, or a date with or without a time of the day, such as
 *   `2026-05-01 18:00` or `1.5.2026`; saying nothing is open
 * @zone: where times without an offset are meant
 * @is_end: whether a date alone includes that day
 * @time: (out): the moment, 0 for open; untouched where it is none
 *
 * Returns: whether it could be read
 */
gboolean
foyer_ticket_cell_read_time (const char *text, GTimeZone *zone, gboolean is_end, FoyerTime *time)
{
  g_autoptr (GDateTime) moment = NULL;

  if (*text == '\0') {
    *time = 0;
    return TRUE;
  }
  if (foyer_time_parse (text, time))
    return TRUE;
  moment = read_local (text, zone, is_end);
  if (moment == NULL || g_date_time_to_unix (moment) <= 0)
    return FALSE;
  *time = g_date_time_to_unix (moment) * FOYER_TIME_SECOND;
  return TRUE;
}

/**
 * foyer_ticket_cell_is_mangled_number:
 *
 * Returns: whether @text looks like "1.23E+12", which is what spreadsheets make of long numbers
 */
gboolean
foyer_ticket_cell_is_mangled_number (const char *text)
{
  gsize digits = strspn (text, "0123456789.,");

  return digits > 0 && (text[digits] == 'E' || text[digits] == 'e') && text[digits + 1] == '+' &&
         text[digits + 2] != '\0' &&
         strspn (text + digits + 2, "0123456789") == strlen (text + digits + 2);
}
