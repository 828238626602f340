/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-choice.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_CHOOSER (foyer_chooser_get_type ())
G_DECLARE_FINAL_TYPE (FoyerChooser, foyer_chooser, FOYER, CHOOSER, GObject)

FoyerChooser *foyer_chooser_new (GtkDropDown *drop_down, GListModel *choices);
void foyer_chooser_show (FoyerChooser *self, const char *id);

G_END_DECLS
