/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-policy-window"

#include "config.h"

#include "app/foyer-policy-window.h"

#include "app/foyer-policy-group.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-tied-window.h"

#include <glib/gi18n.h>

/* What desks do that hear of no relay: for the event, and for each ticket type. What somebody else
 * changes meanwhile is shown, except where something else is chosen here already. */

struct _FoyerPolicyWindow {
  AdwWindow parent_instance;

  FoyerSession *session;
  GCancellable *cancellable;
  /* (element-type FoyerPolicyGroup): all tickets, then each type. */
  GPtrArray *groups;

  AdwToastOverlay *toasts;
  GtkBox *box;
  FoyerProblemBox *problem;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (FoyerPolicyWindow, foyer_policy_window, ADW_TYPE_WINDOW)

static FoyerPolicyGroup *
find_touched (FoyerPolicyWindow *self)
{
  for (guint i = 0; i < self->groups->len; i++) {
    FoyerPolicyGroup *group = g_ptr_array_index (self->groups, i);

    if (foyer_policy_group_is_touched (group))
      return group;
  }
  return NULL;
}

static void
update_actions (FoyerPolicyWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "policy.save",
                                 find_touched (self) != NULL &&
                                     !gtk_spinner_get_spinning (self->spinner));
}

static void
set_busy (FoyerPolicyWindow *self, gboolean busy)
{
  if (busy)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->box), !busy);
  update_actions (self);
}

static FoyerPolicyGroup *
find_group (FoyerPolicyWindow *self, const char *ticket_type)
{
  for (guint i = 0; i < self->groups->len; i++) {
    FoyerPolicyGroup *group = g_ptr_array_index (self->groups, i);

    if (g_strcmp0 (foyer_policy_group_get_ticket_type (group), ticket_type) == 0)
      return group;
  }
  return NULL;
}

static void
on_group_changed (FoyerPolicyGroup *group, FoyerPolicyWindow *self)
{
  foyer_problem_box_show (self->problem, NULL);
  update_actions (self);
}

static void
show_policy (FoyerPolicyWindow *self, const char *ticket_type, const FoyerOfflinePolicy *policy)
{
  FoyerPolicyGroup *group = find_group (self, ticket_type);

  if (group == NULL) {
    group = foyer_policy_group_new (ticket_type);
    g_ptr_array_add (self->groups, group);
    gtk_box_append (self->box, GTK_WIDGET (group));
    g_signal_connect_object (group, "changed", G_CALLBACK (on_group_changed), self, 0);
    foyer_policy_group_show (group, policy);
  } else if (!foyer_policy_group_is_touched (group)) {
    foyer_policy_group_show (group, policy);
  }
}

static void
update (FoyerPolicyWindow *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);

  if (event == NULL)
    return;
  show_policy (self, NULL, &event->policy.offline);
  for (guint i = 0; i < event->ticket_types->len; i++) {
    const FoyerTicketType *type = g_ptr_array_index (event->ticket_types, i);

    show_policy (self, type->name, &type->offline);
  }
  update_actions (self);
}

static void
on_session_notify_event (FoyerSession *session, GParamSpec *pspec, FoyerPolicyWindow *self)
{
  update (self);
}

static void save_next (FoyerPolicyWindow *self);

/* What is saved holds, whether the relay has told of it yet or not. */
static void
on_set_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerPolicyWindow) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = foyer_session_set_policy_finish (FOYER_SESSION (source), result, &error);
  FoyerPolicyGroup *group;
  FoyerOfflinePolicy chosen;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL)
    return;
  if (!done) {
    set_busy (self, FALSE);
    foyer_problem_box_show (self->problem, error->message);
    return;
  }
  group = find_touched (self);
  chosen = foyer_policy_group_get_chosen (group);
  foyer_policy_group_show (group, &chosen);
  save_next (self);
}

/* One after the other: where one is refused, the others stay chosen. */
static void
save_next (FoyerPolicyWindow *self)
{
  FoyerPolicyGroup *group = find_touched (self);
  FoyerOfflinePolicy chosen;

  if (group == NULL) {
    set_busy (self, FALSE);
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("Saved. It counts at once.")));
    return;
  }
  chosen = foyer_policy_group_get_chosen (group);
  foyer_session_set_policy_async (self->session,
                                  foyer_policy_group_get_ticket_type (group),
                                  &chosen,
                                  self->cancellable,
                                  on_set_ready,
                                  g_object_ref (self));
}

static void
on_save_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerPolicyWindow *self = FOYER_POLICY_WINDOW (widget);

  foyer_problem_box_show (self->problem, NULL);
  set_busy (self, TRUE);
  save_next (self);
}

static void
foyer_policy_window_dispose (GObject *object)
{
  FoyerPolicyWindow *self = FOYER_POLICY_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_policy_window_parent_class)->dispose (object);
}

static void
foyer_policy_window_class_init (FoyerPolicyWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_policy_window_dispose;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-policy-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerPolicyWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, FoyerPolicyWindow, box);
  gtk_widget_class_bind_template_child (widget_class, FoyerPolicyWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, FoyerPolicyWindow, spinner);
  gtk_widget_class_install_action (widget_class, "policy.save", NULL, on_save_activated);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_s,
                                       GDK_CONTROL_MASK,
                                       "policy.save",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
foyer_policy_window_init (FoyerPolicyWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->groups = g_ptr_array_new ();
}

/**
 * foyer_policy_window_new:
 * @session: an admin's
 * @parent: the window that it belongs to
 *
 * Returns: (transfer none): a window with what desks of the session's event do by themselves
 */
FoyerPolicyWindow *
foyer_policy_window_new (FoyerSession *session, GtkWindow *parent)
{
  FoyerPolicyWindow *self = g_object_new (FOYER_TYPE_POLICY_WINDOW, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  foyer_tied_window_watch (GTK_WINDOW (self), session);
  g_signal_connect_object (session, "notify::event", G_CALLBACK (on_session_notify_event), self, 0);
  update (self);
  return self;
}
