/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-host"

#include "config.h"

#include "stage.h"

#include "base/foyer-uuid.h"
#include "session/foyer-session-private.h"
#include "session/foyer-ticket-file.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* An event that this computer hosts, with a real relay and its private PostgreSQL. */

#define EMAIL      "mara@example.org"
#define PASSPHRASE "seven green umbrellas"

typedef struct {
  char *profile;
  FoyerSession *session;
  FoyerHost *host;
  GAsyncResult *result;
} Desk;

static void
desk_open (Desk *desk)
{
  desk->session = foyer_session_new (desk->profile);
  desk->host = foyer_session_get_host (desk->session);
}

static Desk *
desk_new (void)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->profile = foyer_uuid_new ();
  desk_open (desk);
  return desk;
}

static void
desk_free (Desk *desk)
{
  g_clear_object (&desk->session);
  g_free (desk->profile);
  g_free (desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  Desk *desk = data;

  desk->result = g_object_ref (result);
}

static GAsyncResult *
await (Desk *desk)
{
  while (desk->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&desk->result);
}

/* Returns: the relay that this program started; 0 where none runs */
static pid_t
find_relay (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename ("/proc", name, "stat", NULL);
    g_autofree char *text = NULL;
    const char *behind;
    int parent;
    char state;

    if (!g_ascii_isdigit (*name) || !g_file_get_contents (path, &text, NULL, NULL) ||
        strstr (text, "(foyer-relay)") == NULL)
      continue;
    behind = strrchr (text, ')');
    if (sscanf (behind + 1, " %c %d", &state, &parent) == 2 && parent == getpid () && state != 'Z')
      return atoi (name);
  }
  return 0;
}

static void
set_up (Desk *desk, const FoyerHostPlan *plan)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  foyer_host_set_up_async (desk->host, plan, NULL, on_ready, desk);
  result = await (desk);
  foyer_host_set_up_finish (desk->host, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (foyer_host_get_state (desk->host), ==, FOYER_HOST_STATE_OPEN);
  g_assert_null (foyer_host_get_step (desk->host));
  WAIT_UNTIL (foyer_session_get_event (desk->session) != NULL);
}

static void
set_up_gala (Desk *desk)
{
  static const char table[] = "Name,Ticket type,E-mail\n"
                              "Ana,VIP,ana@example.org\n"
                              "Ben,Day,not an address\n"
                              "Cy,Day,cy@example.org\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (table, strlen (table));
  FoyerHostPlan plan = { .event_name = "Gala",
                         .time_zone = "Europe/Berlin",
                         .date = "2026-05-01",
                         .email = EMAIL,
                         .passphrase = PASSPHRASE,
                         .table = bytes };

  set_up (desk, &plan);
}

static void
close_host (Desk *desk)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  foyer_host_close_async (desk->host, FALSE, on_ready, desk);
  result = await (desk);
  foyer_host_close_finish (desk->host, result, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (foyer_host_get_state (desk->host), ==, FOYER_HOST_STATE_CLOSED);
  g_assert_cmpint (find_relay (), ==, 0);
}

/* Returns: (transfer full): the copy of the database */
static char *
close_host_with_copy (Desk *desk)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *copy = NULL;

  foyer_host_close_async (desk->host, TRUE, on_ready, desk);
  result = await (desk);
  foyer_host_close_finish (desk->host, result, &copy, &error);
  g_assert_no_error (error);
  g_assert_cmpint (foyer_host_get_state (desk->host), ==, FOYER_HOST_STATE_CLOSED);
  g_assert_cmpint (find_relay (), ==, 0);
  return copy;
}

static FoyerTicketTable *
list_tickets (Desk *desk)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FoyerTicketTable *table;

  foyer_host_list_tickets_async (desk->host, NULL, on_ready, desk);
  result = await (desk);
  table = foyer_host_list_tickets_finish (desk->host, result, &error);
  g_assert_no_error (error);
  return table;
}

static void
check_in (Desk *desk, const char *code)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;

  foyer_session_submit_async (desk->session, code, FOYER_DIRECTION_ENTRY, NULL, on_ready, desk);
  result = await (desk);
  verdict = foyer_session_submit_finish (desk->session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
}

static void
assert_signed_in (Desk *desk)
{
  WAIT_UNTIL (foyer_session_get_state (desk->session) == FOYER_SESSION_STATE_ONLINE);
  g_assert_cmpstr (foyer_session_get_staff (desk->session)->email, ==, EMAIL);
  g_assert_cmpint (foyer_session_get_staff (desk->session)->role, ==, FOYER_ROLE_ADMIN);
}

static void
test_an_event_begins_and_survives_its_relay (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *address = NULL;
  g_autoptr (FoyerTicketTable) table = NULL;

  set_up_gala (desk);
  assert_signed_in (desk);
  g_assert_cmpstr (foyer_session_get_event (desk->session)->name, ==, "Gala");
  g_assert_cmpint (foyer_session_get_counts (desk->session)->tickets, ==, 2);
  address = foyer_identity_get_address (foyer_session_get_identity (desk->session));
  g_assert_true (g_str_has_prefix (address, "wss://127.0.0.1:"));
  g_assert_nonnull (strchr (address, '#'));

  table = list_tickets (desk);
  g_assert_cmpuint (table->rows->len, ==, 2);
  g_assert_cmpuint (table->refused->len, ==, 0);
  check_in (desk, ((FoyerTicketRow *)g_ptr_array_index (table->rows, 0))->code);

  kill (find_relay (), SIGKILL);
  WAIT_UNTIL (foyer_host_get_state (desk->host) == FOYER_HOST_STATE_TROUBLED);
  WAIT_UNTIL (foyer_host_get_state (desk->host) == FOYER_HOST_STATE_OPEN);
  WAIT_UNTIL (foyer_session_get_state (desk->session) == FOYER_SESSION_STATE_ONLINE);
  check_in (desk, ((FoyerTicketRow *)g_ptr_array_index (table->rows, 1))->code);
  close_host (desk);
}

static void
resume (Desk *desk)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  foyer_host_resume_async (desk->host, on_ready, desk);
  result = await (desk);
  foyer_host_resume_finish (desk->host, result, &error);
  g_assert_no_error (error);
}

static void
test_an_event_goes_on_after_a_restart (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  set_up_gala (desk);
  stage_end (&desk->session, desk->profile);
  desk_open (desk);
  g_assert_cmpint (foyer_host_get_state (desk->host), ==, FOYER_HOST_STATE_CLOSED);
  resume (desk);
  g_assert_cmpint (foyer_host_get_state (desk->host), ==, FOYER_HOST_STATE_OPEN);
  foyer_session_restore_async (desk->session, NULL, on_ready, desk);
  result = await (desk);
  foyer_session_restore_finish (desk->session, result, &error);
  g_assert_no_error (error);
  assert_signed_in (desk);
  close_host (desk);
}

static void
test_an_event_is_opened_again (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (GAsyncResult) reopened = NULL;
  g_autoptr (GAsyncResult) entered = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  set_up_gala (desk);
  close_host (desk);
  g_assert_cmpint (foyer_identity_get_state (foyer_session_get_identity (desk->session)),
                   ==,
                   FOYER_IDENTITY_STATE_NEW);
  g_assert_null (foyer_session_get_address (desk->session));
  resume (desk);
  g_assert_cmpint (foyer_host_get_state (desk->host), ==, FOYER_HOST_STATE_CLOSED);
  name = foyer_host_get_event_name (desk->host);
  g_assert_cmpstr (name, ==, "Gala");

  foyer_host_reopen_async (desk->host, NULL, on_ready, desk);
  reopened = await (desk);
  foyer_host_reopen_finish (desk->host, reopened, &error);
  g_assert_no_error (error);
  foyer_session_enter_async (desk->session, EMAIL, PASSPHRASE, NULL, on_ready, desk);
  entered = await (desk);
  foyer_session_enter_finish (desk->session, entered, &error);
  g_assert_no_error (error);
  assert_signed_in (desk);
  close_host (desk);
}

/* The other laptops work with it, whatever this desk has forgotten. */
static void
test_an_open_event_outlives_its_desk (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GAsyncResult) given_up = NULL;
  g_autoptr (GAsyncResult) reopened = NULL;
  g_autoptr (GError) error = NULL;
  pid_t relay;

  set_up_gala (desk);
  relay = find_relay ();
  foyer_session_forget (desk->session);
  g_cancellable_cancel (cancelled);
  foyer_host_reopen_async (desk->host, cancelled, on_ready, desk);
  given_up = await (desk);
  g_assert_false (foyer_host_reopen_finish (desk->host, given_up, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (foyer_host_get_step (desk->host));
  g_assert_cmpint (foyer_host_get_state (desk->host), ==, FOYER_HOST_STATE_OPEN);
  g_assert_cmpint (find_relay (), ==, relay);

  foyer_host_reopen_async (desk->host, NULL, on_ready, desk);
  reopened = await (desk);
  foyer_host_reopen_finish (desk->host, reopened, &error);
  g_assert_no_error (error);
  g_assert_cmpint (foyer_identity_get_state (foyer_session_get_identity (desk->session)),
                   ==,
                   FOYER_IDENTITY_STATE_APPROVED);
  g_assert_cmpint (find_relay (), ==, relay);
  close_host (desk);
}

/* Nobody but their owner reads it. */
static void
assert_is_copy (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0077, ==, 0);
  g_assert_cmpint (info.st_size, >, 10000);
}

static void
test_an_event_closes_with_a_copy_only (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (FoyerProfile) profile = foyer_profile_new (desk->profile);
  g_autofree char *copies = foyer_profile_get_path (profile, "copies");
  g_autofree char *copy = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  set_up_gala (desk);
  /* Where no copy can be written it goes on. */
  g_assert_true (g_file_set_contents (copies, "in the way", -1, NULL));
  foyer_host_close_async (desk->host, TRUE, on_ready, desk);
  result = await (desk);
  g_assert_false (foyer_host_close_finish (desk->host, result, NULL, &error));
  g_assert_nonnull (strstr (error->message, "cannot be made"));
  g_assert_cmpint (foyer_host_get_state (desk->host), ==, FOYER_HOST_STATE_OPEN);
  assert_signed_in (desk);

  g_unlink (copies);
  copy = close_host_with_copy (desk);
  g_assert_true (g_str_has_prefix (copy, copies));
  assert_is_copy (copy);
}

/* Somebody paired this computer with another relay meanwhile. */
static void
test_another_relay_is_not_forgotten (void)
{
  g_autoptr (Desk) desk = desk_new ();
  FoyerIdentity *identity = foyer_session_get_identity (desk->session);

  set_up_gala (desk);
  foyer_profile_set_setting (desk->session->profile, "addresses", "wss://192.0.2.9:8443");
  close_host (desk);
  g_assert_cmpint (foyer_identity_get_state (identity), ==, FOYER_IDENTITY_STATE_APPROVED);
}

static gboolean
knows_event (Desk *desk, const char *event_id)
{
  g_auto (FoyerStoreEvent) event = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  WAIT_UNTIL (desk->session->store != NULL);
  foyer_store_load_event_async (desk->session->store, event_id, NULL, on_ready, desk);
  result = await (desk);
  return foyer_store_load_event_finish (desk->session->store, result, &event, NULL);
}

static char *
find_demo (Desk *desk)
{
  g_autoptr (FoyerProfile) profile = foyer_profile_new (desk->profile);

  return foyer_profile_get_setting (profile, "host-demo");
}

static void
test_a_demo_leaves_nothing (void)
{
  g_autoptr (Desk) desk = desk_new ();
  FoyerHostPlan plan = { .event_name = "Demo",
                         .time_zone = "UTC",
                         .email = EMAIL,
                         .passphrase = PASSPHRASE,
                         .ticket_type = "Day pass",
                         .n_tickets = 5,
                         .is_demo = TRUE };
  g_autofree char *folder = NULL;
  g_autofree char *second = NULL;
  g_autofree char *event_id = NULL;

  set_up (desk, &plan);
  g_assert_true (foyer_host_is_demo (desk->host));
  g_assert_cmpint (foyer_session_get_counts (desk->session)->tickets, ==, 5);
  folder = find_demo (desk);
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  close_host (desk);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));

  /* The program is killed: the next one clears up. */
  set_up (desk, &plan);
  second = find_demo (desk);
  event_id = g_strdup (foyer_session_get_event (desk->session)->id);
  WAIT_UNTIL (foyer_session_get_copy (desk->session) == FOYER_DESK_COPY_ALL);
  g_assert_true (knows_event (desk, event_id));
  stage_end (&desk->session, desk->profile);
  WAIT_UNTIL (find_relay () == 0);
  desk_open (desk);
  resume (desk);
  g_assert_false (foyer_host_is_demo (desk->host));
  g_assert_cmpint (foyer_identity_get_state (foyer_session_get_identity (desk->session)),
                   ==,
                   FOYER_IDENTITY_STATE_NEW);
  g_assert_false (g_file_test (second, G_FILE_TEST_EXISTS));
  g_assert_false (knows_event (desk, event_id));
}

static char *
get_kept (Desk *desk, const char *key)
{
  g_autoptr (FoyerProfile) profile = foyer_profile_new (desk->profile);

  return foyer_profile_get_setting (profile, key);
}

/* Somebody closes the window while it is under way, or the power fails. */
static void
test_what_was_only_begun_leaves_nothing (void)
{
  g_autoptr (Desk) desk = desk_new ();
  FoyerHostPlan plan = { .event_name = "Gala",
                         .time_zone = "UTC",
                         .email = EMAIL,
                         .passphrase = PASSPHRASE,
                         .n_tickets = 5 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *folder = foyer_profile_get_path (desk->session->profile, "host");
  g_autofree char *begun = NULL;
  g_autofree char *after = NULL;
  g_autofree char *name = NULL;

  foyer_host_set_up_async (desk->host, &plan, NULL, on_ready, desk);
  begun = get_kept (desk, "host-begun");
  g_assert_nonnull (begun);
  result = await (desk);
  g_assert_true (foyer_host_set_up_finish (desk->host, result, NULL));
  /* It keeps the session. */
  g_clear_object (&result);
  after = get_kept (desk, "host-begun");
  g_assert_null (after);

  /* As it is before the last step. */
  foyer_profile_set_setting (desk->session->profile, "host-begun", begun);
  foyer_profile_set_setting (desk->session->profile, "host-open", NULL);
  stage_end (&desk->session, desk->profile);
  WAIT_UNTIL (find_relay () == 0);
  g_assert_true (g_file_test (folder, G_FILE_TEST_EXISTS));
  desk_open (desk);
  resume (desk);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  name = foyer_host_get_event_name (desk->host);
  g_assert_null (name);
  g_assert_cmpint (foyer_identity_get_state (foyer_session_get_identity (desk->session)),
                   ==,
                   FOYER_IDENTITY_STATE_NEW);
  set_up_gala (desk);
  close_host (desk);
}

static void
assert_refused (Desk *desk, const FoyerHostPlan *plan, const char *sentence)
{
  g_autoptr (FoyerProfile) profile = foyer_profile_new (desk->profile);
  g_autofree char *folder = foyer_profile_get_path (profile, "host");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  foyer_host_set_up_async (desk->host, plan, NULL, on_ready, desk);
  result = await (desk);
  g_assert_false (foyer_host_set_up_finish (desk->host, result, &error));
  g_assert_nonnull (strstr (error->message, sentence));
  g_assert_cmpint (foyer_host_get_state (desk->host), ==, FOYER_HOST_STATE_CLOSED);
  g_assert_cmpint (find_relay (), ==, 0);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
test_what_fails_leaves_nothing (void)
{
  g_autoptr (Desk) desk = desk_new ();
  FoyerHostPlan plan = { .event_name = "Gala",
                         .time_zone = "Nowhere/At all",
                         .email = EMAIL,
                         .passphrase = PASSPHRASE,
                         .n_tickets = 1 };
  g_autofree char *path = g_strdup (g_getenv ("PATH"));

  assert_refused (desk, &plan, "--time-zone takes a name");
  plan.time_zone = "UTC";
  plan.passphrase = "x";
  assert_refused (desk, &plan, "could not make sense");

  g_setenv ("PATH", "/nowhere", TRUE);
  g_assert_false (foyer_host_is_possible ());
  assert_refused (desk, &plan, "not installed");
  g_setenv ("PATH", path, TRUE);
  g_assert_true (foyer_host_is_possible ());
}

static gboolean
has_step (Desk *desk, const char *step)
{
  return g_strcmp0 (foyer_host_get_step (desk->host), step) == 0;
}

/* At the first step, and in the middle. */
static void
test_what_is_given_up_leaves_nothing (void)
{
  static const char *const steps[] = { "Starting the relay…", "Making the tickets…" };
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (FoyerProfile) profile = foyer_profile_new (desk->profile);
  g_autofree char *folder = foyer_profile_get_path (profile, "host");
  FoyerHostPlan plan = { .event_name = "Gala",
                         .time_zone = "UTC",
                         .email = EMAIL,
                         .passphrase = PASSPHRASE,
                         .n_tickets = 20000 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *name = NULL;

    foyer_host_set_up_async (desk->host, &plan, cancellable, on_ready, desk);
    WAIT_UNTIL (has_step (desk, steps[i]));
    g_cancellable_cancel (cancellable);
    result = await (desk);
    g_assert_false (foyer_host_set_up_finish (desk->host, result, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_cmpint (foyer_host_get_state (desk->host), ==, FOYER_HOST_STATE_CLOSED);
    g_assert_cmpint (find_relay (), ==, 0);
    g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
    name = foyer_host_get_event_name (desk->host);
    g_assert_null (name);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/host/an-event-begins-and-survives-its-relay",
                   test_an_event_begins_and_survives_its_relay);
  g_test_add_func ("/session/host/an-event-goes-on-after-a-restart",
                   test_an_event_goes_on_after_a_restart);
  g_test_add_func ("/session/host/an-event-is-opened-again", test_an_event_is_opened_again);
  g_test_add_func ("/session/host/an-open-event-outlives-its-desk",
                   test_an_open_event_outlives_its_desk);
  g_test_add_func ("/session/host/an-event-closes-with-a-copy-only",
                   test_an_event_closes_with_a_copy_only);
  g_test_add_func ("/session/host/another-relay-is-not-forgotten",
                   test_another_relay_is_not_forgotten);
  g_test_add_func ("/session/host/a-demo-leaves-nothing", test_a_demo_leaves_nothing);
  g_test_add_func ("/session/host/what-was-only-begun-leaves-nothing",
                   test_what_was_only_begun_leaves_nothing);
  g_test_add_func ("/session/host/what-fails-leaves-nothing", test_what_fails_leaves_nothing);
  g_test_add_func ("/session/host/what-is-given-up-leaves-nothing",
                   test_what_is_given_up_leaves_nothing);
  return stage_run_tests ();
}
