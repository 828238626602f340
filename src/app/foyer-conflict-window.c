/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-conflict-window"

#include "config.h"

#include "app/foyer-conflict-window.h"

#include "app/foyer-conflict-text.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-scan-facts.h"
#include "app/foyer-ticket-log.h"
#include "app/foyer-tied-window.h"
#include "app/foyer-verdict-text.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"

#include <glib/gi18n.h>

/* One conflict: whom it is about, what each desk said, and what whoever decides it makes of that.
 * It may grow, and somebody else may decide it, while somebody looks at it. */

struct _FoyerConflictWindow {
  AdwWindow parent_instance;

  FoyerSession *session;
  FoyerConflictItem *item;
  GCancellable *cancellable;

  GtkLabel *who;
  GtkLabel *kind;
  GtkLabel *advice;
  GtkWidget *ticket_group;
  AdwActionRow *ticket;
  AdwActionRow *attention;
  AdwActionRow *list;
  AdwActionRow *now;
  FoyerTicketLog *log;
  FoyerScanFacts *facts;
  GtkWidget *decision;
  AdwComboRow *resolution;
  GtkEditable *reason;
  GtkWidget *resolved;
  AdwActionRow *resolved_row;
  GtkLabel *resolved_reason;
  FoyerProblemBox *problem;
  GtkSpinner *spinner;
  GtkWidget *resolve;
};

G_DEFINE_FINAL_TYPE (FoyerConflictWindow, foyer_conflict_window, ADW_TYPE_WINDOW)

/* What a person may say was behind it, in this order, after "choose". */
static const FoyerConflictResolution choices[] = {
  FOYER_CONFLICT_NONE,  FOYER_CONFLICT_SHARED_SCREENSHOT, FOYER_CONFLICT_SWAPPED_TICKETS,
  FOYER_CONFLICT_CLOCK, FOYER_CONFLICT_STAFF_ERROR,       FOYER_CONFLICT_FRAUD,
  FOYER_CONFLICT_OTHER,
};

static const FoyerConflict *
get_conflict (FoyerConflictWindow *self)
{
  return foyer_conflict_item_get_conflict (self->item);
}

static const char *
get_time_zone (FoyerConflictWindow *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);

  return event != NULL ? event->time_zone : NULL;
}

static FoyerConflictResolution
get_resolution (FoyerConflictWindow *self)
{
  guint selected = adw_combo_row_get_selected (self->resolution);

  return selected < G_N_ELEMENTS (choices) ? choices[selected] : FOYER_CONFLICT_NONE;
}

static char *
get_reason (FoyerConflictWindow *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));
}

static void
update_actions (FoyerConflictWindow *self)
{
  g_autofree char *reason = get_reason (self);
  gboolean ready = get_conflict (self)->resolved_at == 0 &&
                   get_resolution (self) != FOYER_CONFLICT_NONE && *reason != '\0' &&
                   !gtk_spinner_get_spinning (self->spinner);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conflict.resolve", ready);
}

static void
set_busy (FoyerConflictWindow *self, gboolean busy)
{
  /* A text that cannot be typed in must not have the focus. */
  if (busy)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (self->decision, !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->facts), !busy);
  update_actions (self);
}

static void
show_row (AdwActionRow *row, const char *text)
{
  adw_action_row_set_subtitle (row, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (row), text != NULL);
}

static void
show_ticket (FoyerConflictWindow *self, const FoyerConflict *conflict)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);
  const FoyerCheckInList *list = NULL;
  g_autofree char *details = foyer_verdict_text_details (conflict->ticket);

  if (event != NULL && conflict->list_id != NULL)
    list = foyer_event_get_list (event, conflict->list_id);
  show_row (self->ticket, details);
  show_row (self->attention, conflict->ticket != NULL ? conflict->ticket->attention : NULL);
  show_row (self->list, list != NULL ? list->name : NULL);
  gtk_widget_set_visible (self->ticket_group, conflict->ticket != NULL || list != NULL);
}

static void
show_resolved (FoyerConflictWindow *self, const FoyerConflict *conflict)
{
  gboolean is_resolved = conflict->resolved_at != 0;
  g_autofree char *by = NULL;

  gtk_widget_set_visible (self->decision, !is_resolved);
  gtk_widget_set_visible (self->resolve, !is_resolved);
  gtk_widget_set_visible (self->resolved, is_resolved);
  if (!is_resolved)
    return;
  by = foyer_conflict_text_resolved (conflict, get_time_zone (self), g_get_real_time ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->resolved_row),
                                 foyer_conflict_text_resolution (conflict->resolution));
  adw_action_row_set_subtitle (self->resolved_row, by);
  gtk_label_set_label (self->resolved_reason, conflict->reason != NULL ? conflict->reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->resolved_reason), conflict->reason != NULL);
}

static void
update (FoyerConflictWindow *self)
{
  const FoyerConflict *conflict = get_conflict (self);

  gtk_label_set_label (self->who, foyer_conflict_text_who (conflict));
  gtk_label_set_label (self->kind, foyer_conflict_text_kind (conflict->kind));
  gtk_label_set_label (self->advice, foyer_conflict_text_advice (conflict->kind));
  show_ticket (self, conflict);
  foyer_scan_facts_show (self->facts, conflict, get_time_zone (self));
  foyer_scan_facts_propose (self->facts, get_resolution (self));
  show_resolved (self, conflict);
  update_actions (self);
}

static void
ask_for_log (FoyerConflictWindow *self)
{
  const FoyerConflict *conflict = get_conflict (self);

  if (conflict->ticket != NULL)
    foyer_ticket_log_show (self->log, self->session, conflict->ticket->id, conflict->list_id);
}

/* The relay tells of what has changed, which may be here only after it has said that something has.
 */
static void
show_change (FoyerConflictWindow *self)
{
  foyer_problem_box_show (self->problem,
                          get_conflict (self)->resolved_at != 0
                              ? _ ("Somebody else has decided this meanwhile.")
                              : _ ("Something has come to this meanwhile: look at the scans again. "
                                   "An admission cannot be "
                                   "taken back while a guest is in who came back with it."));
}

static void
on_item_notify (FoyerConflictItem *item, GParamSpec *pspec, FoyerConflictWindow *self)
{
  update (self);
  if (get_conflict (self)->resolved_at != 0 &&
      *foyer_problem_box_get_sentence (self->problem) != '\0')
    show_change (self);
  ask_for_log (self);
}

static void
set_item (FoyerConflictWindow *self, FoyerConflictItem *item)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  g_signal_connect_object (item, "notify::conflict", G_CALLBACK (on_item_notify), self, 0);
}

/* After a new connection the relay tells of all of them anew. */
static void
on_conflicts_items_changed (GListModel *conflicts,
                            guint position,
                            guint removed,
                            guint added,
                            FoyerConflictWindow *self)
{
  for (guint i = position; i < position + added; i++) {
    g_autoptr (FoyerConflictItem) item = g_list_model_get_item (conflicts, i);

    if (item != self->item &&
        g_str_equal (foyer_conflict_item_get_conflict (item)->id, get_conflict (self)->id)) {
      set_item (self, item);
      update (self);
      ask_for_log (self);
    }
  }
}

static void
on_resolution_notify (AdwComboRow *row, GParamSpec *pspec, FoyerConflictWindow *self)
{
  if (self->item == NULL)
    return;
  foyer_scan_facts_propose (self->facts, get_resolution (self));
  update_actions (self);
}

static void
on_reason_changed (GtkEditable *reason, FoyerConflictWindow *self)
{
  foyer_problem_box_show (self->problem, NULL);
  if (self->item != NULL)
    update_actions (self);
}

static void
on_reason_activated (GtkWidget *row, FoyerConflictWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "conflict.resolve", NULL);
}

/* What somebody else decided first is told, and shown as soon as the relay says what it was. */
static void
on_resolve_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerConflictWindow) self = data;
  g_autoptr (GError) error = NULL;
  gboolean resolved =
      foyer_session_resolve_conflict_finish (FOYER_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL)
    return;
  set_busy (self, FALSE);
  if (resolved)
    gtk_window_close (GTK_WINDOW (self));
  else if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE))
    show_change (self);
  else
    foyer_problem_box_show (self->problem, error->message);
}

static void
on_resolve_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerConflictWindow *self = FOYER_CONFLICT_WINDOW (widget);
  g_autofree char *reason = get_reason (self);
  g_auto (GStrv) taken_back = foyer_scan_facts_get_taken_back (self->facts);

  if (!foyer_text_is_clean (reason, FOYER_LIMIT_NOTE)) {
    foyer_problem_box_show (self->problem, _ ("This is too long."));
    return;
  }
  foyer_problem_box_show (self->problem, NULL);
  set_busy (self, TRUE);
  foyer_session_resolve_conflict_async (self->session,
                                        get_conflict (self)->id,
                                        get_resolution (self),
                                        reason,
                                        (const char *const *)taken_back,
                                        self->cancellable,
                                        on_resolve_ready,
                                        g_object_ref (self));
}

static char *
describe_now (const FoyerFoundTicket *found)
{
  /* Translators: how often a ticket was admitted, how often it may be, how many are inside. */
  return g_strdup_printf (_ ("Admitted %u of %u times, %u inside"),
                          found->entries_used,
                          found->ticket->allowed_entries,
                          found->inside);
}

/* It only adds to what is there: without it, the rest can be decided just as well. */
static void
on_find_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerConflictWindow) self = data;
  g_autoptr (FoyerFoundTicket) found =
      foyer_session_find_ticket_finish (FOYER_SESSION (source), result, NULL);
  g_autofree char *now = NULL;

  if (found == NULL || self->session == NULL)
    return;
  now = describe_now (found);
  show_row (self->now, now);
}

static void
foyer_conflict_window_dispose (GObject *object)
{
  FoyerConflictWindow *self = FOYER_CONFLICT_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->item);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_conflict_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/"
                                               "foyer-conflict-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, who);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, kind);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, advice);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, ticket_group);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, ticket);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, attention);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, list);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, now);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, log);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, facts);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, decision);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, resolution);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, reason);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, resolved);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, resolved_row);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, resolved_reason);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictWindow, resolve);
  gtk_widget_class_bind_template_callback (widget_class, on_resolution_notify);
  gtk_widget_class_bind_template_callback (widget_class, on_reason_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_reason_activated);
}

static void
foyer_conflict_window_class_init (FoyerConflictWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_conflict_window_dispose;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  g_type_ensure (FOYER_TYPE_SCAN_FACTS);
  g_type_ensure (FOYER_TYPE_TICKET_LOG);
  gtk_widget_class_install_action (widget_class, "conflict.resolve", NULL, on_resolve_activated);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_Return,
                                       GDK_CONTROL_MASK,
                                       "conflict.resolve",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  bind_template (widget_class);
}

static void
show_choices (FoyerConflictWindow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("Choose…"));
  for (guint i = 1; i < G_N_ELEMENTS (choices); i++)
    gtk_string_list_append (names, foyer_conflict_text_resolution (choices[i]));
  adw_combo_row_set_model (self->resolution, G_LIST_MODEL (names));
}

static void
foyer_conflict_window_init (FoyerConflictWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  show_choices (self);
  show_row (self->now, NULL);
}

static void
watch (FoyerConflictWindow *self)
{
  const FoyerConflict *conflict = get_conflict (self);

  g_signal_connect_object (foyer_session_get_conflicts (self->session),
                           "items-changed",
                           G_CALLBACK (on_conflicts_items_changed),
                           self,
                           0);
  if (conflict->ticket != NULL)
    foyer_session_find_ticket_async (self->session,
                                     conflict->ticket->id,
                                     self->cancellable,
                                     on_find_ready,
                                     g_object_ref (self));
  ask_for_log (self);
}

/**
 * foyer_conflict_window_new:
 * @session: of who may resolve it
 * @item: an open conflict, or one that is resolved
 * @parent: the window that it belongs to
 *
 * Returns: (transfer none): a window that shows it
 */
FoyerConflictWindow *
foyer_conflict_window_new (FoyerSession *session, FoyerConflictItem *item, GtkWindow *parent)
{
  FoyerConflictWindow *self =
      g_object_new (FOYER_TYPE_CONFLICT_WINDOW, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  foyer_tied_window_watch (GTK_WINDOW (self), session);
  set_item (self, item);
  update (self);
  watch (self);
  return self;
}
