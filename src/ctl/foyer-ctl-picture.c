/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-picture"

#include "config.h"

#include "ctl/foyer-ctl-picture.h"

#include "base/foyer-error.h"

#include <png.h>
#include <qrencode.h>
#include <string.h>

/* Pictures of codes: QR, error correction level M, four modules of white around, black on white.
 * A code of letters and digits alone is kept in alphanumeric mode, so that a signed one has 41
 * modules and a short one 25. A code that is not ASCII says that it is UTF-8; without that, readers
 * guess, some of them Shift JIS. */

#define MODULE_PIXELS 8
#define QUIET_MODULES 4
/* UTF-8, among the character sets that a symbol can name. */
#define ECI_UTF_8 26

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QRcode, QRcode_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (QRinput, QRinput_free)

static gboolean
is_alphanumeric (const char *code)
{
  return code[strspn (code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")] == '\0';
}

static QRcode *
encode (const char *code)
{
  g_autoptr (QRinput) input = QRinput_new2 (0, QR_ECLEVEL_M);
  QRencodeMode mode = is_alphanumeric (code) ? QR_MODE_AN : QR_MODE_8;

  if (input == NULL ||
      (!g_str_is_ascii (code) && QRinput_appendECIheader (input, ECI_UTF_8) != 0) ||
      QRinput_append (input, mode, (int)strlen (code), (const unsigned char *)code) != 0)
    return NULL;
  return QRcode_encodeInput (input);
}

static void
paint_modules (const QRcode *symbol, guint8 *pixels, gsize width)
{
  for (int row = 0; row < symbol->width; row++) {
    for (int column = 0; column < symbol->width; column++) {
      gsize left = (gsize)(column + QUIET_MODULES) * MODULE_PIXELS;
      gsize top = (gsize)(row + QUIET_MODULES) * MODULE_PIXELS;

      if ((symbol->data[row * symbol->width + column] & 1) == 0)
        continue;
      for (gsize y = top; y < top + MODULE_PIXELS; y++)
        memset (pixels + y * width + left, 0, MODULE_PIXELS);
    }
  }
}

static GBytes *
write_png (const guint8 *pixels, guint32 width)
{
  png_image image = { .version = PNG_IMAGE_VERSION,
                      .width = width,
                      .height = width,
                      .format = PNG_FORMAT_GRAY };
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX (image);
  g_autofree guint8 *data = g_malloc (size);

  if (!png_image_write_to_memory (&image, data, &size, 0, pixels, 0, NULL))
    return NULL;
  return g_bytes_new_take (g_realloc (g_steal_pointer (&data), size), size);
}

/**
 * foyer_ctl_picture_new:
 * @code: the text of a barcode
 *
 * Returns: (transfer full) (nullable): a PNG
 */
GBytes *
foyer_ctl_picture_new (const char *code, GError **error)
{
  g_autoptr (QRcode) symbol = encode (code);
  g_autofree guint8 *pixels = NULL;
  GBytes *picture = NULL;
  gsize width;

  if (symbol != NULL) {
    width = (gsize)(symbol->width + 2 * QUIET_MODULES) * MODULE_PIXELS;
    pixels = g_malloc (width * width);
    memset (pixels, 0xff, width * width);
    paint_modules (symbol, pixels, width);
    picture = write_png (pixels, (guint32)width);
  }
  if (picture == NULL)
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_FAILED,
                         "The picture of a code could not be made.");
  return picture;
}

/**
 * foyer_ctl_picture_save:
 * @path: a file that others cannot read: who has the picture has what it says
 * @code: the text of a barcode
 */
gboolean
foyer_ctl_picture_save (const char *path, const char *code, GError **error)
{
  g_autoptr (GBytes) picture = foyer_ctl_picture_new (code, error);

  return picture != NULL && g_file_set_contents_full (path,
                                                      g_bytes_get_data (picture, NULL),
                                                      (gssize)g_bytes_get_size (picture),
                                                      G_FILE_SET_CONTENTS_CONSISTENT,
                                                      0600,
                                                      error);
}
