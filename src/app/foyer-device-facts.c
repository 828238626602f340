/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-device-facts"

#include "config.h"

#include "app/foyer-device-facts.h"

#include "app/foyer-device-text.h"

#include <glib/gi18n.h>

/* What a desk says of itself, a row each; what it does not say has none. */

static const struct {
  const char *title;
  char *(*describe) (const FoyerDevice *device);
  gboolean is_camera;
} facts[] = {
  { N_ ("Scans That Wait"), foyer_device_text_waiting, FALSE },
  { N_ ("Battery"), foyer_device_text_battery, FALSE },
  { N_ ("Camera"), foyer_device_text_camera, TRUE },
  { N_ ("Clock"), foyer_device_text_clock, FALSE },
};

struct _FoyerDeviceFacts {
  AdwPreferencesGroup parent_instance;

  GtkWidget *rows[G_N_ELEMENTS (facts)];
  GtkLabel *labels[G_N_ELEMENTS (facts)];
};

G_DEFINE_FINAL_TYPE (FoyerDeviceFacts, foyer_device_facts, ADW_TYPE_PREFERENCES_GROUP)

static GtkLabel *
add_label (AdwActionRow *row)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (row, label);
  return GTK_LABEL (label);
}

static void
foyer_device_facts_class_init (FoyerDeviceFactsClass *klass)
{
}

static void
foyer_device_facts_init (FoyerDeviceFacts *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++) {
    self->rows[i] = adw_action_row_new ();
    adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->rows[i]), FALSE);
    adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->rows[i]), 2);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[i]), _ (facts[i].title));
    self->labels[i] = add_label (ADW_ACTION_ROW (self->rows[i]));
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->rows[i]);
  }
}

/**
 * foyer_device_facts_show:
 *
 * Shows what @device said last, and nothing where it said nothing.
 */
void
foyer_device_facts_show (FoyerDeviceFacts *self, const FoyerDevice *device)
{
  gboolean has_any = FALSE;

  g_return_if_fail (FOYER_IS_DEVICE_FACTS (self));

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++) {
    g_autofree char *text = facts[i].describe (device);

    gtk_widget_set_visible (self->rows[i], text != NULL);
    gtk_label_set_label (self->labels[i], text != NULL ? text : "");
    if (facts[i].is_camera)
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rows[i]),
                                   device->camera_name != NULL ? device->camera_name : "");
    has_any |= text != NULL;
  }
  gtk_widget_set_visible (GTK_WIDGET (self), has_any);
}
