/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-recent-row.h"

#include "app/foyer-info-row.h"
#include "bed.h"
#include "model/foyer-judge.h"
#include "office.h"

typedef struct {
  FoyerSession *session;
  FoyerRecentScan *scan;
  FoyerRecentRow *row;
} Desk;

static void
desk_set_up (Desk *desk, gconstpointer data)
{
  g_autoptr (FoyerScan) scan = foyer_scan_new (&(FoyerScan){
      .id = (char *)"s",
      .event_id = (char *)"e",
      .code = (char *)"c",
      .scanned_at = g_get_real_time (),
  });

  desk->session = foyer_session_new ("test");
  desk->scan = foyer_recent_scan_new (scan);
  desk->row = g_object_ref_sink (foyer_recent_row_new (desk->session));
  foyer_recent_row_set_scan (desk->row, desk->scan);
}

static void
desk_tear_down (Desk *desk, gconstpointer data)
{
  g_assert_finalize_object (desk->row);
  g_assert_finalize_object (desk->scan);
  g_assert_finalize_object (desk->session);
}

static void
assert_shows (Desk *desk, const char *title, const char *subtitle)
{
  FoyerInfoRow *info = FOYER_INFO_ROW (
      gtk_widget_get_template_child (GTK_WIDGET (desk->row), FOYER_TYPE_RECENT_ROW, "info"));

  g_assert_cmpstr (foyer_info_row_get_title (info), ==, title);
  g_assert_cmpstr (foyer_info_row_get_subtitle (info), ==, subtitle);
}

static FoyerVerdict *
make_verdict (FoyerOutcome outcome, FoyerReason reason, const char *name)
{
  g_autoptr (FoyerTicket) ticket = foyer_ticket_new (&(FoyerTicket){
      .id = (char *)"t",
      .name = (char *)name,
      .ticket_type = (char *)"Day pass",
      .allowed_entries = 1,
  });

  return foyer_verdict_new (&(FoyerVerdict){
      .scan_id = (char *)"s",
      .outcome = outcome,
      .reason = reason,
      .ticket = name != NULL ? ticket : NULL,
  });
}

static void
follows_its_scan (Desk *desk, gconstpointer data)
{
  g_autoptr (FoyerVerdict) verdict =
      make_verdict (FOYER_OUTCOME_ADMITTED, FOYER_REASON_NONE, "Ada");

  assert_shows (desk, "Checking…", "");
  foyer_recent_scan_answer (desk->scan, verdict);
  assert_shows (desk, "Ada", "Day pass");
  foyer_recent_scan_undo (desk->scan);
  assert_shows (desk, "Ada", "This admission was undone.");
}

static void
says_that_there_will_be_no_answer (Desk *desk, gconstpointer data)
{
  foyer_recent_scan_fail (desk->scan, "The relay does not take this code.");
  assert_shows (desk, "No answer", "The relay does not take this code.");
}

static void
says_why_a_code_was_refused (Desk *desk, gconstpointer data)
{
  g_autoptr (FoyerVerdict) verdict =
      make_verdict (FOYER_OUTCOME_REFUSED, FOYER_REASON_WRONG_EVENT, NULL);

  foyer_recent_scan_answer (desk->scan, verdict);
  assert_shows (desk, "REFUSED", "This ticket is for another event.");
}

static void
says_who_let_a_guest_in_and_why (Desk *desk, gconstpointer data)
{
  g_autoptr (FoyerVerdict) verdict =
      make_verdict (FOYER_OUTCOME_REFUSED, FOYER_REASON_UNPAID, "Ada");

  foyer_recent_scan_answer (desk->scan, verdict);
  assert_shows (desk, "Ada", "This ticket has not been paid for.");
  foyer_recent_scan_override (desk->scan, "eve@example.org", "Paid in cash");
  assert_shows (desk, "Ada", "Let in anyway by eve@example.org: Paid in cash");
  foyer_recent_scan_undo (desk->scan);
  assert_shows (desk, "Ada", "This admission was undone.");
}

/* Only a relay takes an admission back, and a supervisor should not have to try. */
static void
says_beforehand_what_cannot_be_undone (Desk *desk, gconstpointer data)
{
  static const char local[] =
      "This desk has let them in by itself. It can be undone once the relay "
      "knows of it.";
  g_autoptr (FoyerVerdict) verdict =
      make_verdict (FOYER_OUTCOME_ADMITTED, FOYER_REASON_NONE, "Ada");
  FoyerRecentRow *row;
  Office office = { NULL };
  GtkWidget *undo;

  office_open (&office, FOYER_ROLE_SUPERVISOR);
  row = g_object_ref_sink (foyer_recent_row_new (office.session));
  undo = office_child (row, FOYER_TYPE_RECENT_ROW, "undo");
  foyer_recent_row_set_scan (row, desk->scan);
  foyer_recent_scan_answer (desk->scan, verdict);
  WAIT_UNTIL (foyer_session_get_mode (office.session) == FOYER_DESK_MODE_ONLINE);
  g_assert_true (gtk_widget_get_visible (undo));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (undo), ==, "Undo This Admission");
  g_assert_cmpstr (gtk_button_get_icon_name (GTK_BUTTON (undo)), ==, "edit-undo-symbolic");
  foyer_recent_scan_set_local (desk->scan, TRUE);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (undo), ==, local);
  g_assert_cmpstr (gtk_button_get_icon_name (GTK_BUTTON (undo)), ==, "action-unavailable-symbolic");
  foyer_recent_scan_set_local (desk->scan, FALSE);
  g_assert_cmpstr (gtk_button_get_icon_name (GTK_BUTTON (undo)), ==, "edit-undo-symbolic");
  /* Signed out there is no relay either. */
  foyer_session_sign_out (office.session);
  WAIT_UNTIL (foyer_session_get_mode (office.session) == FOYER_DESK_MODE_OFFLINE);
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (undo), "out of reach"));
  g_assert_finalize_object (row);
  office_close (&office);
}

static GtkWidget *
find_icon (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_IMAGE (widget) && gtk_widget_get_visible (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_icon (child);
  return found;
}

static void
assert_icon (Desk *desk, const char *icon)
{
  GtkImage *image = GTK_IMAGE (find_icon (GTK_WIDGET (desk->row)));

  g_assert_cmpstr (gtk_image_get_icon_name (image), ==, icon);
}

/* Whoever is held has not been sent away: not the sign that goes with that. */
static void
marks_who_is_held_as_such (Desk *desk, gconstpointer data)
{
  g_autoptr (FoyerVerdict) plain = make_verdict (FOYER_OUTCOME_REFUSED, FOYER_REASON_RULE, "Ada");
  FoyerVerdict fields = *plain;
  g_autoptr (FoyerVerdict) held = NULL;

  fields.explanation = (char *)FOYER_RULING_HELD "somebody may have come in elsewhere.";
  held = foyer_verdict_new (&fields);
  foyer_recent_scan_answer (desk->scan, held);
  assert_icon (desk, "foyer-attention-symbolic");
  foyer_recent_scan_override (desk->scan, "eve@example.org", "I know her");
  assert_icon (desk, "foyer-admitted-symbolic");
}

static gboolean
is_offered (Desk *desk, const char *button)
{
  return gtk_widget_get_visible (GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (desk->row), FOYER_TYPE_RECENT_ROW, button)));
}

static void
offers_nothing_to_those_who_may_not (Desk *desk, gconstpointer data)
{
  g_autoptr (FoyerVerdict) verdict =
      make_verdict (FOYER_OUTCOME_REFUSED, FOYER_REASON_UNPAID, "Ada");

  foyer_recent_scan_answer (desk->scan, verdict);
  g_assert_false (foyer_session_can (desk->session, FOYER_PERMISSION_OVERRIDE));
  g_assert_false (is_offered (desk, "override"));
  foyer_recent_scan_override (desk->scan, "eve@example.org", NULL);
  g_assert_false (foyer_session_can (desk->session, FOYER_PERMISSION_UNDO));
  g_assert_false (is_offered (desk, "undo"));
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
  add_test ("/app/recent-row/follows-its-scan", follows_its_scan);
  add_test ("/app/recent-row/says-that-there-will-be-no-answer", says_that_there_will_be_no_answer);
  add_test ("/app/recent-row/says-why-a-code-was-refused", says_why_a_code_was_refused);
  add_test ("/app/recent-row/says-who-let-a-guest-in-and-why", says_who_let_a_guest_in_and_why);
  add_test ("/app/recent-row/marks-who-is-held-as-such", marks_who_is_held_as_such);
  add_test ("/app/recent-row/offers-nothing-to-those-who-may-not",
            offers_nothing_to_those_who_may_not);
  add_test ("/app/recent-row/says-beforehand-what-cannot-be-undone",
            says_beforehand_what_cannot_be_undone);
  return g_test_run ();
}
