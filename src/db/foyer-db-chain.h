/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <sodium.h>

G_BEGIN_DECLS

#define FOYER_DB_CHAIN_BYTES crypto_hash_sha256_BYTES
/* Two hexadecimal digits a byte and the final NUL. */
#define FOYER_DB_CHAIN_TEXT_SIZE (FOYER_DB_CHAIN_BYTES * 2 + 1)

/**
 * FoyerDbChain:
 *
 * The hash of one row of a log, while its fields are added.
 */
typedef struct {
  crypto_hash_sha256_state state;
} FoyerDbChain;

void foyer_db_chain_begin (FoyerDbChain *self, const guint8 previous[FOYER_DB_CHAIN_BYTES]);
void foyer_db_chain_add_text (FoyerDbChain *self, const char *text);
void foyer_db_chain_add_int (FoyerDbChain *self, gint64 value);
void foyer_db_chain_end (FoyerDbChain *self, guint8 hash[FOYER_DB_CHAIN_BYTES]);

gboolean foyer_db_chain_parse (const char *bytea, guint8 hash[FOYER_DB_CHAIN_BYTES]);
void foyer_db_chain_write (const guint8 hash[FOYER_DB_CHAIN_BYTES],
                           char bytea[FOYER_DB_CHAIN_TEXT_SIZE + 2]);

G_END_DECLS
