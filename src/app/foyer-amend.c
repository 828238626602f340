/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-amend"

#include "config.h"

#include "app/foyer-amend.h"

#include "app/foyer-dialogs.h"

#include <glib/gi18n.h>

/* What a supervisor does about a verdict: asks for the reason, has it done, and says what came of
 * it. */

typedef struct {
  void (*begin) (FoyerSession *session,
                 const char *scan_id,
                 const char *reason,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data);
  const char *heading;
  const char *body;
  const char *verb;
  const char *done;
  /* The same where this desk alone has done it. */
  const char *done_here;
  /* Translators: %s is a sentence that says what failed. */
  const char *failed;
  const char *const *suggestions;
} Act;

/* The rest of the reasons is typed. */
static const char *const reasons_to_override[] = {
  N_ ("The ticket was scanned before by mistake."),
  N_ ("Order and identity were checked."),
  N_ ("The guest has paid at the desk."),
  N_ ("The organisers have decided so."),
  NULL,
};

static const Act undo = {
  .begin = foyer_session_undo_async,
  .heading = N_ ("Undo This Admission?"),
  .body = N_ ("The ticket can be used again. The reason is kept in the log."),
  .verb = N_ ("_Undo"),
  .done = N_ ("The admission was undone."),
  .failed = N_ ("The admission was not undone: %s"),
};

static const Act override = {
  .begin = foyer_session_override_async,
  .heading = N_ ("Let This Guest In Anyway?"),
  .body = N_ ("Foyer has refused this ticket. Your name and the reason are kept in the log."),
  .verb = N_ ("_Let In"),
  .done = N_ ("The guest was let in anyway."),
  .done_here = N_ ("The guest was let in anyway. The relay is told as soon as possible."),
  .failed = N_ ("The guest was not let in: %s"),
  .suggestions = reasons_to_override,
};

/* The widget may show another scan by the time of the answer, so what was asked keeps its own. */
typedef struct {
  const Act *act;
  GtkWidget *widget;
  FoyerSession *session;
  char *scan_id;
} Amending;

static Amending *
amending_copy (const Amending *self)
{
  Amending *copy = g_new0 (Amending, 1);

  copy->act = self->act;
  copy->widget = g_object_ref (self->widget);
  copy->session = g_object_ref (self->session);
  copy->scan_id = g_strdup (self->scan_id);
  return copy;
}

static void
amending_free (gpointer data)
{
  Amending *self = data;

  g_object_unref (self->widget);
  g_object_unref (self->session);
  g_free (self->scan_id);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Amending, amending_free)

static void
tell (Amending *self, const char *sentence)
{
  gtk_widget_activate_action (self->widget, "win.tell", "s", sentence);
}

static gboolean
is_local (FoyerSession *session, const char *scan_id)
{
  g_autoptr (FoyerRecentScan) scan = foyer_session_get_recent_scan (session, scan_id);

  return scan != NULL && foyer_recent_scan_get_local (scan);
}

static void
on_amend_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Amending) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) sentence = NULL;

  if (foyer_session_amend_finish (FOYER_SESSION (source), result, &error)) {
    if (self->act->done_here != NULL && is_local (self->session, self->scan_id))
      tell (self, _ (self->act->done_here));
    else
      tell (self, _ (self->act->done));
    return;
  }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = g_string_new (_ (self->act->failed));
  g_string_replace (sentence, "%s", error->message, 1);
  tell (self, sentence->str);
}

static void
on_reason_reply (const char *reason, gpointer data)
{
  Amending *self = data;

  self->act
      ->begin (self->session, self->scan_id, reason, NULL, on_amend_ready, amending_copy (self));
}

static void
ask (const Act *act, GtkWidget *widget, FoyerSession *session, const char *scan_id)
{
  const Amending amending = { act, widget, session, (char *)scan_id };

  foyer_dialogs_ask_reason (GTK_WINDOW (gtk_widget_get_root (widget)),
                            _ (act->heading),
                            _ (act->body),
                            _ (act->verb),
                            act->suggestions,
                            on_reason_reply,
                            amending_copy (&amending),
                            amending_free);
}

/**
 * foyer_amend_may_undo:
 *
 * Returns: whether there is an admission that this person may take back
 */
gboolean
foyer_amend_may_undo (FoyerSession *session, FoyerRecentScan *scan)
{
  FoyerOutcome outcome;

  return foyer_recent_scan_get_outcome (scan, &outcome) && outcome == FOYER_OUTCOME_ADMITTED &&
         !foyer_recent_scan_get_undone (scan) && foyer_session_can (session, FOYER_PERMISSION_UNDO);
}

/**
 * foyer_amend_may_override:
 *
 * Returns: whether a guest with a ticket was refused whom this person may let in
 */
gboolean
foyer_amend_may_override (FoyerSession *session, FoyerRecentScan *scan)
{
  const FoyerVerdict *verdict = foyer_recent_scan_get_verdict (scan);
  FoyerOutcome outcome;

  return foyer_recent_scan_get_outcome (scan, &outcome) && outcome == FOYER_OUTCOME_REFUSED &&
         verdict->ticket != NULL && foyer_session_can (session, FOYER_PERMISSION_OVERRIDE);
}

/**
 * foyer_amend_find_obstacle:
 * @scan: an admission
 *
 * Only the relay takes an admission back.
 *
 * Returns: (transfer none) (nullable): why nobody can undo it now, in a sentence
 */
const char *
foyer_amend_find_obstacle (FoyerSession *session, FoyerRecentScan *scan)
{
  if (foyer_recent_scan_get_local (scan))
    return _ ("This desk has let them in by itself. It can be undone once the relay knows of it.");
  if (foyer_session_get_mode (session) == FOYER_DESK_MODE_OFFLINE)
    return _ ("The relay is out of reach. It can be undone once the relay is back.");
  return NULL;
}

/**
 * foyer_amend_ask_undo:
 * @widget: where it is asked for
 * @scan_id: an admission of this desk
 *
 * Asks why, and takes the admission back; or says why nobody can now.
 */
void
foyer_amend_ask_undo (GtkWidget *widget, FoyerSession *session, const char *scan_id)
{
  g_autoptr (FoyerRecentScan) scan = foyer_session_get_recent_scan (session, scan_id);
  const char *obstacle = scan != NULL ? foyer_amend_find_obstacle (session, scan) : NULL;

  if (obstacle != NULL)
    gtk_widget_activate_action (widget, "win.tell", "s", obstacle);
  else
    ask (&undo, widget, session, scan_id);
}

/**
 * foyer_amend_ask_override:
 * @widget: where it is asked for
 * @scan_id: a refused scan of this desk
 *
 * Asks why, and lets the guest in.
 */
void
foyer_amend_ask_override (GtkWidget *widget, FoyerSession *session, const char *scan_id)
{
  ask (&override, widget, session, scan_id);
}
