/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ticket-log"

#include "config.h"

#include "app/foyer-ticket-log.h"

#include "app/foyer-activity-text.h"
#include "app/foyer-problem-box.h"

#include "model/foyer-activity.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* All that was ever done with a ticket at the doors, the newest first, as the relay's log has it.
 */

struct _FoyerTicketLog {
  GtkWidget parent_instance;

  GCancellable *cancellable;

  GtkWidget *content;
  GtkListBox *list;
  FoyerProblemBox *problem;
  GtkWidget *more;
};

G_DEFINE_FINAL_TYPE (FoyerTicketLog, foyer_ticket_log, GTK_TYPE_WIDGET)

static const char *
get_time_zone (FoyerSession *session)
{
  const FoyerEvent *event = foyer_session_get_event (session);

  return event != NULL ? event->time_zone : NULL;
}

static GtkWidget *
new_row (const FoyerActivity *activity, const char *time_zone)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  GtkWidget *icon = gtk_image_new_from_icon_name (foyer_activity_text_icon (activity));
  const char *css_class = foyer_activity_text_css_class (activity);
  g_autofree char *where = foyer_activity_text_where (activity, time_zone, g_get_real_time ());

  if (css_class != NULL)
    gtk_widget_add_css_class (icon, css_class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  foyer_activity_text_word (activity),
                                  -1);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), foyer_activity_text_title (activity));
  adw_action_row_set_title_lines (row, 0);
  adw_action_row_set_subtitle (row, where);
  adw_action_row_set_subtitle_lines (row, 0);
  adw_action_row_add_prefix (row, icon);
  return GTK_WIDGET (row);
}

static void
show_activities (FoyerTicketLog *self, const GPtrArray *activities, const char *time_zone)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < activities->len; i++)
    gtk_list_box_append (self->list, new_row (g_ptr_array_index (activities, i), time_zone));
  gtk_widget_set_visible (GTK_WIDGET (self->list), activities->len > 0);
}

static void
on_activities_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  FoyerSession *session = FOYER_SESSION (source);
  g_autoptr (FoyerTicketLog) self = data;
  g_autoptr (GError) error = NULL;
  gboolean more = FALSE;
  g_autoptr (GPtrArray) activities =
      foyer_session_list_ticket_activities_finish (session, result, &more, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->content == NULL)
    return;
  foyer_problem_box_show (self->problem, error != NULL ? error->message : NULL);
  if (activities != NULL) {
    show_activities (self, activities, get_time_zone (session));
    gtk_widget_set_visible (self->more, more);
  }
  gtk_widget_set_visible (self->content, error != NULL || activities->len > 0);
}

static void
foyer_ticket_log_dispose (GObject *object)
{
  FoyerTicketLog *self = FOYER_TICKET_LOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_ticket_log_parent_class)->dispose (object);
}

static void
foyer_ticket_log_class_init (FoyerTicketLogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_ticket_log_dispose;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-ticket-log.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerTicketLog, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerTicketLog, list);
  gtk_widget_class_bind_template_child (widget_class, FoyerTicketLog, problem);
  gtk_widget_class_bind_template_child (widget_class, FoyerTicketLog, more);
}

static void
foyer_ticket_log_init (FoyerTicketLog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * foyer_ticket_log_show:
 * @session: of who may resolve conflicts
 * @ticket_id: whose log it is
 * @list_id: (nullable): the check-in list that it is about
 *
 * Asks for the log; what is shown stays until it comes.
 */
void
foyer_ticket_log_show (FoyerTicketLog *self,
                       FoyerSession *session,
                       const char *ticket_id,
                       const char *list_id)
{
  g_return_if_fail (FOYER_IS_TICKET_LOG (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  foyer_session_list_ticket_activities_async (session,
                                              ticket_id,
                                              list_id,
                                              self->cancellable,
                                              on_activities_ready,
                                              g_object_ref (self));
}
