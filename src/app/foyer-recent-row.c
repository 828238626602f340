/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-recent-row"

#include "config.h"

#include "app/foyer-recent-row.h"

#include "app/foyer-amend.h"
#include "app/foyer-info-row.h"
#include "app/foyer-time-text.h"
#include "app/foyer-verdict-text.h"

#include <glib/gi18n.h>

/* One of the scans that this desk made lately, with what came of it. Supervisors can undo an
 * admission here, and let in whom the judge refused. */

struct _FoyerRecentRow {
  GtkWidget parent_instance;

  FoyerSession *session;
  FoyerRecentScan *scan;

  GtkWidget *content;
  FoyerInfoRow *info;
  GtkWidget *undo;
  GtkWidget *override;
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

static char *
describe_scan (FoyerRecentRow *self, const FoyerVerdict *verdict)
{
  const char *by = foyer_recent_scan_get_overridden_by (self->scan);

  if (foyer_recent_scan_get_undone (self->scan))
    return g_strdup (_ ("This admission was undone."));
  if (by != NULL)
    return foyer_verdict_text_override (by, foyer_recent_scan_get_override_reason (self->scan));
  return describe_verdict (verdict);
}

/* Other desks have not heard of it. */
static char *
mark_local (const char *description)
{
  if (description == NULL)
    return g_strdup (_ ("This desk only"));
  /* Translators: %s is what else is known of a scan. */
  return g_strdup_printf (_ ("This desk only · %s"), description);
}

static void
show_verdict (FoyerRecentRow *self, const FoyerVerdict *verdict)
{
  const FoyerTicket *ticket = verdict->ticket;
  g_autofree char *description = describe_scan (self, verdict);
  g_autofree char *marked = NULL;
  FoyerOutcome outcome = verdict->outcome;
  const char *word;

  foyer_recent_scan_get_outcome (self->scan, &outcome);
  word = foyer_verdict_text_word (outcome);
  if (outcome == FOYER_OUTCOME_REFUSED && foyer_verdict_text_is_held (verdict))
    foyer_info_row_set_icon (self->info, "foyer-attention-symbolic", "problem", _ ("HOLD"));
  else
    foyer_info_row_set_icon (self->info,
                             foyer_verdict_text_icon (outcome),
                             foyer_verdict_text_css_class (outcome),
                             word);
  if (foyer_recent_scan_get_local (self->scan))
    marked = mark_local (description);
  foyer_info_row_set_text (self->info,
                           ticket != NULL && ticket->name != NULL ? ticket->name : word,
                           marked != NULL ? marked : description);
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

/* What cannot be done now says so before it is tried; with the keyboard one gets there all the
 * same, and hears why. */
static void
show_undo (FoyerRecentRow *self)
{
  const char *obstacle = foyer_amend_find_obstacle (self->session, self->scan);

  gtk_widget_set_visible (self->undo, foyer_amend_may_undo (self->session, self->scan));
  gtk_button_set_icon_name (GTK_BUTTON (self->undo),
                            obstacle != NULL ? "action-unavailable-symbolic"
                                             : "edit-undo-symbolic");
  gtk_widget_set_tooltip_text (self->undo, obstacle != NULL ? obstacle : _ ("Undo This Admission"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->undo),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  obstacle != NULL ? obstacle : "",
                                  -1);
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
  show_undo (self);
  gtk_widget_set_visible (self->override, foyer_amend_may_override (self->session, self->scan));
}

static void
on_scan_notify (FoyerRecentScan *scan, GParamSpec *pspec, FoyerRecentRow *self)
{
  update (self);
}

static void
on_session_notify_mode (FoyerSession *session, GParamSpec *pspec, FoyerRecentRow *self)
{
  if (self->scan != NULL)
    update (self);
}

static void
on_undo_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerRecentRow *self = FOYER_RECENT_ROW (widget);

  if (self->scan != NULL)
    foyer_amend_ask_undo (widget, self->session, foyer_recent_scan_get_scan (self->scan)->id);
}

static void
on_override_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerRecentRow *self = FOYER_RECENT_ROW (widget);

  if (self->scan != NULL)
    foyer_amend_ask_override (widget, self->session, foyer_recent_scan_get_scan (self->scan)->id);
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
  gtk_widget_class_install_action (widget_class, "recent.override", NULL, on_override_activated);
  gtk_widget_class_bind_template_child (widget_class, FoyerRecentRow, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerRecentRow, info);
  gtk_widget_class_bind_template_child (widget_class, FoyerRecentRow, undo);
  gtk_widget_class_bind_template_child (widget_class, FoyerRecentRow, override);
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
  g_signal_connect_object (session, "notify::mode", G_CALLBACK (on_session_notify_mode), self, 0);
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
