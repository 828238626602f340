/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-conflict.h"
#include "wire/foyer-json-writer.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

/* What is said about conflicts. */

void foyer_wire_write_conflict_opened (GString *out, const FoyerConflict *conflict);
void foyer_wire_write_conflict_resolved (GString *out, const FoyerConflict *conflict);
void foyer_wire_write_conflicts_listed (GString *out,
                                        const char *re,
                                        const GPtrArray *conflicts,
                                        gboolean more);

/* The member `scans`. */
void foyer_wire_write_conflict_scans (FoyerJsonWriter *writer, const FoyerConflict *conflict);

char *foyer_wire_encode_resolve_conflict (const char *id,
                                          const char *request_id,
                                          const char *conflict_id,
                                          FoyerConflictResolution resolution,
                                          const char *reason,
                                          const char *const *taken_back,
                                          const char *const *seen);
char *foyer_wire_encode_list_conflicts (const char *id,
                                        const char *event_id,
                                        gboolean resolved,
                                        guint limit);

/* Of resolve_conflict; its other fields are flat, and so are those of list_conflicts. */
char **foyer_wire_read_taken_back (const FoyerMessage *message);
char **foyer_wire_read_seen (const FoyerMessage *message);
FoyerConflict *foyer_wire_read_conflict (const FoyerMessage *message);
GPtrArray *foyer_wire_read_conflicts_listed (const FoyerMessage *message);

G_END_DECLS
