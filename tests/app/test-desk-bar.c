/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-desk-bar"

#include "config.h"

#include "app/foyer-aside-window.h"
#include "app/foyer-desk-bar.h"

#include "bed.h"
#include "model/foyer-exposure.h"
#include "office.h"
#include "session/foyer-session-private.h"

/* What whoever works at a desk is told of how it stands. */

typedef struct {
  GtkWindow *window;
  FoyerDeskBar *bar;
} Desk;

static void
set_up (Desk *desk, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  desk->bar = g_object_new (FOYER_TYPE_DESK_BAR, NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (desk->bar));
  desk->window = bed_show (box, 380, 260);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  gtk_window_destroy (desk->window);
}

static const char *
get_text (Desk *desk, const char *name)
{
  GtkLabel *label = office_child (desk->bar, FOYER_TYPE_DESK_BAR, name);

  return gtk_widget_get_visible (GTK_WIDGET (label)) ? gtk_label_get_label (label) : "";
}

static gboolean
shows (Desk *desk, const char *name)
{
  return gtk_widget_get_visible (office_child (desk->bar, FOYER_TYPE_DESK_BAR, name));
}

static void
all_is_well_says_nothing (Desk *desk, gconstpointer data)
{
  FoyerDeskState state = { .knows_tickets = TRUE, .progress = -1 };

  foyer_desk_bar_show (desk->bar, &state, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (desk->bar)));
  state.n_waiting = 1;
  foyer_desk_bar_show (desk->bar, &state, NULL);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (desk->bar)));
  g_assert_cmpstr (get_text (desk, "details"), ==, "1 scan waits for the relay.");
}

static GPtrArray *
make_unheard (guint n)
{
  static const char *const names[] = { "Desk 2", "Side door", "Bar", "Garage", "Roof" };
  GPtrArray *unheard = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_unheard_free);

  for (guint i = 0; i < n; i++) {
    FoyerUnheard *one = g_new0 (FoyerUnheard, 1);

    one->device = g_strdup (names[i]);
    g_ptr_array_add (unheard, one);
  }
  return unheard;
}

static void
a_desk_alone_says_what_it_may_miss (Desk *desk, gconstpointer data)
{
  g_autoptr (GPtrArray) unheard = make_unheard (5);
  FoyerDeskState state = { .mode = FOYER_DESK_MODE_OFFLINE,
                           .knows_tickets = TRUE,
                           .progress = -1,
                           .n_waiting = 12,
                           .n_aside = 2,
                           .exposure = 14,
                           .since = g_get_real_time (),
                           .unheard = unheard,
                           .clock_is_off = TRUE,
                           .may_let_in = TRUE };
  g_auto (GStrv) lines = NULL;

  foyer_desk_bar_show (desk->bar, &state, NULL);
  bed_picture ("desk-offline");
  g_assert_cmpstr (get_text (desk, "headline"), ==, "Offline: this desk decides by itself.");
  lines = g_strsplit (get_text (desk, "details"), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  g_assert_true (g_str_has_prefix (lines[0], "Not heard since "));
  g_assert_true (g_str_has_suffix (lines[0],
                                   ": Desk 2, Side door, Bar and 2 more. About 14 guests may have "
                                   "come in there."));
  g_assert_cmpstr (lines[1], ==, "12 scans wait for the relay.");
  g_assert_cmpstr (lines[2], ==, "You can let guests in here. Undoing waits for the relay.");
  g_assert_true (shows (desk, "aside"));
  g_assert_false (shows (desk, "progress"));
}

/* With a relay everybody is heard by way of it. */
static void
who_is_heard_directly_is_counted (Desk *desk, gconstpointer data)
{
  FoyerDeskState state = { .knows_tickets = TRUE, .progress = -1, .n_desks = 4, .n_heard = 3 };

  foyer_desk_bar_show (desk->bar, &state, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (desk->bar)));
  state.mode = FOYER_DESK_MODE_OFFLINE;
  foyer_desk_bar_show (desk->bar, &state, NULL);
  bed_picture ("desk-heard");
  g_assert_cmpstr (get_text (desk, "details"), ==, "This desk hears 3 of 4 other desks directly.");
  state.n_heard = 0;
  foyer_desk_bar_show (desk->bar, &state, NULL);
  g_assert_cmpstr (get_text (desk, "details"), ==, "This desk hears 0 of 4 other desks directly.");
}

/* Nobody has to hear that nobody may have come in. */
static void
no_guest_is_no_number (Desk *desk, gconstpointer data)
{
  g_autoptr (GPtrArray) unheard = make_unheard (1);
  const FoyerDeskState state = { .mode = FOYER_DESK_MODE_OFFLINE,
                                 .knows_tickets = TRUE,
                                 .progress = -1,
                                 .since = g_get_real_time (),
                                 .unheard = unheard };

  foyer_desk_bar_show (desk->bar, &state, NULL);
  g_assert_true (g_str_has_suffix (get_text (desk, "details"), ": Desk 2."));
}

static void
a_slow_relay_is_another_thing (Desk *desk, gconstpointer data)
{
  const FoyerDeskState slow = { .mode = FOYER_DESK_MODE_SLOW,
                                .knows_tickets = TRUE,
                                .progress = -1 };
  const FoyerDeskState offline = { .mode = FOYER_DESK_MODE_OFFLINE,
                                   .knows_tickets = TRUE,
                                   .progress = -1 };
  const FoyerDeskState empty = { .mode = FOYER_DESK_MODE_OFFLINE, .progress = -1 };

  foyer_desk_bar_show (desk->bar, &slow, NULL);
  g_assert_true (g_str_has_prefix (get_text (desk, "headline"), "Slow"));
  g_assert_cmpstr (foyer_desk_text_icon (&slow), !=, foyer_desk_text_icon (&offline));
  bed_picture ("desk-slow");
  foyer_desk_bar_show (desk->bar, &empty, NULL);
  g_assert_nonnull (strstr (get_text (desk, "headline"), "only signed codes"));
}

static void
a_closed_event_is_said_whatever_the_network (Desk *desk, gconstpointer data)
{
  for (guint mode = FOYER_DESK_MODE_ONLINE; mode <= FOYER_DESK_MODE_OFFLINE; mode++) {
    const FoyerDeskState state = { .is_closed = TRUE, .mode = mode, .progress = -1 };

    foyer_desk_bar_show (desk->bar, &state, NULL);
    g_assert_cmpstr (get_text (desk, "headline"),
                     ==,
                     "This event is closed. Nobody is let in any more.");
    g_assert_true (gtk_widget_get_visible (GTK_WIDGET (desk->bar)));
  }
  bed_picture ("desk-closed");
}

static void
the_list_of_tickets_comes (Desk *desk, gconstpointer data)
{
  static const int percents[] = { 0, 40, 100 };
  FoyerDeskState state = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (percents); i++) {
    g_autofree char *picture = g_strdup_printf ("desk-fetching-%d", percents[i]);
    g_autofree char *sentence =
        g_strdup_printf ("The list of tickets is fetched: %d %%", percents[i]);

    state.progress = percents[i] / 100.0;
    foyer_desk_bar_show (desk->bar, &state, NULL);
    bed_picture (picture);
    g_assert_true (shows (desk, "progress"));
    g_assert_cmpfloat (gtk_progress_bar_get_fraction (
                           office_child (desk->bar, FOYER_TYPE_DESK_BAR, "progress")),
                       ==,
                       state.progress);
    g_assert_false (shows (desk, "aside"));
    g_assert_cmpstr (get_text (desk, "headline"), ==, "");
    g_assert_cmpstr (get_text (desk, "details"), ==, sentence);
  }
  /* Nothing comes where there is no relay. */
  state.mode = FOYER_DESK_MODE_OFFLINE;
  foyer_desk_bar_show (desk->bar, &state, NULL);
  g_assert_false (shows (desk, "progress"));
  g_assert_cmpstr (get_text (desk, "details"), ==, "");
  state.mode = FOYER_DESK_MODE_ONLINE;
  state.progress = -1;
  foyer_desk_bar_show (desk->bar, &state, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (desk->bar)));
}

static void
a_desk_with_a_twin_says_so (Desk *desk, gconstpointer data)
{
  FoyerDeskState state = { .progress = -1, .has_twin = TRUE };

  foyer_desk_bar_show (desk->bar, &state, NULL);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (desk->bar)));
  g_assert_nonnull (strstr (get_text (desk, "details"), "Pair one of them anew"));
}

static void
a_desk_that_keeps_nothing_says_so (Desk *desk, gconstpointer data)
{
  FoyerDeskState state = { .progress = -1, .store_problem = "The disk is full." };

  foyer_desk_bar_show (desk->bar, &state, NULL);
  bed_picture ("desk-keeps-nothing");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (desk->bar)));
  g_assert_nonnull (strstr (get_text (desk, "headline"), "only while it is online"));
  g_assert_cmpstr (get_text (desk, "details"), ==, "The disk is full.");
  state.mode = FOYER_DESK_MODE_OFFLINE;
  foyer_desk_bar_show (desk->bar, &state, NULL);
  g_assert_nonnull (strstr (get_text (desk, "headline"), "nobody is let in"));
}

static void
what_was_set_aside_says_why (void)
{
  Office office = { NULL };
  GtkWindow *parent;
  FoyerAsideWindow *window;
  AdwPreferencesGroup *group;
  g_autoptr (FoyerTicket) ticket = foyer_ticket_new (&(FoyerTicket){ .id = (char *)OFFICE_OTHER,
                                                                     .name = (char *)"Ada Lovelace",
                                                                     .order_code = (char *)"A7" });
  g_autoptr (FoyerVerdict) verdict =
      foyer_verdict_new (&(FoyerVerdict){ .scan_id = (char *)OFFICE_LIST, .ticket = ticket });
  g_autoptr (FoyerVerdict) unknown =
      foyer_verdict_new (&(FoyerVerdict){ .scan_id = (char *)OFFICE_EVENT });
  FoyerAsideScan other = { unknown,
                           1777651208000000,
                           FOYER_ERROR_FAILED,
                           (char *)"Something that this version does not know." };
  FoyerAsideScan scan = { verdict,
                          1777651207000000,
                          FOYER_ERROR_SCAN_ID_REUSED,
                          (char *)"The scan id stands for another code." };
  g_autoptr (GPtrArray) scans = g_ptr_array_new ();
  AdwActionRow *row;

  office_open (&office, FOYER_ROLE_STAFF);
  parent = bed_show (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), 380, 260);
  window = foyer_aside_window_new (office.session, parent);
  g_ptr_array_add (scans, &scan);
  g_ptr_array_add (scans, &other);
  /* What the session counts for itself is nothing. */
  office.session->n_aside = 3;
  foyer_aside_window_show (window, scans);
  office.session->n_aside = 0;
  gtk_window_present (GTK_WINDOW (window));
  bed_picture ("aside");
  group = office_child (window, FOYER_TYPE_ASIDE_WINDOW, "group");
  g_assert_cmpstr (adw_preferences_group_get_description (group), ==, "1 more cannot be shown.");
  row = office_find (window, ADW_TYPE_ACTION_ROW, NULL);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "Ada Lovelace");
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (row), "ADMITTED · Order A7"));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (row), "has another scan"));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (row), "Find them by name"));
  row = ADW_ACTION_ROW (gtk_widget_get_next_sibling (GTK_WIDGET (row)));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (row), "this version does not know"));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (row), "Tell the organisers the time"));
  gtk_window_destroy (parent);
  WAIT_UNTIL (!g_main_context_pending (NULL));
  office_close (&office);
}

int
main (int argc, char **argv)
{
  bed_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/app/desk-bar/" name, Desk, NULL, set_up, func, tear_down)
  ADD ("all-is-well-says-nothing", all_is_well_says_nothing);
  ADD ("a-desk-alone-says-what-it-may-miss", a_desk_alone_says_what_it_may_miss);
  ADD ("who-is-heard-directly-is-counted", who_is_heard_directly_is_counted);
  ADD ("no-guest-is-no-number", no_guest_is_no_number);
  ADD ("a-slow-relay-is-another-thing", a_slow_relay_is_another_thing);
  ADD ("a-closed-event-is-said-whatever-the-network", a_closed_event_is_said_whatever_the_network);
  ADD ("the-list-of-tickets-comes", the_list_of_tickets_comes);
  ADD ("a-desk-with-a-twin-says-so", a_desk_with_a_twin_says_so);
  ADD ("a-desk-that-keeps-nothing-says-so", a_desk_that_keeps_nothing_says_so);
  g_test_add_func ("/app/desk-bar/what-was-set-aside-says-why", what_was_set_aside_says_why);
  return g_test_run ();
}
