/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-preview"

#include "config.h"

#include "app/foyer-preview.h"

#include "app/foyer-fit.h"

/* What the camera sees, with the code that was found outlined. The picture keeps its shape; where
 * the widget has another one there are bars. */

/* A code that is not seen again loses its outline after this. */
#define OUTLINE_MS    500
#define OUTLINE_WIDTH 5

struct _FoyerPreview {
  GtkWidget parent_instance;

  GdkTexture *texture;
  gboolean mirrored;
  gboolean outlined;
  /* From 0 to 1 of the frame's width and height, so that the preview may be of another size. */
  float outline[4][2];
  guint outline_source;
};

G_DEFINE_FINAL_TYPE (FoyerPreview, foyer_preview, GTK_TYPE_WIDGET)

static gboolean
on_outline_timeout (gpointer data)
{
  FoyerPreview *self = data;

  self->outline_source = 0;
  self->outlined = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static FoyerFit
get_fit (FoyerPreview *self)
{
  return foyer_fit_contain (gdk_texture_get_width (self->texture),
                            gdk_texture_get_height (self->texture),
                            gtk_widget_get_width (GTK_WIDGET (self)),
                            gtk_widget_get_height (GTK_WIDGET (self)),
                            self->mirrored);
}

static void
snapshot_texture (FoyerPreview *self, GtkSnapshot *snapshot, const FoyerFit *fit)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float)(fit->x + (fit->mirrored ? fit->width : 0)),
                                                (float)fit->y));
  if (fit->mirrored)
    gtk_snapshot_scale (snapshot, -1, 1);
  gtk_snapshot_append_texture (snapshot,
                               self->texture,
                               &GRAPHENE_RECT_INIT (0, 0, (float)fit->width, (float)fit->height));
  gtk_snapshot_restore (snapshot);
}

/* A dark line under a light one: seen on any picture. */
static void
snapshot_outline (FoyerPreview *self, GtkSnapshot *snapshot)
{
  float corners[4][2];
  cairo_t *cr;

  if (!foyer_preview_get_outline (self, corners))
    return;
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0,
                                                       0,
                                                       gtk_widget_get_width (GTK_WIDGET (self)),
                                                       gtk_widget_get_height (GTK_WIDGET (self))));
  for (int i = 0; i < 4; i++)
    cairo_line_to (cr, corners[i][0], corners[i][1]);
  cairo_close_path (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, OUTLINE_WIDTH + 3);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.6);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, OUTLINE_WIDTH);
  cairo_set_source_rgb (cr, 0.34, 0.89, 0.54);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
foyer_preview_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FoyerPreview *self = FOYER_PREVIEW (widget);
  FoyerFit fit;

  if (self->texture == NULL)
    return;
  fit = get_fit (self);
  snapshot_texture (self, snapshot, &fit);
  snapshot_outline (self, snapshot);
}

static void
foyer_preview_dispose (GObject *object)
{
  FoyerPreview *self = FOYER_PREVIEW (object);

  g_clear_handle_id (&self->outline_source, g_source_remove);
  g_clear_object (&self->texture);
  G_OBJECT_CLASS (foyer_preview_parent_class)->dispose (object);
}

static void
foyer_preview_class_init (FoyerPreviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = foyer_preview_dispose;
  widget_class->snapshot = foyer_preview_snapshot;
  gtk_widget_class_set_css_name (widget_class, "preview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
foyer_preview_init (FoyerPreview *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * foyer_preview_new:
 *
 * Returns: (transfer floating): a preview of nothing
 */
FoyerPreview *
foyer_preview_new (void)
{
  return g_object_new (FOYER_TYPE_PREVIEW, NULL);
}

/**
 * foyer_preview_set_texture:
 * @texture: (nullable): the newest picture, or %NULL where there is none
 */
void
foyer_preview_set_texture (FoyerPreview *self, GdkTexture *texture)
{
  g_return_if_fail (FOYER_IS_PREVIEW (self));

  if (g_set_object (&self->texture, texture))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * foyer_preview_set_mirrored:
 * @mirrored: whether left and right change places, as people expect of a camera that faces them
 */
void
foyer_preview_set_mirrored (FoyerPreview *self, gboolean mirrored)
{
  g_return_if_fail (FOYER_IS_PREVIEW (self));

  self->mirrored = mirrored;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * foyer_preview_set_outline:
 * @corners: a code's corners, in pixels of the frame that it was found in
 * @frame_width: that frame's width
 * @frame_height: that frame's height
 *
 * Outlines a code for a moment; it must be set again as long as the code is seen.
 */
void
foyer_preview_set_outline (FoyerPreview *self,
                           const float corners[4][2],
                           guint frame_width,
                           guint frame_height)
{
  g_return_if_fail (FOYER_IS_PREVIEW (self));
  g_return_if_fail (frame_width > 0 && frame_height > 0);

  for (int i = 0; i < 4; i++) {
    self->outline[i][0] = corners[i][0] / (float)frame_width;
    self->outline[i][1] = corners[i][1] / (float)frame_height;
  }
  self->outlined = TRUE;
  g_clear_handle_id (&self->outline_source, g_source_remove);
  self->outline_source = g_timeout_add (OUTLINE_MS, on_outline_timeout, self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * foyer_preview_get_outline:
 * @corners: (out caller-allocates): where the outline lies in the widget
 *
 * Returns: whether there is one
 */
gboolean
foyer_preview_get_outline (FoyerPreview *self, float corners[4][2])
{
  FoyerFit fit;

  g_return_val_if_fail (FOYER_IS_PREVIEW (self), FALSE);

  if (!self->outlined || self->texture == NULL)
    return FALSE;
  fit = get_fit (self);
  for (int i = 0; i < 4; i++) {
    double x, y;

    foyer_fit_point (&fit, self->outline[i][0], self->outline[i][1], &x, &y);
    corners[i][0] = (float)x;
    corners[i][1] = (float)y;
  }
  return TRUE;
}
