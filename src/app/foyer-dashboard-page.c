/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-dashboard-page"

#include "config.h"

#include "app/foyer-dashboard-page.h"

#include "app/foyer-activity-text.h"
#include "app/foyer-alerts-group.h"
#include "app/foyer-arrivals-chart.h"
#include "app/foyer-conflicts-group.h"
#include "app/foyer-device-list.h"
#include "app/foyer-entry-group.h"
#include "app/foyer-info-row.h"
#include "app/foyer-newest.h"
#include "app/foyer-number-text.h"
#include "app/foyer-pair-window.h"
#include "app/foyer-pending-group.h"
#include "app/foyer-policy-window.h"
#include "app/foyer-staff-window.h"
#include "app/foyer-time-text.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* All of an event at a glance: how many came, when, which desks are there, and what they do. */

/* How often the chart moves on by itself, so that an hour without guests becomes empty. */
#define TICK_SECONDS 15

struct _FoyerDashboardPage {
  FoyerPane parent_instance;

  FoyerSession *session;
  guint tick_source;
  GtkFilter *filter;
  GListModel *filtered;
  GPtrArray *list_rows;

  GtkWidget *content;
  GtkLabel *admitted;
  GtkLabel *admitted_detail;
  GtkProgressBar *progress;
  GtkLabel *inside;
  GtkLabel *inside_detail;
  GtkLabel *online;
  GtkLabel *online_detail;
  FoyerArrivalsChart *chart;
  AdwPreferencesGroup *lists_group;
  FoyerAlertsGroup *alerts;
  FoyerConflictsGroup *conflicts;
  FoyerPendingGroup *pending;
  FoyerEntryGroup *entry;
  GtkToggleButton *refused_only;
  GtkStack *activities_stack;
  GtkListView *activities;
  GtkWidget *policy_button;
  GtkWidget *staff_button;
  GtkWidget *pair_button;
  FoyerDeviceList *devices;
};

G_DEFINE_FINAL_TYPE (FoyerDashboardPage, foyer_dashboard_page, FOYER_TYPE_PANE)

static const char *
get_time_zone (FoyerDashboardPage *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);

  return event != NULL ? event->time_zone : NULL;
}

static void
set_number (GtkLabel *label, gint64 number)
{
  g_autofree char *text = foyer_number_text (number);

  gtk_label_set_label (label, text);
}

static char *
describe_list (const FoyerListCounts *counts)
{
  g_autofree char *admitted = foyer_number_text (counts->admitted);
  g_autofree char *tickets = foyer_number_text (counts->tickets);
  g_autofree char *inside = foyer_number_text (counts->inside);

  /* Translators: how many were admitted, of how many, and how many are inside. */
  return g_strdup_printf (_ ("%s of %s admitted, %s inside"), admitted, tickets, inside);
}

static void
add_list_row (FoyerDashboardPage *self, const FoyerEvent *event, const FoyerListCounts *counts)
{
  const FoyerCheckInList *list = foyer_event_get_list (event, counts->list_id);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *bar = gtk_progress_bar_new ();
  g_autofree char *text = describe_list (counts);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), list != NULL ? list->name : "");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar),
                                 counts->tickets > 0
                                     ? (double)counts->admitted / (double)counts->tickets
                                     : 0);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (bar, 100, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), bar);
  adw_preferences_group_add (self->lists_group, row);
  g_ptr_array_add (self->list_rows, row);
}

/* An event has a handful of lists, so that their rows are simply made anew. */
static void
show_lists (FoyerDashboardPage *self, const FoyerCounts *counts)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);

  for (guint i = 0; i < self->list_rows->len; i++)
    adw_preferences_group_remove (self->lists_group, g_ptr_array_index (self->list_rows, i));
  g_ptr_array_set_size (self->list_rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->lists_group),
                          event != NULL && counts != NULL && counts->n_lists > 1);
  for (guint i = 0; event != NULL && counts != NULL && i < counts->n_lists; i++)
    add_list_row (self, event, &counts->lists[i]);
}

static void
show_counts (FoyerDashboardPage *self)
{
  const FoyerCounts *counts = foyer_session_get_counts (self->session);
  gint64 n_tickets = counts != NULL ? counts->tickets : 0;
  gint64 n_admitted = counts != NULL ? counts->admitted : 0;
  g_autofree char *tickets = foyer_number_text (n_tickets);
  g_autofree char *missing = foyer_number_text (n_tickets - n_admitted);
  /* Translators: %s is the number of all tickets. */
  g_autofree char *of_tickets = g_strdup_printf (_ ("of %s tickets"), tickets);
  /* Translators: %s is the number of tickets that were not admitted yet. */
  g_autofree char *to_come = g_strdup_printf (_ ("%s to come"), missing);

  set_number (self->admitted, n_admitted);
  gtk_label_set_label (self->admitted_detail, of_tickets);
  gtk_progress_bar_set_fraction (self->progress,
                                 n_tickets > 0 ? (double)n_admitted / (double)n_tickets : 0);
  set_number (self->inside, counts != NULL ? counts->inside : 0);
  gtk_label_set_label (self->inside_detail, to_come);
  show_lists (self, counts);
}

static void
show_online (FoyerDashboardPage *self)
{
  GListModel *devices = foyer_session_get_devices (self->session);
  guint n_devices = g_list_model_get_n_items (devices);
  guint n_desks = 0;
  guint n_online = 0;
  g_autofree char *known = NULL;

  /* What was revoked, or was never let in, is no desk. */
  for (guint i = 0; i < n_devices; i++) {
    g_autoptr (FoyerDeviceItem) item = g_list_model_get_item (devices, i);
    const FoyerDevice *device = foyer_device_item_get_device (item);

    if (device->status == FOYER_DEVICE_STATUS_APPROVED)
      n_desks++;
    if (device->online)
      n_online++;
  }
  set_number (self->online, n_online);
  known = g_strdup_printf (ngettext ("of %u desk", "of %u desks", n_desks), n_desks);
  gtk_label_set_label (self->online_detail, known);
}

static void
show_arrivals (FoyerDashboardPage *self)
{
  guint counts[FOYER_ARRIVALS_CHART_MINUTES];
  FoyerTime now = g_get_real_time ();

  foyer_arrivals_fill (foyer_session_get_arrivals (self->session),
                       now,
                       counts,
                       FOYER_ARRIVALS_CHART_MINUTES);
  foyer_arrivals_chart_set_counts (self->chart, counts, now, get_time_zone (self));
}

static gboolean
on_tick_timeout (gpointer data)
{
  show_arrivals (data);
  return G_SOURCE_CONTINUE;
}

static void
on_session_notify_counts (FoyerSession *session, GParamSpec *pspec, FoyerDashboardPage *self)
{
  show_counts (self);
}

/* Who looks at another page sees by its tab that there is something to look at here. */
static void
on_cases_items_changed (GListModel *cases,
                        guint position,
                        guint removed,
                        guint added,
                        FoyerDashboardPage *self)
{
  GtkWidget *stack = gtk_widget_get_parent (GTK_WIDGET (self));
  guint n = g_list_model_get_n_items (foyer_session_get_alerts (self->session)) +
            g_list_model_get_n_items (foyer_session_get_conflicts (self->session));
  AdwViewStackPage *page;

  if (!ADW_IS_VIEW_STACK (stack))
    return;
  page = adw_view_stack_get_page (ADW_VIEW_STACK (stack), GTK_WIDGET (self));
  adw_view_stack_page_set_badge_number (page, n);
  adw_view_stack_page_set_needs_attention (page, n > 0);
}

static void
on_session_notify_event (FoyerSession *session, GParamSpec *pspec, FoyerDashboardPage *self)
{
  show_counts (self);
  show_arrivals (self);
}

static void
on_arrivals_changed (FoyerArrivals *arrivals, FoyerDashboardPage *self)
{
  show_arrivals (self);
}

static void
on_any_device_notify (FoyerDeviceItem *device, GParamSpec *pspec, FoyerDashboardPage *self)
{
  show_online (self);
}

/* All devices are counted, not only those that a row shows. */
static void
on_devices_items_changed (GListModel *devices,
                          guint position,
                          guint removed,
                          guint added,
                          FoyerDashboardPage *self)
{
  for (guint i = position; i < position + added; i++) {
    g_autoptr (FoyerDeviceItem) item = g_list_model_get_item (devices, i);

    g_signal_connect_object (item, "notify", G_CALLBACK (on_any_device_notify), self, 0);
  }
  show_online (self);
}

static void
show_activities (FoyerDashboardPage *self)
{
  gtk_stack_set_visible_child_name (self->activities_stack,
                                    g_list_model_get_n_items (self->filtered) > 0 ? "list"
                                                                                  : "empty");
}

static void
on_filtered_items_changed (GListModel *filtered,
                           guint position,
                           guint removed,
                           guint added,
                           FoyerDashboardPage *self)
{
  show_activities (self);
}

static gboolean
matches (gpointer item, gpointer data)
{
  FoyerDashboardPage *self = data;
  const FoyerActivity *activity = foyer_activity_item_get_activity (item);

  return !gtk_toggle_button_get_active (self->refused_only) ||
         (activity->action != FOYER_ACTION_UNDONE && activity->outcome == FOYER_OUTCOME_REFUSED);
}

static void
on_refused_only_toggled (GtkToggleButton *button, FoyerDashboardPage *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
on_row_setup (GtkSignalListItemFactory *factory, GtkListItem *item, FoyerDashboardPage *self)
{
  FoyerInfoRow *row = foyer_info_row_new ();

  gtk_widget_add_css_class (GTK_WIDGET (row), "list-row");
  gtk_list_item_set_child (item, GTK_WIDGET (row));
  gtk_list_item_set_activatable (item, FALSE);
}

static void
show_activity (FoyerInfoRow *row, const FoyerActivity *activity)
{
  g_autofree char *who = foyer_activity_text_who (activity);

  foyer_info_row_set_icon (row,
                           foyer_activity_text_icon (activity),
                           foyer_activity_text_css_class (activity),
                           foyer_activity_text_word (activity));
  foyer_info_row_set_text (row, foyer_activity_text_title (activity), who);
}

static void
on_activity_bind (GtkSignalListItemFactory *factory, GtkListItem *item, FoyerDashboardPage *self)
{
  FoyerInfoRow *row = FOYER_INFO_ROW (gtk_list_item_get_child (item));
  const FoyerActivity *activity = foyer_activity_item_get_activity (gtk_list_item_get_item (item));
  g_autofree char *clock =
      foyer_time_text_clock (activity->timestamp, get_time_zone (self), g_get_real_time ());

  show_activity (row, activity);
  foyer_info_row_set_trailing (row, clock);
}

static void
on_pair_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerDashboardPage *self = FOYER_DASHBOARD_PAGE (widget);
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (widget));

  gtk_window_present (GTK_WINDOW (foyer_pair_window_new (self->session, NULL, parent)));
}

static void
on_staff_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerDashboardPage *self = FOYER_DASHBOARD_PAGE (widget);
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (widget));

  gtk_window_present (GTK_WINDOW (foyer_staff_window_new (self->session, parent)));
}

static void
on_policy_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerDashboardPage *self = FOYER_DASHBOARD_PAGE (widget);
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (widget));

  gtk_window_present (GTK_WINDOW (foyer_policy_window_new (self->session, parent)));
}

/* Who watches one event manages nothing. */
static void
on_session_notify_staff (FoyerSession *session, GParamSpec *pspec, FoyerDashboardPage *self)
{
  gtk_widget_set_visible (self->policy_button, foyer_session_can (session, FOYER_PERMISSION_RULES));
  gtk_widget_set_visible (self->staff_button, foyer_session_can (session, FOYER_PERMISSION_STAFF));
  gtk_widget_set_visible (self->pair_button, foyer_session_can (session, FOYER_PERMISSION_DEVICES));
}

static void
foyer_dashboard_page_map (GtkWidget *widget)
{
  FoyerDashboardPage *self = FOYER_DASHBOARD_PAGE (widget);

  GTK_WIDGET_CLASS (foyer_dashboard_page_parent_class)->map (widget);
  show_arrivals (self);
  self->tick_source = g_timeout_add_seconds (TICK_SECONDS, on_tick_timeout, self);
}

static void
foyer_dashboard_page_unmap (GtkWidget *widget)
{
  FoyerDashboardPage *self = FOYER_DASHBOARD_PAGE (widget);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  GTK_WIDGET_CLASS (foyer_dashboard_page_parent_class)->unmap (widget);
}

static void
foyer_dashboard_page_dispose (GObject *object)
{
  FoyerDashboardPage *self = FOYER_DASHBOARD_PAGE (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->filter);
  g_clear_object (&self->filtered);
  g_clear_object (&self->session);
  g_clear_pointer (&self->list_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (foyer_dashboard_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/"
                                               "foyer-dashboard-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, admitted);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, admitted_detail);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, progress);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, inside);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, inside_detail);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, online);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, online_detail);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, chart);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, lists_group);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, alerts);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, conflicts);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, pending);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, entry);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, refused_only);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, activities_stack);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, activities);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, policy_button);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, staff_button);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, pair_button);
  gtk_widget_class_bind_template_child (widget_class, FoyerDashboardPage, devices);
  gtk_widget_class_bind_template_callback (widget_class, on_refused_only_toggled);
}

static void
foyer_dashboard_page_class_init (FoyerDashboardPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = foyer_dashboard_page_dispose;
  widget_class->map = foyer_dashboard_page_map;
  widget_class->unmap = foyer_dashboard_page_unmap;

  g_type_ensure (FOYER_TYPE_ARRIVALS_CHART);
  g_type_ensure (FOYER_TYPE_ALERTS_GROUP);
  g_type_ensure (FOYER_TYPE_CONFLICTS_GROUP);
  g_type_ensure (FOYER_TYPE_DEVICE_LIST);
  g_type_ensure (FOYER_TYPE_ENTRY_GROUP);
  g_type_ensure (FOYER_TYPE_PENDING_GROUP);
  gtk_widget_class_install_action (widget_class, "dashboard.pair", NULL, on_pair_activated);
  gtk_widget_class_install_action (widget_class, "dashboard.staff", NULL, on_staff_activated);
  gtk_widget_class_install_action (widget_class, "dashboard.policy", NULL, on_policy_activated);
  bind_template (widget_class);
}

static void
foyer_dashboard_page_init (FoyerDashboardPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->list_rows = g_ptr_array_new ();
}

static void
fill_activities (FoyerDashboardPage *self)
{
  GListModel *activities = foyer_session_get_activities (self->session);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSelectionModel) selection = NULL;

  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  self->filtered = G_LIST_MODEL (
      gtk_filter_list_model_new (g_object_ref (activities), g_object_ref (self->filter)));
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (self->filtered)));
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_row_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_activity_bind), self, 0);
  gtk_list_view_set_factory (self->activities, factory);
  gtk_list_view_set_model (self->activities, selection);
  foyer_newest_follow (self->activities);
  g_signal_connect_object (self->filtered,
                           "items-changed",
                           G_CALLBACK (on_filtered_items_changed),
                           self,
                           0);
}

static void
watch_devices (FoyerDashboardPage *self)
{
  GListModel *devices = foyer_session_get_devices (self->session);

  foyer_device_list_set_session (self->devices, self->session);
  g_signal_connect_object (devices,
                           "items-changed",
                           G_CALLBACK (on_devices_items_changed),
                           self,
                           0);
  on_devices_items_changed (devices, 0, 0, g_list_model_get_n_items (devices), self);
}

/**
 * foyer_dashboard_page_new:
 * @session: what is watched
 *
 * Returns: (transfer floating): a page that shows it
 */
FoyerDashboardPage *
foyer_dashboard_page_new (FoyerSession *session)
{
  FoyerDashboardPage *self = g_object_new (FOYER_TYPE_DASHBOARD_PAGE, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session,
                           "notify::counts",
                           G_CALLBACK (on_session_notify_counts),
                           self,
                           0);
  g_signal_connect_object (session, "notify::event", G_CALLBACK (on_session_notify_event), self, 0);
  g_signal_connect_object (session, "notify::staff", G_CALLBACK (on_session_notify_staff), self, 0);
  g_signal_connect_object (foyer_session_get_arrivals (session),
                           "changed",
                           G_CALLBACK (on_arrivals_changed),
                           self,
                           0);
  g_signal_connect_object (foyer_session_get_alerts (session),
                           "items-changed",
                           G_CALLBACK (on_cases_items_changed),
                           self,
                           0);
  g_signal_connect_object (foyer_session_get_conflicts (session),
                           "items-changed",
                           G_CALLBACK (on_cases_items_changed),
                           self,
                           0);
  foyer_alerts_group_set_session (self->alerts, session);
  foyer_conflicts_group_set_session (self->conflicts, session);
  foyer_pending_group_set_session (self->pending, session);
  foyer_entry_group_set_session (self->entry, session);
  fill_activities (self);
  watch_devices (self);
  on_session_notify_staff (session, NULL, self);
  show_counts (self);
  show_activities (self);
  return self;
}
