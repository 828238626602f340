/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-entry-acts"

#include "config.h"

#include "app/foyer-entry-acts.h"

#include "app/foyer-dialogs.h"
#include "app/foyer-tied-window.h"

#include <glib/gi18n.h>

/* What an admin does for all desks at once: pauses entry, lets in again, tells them something. Each
 * is asked about first. What fails is said in a dialog, because whoever believes that the doors are
 * shut must not miss it. */

typedef enum {
  ACT_PAUSE,
  ACT_RESUME,
  ACT_TELL,
} Act;

typedef struct {
  const char *verb;
  const char *done;
  const char *failed;
} Words;

static const Words words[] = {
  [ACT_PAUSE] = { N_ ("_Pause Entry"), N_ ("Entry is paused."), N_ ("Entry Was Not Paused") },
  [ACT_RESUME] = { N_ ("_Resume Entry"), NULL, N_ ("Entry Was Not Resumed") },
  [ACT_TELL] = { N_ ("_Send"), N_ ("The message was sent."), N_ ("The Message Was Not Sent") },
};

/* What was asked for, as long as somebody waits for it. */
typedef struct {
  Act act;
  FoyerSession *session;
  GtkWindow *window;
  char *message;
} Acting;

static Acting *
acting_new (Act act, FoyerSession *session, GtkWindow *window, const char *message)
{
  Acting *self = g_new0 (Acting, 1);

  self->act = act;
  self->session = g_object_ref (session);
  self->window = g_object_ref (window);
  self->message = g_strdup (message);
  return self;
}

static void
acting_free (gpointer data)
{
  Acting *self = data;

  g_object_unref (self->session);
  g_object_unref (self->window);
  g_free (self->message);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Acting, acting_free)

static void begin (const Acting *self, const char *message);

static void
on_try_again_reply (const char *text, gpointer data)
{
  const Acting *self = data;

  begin (self, self->message);
}

static void
tell_failure (const Acting *self, const char *why)
{
  foyer_tied_window_watch (foyer_dialogs_offer (self->window,
                                                _ (words[self->act].failed),
                                                why,
                                                _ ("_Try Again"),
                                                on_try_again_reply,
                                                acting_new (self->act,
                                                            self->session,
                                                            self->window,
                                                            self->message),
                                                acting_free),
                           self->session);
}

static void
on_done_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Acting) self = data;
  g_autoptr (GError) error = NULL;
  const char *done = words[self->act].done;

  if (!foyer_session_entry_finish (FOYER_SESSION (source), result, &error)) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
        gtk_widget_get_visible (GTK_WIDGET (self->window)))
      tell_failure (self, error->message);
    return;
  }
  if (self->act == ACT_TELL && self->message == NULL)
    done = N_ ("The message was withdrawn.");
  /* That guests are let in again every desk is told. */
  if (done != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->window), "win.tell", "s", _ (done));
}

static void
begin (const Acting *self, const char *message)
{
  Acting *next = acting_new (self->act,
                             self->session,
                             self->window,
                             message != NULL && *message != '\0' ? message : NULL);

  if (self->act == ACT_TELL)
    foyer_session_broadcast_async (self->session, next->message, NULL, on_done_ready, next);
  else
    foyer_session_pause_entry_async (self->session,
                                     self->act == ACT_PAUSE,
                                     next->message,
                                     NULL,
                                     on_done_ready,
                                     next);
}

static void
on_reply (const char *text, gpointer data)
{
  begin (data, text);
}

static guint
count_online (FoyerSession *session)
{
  GListModel *devices = foyer_session_get_devices (session);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++) {
    g_autoptr (FoyerDeviceItem) item = g_list_model_get_item (devices, i);

    if (foyer_device_item_get_device (item)->online)
      n++;
  }
  return n;
}

/* What comes of it, and then who hears of it at once. */
static char *
describe (FoyerSession *session, const char *what)
{
  guint n = count_online (session);
  g_autofree char *who = g_strdup_printf (ngettext ("%u desk is online and hears of it at once. "
                                                    "Desks without the relay hear of it when they "
                                                    "are back.",
                                                    "%u desks are online and hear of it at once. "
                                                    "Desks without the relay hear of it when they "
                                                    "are back.",
                                                    n),
                                          n);

  return g_strjoin ("\n\n", what, who, NULL);
}

static GtkWindow *
ask (Act act, FoyerSession *session, GtkWindow *window, const char *heading, const char *what)
{
  g_autofree char *body = describe (session, what);
  const FoyerEvent *event = foyer_session_get_event (session);
  gboolean stands = act == ACT_TELL && event != NULL && event->policy.message != NULL;
  GtkWindow *dialog =
      foyer_dialogs_ask_text (window,
                              heading,
                              body,
                              stands ? _ ("_Withdraw") : NULL,
                              _ (words[act].verb),
                              act == ACT_TELL ? _ ("Message") : _ ("Message (optional)"),
                              on_reply,
                              acting_new (act, session, window, NULL),
                              acting_free);

  if (act != ACT_PAUSE)
    foyer_dialogs_suggest (dialog);
  foyer_tied_window_watch (dialog, session);
  return dialog;
}

/**
 * foyer_entry_acts_are_possible:
 *
 * Returns: whether who is signed in may do any of this, and the relay hears of it
 */
gboolean
foyer_entry_acts_are_possible (FoyerSession *session)
{
  const FoyerEvent *event = foyer_session_get_event (session);

  return event != NULL && !event->policy.closed &&
         foyer_session_can (session, FOYER_PERMISSION_RULES) &&
         foyer_session_get_state (session) == FOYER_SESSION_STATE_ONLINE &&
         foyer_session_get_mode (session) != FOYER_DESK_MODE_OFFLINE;
}

/**
 * foyer_entry_acts_pause:
 * @window: where it is asked for; it has the action `win.tell`
 *
 * Asks whether entry is to be paused, or resumed where it is.
 *
 * Returns: (transfer none): the dialog, which is shown
 */
GtkWindow *
foyer_entry_acts_pause (FoyerSession *session, GtkWindow *window)
{
  const FoyerEvent *event = foyer_session_get_event (session);
  GtkWindow *dialog;

  if (event != NULL && event->policy.entry_paused)
    return ask (ACT_RESUME,
                session,
                window,
                _ ("Resume Entry?"),
                _ ("Guests are let in again at all desks, and the message about the pause is "
                   "withdrawn. You can leave another one."));
  dialog =
      ask (ACT_PAUSE,
           session,
           window,
           _ ("Pause Entry?"),
           _ ("Nobody is let in at any desk until you resume entry. Guests may still go out."));
  /* What desks are told already goes on, unless somebody says otherwise. */
  if (event != NULL && event->policy.message != NULL)
    foyer_dialogs_fill (dialog, event->policy.message);
  return dialog;
}

/**
 * foyer_entry_acts_tell:
 * @window: where it is asked for; it has the action `win.tell`
 *
 * Asks what all desks are to be told, or whether what they are told is to be withdrawn.
 *
 * Returns: (transfer none): the dialog, which is shown
 */
GtkWindow *
foyer_entry_acts_tell (FoyerSession *session, GtkWindow *window)
{
  GtkWindow *dialog =
      ask (ACT_TELL,
           session,
           window,
           _ ("Send a Message to All Desks"),
           _ ("It stands at every desk until you send another one or withdraw it."));

  foyer_dialogs_require_text (dialog);
  return dialog;
}
