/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-member-window"

#include "config.h"

#include "app/foyer-member-window.h"

#include "app/foyer-dialogs.h"
#include "app/foyer-invite-window.h"
#include "app/foyer-member-sessions.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-role-row.h"
#include "app/foyer-staff-text.h"
#include "app/foyer-tied-window.h"

#include <glib/gi18n.h>

/* One staff member: what they may do and where, where they are signed in, inviting them again, and
 * letting them go. A role that is chosen counts once somebody has confirmed it: it is chosen with a
 * slip of the hand too. */

struct _FoyerMemberWindow {
  AdwWindow parent_instance;

  FoyerSession *session;
  FoyerMemberItem *item;
  GCancellable *cancellable;
  /* Of the events, by the id of the event. */
  GHashTable *event_rows;

  AdwToastOverlay *toasts;
  AdwActionRow *person;
  GtkImage *icon;
  AdwPreferencesGroup *roles;
  FoyerRoleRow *role;
  AdwPreferencesGroup *events;
  FoyerProblemBox *problem;
  FoyerMemberSessions *sessions;
  GtkWidget *actions;
  GtkWidget *own;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerMemberWindow, foyer_member_window, ADW_TYPE_WINDOW)

static const FoyerMember *
get_member (FoyerMemberWindow *self)
{
  return foyer_member_item_get_member (self->item);
}

static gboolean
is_own (FoyerMemberWindow *self)
{
  const FoyerStaff *staff = foyer_session_get_staff (self->session);

  return staff != NULL && g_str_equal (staff->email, get_member (self)->staff->email);
}

static void
show_event_role (FoyerMemberWindow *self, const char *event_id, FoyerRoleRow *row)
{
  const FoyerMember *member = get_member (self);
  g_auto (GStrv) named = foyer_rights_list_events (member->rights);
  FoyerRole role = FOYER_ROLE_STAFF;

  foyer_role_row_set_none (row, member->rights->all_events ? _ ("As everywhere") : _ ("No Role"));
  if (g_strv_contains ((const char *const *)named, event_id))
    foyer_rights_get_role (member->rights, event_id, &role);
  foyer_role_row_show (row, g_strv_contains ((const char *const *)named, event_id) ? &role : NULL);
}

static void
update (FoyerMemberWindow *self)
{
  const FoyerMember *member = get_member (self);
  GHashTableIter iter;
  gpointer event_id, row;

  gtk_window_set_title (GTK_WINDOW (self), foyer_staff_text_name (member));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->person), member->staff->email);
  adw_action_row_set_subtitle (self->person, foyer_staff_text_state (member));
  gtk_image_set_from_icon_name (self->icon, foyer_staff_text_icon (member));
  foyer_role_row_show (self->role, member->rights->all_events ? &member->rights->role : NULL);
  g_hash_table_iter_init (&iter, self->event_rows);
  while (g_hash_table_iter_next (&iter, &event_id, &row))
    show_event_role (self, event_id, row);
}

static void
on_item_notify_member (FoyerMemberItem *item, GParamSpec *pspec, FoyerMemberWindow *self)
{
  update (self);
}

static void
set_busy (FoyerMemberWindow *self, gboolean busy)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->roles), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->events), !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "member.remove", !busy);
}

/* What could not be done is shown as it was. */
static gboolean
finish (FoyerMemberWindow *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  gboolean done = foyer_session_staff_finish (self->session, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  set_busy (self, FALSE);
  if (done) {
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    return TRUE;
  }
  foyer_problem_box_show (self->problem, error->message);
  update (self);
  return FALSE;
}

static void
on_role_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerMemberWindow) self = data;

  if (self->session != NULL && finish (self, result))
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("Saved. It counts at once.")));
}

static void
on_remove_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerMemberWindow) self = data;

  if (self->session != NULL && finish (self, result))
    gtk_window_close (GTK_WINDOW (self));
}

/* The rows may show something else by the time of the answer. */
typedef struct {
  FoyerMemberWindow *window;
  /* %NULL: all events. */
  char *event_id;
  gboolean has_role;
  FoyerRole role;
  gboolean is_confirmed;
} RoleChange;

/* What nobody has confirmed is shown as it was. */
static void
role_change_free (gpointer data)
{
  RoleChange *self = data;

  if (!self->is_confirmed && self->window->session != NULL)
    update (self->window);
  g_object_unref (self->window);
  g_free (self->event_id);
  g_free (self);
}

static void
on_role_reply (const char *text, gpointer data)
{
  RoleChange *change = data;
  FoyerMemberWindow *self = change->window;

  if (self->session == NULL)
    return;
  change->is_confirmed = TRUE;
  foyer_problem_box_show (self->problem, NULL);
  set_busy (self, TRUE);
  foyer_session_set_staff_role_async (self->session,
                                      get_member (self)->staff->email,
                                      change->event_id,
                                      change->has_role ? &change->role : NULL,
                                      self->cancellable,
                                      on_role_ready,
                                      g_object_ref (self));
}

/* Returns: (transfer full): who may do what, and where */
static char *
describe_role (FoyerMemberWindow *self, FoyerRoleRow *row, gboolean at_one_event)
{
  const char *name = foyer_staff_text_name (get_member (self));
  const char *role = foyer_role_row_get_label (row);

  if (at_one_event)
    /* Translators: a person, a role such as “Supervisor”, and an event. */
    return g_strdup_printf (_ ("%s: “%s” at the event “%s”. It counts at once."),
                            name,
                            role,
                            adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
  /* Translators: a person, and a role such as “Supervisor”. */
  return g_strdup_printf (_ ("%s: “%s” at all events. It counts at once."), name, role);
}

static void
ask_role (FoyerMemberWindow *self, const char *event_id, FoyerRoleRow *row)
{
  g_autofree char *body = describe_role (self, row, event_id != NULL);
  const FoyerRole *role = foyer_role_row_get_role (row);
  RoleChange *change = g_new0 (RoleChange, 1);

  change->window = g_object_ref (self);
  change->event_id = g_strdup (event_id);
  change->has_role = role != NULL;
  change->role = role != NULL ? *role : FOYER_ROLE_STAFF;
  foyer_dialogs_confirm (GTK_WINDOW (self),
                         _ ("Change This Role?"),
                         body,
                         _ ("C_hange"),
                         on_role_reply,
                         change,
                         role_change_free);
}

static void
on_role_chosen (FoyerRoleRow *row, FoyerMemberWindow *self)
{
  ask_role (self, NULL, row);
}

static void
on_event_role_chosen (FoyerRoleRow *row, FoyerMemberWindow *self)
{
  ask_role (self, g_object_get_data (G_OBJECT (row), "event-id"), row);
}

static void
add_event_row (FoyerMemberWindow *self, FoyerChoice *event)
{
  FoyerRoleRow *row = foyer_role_row_new (foyer_choice_get_name (event), _ ("No Role"));
  char *event_id = g_strdup (foyer_choice_get_id (event));

  g_object_set_data_full (G_OBJECT (row), "event-id", event_id, g_free);
  g_signal_connect_object (row, "chosen", G_CALLBACK (on_event_role_chosen), self, 0);
  adw_preferences_group_add (self->events, GTK_WIDGET (row));
  g_hash_table_insert (self->event_rows, event_id, row);
}

static void
add_events (FoyerMemberWindow *self)
{
  GListModel *events = foyer_session_get_events (self->session);

  for (guint i = 0; i < g_list_model_get_n_items (events); i++) {
    g_autoptr (FoyerChoice) event = g_list_model_get_item (events, i);

    add_event_row (self, event);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->events), g_hash_table_size (self->event_rows) > 0);
}

static void
on_sessions_changed (FoyerMemberSessions *sessions, FoyerMemberWindow *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_invite_changed (GtkWindow *window, FoyerMemberWindow *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_invite_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerMemberWindow *self = FOYER_MEMBER_WINDOW (widget);
  FoyerInviteWindow *window =
      foyer_invite_window_new (self->session, get_member (self), GTK_WINDOW (self));

  g_signal_connect_object (window, "changed", G_CALLBACK (on_invite_changed), self, 0);
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_remove_reply (const char *text, gpointer data)
{
  FoyerMemberWindow *self = data;

  if (self->session == NULL)
    return;
  set_busy (self, TRUE);
  foyer_session_remove_staff_async (self->session,
                                    get_member (self)->staff->email,
                                    self->cancellable,
                                    on_remove_ready,
                                    g_object_ref (self));
}

static void
on_remove_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerMemberWindow *self = FOYER_MEMBER_WINDOW (widget);
  g_autofree char *heading =
      /* Translators: %s is a person. */
      g_strdup_printf (_ ("Remove “%s”?"), foyer_staff_text_name (get_member (self)));

  foyer_dialogs_confirm (GTK_WINDOW (self),
                         heading,
                         _ ("They are signed out everywhere within a second and cannot sign in any "
                            "more. What they did stays in the log."),
                         _ ("_Remove"),
                         on_remove_reply,
                         g_object_ref (self),
                         g_object_unref);
}

static void
foyer_member_window_dispose (GObject *object)
{
  FoyerMemberWindow *self = FOYER_MEMBER_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->event_rows, g_hash_table_unref);
  g_clear_object (&self->item);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_member_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-member-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerMemberWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, FoyerMemberWindow, person);
  gtk_widget_class_bind_template_child (widget_class, FoyerMemberWindow, icon);
  gtk_widget_class_bind_template_child (widget_class, FoyerMemberWindow, roles);
  gtk_widget_class_bind_template_child (widget_class, FoyerMemberWindow, role);
  gtk_widget_class_bind_template_child (widget_class, FoyerMemberWindow, events);
  gtk_widget_class_bind_template_child (widget_class, FoyerMemberWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, FoyerMemberWindow, sessions);
  gtk_widget_class_bind_template_child (widget_class, FoyerMemberWindow, actions);
  gtk_widget_class_bind_template_child (widget_class, FoyerMemberWindow, own);
  gtk_widget_class_bind_template_callback (widget_class, on_role_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_sessions_changed);
}

static void
foyer_member_window_class_init (FoyerMemberWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_member_window_dispose;
  g_type_ensure (FOYER_TYPE_MEMBER_SESSIONS);
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  g_type_ensure (FOYER_TYPE_ROLE_ROW);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          FOYER_TYPE_MEMBER_WINDOW,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          0);
  gtk_widget_class_install_action (widget_class, "member.invite", NULL, on_invite_activated);
  gtk_widget_class_install_action (widget_class, "member.remove", NULL, on_remove_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  bind_template (widget_class);
}

static void
foyer_member_window_init (FoyerMemberWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->event_rows = g_hash_table_new (g_str_hash, g_str_equal);
  foyer_role_row_set_none (self->role, _ ("No Role"));
}

/* Nobody changes what they may do themselves: the relay would refuse it. */
static void
show_own (FoyerMemberWindow *self)
{
  gboolean own = is_own (self);

  gtk_widget_set_visible (self->own, own);
  gtk_widget_set_visible (GTK_WIDGET (self->roles), !own);
  gtk_widget_set_visible (self->actions, !own);
  if (own)
    gtk_widget_set_visible (GTK_WIDGET (self->events), FALSE);
}

/**
 * foyer_member_window_new:
 * @session: an admin's
 * @item: the staff member
 * @parent: the window that it belongs to
 *
 * Returns: (transfer none): a window that shows them
 */
FoyerMemberWindow *
foyer_member_window_new (FoyerSession *session, FoyerMemberItem *item, GtkWindow *parent)
{
  FoyerMemberWindow *self = g_object_new (FOYER_TYPE_MEMBER_WINDOW, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  foyer_tied_window_watch (GTK_WINDOW (self), session);
  self->item = g_object_ref (item);
  add_events (self);
  g_signal_connect_object (item, "notify::member", G_CALLBACK (on_item_notify_member), self, 0);
  update (self);
  show_own (self);
  foyer_member_sessions_show (self->sessions, session, get_member (self)->staff->email);
  return self;
}
