/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-frame.h"
#include "scan/foyer-symbol.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FoyerReaderFunc:
 * @frame: what to look at
 * @handle: what the reader owns
 *
 * Runs on the reader's thread, alone with @handle.
 *
 * Returns: (transfer full) (element-type FoyerSymbol): what was read, maybe nothing
 */
typedef GPtrArray *(*FoyerReaderFunc) (FoyerFrame *frame, gpointer handle);

#define FOYER_TYPE_READER (foyer_reader_get_type ())
G_DECLARE_FINAL_TYPE (FoyerReader, foyer_reader, FOYER, READER, GObject)

FoyerReader *foyer_reader_new (FoyerReaderFunc read, gpointer handle, GDestroyNotify free_handle);
FoyerReader *foyer_reader_new_for_symbologies (FoyerSymbologies symbologies);

void foyer_reader_offer (FoyerReader *self, FoyerFrame *frame);
void foyer_reader_clear (FoyerReader *self);

G_END_DECLS
