/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_ACCOUNT_BUTTON (foyer_account_button_get_type ())
G_DECLARE_FINAL_TYPE (FoyerAccountButton, foyer_account_button, FOYER, ACCOUNT_BUTTON, GtkWidget)

void foyer_account_button_set_session (FoyerAccountButton *self, FoyerSession *session);

G_END_DECLS
