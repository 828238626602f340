/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-keyring"

#include "config.h"

#include "stage.h"

#include "base/foyer-error.h"
#include "session/foyer-device-key.h"
#include "session/foyer-profile.h"
#include "session/foyer-secret-store.h"
#include "session/foyer-store-opener.h"

#include <glib/gstdio.h>

/* A session with a real keyring: runs inside tests/desktop/run --keyring, whose keyring is its
 * own. */

static GVariant *
call_keyring (const char *method, GVariant *arguments)
{
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GError) error = NULL;
  GVariant *answer;

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (bus,
                                        "org.freedesktop.secrets",
                                        "/org/freedesktop/secrets",
                                        "org.freedesktop.Secret.Service",
                                        method,
                                        arguments,
                                        NULL,
                                        G_DBUS_CALL_FLAGS_NONE,
                                        -1,
                                        NULL,
                                        &error);
  g_assert_no_error (error);
  return answer;
}

/* How many tokens of the profile the keyring has, as it says itself. */
static gsize
count_tokens (const char *profile)
{
  g_autoptr (GVariantIter) unlocked = NULL;
  g_autoptr (GVariantIter) locked = NULL;
  g_autoptr (GVariant) answer = NULL;
  GVariantBuilder attributes;

  g_variant_builder_init (&attributes, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&attributes, "{ss}", "xdg:schema", FOYER_APPLICATION_ID);
  g_variant_builder_add (&attributes, "{ss}", "profile", profile);
  answer = call_keyring ("SearchItems", g_variant_new ("(a{ss})", &attributes));
  g_variant_get (answer, "(aoao)", &unlocked, &locked);
  return g_variant_iter_n_children (unlocked) + g_variant_iter_n_children (locked);
}

static void
sign_in (Stage *stage)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  foyer_session_sign_in_async (stage->session,
                               fake_relay_get_address (stage->relay),
                               "good-token",
                               TRUE,
                               NULL,
                               stage_on_ready,
                               stage);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 0, 1);
  result = stage_await (stage);
  g_assert_true (foyer_session_sign_in_finish (stage->session, result, &error));
  g_assert_no_error (error);
}

static char *
get_file (Stage *stage)
{
  return g_build_filename (g_get_user_data_dir (), "foyer", stage->profile, "token.sealed", NULL);
}

static void
restore (Stage *stage, FoyerSession *session, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  foyer_session_restore_async (session, NULL, stage_on_ready, stage);
  result = stage_await (stage);
  foyer_session_restore_finish (session, result, error);
}

static void
test_the_token_is_in_the_keyring (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autoptr (FoyerSession) again = NULL;
  g_autoptr (FoyerSession) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *file = get_file (stage);

  sign_in (stage);
  WAIT_UNTIL (count_tokens (stage->profile) == 1);
  g_assert_false (foyer_session_get_secrets_in_file (stage->session));
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));

  again = foyer_session_new (stage->profile);
  restore (stage, again, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (fake_relay_get_n_connections (stage->relay) == 2);

  foyer_session_sign_out (again);
  WAIT_UNTIL (count_tokens (stage->profile) == 0);
  after = foyer_session_new (stage->profile);
  restore (stage, after, &error);
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
}

static FoyerSigningKey *
get_key (Stage *stage, FoyerSecretStore *secrets, gboolean may_make)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FoyerSigningKey *key;

  foyer_device_key_get_async (secrets, may_make, NULL, stage_on_ready, stage);
  result = stage_await (stage);
  key = foyer_device_key_get_finish (secrets, result, &error);
  g_assert_no_error (error);
  return key;
}

/* Neither is found instead of the other, and neither goes with the other. */
static void
test_token_and_key_are_two_things (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autoptr (FoyerProfile) profile = foyer_profile_new (stage->profile);
  g_autoptr (FoyerSecretStore) secrets = foyer_secret_store_new (profile);
  FoyerSigningKey *key = get_key (stage, secrets, TRUE);
  FoyerSigningKey *again;
  g_autoptr (GError) error = NULL;

  restore (stage, stage->session, &error);
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
  g_assert_false (foyer_secret_store_get_in_file (secrets));
  sign_in (stage);
  WAIT_UNTIL (count_tokens (stage->profile) == 1);
  foyer_session_sign_out (stage->session);
  WAIT_UNTIL (count_tokens (stage->profile) == 0);
  again = get_key (stage, secrets, FALSE);
  g_assert_cmpmem (again->secret_key,
                   sizeof again->secret_key,
                   key->secret_key,
                   sizeof key->secret_key);
  foyer_device_key_free (again);
  foyer_device_key_free (key);
}

/* Nothing of a new profile is in a file yet, not even its key. */
static void
test_the_store_may_be_the_first_file (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autoptr (FoyerProfile) profile = foyer_profile_new (stage->profile);
  g_autoptr (FoyerSecretStore) secrets = foyer_secret_store_new (profile);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FoyerStore) store = NULL;
  g_autofree char *aside = NULL;
  g_autoptr (GError) error = NULL;

  foyer_store_opener_open_async (profile, secrets, NULL, stage_on_ready, stage);
  result = stage_await (stage);
  store = foyer_store_opener_open_finish (profile, result, &aside, &error);
  g_assert_no_error (error);
  g_assert_nonnull (store);
  g_assert_false (foyer_secret_store_get_in_file (secrets));
}

static void
lock_keyring (void)
{
  const char *login = "/org/freedesktop/secrets/collection/login";
  g_autoptr (GVariant) answer =
      call_keyring ("Lock", g_variant_new ("(@ao)", g_variant_new_objv (&login, 1)));
}

static void
test_a_locked_keyring_is_not_waited_for (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autoptr (FoyerSession) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *file = get_file (stage);

  lock_keyring ();
  sign_in (stage);
  WAIT_UNTIL (foyer_session_get_secrets_in_file (stage->session));
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_tokens (stage->profile), ==, 0);
  again = foyer_session_new (stage->profile);
  restore (stage, again, &error);
  g_assert_no_error (error);
  foyer_session_sign_out (again);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/keyring/the-token-is-in-the-keyring",
                   test_the_token_is_in_the_keyring);
  g_test_add_func ("/session/keyring/token-and-key-are-two-things",
                   test_token_and_key_are_two_things);
  g_test_add_func ("/session/keyring/the-store-may-be-the-first-file",
                   test_the_store_may_be_the_first_file);
  g_test_add_func ("/session/keyring/a-locked-keyring-is-not-waited-for",
                   test_a_locked_keyring_is_not_waited_for);
  return stage_run_tests ();
}
