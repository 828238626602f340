/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-entrance"

#include "config.h"

#include "app/foyer-entrance.h"
#include "app/foyer-pair-page.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-sign-in-page.h"

#include "base/foyer-uuid.h"
#include "bed.h"
#include "fake-relay.h"
#include "model/foyer-pairing.h"
#include "model/foyer-proof.h"
#include "wire/foyer-wire-identity.h"
#include "wire/foyer-wire-pairing.h"
#include "wire/foyer-wire-relay.h"

#include <adwaita.h>

/* The way from the first start to signing in, worked with the keyboard, against a relay that the
 * test plays. */

#define DEVICE "1e2f3a4b-5c6d-4e7f-8091-a2b3c4d5e6f7"

typedef struct {
  FakeRelay *relay;
  FoyerSession *session;
  FoyerCamera *camera;
  FoyerEntrance *entrance;
  GtkWindow *window;
  const char *page;
} Door;

static void
door_set_up (Door *door, gconstpointer data)
{
  g_autofree char *profile = foyer_uuid_new ();

  door->relay = fake_relay_new (NULL);
  door->session = foyer_session_new (profile);
  door->camera = foyer_camera_new ("videotestsrc is-live=true", FOYER_SYMBOLOGY_QR);
  door->entrance = foyer_entrance_new (door->session, door->camera);
  door->window = bed_show (GTK_WIDGET (door->entrance), 380, 700);
  bed_focus (door->window);
  foyer_entrance_open (door->entrance);
}

static void
door_tear_down (Door *door, gconstpointer data)
{
  gpointer weak = door->camera;

  gtk_window_destroy (door->window);
  g_object_add_weak_pointer (G_OBJECT (door->camera), &weak);
  g_object_unref (door->camera);
  while (weak != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (door->session);
  fake_relay_free (door->relay);
}

static gpointer
find (GtkWidget *root, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    gpointer found = find (child, type);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static gpointer
get_child (Door *door, GType type, const char *name)
{
  GtkWidget *page = find (GTK_WIDGET (door->entrance), type);

  return gtk_widget_get_template_child (page, type, name);
}

static gboolean
is_on_page (gpointer data)
{
  Door *door = data;
  GtkStack *pages = get_child (door, FOYER_TYPE_ENTRANCE, "pages");

  return g_str_equal (gtk_stack_get_visible_child_name (pages), door->page);
}

static void
wait_for_page (Door *door, const char *page)
{
  door->page = page;
  bed_wait (is_on_page, door);
}

static gboolean
has_problem (gpointer data)
{
  return *foyer_problem_box_get_sentence (data) != '\0';
}

static void
answer_standing (Door *door, FoyerDeviceStatus status)
{
  FoyerDevice fields = { .id = (char *)DEVICE, .name = (char *)"Door 1", .status = status };
  g_autoptr (FoyerDevice) device = foyer_device_new (&fields);
  FoyerEnrolment enrolment_fields = { .device = device,
                                      .event_name = (char *)"Gala",
                                      .event_id = (char *)DEVICE,
                                      .installation_id = (char *)DEVICE,
                                      .relay = (char *)"fake" };
  g_autoptr (FoyerEnrolment) enrolment = foyer_enrolment_new (&enrolment_fields);
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_device_enrolled (text, enrolment);
  fake_relay_answer (door->relay, 200, text->str);
}

static void
refuse (Door *door, guint status, FoyerError code)
{
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_error (text, NULL, code, "No.");
  fake_relay_answer (door->relay, status, text->str);
}

static void
give_challenge (Door *door)
{
  g_autoptr (FoyerMessage) asked =
      fake_relay_await_visit (door->relay, FOYER_MESSAGE_KIND_GET_CHALLENGE);
  g_autofree char *challenge = foyer_challenge_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_challenge (text, challenge, 0);
  fake_relay_answer (door->relay, 200, text->str);
}

/* Address, code, and what comes of it. */
static void
type_pairing (Door *door)
{
  g_autofree char *code = foyer_pairing_code_new (NULL);
  g_autofree char *grouped = foyer_pairing_code_group (code);
  g_autoptr (FoyerMessage) asked = NULL;

  gtk_widget_activate_action (GTK_WIDGET (door->entrance), "entrance.type", NULL);
  wait_for_page (door, "pair");
  bed_type_line (fake_relay_get_address (door->relay), "2");
  bed_type_line (grouped, "2");
  asked = fake_relay_await_visit (door->relay, FOYER_MESSAGE_KIND_ENROL_DEVICE);
  g_assert_cmpstr (foyer_message_get_string (asked, "code"), ==, code);
}

static void
leads_from_a_code_to_signing_in (Door *door, gconstpointer data)
{
  FoyerProblemBox *problem;
  g_autoptr (FoyerMessage) status = NULL;
  g_autoptr (FoyerMessage) asked = NULL;

  wait_for_page (door, "welcome");
  type_pairing (door);
  answer_standing (door, FOYER_DEVICE_STATUS_PENDING);
  wait_for_page (door, "waiting");
  foyer_identity_check (foyer_session_get_identity (door->session));
  give_challenge (door);
  status = fake_relay_await_visit (door->relay, FOYER_MESSAGE_KIND_GET_DEVICE_STATUS);
  answer_standing (door, FOYER_DEVICE_STATUS_APPROVED);
  wait_for_page (door, "sign-in");
  g_assert_cmpstr (gtk_label_get_label (get_child (door, FOYER_TYPE_SIGN_IN_PAGE, "where")),
                   ==,
                   "Gala · Door 1");

  bed_type_line ("mara@example.org", "2");
  bed_type_line ("seven green umbrellas", "2");
  give_challenge (door);
  asked = fake_relay_await_visit (door->relay, FOYER_MESSAGE_KIND_SIGN_IN_WITH_PASSPHRASE);
  g_assert_cmpstr (foyer_message_get_string (asked, "passphrase"), ==, "seven green umbrellas");
  refuse (door, 401, FOYER_ERROR_SIGNED_OUT);
  problem = get_child (door, FOYER_TYPE_SIGN_IN_PAGE, "problem");
  bed_wait (has_problem, problem);
  g_assert_cmpstr (foyer_problem_box_get_sentence (problem),
                   ==,
                   "The address and the passphrase do not go together.");
}

static void
an_old_code_is_explained (Door *door, gconstpointer data)
{
  FoyerProblemBox *problem;

  type_pairing (door);
  refuse (door, 401, FOYER_ERROR_SIGNED_OUT);
  problem = get_child (door, FOYER_TYPE_PAIR_PAGE, "problem");
  bed_wait (has_problem, problem);
  g_assert_true (g_str_has_prefix (foyer_problem_box_get_sentence (problem), "This code was used"));
  gtk_widget_activate_action (GTK_WIDGET (door->entrance), "entrance.back", NULL);
  wait_for_page (door, "welcome");
}

static void
the_camera_runs_only_while_it_is_needed (Door *door, gconstpointer data)
{
  g_assert_false (foyer_camera_get_active (door->camera));
  /* The first choice has the keyboard. */
  bed_run ("xdotool", "key", "Return", NULL);
  wait_for_page (door, "pair");
  g_assert_true (foyer_camera_get_active (door->camera));
  gtk_widget_activate_action (GTK_WIDGET (door->entrance), "entrance.back", NULL);
  g_assert_false (foyer_camera_get_active (door->camera));
}

static void
enter_in_invitation (Door *door, const char *name, const char *text)
{
  gtk_editable_set_text (get_child (door, FOYER_TYPE_SIGN_IN_PAGE, name), text);
}

static void
an_invitation_wants_one_passphrase_twice (Door *door, gconstpointer data)
{
  GtkWidget *page = find (GTK_WIDGET (door->entrance), FOYER_TYPE_SIGN_IN_PAGE);
  FoyerProblemBox *problem = get_child (door, FOYER_TYPE_SIGN_IN_PAGE, "problem");

  gtk_widget_activate_action (page, "sign-in.switch", NULL);
  enter_in_invitation (door, "invitation", "ABCD EFGH IJKL MNOP");
  enter_in_invitation (door, "chosen", "short");
  gtk_widget_activate_action (page, "sign-in.submit", NULL);
  g_assert_cmpstr (foyer_problem_box_get_sentence (problem),
                   ==,
                   "The passphrase is too short: it needs at least six characters.");
  enter_in_invitation (door, "chosen", "seven green umbrellas");
  enter_in_invitation (door, "again", "seven green umbrella");
  gtk_widget_activate_action (page, "sign-in.submit", NULL);
  g_assert_cmpstr (foyer_problem_box_get_sentence (problem),
                   ==,
                   "The two passphrases are not the same.");
  enter_in_invitation (door, "again", "seven green umbrellas");
  gtk_widget_activate_action (page, "sign-in.submit", NULL);
  bed_wait (has_problem, problem);
  g_assert_cmpstr (foyer_problem_box_get_sentence (problem),
                   ==,
                   "Pair this device with a relay first.");
}

static void
add_test (const char *name, void (*test) (Door *, gconstpointer))
{
  g_test_add (name, Door, NULL, door_set_up, test, door_tear_down);
}

int
main (int argc, char *argv[])
{
  bed_init (&argc, &argv);
  add_test ("/app/entrance/leads-from-a-code-to-signing-in", leads_from_a_code_to_signing_in);
  add_test ("/app/entrance/an-old-code-is-explained", an_old_code_is_explained);
  add_test ("/app/entrance/the-camera-runs-only-while-it-is-needed",
            the_camera_runs_only_while_it_is_needed);
  add_test ("/app/entrance/an-invitation-wants-one-passphrase-twice",
            an_invitation_wants_one_passphrase_twice);
  return g_test_run ();
}
