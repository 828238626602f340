/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-visitor"

#include "config.h"

#include "fake-relay.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "link/foyer-visitor.h"
#include "model/foyer-pairing.h"
#include "model/foyer-proof.h"
#include "wire/foyer-wire-identity.h"
#include "wire/foyer-wire-relay.h"

/* Asking a relay over HTTP: what comes back, whom it trusts, and what it does not put up with. */

#define CHALLENGE_PATH "/v1/auth/challenge"

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
ask (FoyerVisitor *visitor, GCancellable *cancellable, GAsyncResult **result)
{
  g_autofree char *body = foyer_wire_encode_get_challenge ();

  foyer_visitor_ask_async (visitor, CHALLENGE_PATH, body, cancellable, on_ready, result);
}

static FoyerVisitor *
make_visitor (FakeRelay *relay, const char *fragment)
{
  g_autofree char *address = g_strconcat (fake_relay_get_address (relay), fragment, NULL);
  g_autoptr (GError) error = NULL;
  FoyerVisitor *visitor = foyer_visitor_new (address, &error);

  g_assert_no_error (error);
  return visitor;
}

static void
answer_challenge (FakeRelay *relay)
{
  g_autoptr (FoyerMessage) asked = fake_relay_await_visit (relay, FOYER_MESSAGE_KIND_GET_CHALLENGE);
  g_autofree char *challenge = foyer_challenge_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  foyer_wire_write_challenge (text, challenge, 0);
  fake_relay_answer (relay, 200, text->str);
}

static void
check_answered (FakeRelay *relay, FoyerVisitor *visitor)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message = NULL;

  ask (visitor, NULL, &result);
  answer_challenge (relay);
  WAIT_UNTIL (result != NULL);
  message = foyer_visitor_ask_finish (visitor, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (message->kind, ==, FOYER_MESSAGE_KIND_CHALLENGE);
}

static void
test_it_is_answered (void)
{
  g_autoptr (FakeRelay) relay = fake_relay_new (NULL);
  g_autoptr (FoyerVisitor) visitor = make_visitor (relay, "");

  check_answered (relay, visitor);
  check_answered (relay, visitor);
}

static void
check_answer (guint status, const char *text, FoyerError code)
{
  g_autoptr (FakeRelay) relay = fake_relay_new (NULL);
  g_autoptr (FoyerVisitor) visitor = make_visitor (relay, "");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (GError) error = NULL;

  ask (visitor, NULL, &result);
  asked = fake_relay_await_visit (relay, FOYER_MESSAGE_KIND_GET_CHALLENGE);
  fake_relay_answer (relay, status, text);
  WAIT_UNTIL (result != NULL);
  g_assert_null (foyer_visitor_ask_finish (visitor, result, &error));
  g_assert_error (error, FOYER_ERROR, (int)code);
}

static void
test_refusals_are_errors (void)
{
  g_autoptr (GString) refusal = g_string_new (NULL);
  g_autoptr (GString) revoked = g_string_new (NULL);
  g_autofree char *endless = g_strnfill (FOYER_LIMIT_MESSAGE_FROM_RELAY + 1, ' ');

  foyer_wire_write_error (refusal, NULL, FOYER_ERROR_RATE_LIMITED, "Not so fast.");
  check_answer (429, refusal->str, FOYER_ERROR_RATE_LIMITED);
  foyer_wire_write_error (revoked, NULL, FOYER_ERROR_REVOKED, "No.");
  check_answer (403, revoked->str, FOYER_ERROR_REVOKED);
  check_answer (404, "There is nothing here.", FOYER_ERROR_VERSION);
  check_answer (200, "<html>", FOYER_ERROR_UNAVAILABLE);
  check_answer (502, "", FOYER_ERROR_UNAVAILABLE);
  check_answer (200, endless, FOYER_ERROR_UNAVAILABLE);
  /* Another computer's page is not gone to. */
  check_answer (302, "", FOYER_ERROR_UNAVAILABLE);
}

static void
check_wait (const char *said, guint seconds)
{
  g_autoptr (FakeRelay) relay = fake_relay_new (NULL);
  g_autoptr (FoyerVisitor) visitor = make_visitor (relay, "");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (GString) refusal = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  foyer_wire_write_error (refusal, NULL, FOYER_ERROR_RATE_LIMITED, "Not so fast.");
  ask (visitor, NULL, &result);
  asked = fake_relay_await_visit (relay, FOYER_MESSAGE_KIND_GET_CHALLENGE);
  fake_relay_retry_after (relay, said);
  fake_relay_answer (relay, 429, refusal->str);
  WAIT_UNTIL (result != NULL);
  g_assert_null (foyer_visitor_ask_finish (visitor, result, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_RATE_LIMITED);
  g_assert_cmpuint (foyer_error_get_wait (error), ==, seconds);
}

static void
test_a_refusal_says_when_to_ask_again (void)
{
  check_wait ("17", 17);
  check_wait ("0", 0);
  check_wait ("-4", 0);
  check_wait ("99999999999999999999", 0);
  check_wait ("Wed, 21 Oct 2026 07:28:00 GMT", 0);
}

static void
test_nobody_may_answer (void)
{
  g_autoptr (FoyerVisitor) visitor = foyer_visitor_new ("ws://127.0.0.1:9", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ask (visitor, NULL, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_null (foyer_visitor_ask_finish (visitor, result, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
}

static void
test_it_can_be_given_up (void)
{
  g_autoptr (FakeRelay) relay = fake_relay_new (NULL);
  g_autoptr (FoyerVisitor) visitor = make_visitor (relay, "");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (GError) error = NULL;

  ask (visitor, cancellable, &result);
  asked = fake_relay_await_visit (relay, FOYER_MESSAGE_KIND_GET_CHALLENGE);
  g_cancellable_cancel (cancellable);
  WAIT_UNTIL (result != NULL);
  g_assert_null (foyer_visitor_ask_finish (visitor, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static GTlsCertificate *
load_certificate (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "link", "relay.pem", NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_file (path, &error);

  g_assert_no_error (error);
  return certificate;
}

static char *
get_pin (GTlsCertificate *certificate, guint8 fingerprint[FOYER_FINGERPRINT_BYTES])
{
  g_autoptr (GByteArray) der = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = FOYER_FINGERPRINT_BYTES;

  g_object_get (certificate, "certificate", &der, NULL);
  g_checksum_update (checksum, der->data, der->len);
  g_checksum_get_digest (checksum, fingerprint, &length);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

static void
check_untrusted (FakeRelay *relay, FoyerVisitor *visitor)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ask (visitor, NULL, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_null (foyer_visitor_ask_finish (visitor, result, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNTRUSTED);
  g_assert_cmpuint (fake_relay_get_n_visits (relay), ==, 0);
}

static void
test_only_the_relay_is_asked (void)
{
  g_autoptr (GTlsCertificate) certificate = load_certificate ();
  g_autoptr (FakeRelay) relay = fake_relay_new (certificate);
  guint8 fingerprint[FOYER_FINGERPRINT_BYTES];
  g_autofree char *pin = get_pin (certificate, fingerprint);
  g_autofree char *right = g_strconcat ("#", pin, NULL);
  g_autofree char *zeros = g_strnfill (64, '0');
  g_autofree char *wrong = g_strconcat ("#", zeros, NULL);
  g_autoptr (FoyerVisitor) stranger = make_visitor (relay, "");
  g_autoptr (FoyerVisitor) misled = make_visitor (relay, wrong);
  g_autoptr (FoyerVisitor) visitor = make_visitor (relay, right);

  check_untrusted (relay, stranger);
  check_untrusted (relay, misled);
  check_answered (relay, visitor);
}

static void
test_a_typed_code_names_the_certificate (void)
{
  g_autoptr (GTlsCertificate) certificate = load_certificate ();
  g_autoptr (FakeRelay) relay = fake_relay_new (certificate);
  guint8 fingerprint[FOYER_FINGERPRINT_BYTES];
  g_autofree char *pin = get_pin (certificate, fingerprint);
  g_autofree char *code = foyer_pairing_code_new (fingerprint);
  g_autofree char *other_code = foyer_pairing_code_new (NULL);
  g_autoptr (FoyerVisitor) misled = make_visitor (relay, "");
  g_autoptr (FoyerVisitor) visitor = make_visitor (relay, "");

  foyer_visitor_trust_code (misled, other_code);
  check_untrusted (relay, misled);
  g_assert_null (foyer_visitor_get_pin (misled));
  foyer_visitor_trust_code (visitor, code);
  check_answered (relay, visitor);
  g_assert_cmpstr (foyer_visitor_get_pin (visitor), ==, pin);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/visitor/it-is-answered", test_it_is_answered);
  g_test_add_func ("/link/visitor/refusals-are-errors", test_refusals_are_errors);
  g_test_add_func ("/link/visitor/a-refusal-says-when-to-ask-again",
                   test_a_refusal_says_when_to_ask_again);
  g_test_add_func ("/link/visitor/nobody-may-answer", test_nobody_may_answer);
  g_test_add_func ("/link/visitor/it-can-be-given-up", test_it_can_be_given_up);
  g_test_add_func ("/link/visitor/only-the-relay-is-asked", test_only_the_relay_is_asked);
  g_test_add_func ("/link/visitor/a-typed-code-names-the-certificate",
                   test_a_typed_code_names_the_certificate);
  return g_test_run ();
}
