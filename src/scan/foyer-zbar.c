/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-zbar"

#include "config.h"

#include "scan/foyer-zbar.h"

#include "base/foyer-limits.h"

#include <string.h>
#include <zbar.h>

/* A thin layer over zbar: what to look for goes in, symbols with clean text come out. */

struct _FoyerZbar {
  zbar_image_scanner_t *scanner;
  zbar_image_t *image;
};

typedef struct {
  zbar_symbol_type_t type;
  FoyerSymbologies symbology;
} Kind;

static const Kind kinds[] = {
  { ZBAR_QRCODE, FOYER_SYMBOLOGY_QR },      { ZBAR_EAN13, FOYER_SYMBOLOGY_EAN },
  { ZBAR_EAN8, FOYER_SYMBOLOGY_EAN },       { ZBAR_UPCA, FOYER_SYMBOLOGY_EAN },
  { ZBAR_UPCE, FOYER_SYMBOLOGY_EAN },       { ZBAR_CODE128, FOYER_SYMBOLOGY_CODE_128 },
  { ZBAR_CODE39, FOYER_SYMBOLOGY_CODE_39 },
};

/* Bytes in a QR code are Latin-1 by its standard and UTF-8 in practice. */
static const guint LONGEST_RUN_OF_LATIN_1 = 2;

static const Kind *
find_kind (zbar_symbol_type_t type)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (kinds[i].type == type)
      return &kinds[i];
  }
  return NULL;
}

/* Accented letters stand among plain ones; many in a row are text of some other encoding, which
 * nobody named, and a guess would be a wrong text. */
static gboolean
looks_like_latin_1 (const char *data, gsize length)
{
  guint run = 0;

  for (gsize i = 0; i < length; i++) {
    run = (guint8)data[i] >= 0x80 ? run + 1 : 0;
    if (run > LONGEST_RUN_OF_LATIN_1)
      return FALSE;
  }
  return TRUE;
}

static char *
read_text (const zbar_symbol_t *symbol)
{
  const char *data = zbar_symbol_get_data (symbol);
  gsize length = zbar_symbol_get_data_length (symbol);

  if (length == 0 || length > FOYER_LIMIT_CODE || memchr (data, '\0', length) != NULL)
    return NULL;
  if (g_utf8_validate_len (data, length, NULL))
    return g_strndup (data, length);
  if (!looks_like_latin_1 (data, length))
    return NULL;
  return g_convert (data, (gssize)length, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
}

/* A linear barcode has as many points as lines crossed it: their bounding box is its outline. */
static void
read_box (const zbar_symbol_t *symbol, float corners[4][2])
{
  guint n = zbar_symbol_get_loc_size (symbol);
  float left = G_MAXFLOAT, top = G_MAXFLOAT, right = -G_MAXFLOAT, bottom = -G_MAXFLOAT;

  for (guint i = 0; i < n; i++) {
    float x = (float)zbar_symbol_get_loc_x (symbol, i);
    float y = (float)zbar_symbol_get_loc_y (symbol, i);

    left = MIN (left, x);
    right = MAX (right, x);
    top = MIN (top, y);
    bottom = MAX (bottom, y);
  }
  if (n == 0)
    left = top = right = bottom = 0;
  memcpy (corners,
          (float[4][2]){ { left, top }, { right, top }, { right, bottom }, { left, bottom } },
          sizeof (float[4][2]));
}

static void
read_corners (const zbar_symbol_t *symbol, float corners[4][2])
{
  if (zbar_symbol_get_loc_size (symbol) != 4) {
    read_box (symbol, corners);
    return;
  }
  for (guint i = 0; i < 4; i++) {
    corners[i][0] = (float)zbar_symbol_get_loc_x (symbol, i);
    corners[i][1] = (float)zbar_symbol_get_loc_y (symbol, i);
  }
}

static FoyerSymbol *
read_symbol (const zbar_symbol_t *symbol)
{
  const Kind *kind = find_kind (zbar_symbol_get_type (symbol));
  g_autofree char *text = NULL;
  float corners[4][2];

  if (kind == NULL)
    return NULL;
  text = read_text (symbol);
  if (text == NULL)
    return NULL;
  read_corners (symbol, corners);
  return foyer_symbol_new (text, kind->symbology, corners);
}

static void
configure (zbar_image_scanner_t *scanner, FoyerSymbologies symbologies)
{
  zbar_image_scanner_set_config (scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if ((kinds[i].symbology & symbologies) != 0)
      zbar_image_scanner_set_config (scanner, kinds[i].type, ZBAR_CFG_ENABLE, 1);
  }
  /* Without this zbar guesses encodings and gives wrong bytes; read_text() decides instead. */
  zbar_image_scanner_set_config (scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
}

/**
 * foyer_zbar_new_with_defaults:
 *
 * Returns: (transfer full): a scanner as zbar sets it up by itself, with every symbology that it
 *   knows, which is what others are measured against
 */
FoyerZbar *
foyer_zbar_new_with_defaults (void)
{
  FoyerZbar *self = g_new0 (FoyerZbar, 1);

  self->scanner = zbar_image_scanner_create ();
  self->image = zbar_image_create ();
  zbar_image_set_format (self->image, zbar_fourcc ('Y', '8', '0', '0'));
  return self;
}

/**
 * foyer_zbar_new:
 * @symbologies: what to look for
 *
 * Returns: (transfer full): a scanner
 */
FoyerZbar *
foyer_zbar_new (FoyerSymbologies symbologies)
{
  FoyerZbar *self = foyer_zbar_new_with_defaults ();

  configure (self->scanner, symbologies);
  return self;
}

void
foyer_zbar_free (FoyerZbar *self)
{
  zbar_image_destroy (self->image);
  zbar_image_scanner_destroy (self->scanner);
  g_free (self);
}

/**
 * foyer_zbar_scan:
 * @plane: a picture
 *
 * Returns: (transfer full) (element-type FoyerSymbol): what was read, in pixels of @plane
 */
GPtrArray *
foyer_zbar_scan (FoyerZbar *self, const FoyerPlane *plane)
{
  g_autoptr (GPtrArray) symbols =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_symbol_unref);
  const zbar_symbol_t *symbol;

  zbar_image_set_size (self->image, plane->width, plane->height);
  zbar_image_set_data (self->image, plane->pixels, (gsize)plane->width * plane->height, NULL);
  zbar_scan_image (self->scanner, self->image);
  for (symbol = zbar_image_first_symbol (self->image); symbol != NULL;
       symbol = zbar_symbol_next (symbol)) {
    FoyerSymbol *found = read_symbol (symbol);

    if (found != NULL)
      g_ptr_array_add (symbols, found);
  }
  zbar_image_set_data (self->image, NULL, 0, NULL);
  return g_steal_pointer (&symbols);
}
