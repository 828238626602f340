/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-alert-row"

#include "config.h"

#include "app/foyer-alert-row.h"

#include "app/foyer-alert-text.h"

#include <glib/gi18n.h>

/* An alert that is open: what it is, what to look at, and that somebody has. It is gone when the
 * relay says so. */

struct _FoyerAlertRow {
  GtkListBoxRow parent_instance;

  FoyerSession *session;
  char *alert_id;
  const char *css_class;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *details;
  GtkLabel *advice;
  GtkWidget *acknowledge;
};

G_DEFINE_FINAL_TYPE (FoyerAlertRow, foyer_alert_row, GTK_TYPE_LIST_BOX_ROW)

static void
on_acknowledge_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerAlertRow) self = data;
  g_autoptr (GError) error = NULL;

  if (foyer_session_acknowledge_alert_finish (FOYER_SESSION (source), result, &error))
    return;
  gtk_widget_set_sensitive (self->acknowledge, TRUE);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
}

static void
on_acknowledge_clicked (GtkButton *button, FoyerAlertRow *self)
{
  gtk_widget_set_sensitive (self->acknowledge, FALSE);
  foyer_session_acknowledge_alert_async (self->session,
                                         self->alert_id,
                                         NULL,
                                         on_acknowledge_ready,
                                         g_object_ref (self));
}

static void
show_severity (FoyerAlertRow *self, FoyerAlertSeverity severity)
{
  if (self->css_class != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->css_class);
  self->css_class = foyer_alert_text_css_class (severity);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), self->css_class);
  gtk_image_set_from_icon_name (self->icon, foyer_alert_text_icon (severity));
}

/* There may be several buttons of one name: each says what it is about. */
static void
name (FoyerAlertRow *self, const char *title, const char *details)
{
  /* Translators: %s is what an alert is, such as "Many codes are refused". */
  g_autofree char *button = g_strdup_printf (_ ("Acknowledge: %s"), title);
  g_autofree char *row = g_strdup_printf ("%s. %s", title, details);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->acknowledge),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  button,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, row, -1);
}

static void
foyer_alert_row_dispose (GObject *object)
{
  FoyerAlertRow *self = FOYER_ALERT_ROW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->alert_id, g_free);
  G_OBJECT_CLASS (foyer_alert_row_parent_class)->dispose (object);
}

static void
foyer_alert_row_class_init (FoyerAlertRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_alert_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-alert-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerAlertRow, icon);
  gtk_widget_class_bind_template_child (widget_class, FoyerAlertRow, title);
  gtk_widget_class_bind_template_child (widget_class, FoyerAlertRow, details);
  gtk_widget_class_bind_template_child (widget_class, FoyerAlertRow, advice);
  gtk_widget_class_bind_template_child (widget_class, FoyerAlertRow, acknowledge);
  gtk_widget_class_bind_template_callback (widget_class, on_acknowledge_clicked);
}

static void
foyer_alert_row_init (FoyerAlertRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * foyer_alert_row_new:
 * @session: an admin's
 *
 * Returns: (transfer floating): a row that shows @alert
 */
FoyerAlertRow *
foyer_alert_row_new (FoyerSession *session, FoyerAlert *alert)
{
  FoyerAlertRow *self = g_object_new (FOYER_TYPE_ALERT_ROW, NULL);

  self->session = g_object_ref (session);
  self->alert_id = g_strdup (alert->id);
  foyer_alert_row_set_alert (self, alert);
  return self;
}

const char *
foyer_alert_row_get_alert_id (FoyerAlertRow *self)
{
  g_return_val_if_fail (FOYER_IS_ALERT_ROW (self), NULL);

  return self->alert_id;
}

/**
 * foyer_alert_row_set_alert:
 * @alert: newer news of the same alert
 */
void
foyer_alert_row_set_alert (FoyerAlertRow *self, FoyerAlert *alert)
{
  const FoyerEvent *event;
  const char *title;
  g_autofree char *details = NULL;

  g_return_if_fail (FOYER_IS_ALERT_ROW (self));

  event = foyer_session_get_event (self->session);
  title = foyer_alert_text_title (alert);
  details =
      foyer_alert_text_details (alert, event != NULL ? event->time_zone : NULL, g_get_real_time ());
  show_severity (self, alert->severity);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->details, details);
  gtk_label_set_label (self->advice, foyer_alert_text_advice (alert));
  name (self, title, details);
}
