/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-sessions-window"

#include "config.h"

#include "app/foyer-sessions-window.h"

#include "app/foyer-dialogs.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-session-row.h"
#include "app/foyer-tied-window.h"

#include <glib/gi18n.h>

/* Where somebody is signed in: each session with its device, one of which is this one. They end the
 * others one by one, or all at once. */

#define PAGE_ASKING "asking"
#define PAGE_LIST   "list"
#define PAGE_FAILED "failed"

struct _FoyerSessionsWindow {
  AdwWindow parent_instance;

  FoyerSession *session;
  GCancellable *cancellable;
  GPtrArray *rows;

  GtkStack *stack;
  AdwPreferencesGroup *group;
  FoyerProblemBox *problem;
};

G_DEFINE_FINAL_TYPE (FoyerSessionsWindow, foyer_sessions_window, ADW_TYPE_WINDOW)

static void ask (FoyerSessionsWindow *self);

/* What came meanwhile is about a window that is gone, or about nobody who is signed in. */
static gboolean
is_over (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
on_ended_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSessionsWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (foyer_session_end_sessions_finish (FOYER_SESSION (source), result, &error)) {
    ask (self);
  } else if (!is_over (error)) {
    gtk_widget_set_sensitive (GTK_WIDGET (self->stack), TRUE);
    foyer_problem_box_show (self->problem, error->message);
  }
}

/* The relay may put this desk out before it has answered, and that is no surprise either. */
static void
on_all_ended_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSessionsWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (foyer_session_end_sessions_finish (FOYER_SESSION (source), result, &error)) {
    foyer_session_sign_out (FOYER_SESSION (source));
  } else if (!is_over (error)) {
    gtk_widget_set_sensitive (GTK_WIDGET (self->stack), TRUE);
    foyer_problem_box_show (self->problem, error->message);
  }
}

typedef struct {
  FoyerSessionsWindow *window;
  char *id;
} Ending;

static void
ending_free (gpointer data)
{
  Ending *ending = data;

  g_object_unref (ending->window);
  g_free (ending->id);
  g_free (ending);
}

static void
on_end_reply (const char *text, gpointer data)
{
  const Ending *ending = data;
  FoyerSessionsWindow *self = ending->window;

  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), FALSE);
  foyer_problem_box_show (self->problem, NULL);
  if (ending->id != NULL)
    foyer_session_end_session_async (self->session,
                                     ending->id,
                                     self->cancellable,
                                     on_ended_ready,
                                     g_object_ref (self));
  else
    foyer_session_end_all_sessions_async (self->session,
                                          NULL,
                                          self->cancellable,
                                          on_all_ended_ready,
                                          g_object_ref (self));
}

/* @id: (nullable): %NULL: all of them */
static void
confirm (FoyerSessionsWindow *self,
         const char *id,
         const char *heading,
         const char *body,
         const char *verb)
{
  Ending *ending = g_new0 (Ending, 1);

  ending->window = g_object_ref (self);
  ending->id = g_strdup (id);
  foyer_dialogs_confirm (GTK_WINDOW (self), heading, body, verb, on_end_reply, ending, ending_free);
}

static void
on_end_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  const char *id;
  const char *device;
  g_autofree char *body = NULL;

  g_variant_get (parameter, "(&s&s)", &id, &device);
  /* Translators: %s is the name of a device. */
  body = g_strdup_printf (_ ("Whoever uses it on “%s” has to sign in again."), device);
  confirm (FOYER_SESSIONS_WINDOW (widget), id, _ ("End This Session?"), body, _ ("_End"));
}

static void
on_end_all_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerSessionsWindow *self = FOYER_SESSIONS_WINDOW (widget);

  confirm (self,
           NULL,
           _ ("Sign Out Everywhere?"),
           foyer_session_get_waiting_own (self->session) > 0
               ? _ ("All your sessions end, this one too. Scans without an answer wait here, while "
                    "Foyer runs, until you sign in on this desk again.")
               : _ ("All your sessions end, this one too."),
           _ ("Sign _Out"));
}

static void
add_row (FoyerSessionsWindow *self, const FoyerSessionInfo *info)
{
  GtkWidget *row = foyer_session_row_new (info);

  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
clear_rows (FoyerSessionsWindow *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

/* This one is before the others, which are in the order of their use. */
static void
show_sessions (FoyerSessionsWindow *self, GPtrArray *sessions)
{
  clear_rows (self);
  for (guint pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < sessions->len; i++) {
      const FoyerSessionInfo *info = g_ptr_array_index (sessions, i);

      if (info->current == (pass == 0))
        add_row (self, info);
    }
  }
  gtk_stack_set_visible_child_name (self->stack, PAGE_LIST);
}

static void
on_listed_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSessionsWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sessions =
      foyer_session_list_sessions_finish (FOYER_SESSION (source), result, &error);

  if (is_over (error))
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), TRUE);
  if (sessions == NULL) {
    foyer_problem_box_show (self->problem, error->message);
    gtk_stack_set_visible_child_name (self->stack, PAGE_FAILED);
    return;
  }
  show_sessions (self, sessions);
}

static void
ask (FoyerSessionsWindow *self)
{
  foyer_problem_box_show (self->problem, NULL);
  if (self->rows->len == 0)
    gtk_stack_set_visible_child_name (self->stack, PAGE_ASKING);
  foyer_session_list_sessions_async (self->session,
                                     NULL,
                                     self->cancellable,
                                     on_listed_ready,
                                     g_object_ref (self));
}

static void
on_again_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ask (FOYER_SESSIONS_WINDOW (widget));
}

static void
foyer_sessions_window_dispose (GObject *object)
{
  FoyerSessionsWindow *self = FOYER_SESSIONS_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_sessions_window_parent_class)->dispose (object);
}

static void
foyer_sessions_window_finalize (GObject *object)
{
  FoyerSessionsWindow *self = FOYER_SESSIONS_WINDOW (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (foyer_sessions_window_parent_class)->finalize (object);
}

static void
foyer_sessions_window_class_init (FoyerSessionsWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = foyer_sessions_window_dispose;
  object_class->finalize = foyer_sessions_window_finalize;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/"
                                               "foyer-sessions-window.ui");
  gtk_widget_class_install_action (widget_class, "sessions.again", NULL, on_again_activated);
  gtk_widget_class_install_action (widget_class,
                                   FOYER_SESSION_ROW_END,
                                   FOYER_SESSION_ROW_END_TYPE,
                                   on_end_activated);
  gtk_widget_class_install_action (widget_class, "sessions.end-all", NULL, on_end_all_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_bind_template_child (widget_class, FoyerSessionsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, FoyerSessionsWindow, group);
  gtk_widget_class_bind_template_child (widget_class, FoyerSessionsWindow, problem);
}

static void
foyer_sessions_window_init (FoyerSessionsWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * foyer_sessions_window_new:
 * @session: of who is signed in
 * @parent: the window that it belongs to
 *
 * Returns: (transfer none): a window that asks at once
 */
FoyerSessionsWindow *
foyer_sessions_window_new (FoyerSession *session, GtkWindow *parent)
{
  FoyerSessionsWindow *self =
      g_object_new (FOYER_TYPE_SESSIONS_WINDOW, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  foyer_tied_window_watch (GTK_WINDOW (self), session);
  ask (self);
  return self;
}
