/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-seal.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _FoyerStoreFile FoyerStoreFile;

FoyerStoreFile *foyer_store_file_open (const char *path, const FoyerSeal *seal, GError **error);
void foyer_store_file_close (FoyerStoreFile *self);
gboolean foyer_store_file_wipe (FoyerStoreFile *self, GError **error);

FoyerStoreFile *foyer_store_file_rescue (const char *path,
                                         const FoyerSeal *seal,
                                         guint *n_scans,
                                         char **aside,
                                         GError **error);
gboolean foyer_store_file_clear_aside (const char *path, gint64 now, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerStoreFile, foyer_store_file_close)

G_END_DECLS
