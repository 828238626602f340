/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_PEOPLE_BOX (foyer_people_box_get_type ())
G_DECLARE_FINAL_TYPE (FoyerPeopleBox, foyer_people_box, FOYER, PEOPLE_BOX, GtkWidget)

void foyer_people_box_show (FoyerPeopleBox *self, GPtrArray *people);

G_END_DECLS
