/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_INFO_ROW (foyer_info_row_get_type ())
G_DECLARE_FINAL_TYPE (FoyerInfoRow, foyer_info_row, FOYER, INFO_ROW, GtkWidget)

FoyerInfoRow *foyer_info_row_new (void);
void foyer_info_row_set_icon (FoyerInfoRow *self,
                              const char *icon,
                              const char *css_class,
                              const char *meaning);
void foyer_info_row_set_text (FoyerInfoRow *self, const char *title, const char *subtitle);
void foyer_info_row_set_opens (FoyerInfoRow *self, gboolean opens);
void foyer_info_row_set_trailing (FoyerInfoRow *self, const char *text);
const char *foyer_info_row_get_title (FoyerInfoRow *self);
const char *foyer_info_row_get_subtitle (FoyerInfoRow *self);

G_END_DECLS
