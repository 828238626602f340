/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signals: changed: a session was ended. */
#define FOYER_TYPE_MEMBER_SESSIONS (foyer_member_sessions_get_type ())
G_DECLARE_FINAL_TYPE (FoyerMemberSessions, foyer_member_sessions, FOYER, MEMBER_SESSIONS, GtkWidget)

void foyer_member_sessions_show (FoyerMemberSessions *self,
                                 FoyerSession *session,
                                 const char *email);
guint foyer_member_sessions_get_n_rows (FoyerMemberSessions *self);

G_END_DECLS
