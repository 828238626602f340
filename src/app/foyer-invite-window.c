/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-invite-window"

#include "config.h"

#include "app/foyer-invite-window.h"

#include "app/foyer-invitation-print.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-qr-code.h"
#include "app/foyer-role-row.h"
#include "app/foyer-staff-text.h"
#include "app/foyer-tied-window.h"
#include "app/foyer-time-text.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "model/foyer-pairing.h"

#include <glib/gi18n.h>

/* Invites somebody, and shows the invitation: to be scanned, typed or printed. It is told only
 * once, so that closing the window is forgetting it. */

struct _FoyerInviteWindow {
  AdwWindow parent_instance;

  FoyerSession *session;
  GCancellable *cancellable;
  FoyerInvitationCard *card;

  GtkStack *stack;
  GtkWidget *email;
  GtkWidget *name;
  FoyerRoleRow *role;
  AdwActionRow *only_row;
  GtkSwitch *only;
  FoyerProblemBox *problem;
  GtkSpinner *spinner;
  GtkLabel *person;
  FoyerQrCode *qr_code;
  GtkLabel *code;
  GtkLabel *validity;
  GtkWidget *print;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerInviteWindow, foyer_invite_window, ADW_TYPE_WINDOW)

static char *
get_stripped (GtkWidget *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
}

static void
set_busy (FoyerInviteWindow *self, gboolean busy)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "invite.submit", !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static char *
describe_validity (FoyerInviteWindow *self, FoyerTime expires)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);
  g_autofree char *clock =
      foyer_time_text_clock (expires, event != NULL ? event->time_zone : NULL, g_get_real_time ());

  /* Translators: %s is a time of day, with a date where it is not today. */
  return g_strdup_printf (_ ("Good until %s."), clock);
}

/* Takes @text over. */
static void
show_card (FoyerInviteWindow *self, char *text, const char *code, FoyerTime expires)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);
  g_autofree char *name = get_stripped (self->name);

  g_clear_pointer (&self->card, foyer_invitation_card_free);
  self->card = g_new0 (FoyerInvitationCard, 1);
  self->card->person = *name != '\0' ? g_steal_pointer (&name) : get_stripped (self->email);
  self->card->place = event != NULL ? g_strdup (event->name) : NULL;
  self->card->text = text;
  self->card->code = foyer_pairing_code_group (code);
  self->card->validity = describe_validity (self, expires);
  gtk_label_set_label (self->person, self->card->person);
  foyer_qr_code_set_text (self->qr_code, text);
  gtk_label_set_label (self->code, self->card->code);
  gtk_label_set_label (self->validity, self->card->validity);
  gtk_stack_set_visible_child_name (self->stack, "card");
  gtk_widget_grab_focus (self->print);
}

static void
on_invite_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerInviteWindow) self = data;
  g_autofree char *code = NULL;
  char *text = NULL;
  FoyerTime expires = 0;
  g_autoptr (GError) error = NULL;
  gboolean invited = foyer_session_invite_staff_finish (FOYER_SESSION (source),
                                                        result,
                                                        &text,
                                                        &code,
                                                        &expires,
                                                        &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL) {
    g_free (text);
    return;
  }
  set_busy (self, FALSE);
  if (!invited) {
    foyer_problem_box_show (self->problem, error->message);
    gtk_stack_set_visible_child_name (self->stack, "form");
    return;
  }
  show_card (self, text, code, expires);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
invite (FoyerInviteWindow *self, const FoyerStaff *staff, const char *event_id)
{
  foyer_problem_box_show (self->problem, NULL);
  set_busy (self, TRUE);
  foyer_session_invite_staff_async (self->session,
                                    staff,
                                    event_id,
                                    self->cancellable,
                                    on_invite_ready,
                                    g_object_ref (self));
}

static void
on_submit_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerInviteWindow *self = FOYER_INVITE_WINDOW (widget);
  const FoyerEvent *event = foyer_session_get_event (self->session);
  gboolean only = gtk_switch_get_active (self->only) && event != NULL;
  g_autofree char *email = get_stripped (self->email);
  g_autofree char *name = get_stripped (self->name);
  FoyerStaff staff = { .email = email, .role = *foyer_role_row_get_role (self->role) };

  if (!foyer_text_is_email (email)) {
    foyer_problem_box_show (self->problem, _ ("Enter an e-mail address."));
    gtk_widget_grab_focus (self->email);
    return;
  }
  if (!foyer_text_is_clean (name, FOYER_LIMIT_NAME)) {
    foyer_problem_box_show (self->problem, _ ("This name is too long."));
    gtk_widget_grab_focus (self->name);
    return;
  }
  if (*name != '\0')
    staff.name = name;
  invite (self, &staff, only ? event->id : NULL);
}

/* Enter goes to the next field that is empty, and then invites. */
static void
on_row_entry_activated (GtkWidget *row, FoyerInviteWindow *self)
{
  if (row == self->email && *gtk_editable_get_text (GTK_EDITABLE (self->name)) == '\0')
    gtk_widget_grab_focus (self->name);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "invite.submit", NULL);
}

static void
on_print_done (GtkPrintOperation *operation,
               GtkPrintOperationResult result,
               FoyerInviteWindow *self)
{
  g_autoptr (GError) error = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    return;
  gtk_print_operation_get_error (operation, &error);
  foyer_problem_box_show (self->problem,
                          error != NULL ? error->message : _ ("It could not be printed."));
}

static void
on_print_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerInviteWindow *self = FOYER_INVITE_WINDOW (widget);
  g_autoptr (GtkPrintOperation) operation = foyer_invitation_print_new (self->card);

  foyer_problem_box_show (self->problem, NULL);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_object (operation, "done", G_CALLBACK (on_print_done), self, 0);
  gtk_print_operation_run (operation,
                           GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           GTK_WINDOW (self),
                           NULL);
}

static void
foyer_invite_window_dispose (GObject *object)
{
  FoyerInviteWindow *self = FOYER_INVITE_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->card, foyer_invitation_card_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_invite_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-invite-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerInviteWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, FoyerInviteWindow, email);
  gtk_widget_class_bind_template_child (widget_class, FoyerInviteWindow, name);
  gtk_widget_class_bind_template_child (widget_class, FoyerInviteWindow, role);
  gtk_widget_class_bind_template_child (widget_class, FoyerInviteWindow, only_row);
  gtk_widget_class_bind_template_child (widget_class, FoyerInviteWindow, only);
  gtk_widget_class_bind_template_child (widget_class, FoyerInviteWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, FoyerInviteWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, FoyerInviteWindow, person);
  gtk_widget_class_bind_template_child (widget_class, FoyerInviteWindow, qr_code);
  gtk_widget_class_bind_template_child (widget_class, FoyerInviteWindow, code);
  gtk_widget_class_bind_template_child (widget_class, FoyerInviteWindow, validity);
  gtk_widget_class_bind_template_child (widget_class, FoyerInviteWindow, print);
  gtk_widget_class_bind_template_callback (widget_class, on_row_entry_activated);
}

static void
foyer_invite_window_class_init (FoyerInviteWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_invite_window_dispose;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  g_type_ensure (FOYER_TYPE_QR_CODE);
  g_type_ensure (FOYER_TYPE_ROLE_ROW);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          FOYER_TYPE_INVITE_WINDOW,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          0);
  gtk_widget_class_install_action (widget_class, "invite.submit", NULL, on_submit_activated);
  gtk_widget_class_install_action (widget_class, "invite.print", NULL, on_print_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  bind_template (widget_class);
}

static void
foyer_invite_window_init (FoyerInviteWindow *self)
{
  FoyerRole role = FOYER_ROLE_STAFF;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  foyer_role_row_show (self->role, &role);
}

static void
show_event (FoyerInviteWindow *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);
  g_autofree char *title = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->only_row), event != NULL);
  if (event == NULL)
    return;
  /* Translators: %s is the name of an event. */
  title = g_strdup_printf (_ ("Only for %s"), event->name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->only_row), title);
}

/* Whoever is here already keeps what they may do; who may do nothing is asked about. */
static void
invite_again (FoyerInviteWindow *self, const FoyerMember *member)
{
  g_auto (GStrv) events = foyer_rights_list_events (member->rights);
  const char *event_id = member->rights->all_events ? NULL : events[0];
  FoyerStaff staff = { .email = member->staff->email, .role = member->rights->role };

  if (event_id != NULL)
    foyer_rights_get_role (member->rights, event_id, &staff.role);
  gtk_editable_set_text (GTK_EDITABLE (self->email), member->staff->email);
  gtk_editable_set_text (GTK_EDITABLE (self->name),
                         member->staff->name != NULL ? member->staff->name : "");
  if (!member->rights->all_events && event_id == NULL)
    return;
  gtk_stack_set_visible_child_name (self->stack, "again");
  invite (self, &staff, event_id);
}

/**
 * foyer_invite_window_new:
 * @session: an admin's
 * @member: (nullable): who is invited again, at once; %NULL to ask who it is
 * @parent: the window that it belongs to
 *
 * Returns: (transfer none): a window that asks for an invitation and shows it
 */
FoyerInviteWindow *
foyer_invite_window_new (FoyerSession *session, const FoyerMember *member, GtkWindow *parent)
{
  FoyerInviteWindow *self = g_object_new (FOYER_TYPE_INVITE_WINDOW, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  foyer_tied_window_watch (GTK_WINDOW (self), session);
  show_event (self);
  gtk_widget_grab_focus (self->email);
  if (member != NULL)
    invite_again (self, member);
  return self;
}
