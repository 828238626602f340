/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-host-window"

#include "config.h"

#include "app/foyer-host-window.h"

#include "app/foyer-dialogs.h"
#include "app/foyer-pair-code.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-ticket-print.h"
#include "app/foyer-tied-window.h"
#include "app/foyer-trial.h"

#include <glib/gi18n.h>

/* What whoever hosts an event has at hand: the code for the other laptops, the tickets on paper,
 * and the end. */

#define PAGE_OPEN "open"
#define PAGE_BUSY "busy"

struct _FoyerHostWindow {
  AdwWindow parent_instance;

  FoyerSession *session;
  GCancellable *cancellable;

  GtkStack *stack;
  FoyerProblemBox *problem;
  FoyerPairCode *pair_code;
  FoyerTrial *trial;
  GtkButton *close_button;
  GtkWidget *anyway_button;
  GtkLabel *step;
};

G_DEFINE_FINAL_TYPE (FoyerHostWindow, foyer_host_window, ADW_TYPE_WINDOW)

static FoyerHost *
get_host (FoyerHostWindow *self)
{
  return foyer_session_get_host (self->session);
}

static void
show_busy (FoyerHostWindow *self, const char *step)
{
  gtk_label_set_label (self->step, step != NULL ? step : "");
  gtk_stack_set_visible_child_name (self->stack, step != NULL ? PAGE_BUSY : PAGE_OPEN);
}

static void
on_host_notify_step (FoyerHost *host, GParamSpec *pspec, FoyerHostWindow *self)
{
  show_busy (self, foyer_host_get_step (host));
}

/* The tickets on paper. */

typedef struct {
  FoyerHostWindow *window;
  GFile *file;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->window);
  g_clear_object (&job->file);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

static void
on_printed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (job->window));
  g_autoptr (GError) error = NULL;
  gboolean is_done = foyer_ticket_print_finish (result, &error);

  if (is_done && job->file != NULL && parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent),
                                "win.tell",
                                "s",
                                _ ("The tickets were saved."));
  else if (!is_done && job->window->session != NULL &&
           !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    foyer_problem_box_show (job->window->problem, error->message);
}

static void
on_tickets_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  FoyerHostWindow *self = job->window;
  GFile *file = job->file;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerTicketTable) table =
      foyer_host_list_tickets_finish (FOYER_HOST (source), result, &error);
  g_autofree char *name = foyer_host_get_event_name (FOYER_HOST (source));

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  show_busy (self, NULL);
  if (table == NULL)
    foyer_problem_box_show (self->problem, error->message);
  else
    foyer_ticket_print_async (GTK_WINDOW (self),
                              name,
                              g_steal_pointer (&table),
                              file,
                              on_printed,
                              g_steal_pointer (&job));
}

/* @file is where a PDF goes; %NULL: to a printer. */
static void
print (FoyerHostWindow *self, GFile *file)
{
  Job *job = g_new0 (Job, 1);

  job->window = g_object_ref (self);
  job->file = file != NULL ? g_object_ref (file) : NULL;
  foyer_problem_box_show (self->problem, NULL);
  show_busy (self, _ ("Getting the tickets…"));
  foyer_host_list_tickets_async (get_host (self), self->cancellable, on_tickets_listed, job);
}

static void
on_print_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  print (FOYER_HOST_WINDOW (widget), NULL);
}

/* The window may be gone by now. */
static void
on_file_chosen (GFile *file, gpointer data)
{
  FoyerHostWindow *self = data;

  if (self->session != NULL)
    print (self, file);
}

static void
on_save_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  foyer_dialogs_save_pdf (GTK_WINDOW (widget),
                          _ ("Tickets.pdf"),
                          on_file_chosen,
                          g_object_ref (widget),
                          g_object_unref);
}

/* The end. */

static void
on_show_reply (const char *text, gpointer data)
{
  g_autofree char *folder = g_path_get_dirname (data);
  g_autofree char *uri = g_filename_to_uri (folder, NULL, NULL);

  gtk_show_uri (NULL, uri, GDK_CURRENT_TIME);
}

static void
tell_of_copy (GtkWindow *parent, const char *copy)
{
  /* Translators: %s is a file. */
  g_autofree char *body =
      g_strdup_printf (_ ("A copy of the database was written and read back. It "
                          "is here: %s"),
                       copy);

  foyer_dialogs_offer (parent,
                       _ ("Hosting Has Ended"),
                       body,
                       _ ("_Show in Folder"),
                       on_show_reply,
                       g_strdup (copy),
                       g_free);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerHostWindow) self = data;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autofree char *copy = NULL;
  g_autoptr (GError) error = NULL;

  if (!foyer_host_close_finish (FOYER_HOST (source), result, &copy, &error)) {
    if (self->session == NULL)
      return;
    show_busy (self, NULL);
    foyer_problem_box_show (self->problem, error->message);
    gtk_widget_set_visible (self->anyway_button, TRUE);
    return;
  }
  if (copy != NULL && parent != NULL)
    tell_of_copy (parent, copy);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_close_reply (const char *text, gpointer data)
{
  FoyerHostWindow *self = data;

  foyer_host_close_async (get_host (self), TRUE, on_closed, g_object_ref (self));
}

static void
on_close_anyway_reply (const char *text, gpointer data)
{
  FoyerHostWindow *self = data;

  foyer_host_close_async (get_host (self), FALSE, on_closed, g_object_ref (self));
}

static void
on_close_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerHostWindow *self = FOYER_HOST_WINDOW (widget);
  gboolean is_demo = foyer_host_is_demo (get_host (self));

  if (is_demo)
    on_close_reply (NULL, self);
  else
    foyer_dialogs_confirm (GTK_WINDOW (self),
                           _ ("End Hosting?"),
                           _ ("The other laptops are cut off, and you are signed out. First a copy "
                              "of the database is written and checked. You can go on with the "
                              "event here later."),
                           _ ("_End Hosting"),
                           on_close_reply,
                           g_object_ref (self),
                           g_object_unref);
}

static void
on_close_anyway_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  foyer_dialogs_confirm (GTK_WINDOW (widget),
                         _ ("End Without a Copy?"),
                         _ ("The database stays on this laptop, and nowhere else."),
                         _ ("_End Hosting"),
                         on_close_anyway_reply,
                         g_object_ref (widget),
                         g_object_unref);
}

/* Whoever comes next finds no code. While it is closing the end has to be told. */
static void
on_session_notify_state (FoyerSession *session, GParamSpec *pspec, FoyerHostWindow *self)
{
  FoyerSessionState state = foyer_session_get_state (session);
  gboolean is_closing = foyer_host_get_state (get_host (self)) == FOYER_HOST_STATE_CLOSING;

  if ((state == FOYER_SESSION_STATE_SIGNED_OUT || state == FOYER_SESSION_STATE_REFUSED) &&
      !is_closing)
    foyer_tied_window_destroy (GTK_WINDOW (self));
}

/* While the copy is written there is nothing to go back to. */
static gboolean
foyer_host_window_close_request (GtkWindow *window)
{
  FoyerHostWindow *self = FOYER_HOST_WINDOW (window);

  if (foyer_host_get_state (get_host (self)) == FOYER_HOST_STATE_CLOSING)
    return TRUE;
  return GTK_WINDOW_CLASS (foyer_host_window_parent_class)->close_request (window);
}

static void
foyer_host_window_dispose (GObject *object)
{
  FoyerHostWindow *self = FOYER_HOST_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_host_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (FOYER_TYPE_PAIR_CODE);
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  g_type_ensure (FOYER_TYPE_TRIAL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-host-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerHostWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostWindow, pair_code);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostWindow, trial);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostWindow, close_button);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostWindow, anyway_button);
  gtk_widget_class_bind_template_child (widget_class, FoyerHostWindow, step);
}

static void
foyer_host_window_class_init (FoyerHostWindowClass *klass)
{
  static const struct {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "hosting.print", on_print_activated },
    { "hosting.save", on_save_activated },
    { "hosting.close", on_close_activated },
    { "hosting.close-anyway", on_close_anyway_activated },
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_host_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = foyer_host_window_close_request;
  bind_template (widget_class);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
foyer_host_window_init (FoyerHostWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

static void
show_event (FoyerHostWindow *self)
{
  gboolean is_demo = foyer_host_is_demo (get_host (self));
  gboolean may_pair = !is_demo && foyer_session_can (self->session, FOYER_PERMISSION_DEVICES);
  g_autofree char *name = foyer_host_get_event_name (get_host (self));

  gtk_window_set_title (GTK_WINDOW (self), name);
  gtk_button_set_label (self->close_button, is_demo ? _ ("End the Demo") : _ ("End Hosting…"));
  gtk_widget_set_visible (GTK_WIDGET (self->pair_code), may_pair);
  gtk_widget_set_visible (GTK_WIDGET (self->trial), is_demo);
  if (may_pair)
    foyer_pair_code_open (self->pair_code, self->session, NULL, TRUE);
  if (is_demo)
    foyer_trial_open (self->trial, get_host (self));
}

/**
 * foyer_host_window_new:
 * @session: the session of the desk on the computer that hosts
 * @parent: the window that it belongs to
 *
 * Returns: (transfer none): a window for what is hosted
 */
FoyerHostWindow *
foyer_host_window_new (FoyerSession *session, GtkWindow *parent)
{
  FoyerHostWindow *self = g_object_new (FOYER_TYPE_HOST_WINDOW, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (on_session_notify_state), self, 0);
  g_signal_connect_object (get_host (self),
                           "notify::step",
                           G_CALLBACK (on_host_notify_step),
                           self,
                           0);
  show_event (self);
  return self;
}
