/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *foyer_passphrase_tidy (const char *typed);
char *foyer_passphrase_hash (const char *passphrase);
gboolean foyer_passphrase_fits (const char *passphrase, const char *hash);

G_END_DECLS
