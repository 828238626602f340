/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/foyer-pane.h"
#include "session/foyer-session.h"

G_BEGIN_DECLS

#define FOYER_TYPE_ENTRY_GROUP (foyer_entry_group_get_type ())
G_DECLARE_FINAL_TYPE (FoyerEntryGroup, foyer_entry_group, FOYER, ENTRY_GROUP, FoyerPane)

void foyer_entry_group_set_session (FoyerEntryGroup *self, FoyerSession *session);

G_END_DECLS
