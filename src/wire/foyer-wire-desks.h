/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-desk.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

/* What desks are told of each other. */

void foyer_wire_write_desks_changed (GString *out,
                                     const char *event_id,
                                     const GPtrArray *desks,
                                     const GPtrArray *gone);
GPtrArray *foyer_wire_read_desks_changed (const FoyerMessage *message, GStrv *gone);

G_END_DECLS
