/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-own-device-window.h"

#include "base/foyer-uuid.h"
#include "bed.h"
#include "session/foyer-profile.h"

/* What a desk tells of itself. */

#define DEVICE "1e2f3a4b-5c6d-4e7f-8091-a2b3c4d5e6f7"
#define PIN    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

typedef struct {
  FoyerProfile *profile;
  FoyerSession *session;
  FoyerOwnDeviceWindow *window;
} Desk;

static void
desk_set_up (Desk *desk, gconstpointer is_paired)
{
  static const char *const settings[][2] = {
    { "device", DEVICE },        { "device-status", "approved" },
    { "device-name", "Door 1" }, { "device-gate", "North" },
    { "device-event", "Gala" },  { "addresses", "wss://192.0.2.7:8443#" PIN },
  };
  g_autofree char *name = foyer_uuid_new ();

  desk->profile = foyer_profile_new (name);
  for (guint i = 0; is_paired != NULL && i < G_N_ELEMENTS (settings); i++)
    foyer_profile_set_setting (desk->profile, settings[i][0], settings[i][1]);
  g_clear_object (&desk->profile);
  desk->session = foyer_session_new (name);
  desk->window = foyer_own_device_window_new (desk->session, NULL);
}

static void
desk_tear_down (Desk *desk, gconstpointer data)
{
  gpointer weak = desk->session;

  /* The question lets go of it when it has closed. */
  g_object_add_weak_pointer (G_OBJECT (desk->session), &weak);
  g_object_unref (desk->session);
  while (weak != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gpointer
get_child (Desk *desk, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (desk->window),
                                        FOYER_TYPE_OWN_DEVICE_WINDOW,
                                        name);
}

static void
assert_tells (Desk *desk, const char *row, const char *text)
{
  g_assert_true (gtk_widget_get_visible (get_child (desk, row)));
  g_assert_cmpstr (adw_action_row_get_subtitle (get_child (desk, row)), ==, text);
}

static gboolean
is_mapped (gpointer data)
{
  return gtk_widget_get_mapped (data);
}

static void
tells_what_the_relay_knows (Desk *desk, gconstpointer data)
{
  int least;

  assert_tells (desk, "name", "Door 1");
  assert_tells (desk, "status", "Approved");
  assert_tells (desk, "place", "Gala");
  assert_tells (desk, "gate", "North");
  assert_tells (desk, "key", "In the keyring of this computer");
  assert_tells (desk, "id", DEVICE);
  assert_tells (desk, "address", "wss://192.0.2.7:8443");
  assert_tells (desk,
                "fingerprint",
                "0011 2233 4455 6677 8899 aabb ccdd eeff 0011 2233 4455 6677 8899 aabb ccdd eeff");
  assert_tells (desk, "version", FOYER_VERSION);
  gtk_window_present (GTK_WINDOW (desk->window));
  bed_wait (is_mapped, desk->window);
  gtk_widget_measure (GTK_WIDGET (desk->window),
                      GTK_ORIENTATION_HORIZONTAL,
                      -1,
                      &least,
                      NULL,
                      NULL,
                      NULL);
  g_assert_cmpint (least, <=, 380);
  gtk_window_destroy (GTK_WINDOW (desk->window));
}

static GtkWindow *
find_question (Desk *desk)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (gtk_window_get_transient_for (window) == GTK_WINDOW (desk->window))
      return window;
  }
  return NULL;
}

/* Nothing of the relay is left: this is a new device. */
static void
forgets_its_relay (Desk *desk, gconstpointer data)
{
  FoyerIdentity *identity = foyer_session_get_identity (desk->session);
  GtkWindow *question;

  gtk_window_present (GTK_WINDOW (desk->window));
  bed_wait (is_mapped, desk->window);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "own-device.forget", NULL);
  question = find_question (desk);
  g_assert_nonnull (question);
  g_assert_cmpint (foyer_identity_get_state (identity), ==, FOYER_IDENTITY_STATE_APPROVED);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "do");
  g_assert_cmpint (foyer_identity_get_state (identity), ==, FOYER_IDENTITY_STATE_NEW);
  g_assert_null (foyer_identity_get_device_id (identity));
  g_assert_null (foyer_session_get_address (desk->session));
}

static void
says_that_nobody_knows_it (Desk *desk, gconstpointer data)
{
  assert_tells (desk, "status", "Not paired with a relay");
  g_assert_false (gtk_widget_get_visible (get_child (desk, "relay_group")));
  g_assert_false (gtk_widget_get_visible (get_child (desk, "key")));
  g_assert_false (gtk_widget_get_visible (get_child (desk, "id")));
  gtk_window_destroy (GTK_WINDOW (desk->window));
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  g_test_add ("/app/own-device/tells-what-the-relay-knows",
              Desk,
              "paired",
              desk_set_up,
              tells_what_the_relay_knows,
              desk_tear_down);
  g_test_add ("/app/own-device/forgets-its-relay",
              Desk,
              "paired",
              desk_set_up,
              forgets_its_relay,
              desk_tear_down);
  g_test_add ("/app/own-device/says-that-nobody-knows-it",
              Desk,
              NULL,
              desk_set_up,
              says_that_nobody_knows_it,
              desk_tear_down);
  return g_test_run ();
}
