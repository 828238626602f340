/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-session-info.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What its button activates, with the ids of a session and the name of its device. */
#define FOYER_SESSION_ROW_END      "sessions.end"
#define FOYER_SESSION_ROW_END_TYPE "(ss)"

GtkWidget *foyer_session_row_new (const FoyerSessionInfo *info);

G_END_DECLS
