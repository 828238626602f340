/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signals: saved (const char *sentence) once the ticket was edited or cancelled. */
#define FOYER_TYPE_EDIT_WINDOW (foyer_edit_window_get_type ())
G_DECLARE_FINAL_TYPE (FoyerEditWindow, foyer_edit_window, FOYER, EDIT_WINDOW, AdwWindow)

FoyerEditWindow *foyer_edit_window_new (FoyerSession *session,
                                        const char *ticket_id,
                                        GtkWindow *parent);

G_END_DECLS
