/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/foyer-store-sql.h"

G_BEGIN_DECLS

/* How many steps there are. */
#define FOYER_STORE_VERSION 3

gboolean foyer_store_migrate (FoyerStoreFile *file, gint64 version, GError **error);

G_END_DECLS
