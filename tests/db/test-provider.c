/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-provider.h"
#include "db/foyer-db-sessions.h"
#include "db/foyer-db-settings.h"
#include "support/foyer-test-database.h"

#define DEVICE   "5f2e7c11-6f0c-4b6e-8f57-0a4b1f6f7a10"
#define OTHER    "6f2e7c11-6f0c-4b6e-8f57-0a4b1f6f7a10"
#define ISSUER   "https://accounts.example.org"
#define REDIRECT "http://127.0.0.1:49152/"

static FoyerTestDatabase *database;
static FoyerDbConnection *relay;
static FoyerDbConnection *owner;
static const FoyerDbActor actor = {
  .staff_email = "",
  .ip_address = "192.0.2.7",
  .user_agent = "test",
};
static const FoyerDbProvider provider = {
  .issuer = (char *)ISSUER,
  .client_id = (char *)"foyer",
};

static void
set_up (void)
{
  foyer_test_database_run (database,
                           "DELETE FROM sign_ins; DELETE FROM sessions; DELETE FROM staff;"
                           " DELETE FROM settings;"
                           " INSERT INTO staff_devices (id, device_name, status, public_key)"
                           " VALUES ('" DEVICE "', 'Desk', 'approved', sha256 ('a')),"
                           " ('" OTHER "', 'Other', 'approved', sha256 ('b'))"
                           " ON CONFLICT (id) DO UPDATE SET status = 'approved';"
                           " INSERT INTO staff (id, email, role) VALUES"
                           " (gen_random_uuid (), 'anna@example.org', 'supervisor'),"
                           " (gen_random_uuid (), 'bo@example.org', 'staff')");
}

static const FoyerDbSeal *
get_seal (void)
{
  return foyer_test_database_get_seal (database);
}

static FoyerDbProviderSignIn *
begin (const char *device_id)
{
  g_autoptr (GError) error = NULL;
  FoyerDbProviderSignIn *begun =
      foyer_db_provider_begin (relay, get_seal (), &provider, device_id, REDIRECT, &error);

  g_assert_no_error (error);
  return begun;
}

static FoyerDbProviderSignIn *
take (const FoyerDbProvider *from, const char *device_id, const char *state, GError **error)
{
  return foyer_db_provider_take (relay, get_seal (), from, device_id, state, error);
}

static void
assert_over (const FoyerDbProvider *from, const char *device_id, const char *state)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (take (from, device_id, state, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT);
}

static FoyerDbSignIn *
finish (const char *subject, const char *email, GError **error)
{
  FoyerDbIdentity identity = { (char *)ISSUER, (char *)subject, (char *)email };

  return foyer_db_provider_finish (relay, DEVICE, &identity, &actor, error);
}

static void
assert_signs_in (const char *subject, const char *email, const char *as)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbSignIn) sign_in = finish (subject, email, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (sign_in->staff->email, ==, as);
}

static void
assert_refused (const char *subject, const char *email, FoyerError code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (finish (subject, email, &error));
  g_assert_error (error, FOYER_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_settings (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbProvider) none = NULL;
  g_autoptr (FoyerDbProvider) some = NULL;
  g_autofree char *id = NULL;
  g_autofree char *again = NULL;
  g_autofree char *name = NULL;

  set_up ();
  none = foyer_db_provider_read (relay, get_seal (), &error);
  g_assert_null (none);
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
  g_assert_true (foyer_db_provider_read_ways (relay, &id, &name, NULL));
  g_assert_null (name);
  g_assert_true (foyer_db_setting_set (owner,
                                       get_seal (),
                                       FOYER_DB_SETTING_PROVIDER_CLIENT_ID,
                                       "foyer",
                                       &actor,
                                       NULL));
  g_assert_true (foyer_db_setting_set (owner,
                                       get_seal (),
                                       FOYER_DB_SETTING_PROVIDER_CLIENT_SECRET,
                                       "hush",
                                       &actor,
                                       NULL));
  some = foyer_db_provider_read (relay, get_seal (), NULL);
  g_assert_cmpstr (some->issuer, ==, "https://accounts.google.com");
  g_assert_cmpstr (some->client_id, ==, "foyer");
  g_assert_cmpstr (some->client_secret, ==, "hush");
  g_assert_null (some->hosted_domain);
  g_assert_true (foyer_db_provider_read_ways (relay, &again, &name, NULL));
  g_assert_cmpstr (again, ==, id);
  g_assert_cmpstr (name, ==, "Google");
}

static void
test_once (void)
{
  g_autoptr (FoyerDbProviderSignIn) begun = NULL;
  g_autoptr (FoyerDbProviderSignIn) taken = NULL;

  set_up ();
  begun = begin (DEVICE);
  g_assert_cmpint (begun->expires, >, g_get_real_time () + 9 * G_TIME_SPAN_MINUTE);
  g_assert_cmpint (begun->expires, <, g_get_real_time () + 11 * G_TIME_SPAN_MINUTE);
  /* Somebody else's device gets nothing, and ends nothing. */
  assert_over (&provider, OTHER, begun->state);
  assert_over (&provider, DEVICE, begun->nonce);
  taken = take (&provider, DEVICE, begun->state, NULL);
  g_assert_cmpstr (taken->redirect_uri, ==, REDIRECT);
  g_assert_cmpstr (taken->nonce, ==, begun->nonce);
  g_assert_cmpstr (taken->verifier, ==, begun->verifier);
  assert_over (&provider, DEVICE, begun->state);
}

static void
test_over (void)
{
  FoyerDbProvider another = { .issuer = (char *)"https://login.example.net" };
  g_autoptr (FoyerDbProviderSignIn) old = NULL;
  g_autoptr (FoyerDbProviderSignIn) replaced = NULL;
  g_autoptr (FoyerDbProviderSignIn) last = NULL;

  set_up ();
  old = begin (DEVICE);
  foyer_test_database_run (database, "UPDATE sign_ins SET expires_at = now () - interval '1 s'");
  assert_over (&provider, DEVICE, old->state);
  replaced = begin (DEVICE);
  last = begin (DEVICE);
  assert_over (&provider, DEVICE, replaced->state);
  assert_over (&another, DEVICE, last->state);
  g_assert_cmpint (foyer_test_database_ask_int (database, "SELECT count(*) FROM sign_ins"), ==, 0);
}

static void
test_kept (void)
{
  g_autoptr (FoyerDbProviderSignIn) begun = NULL;
  g_autofree char *sql = NULL;

  set_up ();
  begun = begin (DEVICE);
  sql = g_strdup_printf ("SELECT count(*) FROM sign_ins s WHERE position ('%s' IN s::text) > 0"
                         " OR position (encode ('%s', 'hex') IN s::text) > 0"
                         " OR position ('%s' IN s::text) > 0",
                         begun->verifier,
                         begun->verifier,
                         begun->state);
  g_assert_cmpint (foyer_test_database_ask_int (database, sql), ==, 0);
}

static void
test_binding (void)
{
  set_up ();
  assert_signs_in ("1", "Anna@Example.org", "anna@example.org");
  /* From now on the address means nothing: neither another one, nor somebody else who has it. */
  assert_signs_in ("1", "anna@example.net", "anna@example.org");
  assert_signs_in ("1", "bo@example.org", "anna@example.org");
  assert_signs_in ("1", NULL, "anna@example.org");
  assert_refused ("2", "anna@example.org", FOYER_ERROR_NOT_PERMITTED, "Another account");
  assert_signs_in ("3", "bo@example.org", "bo@example.org");
  g_assert_cmpint (foyer_test_database_ask_int (database,
                                                "SELECT count(*) FROM audit_log"
                                                " WHERE act = 'staff_bind'"),
                   ==,
                   2);
}

static void
test_strangers (void)
{
  set_up ();
  assert_refused ("9", "eve@example.org", FOYER_ERROR_NOT_PERMITTED, "no staff member");
  assert_refused ("9", NULL, FOYER_ERROR_NOT_PERMITTED, "no staff member");
  foyer_test_database_run (database, "UPDATE staff SET removed_at = now ()");
  assert_refused ("1", "anna@example.org", FOYER_ERROR_NOT_PERMITTED, "no staff member");
  g_assert_cmpint (foyer_test_database_ask_int (database,
                                                "SELECT count(*) FROM device_accesses"
                                                " WHERE kind = 'refused'"
                                                " AND staff_email = 'eve@example.org'"),
                   ==,
                   1);
  g_assert_cmpint (foyer_test_database_ask_int (database, "SELECT count(*) FROM sessions"), ==, 0);
}

static void
test_revoked_meanwhile (void)
{
  set_up ();
  foyer_test_database_run (database, "UPDATE staff_devices SET status = 'revoked'");
  assert_refused ("1", "anna@example.org", FOYER_ERROR_REVOKED, "revoked");
  g_assert_cmpint (foyer_test_database_ask_int (database,
                                                "SELECT count(*) FROM staff"
                                                " WHERE oidc_subject IS NOT NULL"),
                   ==,
                   0);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  relay = foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);
  owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  g_test_add_func ("/db/provider/without-a-client-id-there-is-none", test_settings);
  g_test_add_func ("/db/provider/a-sign-in-is-taken-once-by-its-device", test_once);
  g_test_add_func ("/db/provider/what-is-old-or-replaced-is-over", test_over);
  g_test_add_func ("/db/provider/state-and-verifier-are-not-kept-as-they-are", test_kept);
  g_test_add_func ("/db/provider/the-subject-counts-more-than-the-address", test_binding);
  g_test_add_func ("/db/provider/strangers-are-refused-and-noted", test_strangers);
  g_test_add_func ("/db/provider/who-was-revoked-meanwhile-stays-out", test_revoked_meanwhile);
  result = g_test_run ();
  foyer_db_connection_close (owner);
  foyer_db_connection_close (relay);
  foyer_test_database_stop (database);
  return result;
}
