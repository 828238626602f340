/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-pairing"

#include "config.h"

#include "wire-values.h"

#include "model/foyer-pairing.h"
#include "model/foyer-proof.h"
#include "wire/foyer-wire-pairing.h"

/* What is said about devices is read back as it was written. */

#define DEVICE  "4b5c1d7e-3d9a-4b06-9a2f-0f6a1a2b3c07"
#define EVENT   "2f6f5b1e-6a5f-4b65-9d0f-8a0c3b1f5e01"
#define REQUEST "6d1f0a52-8f0b-4c53-9f1e-0c8b7a6d5e21"

static void
test_what_a_device_asks (void)
{
  g_auto (FoyerSigningKey) key = { 0 };
  g_autofree char *code = foyer_pairing_code_new (NULL);
  g_autofree char *challenge = foyer_challenge_new ();
  g_autofree char *enrol = NULL;
  g_autofree char *status = NULL;
  g_autofree char *wiped = NULL;
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (FoyerMessage) receipt = NULL;

  foyer_signing_key_generate (&key, 0);
  enrol = foyer_wire_encode_enrol (code, &key, "Laptop \"7\"", NULL);
  message = wire_read_back (enrol, FOYER_SENDER_VISITOR);
  g_assert_cmpstr (foyer_message_get_string (message, "name"), ==, "Laptop \"7\"");
  g_assert_true (foyer_proof_check (key.public_key,
                                    FOYER_PROOF_ENROL,
                                    code,
                                    foyer_message_get_string (message, "proof")));
  status = foyer_wire_encode_device_status (DEVICE, &key, challenge);
  foyer_message_unref (wire_read_back (status, FOYER_SENDER_VISITOR));
  wiped = foyer_wire_encode_wiped (DEVICE, &key, challenge);
  receipt = wire_read_back (wiped, FOYER_SENDER_VISITOR);
  g_assert_true (foyer_proof_check (key.public_key,
                                    FOYER_PROOF_WIPED,
                                    challenge,
                                    foyer_message_get_string (receipt, "proof")));
}

static void
check_enrolment (const char *event_id, const char *event_name)
{
  FoyerDevice device_fields = { .id = (char *)DEVICE,
                                .name = (char *)"Laptop 7",
                                .status = FOYER_DEVICE_STATUS_REVOKED,
                                .gate = (char *)"North" };
  g_autoptr (FoyerDevice) device = foyer_device_new (&device_fields);
  FoyerEnrolment written = { .device = device,
                             .event_id = (char *)event_id,
                             .event_name = (char *)event_name,
                             .installation_id = (char *)REQUEST,
                             .relay = (char *)"relay 1" };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (FoyerEnrolment) read = NULL;

  foyer_wire_write_device_enrolled (out, &written);
  message = wire_read_back (out->str, FOYER_SENDER_RELAY);
  read = foyer_wire_read_device_enrolled (message);
  g_assert_cmpstr (read->device->id, ==, DEVICE);
  g_assert_cmpstr (read->device->gate, ==, "North");
  g_assert_cmpint (read->device->status, ==, FOYER_DEVICE_STATUS_REVOKED);
  g_assert_cmpstr (read->event_id, ==, event_id);
  g_assert_cmpstr (read->event_name, ==, event_name);
  g_assert_null (read->list_id);
  g_assert_cmpstr (read->installation_id, ==, REQUEST);
  g_assert_cmpstr (read->relay, ==, "relay 1");
}

static void
test_how_a_device_stands (void)
{
  check_enrolment (EVENT, "Fête");
  check_enrolment (NULL, NULL);
}

static void
test_what_an_admin_asks (void)
{
  FoyerWirePost post = { .gate = "North", .device_name = "Door 1" };
  g_autofree char *create = foyer_wire_encode_create_pairing ("1", REQUEST, &post, DEVICE, TRUE);
  g_autofree char *approve = foyer_wire_encode_approve_device ("2", REQUEST, DEVICE, &post);
  g_autofree char *revoke = foyer_wire_encode_revoke_device ("3", REQUEST, DEVICE, NULL);
  g_autofree char *list = foyer_wire_encode_list_device_accesses ("4", DEVICE, 0, 50);
  g_autoptr (FoyerMessage) created = wire_read_back (create, FOYER_SENDER_DEVICE);

  g_assert_true (foyer_message_get_boolean (created, "approve"));
  g_assert_cmpstr (foyer_message_get_string (created, "device_name"), ==, "Door 1");
  g_assert_null (foyer_message_get_string (created, "event_id"));
  foyer_message_unref (wire_read_back (approve, FOYER_SENDER_DEVICE));
  foyer_message_unref (wire_read_back (revoke, FOYER_SENDER_DEVICE));
  foyer_message_unref (wire_read_back (list, FOYER_SENDER_DEVICE));
}

static void
test_history (void)
{
  g_autoptr (GPtrArray) written =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_device_access_unref);
  FoyerDeviceAccess fields = { .number = 7,
                               .kind = FOYER_ACCESS_SIGNED_OUT,
                               .staff_email = (char *)"bo@example.org",
                               .at = 1777658553500000 };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GPtrArray) read = NULL;
  const FoyerDeviceAccess *access;

  g_ptr_array_add (written, foyer_device_access_new (&fields));
  foyer_wire_write_device_accesses (out, "1", written);
  message = wire_read_back (out->str, FOYER_SENDER_RELAY);
  read = foyer_wire_read_device_accesses (message);
  g_assert_cmpuint (read->len, ==, 1);
  access = g_ptr_array_index (read, 0);
  g_assert_cmpint (access->number, ==, 7);
  g_assert_cmpint (access->kind, ==, FOYER_ACCESS_SIGNED_OUT);
  g_assert_cmpstr (access->staff_email, ==, "bo@example.org");
  g_assert_null (access->address);
  g_assert_cmpint (access->at, ==, fields.at);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/pairing/what-a-device-asks", test_what_a_device_asks);
  g_test_add_func ("/wire/pairing/how-a-device-stands", test_how_a_device_stands);
  g_test_add_func ("/wire/pairing/what-an-admin-asks", test_what_an_admin_asks);
  g_test_add_func ("/wire/pairing/a-history", test_history);
  return g_test_run ();
}
