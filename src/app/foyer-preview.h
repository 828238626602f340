/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_PREVIEW (foyer_preview_get_type ())
G_DECLARE_FINAL_TYPE (FoyerPreview, foyer_preview, FOYER, PREVIEW, GtkWidget)

FoyerPreview *foyer_preview_new (void);
void foyer_preview_set_texture (FoyerPreview *self, GdkTexture *texture);
void foyer_preview_set_mirrored (FoyerPreview *self, gboolean mirrored);
void foyer_preview_set_outline (FoyerPreview *self,
                                const float corners[4][2],
                                guint frame_width,
                                guint frame_height);
gboolean foyer_preview_get_outline (FoyerPreview *self, float corners[4][2]);

G_END_DECLS
