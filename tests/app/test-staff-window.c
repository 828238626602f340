/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-staff-window"

#include "config.h"

#include "app/foyer-invitation-print.h"
#include "app/foyer-invite-window.h"
#include "app/foyer-member-sessions.h"
#include "app/foyer-member-window.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-role-row.h"
#include "app/foyer-staff-text.h"
#include "app/foyer-staff-window.h"

#include "base/foyer-error.h"
#include "bed.h"
#include "office.h"
#include "scan/foyer-decoder.h"
#include "wire/foyer-wire-people.h"
#include "wire/foyer-wire-relay.h"

#include <adwaita.h>
#include <glib/gstdio.h>

/* Staff members, as an admin sees them: the list, one of them, inviting and printing. */

#define CODE "ABCDEFGH23456722"
#define TEXT "FOYER:INVITE/" CODE

typedef struct {
  Office office;
  GtkWindow *parent;
  FoyerStaffWindow *window;
  const char *page;
} Room;

static void
room_set_up (Room *room, gconstpointer data)
{
  office_open (&room->office, FOYER_ROLE_ADMIN);
  room->parent = bed_show (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), 400, 300);
  room->window = foyer_staff_window_new (room->office.session, room->parent);
  gtk_window_present (GTK_WINDOW (room->window));
}

static void
room_tear_down (Room *room, gconstpointer data)
{
  gtk_window_destroy (room->parent);
  office_close (&room->office);
}

static void
add_member (GPtrArray *members, const char *email, const char *name, const char *rights)
{
  FoyerStaff fields = { .email = (char *)email, .name = (char *)name };
  g_autoptr (FoyerStaff) staff = foyer_staff_new (&fields);
  g_autoptr (FoyerRights) read = foyer_rights_new (rights);

  g_ptr_array_add (members, foyer_member_new (staff, read, FALSE, TRUE));
}

/* Bo, whose rights are told, and as many others. */
static void
answer_staff (Room *room, const char *rights, guint n_others)
{
  g_autoptr (FoyerMessage) asked =
      fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_LIST_STAFF);
  g_autoptr (GPtrArray) members =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_member_unref);
  g_autoptr (GString) text = g_string_new (NULL);

  add_member (members, "bo@example.org", "Bo", rights);
  for (guint i = 0; i < n_others; i++) {
    g_autofree char *email = g_strdup_printf ("p%u@example.org", i);

    add_member (members, email, NULL, "staff");
  }
  foyer_wire_write_staff_listed (text, asked->id, members, FALSE);
  fake_relay_say (room->office.relay, text->str);
}

static gboolean
is_on_page (gpointer data)
{
  Room *room = data;
  GtkStack *stack = office_child (room->window, FOYER_TYPE_STAFF_WINDOW, "stack");

  return g_str_equal (gtk_stack_get_visible_child_name (stack), room->page);
}

static void
wait_for_page (Room *room, const char *page)
{
  room->page = page;
  bed_wait (is_on_page, room);
}

static GListModel *
get_rows (Room *room)
{
  GtkListView *list = office_child (room->window, FOYER_TYPE_STAFF_WINDOW, "list");

  return G_LIST_MODEL (gtk_list_view_get_model (list));
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
is_one_left (gpointer data)
{
  return g_list_model_get_n_items (data) == 1;
}

static void
many_are_searched (Room *room, gconstpointer data)
{
  GtkWidget *search = office_child (room->window, FOYER_TYPE_STAFF_WINDOW, "search");

  answer_staff (room, "supervisor", 10);
  wait_for_page (room, "list");
  g_assert_true (gtk_widget_get_visible (search));
  g_assert_cmpuint (g_list_model_get_n_items (get_rows (room)), ==, 11);
  gtk_editable_set_text (GTK_EDITABLE (search), "EXAMPLE bo");
  bed_wait (is_one_left, get_rows (room));
  gtk_editable_set_text (GTK_EDITABLE (search), "nobody");
  wait_for_page (room, "none");
}

static void
who_cannot_be_told_is_asked_again (Room *room, gconstpointer data)
{
  g_autoptr (FoyerMessage) asked =
      fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_LIST_STAFF);
  g_autoptr (GString) refusal = g_string_new (NULL);

  foyer_wire_write_error (refusal, asked->id, FOYER_ERROR_UNAVAILABLE, "Not now.");
  fake_relay_say (room->office.relay, refusal->str);
  wait_for_page (room, "failed");
  g_assert_cmpstr (foyer_problem_box_get_sentence (
                       office_child (room->window, FOYER_TYPE_STAFF_WINDOW, "problem")),
                   !=,
                   "");
  office_click (room->window, "Try Again");
  answer_staff (room, "staff", 0);
  wait_for_page (room, "list");
  g_assert_cmpstr (foyer_problem_box_get_sentence (
                       office_child (room->window, FOYER_TYPE_STAFF_WINDOW, "problem")),
                   ==,
                   "");
}

/* Opens the window of the first one, who is Bo. */
static FoyerMemberWindow *
open_member (Room *room, guint n_sessions)
{
  GtkListView *list = office_child (room->window, FOYER_TYPE_STAFF_WINDOW, "list");
  g_autoptr (GPtrArray) sessions =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_session_info_unref);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (FoyerMessage) asked = NULL;
  FoyerSessionInfo fields = { .id = (char *)OFFICE_LIST,
                              .staff_email = (char *)"bo@example.org",
                              .device_id = (char *)OFFICE_DEVICE,
                              .device = (char *)"Door 1",
                              .method = (char *)"passphrase",
                              .created_at = g_get_real_time () };

  g_signal_emit_by_name (list, "activate", 0);
  asked = fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_LIST_SESSIONS);
  g_assert_cmpstr (foyer_message_get_string (asked, "staff_email"), ==, "bo@example.org");
  for (guint i = 0; i < n_sessions; i++) {
    g_ptr_array_add (sessions, foyer_session_info_new (&fields));
    fields.current = TRUE;
  }
  foyer_wire_write_sessions_listed (text, asked->id, sessions);
  fake_relay_say (room->office.relay, text->str);
  return find_window (FOYER_TYPE_MEMBER_WINDOW);
}

static gboolean
is_seen (gpointer data)
{
  return gtk_widget_get_mapped (data);
}

static gboolean
is_gone (gpointer data)
{
  return find_window (FOYER_TYPE_MEMBER_WINDOW) == NULL;
}

/* @data: what the dialog is told when it is there. */
static gboolean
is_answered (gpointer data)
{
  AdwMessageDialog *dialog = find_window (ADW_TYPE_MESSAGE_DIALOG);

  if (dialog == NULL || !gtk_widget_get_mapped (GTK_WIDGET (dialog)))
    return FALSE;
  adw_message_dialog_response (dialog, data);
  gtk_window_destroy (GTK_WINDOW (dialog));
  return TRUE;
}

static gboolean
is_supervisor (gpointer data)
{
  const FoyerRole *role = foyer_role_row_get_role (data);

  return role != NULL && *role == FOYER_ROLE_SUPERVISOR &&
         gtk_widget_is_sensitive (GTK_WIDGET (data));
}

static void
a_role_counts_once_confirmed (Room *room, gconstpointer data)
{
  FoyerMemberWindow *window;
  GtkWidget *events;
  FoyerRoleRow *role;
  FoyerRoleRow *here;
  g_autoptr (FoyerMessage) everywhere = NULL;
  g_autoptr (FoyerMessage) at_event = NULL;

  answer_staff (room, "staff", 0);
  wait_for_page (room, "list");
  window = open_member (room, 0);
  role = office_child (window, FOYER_TYPE_MEMBER_WINDOW, "role");
  adw_combo_row_set_selected (ADW_COMBO_ROW (role), 3);
  bed_picture ("role");
  bed_wait (is_answered, (gpointer) "cancel");
  WAIT_UNTIL (*foyer_role_row_get_role (role) == FOYER_ROLE_STAFF);
  adw_combo_row_set_selected (ADW_COMBO_ROW (role), 2);
  bed_wait (is_answered, (gpointer) "do");
  everywhere = fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_SET_STAFF_ROLE);
  g_assert_cmpstr (foyer_message_get_string (everywhere, "email"), ==, "bo@example.org");
  g_assert_cmpstr (foyer_message_get_string (everywhere, "role"), ==, "supervisor");
  g_assert_false (foyer_message_has (everywhere, "event_id"));
  office_say_done (&room->office, everywhere->id);
  answer_staff (room, "supervisor", 0);
  bed_wait (is_supervisor, role);
  events = office_child (window, FOYER_TYPE_MEMBER_WINDOW, "events");
  here = office_find (events, FOYER_TYPE_ROLE_ROW, NULL);
  g_assert_null (foyer_role_row_get_role (here));
  adw_combo_row_set_selected (ADW_COMBO_ROW (here), 3);
  bed_wait (is_answered, (gpointer) "do");
  at_event = fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_SET_STAFF_ROLE);
  g_assert_cmpstr (foyer_message_get_string (at_event, "event_id"), ==, OFFICE_EVENT);
  g_assert_cmpstr (foyer_message_get_string (at_event, "role"), ==, "admin");
  office_say_done (&room->office, at_event->id);
  answer_staff (room, "supervisor " OFFICE_EVENT ":admin", 0);
  WAIT_UNTIL (foyer_role_row_get_role (here) != NULL);
}

static gboolean
has_one_session (gpointer data)
{
  return foyer_member_sessions_get_n_rows (data) == 1 && gtk_widget_get_mapped (data);
}

static void
answer_no_sessions (Room *room)
{
  g_autoptr (FoyerMessage) asked =
      fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_LIST_SESSIONS);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_sessions_listed (text, asked->id, none);
  fake_relay_say (room->office.relay, text->str);
}

static void
somebody_is_signed_out_everywhere (Room *room, gconstpointer data)
{
  FoyerMemberWindow *window;
  GtkWidget *sessions;
  g_autoptr (FoyerMessage) one = NULL;

  answer_staff (room, "staff", 0);
  wait_for_page (room, "list");
  window = open_member (room, 1);
  sessions = office_child (window, FOYER_TYPE_MEMBER_WINDOW, "sessions");
  bed_wait (has_one_session, sessions);
  g_assert_nonnull (office_find (sessions, GTK_TYPE_BUTTON, "End…"));
  office_click (sessions, "Sign Out Everywhere…");
  bed_wait (is_answered, (gpointer) "do");
  one = fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_END_ALL_SESSIONS);
  g_assert_cmpstr (foyer_message_get_string (one, "staff_email"), ==, "bo@example.org");
  office_say_done (&room->office, one->id);
  answer_no_sessions (room);
  answer_staff (room, "staff", 2);
  WAIT_UNTIL (!gtk_widget_get_visible (sessions));
  WAIT_UNTIL (g_list_model_get_n_items (get_rows (room)) == 3);
}

static gboolean
has_two_sessions (gpointer data)
{
  return foyer_member_sessions_get_n_rows (data) == 2;
}

static gboolean
says (GtkWidget *root, const char *words)
{
  if (GTK_IS_LABEL (root) && g_str_equal (gtk_label_get_label (GTK_LABEL (root)), words))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (says (child, words))
      return TRUE;
  }
  return FALSE;
}

/* The one in which this is seen has no button, but says so. */
static void
one_session_is_ended (Room *room, gconstpointer data)
{
  GtkWidget *sessions;
  g_autoptr (FoyerMessage) asked = NULL;

  answer_staff (room, "staff", 0);
  wait_for_page (room, "list");
  sessions = office_child (open_member (room, 2), FOYER_TYPE_MEMBER_WINDOW, "sessions");
  bed_wait (has_two_sessions, sessions);
  g_assert_true (
      says (gtk_widget_get_last_child (office_child (sessions, FOYER_TYPE_MEMBER_SESSIONS, "list")),
            "This one"));
  bed_wait (is_seen, office_find (sessions, GTK_TYPE_BUTTON, "End…"));
  office_click (sessions, "End…");
  bed_picture ("session-end");
  bed_wait (is_answered, (gpointer) "do");
  asked = fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_END_SESSION);
  g_assert_cmpstr (foyer_message_get_string (asked, "session_id"), ==, OFFICE_LIST);
  office_say_done (&room->office, asked->id);
  answer_no_sessions (room);
  answer_staff (room, "staff", 2);
  WAIT_UNTIL (!gtk_widget_get_visible (sessions));
  WAIT_UNTIL (g_list_model_get_n_items (get_rows (room)) == 3);
}

static void
somebody_is_removed (Room *room, gconstpointer data)
{
  FoyerMemberWindow *window;
  g_autoptr (FoyerMessage) asked = NULL;

  answer_staff (room, "staff", 0);
  wait_for_page (room, "list");
  window = open_member (room, 0);
  bed_wait (is_seen, window);
  office_click (window, "Remove…");
  bed_wait (is_answered, (gpointer) "do");
  asked = fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_REMOVE_STAFF);
  g_assert_cmpstr (foyer_message_get_string (asked, "email"), ==, "bo@example.org");
  office_say_done (&room->office, asked->id);
  answer_staff (room, "staff", 2);
  bed_wait (is_gone, NULL);
  WAIT_UNTIL (g_list_model_get_n_items (get_rows (room)) == 3);
}

static gboolean
shows_a_card (gpointer data)
{
  return g_str_equal (gtk_stack_get_visible_child_name (
                          office_child (data, FOYER_TYPE_INVITE_WINDOW, "stack")),
                      "card");
}

/* Dismisses the dialog when it is there. */
static gboolean
is_choosing_printer (gpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) dialog = g_list_model_get_item (windows, i);

    if (gtk_window_get_transient_for (dialog) == data &&
        gtk_widget_get_mapped (GTK_WIDGET (dialog))) {
      gtk_window_close (dialog);
      return TRUE;
    }
  }
  return FALSE;
}

static void
somebody_is_invited_for_one_event (Room *room, gconstpointer data)
{
  FoyerInviteWindow *window;
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  answer_staff (room, "staff", 0);
  wait_for_page (room, "list");
  office_click (room->window, "Invite…");
  window = find_window (FOYER_TYPE_INVITE_WINDOW);
  bed_wait (is_seen, window);
  gtk_editable_set_text (office_child (window, FOYER_TYPE_INVITE_WINDOW, "email"),
                         "cy@example.org");
  gtk_editable_set_text (office_child (window, FOYER_TYPE_INVITE_WINDOW, "name"), " Cy ");
  gtk_switch_set_active (office_child (window, FOYER_TYPE_INVITE_WINDOW, "only"), TRUE);
  adw_combo_row_set_selected (office_child (window, FOYER_TYPE_INVITE_WINDOW, "role"), 1);
  office_click (window, "Invite");
  asked = fake_relay_await (room->office.relay, FOYER_MESSAGE_KIND_INVITE_STAFF);
  g_assert_cmpstr (foyer_message_get_string (asked, "email"), ==, "cy@example.org");
  g_assert_cmpstr (foyer_message_get_string (asked, "name"), ==, "Cy");
  g_assert_cmpstr (foyer_message_get_string (asked, "role"), ==, "supervisor");
  g_assert_cmpstr (foyer_message_get_string (asked, "event_id"), ==, OFFICE_EVENT);
  foyer_wire_write_staff_invited (text,
                                  asked->id,
                                  CODE,
                                  g_get_real_time () + 60 * FOYER_TIME_SECOND);
  fake_relay_say (room->office.relay, text->str);
  bed_wait (shows_a_card, window);
  answer_staff (room, "staff", 1);
  g_assert_cmpstr (gtk_label_get_label (office_child (window, FOYER_TYPE_INVITE_WINDOW, "code")),
                   ==,
                   "ABCD-EFGH-2345-6722");
  WAIT_UNTIL (g_list_model_get_n_items (get_rows (room)) == 2);
  /* The window goes on while a printer is chosen. */
  office_click (window, "Print…");
  bed_wait (is_choosing_printer, window);
}

static gboolean
is_nothing_open (gpointer data)
{
  return find_window (FOYER_TYPE_STAFF_WINDOW) == NULL &&
         find_window (FOYER_TYPE_MEMBER_WINDOW) == NULL &&
         find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL;
}

/* Whoever is signed out elsewhere may be away from the desk. */
static void
nothing_is_open_for_whoever_comes_next (Room *room, gconstpointer data)
{
  FoyerMemberWindow *window;

  answer_staff (room, "staff", 0);
  wait_for_page (room, "list");
  window = open_member (room, 0);
  bed_wait (is_seen, window);
  office_click (window, "Remove…");
  g_assert_nonnull (find_window (ADW_TYPE_MESSAGE_DIALOG));
  fake_relay_close (room->office.relay, 4401);
  bed_wait (is_nothing_open, NULL);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (room->parent)));
}

static void
make_card (FoyerInvitationCard *card)
{
  *card = (FoyerInvitationCard){ .person = (char *)"Cy",
                                 .place = (char *)"Gala",
                                 .text = (char *)TEXT,
                                 .code = (char *)"ABCD-EFGH-2345-6722",
                                 .validity = (char *)"Good until 18:00." };
}

/* The page as a camera sees it: 150 dots per inch. */
static void
a_printed_invitation_can_be_scanned (Room *room, gconstpointer data)
{
  const int width = 900, height = 1200;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  g_autofree guint8 *luma = g_malloc ((gsize)width * height);
  g_autoptr (GBytes) pixels = NULL;
  g_autoptr (FoyerFrame) frame = NULL;
  g_autoptr (FoyerDecoder) decoder = foyer_decoder_new (FOYER_SYMBOLOGY_QR);
  g_autoptr (GPtrArray) symbols = NULL;
  FoyerInvitationCard card;

  make_card (&card);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  g_assert_true (foyer_invitation_card_draw (&card, cr, layout, width, 150 / 25.4));
  cairo_surface_flush (surface);
  for (int i = 0; i < width * height; i++)
    luma[i] = cairo_image_surface_get_data (surface)[4 * i];
  pixels = g_bytes_new (luma, (gsize)width * height);
  frame = foyer_frame_new (pixels, width, height, width, 0);
  symbols = foyer_decoder_decode (decoder, frame, G_USEC_PER_SEC);
  g_assert_cmpuint (symbols->len, ==, 1);
  g_assert_cmpstr (((FoyerSymbol *)g_ptr_array_index (symbols, 0))->text, ==, TEXT);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
an_invitation_is_printed (Room *room, gconstpointer data)
{
  FoyerInvitationCard card;
  g_autoptr (GtkPrintOperation) operation = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("foyer-print-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "invitation.pdf", NULL);
  g_autofree char *printed = NULL;

  make_card (&card);
  operation = foyer_invitation_print_new (&card);
  gtk_print_operation_set_export_filename (operation, path);
  g_assert_cmpint (gtk_print_operation_run (operation,
                                            GTK_PRINT_OPERATION_ACTION_EXPORT,
                                            room->parent,
                                            &error),
                   ==,
                   GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_no_error (error);
  g_assert_cmpint (gtk_print_operation_get_n_pages_to_print (operation), ==, 1);
  g_assert_true (g_file_get_contents (path, &printed, NULL, NULL));
  g_assert_true (g_str_has_prefix (printed, "%PDF-"));
  g_remove (path);
  g_rmdir (folder);
}

static void
rights_are_described (Room *room, gconstpointer data)
{
  static const char *const described[][2] = {
    { "admin", "Admin" },
    { "-", "No event" },
    { "- " OFFICE_EVENT ":supervisor", "Supervisor, only at Gala" },
    { "- " OFFICE_EVENT ":staff " OFFICE_LIST ":staff", "At 2 events only" },
    { "staff " OFFICE_EVENT ":admin", "Staff, another role at 1 event" },
  };
  GListModel *events = foyer_session_get_events (room->office.session);

  answer_staff (room, "staff", 0);
  for (guint i = 0; i < G_N_ELEMENTS (described); i++) {
    g_autoptr (GPtrArray) members =
        g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_member_unref);
    g_autofree char *text = NULL;

    add_member (members, "bo@example.org", NULL, described[i][0]);
    text = foyer_staff_text_rights (g_ptr_array_index (members, 0), events);
    g_assert_cmpstr (text, ==, described[i][1]);
  }
  wait_for_page (room, "list");
}

static void
printing (Room *room, gconstpointer data)
{
  answer_staff (room, "staff", 0);
  wait_for_page (room, "list");
  a_printed_invitation_can_be_scanned (room, data);
  an_invitation_is_printed (room, data);
}

static void
add_test (const char *name, void (*test) (Room *, gconstpointer))
{
  g_test_add (name, Room, NULL, room_set_up, test, room_tear_down);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  add_test ("/app/staff-window/many-are-searched", many_are_searched);
  add_test ("/app/staff-window/who-cannot-be-told-is-asked-again",
            who_cannot_be_told_is_asked_again);
  add_test ("/app/staff-window/a-role-counts-once-confirmed", a_role_counts_once_confirmed);
  add_test ("/app/staff-window/somebody-is-signed-out-everywhere",
            somebody_is_signed_out_everywhere);
  add_test ("/app/staff-window/one-session-is-ended", one_session_is_ended);
  add_test ("/app/staff-window/somebody-is-removed", somebody_is_removed);
  add_test ("/app/staff-window/nothing-is-open-for-whoever-comes-next",
            nothing_is_open_for_whoever_comes_next);
  add_test ("/app/staff-window/somebody-is-invited-for-one-event",
            somebody_is_invited_for_one_event);
  add_test ("/app/staff-window/an-invitation-is-printed-and-can-be-scanned", printing);
  add_test ("/app/staff-window/rights-are-described", rights_are_described);
  return g_test_run ();
}
