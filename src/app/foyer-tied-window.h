/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void foyer_tied_window_destroy (GtkWindow *window);
void foyer_tied_window_watch (GtkWindow *window, FoyerSession *session);

G_END_DECLS
