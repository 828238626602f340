/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_FOUND_ROW (foyer_found_row_get_type ())
G_DECLARE_FINAL_TYPE (FoyerFoundRow, foyer_found_row, FOYER, FOUND_ROW, GtkWidget)

FoyerFoundRow *foyer_found_row_new (void);
void foyer_found_row_set_found (FoyerFoundRow *self,
                                FoyerFoundTicket *found,
                                const char *time_zone,
                                gboolean may_edit);

G_END_DECLS
