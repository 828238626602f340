/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire/foyer-message.h"

G_BEGIN_DECLS

/* What is said about who is at a desk. Those of these messages that are flat are read with
 * foyer_message_get_string() and the like. */

char *foyer_wire_encode_get_challenge (void);
void foyer_wire_write_challenge (GString *out, const char *challenge, FoyerTime expires);

char *foyer_wire_encode_prove_key (const char *id, const char *proof);
void foyer_wire_write_token_renewed (GString *out, const char *token, FoyerTime expires);

G_END_DECLS
