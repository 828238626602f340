/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-history-group"

#include "config.h"

#include "app/foyer-history-group.h"

#include "app/foyer-device-text.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-time-text.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* What happened to a device, the newest first; what was before comes when it is asked for. */

struct _FoyerHistoryGroup {
  GtkWidget parent_instance;

  FoyerSession *session;
  GCancellable *cancellable;
  char *device_id;
  /* The number of the last line that is shown. */
  gint64 last;
  guint n_rows;
  gboolean is_new;

  GtkWidget *content;
  GtkListBox *list;
  FoyerProblemBox *problem;
  GtkWidget *more;
};

G_DEFINE_FINAL_TYPE (FoyerHistoryGroup, foyer_history_group, GTK_TYPE_WIDGET)

static void
clear (FoyerHistoryGroup *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  self->n_rows = 0;
  self->last = 0;
}

static void
add_row (FoyerHistoryGroup *self, const FoyerDeviceAccess *access)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);
  const char *time_zone = event != NULL ? event->time_zone : NULL;
  g_autofree char *clock = foyer_time_text_clock (access->at, time_zone, g_get_real_time ());
  g_autofree char *detail = foyer_device_text_access_detail (access);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (clock);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 foyer_device_text_access (access->kind));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), foyer_device_text_access_icon (access->kind));
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_append (self->list, row);
  self->last = access->number;
  self->n_rows++;
}

static void
on_accesses_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerHistoryGroup) self = data;
  g_autoptr (GError) error = NULL;
  gboolean more = FALSE;
  g_autoptr (GPtrArray) accesses =
      foyer_session_list_accesses_finish (FOYER_SESSION (source), result, &more, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (self->is_new && accesses != NULL)
    clear (self);
  self->is_new = FALSE;
  for (guint i = 0; accesses != NULL && i < accesses->len; i++)
    add_row (self, g_ptr_array_index (accesses, i));
  foyer_problem_box_show (self->problem, error != NULL ? error->message : NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "history.more", TRUE);
  gtk_widget_set_visible (self->more, more || error != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->n_rows > 0);
}

static void
ask (FoyerHistoryGroup *self, gint64 before)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->is_new = before == 0;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "history.more", FALSE);
  foyer_session_list_accesses_async (self->session,
                                     self->device_id,
                                     before,
                                     self->cancellable,
                                     on_accesses_ready,
                                     g_object_ref (self));
}

static void
on_more_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerHistoryGroup *self = FOYER_HISTORY_GROUP (widget);

  ask (self, self->last);
}

static void
foyer_history_group_dispose (GObject *object)
{
  FoyerHistoryGroup *self = FOYER_HISTORY_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->device_id, g_free);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_history_group_parent_class)->dispose (object);
}

static void
foyer_history_group_class_init (FoyerHistoryGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_history_group_dispose;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-history-group.ui");
  gtk_widget_class_install_action (widget_class, "history.more", NULL, on_more_activated);
  gtk_widget_class_bind_template_child (widget_class, FoyerHistoryGroup, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerHistoryGroup, list);
  gtk_widget_class_bind_template_child (widget_class, FoyerHistoryGroup, problem);
  gtk_widget_class_bind_template_child (widget_class, FoyerHistoryGroup, more);
}

static void
foyer_history_group_init (FoyerHistoryGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * foyer_history_group_show:
 * @session: an admin's
 * @device_id: whose history it is
 *
 * Asks for the newest lines; what is shown stays until they come.
 */
void
foyer_history_group_show (FoyerHistoryGroup *self, FoyerSession *session, const char *device_id)
{
  g_return_if_fail (FOYER_IS_HISTORY_GROUP (self));

  g_set_object (&self->session, session);
  g_free (self->device_id);
  self->device_id = g_strdup (device_id);
  ask (self, 0);
}

/**
 * foyer_history_group_get_n_rows:
 *
 * Returns: how many lines are shown
 */
guint
foyer_history_group_get_n_rows (FoyerHistoryGroup *self)
{
  g_return_val_if_fail (FOYER_IS_HISTORY_GROUP (self), 0);

  return self->n_rows;
}
