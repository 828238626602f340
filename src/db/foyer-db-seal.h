/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-signing-key.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _FoyerDbSeal FoyerDbSeal;

FoyerDbSeal *foyer_db_seal_open (const char *path, GError **error);
void foyer_db_seal_close (FoyerDbSeal *self);

GBytes *foyer_db_seal_data (const FoyerDbSeal *self,
                            const char *purpose,
                            gconstpointer data,
                            gsize size);
GBytes *foyer_db_seal_open_data (const FoyerDbSeal *self,
                                 const char *purpose,
                                 gconstpointer sealed,
                                 gsize size,
                                 GError **error);
char *foyer_db_seal_text (const FoyerDbSeal *self, const char *purpose, const char *text);
char *foyer_db_seal_open_text (const FoyerDbSeal *self,
                               const char *purpose,
                               const char *sealed,
                               GError **error);
char *foyer_db_seal_get_check (const FoyerDbSeal *self);

#define FOYER_DB_SIGNATURE_BYTES 32
char *foyer_db_seal_sign (const FoyerDbSeal *self,
                          const char *purpose,
                          gconstpointer data,
                          gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbSeal, foyer_db_seal_close)

G_END_DECLS
