/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FoyerSymbologies:
 * @FOYER_SYMBOLOGY_QR: QR codes, Foyer's own
 * @FOYER_SYMBOLOGY_EAN: EAN-13, EAN-8, UPC-A and UPC-E
 * @FOYER_SYMBOLOGY_CODE_128: Code 128
 * @FOYER_SYMBOLOGY_CODE_39: Code 39
 *
 * The kinds of barcode that can be looked for. A busy picture is easily misread as a linear
 * barcode: look only for what the event's tickets use.
 */
typedef enum {
  FOYER_SYMBOLOGY_QR = 1 << 0,
  FOYER_SYMBOLOGY_EAN = 1 << 1,
  FOYER_SYMBOLOGY_CODE_128 = 1 << 2,
  FOYER_SYMBOLOGY_CODE_39 = 1 << 3,
} FoyerSymbologies;

#define FOYER_TYPE_SYMBOL (foyer_symbol_get_type ())

typedef struct _FoyerSymbol FoyerSymbol;

/**
 * FoyerSymbol:
 * @text: what the barcode holds: clean UTF-8 (see foyer_text_is_clean()), never empty
 * @symbology: its kind, one of the flags
 * @corners: its outline as x and y in pixels of the frame, in order around it
 *
 * One barcode that was read in a frame. A value: its fields never change.
 */
struct _FoyerSymbol {
  char *text;
  FoyerSymbologies symbology;
  float corners[4][2];
};

GType foyer_symbol_get_type (void);
FoyerSymbol *foyer_symbol_new (const char *text,
                               FoyerSymbologies symbology,
                               const float corners[4][2]);
FoyerSymbol *foyer_symbol_ref (FoyerSymbol *self);
void foyer_symbol_unref (FoyerSymbol *self);

gboolean foyer_symbol_contains (const FoyerSymbol *self, float x, float y);

const char *foyer_symbology_to_nick (FoyerSymbologies symbology);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerSymbol, foyer_symbol_unref)

G_END_DECLS
