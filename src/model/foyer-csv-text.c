/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-csv-text"

#include "config.h"

#include "model/foyer-csv-text.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"

#include <string.h>

/* Spreadsheets write text as UTF-8, with or without a mark, as UTF-16 ("Unicode text") or in the
 * old encoding of Windows. All of it becomes UTF-8 here, without asking the system's converters,
 * which a small installation may lack. */

/* What Windows-1252 has at 0x80 to 0x9f; 0 where it has nothing, which becomes the control
 * character of Latin-1 and makes its row fail later. */
static const gunichar windows_1252[32] = {
  0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
  0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
  0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

static char *
decode_windows_1252 (const guint8 *data, gsize size)
{
  GString *text = g_string_sized_new (size + size / 8);

  for (gsize i = 0; i < size; i++) {
    guint8 c = data[i];

    if (c >= 0x80 && c < 0xa0 && windows_1252[c - 0x80] != 0)
      g_string_append_unichar (text, windows_1252[c - 0x80]);
    else
      g_string_append_unichar (text, c);
  }
  return g_string_free (text, FALSE);
}

static char *
decode_utf16 (const guint8 *data, gsize size, gboolean big_endian, GError **error)
{
  g_autofree gunichar2 *units = g_new (gunichar2, size / 2 + 1);
  g_autofree char *text = NULL;

  for (gsize i = 0; i < size / 2; i++) {
    guint8 first = data[2 * i];
    guint8 second = data[2 * i + 1];

    units[i] = (gunichar2)(big_endian ? first << 8 | second : second << 8 | first);
    if (units[i] == 0)
      units[i] = 0xffff;
  }
  if (size % 2 == 0)
    text = g_utf16_to_utf8 (units, (glong)(size / 2), NULL, NULL, NULL);
  if (text == NULL || strstr (text, "\xef\xbf\xbf") != NULL) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         "The file starts like UTF-16 text but is damaged.");
    return NULL;
  }
  return g_steal_pointer (&text);
}

static gboolean
check_size (gsize size, GError **error)
{
  if (size == 0) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, "The file is empty.");
    return FALSE;
  }
  if (size > FOYER_LIMIT_IMPORT_BYTES) {
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_BAD_REQUEST,
                 "The file is larger than %d MiB.",
                 FOYER_LIMIT_IMPORT_BYTES / 1024 / 1024);
    return FALSE;
  }
  return TRUE;
}

/**
 * foyer_csv_text_decode:
 * @bytes: a file
 * @encoding: (out) (transfer none): what it was taken for, as people call it
 *
 * Returns: (transfer full) (nullable): its text in UTF-8 without a byte order mark, or %NULL with
 *   @error set where it is empty, too large or no text
 */
char *
foyer_csv_text_decode (GBytes *bytes, const char **encoding, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (!check_size (size, error))
    return NULL;
  if (size >= 2 && ((data[0] == 0xff && data[1] == 0xfe) || (data[0] == 0xfe && data[1] == 0xff))) {
    *encoding = "UTF-16";
    return decode_utf16 (data + 2, size - 2, data[0] == 0xfe, error);
  }
  if (memchr (data, '\0', size) != NULL) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         "The file is no text: save the sheet as CSV first.");
    return NULL;
  }
  if (g_utf8_validate_len ((const char *)data, size, NULL)) {
    gsize mark = size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

    *encoding = "UTF-8";
    return g_strndup ((const char *)data + mark, size - mark);
  }
  *encoding = "Windows-1252";
  return decode_windows_1252 (data, size);
}
