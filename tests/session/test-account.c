/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-account"

#include "config.h"

#include "stage-identity.h"

#include "base/foyer-error.h"
#include "wire/foyer-wire-people.h"

/* Where somebody is signed in, and who was at a desk, at a relay that the test plays. */

#define OTHER_SESSION "2f1b8a53-90f7-4f0c-8a67-3d5c1be4a901"

static FoyerSessionInfo *
make_session (const char *id, gboolean current)
{
  FoyerSessionInfo fields = { .id = (char *)id,
                              .staff_email = (char *)EMAIL,
                              .device_id = (char *)DEVICE,
                              .device = (char *)"Door 1",
                              .method = (char *)"passphrase",
                              .created_at = g_get_real_time (),
                              .last_used = g_get_real_time (),
                              .address = (char *)"192.0.2.7",
                              .current = current };

  return foyer_session_info_new (&fields);
}

static void
answer_sessions (Stage *stage)
{
  g_autoptr (FoyerMessage) asked =
      fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_LIST_SESSIONS);
  g_autoptr (GPtrArray) sessions =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_session_info_unref);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_null (foyer_message_get_string (asked, "staff_email"));
  g_ptr_array_add (sessions, make_session (EVENT, TRUE));
  g_ptr_array_add (sessions, make_session (OTHER_SESSION, FALSE));
  foyer_wire_write_sessions_listed (text, asked->id, sessions);
  fake_relay_say (stage->relay, text->str);
}

static void
answer_done (Stage *stage, const FoyerMessage *asked)
{
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_done (text, asked->id, 0);
  fake_relay_say (stage->relay, text->str);
}

static void
test_sessions_are_listed_and_ended (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GAsyncResult) ended = NULL;
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (GError) error = NULL;

  foyer_session_list_sessions_async (stage->session, NULL, NULL, stage_on_ready, stage);
  answer_sessions (stage);
  listed = stage_await (stage);
  sessions = foyer_session_list_sessions_finish (stage->session, listed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sessions->len, ==, 2);
  g_assert_true (((FoyerSessionInfo *)g_ptr_array_index (sessions, 0))->current);

  foyer_session_end_session_async (stage->session, OTHER_SESSION, NULL, stage_on_ready, stage);
  asked = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_END_SESSION);
  g_assert_cmpstr (foyer_message_get_string (asked, "session_id"), ==, OTHER_SESSION);
  answer_done (stage, asked);
  ended = stage_await (stage);
  g_assert_true (foyer_session_end_sessions_finish (stage->session, ended, NULL));
  g_assert_cmpint (foyer_session_get_state (stage->session), ==, FOYER_SESSION_STATE_ONLINE);
}

/* The relay may put out whoever ends all sessions before it answers. */
static void
leave_everywhere (gboolean by_name)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  stage_enter (stage, key);
  foyer_session_end_all_sessions_async (stage->session,
                                        by_name ? foyer_session_get_staff (stage->session)->email
                                                : NULL,
                                        NULL,
                                        stage_on_ready,
                                        stage);
  asked = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_END_ALL_SESSIONS);
  fake_relay_close (stage->relay, 4401);
  result = stage_await (stage);
  g_assert_false (foyer_session_end_sessions_finish (stage->session, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (foyer_session_get_state (stage->session), ==, FOYER_SESSION_STATE_SIGNED_OUT);
  g_assert_null (foyer_session_get_problem (stage->session));
  g_assert_null (stage_load_token (stage));
}

/* Admins may do it where all staff members are listed too. */
static void
test_leaving_everywhere_is_no_surprise (void)
{
  leave_everywhere (FALSE);
  leave_everywhere (TRUE);
}

static void
test_an_end_elsewhere_is_told (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);

  stage_enter (stage, key);
  fake_relay_close (stage->relay, 4401);
  WAIT_UNTIL (foyer_session_get_state (stage->session) == FOYER_SESSION_STATE_REFUSED);
  g_assert_cmpstr (foyer_session_get_problem (stage->session),
                   ==,
                   "Your session was ended elsewhere, or its time was over. Sign in again.");
}

/* The last one comes first, each of them once, and not too many. */
static void
test_a_desk_knows_its_people (void)
{
  static const char *const turns[] = { "a@example.org", "b@example.org", "c@example.org",
                                       "B@example.org", "d@example.org", "e@example.org" };
  static const char *const known[] = { "e@example.org",
                                       "d@example.org",
                                       "B@example.org",
                                       "c@example.org" };
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  g_autoptr (GPtrArray) people = NULL;

  stage_enter (stage, key);
  for (guint i = 0; i < G_N_ELEMENTS (turns); i++) {
    stage->email = turns[i];
    stage_say_hello (stage, 0, 1);
    WAIT_UNTIL (g_str_equal (foyer_session_get_staff (stage->session)->email, turns[i]));
  }
  people = foyer_identity_dup_people (stage_get_identity (stage));
  g_assert_cmpuint (people->len, ==, G_N_ELEMENTS (known));
  for (guint i = 0; i < people->len; i++)
    g_assert_cmpstr (((FoyerStaff *)g_ptr_array_index (people, i))->email, ==, known[i]);
}

static void
test_a_relay_is_forgotten (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  FoyerIdentity *identity = stage_get_identity (stage);
  g_autoptr (FoyerMessage) ended = NULL;
  g_autofree char *name = NULL;

  stage_enter (stage, key);
  name = foyer_identity_get_device_name (identity);
  g_assert_cmpstr (name, ==, "Desk 1");
  g_assert_true (foyer_identity_get_key_in_file (identity));
  foyer_session_forget (stage->session);
  ended = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_END_SESSION);
  g_assert_cmpint (foyer_identity_get_state (identity), ==, FOYER_IDENTITY_STATE_NEW);
  g_assert_cmpint (foyer_session_get_state (stage->session), ==, FOYER_SESSION_STATE_SIGNED_OUT);
  g_assert_null (foyer_session_get_address (stage->session));
  g_assert_null (foyer_identity_get_device_id (identity));
  g_assert_false (foyer_identity_get_key_in_file (identity));
  g_assert_null (stage_load_token (stage));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/account/sessions-are-listed-and-ended",
                   test_sessions_are_listed_and_ended);
  g_test_add_func ("/session/account/leaving-everywhere-is-no-surprise",
                   test_leaving_everywhere_is_no_surprise);
  g_test_add_func ("/session/account/an-end-elsewhere-is-told", test_an_end_elsewhere_is_told);
  g_test_add_func ("/session/account/a-desk-knows-its-people", test_a_desk_knows_its_people);
  g_test_add_func ("/session/account/a-relay-is-forgotten", test_a_relay_is_forgotten);
  return stage_run_tests ();
}
