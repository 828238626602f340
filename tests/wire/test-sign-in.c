/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-values.h"

#include "model/foyer-proof.h"
#include "wire/foyer-wire-sign-in.h"

#define ID    "5f2e7c11-6f0c-4b6e-8f57-0a4b1f6f7a10"
#define WHEN  (1777658553123 * G_TIME_SPAN_MILLISECOND)
#define TOKEN "wq1hF3m5Zk6J0p9bXv2T8nQy4LrS7cDgUeAiOaKtMjE"

static void
test_ways (void)
{
  const char *const providers[] = { "Google", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (providers); i++) {
    FoyerSignInWays ways = { "foyer-relay 1", ID, WHEN, providers[i], i == 0 };
    FoyerSignInWays read = { 0 };
    g_autoptr (GString) out = g_string_new (NULL);
    g_autoptr (FoyerMessage) message = NULL;

    foyer_wire_write_sign_in_ways (out, &ways);
    message = wire_read_back (out->str, FOYER_SENDER_RELAY);
    foyer_wire_read_sign_in_ways (message, &read);
    g_assert_cmpstr (read.relay, ==, ways.relay);
    g_assert_cmpstr (read.installation_id, ==, ID);
    g_assert_cmpint (read.server_time, ==, WHEN);
    g_assert_cmpstr (read.provider, ==, providers[i]);
    g_assert_true (read.passphrase == ways.passphrase);
  }
}

static void
test_requests (void)
{
  g_autofree char *challenge = foyer_challenge_new ();
  g_autofree char *proof = g_strnfill (FOYER_PROOF_LENGTH, 'A');
  FoyerProofShown shown = { ID, challenge, proof };
  g_autofree char *ask = foyer_wire_encode_get_sign_in_ways ();
  g_autofree char *begin = foyer_wire_encode_begin_sign_in (&shown, "http://127.0.0.1:1/");
  g_autofree char *finish = foyer_wire_encode_finish_sign_in (&shown, challenge, "4/0A");
  g_autoptr (FoyerMessage) asked = wire_read_back (ask, FOYER_SENDER_VISITOR);
  g_autoptr (FoyerMessage) begun = wire_read_back (begin, FOYER_SENDER_VISITOR);
  g_autoptr (FoyerMessage) finished = wire_read_back (finish, FOYER_SENDER_VISITOR);

  g_assert_cmpint (asked->kind, ==, FOYER_MESSAGE_KIND_GET_SIGN_IN_WAYS);
  g_assert_cmpstr (foyer_message_get_string (begun, "device_id"), ==, ID);
  g_assert_cmpstr (foyer_message_get_string (begun, "challenge"), ==, challenge);
  g_assert_cmpstr (foyer_message_get_string (begun, "proof"), ==, proof);
  g_assert_cmpstr (foyer_message_get_string (begun, "redirect_uri"), ==, "http://127.0.0.1:1/");
  g_assert_cmpstr (foyer_message_get_string (finished, "state"), ==, challenge);
  g_assert_cmpstr (foyer_message_get_string (finished, "code"), ==, "4/0A");
}

static void
test_begun (void)
{
  g_autofree char *state = foyer_challenge_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;

  foyer_wire_write_sign_in_begun (out, "https://example.org/a?b=c", state, WHEN);
  message = wire_read_back (out->str, FOYER_SENDER_RELAY);
  g_assert_cmpstr (foyer_message_get_string (message, "url"), ==, "https://example.org/a?b=c");
  g_assert_cmpstr (foyer_message_get_string (message, "state"), ==, state);
  g_assert_cmpint (foyer_message_get_time (message, "expires"), ==, WHEN);
}

static void
test_signed_in (void)
{
  FoyerStaff fields = { (char *)"anna@example.org", (char *)"Anna", FOYER_ROLE_SUPERVISOR };
  g_autoptr (FoyerStaff) staff = foyer_staff_new (&fields);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (FoyerStaff) read = NULL;

  foyer_wire_write_signed_in (out, TOKEN, ID, WHEN, staff);
  message = wire_read_back (out->str, FOYER_SENDER_RELAY);
  g_assert_cmpstr (foyer_message_get_string (message, "token"), ==, TOKEN);
  g_assert_cmpstr (foyer_message_get_string (message, "session_id"), ==, ID);
  g_assert_cmpint (foyer_message_get_time (message, "expires"), ==, WHEN);
  read = foyer_wire_read_signed_in_staff (message);
  g_assert_cmpstr (read->email, ==, "anna@example.org");
  g_assert_cmpstr (read->name, ==, "Anna");
  g_assert_cmpint (read->role, ==, FOYER_ROLE_SUPERVISOR);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/sign-in/ways", test_ways);
  g_test_add_func ("/wire/sign-in/requests", test_requests);
  g_test_add_func ("/wire/sign-in/begun", test_begun);
  g_test_add_func ("/wire/sign-in/signed-in", test_signed_in);
  return g_test_run ();
}
