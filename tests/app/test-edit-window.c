/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-edit-window"

#include "config.h"

#include "app/foyer-edit-window.h"
#include "app/foyer-found-row.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-ticket-form.h"
#include "app/foyer-versions-group.h"

#include "base/foyer-error.h"
#include "bed.h"
#include "office.h"
#include "wire/foyer-wire-device.h"
#include "wire/foyer-wire-relay.h"

/* A supervisor edits a ticket while somebody else does. */

#define TICKET "5e0c2f7a-8b54-4c39-b1f1-0a6f1d2a9c11"

typedef struct {
  Office office;
  GtkWindow *parent;
  FoyerEditWindow *window;
  char *saved;
} Room;

static const FoyerTicket made = {
  .id = (char *)TICKET,
  .name = (char *)"Zoe Example",
  .email = (char *)"zoe@example.org",
  .order_code = (char *)"A7K2P",
  .type_number = 1,
  .ticket_type = (char *)"Day pass",
  .paid = FALSE,
  .valid_from = G_GINT64_CONSTANT (1777651200000000),
  .allowed_entries = 1,
  .version = 3,
};

static void
on_saved (FoyerEditWindow *window, const char *sentence, Room *room)
{
  g_assert_null (room->saved);
  room->saved = g_strdup (sentence);
}

static void
on_window_destroy (GtkWidget *window, Room *room)
{
  room->window = NULL;
}

static void
answer_found (Room *room, const FoyerTicket *ticket)
{
  g_autoptr (FoyerMessage) asked =
      fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_SEARCH_TICKETS);
  g_autoptr (GPtrArray) found =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_found_ticket_unref);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (FoyerTicket) value = foyer_ticket_new (ticket);

  g_assert_cmpstr (foyer_message_get_string (asked, "ticket_id"), ==, TICKET);
  g_ptr_array_add (found, foyer_found_ticket_new (&(FoyerFoundTicket){ .ticket = value }));
  foyer_wire_write_tickets_found (text, asked->id, found);
  fake_relay_say (room->office.relay, text->str);
}

static gboolean
is_page (Room *room, const char *page)
{
  GtkStack *stack = office_child (room->window, FOYER_TYPE_EDIT_WINDOW, "stack");

  return g_str_equal (gtk_stack_get_visible_child_name (stack), page);
}

static void
room_set_up (Room *room, gconstpointer data)
{
  office_open (&room->office, FOYER_ROLE_SUPERVISOR);
  room->parent = bed_show (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), 400, 300);
  room->window = foyer_edit_window_new (room->office.session, TICKET, room->parent);
  g_signal_connect (room->window, "saved", G_CALLBACK (on_saved), room);
  g_signal_connect (room->window, "destroy", G_CALLBACK (on_window_destroy), room);
  if (data != NULL)
    gtk_window_set_default_size (GTK_WINDOW (room->window), GPOINTER_TO_INT (data), 680);
  gtk_window_present (GTK_WINDOW (room->window));
  answer_found (room, &made);
  WAIT_UNTIL (is_page (room, "form"));
}

static void
room_tear_down (Room *room, gconstpointer data)
{
  gtk_window_destroy (room->parent);
  office_close (&room->office);
  g_clear_pointer (&room->saved, g_free);
}

static gpointer
get_form_child (Room *room, const char *name)
{
  gpointer form = office_child (room->window, FOYER_TYPE_EDIT_WINDOW, "form");

  return office_child (form, FOYER_TYPE_TICKET_FORM, name);
}

static void
type (Room *room, const char *field, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (get_form_child (room, field)), text);
}

static void
save (Room *room)
{
  gtk_widget_activate_action (GTK_WIDGET (room->window), "edit.save", NULL);
}

/* What was asked for; whoever looks at it frees it. */
static FoyerTicket *
await_edit (Room *room, char **re)
{
  g_autoptr (FoyerMessage) asked =
      fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_EDIT_TICKET);

  *re = g_strdup (asked->id);
  return foyer_wire_read_edited_ticket (asked);
}

static void
say_changed (Room *room, const char *re, const FoyerTicket *theirs)
{
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_changed_meanwhile (text, re, "Somebody was first.", theirs);
  fake_relay_say (room->office.relay, text->str);
}

static const char *
get_problem (Room *room)
{
  return foyer_problem_box_get_sentence (
      office_child (room->window, FOYER_TYPE_EDIT_WINDOW, "problem"));
}

static void
what_is_typed_is_saved (Room *room, gconstpointer data)
{
  g_autofree char *re = NULL;
  g_autoptr (FoyerTicket) wanted = NULL;

  bed_picture ("edit-form");
  type (room, "name", "  Zoë Example ");
  type (room, "attention", "Wheelchair");
  type (room, "valid_until", "2026-05-03");
  gtk_switch_set_active (get_form_child (room, "paid"), TRUE);
  adw_combo_row_set_selected (get_form_child (room, "type"), 1);
  gtk_spin_button_set_value (get_form_child (room, "entries"), 2);
  save (room);
  wanted = await_edit (room, &re);
  g_assert_cmpstr (wanted->id, ==, TICKET);
  g_assert_cmpint (wanted->version, ==, 3);
  g_assert_cmpstr (wanted->name, ==, "Zoë Example");
  g_assert_cmpstr (wanted->email, ==, "zoe@example.org");
  g_assert_cmpstr (wanted->order_code, ==, "A7K2P");
  g_assert_cmpstr (wanted->attention, ==, "Wheelchair");
  g_assert_cmpuint (wanted->type_number, ==, 2);
  g_assert_cmpuint (wanted->allowed_entries, ==, 2);
  g_assert_true (wanted->paid);
  g_assert_cmpint (wanted->valid_from, ==, made.valid_from);
  /* In Berlin, where the event is, and the whole day. */
  g_assert_cmpint (wanted->valid_until, ==, G_GINT64_CONSTANT (1777845600000000));
  office_say_done (&room->office, re);
  WAIT_UNTIL (room->window == NULL);
  g_assert_nonnull (room->saved);
}

static void
what_cannot_be_is_said_and_stays (Room *room, gconstpointer data)
{
  type (room, "valid_until", "tomorrow");
  save (room);
  g_assert_cmpstr (get_problem (room), !=, "");
  type (room, "valid_until", "2026-04-01");
  g_assert_cmpstr (get_problem (room), ==, "");
  save (room);
  g_assert_cmpstr (get_problem (room), !=, "");
  g_assert_cmpstr (gtk_editable_get_text (get_form_child (room, "valid_until")), ==, "2026-04-01");
  g_assert_null (room->saved);
}

/* Ada's name and order were changed by two people; the address by the other one, attention here. */
static void
both_versions_are_shown_and_chosen (Room *room, gconstpointer data)
{
  FoyerTicket theirs = made;
  FoyerVersionsGroup *versions = office_child (room->window, FOYER_TYPE_EDIT_WINDOW, "versions");
  GtkWidget *button = office_child (room->window, FOYER_TYPE_EDIT_WINDOW, "save");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (FoyerTicket) asked = NULL;
  g_autoptr (FoyerTicket) merged = NULL;
  GtkCheckButton *choice;

  type (room, "name", "Zoë Example");
  type (room, "attention", "Has a dog with her");
  save (room);
  asked = await_edit (room, &first);
  theirs.name = (char *)"Zoe Example-Byron";
  theirs.email = (char *)"zoe@byron.example";
  theirs.paid = TRUE;
  theirs.version = 7;
  say_changed (room, first, &theirs);
  WAIT_UNTIL (is_page (room, "versions"));
  bed_picture (data != NULL ? "edit-versions-narrow" : "edit-versions");
  /* Both have changed the name: nobody but a person can say what it is to be. */
  g_assert_false (foyer_versions_group_is_decided (versions));
  g_assert_false (gtk_widget_is_sensitive (button));
  choice = office_find (versions, GTK_TYPE_CHECK_BUTTON, NULL);
  gtk_check_button_set_active (choice, TRUE);
  g_assert_true (foyer_versions_group_is_decided (versions));
  g_assert_true (gtk_widget_is_sensitive (button));
  bed_picture ("edit-versions-decided");
  save (room);
  merged = await_edit (room, &second);
  g_assert_cmpint (merged->version, ==, 7);
  g_assert_cmpstr (merged->name, ==, "Zoe Example-Byron");
  g_assert_cmpstr (merged->email, ==, "zoe@byron.example");
  g_assert_cmpstr (merged->attention, ==, "Has a dog with her");
  g_assert_true (merged->paid);
  office_say_done (&room->office, second);
  WAIT_UNTIL (room->window == NULL);
}

/* That somebody has cancelled it is no field, and changes what it is worth to edit it. */
static void
a_ticket_that_was_cancelled_is_looked_at_again (Room *room, gconstpointer data)
{
  FoyerTicket theirs = made;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (FoyerTicket) asked = NULL;
  g_autoptr (FoyerTicket) again = NULL;

  type (room, "name", "Zoë Example");
  save (room);
  asked = await_edit (room, &first);
  theirs.status = FOYER_TICKET_STATUS_VOID;
  theirs.version = 4;
  say_changed (room, first, &theirs);
  WAIT_UNTIL (is_page (room, "versions"));
  g_assert_true (
      gtk_widget_get_visible (office_child (room->window, FOYER_TYPE_EDIT_WINDOW, "cancelled")));
  g_assert_null (room->saved);
  bed_picture ("edit-cancelled-meanwhile");
  /* Whoever wants that all the same has it. */
  save (room);
  again = await_edit (room, &second);
  g_assert_cmpint (again->version, ==, 4);
  g_assert_cmpstr (again->name, ==, "Zoë Example");
  office_say_done (&room->office, second);
  WAIT_UNTIL (room->window == NULL);
}

/* Also when a third person comes in between. */
static void
nothing_typed_is_lost (Room *room, gconstpointer data)
{
  FoyerTicket theirs = made;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autoptr (FoyerTicket) asked = NULL;
  g_autoptr (FoyerTicket) again = NULL;
  g_autoptr (FoyerTicket) last = NULL;

  type (room, "name", "Zoë Example");
  type (room, "attention", "Has a dog with her");
  save (room);
  asked = await_edit (room, &first);
  theirs.name = (char *)"Zoe Byron";
  theirs.version = 4;
  say_changed (room, first, &theirs);
  WAIT_UNTIL (is_page (room, "versions"));
  /* Undecided, back to the form: what was typed is there. */
  office_click (room->window, "_Edit Again");
  g_assert_true (is_page (room, "form"));
  g_assert_cmpstr (gtk_editable_get_text (get_form_child (room, "name")), ==, "Zoë Example");
  type (room, "order_code", "B1");
  save (room);
  again = await_edit (room, &second);
  g_assert_cmpint (again->version, ==, 4);
  theirs.email = (char *)"zoe@byron.example";
  theirs.version = 5;
  say_changed (room, second, &theirs);
  WAIT_UNTIL (is_page (room, "versions"));
  /* This time only the address is theirs, and it is chosen already. */
  save (room);
  last = await_edit (room, &third);
  g_assert_cmpint (last->version, ==, 5);
  g_assert_cmpstr (last->name, ==, "Zoë Example");
  g_assert_cmpstr (last->attention, ==, "Has a dog with her");
  g_assert_cmpstr (last->order_code, ==, "B1");
  g_assert_cmpstr (last->email, ==, "zoe@byron.example");
  office_say_done (&room->office, third);
  WAIT_UNTIL (room->window == NULL);
}

/* A guest who comes in makes a new version too; nobody need be asked about it. */
static void
an_admission_is_no_question (Room *room, gconstpointer data)
{
  FoyerTicket theirs = made;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (FoyerTicket) asked = NULL;
  g_autoptr (FoyerTicket) again = NULL;

  type (room, "attention", "Has a dog with her");
  save (room);
  asked = await_edit (room, &first);
  theirs.status = FOYER_TICKET_STATUS_VERIFIED;
  theirs.version = 4;
  say_changed (room, first, &theirs);
  again = await_edit (room, &second);
  g_assert_cmpint (again->version, ==, 4);
  g_assert_cmpstr (again->attention, ==, "Has a dog with her");
  /* The answer to that was lost, and what there is is what was wanted. */
  theirs.attention = (char *)"Has a dog with her";
  theirs.version = 5;
  say_changed (room, second, &theirs);
  WAIT_UNTIL (room->window == NULL);
  g_assert_nonnull (room->saved);
}

static void
a_refusal_is_told_and_the_form_stays (Room *room, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *re = NULL;
  g_autoptr (FoyerTicket) asked = NULL;

  type (room, "attention", "Has a dog with her");
  save (room);
  asked = await_edit (room, &re);
  g_assert_false (gtk_widget_is_sensitive (get_form_child (room, "name")));
  foyer_wire_write_error (text, re, FOYER_ERROR_UNAVAILABLE, "Not now.");
  fake_relay_say (room->office.relay, text->str);
  WAIT_UNTIL (*get_problem (room) != '\0');
  g_assert_true (gtk_widget_is_sensitive (get_form_child (room, "name")));
  g_assert_cmpstr (gtk_editable_get_text (get_form_child (room, "attention")),
                   ==,
                   "Has a dog with her");
}

static GtkWindow *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (ADW_IS_MESSAGE_DIALOG (window))
      return window;
  }
  return NULL;
}

static void
closing_asks_before_it_loses_anything (Room *room, gconstpointer data)
{
  type (room, "attention", "Has a dog with her");
  gtk_window_close (GTK_WINDOW (room->window));
  WAIT_UNTIL (find_dialog () != NULL);
  g_assert_nonnull (room->window);
  bed_picture ("edit-discard");
  office_click (find_dialog (), "_Keep Editing");
  WAIT_UNTIL (find_dialog () == NULL);
  g_assert_nonnull (room->window);
  type (room, "attention", "");
  gtk_window_close (GTK_WINDOW (room->window));
  WAIT_UNTIL (room->window == NULL);
}

static void
a_ticket_is_cancelled (Room *room, gconstpointer data)
{
  FoyerTicket theirs = made;
  g_autoptr (FoyerMessage) first = NULL;
  g_autoptr (FoyerMessage) second = NULL;
  g_autoptr (FoyerMessage) third = NULL;

  office_click (room->window, "_Cancel Ticket…");
  WAIT_UNTIL (find_dialog () != NULL);
  bed_picture ("edit-cancel");
  office_click (find_dialog (), "_Cancel Ticket");
  WAIT_UNTIL (find_dialog () == NULL);
  first = fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_VOID_TICKET);
  g_assert_cmpint (foyer_message_get_integer (first, "version", 0), ==, 3);
  theirs.status = FOYER_TICKET_STATUS_VERIFIED;
  theirs.version = 4;
  say_changed (room, first->id, &theirs);
  second = fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_VOID_TICKET);
  g_assert_cmpint (foyer_message_get_integer (second, "version", 0), ==, 4);
  /* Now it is somebody else's: whoever cancels it looks again. */
  theirs.name = (char *)"Bo Byron";
  theirs.version = 5;
  say_changed (room, second->id, &theirs);
  WAIT_UNTIL (*get_problem (room) != '\0');
  g_assert_cmpstr (gtk_editable_get_text (get_form_child (room, "name")), ==, "Bo Byron");
  office_click (room->window, "_Cancel Ticket…");
  WAIT_UNTIL (find_dialog () != NULL);
  office_click (find_dialog (), "_Cancel Ticket");
  WAIT_UNTIL (find_dialog () == NULL);
  third = fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_VOID_TICKET);
  g_assert_cmpint (foyer_message_get_integer (third, "version", 0), ==, 5);
  office_say_done (&room->office, third->id);
  WAIT_UNTIL (room->window == NULL);
  g_assert_nonnull (room->saved);
}

static void
only_who_may_is_offered_to (void)
{
  g_autoptr (FoyerTicket) ticket = foyer_ticket_new (&made);
  g_autoptr (FoyerFoundTicket) found =
      foyer_found_ticket_new (&(FoyerFoundTicket){ .ticket = ticket });
  FoyerFoundRow *row = foyer_found_row_new ();
  GtkWindow *window = bed_show (GTK_WIDGET (row), 380, 200);
  GtkWidget *edit = office_child (row, FOYER_TYPE_FOUND_ROW, "edit");

  foyer_found_row_set_found (row, found, NULL, FALSE);
  g_assert_false (gtk_widget_get_visible (edit));
  foyer_found_row_set_found (row, found, NULL, TRUE);
  bed_picture ("found-row");
  g_assert_true (gtk_widget_get_visible (edit));
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  bed_init (&argc, &argv);
#define ADD(name, func) \
  g_test_add ("/app/edit-window/" name, Room, NULL, room_set_up, func, room_tear_down)
  ADD ("what-is-typed-is-saved", what_is_typed_is_saved);
  ADD ("what-cannot-be-is-said-and-stays", what_cannot_be_is_said_and_stays);
  ADD ("both-versions-are-shown-and-chosen", both_versions_are_shown_and_chosen);
  g_test_add ("/app/edit-window/narrow-versions-are-shown-and-chosen",
              Room,
              GINT_TO_POINTER (380),
              room_set_up,
              both_versions_are_shown_and_chosen,
              room_tear_down);
  ADD ("nothing-typed-is-lost", nothing_typed_is_lost);
  ADD ("an-admission-is-no-question", an_admission_is_no_question);
  ADD ("a-refusal-is-told-and-the-form-stays", a_refusal_is_told_and_the_form_stays);
  ADD ("closing-asks-before-it-loses-anything", closing_asks_before_it_loses_anything);
  ADD ("a-ticket-is-cancelled", a_ticket_is_cancelled);
  ADD ("a-ticket-that-was-cancelled-is-looked-at-again",
       a_ticket_that_was_cancelled_is_looked_at_again);
  g_test_add_func ("/app/edit-window/only-who-may-is-offered-to", only_who_may_is_offered_to);
  return g_test_run ();
}
