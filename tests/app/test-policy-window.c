/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-policy-window"

#include "config.h"

#include "app/foyer-policy-group.h"
#include "app/foyer-policy-window.h"
#include "app/foyer-problem-box.h"

#include "base/foyer-error.h"
#include "bed.h"
#include "office.h"
#include "wire/foyer-wire-device.h"
#include "wire/foyer-wire-relay.h"

/* What desks do without the relay, as an admin sets it. */

typedef struct {
  Office office;
  GtkWindow *parent;
  FoyerPolicyWindow *window;
} Room;

static void
room_set_up (Room *room, gconstpointer data)
{
  office_open (&room->office, FOYER_ROLE_ADMIN);
  room->parent = bed_show (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), 400, 300);
  room->window = foyer_policy_window_new (room->office.session, room->parent);
  if (data != NULL)
    gtk_window_set_default_size (GTK_WINDOW (room->window), GPOINTER_TO_INT (data), 600);
  gtk_window_present (GTK_WINDOW (room->window));
}

static void
room_tear_down (Room *room, gconstpointer data)
{
  gtk_window_destroy (room->parent);
  office_close (&room->office);
}

/* All tickets is 0, then the ticket types. */
static FoyerPolicyGroup *
get_group (Room *room, guint number)
{
  GtkWidget *box = office_child (room->window, FOYER_TYPE_POLICY_WINDOW, "box");
  GtkWidget *child = gtk_widget_get_first_child (box);

  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    if (FOYER_IS_POLICY_GROUP (child) && number-- == 0)
      return FOYER_POLICY_GROUP (child);
  }
  g_assert_not_reached ();
}

static void
choose (Room *room, guint number, guint line)
{
  adw_combo_row_set_selected (office_find (get_group (room, number), ADW_TYPE_COMBO_ROW, NULL),
                              line);
}

static void
save (Room *room)
{
  gtk_widget_activate_action (GTK_WIDGET (room->window), "policy.save", NULL);
}

static void
assert_asked (Room *room, const char *ticket_type, FoyerOfflineMode mode, guint exposure, char **re)
{
  g_autoptr (FoyerMessage) asked =
      fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_SET_POLICY);
  FoyerOfflinePolicy policy = foyer_wire_read_set_policy (asked);

  g_assert_cmpstr (foyer_message_get_string (asked, "ticket_type"), ==, ticket_type);
  g_assert_cmpint (policy.mode, ==, mode);
  g_assert_cmpuint (policy.max_exposure, ==, exposure);
  *re = g_strdup (asked->id);
}

static gboolean
is_busy (Room *room)
{
  return gtk_spinner_get_spinning (
      office_child (room->window, FOYER_TYPE_POLICY_WINDOW, "spinner"));
}

static void
only_what_is_chosen_is_saved (Room *room, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  GtkSpinButton *exposure = office_find (get_group (room, 0), GTK_TYPE_SPIN_BUTTON, NULL);

  g_assert_cmpint (foyer_policy_group_get_chosen (get_group (room, 0)).mode,
                   ==,
                   FOYER_OFFLINE_ALLOW);
  g_assert_cmpint (foyer_policy_group_get_chosen (get_group (room, 2)).mode,
                   ==,
                   FOYER_OFFLINE_INHERIT);
  choose (room, 0, 1);
  gtk_spin_button_set_value (exposure, 35);
  choose (room, 2, 3);
  bed_picture (data != NULL ? "policy-narrow" : "policy");
  save (room);
  assert_asked (room, NULL, FOYER_OFFLINE_HOLD, 35, &first);
  g_assert_true (is_busy (room));
  office_say_done (&room->office, first);
  assert_asked (room, "VIP", FOYER_OFFLINE_SIGNED, 0, &second);
  office_say_done (&room->office, second);
  WAIT_UNTIL (!is_busy (room));
  g_assert_false (foyer_policy_group_is_touched (get_group (room, 0)));
  g_assert_false (foyer_policy_group_is_touched (get_group (room, 2)));
}

static void
a_refusal_is_told_and_the_choice_stays (Room *room, gconstpointer data)
{
  FoyerProblemBox *problem = office_child (room->window, FOYER_TYPE_POLICY_WINDOW, "problem");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *re = NULL;

  choose (room, 1, 2);
  save (room);
  assert_asked (room, "Day pass", FOYER_OFFLINE_HOLD, 20, &re);
  foyer_wire_write_error (text, re, FOYER_ERROR_NOT_PERMITTED, "No.");
  fake_relay_say (room->office.relay, text->str);
  WAIT_UNTIL (*foyer_problem_box_get_sentence (problem) != '\0');
  g_assert_false (is_busy (room));
  g_assert_true (foyer_policy_group_is_touched (get_group (room, 1)));
}

/* Somebody else sets what nobody has touched here, and something that somebody has. */
static void
what_others_set_is_shown (Room *room, gconstpointer data)
{
  const FoyerEvent *event = foyer_session_get_event (room->office.session);
  FoyerEvent fields = *event;
  g_autoptr (FoyerEvent) changed = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  choose (room, 2, 1);
  fields.policy.offline = (FoyerOfflinePolicy){ FOYER_OFFLINE_SIGNED, 0 };
  changed = foyer_event_new (&fields);
  ((FoyerTicketType *)g_ptr_array_index (changed->ticket_types, 1))->offline.mode =
      FOYER_OFFLINE_SIGNED;
  foyer_wire_write_event_changed (text, changed);
  fake_relay_say (room->office.relay, text->str);
  WAIT_UNTIL (foyer_policy_group_get_chosen (get_group (room, 0)).mode == FOYER_OFFLINE_SIGNED);
  g_assert_cmpint (foyer_policy_group_get_chosen (get_group (room, 2)).mode,
                   ==,
                   FOYER_OFFLINE_ALLOW);
}

static void
types_have_any_name (void)
{
  FoyerPolicyGroup *group = foyer_policy_group_new ("Food & <Drinks>");
  GtkWindow *window = bed_show (GTK_WIDGET (group), 380, 200);

  g_assert_cmpstr (foyer_policy_group_get_ticket_type (group), ==, "Food & <Drinks>");
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  bed_init (&argc, &argv);
#define ADD(name, width, func)            \
  g_test_add ("/app/policy-window/" name, \
              Room,                       \
              GINT_TO_POINTER (width),    \
              room_set_up,                \
              func,                       \
              room_tear_down)
  ADD ("only-what-is-chosen-is-saved", 0, only_what_is_chosen_is_saved);
  ADD ("the-same-where-it-is-narrow", 380, only_what_is_chosen_is_saved);
  ADD ("a-refusal-is-told-and-the-choice-stays", 0, a_refusal_is_told_and_the_choice_stays);
  ADD ("what-others-set-is-shown", 0, what_others_set_is_shown);
  g_test_add_func ("/app/policy-window/types-have-any-name", types_have_any_name);
  return g_test_run ();
}
