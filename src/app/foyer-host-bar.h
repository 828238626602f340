/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_HOST_BAR (foyer_host_bar_get_type ())
G_DECLARE_FINAL_TYPE (FoyerHostBar, foyer_host_bar, FOYER, HOST_BAR, GtkWidget)

void foyer_host_bar_set_session (FoyerHostBar *self, FoyerSession *session);

G_END_DECLS
