/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signals: changed: somebody was invited. */
#define FOYER_TYPE_INVITE_WINDOW (foyer_invite_window_get_type ())
G_DECLARE_FINAL_TYPE (FoyerInviteWindow, foyer_invite_window, FOYER, INVITE_WINDOW, AdwWindow)

FoyerInviteWindow *foyer_invite_window_new (FoyerSession *session,
                                            const FoyerMember *member,
                                            GtkWindow *parent);

G_END_DECLS
