/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_CONFLICT_LIST (foyer_conflict_list_get_type ())
G_DECLARE_FINAL_TYPE (FoyerConflictList, foyer_conflict_list, FOYER, CONFLICT_LIST, GtkWidget)

FoyerConflictList *foyer_conflict_list_new (FoyerSession *session, GListModel *conflicts);

G_END_DECLS
