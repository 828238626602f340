/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-seal.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What seals with the installation's secret key. */
typedef FoyerSeal FoyerDbSeal;

FoyerDbSeal *foyer_db_seal_open (const char *path, GError **error);
void foyer_db_seal_close (FoyerDbSeal *self);

char *foyer_db_seal_text (const FoyerDbSeal *self, const char *purpose, const char *text);
char *foyer_db_seal_open_text (const FoyerDbSeal *self,
                               const char *purpose,
                               const char *sealed,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDbSeal, foyer_db_seal_close)

G_END_DECLS
