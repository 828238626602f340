/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-store-problem"

#include "config.h"

#include "stage.h"

#include "session/foyer-session-private.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/* A desk that can keep nothing says so while it is online, because it could not go on alone; and it
 * tries again with every scan. */

static void
scan (Stage *stage)
{
  g_autoptr (FoyerMessage) question = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;

  foyer_session_submit_async (stage->session,
                              "CODE",
                              FOYER_DIRECTION_ENTRY,
                              NULL,
                              stage_on_ready,
                              stage);
  question = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_VERIFY_TICKET);
  stage_say_verdict (stage, foyer_message_get_string (question, "scan_id"), FOYER_OUTCOME_ADMITTED);
  result = stage_await (stage);
  verdict = foyer_session_submit_finish (stage->session, result, &error);
  g_assert_no_error (error);
}

static void
sign_in (Stage *stage)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  foyer_session_sign_in_async (stage->session,
                               fake_relay_get_address (stage->relay),
                               "good-token",
                               FALSE,
                               NULL,
                               stage_on_ready,
                               stage);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 10, 1);
  result = stage_await (stage);
  foyer_session_sign_in_finish (stage->session, result, &error);
  g_assert_no_error (error);
  stage_say_joined (stage, 10, 1, 3);
  WAIT_UNTIL (foyer_session_get_event (stage->session) != NULL);
}

static void
test_what_cannot_be_opened_is_told_and_tried_again (void)
{
  g_autoptr (Stage) first = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (Stage) second = stage_new (FOYER_ROLE_STAFF);

  WAIT_UNTIL (first->session->store != NULL);
  g_set_object (&second->session, NULL);
  second->session = foyer_session_new (first->profile);
  g_test_expect_message ("foyer-session-store", G_LOG_LEVEL_WARNING, "*Another Foyer*");
  sign_in (second);
  WAIT_UNTIL (foyer_session_get_store_problem (second->session) != NULL);
  g_test_assert_expected_messages ();
  g_assert_nonnull (strstr (foyer_session_get_store_problem (second->session), "close it"));
  g_clear_object (&first->session);
  while (foyer_session_get_store_problem (second->session) != NULL)
    scan (second);
  g_assert_nonnull (second->session->store);
}

/* It goes on with what can be read of it, and says so. */
static void
test_what_is_damaged_is_put_aside (void)
{
  g_autoptr (Stage) first = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (Stage) second = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *path =
      g_build_filename (g_get_user_data_dir (), "foyer", first->profile, "store.db", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *noise = g_strnfill (8192, 'x');

  WAIT_UNTIL (first->session->store != NULL);
  g_clear_object (&first->session);
  WAIT_UNTIL (!g_file_test (log, G_FILE_TEST_EXISTS));
  g_set_object (&second->session, NULL);
  second->session = foyer_session_new (first->profile);
  g_assert_true (g_file_set_contents (path, noise, 8192, NULL));
  sign_in (second);
  WAIT_UNTIL (foyer_session_get_store_aside (second->session) != NULL);
  g_assert_true (
      g_file_test (foyer_session_get_store_aside (second->session), G_FILE_TEST_IS_REGULAR));
  g_assert_null (foyer_session_get_store_problem (second->session));
  g_assert_nonnull (second->session->store);
}

/* What a full disk does, to this process alone. */
static void
let_files_grow (gboolean may)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = may ? limit.rlim_max : 0;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
test_what_cannot_be_written_is_told_until_it_can (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);

  scan (stage);
  g_assert_null (foyer_session_get_store_problem (stage->session));
  g_test_expect_message ("foyer-session-store", G_LOG_LEVEL_WARNING, "*cannot be used*");
  let_files_grow (FALSE);
  scan (stage);
  WAIT_UNTIL (foyer_session_get_store_problem (stage->session) != NULL);
  let_files_grow (TRUE);
  g_test_assert_expected_messages ();
  scan (stage);
  WAIT_UNTIL (foyer_session_get_store_problem (stage->session) == NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  g_test_add_func ("/session/store-problem/what-cannot-be-opened-is-told-and-tried-again",
                   test_what_cannot_be_opened_is_told_and_tried_again);
  g_test_add_func ("/session/store-problem/what-is-damaged-is-put-aside",
                   test_what_is_damaged_is_put_aside);
  g_test_add_func ("/session/store-problem/what-cannot-be-written-is-told-until-it-can",
                   test_what_cannot_be_written_is_told_until_it_can);
  return stage_run_tests ();
}
