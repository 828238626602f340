/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-heads"

#include "config.h"

#include "stage.h"

#include "session/foyer-head-keeper.h"
#include "wire/foyer-wire-heads.h"

#include <glib/gstdio.h>
#include <string.h>

/* What a desk keeps of where the logs ended, and when it shows it. */

static FoyerSigningKey key;

static void
say_heads (Stage *stage, gint64 row_no, guint8 row)
{
  g_autoptr (FoyerKeyRing) keys = foyer_key_ring_new ();
  g_autoptr (GPtrArray) heads =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_signed_head_unref);
  FoyerSignedHead head = { .chain = FOYER_CHAIN_LOG,
                           .event_id = (char *)EVENT,
                           .row_no = row_no,
                           .signed_at = 1777658553500000 };
  FoyerSignedHeads fields = { (char *)EVENT, 1, heads, keys };
  g_autoptr (FoyerSignedHeads) value = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  memset (head.row_hash, row, sizeof head.row_hash);
  foyer_key_ring_add (keys, key.number, key.public_key);
  g_ptr_array_add (heads, foyer_signed_head_sign (&head, &key));
  value = foyer_signed_heads_new (&fields);
  foyer_wire_write_signed_heads (text, value);
  fake_relay_say (stage->relay, text->str);
}

static void
say_done (Stage *stage, const char *re)
{
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_done (text, re, 0);
  fake_relay_say (stage->relay, text->str);
}

static char *
get_path (Stage *stage)
{
  return g_build_filename (g_get_user_data_dir (), "foyer", stage->profile, "heads.ndjson", NULL);
}

/* Whether a head of that row is on disk. */
static gboolean
is_kept (Stage *stage, gint64 row_no)
{
  g_autofree char *path = get_path (stage);
  g_autofree char *wanted = g_strdup_printf ("\"row_no\":%" G_GINT64_FORMAT ",", row_no);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && strstr (text, wanted) != NULL;
}

static void
connect_again (Stage *stage)
{
  fake_relay_close (stage->relay, 1001);
  WAIT_UNTIL (foyer_session_get_state (stage->session) == FOYER_SESSION_STATE_OFFLINE);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 10, 1);
  stage_say_joined (stage, 10, 1, 4);
}

/* What the desk shows: the number of the row, and the request's id. */
static gint64
await_shown (Stage *stage, char **re)
{
  g_autoptr (FoyerMessage) message = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_SHOW_HEADS);
  g_autoptr (FoyerSignedHeads) heads = foyer_wire_read_heads (message);
  g_autoptr (FoyerKeyRing) keys = foyer_key_ring_new ();

  foyer_key_ring_add (keys, key.number, key.public_key);
  g_assert_cmpstr (heads->event_id, ==, EVENT);
  g_assert_cmpuint (heads->heads->len, ==, 1);
  g_assert_true (foyer_signed_head_check (g_ptr_array_index (heads->heads, 0), keys));
  *re = g_strdup (message->id);
  return foyer_signed_heads_get (heads, FOYER_CHAIN_LOG)->row_no;
}

/* After this everything that was said before has been heard. */
static void
wait_for_all (Stage *stage, gint64 seq)
{
  stage_say_changes (stage, seq, seq, FOYER_CHANGE_KIND_VERIFIED, 4 + seq);
  WAIT_UNTIL (foyer_session_get_counts (stage->session)->admitted == 4 + seq);
}

static void
test_kept (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autofree char *path = get_path (stage);
  GStatBuf status;

  say_heads (stage, 5, 1);
  WAIT_UNTIL (is_kept (stage, 5));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  say_heads (stage, 7, 2);
  WAIT_UNTIL (is_kept (stage, 7));
  g_assert_false (is_kept (stage, 5));
}

/* A longer log may be one that was written anew: what the desk has is not given away before the
 * relay has looked at it. */
static void
test_shown_first (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autofree char *re = NULL;

  say_heads (stage, 5, 1);
  WAIT_UNTIL (is_kept (stage, 5));
  connect_again (stage);
  g_assert_cmpint (await_shown (stage, &re), ==, 5);
  say_heads (stage, 9, 2);
  wait_for_all (stage, 11);
  g_assert_true (is_kept (stage, 5));
  say_done (stage, re);
  WAIT_UNTIL (is_kept (stage, 9));
}

static void
test_shown_again (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autofree char *re = NULL;
  g_autofree char *again = NULL;
  g_autofree char *anew = NULL;

  say_heads (stage, 5, 1);
  WAIT_UNTIL (is_kept (stage, 5));
  connect_again (stage);
  g_assert_cmpint (await_shown (stage, &re), ==, 5);
  stage_say_error (stage, re, FOYER_ERROR_UNAVAILABLE);
  say_heads (stage, 9, 2);
  g_assert_cmpint (await_shown (stage, &again), ==, 5);
  g_assert_null (foyer_session_get_problem (stage->session));
  /* And where the answer is lost with the connection. */
  connect_again (stage);
  g_assert_cmpint (await_shown (stage, &anew), ==, 5);
  g_assert_true (is_kept (stage, 5));
}

static void
test_a_shorter_log (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autofree char *re = NULL;

  say_heads (stage, 5, 1);
  WAIT_UNTIL (is_kept (stage, 5));
  say_heads (stage, 3, 1);
  wait_for_all (stage, 11);
  connect_again (stage);
  g_assert_cmpint (await_shown (stage, &re), ==, 5);
}

/* The next time the program runs. */
static void
test_another_run (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *re = NULL;

  say_heads (stage, 5, 1);
  WAIT_UNTIL (is_kept (stage, 5));
  stage_end_session (stage);
  stage->session = foyer_session_new (stage->profile);
  foyer_session_sign_in_async (stage->session,
                               fake_relay_get_address (stage->relay),
                               "good-token",
                               FALSE,
                               NULL,
                               stage_on_ready,
                               stage);
  WAIT_UNTIL (fake_relay_get_n_connections (stage->relay) == 2);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 10, 1);
  result = stage_await (stage);
  stage_say_joined (stage, 10, 1, 3);
  g_assert_cmpint (await_shown (stage, &re), ==, 5);
}

/* What cannot be read is put aside for somebody who can, and the rest is shown. */
static void
test_damaged (void)
{
  g_autoptr (Stage) stage = stage_new_joined (FOYER_ROLE_STAFF);
  g_autofree char *path = get_path (stage);
  g_autofree char *aside = g_strconcat (path, ".damaged", NULL);
  g_autofree char *text = NULL;
  g_autofree char *damaged = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (FoyerHeadKeeper) keeper = NULL;
  g_autoptr (FoyerProfile) profile = NULL;

  say_heads (stage, 5, 1);
  WAIT_UNTIL (is_kept (stage, 5));
  stage_end_session (stage);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  damaged = g_strconcat (text, "{\"type\": \"signed_he", NULL);
  g_assert_true (g_file_set_contents (path, damaged, -1, NULL));
  profile = foyer_profile_new (stage->profile);
  g_test_expect_message ("foyer-head-keeper", G_LOG_LEVEL_WARNING, "*heads.ndjson.damaged");
  keeper = foyer_head_keeper_new (profile);
  g_test_assert_expected_messages ();
  g_assert_nonnull (foyer_head_keeper_get (keeper, EVENT));
  g_assert_true (g_file_get_contents (aside, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, damaged);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  foyer_signing_key_generate (&key, 1);
  g_test_add_func ("/session/heads/they-are-kept-on-disk", test_kept);
  g_test_add_func ("/session/heads/they-are-shown-before-they-are-replaced", test_shown_first);
  g_test_add_func ("/session/heads/they-are-shown-until-somebody-has-looked", test_shown_again);
  g_test_add_func ("/session/heads/a-shorter-log-is-not-taken", test_a_shorter_log);
  g_test_add_func ("/session/heads/they-outlast-the-program", test_another_run);
  g_test_add_func ("/session/heads/a-damaged-file-is-put-aside", test_damaged);
  return stage_run_tests ();
}
