/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-csv-text"

#include "config.h"

#include "model/foyer-csv-text.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"

#include <string.h>

/* Spreadsheets write text as UTF-8, with or without a mark, as UTF-16 ("Unicode text") or in the
 * old encoding of Windows. All of it becomes UTF-8 here, without asking the system's converters,
 * which a small installation may lack. Where files were put one behind the other both UTF-8 and
 * Windows-1252 may be in one: a reader tells them apart row by row, which it can because what
 * divides rows and cells is the same byte in both. */

/* What Windows-1252 has at 0x80 to 0x9f; 0 where it has nothing, which becomes the control
 * character of Latin-1 and makes its row fail later. */
static const gunichar windows_1252[32] = {
  0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
  0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
  0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

/**
 * foyer_csv_text_from_windows:
 * @bytes: text in Windows-1252
 *
 * Returns: (transfer full): the same in UTF-8
 */
char *
foyer_csv_text_from_windows (const char *bytes)
{
  GString *text = g_string_new (NULL);

  for (const guint8 *at = (const guint8 *)bytes; *at != '\0'; at++) {
    if (*at >= 0x80 && *at < 0xa0 && windows_1252[*at - 0x80] != 0)
      g_string_append_unichar (text, windows_1252[*at - 0x80]);
    else
      g_string_append_unichar (text, *at);
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
 * foyer_csv_text_read:
 * @bytes: a file
 * @mark: (out) (transfer none) (nullable): what its first bytes say that it is, as people call it:
 *   "UTF-8", "UTF-16", or %NULL where they say nothing
 *
 * Returns: (transfer full) (nullable): its text without a byte order mark, in UTF-8 where @mark is
 *   "UTF-16" and otherwise as it is, or %NULL with @error set where it is empty, too large or no
 *   text
 */
char *
foyer_csv_text_read (GBytes *bytes, const char **mark, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (!check_size (size, error))
    return NULL;
  if (size >= 2 && ((data[0] == 0xff && data[1] == 0xfe) || (data[0] == 0xfe && data[1] == 0xff))) {
    *mark = "UTF-16";
    return decode_utf16 (data + 2, size - 2, data[0] == 0xfe, error);
  }
  if (memchr (data, '\0', size) != NULL) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         "The file is no text: save the sheet as CSV first.");
    return NULL;
  }
  *mark = size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0 ? "UTF-8" : NULL;
  if (*mark != NULL)
    return g_strndup ((const char *)data + 3, size - 3);
  return g_strndup ((const char *)data, size);
}
