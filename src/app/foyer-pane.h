/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_PANE (foyer_pane_get_type ())
G_DECLARE_DERIVABLE_TYPE (FoyerPane, foyer_pane, FOYER, PANE, GtkWidget)

struct _FoyerPaneClass {
  GtkWidgetClass parent_class;
};

gboolean foyer_pane_get_narrow (FoyerPane *self);

G_END_DECLS
