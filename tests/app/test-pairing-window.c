/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-pairing-window"

#include "config.h"

#include "app/foyer-pair-code.h"
#include "app/foyer-pair-window.h"
#include "app/foyer-pending-group.h"

#include "base/foyer-uuid.h"
#include "bed.h"
#include "fake-relay.h"
#include "model/foyer-pairing.h"
#include "wire/foyer-wire-pairing.h"
#include "wire/foyer-wire-relay.h"

#include <adwaita.h>

/* What admins do with devices, at a relay that the test plays: showing a code, and approving who
 * used it. */

#define DEVICE "1e2f3a4b-5c6d-4e7f-8091-a2b3c4d5e6f7"
#define EVENT  "6d1b3f0e-4a52-4c1a-9b3e-0a4a1c2d3e4f"

typedef struct {
  FakeRelay *relay;
  FoyerSession *session;
  GtkWindow *window;
  FoyerPendingGroup *group;
  GAsyncResult *result;
} Office;

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Office *)data)->result = g_object_ref (result);
}

static void
say_hello (Office *office)
{
  FoyerStaff staff_fields = { .email = (char *)"admin@example.org", .role = FOYER_ROLE_ADMIN };
  FoyerDevice device_fields = { .id = (char *)EVENT,
                                .name = (char *)"Office",
                                .status = FOYER_DEVICE_STATUS_APPROVED };
  g_autoptr (FoyerStaff) staff = foyer_staff_new (&staff_fields);
  g_autoptr (FoyerDevice) device = foyer_device_new (&device_fields);
  g_autoptr (GPtrArray) events = g_ptr_array_new ();
  FoyerHello hello = { .protocol = FOYER_PROTOCOL,
                       .relay = (char *)"fake",
                       .server_time = g_get_real_time (),
                       .staff = staff,
                       .device = device,
                       .events = events };
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_hello (text, &hello);
  fake_relay_say (office->relay, text->str);
}

static void
office_set_up (Office *office, gconstpointer data)
{
  g_autofree char *profile = foyer_uuid_new ();
  g_autoptr (GAsyncResult) result = NULL;
  GtkWidget *box;

  office->relay = fake_relay_new (NULL);
  office->session = foyer_session_new (profile);
  foyer_session_sign_in_async (office->session,
                               fake_relay_get_address (office->relay),
                               "good-token",
                               FALSE,
                               NULL,
                               on_ready,
                               office);
  WAIT_UNTIL (fake_relay_is_connected (office->relay));
  say_hello (office);
  WAIT_UNTIL (office->result != NULL);
  result = g_steal_pointer (&office->result);
  g_assert_true (foyer_session_sign_in_finish (office->session, result, NULL));
  office->group = g_object_new (FOYER_TYPE_PENDING_GROUP, NULL);
  foyer_pending_group_set_session (office->group, office->session);
  /* Alone it is not to be seen. */
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (office->group));
  office->window = bed_show (box, 380, 400);
}

static void
office_tear_down (Office *office, gconstpointer data)
{
  gtk_window_destroy (office->window);
  g_assert_finalize_object (office->session);
  fake_relay_free (office->relay);
}

static void
say_device_of (Office *office, const char *id, const char *status)
{
  g_autofree char *text =
      g_strdup_printf ("{\"type\":\"device_status\",\"devices\":[{\"id\":\"%s\","
                       "\"name\":\"Laptop 7\",\"status\":\"%s\","
                       "\"online\":false}]}",
                       id,
                       status);

  fake_relay_say (office->relay, text);
}

static void
say_device (Office *office, const char *status)
{
  say_device_of (office, DEVICE, status);
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

static GtkWidget *
find (GtkWidget *root, GType type, const char *label)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type) &&
      (label == NULL || g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), label) == 0))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, type, label);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static void
a_new_device_is_approved (Office *office, gconstpointer data)
{
  g_autoptr (FoyerMessage) asked = NULL;
  g_autofree char *done = NULL;

  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (office->group)));
  say_device (office, "pending");
  bed_wait (is_seen, office->group);
  g_signal_emit_by_name (find (GTK_WIDGET (office->group), GTK_TYPE_BUTTON, "Approve"), "clicked");
  asked = fake_relay_await (office->relay, FOYER_MESSAGE_KIND_APPROVE_DEVICE);
  g_assert_cmpstr (foyer_message_get_string (asked, "device_id"), ==, DEVICE);
  g_assert_cmpstr (foyer_message_get_string (asked, "device_name"), ==, "Laptop 7");
  g_assert_false (foyer_message_has (asked, "gate"));
  done = g_strdup_printf ("{\"type\":\"done\",\"re\":\"%s\"}", asked->id);
  fake_relay_say (office->relay, done);
  say_device (office, "approved");
  bed_wait (is_hidden, office->group);
}

static gpointer
get_part (gpointer window, const char *name)
{
  GtkWidget *code = find (window, FOYER_TYPE_PAIR_CODE, NULL);

  return gtk_widget_get_template_child (code, FOYER_TYPE_PAIR_CODE, name);
}

static gboolean
shows_code (gpointer data)
{
  GtkStack *stack = get_part (data, "stack");

  return g_str_equal (gtk_stack_get_visible_child_name (stack), "code");
}

/* Returns: (transfer full): the code that the relay gives */
static char *
answer_pairing (Office *office)
{
  g_autoptr (FoyerMessage) asked =
      fake_relay_await (office->relay, FOYER_MESSAGE_KIND_CREATE_PAIRING);
  g_autofree char *code = foyer_pairing_code_new (NULL);
  g_autofree char *text = g_strdup_printf ("FOYER:PAIR/%s/-/-/*127.0.0.1:7171", code);
  g_autoptr (GString) answer = g_string_new (NULL);

  g_assert_false (foyer_message_get_boolean (asked, "approve"));
  foyer_wire_write_pairing_created (answer,
                                    asked->id,
                                    text,
                                    code,
                                    g_get_real_time () + 15 * 60 * FOYER_TIME_SECOND);
  fake_relay_say (office->relay, answer->str);
  return foyer_pairing_code_group (code);
}

static void
a_code_is_shown_to_be_scanned_and_typed (Office *office, gconstpointer data)
{
  FoyerPairWindow *window = foyer_pair_window_new (office->session, NULL, office->window);
  g_autofree char *code = NULL;
  g_autofree char *next = NULL;

  say_device (office, "approved");
  gtk_window_present (GTK_WINDOW (window));
  code = answer_pairing (office);
  bed_wait (shows_code, window);
  g_assert_cmpstr (gtk_label_get_label (get_part (window, "code")), ==, code);
  g_assert_cmpstr (gtk_label_get_label (get_part (window, "address")),
                   ==,
                   "Address: 127.0.0.1:7171");
  g_assert_cmpstr (gtk_label_get_label (get_part (window, "countdown")),
                   ==,
                   "Good for 15 more minutes");

  /* What one device has used is shown to no other. */
  say_device_of (office, EVENT, "approved");
  next = answer_pairing (office);
  bed_wait (shows_code, window);
  g_assert_cmpstr (gtk_label_get_label (get_part (window, "code")), ==, next);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
add_test (const char *name, void (*test) (Office *, gconstpointer))
{
  g_test_add (name, Office, NULL, office_set_up, test, office_tear_down);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  add_test ("/app/pairing-window/a-new-device-is-approved", a_new_device_is_approved);
  add_test ("/app/pairing-window/a-code-is-shown-to-be-scanned-and-typed",
            a_code_is_shown_to_be_scanned_and_typed);
  return g_test_run ();
}
