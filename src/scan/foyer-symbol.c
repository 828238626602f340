/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-symbol"

#include "config.h"

#include "scan/foyer-symbol.h"

#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "base/foyer-value.h"

#include <string.h>

static void
free_fields (gpointer data)
{
  FoyerSymbol *self = data;

  g_free (self->text);
}

FOYER_DEFINE_VALUE (FoyerSymbol, foyer_symbol, free_fields)

/**
 * foyer_symbol_new:
 * @text: what the barcode holds
 * @symbology: one flag
 * @corners: its outline in pixels of the frame
 *
 * Returns: (transfer full) (nullable): a new symbol, or %NULL where @text is empty, no clean
 *   UTF-8 or longer than %FOYER_LIMIT_CODE bytes: no ticket's code
 */
FoyerSymbol *
foyer_symbol_new (const char *text, FoyerSymbologies symbology, const float corners[4][2])
{
  FoyerSymbol *self;

  if (*text == '\0' || !foyer_text_is_clean (text, FOYER_LIMIT_CODE))
    return NULL;
  self = g_atomic_rc_box_new0 (FoyerSymbol);
  self->text = g_strdup (text);
  self->symbology = symbology;
  memcpy (self->corners, corners, sizeof self->corners);
  return self;
}

/**
 * foyer_symbol_contains:
 * @x: in pixels of the frame
 * @y: in pixels of the frame
 *
 * Returns: whether the place is inside of the outline
 */
gboolean
foyer_symbol_contains (const FoyerSymbol *self, float x, float y)
{
  guint n_left = 0;
  guint n_right = 0;

  for (guint i = 0; i < 4; i++) {
    const float *from = self->corners[i];
    const float *to = self->corners[(i + 1) % 4];
    float side = (to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]);

    n_left += side < 0;
    n_right += side > 0;
  }
  return n_left == 0 || n_right == 0;
}

/**
 * foyer_symbology_to_nick:
 * @symbology: one flag
 *
 * Returns: (transfer none): its name for command lines and logs
 */
const char *
foyer_symbology_to_nick (FoyerSymbologies symbology)
{
  switch (symbology) {
  case FOYER_SYMBOLOGY_QR:
    return "qr";
  case FOYER_SYMBOLOGY_EAN:
    return "ean";
  case FOYER_SYMBOLOGY_CODE_128:
    return "code-128";
  case FOYER_SYMBOLOGY_CODE_39:
    return "code-39";
  default:
    g_return_val_if_reached ("none");
  }
}
