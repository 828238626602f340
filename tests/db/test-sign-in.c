/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-challenges.h"
#include "db/foyer-db-sessions.h"
#include "db/foyer-db-sign-in.h"
#include "support/foyer-test-database.h"

#include <sodium.h>

#define DEVICE "5f2e7c11-6f0c-4b6e-8f57-0a4b1f6f7a10"
#define STAFF  "6f2e7c11-6f0c-4b6e-8f57-0a4b1f6f7a10"
#define NOBODY "7f2e7c11-6f0c-4b6e-8f57-0a4b1f6f7a10"

static FoyerTestDatabase *database;
static FoyerDbConnection *relay;
static FoyerSigningKey key;
static const FoyerDbActor actor = {
  .staff_email = "",
  .ip_address = "192.0.2.7",
  .user_agent = "test",
};

static void
set_up (const char *status)
{
  char hex[2 * FOYER_PUBLIC_KEY_BYTES + 1];
  g_autofree char *device = NULL;

  foyer_signing_key_generate (&key, 0);
  sodium_bin2hex (hex, sizeof hex, key.public_key, sizeof key.public_key);
  device = g_strdup_printf ("INSERT INTO staff_devices (id, device_name, status, public_key)"
                            " VALUES ('" DEVICE "', 'Desk', '%s', decode ('%s', 'hex'))"
                            " ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status,"
                            " public_key = EXCLUDED.public_key;"
                            " INSERT INTO staff (id, email, role)"
                            " VALUES ('" STAFF "', 'anna@example.org', 'supervisor')"
                            " ON CONFLICT (id) DO UPDATE SET removed_at = NULL",
                            status,
                            hex);
  foyer_test_database_run (database, device);
}

static FoyerDevice *
prove (const char *device_id,
       const FoyerSigningKey *with,
       FoyerProofPurpose purpose,
       GError **error)
{
  FoyerTime expires;
  g_autofree char *challenge = foyer_db_challenge_make (relay, &expires, NULL);
  g_autofree char *signature = foyer_proof_sign (with, purpose, challenge);
  FoyerDbProof proof = { device_id, challenge, signature };

  return foyer_db_device_prove_approved (relay, &proof, error);
}

static void
refuse (FoyerDevice *device, GError **error, FoyerError code)
{
  g_assert_null (device);
  g_assert_error (*error, FOYER_ERROR, (int)code);
  g_clear_error (error);
}

static void
test_proofs (void)
{
  g_auto (FoyerSigningKey) other = { 0 };
  g_autoptr (FoyerDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  set_up ("approved");
  foyer_signing_key_generate (&other, 0);
  refuse (prove (DEVICE, &other, FOYER_PROOF_SIGN_IN, &error), &error, FOYER_ERROR_SIGNED_OUT);
  refuse (prove (NOBODY, &key, FOYER_PROOF_SIGN_IN, &error), &error, FOYER_ERROR_SIGNED_OUT);
  refuse (prove (DEVICE, &key, FOYER_PROOF_SESSION, &error), &error, FOYER_ERROR_SIGNED_OUT);
  device = prove (DEVICE, &key, FOYER_PROOF_SIGN_IN, NULL);
  g_assert_cmpstr (device->name, ==, "Desk");
}

static void
test_a_challenge_of_nobody (void)
{
  g_autofree char *challenge = foyer_challenge_new ();
  g_autofree char *signature = NULL;
  FoyerDbProof proof = { DEVICE, challenge, NULL };
  g_autoptr (GError) error = NULL;

  set_up ("approved");
  signature = foyer_proof_sign (&key, FOYER_PROOF_SIGN_IN, challenge);
  proof.proof = signature;
  refuse (foyer_db_device_prove_approved (relay, &proof, &error), &error, FOYER_ERROR_SIGNED_OUT);
}

static void
test_status (void)
{
  g_autoptr (GError) error = NULL;

  set_up ("pending");
  refuse (prove (DEVICE, &key, FOYER_PROOF_SIGN_IN, &error), &error, FOYER_ERROR_NOT_PERMITTED);
  set_up ("revoked");
  refuse (prove (DEVICE, &key, FOYER_PROOF_SIGN_IN, &error), &error, FOYER_ERROR_REVOKED);
}

static void
test_begin (void)
{
  g_autoptr (FoyerDevice) device = NULL;
  g_autoptr (FoyerDbSignIn) sign_in = NULL;
  g_autoptr (FoyerDbSession) session = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *access = NULL;

  set_up ("approved");
  device = prove (DEVICE, &key, FOYER_PROOF_SIGN_IN, NULL);
  sign_in = foyer_db_session_begin (relay, device, STAFF, "passphrase", &actor, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sign_in->expires, >, g_get_real_time () + 95 * G_TIME_SPAN_HOUR);
  g_assert_cmpint (sign_in->staff->role, ==, FOYER_ROLE_SUPERVISOR);
  session = foyer_db_session_find (relay, sign_in->token, &actor, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (session->id, ==, sign_in->session_id);
  g_assert_cmpstr (session->staff->email, ==, "anna@example.org");
  access = foyer_test_database_ask (database,
                                    "SELECT kind || ' ' || staff_email || ' ' || host (ip_address)"
                                    " || ' ' || user_agent FROM device_accesses");
  g_assert_cmpstr (access, ==, "signed_in anna@example.org 192.0.2.7 test");
}

static void
test_no_staff (void)
{
  g_autoptr (FoyerDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  set_up ("approved");
  foyer_test_database_run (database, "UPDATE staff SET removed_at = now ()");
  device = prove (DEVICE, &key, FOYER_PROOF_SIGN_IN, NULL);
  g_assert_null (foyer_db_session_begin (relay, device, STAFF, "passphrase", &actor, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_PERMITTED);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  relay = foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);
  g_test_add_func ("/db/sign-in/only-the-devices-own-key-proves-it", test_proofs);
  g_test_add_func ("/db/sign-in/a-challenge-of-nobody-is-refused", test_a_challenge_of_nobody);
  g_test_add_func ("/db/sign-in/pending-and-revoked-devices-are-told-so", test_status);
  g_test_add_func ("/db/sign-in/a-session-begins-and-is-noted", test_begin);
  g_test_add_func ("/db/sign-in/who-was-removed-is-nobody", test_no_staff);
  result = g_test_run ();
  foyer_db_connection_close (relay);
  foyer_test_database_stop (database);
  return result;
}
