/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-provider"

#include "config.h"

#include "stage-identity.h"

#include "base/foyer-error.h"
#include "wire/foyer-wire-sign-in.h"

#include <libsoup/soup.h>

/* Signing in with a provider, against a relay and a browser that the test plays. */

#define URL  "https://accounts.example.org/authorize"
#define CODE "4/0AeanS0aX"

static void
assert_provider (Stage *stage, const char *provider)
{
  FoyerSignInWays ways = { .relay = "fake",
                           .installation_id = INSTALLATION,
                           .server_time = g_get_real_time (),
                           .provider = provider,
                           .passphrase = TRUE };
  g_autoptr (FoyerMessage) asked = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *told = NULL;

  foyer_session_ask_provider_async (stage->session, NULL, stage_on_ready, stage);
  asked = fake_relay_await_visit (stage->relay, FOYER_MESSAGE_KIND_GET_SIGN_IN_WAYS);
  foyer_wire_write_sign_in_ways (text, &ways);
  fake_relay_answer (stage->relay, 200, text->str);
  result = stage_await (stage);
  told = foyer_session_ask_provider_finish (stage->session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (told, ==, provider);
}

static void
test_the_relay_names_its_provider (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);

  assert_provider (stage, "Example");
  assert_provider (stage, NULL);
}

/* The browser of these tests: it keeps where it is sent, or is not there. */
static gboolean
open_browser (const char *url, gpointer data, GError **error)
{
  char **opened = data;

  if (opened == NULL) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_FAILED, "no browser");
    return FALSE;
  }
  g_assert_null (*opened);
  *opened = g_strdup (url);
  return TRUE;
}

static void
on_page_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GBytes) page = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);

  *(gboolean *)data = page != NULL;
}

/* The browser comes back with what the provider gave it. */
static void
come_back (const char *redirect_uri, const char *state, const char *with)
{
  g_autoptr (SoupSession) soup = soup_session_new ();
  g_autofree char *uri = g_strconcat (redirect_uri, "?state=", state, "&", with, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, uri);
  gboolean is_shown = FALSE;

  soup_session_send_and_read_async (soup,
                                    message,
                                    G_PRIORITY_DEFAULT,
                                    NULL,
                                    on_page_ready,
                                    &is_shown);
  WAIT_UNTIL (is_shown);
}

/* Returns where the browser is to come back to. */
static char *
begin (Stage *stage, const char *key, const char *state)
{
  g_autoptr (FoyerMessage) asked = stage_await_proof (stage, FOYER_MESSAGE_KIND_BEGIN_SIGN_IN);
  g_autoptr (GString) text = g_string_new (NULL);

  stage_assert_proves (stage, key, FOYER_PROOF_SIGN_IN, asked);
  foyer_wire_write_sign_in_begun (text, URL, state, g_get_real_time ());
  fake_relay_answer (stage->relay, 200, text->str);
  return g_strdup (foyer_message_get_string (asked, "redirect_uri"));
}

static void
enter (Stage *stage, gpointer opened, GCancellable *cancellable)
{
  foyer_session_enter_with_provider_async (stage->session,
                                           open_browser,
                                           opened,
                                           cancellable,
                                           stage_on_ready,
                                           stage);
}

static FoyerMessage *
go_through (Stage *stage, const char *key, char **opened)
{
  g_autofree char *state = foyer_challenge_new ();
  g_autofree char *redirect_uri = NULL;
  FoyerMessage *asked;

  enter (stage, opened, NULL);
  redirect_uri = begin (stage, key, state);
  WAIT_UNTIL (*opened != NULL);
  g_assert_cmpstr (*opened, ==, URL);
  come_back (redirect_uri, state, "code=4%2F0AeanS0aX");
  asked = stage_await_proof (stage, FOYER_MESSAGE_KIND_FINISH_SIGN_IN);
  stage_assert_proves (stage, key, FOYER_PROOF_SIGN_IN, asked);
  g_assert_cmpstr (foyer_message_get_string (asked, "state"), ==, state);
  g_assert_cmpstr (foyer_message_get_string (asked, "code"), ==, CODE);
  return asked;
}

static void
test_the_browser_signs_in (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  g_autofree char *opened = NULL;
  g_autofree char *token = NULL;
  g_autoptr (FoyerMessage) asked = go_through (stage, key, &opened);

  stage_finish_entering (stage, key);
  token = stage_load_token (stage);
  g_assert_cmpstr (token, ==, "good-token");
}

static void
assert_fails (Stage *stage, FoyerError code, const char *sentence)
{
  g_autoptr (GAsyncResult) result = stage_await (stage);
  g_autoptr (GError) error = NULL;

  g_assert_false (foyer_session_enter_finish (stage->session, result, &error));
  g_assert_error (error, FOYER_ERROR, (int)code);
  g_assert_cmpstr (error->message, ==, sentence);
  g_assert_cmpint (foyer_session_get_state (stage->session), ==, FOYER_SESSION_STATE_SIGNED_OUT);
}

static void
test_what_goes_wrong_is_told (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = NULL;
  g_autofree char *opened = NULL;
  g_autofree char *again = NULL;
  g_autofree char *state = foyer_challenge_new ();
  g_autofree char *redirect_uri = NULL;
  g_autoptr (FoyerMessage) begun = NULL;
  g_autoptr (FoyerMessage) stranger = NULL;

  enter (stage, &opened, NULL);
  assert_fails (stage, FOYER_ERROR_FAILED, "Pair this device with a relay first.");
  key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);

  enter (stage, &opened, NULL);
  begun = stage_await_proof (stage, FOYER_MESSAGE_KIND_BEGIN_SIGN_IN);
  stage_refuse (stage, 404, FOYER_ERROR_NOT_FOUND);
  assert_fails (stage,
                FOYER_ERROR_NOT_FOUND,
                "This relay has no provider any more. Sign in with your passphrase.");

  stranger = go_through (stage, key, &opened);
  stage_refuse (stage, 403, FOYER_ERROR_NOT_PERMITTED);
  assert_fails (stage,
                FOYER_ERROR_NOT_PERMITTED,
                "The provider knows you, but here you are no staff member. Ask an admin to add "
                "you.");

  enter (stage, &again, NULL);
  redirect_uri = begin (stage, key, state);
  WAIT_UNTIL (again != NULL);
  come_back (redirect_uri, state, "error=access_denied");
  assert_fails (stage, FOYER_ERROR_NOT_PERMITTED, "Signing in was cancelled in the browser.");
}

static void
test_whoever_waits_may_change_their_mind (void)
{
  g_autoptr (Stage) stage = stage_new (FOYER_ROLE_STAFF);
  g_autofree char *key = stage_pair (stage, FOYER_DEVICE_STATUS_APPROVED);
  g_autofree char *opened = NULL;
  g_autofree char *state = foyer_challenge_new ();
  g_autofree char *redirect_uri = NULL;
  g_autofree char *other_uri = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  enter (stage, &opened, cancellable);
  redirect_uri = begin (stage, key, state);
  WAIT_UNTIL (opened != NULL);
  g_cancellable_cancel (cancellable);
  result = stage_await (stage);
  g_assert_false (foyer_session_enter_finish (stage->session, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  enter (stage, NULL, NULL);
  other_uri = begin (stage, key, state);
  assert_fails (stage, FOYER_ERROR_FAILED, "no browser");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/provider/the-relay-names-its-provider",
                   test_the_relay_names_its_provider);
  g_test_add_func ("/session/provider/the-browser-signs-in", test_the_browser_signs_in);
  g_test_add_func ("/session/provider/what-goes-wrong-is-told", test_what_goes_wrong_is_told);
  g_test_add_func ("/session/provider/whoever-waits-may-change-their-mind",
                   test_whoever_waits_may_change_their_mind);
  return stage_run_tests ();
}
