/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-entrance"

#include "config.h"

#include "app/foyer-browser-pane.h"
#include "app/foyer-entrance.h"
#include "app/foyer-pair-page.h"
#include "app/foyer-people-box.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-sign-in-page.h"

#include "base/foyer-uuid.h"
#include "bed.h"
#include "fake-relay.h"
#include "model/foyer-pairing.h"
#include "model/foyer-proof.h"
#include "session/foyer-identity-private.h"
#include "session/foyer-profile.h"
#include "session/foyer-session-private.h"
#include "wire/foyer-wire-identity.h"
#include "wire/foyer-wire-pairing.h"
#include "wire/foyer-wire-relay.h"
#include "wire/foyer-wire-sign-in.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <unistd.h>

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
  g_autofree char *name = foyer_uuid_new ();
  g_autoptr (FoyerProfile) profile = foyer_profile_new (name);

  /* Who was here before. */
  foyer_profile_set_setting (profile, "people", "mara@example.org\tMara Lind\nbo@example.org");
  door->relay = fake_relay_new (NULL);
  door->session = foyer_session_new (name);
  door->camera = foyer_camera_new ("videotestsrc is-live=true", FOYER_SYMBOLOGY_QR);
  door->entrance = foyer_entrance_new (door->session, door->camera);
  door->window = bed_show (GTK_WIDGET (door->entrance), 380, 700);
  bed_focus (door->window);
  foyer_entrance_open (door->entrance);
}

static void
door_tear_down (Door *door, gconstpointer data)
{
  gpointer weak[] = { door->camera, door->session };

  gtk_window_destroy (door->window);
  /* What was cancelled lets go of them only then. */
  for (guint i = 0; i < G_N_ELEMENTS (weak); i++) {
    GObject *object = weak[i];

    g_object_add_weak_pointer (object, &weak[i]);
    g_object_unref (object);
  }
  while (weak[0] != NULL || weak[1] != NULL)
    g_main_context_iteration (NULL, TRUE);
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

/* What the page for signing in asks first. */
static void
tell_provider (Door *door, const char *provider)
{
  g_autoptr (FoyerMessage) asked =
      fake_relay_await_visit (door->relay, FOYER_MESSAGE_KIND_GET_SIGN_IN_WAYS);
  FoyerSignInWays ways = { .relay = "fake",
                           .installation_id = DEVICE,
                           .server_time = g_get_real_time (),
                           .provider = provider,
                           .passphrase = TRUE };
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_sign_in_ways (text, &ways);
  fake_relay_answer (door->relay, 200, text->str);
}

static void
type_line (const char *text)
{
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  bed_type (line);
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
  type_line (fake_relay_get_address (door->relay));
  type_line (grouped);
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
  tell_provider (door, NULL);

  bed_type ("mara@example.org\n");
  bed_type ("seven green umbrellas\n");
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
  bed_type_by_hand ("\n");
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

static gboolean
is_visible (gpointer data)
{
  return gtk_widget_get_visible (data);
}

static gboolean
has_keyboard (gpointer data)
{
  return (gtk_widget_get_state_flags (data) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0;
}

/* Whose turn it is, is a suggestion: the passphrase is theirs to type. */
static void
who_was_here_need_not_type_their_address (Door *door, gconstpointer data)
{
  GtkWidget *people = get_child (door, FOYER_TYPE_SIGN_IN_PAGE, "people_box");
  GtkWidget *second;

  type_pairing (door);
  answer_standing (door, FOYER_DEVICE_STATUS_APPROVED);
  wait_for_page (door, "sign-in");
  tell_provider (door, NULL);
  g_assert_true (gtk_widget_get_visible (people));
  second = gtk_widget_get_last_child (gtk_widget_get_first_child (people));
  g_signal_emit_by_name (second, "clicked");
  g_assert_cmpstr (gtk_editable_get_text (get_child (door, FOYER_TYPE_SIGN_IN_PAGE, "email")),
                   ==,
                   "bo@example.org");
  bed_wait (has_keyboard, get_child (door, FOYER_TYPE_SIGN_IN_PAGE, "passphrase"));
}

/* The name is a label below the face. */
static GtkWidget *
get_name_of (GtkWidget *person)
{
  return gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (person)));
}

static gboolean
has_size (gpointer data)
{
  return gtk_widget_get_width (data) > 0;
}

static void
what_waits_is_told_to_who_comes_next (Door *door, gconstpointer data)
{
  GtkWidget *waiting = get_child (door, FOYER_TYPE_SIGN_IN_PAGE, "waiting");
  GtkWidget *people = get_child (door, FOYER_TYPE_SIGN_IN_PAGE, "people_box");
  GtkWidget *name;

  type_pairing (door);
  answer_standing (door, FOYER_DEVICE_STATUS_APPROVED);
  wait_for_page (door, "sign-in");
  tell_provider (door, NULL);
  g_assert_false (gtk_widget_get_visible (waiting));
  door->session->n_waiting = 2;
  foyer_session_notify (door->session, FOYER_SESSION_PROP_WAITING);
  g_assert_true (gtk_widget_get_visible (waiting));
  g_assert_true (g_str_has_prefix (gtk_label_get_label (GTK_LABEL (waiting)), "2 scans of this"));
  /* There is room for two names, and so they are whole. */
  name = get_name_of (gtk_widget_get_last_child (gtk_widget_get_first_child (people)));
  bed_wait (has_size, name);
  bed_picture ("sign-in-waiting");
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (name))));
  door->session->n_waiting = 0;
  foyer_session_notify (door->session, FOYER_SESSION_PROP_WAITING);
  g_assert_false (gtk_widget_get_visible (waiting));
}

static gboolean
is_waiting_for_browser (Door *door)
{
  GtkStack *stack = get_child (door, FOYER_TYPE_SIGN_IN_PAGE, "content");

  return g_str_equal (gtk_stack_get_visible_child_name (stack), "browser");
}

static gboolean
has_left_browser (gpointer data)
{
  return !is_waiting_for_browser (data);
}

static void
pair_approved (Door *door, const char *provider)
{
  type_pairing (door);
  answer_standing (door, FOYER_DEVICE_STATUS_APPROVED);
  wait_for_page (door, "sign-in");
  tell_provider (door, provider);
}

/* Whoever signs in with the provider may have begun to type. */
static void
what_was_typed_is_gone_with_the_page (Door *door, gconstpointer data)
{
  static const char *const secrets[] = { "passphrase", "invitation", "chosen", "again" };

  pair_approved (door, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    gtk_editable_set_text (get_child (door, FOYER_TYPE_SIGN_IN_PAGE, secrets[i]), "seven green");
  foyer_entrance_close (door->entrance);
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_cmpstr (gtk_editable_get_text (get_child (door, FOYER_TYPE_SIGN_IN_PAGE, secrets[i])),
                     ==,
                     "");
}

static void
begin_with_provider (Door *door)
{
  GtkWidget *page = find (GTK_WIDGET (door->entrance), FOYER_TYPE_SIGN_IN_PAGE);
  g_autoptr (FoyerMessage) asked = NULL;

  gtk_widget_activate_action (page, "sign-in.provider", NULL);
  g_assert_true (is_waiting_for_browser (door));
  give_challenge (door);
  asked = fake_relay_await_visit (door->relay, FOYER_MESSAGE_KIND_BEGIN_SIGN_IN);
}

static void
a_provider_is_offered_where_there_is_one (Door *door, gconstpointer data)
{
  GtkWidget *page = find (GTK_WIDGET (door->entrance), FOYER_TYPE_SIGN_IN_PAGE);
  GtkWidget *box = get_child (door, FOYER_TYPE_SIGN_IN_PAGE, "provider_box");
  FoyerProblemBox *problem = get_child (door, FOYER_TYPE_SIGN_IN_PAGE, "problem");

  g_assert_false (gtk_widget_get_visible (box));
  pair_approved (door, "Example");
  bed_wait (is_visible, box);
  g_assert_cmpstr (gtk_label_get_label (
                       get_child (door, FOYER_TYPE_SIGN_IN_PAGE, "provider_label")),
                   ==,
                   "Sign in with Example");
  gtk_widget_activate_action (page, "sign-in.switch", NULL);
  g_assert_false (gtk_widget_get_visible (box));
  gtk_widget_activate_action (page, "sign-in.switch", NULL);

  /* Whoever changes their mind is told nothing that they know. */
  begin_with_provider (door);
  bed_type_by_hand ("\x1b");
  bed_wait (has_left_browser, door);
  g_assert_cmpstr (foyer_problem_box_get_sentence (problem), ==, "");
}

static void
a_missing_browser_is_told (Door *door, gconstpointer data)
{
  FoyerProblemBox *problem = get_child (door, FOYER_TYPE_SIGN_IN_PAGE, "problem");
  g_autofree char *state = foyer_challenge_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  pair_approved (door, "Example");
  bed_wait (is_visible, get_child (door, FOYER_TYPE_SIGN_IN_PAGE, "provider_box"));
  begin_with_provider (door);
  foyer_wire_write_sign_in_begun (text, "https://localhost/", state, g_get_real_time ());
  fake_relay_answer (door->relay, 200, text->str);
  bed_wait (has_problem, problem);
  g_assert_false (is_waiting_for_browser (door));
  g_assert_cmpstr (foyer_problem_box_get_sentence (problem),
                   ==,
                   "This computer has no browser that could be opened.");
}

static gboolean
has_store (gpointer data)
{
  return ((FoyerSession *)data)->store != NULL;
}

static gboolean
is_silent (gpointer data)
{
  return !has_problem (data);
}

static gboolean
is_alone (gpointer data)
{
  return *(gpointer *)data == NULL;
}

/* Another window of the same profile has the file, and nobody is signed in here. */
static void
what_is_not_wiped_yet_is_told_until_it_is (Door *door, gconstpointer data)
{
  FoyerProblemBox *unwiped = get_child (door, FOYER_TYPE_ENTRANCE, "unwiped");
  gpointer other = foyer_session_new (foyer_profile_get_name (door->session->profile));

  foyer_session_store_open (other);
  bed_wait (has_store, other);
  foyer_profile_set_wipe_due (door->session->profile, TRUE);
  g_test_expect_message ("foyer-session-store", G_LOG_LEVEL_WARNING, "*Another Foyer*");
  foyer_session_wiping_go_on (door->session);
  bed_wait (has_problem, unwiped);
  g_test_assert_expected_messages ();
  g_assert_cmpstr (foyer_problem_box_get_sentence (unwiped),
                   ==,
                   "What this desk kept of guests is not wiped yet, which Foyer tries again as"
                   " long as it is open: Another Foyer is using what this desk keeps: close it"
                   " first.");
  bed_picture ("entrance-unwiped");
  /* Whichever page is seen. */
  gtk_widget_activate_action (GTK_WIDGET (door->entrance), "entrance.token", NULL);
  wait_for_page (door, "token");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (unwiped)));
  g_object_add_weak_pointer (other, &other);
  g_object_unref (other);
  bed_wait (is_alone, &other);
  foyer_session_store_open (door->session);
  bed_wait (is_silent, unwiped);
  g_assert_false (foyer_profile_is_wipe_due (door->session->profile));
}

/* It was restored to a state of before: neither a passphrase nor waiting helps. */
static void
a_relay_that_does_not_know_the_device_is_told (Door *door, gconstpointer data)
{
  FoyerProblemBox *problem = get_child (door, FOYER_TYPE_SIGN_IN_PAGE, "problem");
  g_autoptr (FoyerMessage) asked = NULL;

  pair_approved (door, NULL);
  foyer_identity_watch (foyer_session_get_identity (door->session), TRUE);
  give_challenge (door);
  asked = fake_relay_await_visit (door->relay, FOYER_MESSAGE_KIND_GET_DEVICE_STATUS);
  refuse (door, 401, FOYER_ERROR_SIGNED_OUT);
  bed_wait (has_problem, problem);
  g_assert_nonnull (strstr (foyer_problem_box_get_sentence (problem), "pair the device again"));
}

static void
add_test (const char *name, void (*test) (Door *, gconstpointer))
{
  g_test_add (name, Door, NULL, door_set_up, test, door_tear_down);
}

/* Whoever runs this may have a browser, and none of them is to open: of all that is installed only
 * what windows are drawn with is there. It goes away with the desktop. */
static void
hide_browsers (void)
{
  static const char *const names[] = { "fonts", "glib-2.0", "icons", "mime", "themes" };
  g_autofree char *folder = g_build_filename (g_getenv ("FOYER_DESKTOP"), "shared", NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *target = g_build_filename ("/usr/share", names[i], NULL);
    g_autofree char *link = g_build_filename (folder, names[i], NULL);

    g_assert_cmpint (symlink (target, link), ==, 0);
  }
  g_setenv ("XDG_DATA_DIRS", folder, TRUE);
}

int
main (int argc, char *argv[])
{
  hide_browsers ();
  bed_init (&argc, &argv);
  add_test ("/app/entrance/leads-from-a-code-to-signing-in", leads_from_a_code_to_signing_in);
  add_test ("/app/entrance/an-old-code-is-explained", an_old_code_is_explained);
  add_test ("/app/entrance/the-camera-runs-only-while-it-is-needed",
            the_camera_runs_only_while_it_is_needed);
  add_test ("/app/entrance/an-invitation-wants-one-passphrase-twice",
            an_invitation_wants_one_passphrase_twice);
  add_test ("/app/entrance/what-waits-is-told-to-who-comes-next",
            what_waits_is_told_to_who_comes_next);
  add_test ("/app/entrance/who-was-here-need-not-type-their-address",
            who_was_here_need_not_type_their_address);
  add_test ("/app/entrance/what-was-typed-is-gone-with-the-page",
            what_was_typed_is_gone_with_the_page);
  add_test ("/app/entrance/a-provider-is-offered-where-there-is-one",
            a_provider_is_offered_where_there_is_one);
  add_test ("/app/entrance/a-missing-browser-is-told", a_missing_browser_is_told);
  add_test ("/app/entrance/what-is-not-wiped-yet-is-told-until-it-is",
            what_is_not_wiped_yet_is_told_until_it_is);
  add_test ("/app/entrance/a-relay-that-does-not-know-the-device-is-told",
            a_relay_that_does_not_know_the_device_is_told);
  return g_test_run ();
}
