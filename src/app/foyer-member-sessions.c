/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-member-sessions"

#include "config.h"

#include "app/foyer-member-sessions.h"

#include "app/foyer-dialogs.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-session-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Where a staff member is signed in, to be ended one by one or all at once. Whoever is put out may
 * have a queue before them, so that it is asked first. */

struct _FoyerMemberSessions {
  GtkWidget parent_instance;

  FoyerSession *session;
  GCancellable *cancellable;
  char *email;
  guint n_rows;

  GtkWidget *content;
  GtkListBox *list;
  FoyerProblemBox *problem;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerMemberSessions, foyer_member_sessions, GTK_TYPE_WIDGET)

static void ask (FoyerMemberSessions *self);

static void
on_end_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerMemberSessions) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = foyer_session_end_sessions_finish (FOYER_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL)
    return;
  foyer_problem_box_show (self->problem, error != NULL ? error->message : NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), FOYER_SESSION_ROW_END, TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sessions.end-all", TRUE);
  if (!done)
    return;
  ask (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
begin (FoyerMemberSessions *self)
{
  foyer_problem_box_show (self->problem, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), FOYER_SESSION_ROW_END, FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sessions.end-all", FALSE);
}

/* The list may be another one by the time of the answer, so the question keeps what it asked. */
typedef struct {
  FoyerMemberSessions *list;
  /* %NULL: all of them. */
  char *id;
} Ending;

static void
ending_free (gpointer data)
{
  Ending *self = data;

  g_object_unref (self->list);
  g_free (self->id);
  g_free (self);
}

static void
on_end_reply (const char *text, gpointer data)
{
  const Ending *ending = data;
  FoyerMemberSessions *self = ending->list;

  if (self->session == NULL)
    return;
  begin (self);
  if (ending->id != NULL)
    foyer_session_end_session_async (self->session,
                                     ending->id,
                                     self->cancellable,
                                     on_end_ready,
                                     g_object_ref (self));
  else
    foyer_session_end_all_sessions_async (self->session,
                                          self->email,
                                          self->cancellable,
                                          on_end_ready,
                                          g_object_ref (self));
}

/* @id: (nullable): %NULL: all of them */
static void
confirm (FoyerMemberSessions *self,
         const char *id,
         const char *heading,
         const char *body,
         const char *verb)
{
  Ending *ending = g_new0 (Ending, 1);

  ending->list = g_object_ref (self);
  ending->id = g_strdup (id);
  foyer_dialogs_confirm (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                         heading,
                         body,
                         verb,
                         on_end_reply,
                         ending,
                         ending_free);
}

static void
on_end_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerMemberSessions *self = FOYER_MEMBER_SESSIONS (widget);
  const char *id;
  const char *device;
  g_autofree char *body = NULL;

  g_variant_get (parameter, "(&s&s)", &id, &device);
  /* Translators: names of a staff member and of a device. */
  body = g_strdup_printf (_ ("%s has to sign in again on “%s”."), self->email, device);
  confirm (self, id, _ ("End This Session?"), body, _ ("_End"));
}

static void
on_end_all_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerMemberSessions *self = FOYER_MEMBER_SESSIONS (widget);
  /* Translators: %s is a staff member. */
  g_autofree char *body =
      g_strdup_printf (_ ("All sessions of %s end, on every device."), self->email);

  confirm (self, NULL, _ ("Sign Out Everywhere?"), body, _ ("Sign _Out"));
}

static void
show_sessions (FoyerMemberSessions *self, const GPtrArray *sessions)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < sessions->len; i++)
    gtk_list_box_append (self->list, foyer_session_row_new (g_ptr_array_index (sessions, i)));
  self->n_rows = sessions->len;
  gtk_widget_set_visible (GTK_WIDGET (self), self->n_rows > 0);
}

static void
on_sessions_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerMemberSessions) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sessions =
      foyer_session_list_sessions_finish (FOYER_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL)
    return;
  if (sessions != NULL) {
    show_sessions (self, sessions);
    return;
  }
  foyer_problem_box_show (self->problem, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
ask (FoyerMemberSessions *self)
{
  foyer_session_list_sessions_async (self->session,
                                     self->email,
                                     self->cancellable,
                                     on_sessions_ready,
                                     g_object_ref (self));
}

static void
foyer_member_sessions_dispose (GObject *object)
{
  FoyerMemberSessions *self = FOYER_MEMBER_SESSIONS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->email, g_free);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_member_sessions_parent_class)->dispose (object);
}

static void
foyer_member_sessions_class_init (FoyerMemberSessionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_member_sessions_dispose;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          FOYER_TYPE_MEMBER_SESSIONS,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/"
                                               "foyer-member-sessions.ui");
  gtk_widget_class_install_action (widget_class,
                                   FOYER_SESSION_ROW_END,
                                   FOYER_SESSION_ROW_END_TYPE,
                                   on_end_activated);
  gtk_widget_class_install_action (widget_class, "sessions.end-all", NULL, on_end_all_activated);
  gtk_widget_class_bind_template_child (widget_class, FoyerMemberSessions, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerMemberSessions, list);
  gtk_widget_class_bind_template_child (widget_class, FoyerMemberSessions, problem);
}

static void
foyer_member_sessions_init (FoyerMemberSessions *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * foyer_member_sessions_show:
 * @session: an admin's
 * @email: whose sessions they are
 *
 * Asks where somebody is signed in. Nothing is seen while they are not.
 */
void
foyer_member_sessions_show (FoyerMemberSessions *self, FoyerSession *session, const char *email)
{
  g_return_if_fail (FOYER_IS_MEMBER_SESSIONS (self));

  g_set_object (&self->session, session);
  g_free (self->email);
  self->email = g_strdup (email);
  ask (self);
}

/**
 * foyer_member_sessions_get_n_rows:
 *
 * Returns: how many sessions are shown
 */
guint
foyer_member_sessions_get_n_rows (FoyerMemberSessions *self)
{
  g_return_val_if_fail (FOYER_IS_MEMBER_SESSIONS (self), 0);

  return self->n_rows;
}
