/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-desk-bar"

#include "config.h"

#include "app/foyer-desk-bar.h"

#include <glib/gi18n.h>

/* How the desk stands, above the scanner. It is not seen while there is nothing to say. What
 * changes is read out; numbers that only count up are not, because nobody could hear anything else.
 */

struct _FoyerDeskBar {
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkImage *icon;
  GtkLabel *headline;
  GtkLabel *details;
  GtkProgressBar *progress;
  GtkWidget *aside;
};

G_DEFINE_FINAL_TYPE (FoyerDeskBar, foyer_desk_bar, GTK_TYPE_WIDGET)

static void
foyer_desk_bar_dispose (GObject *object)
{
  g_clear_pointer (&FOYER_DESK_BAR (object)->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_desk_bar_parent_class)->dispose (object);
}

static void
foyer_desk_bar_class_init (FoyerDeskBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_desk_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-desk-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerDeskBar, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeskBar, icon);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeskBar, headline);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeskBar, details);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeskBar, progress);
  gtk_widget_class_bind_template_child (widget_class, FoyerDeskBar, aside);
}

static void
foyer_desk_bar_init (FoyerDeskBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* A label that says the same again would be read out again. */
static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text != NULL ? text : "") != 0)
    gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/**
 * foyer_desk_bar_show:
 * @state: how the desk stands now
 * @time_zone: (nullable): the event's zone
 */
void
foyer_desk_bar_show (FoyerDeskBar *self, const FoyerDeskState *state, const char *time_zone)
{
  g_autofree char *headline = NULL;
  g_autofree char *details = NULL;

  g_return_if_fail (FOYER_IS_DESK_BAR (self));
  g_return_if_fail (state != NULL);

  headline = foyer_desk_text_headline (state);
  details = foyer_desk_text_details (state, time_zone, g_get_real_time ());
  gtk_image_set_from_icon_name (self->icon, foyer_desk_text_icon (state));
  set_text (self->headline, headline);
  set_text (self->details, details);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), state->progress >= 0);
  gtk_progress_bar_set_fraction (self->progress, CLAMP (state->progress, 0, 1));
  gtk_widget_set_visible (self->aside, state->n_aside > 0);
  gtk_widget_set_visible (GTK_WIDGET (self), headline != NULL || *details != '\0');
}
