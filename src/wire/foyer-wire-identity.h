/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire/foyer-message.h"

G_BEGIN_DECLS

/* What is said about who is at a desk. Those of these messages that are flat are read with
 * foyer_message_get_string() and the like. */

char *foyer_wire_encode_get_challenge (void);
void foyer_wire_write_challenge (GString *out, const char *challenge, FoyerTime expires);

G_END_DECLS
