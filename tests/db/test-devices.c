/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-accesses.h"
#include "db/foyer-db-challenges.h"
#include "db/foyer-db-devices.h"
#include "db/foyer-db-enrol.h"
#include "db/foyer-db-pairings.h"
#include "db/foyer-db-relays.h"
#include "model/foyer-pairing.h"
#include "support/foyer-test-database.h"

#define STAFF "6f2e7c11-6f0c-4b6e-8f57-0a4b1f6f7a10"
#define EVENT "8f2e7c11-6f0c-4b6e-8f57-0a4b1f6f7a10"
#define LIST  "9f2e7c11-6f0c-4b6e-8f57-0a4b1f6f7a10"
#define OTHER "af2e7c11-6f0c-4b6e-8f57-0a4b1f6f7a10"

static FoyerTestDatabase *database;
static FoyerDbConnection *relay;
static const FoyerDbActor admin = { .staff_email = "admin@example.org",
                                    .ip_address = "192.0.2.1",
                                    .user_agent = "desk" };
static FoyerDbActor visitor = { .staff_email = "", .ip_address = "192.0.2.7", .user_agent = "app" };

static char *
make_pairing (const FoyerDbPairing *pairing)
{
  g_autofree char *id = foyer_uuid_new ();
  char *code = foyer_pairing_code_new (NULL);
  g_autoptr (GError) error = NULL;
  FoyerTime expires;

  foyer_db_pairing_make (relay, id, code, pairing, &admin, &expires, &error);
  g_assert_no_error (error);
  g_assert_cmpint (expires, >, g_get_real_time () + 14 * 60 * G_TIME_SPAN_SECOND);
  return code;
}

static char *
write_key (const FoyerSigningKey *key)
{
  return g_base64_encode (key->public_key, sizeof key->public_key);
}

static FoyerEnrolment *
enrol (const char *code, const FoyerSigningKey *key, const char *name, GError **error)
{
  g_autofree char *public_key = write_key (key);
  g_autofree char *proof = foyer_proof_sign (key, FOYER_PROOF_ENROL, code);
  FoyerDbNewcomer newcomer = { code, public_key, name, "0.1.0", proof };

  return foyer_db_enrol (relay, &newcomer, &visitor, error);
}

static FoyerEnrolment *
enrol_well (const FoyerDbPairing *pairing, const FoyerSigningKey *key, const char *name)
{
  g_autofree char *code = make_pairing (pairing);
  g_autoptr (GError) error = NULL;
  FoyerEnrolment *enrolment = enrol (code, key, name, &error);

  g_assert_no_error (error);
  return enrolment;
}

static void
refuse (FoyerEnrolment *enrolment, GError **error, FoyerError code)
{
  g_assert_null (enrolment);
  g_assert_error (*error, FOYER_ERROR, (int)code);
  g_clear_error (error);
}

static void
add_session (const char *device_id)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *sql =
      g_strdup_printf ("INSERT INTO sessions (id, token_sha256, staff_id, device_id) VALUES"
                       " ('%s', sha256 ('%s'), '" STAFF "', '%s')",
                       id,
                       id,
                       device_id);

  foyer_test_database_run (database, sql);
}

static gint64
count_sessions (const char *device_id)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM sessions WHERE device_id = '%s' AND ended_at IS NULL",
                       device_id);

  return foyer_test_database_ask_int (database, sql);
}

static char *
list_history (const char *device_id)
{
  g_autoptr (GPtrArray) accesses = foyer_db_accesses_list (relay, device_id, 0, 50, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < accesses->len; i++) {
    const FoyerDeviceAccess *access = g_ptr_array_index (accesses, i);

    g_string_append_printf (text,
                            "%s%s:%s:%s",
                            i > 0 ? " " : "",
                            foyer_access_kind_to_nick (access->kind),
                            access->staff_email != NULL ? access->staff_email : "",
                            access->address != NULL ? access->address : "");
  }
  return g_string_free (text, FALSE);
}

static void
test_enrol (void)
{
  FoyerDbPairing plain = { .post = { .list_id = LIST, .gate = "North" } };
  FoyerDbPairing ready = { .post = { .device_name = "Door 1" }, .approve = TRUE };
  g_auto (FoyerSigningKey) key = { 0 };
  g_auto (FoyerSigningKey) other = { 0 };
  g_autoptr (FoyerEnrolment) pending = NULL;
  g_autoptr (FoyerEnrolment) approved = NULL;
  g_autofree char *history = NULL;

  foyer_signing_key_generate (&key, 0);
  foyer_signing_key_generate (&other, 0);
  pending = enrol_well (&plain, &key, "Laptop");
  g_assert_cmpstr (pending->device->name, ==, "Laptop");
  g_assert_cmpint (pending->device->status, ==, FOYER_DEVICE_STATUS_PENDING);
  g_assert_cmpstr (pending->device->gate, ==, "North");
  g_assert_cmpstr (pending->event_id, ==, EVENT);
  g_assert_cmpstr (pending->event_name, ==, "Fair");
  g_assert_cmpstr (pending->list_id, ==, LIST);
  g_assert_true (foyer_uuid_parse (pending->installation_id, (guint8[FOYER_UUID_BYTES]){ 0 }));
  approved = enrol_well (&ready, &other, "Laptop");
  g_assert_cmpstr (approved->device->name, ==, "Door 1");
  g_assert_cmpint (approved->device->status, ==, FOYER_DEVICE_STATUS_APPROVED);
  g_assert_null (approved->event_id);
  history = list_history (approved->device->id);
  g_assert_cmpstr (history, ==, "approved:admin@example.org:192.0.2.7 enrolled::192.0.2.7");
}

static void
test_a_code_is_used_once (void)
{
  FoyerDbPairing pairing = { 0 };
  g_autofree char *code = make_pairing (&pairing);
  g_auto (FoyerSigningKey) key = { 0 };
  g_auto (FoyerSigningKey) other = { 0 };
  g_autoptr (FoyerEnrolment) first = NULL;
  g_autoptr (FoyerEnrolment) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *history = NULL;

  foyer_signing_key_generate (&key, 0);
  foyer_signing_key_generate (&other, 0);
  first = enrol (code, &key, "Laptop", NULL);
  refuse (enrol (code, &other, "Laptop", &error), &error, FOYER_ERROR_SIGNED_OUT);
  /* Its answer was lost. */
  again = enrol (code, &key, "Laptop", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->device->id, ==, first->device->id);
  history = list_history (first->device->id);
  g_assert_cmpstr (history, ==, "enrolled::192.0.2.7");
  foyer_test_database_run (database, "DELETE FROM throttles");
}

static void
test_old_and_wrong_codes (void)
{
  FoyerDbPairing pairing = { 0 };
  g_autofree char *code = make_pairing (&pairing);
  g_autofree char *none = foyer_pairing_code_new (NULL);
  g_autofree char *proof = NULL;
  g_autofree char *public_key = NULL;
  g_auto (FoyerSigningKey) key = { 0 };
  g_autoptr (GError) error = NULL;
  FoyerDbNewcomer newcomer = { .code = code, .name = "Laptop" };

  foyer_signing_key_generate (&key, 0);
  refuse (enrol (none, &key, "Laptop", &error), &error, FOYER_ERROR_SIGNED_OUT);
  /* A proof over another code is none. */
  newcomer.public_key = public_key = write_key (&key);
  newcomer.proof = proof = foyer_proof_sign (&key, FOYER_PROOF_ENROL, none);
  refuse (foyer_db_enrol (relay, &newcomer, &visitor, &error), &error, FOYER_ERROR_SIGNED_OUT);
  foyer_test_database_run (database,
                           "UPDATE pairings SET expires_at = clock_timestamp () WHERE used_at IS"
                           " NULL");
  refuse (enrol (code, &key, "Laptop", &error), &error, FOYER_ERROR_SIGNED_OUT);
  foyer_test_database_run (database, "DELETE FROM throttles");
}

static void
test_guesses (void)
{
  FoyerDbPairing pairing = { 0 };
  g_autofree char *code = make_pairing (&pairing);
  g_auto (FoyerSigningKey) key = { 0 };
  g_autoptr (FoyerEnrolment) elsewhere = NULL;
  g_autoptr (GError) error = NULL;

  foyer_signing_key_generate (&key, 0);
  visitor.ip_address = "2001:db8::1";
  for (guint i = 0; i < FOYER_LIMIT_ENROL_FAILURES; i++) {
    g_autofree char *guess = foyer_pairing_code_new (NULL);

    refuse (enrol (guess, &key, "Laptop", &error), &error, FOYER_ERROR_SIGNED_OUT);
  }
  /* Also from the next address of the same network, and also with the right code. */
  visitor.ip_address = "2001:db8::2";
  refuse (enrol (code, &key, "Laptop", &error), &error, FOYER_ERROR_RATE_LIMITED);
  visitor.ip_address = "192.0.2.7";
  elsewhere = enrol (code, &key, "Laptop", &error);
  g_assert_no_error (error);
  foyer_test_database_run (database, "DELETE FROM throttles");
}

/* A hall full of new desks is one address: only what fails counts. */
static void
test_many_enrol_behind_one_address (void)
{
  FoyerDbPairing pairing = { 0 };
  g_autofree char *subjects = NULL;

  for (guint i = 0; i < 2 * FOYER_LIMIT_ENROL_FAILURES; i++) {
    g_auto (FoyerSigningKey) key = { 0 };
    g_autoptr (FoyerEnrolment) enrolment = NULL;

    foyer_signing_key_generate (&key, 0);
    enrolment = enrol_well (&pairing, &key, "Laptop");
  }
  subjects = foyer_test_database_ask (database, "SELECT subject || failures FROM throttles");
  g_assert_cmpstr (subjects, ==, "enrol:192.0.2.70");
  foyer_test_database_run (database, "DELETE FROM throttles");
}

static void
test_the_same_device_again (void)
{
  FoyerDbPairing ready = { .post = { .list_id = LIST }, .approve = TRUE };
  FoyerDbPairing again = { 0 };
  g_auto (FoyerSigningKey) key = { 0 };
  g_auto (FoyerSigningKey) other = { 0 };
  g_autoptr (FoyerEnrolment) first = NULL;
  g_autoptr (FoyerEnrolment) second = NULL;
  g_autoptr (FoyerEnrolment) third = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  foyer_signing_key_generate (&key, 0);
  foyer_signing_key_generate (&other, 0);
  first = enrol_well (&ready, &key, "Door 2");
  add_session (first->device->id);
  /* Who has the key already stays who they are, and at work. */
  second = enrol_well (&again, &key, "Door 3");
  g_assert_cmpstr (second->device->id, ==, first->device->id);
  g_assert_cmpstr (second->device->name, ==, "Door 3");
  g_assert_cmpstr (second->list_id, ==, LIST);
  g_assert_cmpint (second->device->status, ==, FOYER_DEVICE_STATUS_APPROVED);
  g_assert_cmpint (count_sessions (first->device->id), ==, 1);
  /* Another key becomes that device: it waits, and nobody is signed in. */
  again.device_id = first->device->id;
  third = enrol_well (&again, &other, "My laptop");
  g_assert_cmpstr (third->device->id, ==, first->device->id);
  g_assert_cmpstr (third->device->name, ==, "Door 3");
  g_assert_cmpint (third->device->status, ==, FOYER_DEVICE_STATUS_PENDING);
  g_assert_cmpint (count_sessions (first->device->id), ==, 0);
  /* One that is another device cannot become it too. */
  foyer_signing_key_generate (&key, 0);
  foyer_enrolment_unref (enrol_well (&ready, &key, "Door 4"));
  code = make_pairing (&again);
  refuse (enrol (code, &key, "Door 4", &error), &error, FOYER_ERROR_CHANGED_MEANWHILE);
}

static void
test_pairings_that_cannot_be (void)
{
  FoyerDbPairing pairing = { .post = { .event_id = OTHER, .list_id = LIST } };
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *code = foyer_pairing_code_new (NULL);
  g_autoptr (GError) error = NULL;
  FoyerTime expires;

  g_assert_false (foyer_db_pairing_make (relay, id, code, &pairing, &admin, &expires, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  g_clear_error (&error);
  pairing.post = (FoyerDbDevicePost){ 0 };
  pairing.device_id = STAFF;
  g_assert_false (foyer_db_pairing_make (relay, id, code, &pairing, &admin, &expires, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
}

static void
test_a_pairing_that_is_asked_for_again (void)
{
  FoyerDbPairing pairing = { 0 };
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *former = foyer_pairing_code_new (NULL);
  g_autofree char *code = foyer_pairing_code_new (NULL);
  g_auto (FoyerSigningKey) key = { 0 };
  g_autoptr (FoyerEnrolment) enrolment = NULL;
  g_autoptr (GError) error = NULL;
  FoyerTime expires;

  foyer_signing_key_generate (&key, 0);
  g_assert_true (foyer_db_pairing_make (relay, id, former, &pairing, &admin, &expires, &error));
  g_assert_true (foyer_db_pairing_make (relay, id, code, &pairing, &admin, &expires, &error));
  refuse (enrol (former, &key, "Laptop", &error), &error, FOYER_ERROR_SIGNED_OUT);
  enrolment = enrol (code, &key, "Laptop", &error);
  g_assert_no_error (error);
  g_assert_false (foyer_db_pairing_make (relay, id, former, &pairing, &admin, &expires, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE);
}

static void
test_approve (void)
{
  FoyerDbPairing pairing = { 0 };
  FoyerDbDevicePost post = { "Door 5", NULL, LIST, "South" };
  FoyerDbDevicePost elsewhere = { .event_id = OTHER };
  g_autofree char *request = foyer_uuid_new ();
  g_auto (FoyerSigningKey) key = { 0 };
  g_autoptr (FoyerEnrolment) enrolment = NULL;
  g_autofree char *now = NULL;
  g_autofree char *then = NULL;
  g_autoptr (GError) error = NULL;

  foyer_signing_key_generate (&key, 0);
  enrolment = enrol_well (&pairing, &key, "Laptop");
  foyer_db_device_approve (relay, request, enrolment->device->id, &post, &admin, &error);
  g_assert_no_error (error);
  now = foyer_test_database_ask (database,
                                 "SELECT concat_ws ('|', status, device_name, gate, event_id,"
                                 " list_id, approved_by) FROM staff_devices WHERE device_name ="
                                 " 'Door 5'");
  g_assert_cmpstr (now, ==, "approved|Door 5|South|" EVENT "|" LIST "|admin@example.org");
  /* A gate or list of an event where it works no more is none. */
  foyer_db_device_approve (relay, NULL, enrolment->device->id, &elsewhere, &admin, &error);
  g_assert_no_error (error);
  then = foyer_test_database_ask (database,
                                  "SELECT concat_ws ('|', gate, event_id, list_id)"
                                  " FROM staff_devices WHERE device_name = 'Door 5'");
  g_assert_cmpstr (then, ==, OTHER);
  /* A request that comes late, after the device was revoked, lets it in no more. */
  foyer_db_device_revoke (relay, NULL, enrolment->device->id, "lost", &admin, NULL);
  g_assert_true (
      foyer_db_device_approve (relay, request, enrolment->device->id, &post, &admin, &error));
  g_assert_cmpint (foyer_test_database_ask_int (database,
                                                "SELECT count(*) FROM staff_devices WHERE"
                                                " device_name = 'Door 5' AND status = 'revoked'"
                                                " AND revoked_by = 'admin@example.org'"),
                   ==,
                   1);
  g_assert_false (
      foyer_db_device_revoke (relay, request, enrolment->device->id, NULL, &admin, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
}

static void
test_revoke (void)
{
  FoyerDbPairing pairing = { .approve = TRUE };
  g_auto (FoyerSigningKey) key = { 0 };
  g_autoptr (FoyerEnrolment) enrolment = NULL;
  g_autofree char *history = NULL;
  g_autoptr (GError) error = NULL;

  foyer_signing_key_generate (&key, 0);
  enrolment = enrol_well (&pairing, &key, "Laptop");
  add_session (enrolment->device->id);
  for (guint i = 0; i < 2; i++) {
    foyer_db_device_revoke (relay, NULL, enrolment->device->id, NULL, &admin, &error);
    g_assert_no_error (error);
  }
  g_assert_cmpint (count_sessions (enrolment->device->id), ==, 0);
  history = list_history (enrolment->device->id);
  g_assert_cmpstr (history,
                   ==,
                   "revoked:admin@example.org:192.0.2.1 signed_out:anna@example.org:"
                   " approved:admin@example.org:192.0.2.7 enrolled::192.0.2.7");
}

static FoyerDbProof
prove (const char *device_id,
       const FoyerSigningKey *key,
       FoyerProofPurpose purpose,
       char **challenge,
       char **signature)
{
  FoyerTime expires;

  *challenge = foyer_db_challenge_make (relay, &expires, NULL);
  *signature = foyer_proof_sign (key, purpose, *challenge);
  return (FoyerDbProof){ device_id, *challenge, *signature };
}

static void
test_status (void)
{
  FoyerDbPairing pairing = { 0 };
  g_auto (FoyerSigningKey) key = { 0 };
  g_autoptr (FoyerEnrolment) enrolment = NULL;
  g_autoptr (FoyerEnrolment) now = NULL;
  g_autofree char *challenge = NULL;
  g_autofree char *signature = NULL;
  g_autoptr (GError) error = NULL;
  FoyerDbProof proof;

  foyer_signing_key_generate (&key, 0);
  enrolment = enrol_well (&pairing, &key, "Laptop");
  foyer_db_device_revoke (relay, NULL, enrolment->device->id, NULL, &admin, NULL);
  proof = prove (enrolment->device->id, &key, FOYER_PROOF_STATUS, &challenge, &signature);
  now = foyer_db_enrolment_get (relay, &proof, &error);
  g_assert_no_error (error);
  g_assert_cmpint (now->device->status, ==, FOYER_DEVICE_STATUS_REVOKED);
  refuse (foyer_db_enrolment_get (relay, &proof, &error), &error, FOYER_ERROR_SIGNED_OUT);
}

static const FoyerDbDeviceDetails *
find_details (GPtrArray *devices, const char *id)
{
  for (guint i = 0; i < devices->len; i++) {
    const FoyerDbDeviceDetails *details = g_ptr_array_index (devices, i);

    if (g_str_equal (details->device->id, id))
      return details;
  }
  g_assert_not_reached ();
}

/* Whoever has a copy of the table can check the receipt, also after the device has another key. */
static void
test_wiped (void)
{
  FoyerDbPairing pairing = { .approve = TRUE };
  FoyerDbPairing again = { 0 };
  g_auto (FoyerSigningKey) key = { 0 };
  g_auto (FoyerSigningKey) other = { 0 };
  g_autoptr (FoyerEnrolment) enrolment = NULL;
  g_autofree char *challenge = NULL;
  g_autofree char *signature = NULL;
  g_autofree guchar *kept = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  const FoyerDbDeviceDetails *details;
  g_autoptr (GError) error = NULL;
  FoyerDbProof proof;
  gsize size;

  foyer_signing_key_generate (&key, 0);
  foyer_signing_key_generate (&other, 0);
  enrolment = enrol_well (&pairing, &key, "Laptop");
  add_session (enrolment->device->id);
  proof = prove (enrolment->device->id, &key, FOYER_PROOF_WIPED, &challenge, &signature);
  foyer_db_device_wiped (relay, &proof, &visitor, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_sessions (enrolment->device->id), ==, 0);
  again.device_id = enrolment->device->id;
  foyer_enrolment_unref (enrol_well (&again, &other, "Laptop"));
  devices = foyer_db_devices_list_details (relay, &error);
  g_assert_no_error (error);
  details = find_details (devices, enrolment->device->id);
  g_assert_cmpint (details->wiped_at, >, 0);
  g_assert_cmpint (details->wiped_at, <, details->enrolled_at);
  kept = g_base64_decode (details->wipe_key, &size);
  g_assert_cmpmem (kept, size, key.public_key, sizeof key.public_key);
  g_assert_true (
      foyer_proof_check (kept, FOYER_PROOF_WIPED, details->wipe_challenge, details->wipe_receipt));
}

static void
test_accesses (void)
{
  FoyerDbPairing pairing = { .approve = TRUE };
  g_auto (FoyerSigningKey) key = { 0 };
  g_autoptr (FoyerEnrolment) enrolment = NULL;
  FoyerDbAccess accesses[3] = { { .kind = FOYER_ACCESS_CONNECTED, .at = g_get_real_time () } };
  g_autoptr (GPtrArray) newest = NULL;
  g_autoptr (GPtrArray) older = NULL;
  g_autofree char *history = NULL;
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;

  foyer_signing_key_generate (&key, 0);
  enrolment = enrol_well (&pairing, &key, "Laptop");
  add_session (enrolment->device->id);
  token = foyer_test_database_ask (database,
                                   "SELECT s.id FROM sessions s JOIN staff_devices d"
                                   " ON d.id = s.device_id ORDER BY d.enrolled_at DESC LIMIT 1");
  accesses[0].actor = (FoyerDbActor){ .staff_email = "anna@example.org",
                                      .device_id = enrolment->device->id,
                                      .ip_address = "192.0.2.9" };
  accesses[1] = (FoyerDbAccess){ .kind = FOYER_ACCESS_REFUSED,
                                 .token = token,
                                 .actor = { .ip_address = "192.0.2.10" },
                                 .at = g_get_real_time () };
  accesses[2] = accesses[1];
  foyer_db_accesses_add (relay, accesses, 3, &error);
  g_assert_no_error (error);
  accesses[1].token = "never a token";
  foyer_db_accesses_add (relay, &accesses[1], 1, &error);
  g_assert_no_error (error);
  history = list_history (enrolment->device->id);
  g_assert_cmpstr (history,
                   ==,
                   "connected:anna@example.org:192.0.2.9 refused:anna@example.org:192.0.2.10"
                   " approved:admin@example.org:192.0.2.7 enrolled::192.0.2.7");
  newest = foyer_db_accesses_list (relay, enrolment->device->id, 0, 1, NULL);
  g_assert_cmpuint (newest->len, ==, 1);
  older = foyer_db_accesses_list (relay,
                                  enrolment->device->id,
                                  ((FoyerDeviceAccess *)newest->pdata[0])->number,
                                  50,
                                  NULL);
  g_assert_cmpuint (older->len, ==, 3);
  g_assert_null (foyer_db_accesses_list (relay, STAFF, 0, 1, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
}

static void
say (const char *id, const char *address, const char *fingerprint)
{
  const char *const addresses[] = { address, "wss://door.local:7171", NULL };
  const char *const plain[] = { address, NULL };
  FoyerDbRelay one = { id, fingerprint != NULL ? addresses : plain, fingerprint };

  g_assert_true (foyer_db_relay_say (relay, &one, NULL));
}

static void
test_relays (void)
{
  static const char pin[] = "0011223344556677889900112233445566778899001122334455667788990011";
  g_autoptr (FoyerDbWayIn) way = NULL;
  g_autoptr (FoyerDbWayIn) later = NULL;
  g_autofree char *all = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (foyer_db_relays_find_way_in (relay, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND);
  g_clear_error (&error);
  say (STAFF, "wss://192.0.2.20:7171", pin);
  say (EVENT, "wss://192.0.2.21:7171", pin);
  say (LIST, "ws://127.0.0.1:7171", NULL);
  way = foyer_db_relays_find_way_in (relay, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (way->fingerprint, ==, pin);
  all = g_strjoinv (" ", way->addresses);
  g_assert_cmpstr (all, ==, "wss://192.0.2.21:7171 wss://door.local:7171 wss://192.0.2.20:7171");
  /* One was killed long ago, one was stopped. */
  foyer_test_database_run (database,
                           "UPDATE relays SET seen_at = clock_timestamp () - interval '1 min'"
                           " WHERE id = '" EVENT "'");
  g_assert_true (foyer_db_relay_leave (relay, STAFF, NULL));
  later = foyer_db_relays_find_way_in (relay, &error);
  g_assert_cmpstr (later->addresses[0], ==, "ws://127.0.0.1:7171");
  g_assert_null (later->fingerprint);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  foyer_test_database_run (database,
                           "INSERT INTO staff (id, email, role) VALUES ('" STAFF "',"
                           " 'anna@example.org', 'staff');"
                           " INSERT INTO events (id, name) VALUES ('" EVENT "', 'Fair'),"
                           " ('" OTHER "', 'Ball');"
                           " INSERT INTO check_in_lists (id, event_id, name) VALUES ('" LIST "',"
                           " '" EVENT "', 'Friday')");
  relay = foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);
  g_test_add_func ("/db/devices/a-pairing-makes-a-device", test_enrol);
  g_test_add_func ("/db/devices/a-code-is-used-once", test_a_code_is_used_once);
  g_test_add_func ("/db/devices/old-and-wrong-codes-are-refused", test_old_and_wrong_codes);
  g_test_add_func ("/db/devices/who-guesses-waits", test_guesses);
  g_test_add_func ("/db/devices/many-enrol-behind-one-address", test_many_enrol_behind_one_address);
  g_test_add_func ("/db/devices/the-same-device-again", test_the_same_device_again);
  g_test_add_func ("/db/devices/pairings-that-cannot-be", test_pairings_that_cannot_be);
  g_test_add_func ("/db/devices/only-the-last-code-of-a-request-counts",
                   test_a_pairing_that_is_asked_for_again);
  g_test_add_func ("/db/devices/approved-for-a-place", test_approve);
  g_test_add_func ("/db/devices/revoked-and-signed-out", test_revoke);
  g_test_add_func ("/db/devices/a-revoked-device-is-told-so", test_status);
  g_test_add_func ("/db/devices/a-receipt-can-be-checked-later", test_wiped);
  g_test_add_func ("/db/devices/history-is-told-newest-first", test_accesses);
  g_test_add_func ("/db/devices/relays-that-are-gone-do-not-count", test_relays);
  result = g_test_run ();
  foyer_db_connection_close (relay);
  foyer_test_database_stop (database);
  return result;
}
