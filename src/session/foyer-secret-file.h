/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-profile.h"

G_BEGIN_DECLS

gboolean foyer_secret_file_save (FoyerProfile *profile, const char *secret, GError **error);
char *foyer_secret_file_load (FoyerProfile *profile);
gboolean foyer_secret_file_exists (FoyerProfile *profile);
void foyer_secret_file_forget (FoyerProfile *profile);

G_END_DECLS
