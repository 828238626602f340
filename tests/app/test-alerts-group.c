/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-alerts-group"

#include "config.h"

#include "app/foyer-alerts-group.h"

#include "app/foyer-alert-row.h"
#include "app/foyer-alert-text.h"
#include "app/foyer-dashboard-page.h"
#include "base/foyer-error.h"
#include "bed.h"
#include "office.h"
#include "wire/foyer-wire-alerts.h"
#include "wire/foyer-wire-relay.h"

#include <adwaita.h>
#include <string.h>

/* What an admin sees of alerts, and does about them, at a relay that the test plays. */

#define FIRST  "1e2f3a4b-5c6d-4e7f-8091-a2b3c4d5e6f7"
#define SECOND "2e2f3a4b-5c6d-4e7f-8091-a2b3c4d5e6f7"

typedef struct {
  Office office;
  GtkWindow *window;
  FoyerAlertsGroup *group;
  gint64 expected;
} Desk;

static void
desk_set_up (Desk *desk, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  office_open (&desk->office, FOYER_ROLE_ADMIN);
  desk->group = g_object_new (FOYER_TYPE_ALERTS_GROUP, NULL);
  foyer_alerts_group_set_session (desk->group, desk->office.session);
  /* Alone it is not to be seen. */
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (desk->group));
  desk->window = bed_show (box, 380, 400);
}

static void
desk_tear_down (Desk *desk, gconstpointer data)
{
  gtk_window_destroy (desk->window);
  office_close (&desk->office);
}

static gboolean
is_seen (gpointer data)
{
  return gtk_widget_get_visible (data);
}

static gboolean
is_hidden (gpointer data)
{
  return !gtk_widget_get_visible (data);
}

static void
say_alert (Desk *desk, const char *id, FoyerAlertKind kind, gint64 times)
{
  const FoyerAlert alert = { .id = (char *)id,
                             .kind = (char *)foyer_alert_kind_to_nick (kind),
                             .severity = foyer_alert_kind_get_severity (kind),
                             .text = (char *)foyer_alert_kind_get_text (kind),
                             .subject = (char *)"eve@example.org",
                             .device = (char *)"North 1",
                             .at = g_get_real_time (),
                             .last_at = g_get_real_time (),
                             .times = times };
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_alert_raised (text, &alert);
  fake_relay_say (desk->office.relay, text->str);
}

static void
say_cleared (Desk *desk, const char *id)
{
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_alert_cleared (text, id, "ada@example.org");
  fake_relay_say (desk->office.relay, text->str);
}

static FoyerAlertRow *
get_row (Desk *desk, int position)
{
  GtkWidget *first = office_find (desk->group, FOYER_TYPE_ALERT_ROW, NULL);
  GtkListBoxRow *row = NULL;

  if (first != NULL)
    row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (gtk_widget_get_parent (first)), position);
  return row != NULL ? FOYER_ALERT_ROW (row) : NULL;
}

static GObject *
get_part (FoyerAlertRow *row, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (row), FOYER_TYPE_ALERT_ROW, name);
}

static const char *
get_text (FoyerAlertRow *row, const char *name)
{
  return gtk_label_get_label (GTK_LABEL (get_part (row, name)));
}

static gboolean
has_as_many (gpointer data)
{
  Desk *desk = data;

  return (get_row (desk, (int)desk->expected - 1) != NULL || desk->expected == 0) &&
         get_row (desk, (int)desk->expected) == NULL;
}

static void
await_rows (Desk *desk, gint64 n)
{
  desk->expected = n;
  bed_wait (has_as_many, desk);
}

static void
shows_what_is_open (Desk *desk, gconstpointer data)
{
  FoyerAlertRow *row;

  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (desk->group)));
  say_alert (desk, FIRST, FOYER_ALERT_REFUSED_CODES, 12);
  bed_wait (is_seen, desk->group);
  say_alert (desk, SECOND, FOYER_ALERT_OVERRIDE_BURST, 1);
  await_rows (desk, 2);
  row = get_row (desk, 0);
  g_assert_cmpstr (get_text (row, "title"), ==, "Many guests are let in anyway");
  g_assert_true (
      g_str_has_prefix (get_text (row, "details"), "Warning · eve@example.org · 1 time, last at "));
  row = get_row (desk, 1);
  g_assert_cmpstr (get_text (row, "title"), ==, "Many codes are refused");
  g_assert_true (
      g_str_has_prefix (get_text (row, "details"), "Warning · North 1 · 12 times, last at "));
  g_assert_cmpstr (get_text (row, "advice"),
                   ==,
                   "Look at the latest scans of this desk, and at who stands before it.");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (row)), <=, 380);
}

static void
shows_the_critical_ones_first (Desk *desk, gconstpointer data)
{
  say_alert (desk, FIRST, FOYER_ALERT_FORGED_CODES, 1);
  say_alert (desk, SECOND, FOYER_ALERT_CLOCK_OFF, 1);
  await_rows (desk, 2);
  g_assert_cmpstr (foyer_alert_row_get_alert_id (get_row (desk, 0)), ==, FIRST);
}

static gboolean
counts_three (gpointer data)
{
  return strstr (get_text (get_row (data, 1), "details"), "3 times") != NULL;
}

/* What somebody is about to click on stays where it is. */
static void
counts_up_in_its_place (Desk *desk, gconstpointer data)
{
  FoyerAlertRow *row;

  say_alert (desk, FIRST, FOYER_ALERT_REFUSED_CODES, 2);
  say_alert (desk, SECOND, FOYER_ALERT_CLOCK_OFF, 1);
  await_rows (desk, 2);
  row = get_row (desk, 1);
  say_alert (desk, FIRST, FOYER_ALERT_REFUSED_CODES, 3);
  bed_wait (counts_three, desk);
  g_assert_true (get_row (desk, 1) == row);
}

static gboolean
is_sensitive (gpointer data)
{
  return gtk_widget_get_sensitive (data);
}

static void
is_acknowledged (Desk *desk, gconstpointer data)
{
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (FoyerMessage) again = NULL;
  g_autoptr (GString) refusal = g_string_new (NULL);
  g_autoptr (GString) done = g_string_new (NULL);
  GtkWidget *button;

  say_alert (desk, FIRST, FOYER_ALERT_LOG_CUT, 1);
  await_rows (desk, 1);
  button = office_find (desk->group, GTK_TYPE_BUTTON, "Acknowledge");
  g_signal_emit_by_name (button, "clicked");
  g_assert_false (gtk_widget_get_sensitive (button));
  asked = fake_relay_await (desk->office.relay, FOYER_MESSAGE_KIND_ACKNOWLEDGE_ALERT);
  g_assert_cmpstr (foyer_message_get_string (asked, "alert_id"), ==, FIRST);
  foyer_wire_write_error (refusal, asked->id, FOYER_ERROR_UNAVAILABLE, "Not now.");
  fake_relay_say (desk->office.relay, refusal->str);
  bed_wait (is_sensitive, button);
  g_signal_emit_by_name (button, "clicked");
  again = fake_relay_await (desk->office.relay, FOYER_MESSAGE_KIND_ACKNOWLEDGE_ALERT);
  foyer_wire_write_done (done, again->id, 0);
  fake_relay_say (desk->office.relay, done->str);
  say_cleared (desk, FIRST);
  bed_wait (is_hidden, desk->group);
  await_rows (desk, 0);
}

/* An admin elsewhere was faster. */
static void
is_gone_when_somebody_else_has_looked (Desk *desk, gconstpointer data)
{
  say_alert (desk, FIRST, FOYER_ALERT_LOG_CUT, 1);
  say_alert (desk, SECOND, FOYER_ALERT_CLOCK_OFF, 1);
  await_rows (desk, 2);
  say_cleared (desk, FIRST);
  await_rows (desk, 1);
  g_assert_cmpstr (foyer_alert_row_get_alert_id (get_row (desk, 0)), ==, SECOND);
}

static void
shows_what_it_does_not_know (Desk *desk, gconstpointer data)
{
  fake_relay_say (desk->office.relay,
                  "{\"type\":\"alert_raised\",\"alert\":{\"id\":\"" FIRST "\","
                  "\"kind\":\"of_tomorrow\",\"severity\":\"critical\",\"text\":\"Look here.\","
                  "\"at\":\"2026-05-01T18:02:33.123Z\"}}");
  await_rows (desk, 1);
  g_assert_cmpstr (get_text (get_row (desk, 0), "title"), ==, "Alert");
  g_assert_cmpstr (get_text (get_row (desk, 0), "advice"), ==, "Look here.");
}

static gboolean
has_badge (gpointer data)
{
  return adw_view_stack_page_get_badge_number (data) == 2 &&
         adw_view_stack_page_get_needs_attention (data);
}

static gboolean
has_no_badge (gpointer data)
{
  return adw_view_stack_page_get_badge_number (data) == 0 &&
         !adw_view_stack_page_get_needs_attention (data);
}

/* Who looks at the scanner is told too. */
static void
marks_the_tab_of_the_dashboard (Desk *desk, gconstpointer data)
{
  g_autoptr (AdwViewStack) stack = g_object_ref_sink (ADW_VIEW_STACK (adw_view_stack_new ()));
  GtkWidget *dashboard = GTK_WIDGET (foyer_dashboard_page_new (desk->office.session));
  AdwViewStackPage *page = adw_view_stack_add (stack, dashboard);

  say_alert (desk, FIRST, FOYER_ALERT_LOG_CUT, 1);
  say_alert (desk, SECOND, FOYER_ALERT_CLOCK_OFF, 1);
  bed_wait (has_badge, page);
  say_cleared (desk, FIRST);
  say_cleared (desk, SECOND);
  bed_wait (has_no_badge, page);
}

static gboolean
is_laid_out (gpointer data)
{
  return gtk_widget_get_width (data) > 0;
}

/* Words are longer in other languages than in English; a label that is missing here would fit. */
static void
longer_words_fit_into_a_narrow_window (Desk *desk, gconstpointer data)
{
  static const char *const labels[][2] = { { "policy_button", "Regeln …" },
                                           { "staff_button", "Team …" },
                                           { "pair_button", "Gerät koppeln …" } };
  FoyerDashboardPage *page = foyer_dashboard_page_new (desk->office.session);
  GtkLabel *detail = office_child (page, FOYER_TYPE_DASHBOARD_PAGE, "inside_detail");
  GtkWindow *window;

  gtk_label_set_label (detail, "noch 15.000 erwartet");
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    gtk_button_set_label (office_child (page, FOYER_TYPE_DASHBOARD_PAGE, labels[i][0]),
                          labels[i][1]);
  g_object_set (page, "narrow", TRUE, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (page), "narrow");
  window = bed_show (GTK_WIDGET (page), 300, 700);
  bed_wait (is_laid_out, page);
  bed_picture ("dashboard-narrow");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (page)), <=, 380);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (detail)));
  gtk_window_destroy (window);
}

static void
has_words_for_every_kind (Desk *desk, gconstpointer data)
{
  for (guint i = 0; i < FOYER_N_ALERT_KINDS; i++) {
    const FoyerAlert alert = { .kind = (char *)foyer_alert_kind_to_nick ((FoyerAlertKind)i) };

    g_assert_cmpstr (foyer_alert_text_title (&alert), !=, "Alert");
    g_assert_true (g_str_has_suffix (foyer_alert_text_advice (&alert), "."));
  }
  g_assert_cmpstr (foyer_alert_text_icon (FOYER_ALERT_WARNING),
                   !=,
                   foyer_alert_text_icon (FOYER_ALERT_CRITICAL));
}

static void
add_test (const char *name, void (*test) (Desk *, gconstpointer))
{
  g_test_add (name, Desk, NULL, desk_set_up, test, desk_tear_down);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  add_test ("/app/alerts-group/shows-what-is-open", shows_what_is_open);
  add_test ("/app/alerts-group/shows-the-critical-ones-first", shows_the_critical_ones_first);
  add_test ("/app/alerts-group/counts-up-in-its-place", counts_up_in_its_place);
  add_test ("/app/alerts-group/is-acknowledged", is_acknowledged);
  add_test ("/app/alerts-group/is-gone-when-somebody-else-has-looked",
            is_gone_when_somebody_else_has_looked);
  add_test ("/app/alerts-group/shows-what-it-does-not-know", shows_what_it_does_not_know);
  add_test ("/app/alerts-group/marks-the-tab-of-the-dashboard", marks_the_tab_of_the_dashboard);
  add_test ("/app/alerts-group/longer-words-fit-into-a-narrow-window",
            longer_words_fit_into_a_narrow_window);
  add_test ("/app/alerts-group/has-words-for-every-kind", has_words_for_every_kind);
  return g_test_run ();
}
