/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-link"

#include "config.h"

#include "link/foyer-link.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "link/foyer-address.h"
#include "link/foyer-pin.h"
#include "link/foyer-refusal.h"

#include <libsoup/soup.h>
#include <string.h>

/* One connection to one relay that is kept up: made again whenever it breaks, given up only where
 * the relay says that the token is not good any more. What the messages mean is others' concern.
 *
 * A relay behind a cable that was pulled does not close anything, and libsoup does not look whether
 * its pings are answered: so a watch counts the pings since anything was heard last. */

#define CONNECT_SECONDS     10
#define PING_SECONDS        4
#define PINGS_UNANSWERED    2
#define FIRST_DELAY_MS      500
#define LONGEST_DELAY_MS    15000
#define CLOSE_SESSION_ENDED 4401
#define CLOSE_REVOKED       4403

struct _FoyerLink {
  GObject parent_instance;

  FoyerAddress *address;
  char *token;
  SoupSession *soup;
  GNetworkMonitor *network;

  FoyerLinkState state;
  GError *last_error;
  gboolean started;

  GCancellable *attempt;
  SoupWebsocketConnection *connection;
  guint connect_timeout;
  guint retry_timeout;
  guint watch_timeout;
  guint delay_ms;
  guint ping_seconds;
  guint pings_unanswered;
};

enum {
  PROP_0,
  PROP_STATE,
  PROP_LAST_ERROR,
  N_PROPS,
};

enum {
  SIGNAL_MESSAGE,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ENUM_TYPE (FoyerLinkState,
                    foyer_link_state,
                    G_DEFINE_ENUM_VALUE (FOYER_LINK_STATE_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (FOYER_LINK_STATE_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (FOYER_LINK_STATE_ONLINE, "online"),
                    G_DEFINE_ENUM_VALUE (FOYER_LINK_STATE_REFUSED, "refused"))
G_DEFINE_FINAL_TYPE (FoyerLink, foyer_link, G_TYPE_OBJECT)

static void connect_now (FoyerLink *self);

static void
set_state (FoyerLink *self, FoyerLinkState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
take_error (FoyerLink *self, GError *error)
{
  g_clear_error (&self->last_error);
  self->last_error = error;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_ERROR]);
}

/* Lets go of the connection, whatever state it is in. */
static void
drop_connection (FoyerLink *self)
{
  g_autoptr (SoupWebsocketConnection) connection = g_steal_pointer (&self->connection);

  g_clear_handle_id (&self->watch_timeout, g_source_remove);
  g_clear_handle_id (&self->connect_timeout, g_source_remove);
  g_cancellable_cancel (self->attempt);
  g_clear_object (&self->attempt);
  if (connection == NULL)
    return;
  g_signal_handlers_disconnect_by_data (connection, self);
  if (soup_websocket_connection_get_state (connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}

static gboolean
on_retry_timeout (gpointer data)
{
  FoyerLink *self = data;

  self->retry_timeout = 0;
  connect_now (self);
  return G_SOURCE_REMOVE;
}

/* A quarter more or less at random, so that the desks of a relay that was started again do not all
 * come at once. */
static void
retry_later (FoyerLink *self)
{
  guint jitter = self->delay_ms / 4;
  guint delay = (guint)g_random_int_range ((gint32)(self->delay_ms - jitter),
                                           (gint32)(self->delay_ms + jitter + 1));

  g_clear_handle_id (&self->retry_timeout, g_source_remove);
  self->retry_timeout = g_timeout_add (delay, on_retry_timeout, self);
  self->delay_ms = MIN (self->delay_ms * 2, LONGEST_DELAY_MS);
}

/* The connection broke or was never made. */
static void
fail (FoyerLink *self, GError *error)
{
  gboolean is_final = g_error_matches (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT) ||
                      g_error_matches (error, FOYER_ERROR, FOYER_ERROR_REVOKED);
  g_autoptr (FoyerLink) alive = g_object_ref (self);

  drop_connection (self);
  take_error (self, error);
  if (is_final)
    self->started = FALSE;
  else
    retry_later (self);
  set_state (self, is_final ? FOYER_LINK_STATE_REFUSED : FOYER_LINK_STATE_OFFLINE);
}

static void
on_connection_closed (SoupWebsocketConnection *connection, FoyerLink *self)
{
  FoyerError code = FOYER_ERROR_UNAVAILABLE;
  const char *sentence = "The relay closed the connection.";

  switch (soup_websocket_connection_get_close_code (connection)) {
  case CLOSE_SESSION_ENDED:
    code = FOYER_ERROR_SIGNED_OUT;
    sentence = "The session has ended.";
    break;
  case CLOSE_REVOKED:
    code = FOYER_ERROR_REVOKED;
    sentence = "The device was revoked.";
    break;
  default:
    break;
  }
  fail (self, g_error_new_literal (FOYER_ERROR, (int)code, sentence));
}

static void
on_connection_pong (SoupWebsocketConnection *connection, GBytes *payload, FoyerLink *self)
{
  self->pings_unanswered = 0;
}

static void
on_connection_message (SoupWebsocketConnection *connection,
                       SoupWebsocketDataType type,
                       GBytes *payload,
                       FoyerLink *self)
{
  g_autoptr (FoyerLink) alive = g_object_ref (self);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (payload, &length);

  self->pings_unanswered = 0;
  if (type != SOUP_WEBSOCKET_DATA_TEXT)
    return;
  message = foyer_message_parse (text, length, FOYER_SENDER_RELAY, NULL, &error);
  if (message == NULL) {
    /* A newer relay may say things that this program does not know. */
    g_debug ("A message was left alone: %s", error->message);
    return;
  }
  self->delay_ms = FIRST_DELAY_MS;
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, message);
}

static gboolean
on_watch_timeout (gpointer data)
{
  FoyerLink *self = data;

  if (self->pings_unanswered++ < PINGS_UNANSWERED)
    return G_SOURCE_CONTINUE;
  self->watch_timeout = 0;
  fail (self,
        g_error_new_literal (FOYER_ERROR, FOYER_ERROR_UNAVAILABLE, "The relay does not answer."));
  return G_SOURCE_REMOVE;
}

static void
take_connection (FoyerLink *self, SoupWebsocketConnection *connection)
{
  self->connection = connection;
  soup_websocket_connection_set_max_incoming_payload_size (connection,
                                                           FOYER_LIMIT_MESSAGE_FROM_RELAY);
  soup_websocket_connection_set_keepalive_interval (connection, self->ping_seconds);
  g_signal_connect (connection, "message", G_CALLBACK (on_connection_message), self);
  g_signal_connect (connection, "pong", G_CALLBACK (on_connection_pong), self);
  g_signal_connect (connection, "closed", G_CALLBACK (on_connection_closed), self);
  self->pings_unanswered = 0;
  self->watch_timeout = g_timeout_add_seconds (self->ping_seconds, on_watch_timeout, self);
  set_state (self, FOYER_LINK_STATE_ONLINE);
}

static void
on_connect_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerLink) self = data;
  g_autoptr (GError) error = NULL;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (source), result);
  guint status = soup_message_get_status (message);
  g_autoptr (SoupWebsocketConnection) connection =
      soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);

  /* Stopped, timed out or tried anew meanwhile: whoever did that has set the state. */
  if (self->attempt == NULL || g_object_get_data (G_OBJECT (message), "attempt") != self->attempt) {
    if (connection != NULL)
      soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
    return;
  }
  g_clear_handle_id (&self->connect_timeout, g_source_remove);
  if (connection == NULL)
    fail (self, foyer_refusal_explain (self->address, status, error));
  else
    take_connection (self, g_steal_pointer (&connection));
}

static gboolean
on_connect_timeout (gpointer data)
{
  FoyerLink *self = data;

  self->connect_timeout = 0;
  fail (self,
        g_error_new_literal (FOYER_ERROR, FOYER_ERROR_UNAVAILABLE, "The relay does not answer."));
  return G_SOURCE_REMOVE;
}

static gboolean
on_message_accept_certificate (SoupMessage *message,
                               GTlsCertificate *certificate,
                               GTlsCertificateFlags errors,
                               FoyerLink *self)
{
  return foyer_pin_fits (self->address->pin, certificate);
}

static void
connect_now (FoyerLink *self)
{
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, self->address->uri);
  g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);
  char *protocols[] = { (char *)"foyer.v1", NULL };

  g_clear_handle_id (&self->retry_timeout, g_source_remove);
  drop_connection (self);
  self->attempt = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (message),
                          "attempt",
                          g_object_ref (self->attempt),
                          g_object_unref);
  soup_message_headers_replace (soup_message_get_request_headers (message),
                                "Authorization",
                                bearer);
  g_signal_connect_object (message,
                           "accept-certificate",
                           G_CALLBACK (on_message_accept_certificate),
                           self,
                           0);
  self->connect_timeout = g_timeout_add_seconds (CONNECT_SECONDS, on_connect_timeout, self);
  set_state (self, FOYER_LINK_STATE_CONNECTING);
  soup_session_websocket_connect_async (self->soup,
                                        message,
                                        NULL,
                                        protocols,
                                        G_PRIORITY_DEFAULT,
                                        self->attempt,
                                        on_connect_ready,
                                        g_object_ref (self));
}

static void
on_network_changed (GNetworkMonitor *network, gboolean available, FoyerLink *self)
{
  if (!available || self->retry_timeout == 0)
    return;
  self->delay_ms = FIRST_DELAY_MS;
  connect_now (self);
}

static void
foyer_link_dispose (GObject *object)
{
  FoyerLink *self = FOYER_LINK (object);

  g_clear_handle_id (&self->retry_timeout, g_source_remove);
  drop_connection (self);
  if (self->soup != NULL)
    soup_session_abort (self->soup);
  g_clear_object (&self->soup);

  G_OBJECT_CLASS (foyer_link_parent_class)->dispose (object);
}

static void
foyer_link_finalize (GObject *object)
{
  FoyerLink *self = FOYER_LINK (object);

  g_clear_pointer (&self->address, foyer_address_free);
  g_free (self->token);
  g_clear_error (&self->last_error);

  G_OBJECT_CLASS (foyer_link_parent_class)->finalize (object);
}

static void
foyer_link_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FoyerLink *self = FOYER_LINK (object);

  switch (prop_id) {
  case PROP_STATE:
    g_value_set_enum (value, (gint)self->state);
    break;
  case PROP_LAST_ERROR:
    g_value_set_boxed (value, self->last_error);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
foyer_link_class_init (FoyerLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = foyer_link_dispose;
  object_class->finalize = foyer_link_finalize;
  object_class->get_property = foyer_link_get_property;

  properties[PROP_STATE] = g_param_spec_enum ("state",
                                              NULL,
                                              NULL,
                                              FOYER_TYPE_LINK_STATE,
                                              FOYER_LINK_STATE_OFFLINE,
                                              flags);
  properties[PROP_LAST_ERROR] = g_param_spec_boxed ("last-error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * FoyerLink::message:
   * @message: what the relay said
   */
  signals[SIGNAL_MESSAGE] = g_signal_new ("message",
                                          G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          FOYER_TYPE_MESSAGE);
}

static void
foyer_link_init (FoyerLink *self)
{
  self->ping_seconds = PING_SECONDS;
  self->delay_ms = FIRST_DELAY_MS;
  self->soup = soup_session_new_with_options ("user-agent", "foyer/" FOYER_VERSION, NULL);
  /* A small frame that swells to a large message is nothing that a relay needs to send. */
  soup_session_remove_feature_by_type (self->soup, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  self->network = g_network_monitor_get_default ();
  g_signal_connect_object (self->network,
                           "network-changed",
                           G_CALLBACK (on_network_changed),
                           self,
                           0);
}

/**
 * foyer_link_new:
 * @address: see foyer_address_parse()
 * @token: what the relay knows the session by; it is kept in memory only
 * @error: %FOYER_ERROR_BAD_REQUEST where @address is none
 *
 * Returns: (transfer full) (nullable): a link that is not started, or %NULL with @error set
 */
FoyerLink *
foyer_link_new (const char *address, const char *token, GError **error)
{
  g_autoptr (FoyerLink) self = g_object_new (FOYER_TYPE_LINK, NULL);

  if (!foyer_link_set_address (self, address, error))
    return NULL;
  self->token = g_strdup (token);
  return g_steal_pointer (&self);
}

/**
 * foyer_link_set_address:
 * @address: see foyer_address_parse()
 * @error: %FOYER_ERROR_BAD_REQUEST where @address is none
 *
 * Where the relay is, from the next connection on, which is made at once where it is waited for.
 *
 * Returns: whether it is an address; otherwise the link goes on as before
 */
gboolean
foyer_link_set_address (FoyerLink *self, const char *address, GError **error)
{
  FoyerAddress *parsed = foyer_address_parse (address, error);

  g_return_val_if_fail (FOYER_IS_LINK (self), FALSE);

  if (parsed == NULL)
    return FALSE;
  g_clear_pointer (&self->address, foyer_address_free);
  self->address = parsed;
  /* Without a store no certificate passes by itself, so that every one is held against the pin. */
  if (parsed->pin != NULL)
    soup_session_set_tls_database (self->soup, NULL);
  if (self->retry_timeout != 0)
    connect_now (self);
  return TRUE;
}

/**
 * foyer_link_start:
 *
 * Connects, and keeps connected until foyer_link_stop() or a refusal.
 */
void
foyer_link_start (FoyerLink *self)
{
  g_return_if_fail (FOYER_IS_LINK (self));

  if (self->started)
    return;
  self->started = TRUE;
  self->delay_ms = FIRST_DELAY_MS;
  connect_now (self);
}

/**
 * foyer_link_stop:
 *
 * Closes the connection and does not make it again.
 */
void
foyer_link_stop (FoyerLink *self)
{
  g_return_if_fail (FOYER_IS_LINK (self));

  self->started = FALSE;
  g_clear_handle_id (&self->retry_timeout, g_source_remove);
  drop_connection (self);
  set_state (self, FOYER_LINK_STATE_OFFLINE);
}

/**
 * foyer_link_set_token:
 * @token: what the relay knows the session by, from the next connection on
 */
void
foyer_link_set_token (FoyerLink *self, const char *token)
{
  g_return_if_fail (FOYER_IS_LINK (self));

  g_free (self->token);
  self->token = g_strdup (token);
}

/**
 * foyer_link_send:
 * @text: one message
 *
 * Returns: whether there is a connection that takes it; that it arrives only its answer says
 */
gboolean
foyer_link_send (FoyerLink *self, const char *text)
{
  g_return_val_if_fail (FOYER_IS_LINK (self), FALSE);

  if (self->connection == NULL ||
      soup_websocket_connection_get_state (self->connection) != SOUP_WEBSOCKET_STATE_OPEN)
    return FALSE;
  soup_websocket_connection_send_text (self->connection, text);
  return TRUE;
}

/**
 * foyer_link_guide:
 * @download: what is to be read from the relay that this link knows, and as who it knows
 *
 * Returns: whether it can be read from there
 */
gboolean
foyer_link_guide (FoyerLink *self, FoyerDownload *download)
{
  g_autofree char *address = NULL;

  g_return_val_if_fail (FOYER_IS_LINK (self), FALSE);

  address = g_strconcat (self->address->uri,
                         self->address->pin != NULL ? "#" : "",
                         self->address->pin != NULL ? self->address->pin : "",
                         NULL);
  return foyer_download_set_relay (download, address, self->token, NULL);
}

/**
 * foyer_link_get_state:
 *
 * Returns: whether it is connected
 */
FoyerLinkState
foyer_link_get_state (FoyerLink *self)
{
  g_return_val_if_fail (FOYER_IS_LINK (self), FOYER_LINK_STATE_OFFLINE);

  return self->state;
}

/**
 * foyer_link_get_last_error:
 *
 * Returns: (transfer none) (nullable): why the last connection broke or was not made:
 *   %FOYER_ERROR_SIGNED_OUT and %FOYER_ERROR_REVOKED are final, %FOYER_ERROR_UNAVAILABLE and
 *   %FOYER_ERROR_RATE_LIMITED are not
 */
const GError *
foyer_link_get_last_error (FoyerLink *self)
{
  g_return_val_if_fail (FOYER_IS_LINK (self), NULL);

  return self->last_error;
}

/**
 * foyer_link_set_ping_interval:
 * @seconds: how often the relay is asked whether it is there, 4 unless set; it counts as gone when
 *   it was silent for three times as long
 *
 * Takes effect with the next connection.
 */
void
foyer_link_set_ping_interval (FoyerLink *self, guint seconds)
{
  g_return_if_fail (FOYER_IS_LINK (self));
  g_return_if_fail (seconds > 0);

  self->ping_seconds = seconds;
}
