/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/foyer-store-file.h"

G_BEGIN_DECLS

gboolean foyer_store_doubt (FoyerStoreFile *file, const GPtrArray *heads, GError **error);

G_END_DECLS
