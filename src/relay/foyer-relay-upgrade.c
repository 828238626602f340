/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-upgrade"

#include "config.h"

#include "relay/foyer-relay-upgrade.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "relay/foyer-relay-http.h"
#include "relay/foyer-relay-prover.h"
#include "relay/foyer-relay-sign-in.h"

/* The way in: `GET /v1/ws` with a bearer token becomes a WebSocket. A browser's page must never be
 * able to do that, so whatever names an Origin is refused: native programs send none. */

#define WEB_SOCKET_PATH "/v1/ws"

typedef struct {
  FoyerRelayHub *hub;
  FoyerRelayListener *listener;
  gboolean is_tls;
  /* Devices that have to prove themselves first; each a Newcomer. */
  GHashTable *newcomers;
} Entrance;

/* A device that has to prove itself, and then waits to be signed in. */
typedef struct {
  Entrance *entrance;
  GSocketAddress *remote;
  FoyerRelayProver *prover;
  gboolean is_entering;
  gboolean is_gone;
} Newcomer;

/* @message is kept until its answer is decided, and no longer: it keeps the visit itself, for its
 * signals. */
typedef struct {
  Entrance *entrance;
  SoupServerMessage *message;
  char *token;
  FoyerRelaySignIn *sign_in;
  gboolean is_over;
} Visit;

static char *protocols[] = { (char *)"foyer.v1", NULL };

static void
free_entrance_fields (gpointer data)
{
  Entrance *entrance = data;

  g_hash_table_unref (entrance->newcomers);
  g_object_unref (entrance->hub);
  g_object_unref (entrance->listener);
}

static void
entrance_unref (gpointer data)
{
  g_rc_box_release_full (data, free_entrance_fields);
}

static void
newcomer_free (gpointer data)
{
  Newcomer *self = data;

  foyer_relay_prover_free (self->prover);
  g_object_unref (self->remote);
  g_free (self);
}

static void
free_visit_fields (gpointer data)
{
  Visit *visit = data;

  g_clear_object (&visit->message);
  g_free (visit->token);
  g_clear_pointer (&visit->sign_in, foyer_relay_sign_in_free);
  entrance_unref (visit->entrance);
}

static void
visit_unref (Visit *visit)
{
  g_rc_box_release_full (visit, free_visit_fields);
}

static void
release_visit (gpointer data, GClosure *closure)
{
  visit_unref (data);
}

static void
refuse (Visit *visit, guint status, const char *text)
{
  foyer_relay_hub_get_metrics (visit->entrance->hub)->refused++;
  if (status == SOUP_STATUS_UNAUTHORIZED)
    soup_message_headers_replace (soup_server_message_get_response_headers (visit->message),
                                  "WWW-Authenticate",
                                  "Bearer");
  foyer_relay_http_answer (visit->message, status, text);
}

/* An own count per relay is enough: it bounds what a device costs, and not what it may do. */
static gboolean
has_room (FoyerRelayHub *hub, const FoyerDbSession *session)
{
  return session->no_rate_limit ||
         foyer_relay_quotas_count (foyer_relay_hub_get_quotas (hub),
                                   FOYER_RELAY_QUOTA_DEVICE,
                                   session->device->id) < FOYER_LIMIT_SOCKETS_PER_DEVICE;
}

static void
let_in (Newcomer *self, FoyerRelaySignIn *sign_in)
{
  Entrance *entrance = self->entrance;
  g_autoptr (FoyerRelaySocket) socket = g_object_ref (foyer_relay_prover_get_socket (self->prover));

  foyer_relay_listener_sign_in (entrance->listener, self->remote);
  g_hash_table_remove (entrance->newcomers, self);
  foyer_relay_hub_add (entrance->hub, socket, sign_in);
}

/* Who is turned away stays a newcomer until the socket is closed: somebody has to keep it, or the
 * device would never hear why. */
static void
on_entry_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Newcomer *self = user_data;
  Entrance *entrance = self->entrance;
  FoyerRelaySocket *socket = foyer_relay_prover_get_socket (self->prover);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerRelaySignIn) sign_in =
      foyer_relay_sign_in_finish (FOYER_WORKER (source), result, &error);

  self->is_entering = FALSE;
  if (self->is_gone)
    g_hash_table_remove (entrance->newcomers, self);
  else if (sign_in == NULL)
    foyer_relay_hub_turn_away (entrance->hub, socket, error);
  else if (!has_room (entrance->hub, sign_in->session))
    foyer_relay_socket_close (socket,
                              FOYER_RELAY_CLOSE_TOO_MUCH,
                              "this device has too many connections");
  else if (foyer_relay_socket_is_open (socket))
    let_in (self, sign_in);
  entrance_unref (entrance);
}

static void
on_prover_over (FoyerRelayProver *prover, FoyerRelaySignIn *sign_in, gpointer user_data)
{
  Newcomer *self = user_data;
  Entrance *entrance = self->entrance;

  self->is_gone = sign_in == NULL;
  if (sign_in == NULL && !self->is_entering)
    g_hash_table_remove (entrance->newcomers, self);
  if (sign_in == NULL)
    return;
  self->is_entering = TRUE;
  g_rc_box_acquire (entrance);
  sign_in->n_news = foyer_relay_roll_get_n_news (foyer_relay_hub_get_roll (entrance->hub));
  foyer_relay_sign_in_async (foyer_relay_hub_get_sessions (entrance->hub),
                             sign_in,
                             on_entry_ready,
                             self);
}

static void
ask_for_proof (Entrance *entrance,
               FoyerRelaySocket *socket,
               GSocketAddress *remote,
               FoyerRelaySignIn *sign_in)
{
  Newcomer *self = g_new0 (Newcomer, 1);

  self->entrance = entrance;
  self->remote = g_object_ref (remote);
  self->prover = foyer_relay_prover_new (socket, sign_in, on_prover_over, self);
  g_hash_table_add (entrance->newcomers, self);
  foyer_relay_prover_start (self->prover);
}

static FoyerRelaySocket *
make_socket (Entrance *entrance, GIOStream *stream, GSocketAddress *remote)
{
  FoyerRelayPoller *poller = foyer_relay_hub_get_poller (entrance->hub);
  GSocketConnection *tcp;
  FoyerRelayVisitor *visitor;

  if (entrance->is_tls) {
    tcp = foyer_relay_listener_find (entrance->listener, remote);
    return tcp != NULL ? foyer_relay_socket_new (poller, stream, tcp, NULL) : NULL;
  }
  visitor = foyer_relay_listener_take_over (entrance->listener, remote);
  return visitor != NULL ? foyer_relay_socket_new (poller, stream, NULL, visitor) : NULL;
}

/* The answer to the upgrade is out: from here on there is a WebSocket. */
static void
on_message_wrote_informational (SoupServerMessage *message, gpointer user_data)
{
  Visit *visit = user_data;
  Entrance *entrance = visit->entrance;
  g_autoptr (GSocketAddress) remote =
      g_object_ref (soup_server_message_get_remote_address (message));
  g_autoptr (FoyerRelaySocket) socket = NULL;
  g_autoptr (FoyerRelaySignIn) sign_in = g_steal_pointer (&visit->sign_in);
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  if (sign_in != NULL)
    socket = make_socket (entrance, stream, remote);
  if (socket == NULL)
    return;
  if (sign_in->events == NULL) {
    ask_for_proof (entrance, socket, remote, g_steal_pointer (&sign_in));
    return;
  }
  foyer_relay_listener_sign_in (entrance->listener, remote);
  foyer_relay_hub_add (entrance->hub, socket, sign_in);
}

static void
note_refusal (Visit *visit)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (visit->message);

  foyer_relay_accesses_refuse (foyer_relay_hub_get_accesses (visit->entrance->hub),
                               visit->token,
                               soup_server_message_get_remote_host (visit->message),
                               soup_message_headers_get_one (headers, "User-Agent"));
}

static void
answer_sign_in (Visit *visit, const GError *error)
{
  FoyerRelayHub *hub = visit->entrance->hub;

  if (visit->sign_in != NULL)
    foyer_relay_http_judge (visit->message, hub, visit->token, TRUE);
  if (foyer_relay_hub_is_draining (hub)) {
    refuse (visit, SOUP_STATUS_SERVICE_UNAVAILABLE, "This relay is being stopped.\n");
  } else if (visit->sign_in != NULL && !has_room (hub, visit->sign_in->session)) {
    foyer_relay_hub_get_metrics (hub)->refused++;
    foyer_relay_http_answer_too_many (visit->message, "This device has too many connections.", 0);
  } else if (visit->sign_in != NULL) {
    g_signal_connect_data (visit->message,
                           "wrote-informational",
                           G_CALLBACK (on_message_wrote_informational),
                           g_rc_box_acquire (visit),
                           release_visit,
                           0);
    soup_websocket_server_process_handshake (visit->message, NULL, protocols, NULL, NULL);
  } else if (error->domain == FOYER_ERROR && error->code == FOYER_ERROR_UNAVAILABLE) {
    refuse (visit, SOUP_STATUS_SERVICE_UNAVAILABLE, "The database does not answer now.\n");
  } else {
    foyer_relay_http_judge (visit->message, hub, visit->token, FALSE);
    note_refusal (visit);
    refuse (visit, SOUP_STATUS_UNAUTHORIZED, "This token signs nobody in.\n");
  }
}

static void
on_sign_in_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Visit *visit = user_data;
  g_autoptr (GError) error = NULL;

  visit->sign_in = foyer_relay_sign_in_finish (FOYER_WORKER (source), result, &error);
  if (!visit->is_over) {
    answer_sign_in (visit, error);
    soup_server_message_unpause (visit->message);
  }
  g_clear_object (&visit->message);
  visit_unref (visit);
}

static void
on_message_over (SoupServerMessage *message, gpointer user_data)
{
  Visit *visit = user_data;

  visit->is_over = TRUE;
}

/* Returns FALSE where the request was refused. */
static gboolean
check_headers (Visit *visit)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (visit->message);
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (soup_server_message_get_method (visit->message), SOUP_METHOD_GET)) {
    refuse (visit, SOUP_STATUS_METHOD_NOT_ALLOWED, "Only GET is answered here.\n");
    return FALSE;
  }
  if (soup_message_headers_get_one (headers, "Origin") != NULL) {
    refuse (visit, SOUP_STATUS_FORBIDDEN, "Web pages may not connect here.\n");
    return FALSE;
  }
  if (!soup_message_headers_header_contains (headers, "Sec-WebSocket-Protocol", protocols[0])) {
    refuse (visit, SOUP_STATUS_BAD_REQUEST, "The subprotocol foyer.v1 is spoken here.\n");
    return FALSE;
  }
  if (!soup_websocket_server_check_handshake (visit->message, NULL, protocols, NULL, &error)) {
    refuse (visit, SOUP_STATUS_BAD_REQUEST, "A WebSocket handshake is expected here.\n");
    return FALSE;
  }
  return TRUE;
}

static void
look_up (Visit *visit, const char *token)
{
  FoyerRelayHub *hub = visit->entrance->hub;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (visit->message);
  FoyerRelaySignIn *sign_in =
      foyer_relay_sign_in_new (token,
                               soup_server_message_get_remote_host (visit->message),
                               soup_message_headers_get_one (headers, "User-Agent"));

  sign_in->n_news = foyer_relay_roll_get_n_news (foyer_relay_hub_get_roll (hub));
  foyer_relay_sign_in_async (foyer_relay_hub_get_sessions (hub),
                             sign_in,
                             on_sign_in_ready,
                             g_rc_box_acquire (visit));
}

static void
on_upgrade_request (SoupServer *server,
                    SoupServerMessage *message,
                    const char *path,
                    GHashTable *query,
                    gpointer user_data)
{
  Visit *visit = g_rc_box_new0 (Visit);

  visit->token = foyer_relay_http_read_token (soup_server_message_get_request_headers (message));
  visit->entrance = g_rc_box_acquire (user_data);
  visit->message = g_object_ref (message);
  if (!g_str_equal (path, WEB_SOCKET_PATH)) {
    refuse (visit, SOUP_STATUS_NOT_FOUND, "There is nothing here.\n");
  } else if (check_headers (visit) && visit->token == NULL) {
    refuse (visit, SOUP_STATUS_UNAUTHORIZED, "A bearer token is needed here.\n");
  } else if (soup_server_message_get_status (message) == 0 &&
             foyer_relay_http_may_show (message, visit->entrance->hub, visit->token)) {
    g_signal_connect_data (message,
                           "disconnected",
                           G_CALLBACK (on_message_over),
                           g_rc_box_acquire (visit),
                           release_visit,
                           0);
    soup_server_message_pause (message);
    look_up (visit, visit->token);
    visit_unref (visit);
    return;
  }
  g_clear_object (&visit->message);
  visit_unref (visit);
}

/**
 * foyer_relay_upgrade_add:
 * @listener: where the connections of @server come from
 * @is_tls: whether they speak TLS
 *
 * Opens the way in.
 */
void
foyer_relay_upgrade_add (SoupServer *server,
                         FoyerRelayHub *hub,
                         FoyerRelayListener *listener,
                         gboolean is_tls)
{
  Entrance *entrance = g_rc_box_new0 (Entrance);

  entrance->hub = g_object_ref (hub);
  entrance->listener = g_object_ref (listener);
  entrance->is_tls = is_tls;
  entrance->newcomers = g_hash_table_new_full (NULL, NULL, newcomer_free, NULL);
  soup_server_add_handler (server, WEB_SOCKET_PATH, on_upgrade_request, entrance, entrance_unref);
  foyer_relay_http_guard (server, WEB_SOCKET_PATH, 0);
}
