/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "stage-identity"

#include "config.h"

#include "stage-identity.h"

#include "model/foyer-pairing.h"
#include "session/foyer-profile.h"
#include "session/foyer-secret-file.h"
#include "wire/foyer-wire-identity.h"
#include "wire/foyer-wire-pairing.h"
#include "wire/foyer-wire-sign-in.h"

FoyerIdentity *
stage_get_identity (Stage *stage)
{
  return foyer_session_get_identity (stage->session);
}

static void
make_fingerprint (GTlsCertificate *certificate, guint8 *fingerprint)
{
  g_autoptr (GByteArray) der = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = FOYER_FINGERPRINT_BYTES;

  g_object_get (certificate, "certificate", &der, NULL);
  g_checksum_update (checksum, der->data, der->len);
  g_checksum_get_digest (checksum, fingerprint, &length);
}

/* At the first of the addresses nobody is. */
char *
stage_make_pairing (Stage *stage)
{
  gboolean is_secure = stage->certificate != NULL;
  const char *addresses[] = { is_secure ? "wss://127.0.0.1:9" : "ws://127.0.0.1:9",
                              fake_relay_get_address (stage->relay),
                              stage->elsewhere,
                              NULL };
  guint8 fingerprint[FOYER_FINGERPRINT_BYTES];
  g_autofree char *code = NULL;
  FoyerPairing fields = { .addresses = (GStrv)addresses };
  g_autoptr (FoyerPairing) pairing = NULL;

  if (is_secure) {
    make_fingerprint (stage->certificate, fingerprint);
    fields.fingerprint = fingerprint;
  }
  code = foyer_pairing_code_new (fields.fingerprint);
  fields.code = code;
  pairing = foyer_pairing_new (&fields);
  return foyer_pairing_write (pairing);
}

void
stage_answer_standing (Stage *stage, FoyerDeviceStatus status)
{
  FoyerDevice device_fields = { .id = (char *)DEVICE,
                                .name = (char *)"Door 1",
                                .gate = (char *)"North",
                                .status = status };
  g_autoptr (FoyerDevice) device = foyer_device_new (&device_fields);
  FoyerEnrolment fields = { .device = device,
                            .event_id = (char *)EVENT,
                            .event_name = (char *)"Gala",
                            .installation_id = (char *)INSTALLATION,
                            .relay = (char *)"fake" };
  g_autoptr (FoyerEnrolment) enrolment = foyer_enrolment_new (&fields);
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_device_enrolled (text, enrolment);
  fake_relay_answer (stage->relay, 200, text->str);
}

void
stage_refuse (Stage *stage, guint status, FoyerError code)
{
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_error (text, NULL, code, "No.");
  fake_relay_answer (stage->relay, status, text->str);
}

/* Gives a challenge, and waits for what is proved with it. */
FoyerMessage *
stage_await_proof (Stage *stage, FoyerMessageKind kind)
{
  g_autoptr (FoyerMessage) asked =
      fake_relay_await_visit (stage->relay, FOYER_MESSAGE_KIND_GET_CHALLENGE);
  g_autofree char *challenge = foyer_challenge_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  FoyerMessage *message;

  foyer_wire_write_challenge (text, challenge, 0);
  fake_relay_answer (stage->relay, 200, text->str);
  message = fake_relay_await_visit (stage->relay, kind);
  g_assert_cmpstr (foyer_message_get_string (message, "challenge"), ==, challenge);
  g_assert_cmpstr (foyer_message_get_string (message, "device_id"), ==, DEVICE);
  return message;
}

void
stage_assert_proves (Stage *stage,
                     const char *key,
                     FoyerProofPurpose purpose,
                     FoyerMessage *message)
{
  gsize length;
  g_autofree guint8 *public_key = g_base64_decode (key, &length);

  g_assert_cmpuint (length, ==, FOYER_PUBLIC_KEY_BYTES);
  g_assert_true (foyer_proof_check (public_key,
                                    purpose,
                                    foyer_message_get_string (message, "challenge"),
                                    foyer_message_get_string (message, "proof")));
}

/* Returns the public key that the device brought. */
char *
stage_pair (Stage *stage, FoyerDeviceStatus status)
{
  g_autofree char *text = stage_make_pairing (stage);
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *public_key = NULL;
  char *key;
  gsize length;

  foyer_identity_pair_async (stage_get_identity (stage), text, NULL, stage_on_ready, stage);
  asked = fake_relay_await_visit (stage->relay, FOYER_MESSAGE_KIND_ENROL_DEVICE);
  key = g_strdup (foyer_message_get_string (asked, "public_key"));
  public_key = g_base64_decode (key, &length);
  g_assert_true (foyer_proof_check (public_key,
                                    FOYER_PROOF_ENROL,
                                    foyer_message_get_string (asked, "code"),
                                    foyer_message_get_string (asked, "proof")));
  stage_answer_standing (stage, status);
  result = stage_await (stage);
  foyer_identity_pair_finish (stage_get_identity (stage), result, &error);
  g_assert_no_error (error);
  return key;
}

void
stage_answer_signed_in (Stage *stage)
{
  FoyerStaff fields = { .email = (char *)EMAIL, .role = stage->role };
  g_autoptr (FoyerStaff) staff = foyer_staff_new (&fields);
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_signed_in (text, "good-token", EVENT, g_get_real_time (), staff);
  fake_relay_answer (stage->relay, 200, text->str);
}

/* What the relay says where the device has to prove its key before anything else. */
void
stage_challenge_connection (Stage *stage, const char *key)
{
  g_autofree char *challenge = foyer_challenge_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (FoyerMessage) proof = NULL;
  g_autofree guint8 *public_key = NULL;
  gsize length;

  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  foyer_wire_write_challenge (text, challenge, 0);
  fake_relay_say (stage->relay, text->str);
  proof = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_PROVE_KEY);
  public_key = g_base64_decode (key, &length);
  g_assert_true (foyer_proof_check (public_key,
                                    FOYER_PROOF_SESSION,
                                    challenge,
                                    foyer_message_get_string (proof, "proof")));
}

void
stage_finish_entering (Stage *stage, const char *key)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  stage_answer_signed_in (stage);
  stage_challenge_connection (stage, key);
  stage_say_hello (stage, 0, 1);
  result = stage_await (stage);
  g_assert_true (foyer_session_enter_finish (stage->session, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (foyer_session_get_state (stage->session), ==, FOYER_SESSION_STATE_ONLINE);
}

void
stage_enter (Stage *stage, const char *key)
{
  g_autoptr (FoyerMessage) asked = NULL;

  foyer_session_enter_async (stage->session, EMAIL, PASSPHRASE, NULL, stage_on_ready, stage);
  asked = stage_await_proof (stage, FOYER_MESSAGE_KIND_SIGN_IN_WITH_PASSPHRASE);
  stage_assert_proves (stage, key, FOYER_PROOF_SIGN_IN, asked);
  g_assert_cmpstr (foyer_message_get_string (asked, "email"), ==, EMAIL);
  g_assert_cmpstr (foyer_message_get_string (asked, "passphrase"), ==, PASSPHRASE);
  stage_finish_entering (stage, key);
}

char *
stage_load_token (Stage *stage)
{
  g_autoptr (FoyerProfile) profile = foyer_profile_new (stage->profile);

  return foyer_secret_file_load (profile, FOYER_SECRET_TOKEN);
}
