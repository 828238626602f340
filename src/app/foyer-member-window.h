/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signals: changed: something was done that a list of staff members does not show yet. */
#define FOYER_TYPE_MEMBER_WINDOW (foyer_member_window_get_type ())
G_DECLARE_FINAL_TYPE (FoyerMemberWindow, foyer_member_window, FOYER, MEMBER_WINDOW, AdwWindow)

FoyerMemberWindow *foyer_member_window_new (FoyerSession *session,
                                            FoyerMemberItem *item,
                                            GtkWindow *parent);

G_END_DECLS
