/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-signed-heads.h"
#include "session/foyer-profile.h"

G_BEGIN_DECLS

#define FOYER_TYPE_HEAD_KEEPER (foyer_head_keeper_get_type ())
G_DECLARE_FINAL_TYPE (FoyerHeadKeeper, foyer_head_keeper, FOYER, HEAD_KEEPER, GObject)

FoyerHeadKeeper *foyer_head_keeper_new (FoyerProfile *profile);

FoyerSignedHeads *foyer_head_keeper_get (FoyerHeadKeeper *self, const char *event_id);
void foyer_head_keeper_take (FoyerHeadKeeper *self, const FoyerSignedHeads *heads);

G_END_DECLS
