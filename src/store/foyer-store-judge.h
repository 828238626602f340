/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/foyer-store-scans.h"

G_BEGIN_DECLS

FoyerVerdict *foyer_store_judge (FoyerStoreFile *file,
                                 const FoyerScan *scan,
                                 const FoyerStoreDesk *desk,
                                 GError **error);

G_END_DECLS
