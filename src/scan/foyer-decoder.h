/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-budget.h"
#include "scan/foyer-frame.h"
#include "scan/foyer-symbol.h"

G_BEGIN_DECLS

typedef struct _FoyerDecoder FoyerDecoder;

FoyerDecoder *foyer_decoder_new (FoyerSymbologies symbologies);
void foyer_decoder_free (FoyerDecoder *self);
void foyer_decoder_set_clock (FoyerDecoder *self, FoyerDecoderClock clock, gpointer user_data);

GPtrArray *foyer_decoder_decode (FoyerDecoder *self, FoyerFrame *frame, gint64 budget_us);
void foyer_decoder_reset (FoyerDecoder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDecoder, foyer_decoder_free)

G_END_DECLS
