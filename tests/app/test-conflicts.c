/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-conflicts"

#include "config.h"

#include "app/foyer-conflict-bar.h"
#include "app/foyer-conflict-list.h"
#include "app/foyer-conflict-text.h"
#include "app/foyer-conflict-window.h"
#include "app/foyer-conflicts-window.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-scan-facts.h"
#include "app/foyer-ticket-log.h"
#include "app/foyer-verdict-text.h"

#include "base/foyer-error.h"
#include "bed.h"
#include "model/foyer-activity.h"
#include "office.h"
#include "wire/foyer-wire-activities.h"
#include "wire/foyer-wire-conflicts.h"
#include "wire/foyer-wire-relay.h"

/* Conflicts, as a supervisor decides them and as a desk hears of them. */

#define CONFLICT "d0c0b2e1-1d0a-4e12-a5c6-2b1d6a5c7e31"
#define OTHER    "d0c0b2e1-1d0a-4e12-a5c6-2b1d6a5c7e32"
#define TICKET   "5e0c2f7a-8b54-4c39-b1f1-0a6f1d2a9c11"
#define NOON     G_GINT64_CONSTANT (1777629600000000)

static const char *const scan_ids[] = {
  "3c0c0b2e-1d0a-4e12-a5c6-2b1d6a5c7e01",
  "3c0c0b2e-1d0a-4e12-a5c6-2b1d6a5c7e02",
  "3c0c0b2e-1d0a-4e12-a5c6-2b1d6a5c7e03",
};

static const char *const people[] = { "bo@example.org", "anna@example.org", "kim@example.org" };
static const char *const desks[] = {
  "Desk 2",
  "Desk 1, the one behind the fence with the very long name, next to the river stage entrance",
  "Side door",
};

typedef struct {
  Office office;
  GtkWindow *parent;
} Room;

static FoyerConflict *
make_conflict (const char *id, FoyerConflictKind kind, guint n_scans, gboolean resolved)
{
  g_autoptr (FoyerTicket) ticket = foyer_ticket_new (&(FoyerTicket){
      .id = (char *)TICKET,
      .name = (char *)"Zoë Example",
      .ticket_type = (char *)"Day pass",
      .order_code = (char *)"A7K2P",
      .attention = (char *)"Check the student card.",
      .allowed_entries = 1,
  });
  g_autoptr (GPtrArray) scans =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_conflict_scan_free);

  for (guint i = 0; i < n_scans; i++)
    g_ptr_array_add (scans,
                     foyer_conflict_scan_copy (&(FoyerConflictScan){
                         .scan_id = (char *)scan_ids[i],
                         .device_id = (char *)OFFICE_DEVICE,
                         .device = (char *)desks[i],
                         .staff_email = (char *)people[i],
                         .timestamp = NOON + i * 91 * FOYER_TIME_SECOND,
                         .error_ms = i == 0 ? 0 : 40 + (gint64)i * 1000,
                         .offline = i > 0,
                         .outcome = FOYER_OUTCOME_ADMITTED,
                         .standing = TRUE,
                     }));
  return foyer_conflict_new (&(FoyerConflict){
      .id = (char *)id,
      .event_id = (char *)OFFICE_EVENT,
      .kind = kind,
      .ticket = ticket,
      .list_id = (char *)OFFICE_LIST,
      .opened_at = NOON + 600 * FOYER_TIME_SECOND,
      .scans = scans,
      .resolved_at = resolved ? NOON + 900 * FOYER_TIME_SECOND : 0,
      .resolved_by = (char *)(resolved ? "anna@example.org" : NULL),
      .resolution = resolved ? FOYER_CONFLICT_FRAUD : FOYER_CONFLICT_NONE,
      .reason = (char *)(resolved ? "The second guest had a copy." : NULL),
  });
}

static void
say_opened (Room *room, const char *id, FoyerConflictKind kind, guint n_scans)
{
  g_autoptr (FoyerConflict) conflict = make_conflict (id, kind, n_scans, FALSE);
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_conflict_opened (text, conflict);
  fake_relay_say (room->office.relay, text->str);
}

static void
say_resolved (Room *room, const char *id)
{
  g_autoptr (FoyerConflict) conflict = make_conflict (id, FOYER_CONFLICT_TOO_MANY, 2, TRUE);
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_conflict_resolved (text, conflict);
  fake_relay_say (room->office.relay, text->str);
}

static GListModel *
get_conflicts (Room *room)
{
  return foyer_session_get_conflicts (room->office.session);
}

static guint
count (Room *room)
{
  return g_list_model_get_n_items (get_conflicts (room));
}

static void
room_set_up (Room *room, gconstpointer data)
{
  office_open (&room->office, (FoyerRole)GPOINTER_TO_INT (data));
  room->parent = bed_show (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), 400, 300);
}

static void
room_tear_down (Room *room, gconstpointer data)
{
  gtk_window_destroy (room->parent);
  office_close (&room->office);
}

/* What the window asks for besides, answered so that nothing is left over. */
static void
answer_ticket (Room *room)
{
  g_autoptr (FoyerMessage) asked =
      fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_SEARCH_TICKETS);
  g_autoptr (FoyerConflict) conflict = make_conflict (CONFLICT, FOYER_CONFLICT_TOO_MANY, 0, FALSE);
  g_autoptr (GPtrArray) found =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_found_ticket_unref);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_cmpstr (foyer_message_get_string (asked, "ticket_id"), ==, TICKET);
  g_ptr_array_add (found,
                   foyer_found_ticket_new (&(FoyerFoundTicket){ .ticket = conflict->ticket,
                                                                .entries_used = 2,
                                                                .inside = 2 }));
  foyer_wire_write_tickets_found (text, asked->id, found);
  fake_relay_say (room->office.relay, text->str);
}

/* Beside the scans that the conflict names: what became of them, and a guest who was sent away. */
static void
answer_log (Room *room, gboolean more)
{
  const FoyerActivity lines[] = {
    { .staff_email = (char *)"bo@example.org",
      .device = (char *)"Desk 2",
      .action = FOYER_ACTION_UNDONE,
      .timestamp = NOON + 500 * FOYER_TIME_SECOND },
    { .staff_email = (char *)"anna@example.org",
      .device = (char *)"Side door",
      .action = FOYER_ACTION_ATTEMPTED,
      .outcome = FOYER_OUTCOME_REFUSED,
      .reason = FOYER_REASON_ALREADY_ADMITTED,
      .timestamp = NOON + 300 * FOYER_TIME_SECOND },
    { .staff_email = (char *)"bo@example.org",
      .device = (char *)"Desk 2",
      .action = FOYER_ACTION_VERIFIED,
      .timestamp = NOON + 91 * FOYER_TIME_SECOND,
      .offline = TRUE,
      .error_ms = 1040 },
  };
  g_autoptr (FoyerMessage) asked =
      fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_LIST_TICKET_ACTIVITIES);
  g_autoptr (GPtrArray) activities =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_activity_unref);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_cmpstr (foyer_message_get_string (asked, "ticket_id"), ==, TICKET);
  g_assert_cmpstr (foyer_message_get_string (asked, "list_id"), ==, OFFICE_LIST);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_ptr_array_add (activities, foyer_activity_new (&lines[i]));
  foyer_wire_write_ticket_activities_listed (text, asked->id, activities, more);
  fake_relay_say (room->office.relay, text->str);
}

static FoyerTicketLog *
await_log (FoyerConflictWindow *window)
{
  FoyerTicketLog *log = office_child (window, FOYER_TYPE_CONFLICT_WINDOW, "log");
  GtkWidget *content = office_child (log, FOYER_TYPE_TICKET_LOG, "content");

  WAIT_UNTIL (gtk_widget_get_visible (content));
  return log;
}

static GtkListBoxRow *
get_line (FoyerTicketLog *log, int index)
{
  GtkListBox *list = office_child (log, FOYER_TYPE_TICKET_LOG, "list");

  return gtk_list_box_get_row_at_index (list, index);
}

/* The window asks for it again when the conflict changes. */
static void
answer_log_again (Room *room, FoyerConflictWindow *window, gboolean more)
{
  FoyerTicketLog *log = await_log (window);
  GtkListBoxRow *former = get_line (log, 0);

  g_object_ref (former);
  answer_log (room, more);
  WAIT_UNTIL (get_line (log, 0) != former);
  g_object_unref (former);
}

static FoyerConflictWindow *
open_window (Room *room, FoyerConflictKind kind, guint n_scans, int width)
{
  g_autoptr (FoyerConflictItem) item = NULL;
  FoyerConflictWindow *window;
  GtkWidget *now;

  say_opened (room, CONFLICT, kind, n_scans);
  WAIT_UNTIL (count (room) == 1);
  item = g_list_model_get_item (get_conflicts (room), 0);
  window = foyer_conflict_window_new (room->office.session, item, room->parent);
  gtk_window_set_default_size (GTK_WINDOW (window), width, 720);
  gtk_window_present (GTK_WINDOW (window));
  answer_ticket (room);
  answer_log (room, FALSE);
  now = office_child (window, FOYER_TYPE_CONFLICT_WINDOW, "now");
  WAIT_UNTIL (gtk_widget_get_visible (now));
  await_log (window);
  return window;
}

static GtkWidget *
get_child (FoyerConflictWindow *window, const char *name)
{
  return office_child (window, FOYER_TYPE_CONFLICT_WINDOW, name);
}

static void
choose (FoyerConflictWindow *window, FoyerConflictResolution resolution)
{
  AdwComboRow *row = ADW_COMBO_ROW (get_child (window, "resolution"));
  GListModel *names = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (names); i++) {
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (names), i),
                     foyer_conflict_text_resolution (resolution))) {
      adw_combo_row_set_selected (row, i);
      return;
    }
  }
  g_assert_not_reached ();
}

static void
assert_taken_back (FoyerConflictWindow *window, const char *expected)
{
  g_auto (GStrv) ids =
      foyer_scan_facts_get_taken_back (FOYER_SCAN_FACTS (get_child (window, "facts")));
  g_autoptr (GString) numbers = g_string_new (NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    g_string_append (numbers, ids[i] + strlen (ids[i]) - 1);
  g_assert_cmpstr (numbers->str, ==, expected);
}

static gpointer
find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
      return window;
  }
  return NULL;
}

static gboolean
is_gone (gpointer window)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) one = g_list_model_get_item (windows, i);

    if ((gpointer)one == window)
      return FALSE;
  }
  return TRUE;
}

static void
a_supervisor_decides (Room *room, gconstpointer data)
{
  FoyerConflictWindow *window = open_window (room, FOYER_CONFLICT_TOO_MANY, 3, 560);
  GtkWidget *resolve = get_child (window, "resolve");
  g_autoptr (FoyerMessage) asked = NULL;
  g_auto (GStrv) taken_back = NULL;

  g_assert_false (gtk_widget_is_sensitive (resolve));
  assert_taken_back (window, "");
  choose (window, FOYER_CONFLICT_CLOCK);
  /* The ticket allows one: the first stays, the others are proposed. */
  assert_taken_back (window, "23");
  choose (window, FOYER_CONFLICT_FRAUD);
  assert_taken_back (window, "");
  choose (window, FOYER_CONFLICT_STAFF_ERROR);
  assert_taken_back (window, "23");
  g_assert_false (gtk_widget_is_sensitive (resolve));
  gtk_editable_set_text (GTK_EDITABLE (get_child (window, "reason")), "  Scanned twice  ");
  g_assert_true (gtk_widget_is_sensitive (resolve));
  bed_picture ("conflict");
  gtk_widget_activate_action (GTK_WIDGET (window), "conflict.resolve", NULL);
  asked = fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_RESOLVE_CONFLICT);
  g_assert_cmpstr (foyer_message_get_string (asked, "conflict_id"), ==, CONFLICT);
  g_assert_cmpstr (foyer_message_get_string (asked, "resolution"), ==, "staff_error");
  g_assert_cmpstr (foyer_message_get_string (asked, "reason"), ==, "Scanned twice");
  taken_back = foyer_wire_read_taken_back (asked);
  g_assert_cmpuint (g_strv_length (taken_back), ==, 2);
  office_say_done (&room->office, asked->id);
  WAIT_UNTIL (is_gone (window));
}

/* One that nobody should have let in has no right admission. */
static void
all_of_a_wrong_one_is_proposed (Room *room, gconstpointer data)
{
  FoyerConflictWindow *window = open_window (room, FOYER_CONFLICT_SHOULD_REFUSE, 1, 380);

  choose (window, FOYER_CONFLICT_STAFF_ERROR);
  assert_taken_back (window, "1");
  bed_picture ("conflict-narrow");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
all_that_was_done_is_told (Room *room, gconstpointer data)
{
  FoyerConflictWindow *window = open_window (room, FOYER_CONFLICT_TOO_MANY, 2, 380);
  FoyerTicketLog *log = await_log (window);
  GtkWidget *more = office_child (log, FOYER_TYPE_TICKET_LOG, "more");
  AdwActionRow *alone = ADW_ACTION_ROW (get_line (log, 2));

  gtk_window_set_default_size (GTK_WINDOW (window), 380, 1000);
  bed_picture ("conflict-log");
  g_assert_null (get_line (log, 3));
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (get_line (log, 0))),
                   ==,
                   "Admission undone");
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (get_line (log, 1))),
                   ==,
                   foyer_verdict_text_reason (FOYER_REASON_ALREADY_ADMITTED));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (alone), "Desk 2 · bo@example.org"));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (alone), "decided by the desk alone"));
  g_assert_false (gtk_widget_get_visible (more));
  /* It is asked for again when the conflict grows. */
  say_opened (room, CONFLICT, FOYER_CONFLICT_TOO_MANY, 3);
  answer_log_again (room, window, TRUE);
  g_assert_true (gtk_widget_get_visible (more));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
a_log_that_cannot_be_had_says_so (Room *room, gconstpointer data)
{
  FoyerConflictWindow *window = open_window (room, FOYER_CONFLICT_TOO_MANY, 2, 560);
  FoyerTicketLog *log = await_log (window);
  FoyerProblemBox *problem = office_child (log, FOYER_TYPE_TICKET_LOG, "problem");
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  say_opened (room, CONFLICT, FOYER_CONFLICT_TOO_MANY, 3);
  asked = fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_LIST_TICKET_ACTIVITIES);
  foyer_wire_write_error (text, asked->id, FOYER_ERROR_UNAVAILABLE, "Not now.");
  fake_relay_say (room->office.relay, text->str);
  WAIT_UNTIL (*foyer_problem_box_get_sentence (problem) != '\0');
  /* What was shown stays. */
  g_assert_nonnull (get_line (log, 2));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
what_somebody_chose_stays (Room *room, gconstpointer data)
{
  FoyerConflictWindow *window = open_window (room, FOYER_CONFLICT_TOO_MANY, 2, 560);
  GtkCheckButton *first = office_find (get_child (window, "facts"), GTK_TYPE_CHECK_BUTTON, NULL);

  gtk_check_button_set_active (first, TRUE);
  choose (window, FOYER_CONFLICT_CLOCK);
  assert_taken_back (window, "1");
  /* It grows while somebody looks at it. */
  say_opened (room, CONFLICT, FOYER_CONFLICT_TOO_MANY, 3);
  WAIT_UNTIL (office_find (get_child (window, "facts"), GTK_TYPE_CHECK_BUTTON, NULL) != first);
  assert_taken_back (window, "1");
  answer_log_again (room, window, FALSE);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
somebody_else_was_first (Room *room, gconstpointer data)
{
  FoyerConflictWindow *window = open_window (room, FOYER_CONFLICT_TOO_MANY, 2, 560);
  FoyerProblemBox *problem = FOYER_PROBLEM_BOX (get_child (window, "problem"));
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  choose (window, FOYER_CONFLICT_OTHER);
  gtk_editable_set_text (GTK_EDITABLE (get_child (window, "reason")), "Scanned twice");
  gtk_widget_activate_action (GTK_WIDGET (window), "conflict.resolve", NULL);
  asked = fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_RESOLVE_CONFLICT);
  foyer_wire_write_error (text, asked->id, FOYER_ERROR_CHANGED_MEANWHILE, "Somebody was first.");
  fake_relay_say (room->office.relay, text->str);
  WAIT_UNTIL (*foyer_problem_box_get_sentence (problem) != '\0');
  g_assert_true (gtk_widget_get_visible (get_child (window, "decision")));
  /* It may only have grown, until the relay says what it is. */
  g_assert_nonnull (strstr (foyer_problem_box_get_sentence (problem), "look at the scans again"));
  say_resolved (room, CONFLICT);
  WAIT_UNTIL (count (room) == 0);
  answer_log_again (room, window, FALSE);
  g_assert_nonnull (strstr (foyer_problem_box_get_sentence (problem), "Somebody else"));
  g_assert_false (gtk_widget_get_visible (get_child (window, "decision")));
  g_assert_true (gtk_widget_get_visible (get_child (window, "resolved")));
  g_assert_null (office_find (get_child (window, "facts"), GTK_TYPE_CHECK_BUTTON, NULL));
  bed_picture ("conflict-decided");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
answer_list (Room *room, gboolean any)
{
  g_autoptr (FoyerMessage) asked =
      fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_LIST_CONFLICTS);
  g_autoptr (GPtrArray) conflicts =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_conflict_unref);
  g_autoptr (GString) text = g_string_new (NULL);

  if (any)
    g_ptr_array_add (conflicts, make_conflict (OTHER, FOYER_CONFLICT_SHOULD_ADMIT, 2, TRUE));
  foyer_wire_write_conflicts_listed (text, asked->id, conflicts, FALSE);
  fake_relay_say (room->office.relay, text->str);
}

static void
open_ones_come_before_decided_ones (Room *room, gconstpointer data)
{
  FoyerConflictsWindow *window = foyer_conflicts_window_new (room->office.session, room->parent);
  GtkWidget *open = office_child (window, FOYER_TYPE_CONFLICTS_WINDOW, "open");
  GtkWidget *decided = office_child (window, FOYER_TYPE_CONFLICTS_WINDOW, "decided_group");
  GtkWidget *none = office_child (window, FOYER_TYPE_CONFLICTS_WINDOW, "none");
  FoyerConflictWindow *opened;
  GtkListBox *list;

  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (gtk_widget_get_visible (none));
  answer_list (room, FALSE);
  say_opened (room, CONFLICT, FOYER_CONFLICT_TOO_MANY, 2);
  WAIT_UNTIL (count (room) == 1);
  g_assert_true (gtk_widget_get_visible (open));
  g_assert_false (gtk_widget_get_visible (none));
  g_assert_false (gtk_widget_get_visible (decided));
  say_opened (room, OTHER, FOYER_CONFLICT_SHOULD_ADMIT, 2);
  WAIT_UNTIL (count (room) == 2);
  say_resolved (room, OTHER);
  answer_list (room, TRUE);
  WAIT_UNTIL (gtk_widget_get_visible (decided));
  bed_picture ("conflicts");
  /* A row is activated by Enter as by a click. */
  list = office_find (office_find (open, FOYER_TYPE_CONFLICT_LIST, NULL), GTK_TYPE_LIST_BOX, NULL);
  gtk_widget_activate (GTK_WIDGET (gtk_list_box_get_row_at_index (list, 0)));
  answer_ticket (room);
  answer_log (room, FALSE);
  opened = find_window (FOYER_TYPE_CONFLICT_WINDOW);
  WAIT_UNTIL (gtk_widget_get_visible (get_child (opened, "now")));
  await_log (opened);
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWindow *
show_bar (FoyerConflictBar *bar)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (bar));
  return bed_show (box, 380, 120);
}

static void
a_supervisor_is_told_at_the_desk (Room *room, gconstpointer data)
{
  FoyerConflictBar *bar = g_object_new (FOYER_TYPE_CONFLICT_BAR, NULL);
  GtkWindow *window = show_bar (bar);

  foyer_conflict_bar_set_session (bar, room->office.session);
  g_assert_cmpstr (foyer_conflict_bar_get_sentence (bar), ==, "");
  say_opened (room, CONFLICT, FOYER_CONFLICT_TOO_MANY, 2);
  say_opened (room, OTHER, FOYER_CONFLICT_SHOULD_ADMIT, 2);
  WAIT_UNTIL (count (room) == 2);
  g_assert_cmpstr (foyer_conflict_bar_get_sentence (bar), ==, "2 conflicts to decide");
  g_assert_nonnull (office_find (bar, GTK_TYPE_BUTTON, "_Decide…"));
  bed_picture ("conflict-bar");
  say_resolved (room, CONFLICT);
  WAIT_UNTIL (count (room) == 1);
  g_assert_cmpstr (foyer_conflict_bar_get_sentence (bar), ==, "1 conflict to decide");
  gtk_window_destroy (window);
}

static void
staff_hear_that_their_desk_is_named (Room *room, gconstpointer data)
{
  FoyerConflictBar *bar = g_object_new (FOYER_TYPE_CONFLICT_BAR, NULL);
  GtkWindow *window = show_bar (bar);
  GtkWidget *button;

  foyer_conflict_bar_set_session (bar, room->office.session);
  say_opened (room, CONFLICT, FOYER_CONFLICT_SHOULD_REFUSE, 1);
  WAIT_UNTIL (count (room) == 1);
  g_assert_nonnull (strstr (foyer_conflict_bar_get_sentence (bar), "Zoë Example"));
  button = office_find (bar, GTK_TYPE_BUTTON, "_Decide…");
  g_assert_false (gtk_widget_get_visible (button));
  bed_picture ("conflict-bar-staff");
  gtk_window_destroy (window);
}

static GtkLabel *
find_cut_label (GtkWidget *root)
{
  if (GTK_IS_LABEL (root) && gtk_widget_get_mapped (root) &&
      pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (root))))
    return GTK_LABEL (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkLabel *found = find_cut_label (child);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/* Where, by whom, when and how surely is what a supervisor decides by. */
static void
no_fact_is_cut_off (Room *room, gconstpointer data)
{
  FoyerConflictWindow *window = open_window (room, FOYER_CONFLICT_TOO_MANY, 3, 380);
  GtkWidget *facts = get_child (window, "facts");

  WAIT_UNTIL (gtk_widget_get_mapped (facts) && gtk_widget_get_width (facts) > 0);
  bed_picture ("conflict-long");
  g_assert_null (find_cut_label (facts));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  bed_init (&argc, &argv);
#define ADD(name, role, func)         \
  g_test_add ("/app/conflicts/" name, \
              Room,                   \
              GINT_TO_POINTER (role), \
              room_set_up,            \
              func,                   \
              room_tear_down)
  ADD ("a-supervisor-decides", FOYER_ROLE_SUPERVISOR, a_supervisor_decides);
  ADD ("all-of-a-wrong-one-is-proposed", FOYER_ROLE_SUPERVISOR, all_of_a_wrong_one_is_proposed);
  ADD ("all-that-was-done-is-told", FOYER_ROLE_SUPERVISOR, all_that_was_done_is_told);
  ADD ("a-log-that-cannot-be-had-says-so", FOYER_ROLE_SUPERVISOR, a_log_that_cannot_be_had_says_so);
  ADD ("no-fact-is-cut-off", FOYER_ROLE_SUPERVISOR, no_fact_is_cut_off);
  ADD ("what-somebody-chose-stays", FOYER_ROLE_SUPERVISOR, what_somebody_chose_stays);
  ADD ("somebody-else-was-first", FOYER_ROLE_SUPERVISOR, somebody_else_was_first);
  ADD ("open-ones-come-before-decided-ones",
       FOYER_ROLE_SUPERVISOR,
       open_ones_come_before_decided_ones);
  ADD ("a-supervisor-is-told-at-the-desk", FOYER_ROLE_SUPERVISOR, a_supervisor_is_told_at_the_desk);
  ADD ("staff-hear-that-their-desk-is-named",
       FOYER_ROLE_STAFF,
       staff_hear_that_their_desk_is_named);
  return g_test_run ();
}
