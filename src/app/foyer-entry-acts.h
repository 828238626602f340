/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean foyer_entry_acts_are_possible (FoyerSession *session);
GtkWindow *foyer_entry_acts_pause (FoyerSession *session, GtkWindow *window);
GtkWindow *foyer_entry_acts_tell (FoyerSession *session, GtkWindow *window);

G_END_DECLS
