/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-scout"

#include "config.h"

#include "stage-identity.h"

#include "base/foyer-error.h"
#include "session/foyer-profile.h"

#include <string.h>

/* A desk follows its relay to another address, and nobody else. */

static GTlsCertificate *
load_certificate (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "link", name, NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_file (path, &error);

  g_assert_no_error (error);
  return certificate;
}

static void
assert_begins_with (char *address, const char *start)
{
  g_autofree char *own = address;

  g_assert_nonnull (own);
  g_assert_true (g_str_has_prefix (own, start));
}

static void
test_a_desk_follows_its_relay (void)
{
  g_autoptr (GTlsCertificate) certificate = load_certificate ("relay.pem");
  g_autoptr (FakeRelay) later = fake_relay_new (certificate);
  g_autoptr (Stage) stage = stage_new_secure (FOYER_ROLE_STAFF, certificate);
  g_autoptr (FoyerProfile) profile = NULL;
  g_autofree char *key = NULL;

  stage->elsewhere = fake_relay_get_address (later);
  key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  stage_enter (stage, key);
  fake_relay_free (stage->relay);
  stage->relay = g_steal_pointer (&later);
  WAIT_UNTIL (foyer_session_get_state (stage->session) == FOYER_SESSION_STATE_OFFLINE);

  stage_challenge_connection (stage, key);
  stage_say_hello (stage, 0, 1);
  WAIT_UNTIL (foyer_session_get_state (stage->session) == FOYER_SESSION_STATE_ONLINE);
  g_assert_null (foyer_session_get_problem (stage->session));
  g_assert_true (g_str_has_prefix (foyer_session_get_address (stage->session), stage->elsewhere));
  assert_begins_with (foyer_identity_get_address (stage_get_identity (stage)), stage->elsewhere);
  /* It begins there the next time. */
  profile = foyer_profile_new (stage->profile);
  assert_begins_with (foyer_profile_get_setting (profile, "address"), stage->elsewhere);
}

static void
test_a_stranger_is_not_followed (void)
{
  g_autoptr (GTlsCertificate) certificate = load_certificate ("relay.pem");
  g_autoptr (GTlsCertificate) other = load_certificate ("stranger.pem");
  g_autoptr (FakeRelay) stranger = fake_relay_new (other);
  g_autoptr (Stage) stage = stage_new_secure (FOYER_ROLE_STAFF, certificate);
  g_autofree char *key = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  stage->elsewhere = fake_relay_get_address (stranger);
  key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  stage_enter (stage, key);
  fake_relay_free (stage->relay);
  stage->relay = g_steal_pointer (&stranger);
  WAIT_UNTIL (foyer_session_get_state (stage->session) == FOYER_SESSION_STATE_OFFLINE);

  /* Whoever signs in is told that somebody else answers, and tells them nothing. */
  foyer_session_enter_async (stage->session, EMAIL, PASSPHRASE, NULL, stage_on_ready, stage);
  result = stage_await (stage);
  g_assert_false (foyer_session_enter_finish (stage->session, result, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNTRUSTED);
  g_assert_nonnull (strstr (error->message, "another certificate"));
  g_assert_cmpuint (fake_relay_get_n_visits (stage->relay), ==, 0);
  g_assert_cmpuint (fake_relay_get_n_connections (stage->relay), ==, 0);
  g_assert_false (g_str_has_prefix (foyer_session_get_address (stage->session), stage->elsewhere));
}

/* Somebody else has got the address that was known best. */
static void
put_before (Stage *stage, const char *address)
{
  g_autoptr (FoyerProfile) profile = foyer_profile_new (stage->profile);
  g_autofree char *known = foyer_profile_get_setting (profile, "addresses");
  const char *pin = strchr (known, '#');
  g_autofree char *all = g_strdup_printf ("%s%.65s %s", address, pin, known);

  foyer_profile_set_setting (profile, "addresses", all);
}

/* Also before anybody is signed in; and somebody else at an address does not end the search. */
static void
test_signing_in_finds_the_relay (void)
{
  g_autoptr (GTlsCertificate) certificate = load_certificate ("relay.pem");
  g_autoptr (GTlsCertificate) other = load_certificate ("stranger.pem");
  g_autoptr (FakeRelay) stranger = fake_relay_new (other);
  g_autoptr (FakeRelay) later = fake_relay_new (certificate);
  g_autoptr (Stage) stage = stage_new_secure (FOYER_ROLE_STAFF, certificate);
  g_autofree char *key = NULL;

  stage->elsewhere = fake_relay_get_address (later);
  key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  fake_relay_free (stage->relay);
  stage->relay = g_steal_pointer (&later);
  stage_end_session (stage);
  put_before (stage, fake_relay_get_address (stranger));
  stage->session = foyer_session_new (stage->profile);
  stage_enter (stage, key);
  assert_begins_with (foyer_identity_get_address (stage_get_identity (stage)), stage->elsewhere);
  g_assert_cmpuint (fake_relay_get_n_visits (stranger), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/scout/a-desk-follows-its-relay", test_a_desk_follows_its_relay);
  g_test_add_func ("/session/scout/a-stranger-is-not-followed", test_a_stranger_is_not_followed);
  g_test_add_func ("/session/scout/signing-in-finds-the-relay", test_signing_in_finds_the_relay);
  return stage_run_tests ();
}
