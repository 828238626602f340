/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-plane.h"
#include "scan/foyer-symbol.h"

G_BEGIN_DECLS

typedef struct _FoyerZbar FoyerZbar;

FoyerZbar *foyer_zbar_new (FoyerSymbologies symbologies);
FoyerZbar *foyer_zbar_new_with_defaults (void);
void foyer_zbar_free (FoyerZbar *self);
GPtrArray *foyer_zbar_scan (FoyerZbar *self, const FoyerPlane *plane);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerZbar, foyer_zbar_free)

G_END_DECLS
