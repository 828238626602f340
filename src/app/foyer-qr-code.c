/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-qr-code"

#include "config.h"

#include "app/foyer-qr-code.h"

#include "app/foyer-qr-symbol.h"

#include <glib/gi18n.h>

/* A QR code on the screen, black on white in light and dark alike, so that every camera reads it.
 */

#define LEAST_SIZE 240

struct _FoyerQrCode {
  GtkWidget parent_instance;

  guint8 *modules;
  int width;
};

G_DEFINE_FINAL_TYPE (FoyerQrCode, foyer_qr_code, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
foyer_qr_code_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
foyer_qr_code_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  *minimum = *natural = LEAST_SIZE;
}

/* Whole pixels only: a module that is blurred is a module that is misread. */
static void
foyer_qr_code_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static const GdkRGBA white = { 1, 1, 1, 1 };
  static const GdkRGBA black = { 0, 0, 0, 1 };
  FoyerQrCode *self = FOYER_QR_CODE (widget);
  int size = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  int pixels = MAX (size / (self->width + 2 * FOYER_QR_QUIET), 1);
  int left = (gtk_widget_get_width (widget) - pixels * self->width) / 2;
  int top = (gtk_widget_get_height (widget) - pixels * self->width) / 2;

  gtk_snapshot_append_color (snapshot,
                             &white,
                             &GRAPHENE_RECT_INIT ((float)(left - FOYER_QR_QUIET * pixels),
                                                  (float)(top - FOYER_QR_QUIET * pixels),
                                                  (float)((self->width + 2 * FOYER_QR_QUIET) *
                                                          pixels),
                                                  (float)((self->width + 2 * FOYER_QR_QUIET) *
                                                          pixels)));
  for (int i = 0; i < self->width * self->width; i++) {
    if (self->modules[i] != 0)
      gtk_snapshot_append_color (snapshot,
                                 &black,
                                 &GRAPHENE_RECT_INIT ((float)(left + i % self->width * pixels),
                                                      (float)(top + i / self->width * pixels),
                                                      (float)pixels,
                                                      (float)pixels));
  }
}

static void
foyer_qr_code_finalize (GObject *object)
{
  g_free (FOYER_QR_CODE (object)->modules);
  G_OBJECT_CLASS (foyer_qr_code_parent_class)->finalize (object);
}

static void
foyer_qr_code_class_init (FoyerQrCodeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = foyer_qr_code_finalize;
  widget_class->get_request_mode = foyer_qr_code_get_request_mode;
  widget_class->measure = foyer_qr_code_measure;
  widget_class->snapshot = foyer_qr_code_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
foyer_qr_code_init (FoyerQrCode *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("QR code"),
                                  -1);
}

/**
 * foyer_qr_code_set_text:
 * @text: what it holds: capitals, digits and few signs, so that it stays small
 *
 * Returns: whether that fits a QR code
 */
gboolean
foyer_qr_code_set_text (FoyerQrCode *self, const char *text)
{
  guint8 *modules;

  g_return_val_if_fail (FOYER_IS_QR_CODE (self), FALSE);

  modules = foyer_qr_symbol_new (text, &self->width);
  if (modules == NULL)
    return FALSE;
  g_free (self->modules);
  self->modules = modules;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return TRUE;
}
