/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-desk-bar.h"
#include "app/foyer-place-bar.h"
#include "app/foyer-scanner-page.h"
#include "app/foyer-verdict-card.h"
#include "app/foyer-window.h"

#include "bed.h"
#include "office.h"
#include "session/foyer-session-private.h"
#include "wire/foyer-wire-snapshot.h"

#include <adwaita.h>

/* The window of a desk that loses its relay: each thing is said once, where it is looked for. */

#define OUT_OF_REACH "The relay is out of reach. Trying again…"

typedef struct {
  Office office;
  FoyerCamera *camera;
  FoyerWindow *window;
} Desk;

static void
set_up (Desk *desk, gconstpointer data)
{
  office_open (&desk->office, (FoyerRole)GPOINTER_TO_INT (data));
  desk->camera = foyer_camera_new ("test", FOYER_SYMBOLOGY_QR);
  desk->window = foyer_window_new (NULL, desk->office.session, desk->camera, NULL);
  gtk_window_set_default_size (GTK_WINDOW (desk->window), 380, 700);
  gtk_window_present (GTK_WINDOW (desk->window));
  /* The window only goes by what changes. */
  g_object_notify (G_OBJECT (desk->office.session), "state");
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (desk->window));
  g_assert_finalize_object (desk->camera);
  office_close (&desk->office);
}

static const char *
get_problem (Desk *desk)
{
  FoyerPlaceBar *bar = office_find (desk->window, FOYER_TYPE_PLACE_BAR, NULL);
  GtkRevealer *revealer = office_child (bar, FOYER_TYPE_PLACE_BAR, "problem_revealer");
  GtkLabel *label = office_child (bar, FOYER_TYPE_PLACE_BAR, "problem_label");

  return gtk_revealer_get_reveal_child (revealer) ? gtk_label_get_label (label) : "";
}

static gboolean
has_desk_bar (Desk *desk)
{
  return gtk_widget_get_mapped (office_find (desk->window, FOYER_TYPE_DESK_BAR, NULL));
}

static void
lose_relay (Desk *desk)
{
  fake_relay_refuse_with (desk->office.relay, 503);
  fake_relay_close (desk->office.relay, 1001);
  WAIT_UNTIL (foyer_session_get_state (desk->office.session) == FOYER_SESSION_STATE_OFFLINE);
  WAIT_UNTIL (foyer_session_get_mode (desk->office.session) == FOYER_DESK_MODE_OFFLINE);
}

static void
who_scans_is_told_once (Desk *desk, gconstpointer data)
{
  static const char stranger[] = "Whoever answers has another certificate.";

  WAIT_UNTIL (gtk_widget_get_mapped (office_find (desk->window, FOYER_TYPE_PLACE_BAR, NULL)));
  g_assert_cmpstr (get_problem (desk), ==, "");
  lose_relay (desk);
  WAIT_UNTIL (has_desk_bar (desk));
  g_assert_cmpstr (get_problem (desk), ==, "");
  bed_picture ("place-bar-offline");
  /* What does not mend itself is another thing. */
  foyer_session_set_problem (desk->office.session, stranger);
  g_assert_cmpstr (get_problem (desk), ==, stranger);
  g_assert_true (has_desk_bar (desk));
  bed_picture ("place-bar-stranger");
}

/* With all bars and the longest card, a small window shows what there is room for and scrolls. */
static void
a_low_window_is_low_enough (Desk *desk, gconstpointer data)
{
  g_autoptr (FoyerTicket) ticket = foyer_ticket_new (
      &(FoyerTicket){ .id = (char *)OFFICE_LIST,
                      .name = (char *)"Maximiliane Freifrau von und zu Hohenlohe-Waldenburg",
                      .ticket_type = (char *)"Day pass",
                      .attention = (char *)"Check the student card.",
                      .allowed_entries = 1 });
  g_autoptr (FoyerVerdict) held = foyer_verdict_new (
      &(FoyerVerdict){ .scan_id = (char *)OFFICE_LIST,
                       .outcome = FOYER_OUTCOME_REFUSED,
                       .reason = FOYER_REASON_RULE,
                       .ticket = ticket,
                       .explanation = (char *)"Held for a supervisor: about 1234 admissions at "
                                              "other desks are not known here." });
  FoyerScannerPage *page = foyer_window_get_scanner_page (desk->window);
  FoyerVerdictCard *card = office_child (page, FOYER_TYPE_SCANNER_PAGE, "card");
  int minimum;

  lose_relay (desk);
  WAIT_UNTIL (has_desk_bar (desk));
  g_object_set (page, "narrow", TRUE, NULL);
  foyer_verdict_card_show_verdict (card, held, NULL);
  foyer_verdict_card_offer_override (card);
  foyer_verdict_card_offer_edit (card);
  gtk_widget_measure (GTK_WIDGET (page), GTK_ORIENTATION_VERTICAL, 380, &minimum, NULL, NULL, NULL);
  /* Of the 480 that the window may be low, the header and the place take 100. */
  g_assert_cmpint (minimum, <=, 380);
}

static void
who_watches_is_told_too (Desk *desk, gconstpointer data)
{
  WAIT_UNTIL (gtk_widget_get_mapped (office_find (desk->window, FOYER_TYPE_PLACE_BAR, NULL)));
  lose_relay (desk);
  g_assert_cmpstr (get_problem (desk), ==, OUT_OF_REACH);
  g_assert_false (has_desk_bar (desk));
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.show-view", "s", "scanner");
  WAIT_UNTIL (has_desk_bar (desk));
  g_assert_cmpstr (get_problem (desk), ==, "");
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.show-view", "s", "dashboard");
  g_assert_cmpstr (get_problem (desk), ==, OUT_OF_REACH);
}

/* The relay's tickets: one, which nobody has used. */
static void
give_ticket (Desk *desk, const char *code)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, code, -1);
  g_autoptr (FoyerTicket) ticket = foyer_ticket_new (&(FoyerTicket){ .id = (char *)OFFICE_DEVICE,
                                                                     .type_number = 1,
                                                                     .paid = TRUE,
                                                                     .allowed_entries = 1 });
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *sum = NULL;

  foyer_wire_write_snapshot_head (text, OFFICE_EVENT, desk->office.session->epoch, 0, 1);
  foyer_wire_write_snapshot_ticket (text, ticket, hash, NULL, 0);
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text->str, text->len);
  foyer_wire_write_snapshot_end (text, sum);
  fake_relay_give_snapshot (desk->office.relay, text->str);
  WAIT_UNTIL (foyer_session_get_copy (desk->office.session) == FOYER_DESK_COPY_ALL);
}

static gboolean
counts (Desk *desk, const char *text)
{
  FoyerPlaceBar *bar = office_find (desk->window, FOYER_TYPE_PLACE_BAR, NULL);
  GtkLabel *label = office_child (bar, FOYER_TYPE_PLACE_BAR, "counts_label");

  return g_str_has_prefix (gtk_label_get_label (label), text);
}

static void
whom_this_desk_lets_in_counts (Desk *desk, gconstpointer data)
{
  FoyerPlaceBar *bar = office_find (desk->window, FOYER_TYPE_PLACE_BAR, NULL);
  GtkProgressBar *progress = office_child (bar, FOYER_TYPE_PLACE_BAR, "progress");

  WAIT_UNTIL (counts (desk, "0 of 100"));
  give_ticket (desk, "CODE");
  lose_relay (desk);
  g_assert_true (counts (desk, "0 of 100"));
  foyer_session_submit_async (desk->office.session,
                              "CODE",
                              FOYER_DIRECTION_ENTRY,
                              NULL,
                              NULL,
                              NULL);
  WAIT_UNTIL (counts (desk, "1 of 100"));
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (progress), ==, 0.01);
  bed_picture ("place-bar-alone");
}

int
main (int argc, char **argv)
{
  bed_init (&argc, &argv);
#define ADD(name, role, func) \
  g_test_add ("/app/place-bar/" name, Desk, GINT_TO_POINTER (role), set_up, func, tear_down)
  ADD ("who-scans-is-told-once", FOYER_ROLE_STAFF, who_scans_is_told_once);
  ADD ("a-low-window-is-low-enough", FOYER_ROLE_STAFF, a_low_window_is_low_enough);
  ADD ("who-watches-is-told-too", FOYER_ROLE_ADMIN, who_watches_is_told_too);
  ADD ("whom-this-desk-lets-in-counts", FOYER_ROLE_STAFF, whom_this_desk_lets_in_counts);
  return g_test_run ();
}
