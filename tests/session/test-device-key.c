/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-device-key"

#include "config.h"

#include "stage.h"

#include "base/foyer-error.h"
#include "model/foyer-proof.h"
#include "session/foyer-device-key.h"

#include <string.h>

/* The key of a device, where there is no keyring. */

static FoyerSigningKey *
get_key (Stage *stage, FoyerSecretStore *secrets, gboolean may_make, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  foyer_device_key_get_async (secrets, may_make, NULL, stage_on_ready, stage);
  result = stage_await (stage);
  return foyer_device_key_get_finish (secrets, result, error);
}

static void
test_it_is_made_once (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autoptr (FoyerProfile) profile = foyer_profile_new (stage->profile);
  g_autoptr (FoyerSecretStore) secrets = foyer_secret_store_new (profile);
  g_autofree char *challenge = foyer_challenge_new ();
  g_autofree char *proof = NULL;
  FoyerSigningKey *first;
  FoyerSigningKey *second;

  first = get_key (stage, secrets, TRUE, NULL);
  g_assert_nonnull (first);
  g_assert_true (foyer_secret_store_get_in_file (secrets));
  second = get_key (stage, secrets, TRUE, NULL);
  g_assert_cmpmem (first->secret_key,
                   FOYER_SECRET_KEY_BYTES,
                   second->secret_key,
                   FOYER_SECRET_KEY_BYTES);
  proof = foyer_proof_sign (second, FOYER_PROOF_SESSION, challenge);
  g_assert_true (foyer_proof_check (first->public_key, FOYER_PROOF_SESSION, challenge, proof));
  foyer_device_key_free (first);
  foyer_device_key_free (second);
}

static void
test_a_lost_key_is_not_replaced_in_silence (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autoptr (FoyerProfile) profile = foyer_profile_new (stage->profile);
  g_autoptr (FoyerSecretStore) secrets = foyer_secret_store_new (profile);
  g_autoptr (GError) error = NULL;

  g_assert_null (get_key (stage, secrets, FALSE, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_FAILED);
  g_assert_false (foyer_secret_store_get_in_file (secrets));
}

static void
test_profiles_have_different_keys (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autoptr (FoyerProfile) one = foyer_profile_new ("key-one");
  g_autoptr (FoyerProfile) two = foyer_profile_new ("key-two");
  g_autoptr (FoyerSecretStore) one_store = foyer_secret_store_new (one);
  g_autoptr (FoyerSecretStore) two_store = foyer_secret_store_new (two);
  FoyerSigningKey *one_key = get_key (stage, one_store, TRUE, NULL);
  FoyerSigningKey *two_key = get_key (stage, two_store, TRUE, NULL);

  g_assert_cmpint (memcmp (one_key->public_key, two_key->public_key, FOYER_PUBLIC_KEY_BYTES),
                   !=,
                   0);
  foyer_device_key_free (one_key);
  foyer_device_key_free (two_key);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/device-key/it-is-made-once", test_it_is_made_once);
  g_test_add_func ("/session/device-key/a-lost-key-is-not-replaced-in-silence",
                   test_a_lost_key_is_not_replaced_in_silence);
  g_test_add_func ("/session/device-key/profiles-have-different-keys",
                   test_profiles_have_different_keys);
  return stage_run_tests ();
}
