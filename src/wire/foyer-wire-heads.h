/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-signed-heads.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

void foyer_wire_write_signed_heads (GString *out, const FoyerSignedHeads *heads);
char *foyer_wire_encode_show_heads (const char *id, const FoyerSignedHeads *heads);
FoyerSignedHeads *foyer_wire_read_heads (const FoyerMessage *message);
FoyerSignedHeads *foyer_wire_read_heads_object (gpointer fields);

G_END_DECLS
