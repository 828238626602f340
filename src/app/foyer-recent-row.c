/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-recent-row"

#include "config.h"

#include "app/foyer-recent-row.h"

#include "app/foyer-dialogs.h"
#include "app/foyer-info-row.h"
#include "app/foyer-time-text.h"
#include "app/foyer-verdict-text.h"

#include <glib/gi18n.h>

/* One of the scans that this desk made lately, with what came of it. Supervisors can undo an
 * admission here. */

struct _FoyerRecentRow {
  GtkWidget parent_instance;

  FoyerSession *session;
  FoyerRecentScan *scan;

  GtkWidget *content;
  FoyerInfoRow *info;
  GtkWidget *undo;
};

G_DEFINE_FINAL_TYPE (FoyerRecentRow, foyer_recent_row, GTK_TYPE_WIDGET)

static char *
describe_verdict (const FoyerVerdict *verdict)
{
  g_autofree char *sentence = foyer_verdict_text_sentence (verdict);

  if (sentence != NULL)
    return g_steal_pointer (&sentence);
  return foyer_verdict_text_details (verdict->ticket);
}

static void
show_verdict (FoyerRecentRow *self, const FoyerVerdict *verdict)
{
  const FoyerTicket *ticket = verdict->ticket;
  const char *word = foyer_verdict_text_word (verdict->outcome);
  g_autofree char *description = NULL;

  if (foyer_recent_scan_get_undone (self->scan))
    description = g_strdup (_ ("This admission was undone."));
  else
    description = describe_verdict (verdict);
  foyer_info_row_set_icon (self->info,
                           foyer_verdict_text_icon (verdict->outcome),
                           foyer_verdict_text_css_class (verdict->outcome),
                           word);
  foyer_info_row_set_text (self->info,
                           ticket != NULL && ticket->name != NULL ? ticket->name : word,
                           description);
}

static void
show_waiting (FoyerRecentRow *self)
{
  const char *problem = foyer_recent_scan_get_problem (self->scan);

  if (problem != NULL) {
    foyer_info_row_set_icon (self->info, "foyer-attention-symbolic", "problem", _ ("No answer"));
    foyer_info_row_set_text (self->info, _ ("No answer"), problem);
    return;
  }
  foyer_info_row_set_icon (self->info, "foyer-checking-symbolic", NULL, _ ("Checking…"));
  foyer_info_row_set_text (self->info, _ ("Checking…"), NULL);
}

static gboolean
may_undo (FoyerRecentRow *self, const FoyerVerdict *verdict)
{
  return verdict != NULL && verdict->outcome == FOYER_OUTCOME_ADMITTED &&
         !foyer_recent_scan_get_undone (self->scan) &&
         foyer_session_can (self->session, FOYER_PERMISSION_UNDO);
}

static void
update (FoyerRecentRow *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);
  const FoyerVerdict *verdict = foyer_recent_scan_get_verdict (self->scan);
  g_autofree char *clock = foyer_time_text_clock (foyer_recent_scan_get_at (self->scan),
                                                  event != NULL ? event->time_zone : NULL,
                                                  g_get_real_time ());

  if (verdict != NULL)
    show_verdict (self, verdict);
  else
    show_waiting (self);
  foyer_info_row_set_trailing (self->info, clock);
  gtk_widget_set_visible (self->undo, may_undo (self, verdict));
}

static void
on_scan_notify (FoyerRecentScan *scan, GParamSpec *pspec, FoyerRecentRow *self)
{
  update (self);
}

/* The row may show another scan by now, so what was asked keeps its own. */
typedef struct {
  FoyerRecentRow *row;
  char *scan_id;
} Undoing;

static void
undoing_free (gpointer data)
{
  Undoing *undoing = data;

  g_object_unref (undoing->row);
  g_free (undoing->scan_id);
  g_free (undoing);
}

static void
tell (FoyerRecentRow *self, const char *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", sentence);
}

static void
on_undo_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerRecentRow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (foyer_session_amend_finish (FOYER_SESSION (source), result, &error)) {
    tell (self, _ ("The admission was undone."));
    return;
  }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Translators: %s is a sentence that says what failed. */
  sentence = g_strdup_printf (_ ("The admission was not undone: %s"), error->message);
  tell (self, sentence);
}

static void
on_undo_reply (const char *reason, gpointer data)
{
  Undoing *undoing = data;

  foyer_session_undo_async (undoing->row->session,
                            undoing->scan_id,
                            reason,
                            NULL,
                            on_undo_ready,
                            g_object_ref (undoing->row));
}

static void
on_undo_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerRecentRow *self = FOYER_RECENT_ROW (widget);
  Undoing *undoing;

  if (self->scan == NULL)
    return;
  undoing = g_new0 (Undoing, 1);
  undoing->row = g_object_ref (self);
  undoing->scan_id = g_strdup (foyer_recent_scan_get_scan (self->scan)->id);
  foyer_dialogs_ask_reason (GTK_WINDOW (gtk_widget_get_root (widget)),
                            _ ("Undo This Admission?"),
                            _ ("The ticket can be used again. The reason is kept in the log."),
                            _ ("_Undo"),
                            on_undo_reply,
                            undoing,
                            undoing_free);
}

static void
foyer_recent_row_dispose (GObject *object)
{
  FoyerRecentRow *self = FOYER_RECENT_ROW (object);

  foyer_recent_row_set_scan (self, NULL);
  g_clear_object (&self->session);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_recent_row_parent_class)->dispose (object);
}

static void
foyer_recent_row_class_init (FoyerRecentRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_recent_row_dispose;
  g_type_ensure (FOYER_TYPE_INFO_ROW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-recent-row.ui");
  gtk_widget_class_install_action (widget_class, "recent.undo", NULL, on_undo_activated);
  gtk_widget_class_bind_template_child (widget_class, FoyerRecentRow, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerRecentRow, info);
  gtk_widget_class_bind_template_child (widget_class, FoyerRecentRow, undo);
}

static void
foyer_recent_row_init (FoyerRecentRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * foyer_recent_row_new:
 * @session: which made the scans
 *
 * Returns: (transfer floating): a row for whichever scan it is given
 */
FoyerRecentRow *
foyer_recent_row_new (FoyerSession *session)
{
  FoyerRecentRow *self = g_object_new (FOYER_TYPE_RECENT_ROW, NULL);

  self->session = g_object_ref (session);
  return self;
}

/**
 * foyer_recent_row_set_scan:
 * @scan: (nullable): what the row shows from now on
 */
void
foyer_recent_row_set_scan (FoyerRecentRow *self, FoyerRecentScan *scan)
{
  g_return_if_fail (FOYER_IS_RECENT_ROW (self));

  if (self->scan != NULL)
    g_signal_handlers_disconnect_by_data (self->scan, self);
  if (!g_set_object (&self->scan, scan) || scan == NULL)
    return;
  g_signal_connect_object (scan, "notify", G_CALLBACK (on_scan_notify), self, 0);
  update (self);
}
