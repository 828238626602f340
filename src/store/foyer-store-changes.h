/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-change-batch.h"
#include "store/foyer-store-file.h"

G_BEGIN_DECLS

gboolean foyer_store_apply (FoyerStoreFile *file, const FoyerChangeBatch *batch, GError **error);

G_END_DECLS
