/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-link"

#include "config.h"

#include "fake-relay.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "link/foyer-link.h"

#include <string.h>

#define ERROR_MESSAGE "{\"type\":\"error\",\"re\":null,\"code\":\"not_found\",\"message\":\"x\"}"

static void
on_message (FoyerLink *link, FoyerMessage *message, guint *n_messages)
{
  (*n_messages)++;
}

static FoyerLink *
make_link (const char *address, const char *token)
{
  g_autoptr (GError) error = NULL;
  FoyerLink *link = foyer_link_new (address, token, &error);

  g_assert_no_error (error);
  return link;
}

#define WAIT_FOR(link, state) WAIT_UNTIL (foyer_link_get_state (link) == (state))

static void
test_it_connects (void)
{
  g_autoptr (FakeRelay) relay = fake_relay_new (NULL);
  g_autoptr (FoyerLink) link = make_link (fake_relay_get_address (relay), "good-token");
  g_autoptr (FoyerMessage) report = NULL;
  guint n_messages = 0;

  g_assert_false (foyer_link_send (link, "{\"type\":\"device_report\"}"));
  g_signal_connect (link, "message", G_CALLBACK (on_message), &n_messages);
  foyer_link_start (link);
  g_assert_cmpint (foyer_link_get_state (link), ==, FOYER_LINK_STATE_CONNECTING);
  WAIT_FOR (link, FOYER_LINK_STATE_ONLINE);
  WAIT_UNTIL (fake_relay_is_connected (relay));

  /* What it does not know it leaves alone. */
  fake_relay_say (relay, "{\"type\":\"make_coffee\"}");
  fake_relay_say (relay, "no JSON");
  fake_relay_say (relay, ERROR_MESSAGE);
  WAIT_UNTIL (n_messages == 1);
  g_assert_true (foyer_link_send (link, "{\"type\":\"device_report\"}"));
  report = fake_relay_await (relay, FOYER_MESSAGE_KIND_DEVICE_REPORT);
  foyer_link_stop (link);
  g_assert_cmpint (foyer_link_get_state (link), ==, FOYER_LINK_STATE_OFFLINE);
  g_assert_cmpuint (n_messages, ==, 1);
}

static void
test_it_connects_again (void)
{
  g_autoptr (FakeRelay) relay = fake_relay_new (NULL);
  g_autoptr (FoyerLink) link = make_link (fake_relay_get_address (relay), "good-token");

  foyer_link_start (link);
  WAIT_UNTIL (fake_relay_is_connected (relay));
  WAIT_FOR (link, FOYER_LINK_STATE_ONLINE);
  fake_relay_close (relay, 1001);
  WAIT_FOR (link, FOYER_LINK_STATE_OFFLINE);
  g_assert_error (foyer_link_get_last_error (link), FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
  WAIT_FOR (link, FOYER_LINK_STATE_ONLINE);
  g_assert_cmpuint (fake_relay_get_n_connections (relay), ==, 2);
}

static void
test_a_wrong_token_is_final (void)
{
  g_autoptr (FakeRelay) relay = fake_relay_new (NULL);
  g_autoptr (FoyerLink) link = make_link (fake_relay_get_address (relay), "bad-token");

  foyer_link_start (link);
  WAIT_FOR (link, FOYER_LINK_STATE_REFUSED);
  g_assert_error (foyer_link_get_last_error (link), FOYER_ERROR, FOYER_ERROR_SIGNED_OUT);
  g_assert_cmpuint (fake_relay_get_n_connections (relay), ==, 0);
  g_assert_cmpuint (fake_relay_get_n_refused (relay), ==, 1);
}

static void
test_too_many_is_not_final (void)
{
  g_autoptr (FakeRelay) relay = fake_relay_new (NULL);
  g_autoptr (FoyerLink) link = make_link (fake_relay_get_address (relay), "late-token");

  fake_relay_refuse_with (relay, 429);
  foyer_link_start (link);
  WAIT_UNTIL (fake_relay_get_n_refused (relay) > 0);
  WAIT_FOR (link, FOYER_LINK_STATE_OFFLINE);
  g_assert_error (foyer_link_get_last_error (link), FOYER_ERROR, FOYER_ERROR_RATE_LIMITED);
  fake_relay_expect_token (relay, "late-token");
  WAIT_FOR (link, FOYER_LINK_STATE_ONLINE);
}

static void
check_final_code (guint close_code, FoyerError expected)
{
  g_autoptr (FakeRelay) relay = fake_relay_new (NULL);
  g_autoptr (FoyerLink) link = make_link (fake_relay_get_address (relay), "good-token");

  foyer_link_start (link);
  WAIT_UNTIL (fake_relay_is_connected (relay));
  WAIT_FOR (link, FOYER_LINK_STATE_ONLINE);
  fake_relay_close (relay, close_code);
  WAIT_FOR (link, FOYER_LINK_STATE_REFUSED);
  g_assert_error (foyer_link_get_last_error (link), FOYER_ERROR, (int)expected);
}

static void
test_an_ended_session_is_final (void)
{
  check_final_code (4401, FOYER_ERROR_SIGNED_OUT);
}

static void
test_a_revoked_device_is_final (void)
{
  check_final_code (4403, FOYER_ERROR_REVOKED);
}

static void
test_a_large_message_closes (void)
{
  g_autoptr (FakeRelay) relay = fake_relay_new (NULL);
  g_autoptr (FoyerLink) link = make_link (fake_relay_get_address (relay), "good-token");
  g_autofree char *text = g_strnfill (FOYER_LIMIT_MESSAGE_FROM_RELAY + 1, ' ');
  guint n_messages = 0;

  g_signal_connect (link, "message", G_CALLBACK (on_message), &n_messages);
  foyer_link_start (link);
  WAIT_UNTIL (fake_relay_is_connected (relay));
  WAIT_FOR (link, FOYER_LINK_STATE_ONLINE);
  memcpy (text, ERROR_MESSAGE, strlen (ERROR_MESSAGE));
  fake_relay_say (relay, text);
  WAIT_FOR (link, FOYER_LINK_STATE_OFFLINE);
  g_assert_cmpuint (n_messages, ==, 0);
}

/* A relay that finishes the handshake and then neither says nor answers anything. */
typedef struct {
  GSocketConnection *connection;
  char request[4096];
} Silence;

static void
on_request_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Silence *silence = data;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *accept = NULL;
  g_autofree char *answer = NULL;
  guint8 digest[20];
  gsize length = sizeof digest;
  const char *key;

  g_assert_cmpint (g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL), >, 0);
  key = strstr (silence->request, "Sec-WebSocket-Key: ");
  g_assert_nonnull (key);
  key += strlen ("Sec-WebSocket-Key: ");
  g_checksum_update (checksum, (const guchar *)key, (gssize)strcspn (key, "\r"));
  g_checksum_update (checksum, (const guchar *)"258EAFA5-E914-47DA-95CA-C5AB0DC85B11", -1);
  g_checksum_get_digest (checksum, digest, &length);
  accept = g_base64_encode (digest, length);
  answer = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n"
                            "Sec-WebSocket-Protocol: foyer.v1\r\n\r\n",
                            accept);
  g_assert_true (
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (silence->connection)),
                                 answer,
                                 strlen (answer),
                                 NULL,
                                 NULL,
                                 NULL));
}

static gboolean
on_incoming (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             Silence *silence)
{
  g_set_object (&silence->connection, connection);
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                             silence->request,
                             sizeof silence->request - 1,
                             G_PRIORITY_DEFAULT,
                             NULL,
                             on_request_read,
                             silence);
  return TRUE;
}

static void
test_a_silent_relay_is_given_up (void)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  Silence silence = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  g_autoptr (FoyerLink) link = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);

  g_assert_no_error (error);
  g_signal_connect (service, "incoming", G_CALLBACK (on_incoming), &silence);
  g_socket_service_start (service);
  address = g_strdup_printf ("ws://127.0.0.1:%u", port);
  link = make_link (address, "good-token");
  foyer_link_set_ping_interval (link, 1);
  foyer_link_start (link);
  WAIT_FOR (link, FOYER_LINK_STATE_ONLINE);
  WAIT_FOR (link, FOYER_LINK_STATE_OFFLINE);
  g_assert_error (foyer_link_get_last_error (link), FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
  foyer_link_stop (link);
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  g_clear_object (&silence.connection);
}

static void
test_addresses (void)
{
  static const char *const bad[] = {
    "",
    "relay.example",
    "https://relay.example",
    "wss://",
    /* In the clear, beyond this computer. */
    "ws://relay.example:80",
    "ws://192.0.2.7:80",
    "wss://someone@relay.example",
    "wss://relay.example/?x=1",
    "wss://relay.example#abc",
    "wss://relay.example#g000000000000000000000000000000000000000000000000000000000000000",
    "ws://127.0.0.1#0000000000000000000000000000000000000000000000000000000000000000",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (foyer_link_new (bad[i], "t", &error));
    g_assert_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
  }
  for (guint i = 0; i < 3; i++) {
    static const char *const good[] = { " wss://relay.example ",
                                        "ws://localhost:1",
                                        "ws://[::1]:1" };
    g_autoptr (FoyerLink) link = make_link (good[i], "t");

    g_assert_cmpint (foyer_link_get_state (link), ==, FOYER_LINK_STATE_OFFLINE);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/it-connects", test_it_connects);
  g_test_add_func ("/link/it-connects-again", test_it_connects_again);
  g_test_add_func ("/link/a-wrong-token-is-final", test_a_wrong_token_is_final);
  g_test_add_func ("/link/too-many-is-not-final", test_too_many_is_not_final);
  g_test_add_func ("/link/an-ended-session-is-final", test_an_ended_session_is_final);
  g_test_add_func ("/link/a-revoked-device-is-final", test_a_revoked_device_is_final);
  g_test_add_func ("/link/a-large-message-closes", test_a_large_message_closes);
  g_test_add_func ("/link/a-silent-relay-is-given-up", test_a_silent_relay_is_given_up);
  g_test_add_func ("/link/addresses", test_addresses);
  return g_test_run ();
}
