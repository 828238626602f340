/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <sodium.h>

G_BEGIN_DECLS

/* Inside the room: texts that open something for whoever has them. Of each the database holds the
 * SHA-256 only, which is enough because they are random and long. */

#define FOYER_DB_TOKEN_HASH_SIZE (2 * crypto_hash_sha256_BYTES + 1)

char *foyer_db_token_new (void);
void foyer_db_token_hash (const char *token, char hex[FOYER_DB_TOKEN_HASH_SIZE]);

G_END_DECLS
