/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-account-button"

#include "config.h"

#include "app/foyer-account-button.h"

#include "app/foyer-dialogs.h"
#include "app/foyer-sessions-window.h"
#include "app/foyer-staff-text.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Who is signed in at this desk, and what they can do about it: see where else they are signed in,
 * leave the desk to somebody else, and sign out. */

struct _FoyerAccountButton {
  GtkWidget parent_instance;

  FoyerSession *session;

  GtkWidget *button;
  AdwAvatar *avatar;
  GtkPopoverMenu *popover;
  GtkWidget *person;
  GtkLabel *name;
  GtkLabel *email;
  GtkLabel *role;
};

G_DEFINE_FINAL_TYPE (FoyerAccountButton, foyer_account_button, GTK_TYPE_WIDGET)

static void
show_person (FoyerAccountButton *self)
{
  const FoyerStaff *staff = foyer_session_get_staff (self->session);
  const char *name;

  gtk_widget_set_visible (GTK_WIDGET (self), staff != NULL);
  if (staff == NULL) {
    gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
    return;
  }
  name = staff->name != NULL ? staff->name : staff->email;
  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->email, staff->email);
  gtk_widget_set_visible (GTK_WIDGET (self->email), staff->name != NULL);
  gtk_label_set_label (self->role, foyer_staff_text_role (staff->role));
}

/* Only where people sign in at the desk itself can the next one do so. */
static void
update_actions (FoyerAccountButton *self)
{
  FoyerIdentity *identity = foyer_session_get_identity (self->session);

  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "account.switch",
                                 foyer_identity_get_state (identity) ==
                                     FOYER_IDENTITY_STATE_APPROVED);
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "account.sessions",
                                 foyer_session_get_state (self->session) ==
                                     FOYER_SESSION_STATE_ONLINE);
}

static void
on_session_notify_staff (FoyerSession *session, GParamSpec *pspec, FoyerAccountButton *self)
{
  show_person (self);
}

static void
on_session_notify_state (FoyerSession *session, GParamSpec *pspec, FoyerAccountButton *self)
{
  update_actions (self);
}

static void
on_identity_notify_state (FoyerIdentity *identity, GParamSpec *pspec, FoyerAccountButton *self)
{
  update_actions (self);
}

static void
on_leave_reply (const char *text, gpointer data)
{
  foyer_session_sign_out (data);
}

/* Nothing that was done at a door is lost; but whoever leaves has to know that it waits. */
static char *
describe_waiting (FoyerAccountButton *self)
{
  guint n = foyer_session_get_waiting_own (self->session);

  if (n == 0)
    return NULL;
  return g_strdup_printf (ngettext ("%u scan has no answer yet. It waits here, while Foyer runs, "
                                    "until you sign in on this desk again.",
                                    "%u scans have no answer yet. They wait here, while Foyer "
                                    "runs, until you sign in on this desk again.",
                                    n),
                          n);
}

/* Who leaves a desk without a relay locks it: only a relay knows who may come next. */
static char *
describe_leaving (FoyerAccountButton *self, const char *otherwise)
{
  g_autofree char *waiting = describe_waiting (self);
  const char *alone = _ ("The relay is out of reach. Until it is back nobody can sign in here, and "
                         "nobody is let in at this desk.");

  if (foyer_session_get_mode (self->session) != FOYER_DESK_MODE_OFFLINE)
    return waiting != NULL ? g_steal_pointer (&waiting) : g_strdup (otherwise);
  return waiting != NULL ? g_strdup_printf ("%s\n\n%s", alone, waiting) : g_strdup (alone);
}

static void
confirm (FoyerAccountButton *self, const char *heading, const char *body, const char *verb)
{
  foyer_dialogs_confirm (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                         heading,
                         body,
                         verb,
                         on_leave_reply,
                         g_object_ref (self->session),
                         g_object_unref);
}

static void
on_switch_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerAccountButton *self = FOYER_ACCOUNT_BUTTON (widget);
  g_autofree char *body = describe_leaving (self, NULL);

  if (body == NULL)
    foyer_session_sign_out (self->session);
  else
    confirm (self, _ ("Switch to Somebody Else?"), body, _ ("_Switch"));
}

static void
on_sign_out_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerAccountButton *self = FOYER_ACCOUNT_BUTTON (widget);
  FoyerIdentity *identity = foyer_session_get_identity (self->session);
  gboolean is_known = foyer_identity_get_state (identity) == FOYER_IDENTITY_STATE_APPROVED;
  g_autofree char *body =
      describe_leaving (self,
                        is_known
                            ? _ ("The next person can sign in here at once.")
                            : _ ("This desk forgets its token. You need it to sign in again."));

  confirm (self, _ ("Sign Out?"), body, _ ("Sign _Out"));
}

static void
on_sessions_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerAccountButton *self = FOYER_ACCOUNT_BUTTON (widget);
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (widget));

  gtk_window_present (GTK_WINDOW (foyer_sessions_window_new (self->session, parent)));
}

static void
foyer_account_button_dispose (GObject *object)
{
  FoyerAccountButton *self = FOYER_ACCOUNT_BUTTON (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_account_button_parent_class)->dispose (object);
}

static void
foyer_account_button_class_init (FoyerAccountButtonClass *klass)
{
  static const struct {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "account.sessions", on_sessions_activated },
    { "account.switch", on_switch_activated },
    { "account.sign-out", on_sign_out_activated },
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_account_button_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/"
                                               "foyer-account-button.ui");
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
  gtk_widget_class_bind_template_child (widget_class, FoyerAccountButton, button);
  gtk_widget_class_bind_template_child (widget_class, FoyerAccountButton, avatar);
  gtk_widget_class_bind_template_child (widget_class, FoyerAccountButton, popover);
  gtk_widget_class_bind_template_child (widget_class, FoyerAccountButton, person);
  gtk_widget_class_bind_template_child (widget_class, FoyerAccountButton, name);
  gtk_widget_class_bind_template_child (widget_class, FoyerAccountButton, email);
  gtk_widget_class_bind_template_child (widget_class, FoyerAccountButton, role);
}

static void
foyer_account_button_init (FoyerAccountButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_popover_menu_add_child (self->popover, self->person, "person");
}

/**
 * foyer_account_button_set_session:
 * @session: what is signed in
 */
void
foyer_account_button_set_session (FoyerAccountButton *self, FoyerSession *session)
{
  g_return_if_fail (FOYER_IS_ACCOUNT_BUTTON (self));

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::staff", G_CALLBACK (on_session_notify_staff), self, 0);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (on_session_notify_state), self, 0);
  g_signal_connect_object (foyer_session_get_identity (session),
                           "notify::state",
                           G_CALLBACK (on_identity_notify_state),
                           self,
                           0);
  show_person (self);
  update_actions (self);
}
