/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-edit-window"

#include "config.h"

#include "app/foyer-edit-window.h"

#include "app/foyer-dialogs.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-ticket-form.h"
#include "app/foyer-tied-window.h"
#include "app/foyer-versions-group.h"

#include <glib/gi18n.h>

/* Edits a ticket. Somebody else may do the same at the same time: whoever saves second sees both
 * versions and decides, and nothing that was typed is lost on the way. Where the other one changed
 * nothing that can be edited (a guest came in), it is saved once more without a question. */

struct _FoyerEditWindow {
  AdwWindow parent_instance;

  FoyerSession *session;
  GCancellable *cancellable;
  char *ticket_id;
  /* The ticket as it was shown first, and what is to be saved; what somebody else saved. */
  FoyerTicket *before;
  FoyerTicket *mine;
  FoyerTicket *theirs;
  gboolean is_done;

  GtkStack *stack;
  GtkLabel *loading_problem;
  GtkStack *loading;
  FoyerTicketForm *form;
  FoyerVersionsGroup *versions;
  GtkWidget *cancelled;
  GtkWidget *cancel_ticket;
  FoyerProblemBox *problem;
  GtkSpinner *spinner;
  GtkWidget *save;
};

enum {
  SIGNAL_SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerEditWindow, foyer_edit_window, ADW_TYPE_WINDOW)

#define PAGE_LOADING  "loading"
#define PAGE_FORM     "form"
#define PAGE_VERSIONS "versions"

static gboolean
is_on (FoyerEditWindow *self, const char *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), page) == 0;
}

static const char *
get_time_zone (FoyerEditWindow *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);

  return event != NULL ? event->time_zone : NULL;
}

static gboolean
is_busy (FoyerEditWindow *self)
{
  return gtk_spinner_get_spinning (self->spinner);
}

static void
update_actions (FoyerEditWindow *self)
{
  gboolean ready = is_on (self, PAGE_FORM) || (is_on (self, PAGE_VERSIONS) &&
                                               foyer_versions_group_is_decided (self->versions));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "edit.save", ready && !is_busy (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "edit.again", !is_busy (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "edit.cancel-ticket", !is_busy (self));
}

static void
set_busy (FoyerEditWindow *self, gboolean busy)
{
  /* A text that cannot be typed in must not have the focus. */
  if (busy)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->form), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->versions), !busy);
  update_actions (self);
}

static void
set_ticket (FoyerTicket **place, FoyerTicket *ticket)
{
  FoyerTicket *former = *place;

  *place = foyer_ticket_ref (ticket);
  if (former != NULL)
    foyer_ticket_unref (former);
}

static void
show_form (FoyerEditWindow *self, FoyerTicket *ticket)
{
  gboolean is_void = self->before->status == FOYER_TICKET_STATUS_VOID;

  foyer_ticket_form_show (self->form, ticket, foyer_session_get_event (self->session));
  gtk_widget_set_visible (self->cancelled, is_void);
  gtk_widget_set_visible (self->cancel_ticket, !is_void);
  gtk_widget_set_visible (self->save, TRUE);
  gtk_stack_set_visible_child_name (self->stack, PAGE_FORM);
  gtk_widget_child_focus (GTK_WIDGET (self->form), GTK_DIR_TAB_FORWARD);
  update_actions (self);
}

static void
show_versions (FoyerEditWindow *self)
{
  foyer_versions_group_show (self->versions,
                             self->before,
                             self->theirs,
                             self->mine,
                             get_time_zone (self));
  gtk_widget_set_visible (self->cancelled, self->theirs->status == FOYER_TICKET_STATUS_VOID);
  gtk_stack_set_visible_child_name (self->stack, PAGE_VERSIONS);
  gtk_widget_child_focus (GTK_WIDGET (self->versions), GTK_DIR_TAB_FORWARD);
  update_actions (self);
}

static void
finish (FoyerEditWindow *self, const char *sentence)
{
  self->is_done = TRUE;
  g_signal_emit (self, signals[SIGNAL_SAVED], 0, sentence);
  gtk_window_close (GTK_WINDOW (self));
}

static void save (FoyerEditWindow *self, FoyerTicket *ticket);

/* With the version that somebody else made, everything is as it was but what both have changed. Who
 * edits one that was cancelled is told so first. */
static void
meet (FoyerEditWindow *self, FoyerTicket *theirs)
{
  gboolean is_cancelled = theirs->status == FOYER_TICKET_STATUS_VOID &&
                          self->before->status != FOYER_TICKET_STATUS_VOID;
  FoyerTicketFields by_me = foyer_ticket_compare (self->before, self->mine);
  FoyerTicketFields by_them = foyer_ticket_compare (self->before, theirs);
  g_autoptr (FoyerTicket) merged = NULL;

  if (!is_cancelled && foyer_ticket_compare (theirs, self->mine) == 0) {
    finish (self, _ ("The ticket was saved."));
    return;
  }
  if (!is_cancelled && by_them == 0) {
    merged = foyer_ticket_merge (theirs, self->mine, by_me);
    set_ticket (&self->before, theirs);
    save (self, merged);
    return;
  }
  set_ticket (&self->theirs, theirs);
  show_versions (self);
}

static void
on_save_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerEditWindow) self = data;
  g_autoptr (FoyerTicket) theirs = NULL;
  g_autoptr (GError) error = NULL;
  gboolean saved = foyer_session_edit_finish (FOYER_SESSION (source), result, &theirs, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL)
    return;
  set_busy (self, FALSE);
  if (saved)
    finish (self, _ ("The ticket was saved."));
  else if (theirs != NULL)
    meet (self, theirs);
  else
    foyer_problem_box_show (self->problem, error->message);
}

static void
save (FoyerEditWindow *self, FoyerTicket *ticket)
{
  set_ticket (&self->mine, ticket);
  foyer_problem_box_show (self->problem, NULL);
  set_busy (self, TRUE);
  foyer_session_edit_ticket_async (self->session,
                                   ticket,
                                   self->cancellable,
                                   on_save_ready,
                                   g_object_ref (self));
}

/* What somebody has decided is what they want, on top of what the other one saved. */
static FoyerTicket *
decide (FoyerEditWindow *self)
{
  return foyer_ticket_merge (self->theirs,
                             self->mine,
                             foyer_versions_group_get_mine (self->versions));
}

static FoyerTicket *
read_form (FoyerEditWindow *self)
{
  const char *problem = NULL;
  FoyerTicket *typed = foyer_ticket_form_read (self->form, &problem);

  foyer_problem_box_show (self->problem, problem);
  return typed;
}

static void
on_save_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerEditWindow *self = FOYER_EDIT_WINDOW (widget);
  g_autoptr (FoyerTicket) ticket = NULL;

  if (is_busy (self))
    return;
  if (is_on (self, PAGE_FORM)) {
    ticket = read_form (self);
  } else {
    ticket = decide (self);
    set_ticket (&self->before, self->theirs);
  }
  if (ticket != NULL)
    save (self, ticket);
}

/* Fields that nobody has decided yet stay as they were typed. */
static void
on_again_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerEditWindow *self = FOYER_EDIT_WINDOW (widget);
  FoyerTicketFields by_me = foyer_ticket_compare (self->before, self->mine);
  g_autoptr (FoyerTicket) ticket = foyer_versions_group_is_decided (self->versions)
                                       ? decide (self)
                                       : foyer_ticket_merge (self->theirs, self->mine, by_me);

  set_ticket (&self->before, self->theirs);
  show_form (self, ticket);
}

static void
on_form_activated (FoyerTicketForm *form, FoyerEditWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "edit.save", NULL);
}

static void
on_form_changed (FoyerTicketForm *form, FoyerEditWindow *self)
{
  foyer_problem_box_show (self->problem, NULL);
}

static void
on_versions_changed (FoyerVersionsGroup *versions, FoyerEditWindow *self)
{
  update_actions (self);
}

/* Whether there is something that closing the window would lose. */
static gboolean
is_dirty (FoyerEditWindow *self)
{
  const char *problem;
  g_autoptr (FoyerTicket) typed = NULL;

  if (self->is_done || is_on (self, PAGE_LOADING))
    return FALSE;
  if (is_on (self, PAGE_VERSIONS))
    return TRUE;
  typed = foyer_ticket_form_read (self->form, &problem);
  return typed == NULL || foyer_ticket_compare (self->before, typed) != 0;
}

static void make_void (FoyerEditWindow *self);

/* Who cancels a ticket has seen what they cancel; what they typed beside it stays. */
static void
look_again (FoyerEditWindow *self, FoyerTicket *theirs)
{
  const char *problem;
  g_autoptr (FoyerTicket) typed = foyer_ticket_form_read (self->form, &problem);

  if (typed != NULL && foyer_ticket_compare (self->before, typed) != 0) {
    set_ticket (&self->mine, typed);
    set_ticket (&self->theirs, theirs);
    show_versions (self);
  } else {
    set_ticket (&self->before, theirs);
    show_form (self, theirs);
  }
  foyer_problem_box_show (self->problem,
                          _ ("The ticket was not cancelled: somebody else has changed it "
                             "meanwhile. "
                             "Look at it and cancel it again."));
}

static void
on_void_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerEditWindow) self = data;
  g_autoptr (FoyerTicket) theirs = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = foyer_session_edit_finish (FOYER_SESSION (source), result, &theirs, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL)
    return;
  set_busy (self, FALSE);
  if (done) {
    finish (self, _ ("The ticket was cancelled."));
  } else if (theirs == NULL) {
    foyer_problem_box_show (self->problem, error->message);
  } else if (foyer_ticket_compare (self->before, theirs) == 0) {
    set_ticket (&self->before, theirs);
    make_void (self);
  } else {
    look_again (self, theirs);
  }
}

static void
make_void (FoyerEditWindow *self)
{
  foyer_problem_box_show (self->problem, NULL);
  set_busy (self, TRUE);
  foyer_session_void_ticket_async (self->session,
                                   self->before,
                                   self->cancellable,
                                   on_void_ready,
                                   g_object_ref (self));
}

static void
on_cancel_ticket_reply (const char *text, gpointer data)
{
  FoyerEditWindow *self = data;

  if (self->session != NULL && is_on (self, PAGE_FORM) && !is_busy (self))
    make_void (self);
}

static void
on_cancel_ticket_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerEditWindow *self = FOYER_EDIT_WINDOW (widget);
  GtkWindow *dialog =
      foyer_dialogs_confirm (GTK_WINDOW (self),
                             _ ("Cancel This Ticket?"),
                             is_dirty (self) ? _ ("It admits nobody any more, for good. What you "
                                                  "typed is not saved.")
                                             : _ ("It admits nobody any more, for good."),
                             _ ("_Cancel Ticket"),
                             on_cancel_ticket_reply,
                             g_object_ref (self),
                             g_object_unref);

  foyer_dialogs_name_dismissal (dialog, _ ("_Keep Ticket"));
}

static void
on_discard_reply (const char *text, gpointer data)
{
  FoyerEditWindow *self = data;

  self->is_done = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
foyer_edit_window_close_request (GtkWindow *window)
{
  FoyerEditWindow *self = FOYER_EDIT_WINDOW (window);
  GtkWindow *dialog;

  if (!is_dirty (self))
    return GTK_WINDOW_CLASS (foyer_edit_window_parent_class)->close_request (window);
  dialog = foyer_dialogs_confirm (window,
                                  _ ("Discard Your Changes?"),
                                  _ ("What you typed is not saved yet."),
                                  _ ("_Discard"),
                                  on_discard_reply,
                                  g_object_ref (self),
                                  g_object_unref);
  foyer_dialogs_name_dismissal (dialog, _ ("_Keep Editing"));
  return TRUE;
}

static void
on_find_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerEditWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerFoundTicket) found =
      foyer_session_find_ticket_finish (FOYER_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL)
    return;
  if (found == NULL) {
    gtk_label_set_label (self->loading_problem, error->message);
    gtk_stack_set_visible_child_name (self->loading, "problem");
    return;
  }
  set_ticket (&self->before, found->ticket);
  show_form (self, found->ticket);
}

static void
load (FoyerEditWindow *self)
{
  gtk_stack_set_visible_child_name (self->loading, "spinner");
  foyer_session_find_ticket_async (self->session,
                                   self->ticket_id,
                                   self->cancellable,
                                   on_find_ready,
                                   g_object_ref (self));
}

static void
on_retry_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  load (FOYER_EDIT_WINDOW (widget));
}

static void
foyer_edit_window_dispose (GObject *object)
{
  FoyerEditWindow *self = FOYER_EDIT_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->before, foyer_ticket_unref);
  g_clear_pointer (&self->mine, foyer_ticket_unref);
  g_clear_pointer (&self->theirs, foyer_ticket_unref);
  g_clear_pointer (&self->ticket_id, g_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_edit_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-edit-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerEditWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, FoyerEditWindow, loading);
  gtk_widget_class_bind_template_child (widget_class, FoyerEditWindow, loading_problem);
  gtk_widget_class_bind_template_child (widget_class, FoyerEditWindow, form);
  gtk_widget_class_bind_template_child (widget_class, FoyerEditWindow, versions);
  gtk_widget_class_bind_template_child (widget_class, FoyerEditWindow, cancelled);
  gtk_widget_class_bind_template_child (widget_class, FoyerEditWindow, cancel_ticket);
  gtk_widget_class_bind_template_child (widget_class, FoyerEditWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, FoyerEditWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, FoyerEditWindow, save);
  gtk_widget_class_bind_template_callback (widget_class, on_form_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_form_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_versions_changed);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "edit.save", NULL, on_save_activated);
  gtk_widget_class_install_action (widget_class, "edit.again", NULL, on_again_activated);
  gtk_widget_class_install_action (widget_class, "edit.retry", NULL, on_retry_activated);
  gtk_widget_class_install_action (widget_class,
                                   "edit.cancel-ticket",
                                   NULL,
                                   on_cancel_ticket_activated);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_s,
                                       GDK_CONTROL_MASK,
                                       "edit.save",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
foyer_edit_window_class_init (FoyerEditWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_edit_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = foyer_edit_window_close_request;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  g_type_ensure (FOYER_TYPE_TICKET_FORM);
  g_type_ensure (FOYER_TYPE_VERSIONS_GROUP);
  /**
   * FoyerEditWindow::saved:
   * @sentence: what was done, for people
   */
  signals[SIGNAL_SAVED] = g_signal_new ("saved",
                                        FOYER_TYPE_EDIT_WINDOW,
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        NULL,
                                        G_TYPE_NONE,
                                        1,
                                        G_TYPE_STRING);
  install_actions (widget_class);
  bind_template (widget_class);
}

static void
foyer_edit_window_init (FoyerEditWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  update_actions (self);
}

/**
 * foyer_edit_window_new:
 * @session: of who may edit tickets
 * @ticket_id: a ticket of the session's event
 * @parent: the window that it belongs to
 *
 * Returns: (transfer none): a window that shows the ticket as soon as it is known
 */
FoyerEditWindow *
foyer_edit_window_new (FoyerSession *session, const char *ticket_id, GtkWindow *parent)
{
  FoyerEditWindow *self = g_object_new (FOYER_TYPE_EDIT_WINDOW, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  self->ticket_id = g_strdup (ticket_id);
  foyer_tied_window_watch (GTK_WINDOW (self), session);
  load (self);
  return self;
}
