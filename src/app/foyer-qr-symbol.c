/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-qr-symbol"

#include "config.h"

#include "app/foyer-qr-symbol.h"

#include <qrencode.h>
#include <string.h>

/* The modules of QR codes, error correction level M. A text of capitals, digits and few signs is
 * kept in alphanumeric mode, so that it stays small; one that is not ASCII says that it is UTF-8.
 */

/* UTF-8, among the character sets that a symbol can name. */
#define ECI_UTF_8 26

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QRcode, QRcode_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (QRinput, QRinput_free)

/**
 * foyer_qr_symbol_new:
 * @width: (out): how many modules are in a row
 *
 * Returns: (transfer full) (nullable): a byte per module, row by row, 1 where it is black; %NULL
 *   where the text does not fit
 */
guint8 *
foyer_qr_symbol_new (const char *text, int *width)
{
  g_autoptr (QRinput) input = QRinput_new2 (0, QR_ECLEVEL_M);
  g_autoptr (QRcode) code = NULL;
  const guint8 *bytes = (const guint8 *)text;
  int length = (int)strlen (text);
  guint8 *modules;

  if (!g_str_is_ascii (text) && QRinput_appendECIheader (input, ECI_UTF_8) != 0)
    return NULL;
  if (QRinput_append (input, QR_MODE_AN, length, bytes) == 0 ||
      QRinput_append (input, QR_MODE_8, length, bytes) == 0)
    code = QRcode_encodeInput (input);
  if (code == NULL)
    return NULL;
  *width = code->width;
  modules = g_memdup2 (code->data, (gsize)(code->width * code->width));
  for (int i = 0; i < code->width * code->width; i++)
    modules[i] &= 1;
  return modules;
}
