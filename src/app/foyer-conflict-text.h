/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-conflict.h"

G_BEGIN_DECLS

const char *foyer_conflict_text_who (const FoyerConflict *conflict);
const char *foyer_conflict_text_kind (FoyerConflictKind kind);
const char *foyer_conflict_text_advice (FoyerConflictKind kind);
const char *foyer_conflict_text_resolution (FoyerConflictResolution resolution);

char *foyer_conflict_text_said (const FoyerConflictScan *scan);
char *foyer_conflict_text_where (const FoyerConflictScan *scan,
                                 const char *time_zone,
                                 FoyerTime now);
char *foyer_conflict_text_resolved (const FoyerConflict *conflict,
                                    const char *time_zone,
                                    FoyerTime now);

G_END_DECLS
