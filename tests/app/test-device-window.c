/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-device-window"

#include "config.h"

#include "app/foyer-device-place.h"
#include "app/foyer-device-text.h"
#include "app/foyer-device-window.h"
#include "app/foyer-history-group.h"
#include "app/foyer-pair-code.h"
#include "app/foyer-pair-window.h"

#include "base/foyer-limits.h"
#include "bed.h"
#include "model/foyer-pairing.h"
#include "office.h"
#include "wire/foyer-wire-pairing.h"

#include <adwaita.h>

/* One device, as an admin sees it: its place, its history, revoking and pairing it again. */

#define ONLINE                                                                                \
  ",\"status\":\"approved\",\"online\":true,\"staff_email\":\"bo@example.org\","              \
  "\"gate\":\"North\",\"app_version\":\"0.1.0\",\"last_active\":\"2026-05-01T18:02:33.123Z\"" \
  ",\"event_id\":\"" OFFICE_EVENT "\",\"list_id\":\"" OFFICE_LIST "\""

typedef struct {
  Office office;
  FoyerDeviceItem *item;
  GtkWindow *parent;
  FoyerDeviceWindow *window;
  guint n_rows;
} Desk;

static gpointer
get_child (Desk *desk, const char *name)
{
  return office_child (desk->window, FOYER_TYPE_DEVICE_WINDOW, name);
}

static void
open_window (Desk *desk, FoyerRole role, const char *fields)
{
  GListModel *devices;

  office_open (&desk->office, role);
  office_say_device (&desk->office, fields);
  devices = foyer_session_get_devices (desk->office.session);
  WAIT_UNTIL (g_list_model_get_n_items (devices) == 1);
  desk->item = g_list_model_get_item (devices, 0);
  desk->parent = bed_show (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), 400, 300);
  desk->window = foyer_device_window_new (desk->office.session, desk->item, desk->parent);
  gtk_window_present (GTK_WINDOW (desk->window));
}

static void
desk_close (Desk *desk, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (desk->window));
  gtk_window_destroy (desk->parent);
  g_object_unref (desk->item);
  office_close (&desk->office);
}

static void
answer_history (Desk *desk, gint64 before, gint64 first, guint n)
{
  g_autoptr (FoyerMessage) asked =
      fake_relay_await (desk->office.relay, FOYER_MESSAGE_KIND_LIST_DEVICE_ACCESSES);
  g_autoptr (GPtrArray) accesses =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_device_access_unref);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_cmpint (foyer_message_get_integer (asked, "before", 0), ==, before);
  for (guint i = 0; i < n; i++) {
    FoyerDeviceAccess fields = { .number = first - i,
                                 .kind = (FoyerAccessKind)(i % (FOYER_ACCESS_WIPED + 1)),
                                 .staff_email = (char *)"bo@example.org",
                                 .address = (char *)"192.0.2.7",
                                 .user_agent = (char *)"foyer/0.1.0",
                                 .at = g_get_real_time () };

    g_ptr_array_add (accesses, foyer_device_access_new (&fields));
  }
  foyer_wire_write_device_accesses (text, asked->id, accesses);
  fake_relay_say (desk->office.relay, text->str);
}

static gboolean
has_rows (gpointer data)
{
  Desk *desk = data;

  return foyer_history_group_get_n_rows (get_child (desk, "history")) == desk->n_rows;
}

static void
wait_for_rows (Desk *desk, guint n)
{
  desk->n_rows = n;
  bed_wait (has_rows, desk);
}

static void
its_history_is_paged (Desk *desk, gconstpointer data)
{
  open_window (desk, FOYER_ROLE_ADMIN, ONLINE);
  answer_history (desk, 0, 100, 30);
  wait_for_rows (desk, 30);
  office_click (desk->window, "Show Earlier");
  answer_history (desk, 71, 70, 3);
  wait_for_rows (desk, 33);
  g_assert_false (
      gtk_widget_is_visible (office_find (desk->window, GTK_TYPE_BUTTON, "Show Earlier")));
  g_assert_cmpstr (gtk_label_get_label (get_child (desk, "person")), ==, "bo@example.org");
  g_assert_cmpstr (gtk_label_get_label (get_child (desk, "app_version")), ==, "0.1.0");
}

static gboolean
is_unchanged (gpointer data)
{
  return !foyer_device_place_get_changed (data);
}

static void
assert_too_long_is_said (Desk *desk, FoyerDevicePlace *place)
{
  GtkWidget *name = office_child (place, FOYER_TYPE_DEVICE_PLACE, "name");
  g_autofree char *longest = g_strnfill (FOYER_LIMIT_NAME, 'n');
  g_autofree char *too_long = g_strnfill (FOYER_LIMIT_NAME + 1, 'n');

  gtk_editable_set_text (GTK_EDITABLE (name), too_long);
  g_assert_true (gtk_widget_get_visible (get_child (desk, "save")));
  g_assert_false (gtk_widget_is_sensitive (get_child (desk, "save")));
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (name)),
                   ==,
                   "This name is too long.");
  gtk_editable_set_text (GTK_EDITABLE (name), longest);
  g_assert_true (gtk_widget_is_sensitive (get_child (desk, "save")));
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (name)), ==, "Name");
}

static void
it_is_moved (Desk *desk, gconstpointer data)
{
  FoyerDevicePlace *place;
  g_autoptr (FoyerMessage) asked = NULL;

  open_window (desk, FOYER_ROLE_ADMIN, ONLINE);
  answer_history (desk, 0, 100, 1);
  place = get_child (desk, "place");
  g_assert_false (gtk_widget_get_visible (get_child (desk, "save")));
  /* Nobody would find it in a list. */
  gtk_editable_set_text (office_child (place, FOYER_TYPE_DEVICE_PLACE, "name"), "  ");
  g_assert_false (gtk_widget_get_visible (get_child (desk, "save")));
  adw_combo_row_set_selected (office_child (place, FOYER_TYPE_DEVICE_PLACE, "gates"), 1);
  assert_too_long_is_said (desk, place);
  gtk_editable_set_text (office_child (place, FOYER_TYPE_DEVICE_PLACE, "name"), "Door 2");
  /* News of the device leave alone what somebody is choosing. */
  office_say_device (&desk->office, ONLINE ",\"battery\":50");
  WAIT_UNTIL (foyer_device_item_get_device (desk->item)->battery == 50);
  office_click (desk->window, "Save Changes");
  asked = fake_relay_await (desk->office.relay, FOYER_MESSAGE_KIND_APPROVE_DEVICE);
  g_assert_cmpstr (foyer_message_get_string (asked, "device_id"), ==, OFFICE_DEVICE);
  g_assert_cmpstr (foyer_message_get_string (asked, "device_name"), ==, "Door 2");
  g_assert_cmpstr (foyer_message_get_string (asked, "gate"), ==, "South");
  g_assert_cmpstr (foyer_message_get_string (asked, "event_id"), ==, OFFICE_EVENT);
  g_assert_false (foyer_message_has (asked, "list_id"));
  office_say_done (&desk->office, asked->id);
  bed_wait (is_unchanged, place);
}

static gboolean
is_confirmed (gpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (GTK_WIDGET (window))) {
      adw_message_dialog_response (ADW_MESSAGE_DIALOG (window), "do");
      gtk_window_destroy (window);
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
says_wiped (gpointer data)
{
  return g_str_equal (adw_preferences_row_get_title (data), "Revoked and wiped");
}

static gboolean
shows_a_code (gpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (FOYER_IS_PAIR_WINDOW (window))
      return g_str_equal (gtk_stack_get_visible_child_name (
                              office_child (office_find (window, FOYER_TYPE_PAIR_CODE, NULL),
                                            FOYER_TYPE_PAIR_CODE,
                                            "stack")),
                          "code");
  }
  return FALSE;
}

static void
say_paired (Desk *desk, const char *re)
{
  g_autofree char *code = foyer_pairing_code_new (NULL);
  g_autofree char *text = g_strdup_printf ("FOYER:PAIR/%s/-/-/*127.0.0.1:7171", code);
  g_autoptr (GString) answer = g_string_new (NULL);

  foyer_wire_write_pairing_created (answer,
                                    re,
                                    text,
                                    code,
                                    g_get_real_time () + 60 * FOYER_TIME_SECOND);
  fake_relay_say (desk->office.relay, answer->str);
  bed_wait (shows_a_code, NULL);
}

static void
it_is_revoked_and_paired_again (Desk *desk, gconstpointer data)
{
  g_autoptr (FoyerMessage) revoked = NULL;
  g_autoptr (FoyerMessage) again = NULL;

  open_window (desk, FOYER_ROLE_ADMIN, ONLINE);
  answer_history (desk, 0, 100, 1);
  office_click (desk->window, "Revoke…");
  bed_wait (is_confirmed, NULL);
  revoked = fake_relay_await (desk->office.relay, FOYER_MESSAGE_KIND_REVOKE_DEVICE);
  g_assert_cmpstr (foyer_message_get_string (revoked, "device_id"), ==, OFFICE_DEVICE);
  office_say_done (&desk->office, revoked->id);
  office_say_device (&desk->office,
                     ",\"status\":\"revoked\",\"online\":false,"
                     "\"wiped_at\":\"2026-05-01T18:02:33.123Z\"");
  bed_wait (says_wiped, get_child (desk, "standing"));
  answer_history (desk, 0, 103, 4);
  wait_for_rows (desk, 4);
  g_assert_false (gtk_widget_get_visible (get_child (desk, "revoke_row")));
  g_assert_false (gtk_widget_get_visible (get_child (desk, "place")));
  office_click (desk->window, "Pair Again…");
  again = fake_relay_await (desk->office.relay, FOYER_MESSAGE_KIND_CREATE_PAIRING);
  g_assert_cmpstr (foyer_message_get_string (again, "device_id"), ==, OFFICE_DEVICE);
  g_assert_true (foyer_message_get_boolean (again, "approve"));
  say_paired (desk, again->id);
}

static void
who_only_watches_changes_nothing (Desk *desk, gconstpointer data)
{
  open_window (desk, FOYER_ROLE_STAFF, ONLINE);
  g_assert_false (gtk_widget_get_visible (get_child (desk, "place")));
  g_assert_false (gtk_widget_get_visible (get_child (desk, "save")));
  g_assert_false (gtk_widget_get_visible (get_child (desk, "actions")));
  g_assert_false (gtk_widget_get_visible (get_child (desk, "history")));
}

static void
each_standing_has_a_word_and_a_shape (Desk *desk, gconstpointer data)
{
  FoyerDevice devices[] = {
    { .status = FOYER_DEVICE_STATUS_APPROVED, .online = TRUE, .battery = FOYER_BATTERY_UNKNOWN },
    { .status = FOYER_DEVICE_STATUS_APPROVED },
    { .status = FOYER_DEVICE_STATUS_PENDING },
    { .status = FOYER_DEVICE_STATUS_REVOKED },
    { .status = FOYER_DEVICE_STATUS_REVOKED, .wiped_at = 1777658553500000 },
  };
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) icons = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++) {
    g_hash_table_add (words, (gpointer)foyer_device_text_word (&devices[i]));
    g_hash_table_add (icons, (gpointer)foyer_device_text_icon (&devices[i]));
  }
  g_assert_cmpuint (g_hash_table_size (words), ==, G_N_ELEMENTS (devices));
  g_assert_cmpuint (g_hash_table_size (icons), ==, G_N_ELEMENTS (devices));
}

static void
assert_trouble (const FoyerDevice *device, const char *expected)
{
  g_autofree char *trouble = foyer_device_text_trouble (device);
  g_autofree char *detail = foyer_device_text_detail (device, NULL, g_get_real_time ());

  g_assert_cmpstr (trouble, ==, expected);
  g_assert_true (g_str_has_prefix (detail, expected != NULL ? expected : "O"));
  g_assert_cmpint (g_str_equal (foyer_device_text_icon (device), "foyer-attention-symbolic"),
                   ==,
                   expected != NULL);
}

static void
what_is_wrong_at_a_desk_is_told (Desk *desk, gconstpointer data)
{
  FoyerDevice device = { .status = FOYER_DEVICE_STATUS_APPROVED,
                         .online = TRUE,
                         .staff_email = (char *)"bo@example.org",
                         .pending_scans = 2,
                         .battery = 21,
                         .clock_known = TRUE,
                         .clock_offset_ms = -FOYER_LIMIT_CLOCK_OFF_MS };

  assert_trouble (&device, NULL);
  device.pending_scans = 1237;
  device.battery = 20;
  device.clock_offset_ms--;
  assert_trouble (&device, "1237 scans wait · Wrong clock · Battery at 20 %");
  /* Nobody knows what became of its battery. */
  device.online = FALSE;
  device.clock_known = FALSE;
  device.pending_scans = 1;
  assert_trouble (&device, "1 scan waits");
  device.pending_scans = FOYER_PENDING_UNKNOWN;
  assert_trouble (&device, NULL);
}

static gboolean
says_what_is_wrong (gpointer data)
{
  return g_str_equal (adw_action_row_get_subtitle (data), "12 scans wait · Battery at 7 %");
}

static void
what_is_wrong_is_seen_while_it_happens (Desk *desk, gconstpointer data)
{
  open_window (desk, FOYER_ROLE_ADMIN, ONLINE);
  answer_history (desk, 0, 10, 1);
  wait_for_rows (desk, 1);
  office_say_device (&desk->office, ONLINE ",\"battery\":7,\"pending_scans\":12");
  bed_wait (says_what_is_wrong, get_child (desk, "standing"));
  bed_picture ("device-trouble");
}

static void
assert_text (char *text, const char *expected)
{
  g_autofree char *owned = text;

  g_assert_cmpstr (owned, ==, expected);
}

static void
assert_camera (const char *state, const char *expected)
{
  FoyerDevice device = { .online = TRUE, .camera_state = (char *)state };

  assert_text (foyer_device_text_camera (&device), expected);
}

static void
assert_clock (gint64 offset_ms, const char *expected)
{
  FoyerDevice device = { .online = TRUE, .clock_known = TRUE, .clock_offset_ms = offset_ms };

  assert_text (foyer_device_text_clock (&device), expected);
}

static void
what_a_desk_says_of_itself_is_told (Desk *desk, gconstpointer data)
{
  FoyerDevice gone = { .camera_state = (char *)"running",
                       .battery = 80,
                       .clock_known = TRUE,
                       .pending_scans = 4 };

  assert_camera ("running", "Running");
  assert_camera ("missing", "No camera");
  /* A word that another program says of its camera. */
  assert_camera ("upside down", "upside down");
  assert_clock (-999, "Right");
  assert_clock (1000, "1 second ahead");
  assert_clock (-119999, "119 seconds behind");
  assert_clock (120000, "2 minutes ahead");
  assert_clock (-G_GINT64_CONSTANT (7200000), "2 hours behind");
  assert_clock (G_GINT64_CONSTANT (86400000) * 400, "400 days ahead");
  /* Of one that is out of reach nobody knows it, but what it has not delivered. */
  assert_text (foyer_device_text_camera (&gone), NULL);
  assert_text (foyer_device_text_battery (&gone), NULL);
  assert_text (foyer_device_text_clock (&gone), NULL);
  assert_text (foyer_device_text_waiting (&gone), "4");
}

static gboolean
is_mapped (gpointer data)
{
  return gtk_widget_get_mapped (data);
}

static void
what_it_does_not_say_has_no_row (Desk *desk, gconstpointer data)
{
  GtkWidget *facts;

  open_window (desk, FOYER_ROLE_ADMIN, ONLINE);
  facts = get_child (desk, "facts");
  answer_history (desk, 0, 10, 1);
  wait_for_rows (desk, 1);
  g_assert_false (gtk_widget_get_visible (facts));
  office_say_device (&desk->office,
                     ONLINE ",\"battery\":81,\"camera\":{\"state\":\"running\",\"name\":"
                            "\"Integrated camera of the borrowed laptop\"},"
                            "\"pending_scans\":2,\"clock_offset_ms\":-1500");
  bed_wait (is_mapped, facts);
  bed_picture ("device-facts");
}

static void
devices_are_sorted (Desk *desk, gconstpointer data)
{
  FoyerDevice waiting = { .name = (char *)"Zoe", .status = FOYER_DEVICE_STATUS_PENDING };
  FoyerDevice second = { .name = (char *)"Desk 2", .status = FOYER_DEVICE_STATUS_APPROVED };
  FoyerDevice tenth = { .name = (char *)"Desk 10",
                        .status = FOYER_DEVICE_STATUS_APPROVED,
                        .online = TRUE };
  FoyerDevice revoked = { .name = (char *)"Ada", .status = FOYER_DEVICE_STATUS_REVOKED };

  g_assert_cmpint (foyer_device_text_compare (&waiting, &second), <, 0);
  g_assert_cmpint (foyer_device_text_compare (&second, &tenth), <, 0);
  g_assert_cmpint (foyer_device_text_compare (&tenth, &revoked), <, 0);
}

static void
add_test (const char *name, void (*test) (Desk *, gconstpointer), gboolean has_window)
{
  g_test_add (name, Desk, NULL, NULL, test, has_window ? desk_close : NULL);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  add_test ("/app/device-window/its-history-is-paged", its_history_is_paged, TRUE);
  add_test ("/app/device-window/it-is-moved", it_is_moved, TRUE);
  add_test ("/app/device-window/it-is-revoked-and-paired-again",
            it_is_revoked_and_paired_again,
            TRUE);
  add_test ("/app/device-window/who-only-watches-changes-nothing",
            who_only_watches_changes_nothing,
            TRUE);
  add_test ("/app/device-window/each-standing-has-a-word-and-a-shape",
            each_standing_has_a_word_and_a_shape,
            FALSE);
  add_test ("/app/device-window/what-is-wrong-at-a-desk-is-told",
            what_is_wrong_at_a_desk_is_told,
            FALSE);
  add_test ("/app/device-window/what-is-wrong-is-seen-while-it-happens",
            what_is_wrong_is_seen_while_it_happens,
            TRUE);
  add_test ("/app/device-window/what-a-desk-says-of-itself-is-told",
            what_a_desk_says_of_itself_is_told,
            FALSE);
  add_test ("/app/device-window/what-it-does-not-say-has-no-row",
            what_it_does_not_say_has_no_row,
            TRUE);
  add_test ("/app/device-window/devices-are-sorted", devices_are_sorted, FALSE);
  return g_test_run ();
}
