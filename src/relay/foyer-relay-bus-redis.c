/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-bus"

#include "config.h"

#include "relay/foyer-relay-bus-redis.h"

#include "base/foyer-error.h"
#include "relay/foyer-relay-outage.h"

#include <glib-unix.h>
#include <hiredis/async.h>
#include <hiredis/hiredis.h>

/* The doorbell through Redis, where one is configured. It is told at most once, and not at all
 * while Redis is away: as with every doorbell, that only makes things late. */

#define CHANNEL      "foyer_changes"
#define DEFAULT_PORT 6379
/* A Redis that has not answered one ping when the next is due is as good as gone: what it is told
 * would only pile up. */
#define PING_SECONDS 5

struct _FoyerRelayBusRedis {
  FoyerRelayBus parent_instance;

  /* Either a path or a host and port. */
  char *path;
  char *host;
  int port;
  char *password;
  redisAsyncContext *publisher;
  redisAsyncContext *subscriber;
  guint retry_source;
  /* Whether it can be told, and is heard. */
  gboolean is_told;
  gboolean is_heard;
  guint ping_source;
  gboolean is_pong_due;
  FoyerRelayOutage outage;
};

G_DEFINE_FINAL_TYPE (FoyerRelayBusRedis, foyer_relay_bus_redis, FOYER_TYPE_RELAY_BUS)

static void connect_missing (FoyerRelayBusRedis *self);

/* How one connection hangs on the main loop. hiredis' own adapter leaves its source behind when the
 * connection goes, with a pointer to nothing in it. */
typedef struct {
  redisAsyncContext *context;
  guint read_source;
  guint write_source;
} Watch;

/* Both may free the watch, and with it their own source. */
static gboolean
on_redis_readable (int fd, GIOCondition condition, gpointer user_data)
{
  Watch *watch = user_data;

  redisAsyncHandleRead (watch->context);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_redis_writable (int fd, GIOCondition condition, gpointer user_data)
{
  Watch *watch = user_data;

  redisAsyncHandleWrite (watch->context);
  return G_SOURCE_CONTINUE;
}

static void
begin_reading (void *data)
{
  Watch *watch = data;

  if (watch->read_source == 0)
    watch->read_source = g_unix_fd_add (watch->context->c.fd, G_IO_IN, on_redis_readable, watch);
}

static void
stop_reading (void *data)
{
  Watch *watch = data;

  g_clear_handle_id (&watch->read_source, g_source_remove);
}

static void
begin_writing (void *data)
{
  Watch *watch = data;

  if (watch->write_source == 0)
    watch->write_source = g_unix_fd_add (watch->context->c.fd, G_IO_OUT, on_redis_writable, watch);
}

static void
stop_writing (void *data)
{
  Watch *watch = data;

  g_clear_handle_id (&watch->write_source, g_source_remove);
}

static void
stop_watching (void *data)
{
  stop_reading (data);
  stop_writing (data);
  g_free (data);
}

static void
watch_connection (redisAsyncContext *context)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->context = context;
  context->ev.data = watch;
  context->ev.addRead = begin_reading;
  context->ev.delRead = stop_reading;
  context->ev.addWrite = begin_writing;
  context->ev.delWrite = stop_writing;
  context->ev.cleanup = stop_watching;
}

static gboolean
on_retry_is_due (gpointer user_data)
{
  FoyerRelayBusRedis *self = user_data;

  self->retry_source = 0;
  connect_missing (self);
  return G_SOURCE_REMOVE;
}

/* hiredis frees the context after this returns. */
static void
forget (const redisAsyncContext *context)
{
  FoyerRelayBusRedis *self = context->data;

  if (self == NULL)
    return;
  if (self->publisher == context) {
    self->publisher = NULL;
    self->is_told = self->is_pong_due = FALSE;
  }
  if (self->subscriber == context) {
    self->subscriber = NULL;
    self->is_heard = FALSE;
  }
  foyer_relay_outage_note (&self->outage, FALSE);
  if (self->retry_source == 0)
    self->retry_source = g_timeout_add_seconds (1, on_retry_is_due, self);
}

static void
note_presence (FoyerRelayBusRedis *self)
{
  if (self->is_told && self->is_heard)
    foyer_relay_outage_note (&self->outage, TRUE);
}

static void
on_redis_connected (const redisAsyncContext *context, int status)
{
  FoyerRelayBusRedis *self = context->data;

  if (status != REDIS_OK) {
    g_debug ("Redis cannot be reached: %s", context->errstr);
    forget (context);
    return;
  }
  if (self == NULL || context != self->publisher)
    return;
  self->is_told = TRUE;
  note_presence (self);
}

static void
on_redis_disconnected (const redisAsyncContext *context, int status)
{
  forget (context);
}

/* The first one says that the channel is heard, or why not: a wrong password, say. */
static void
on_redis_message (redisAsyncContext *context, void *data, void *user_data)
{
  FoyerRelayBusRedis *self = context->data;
  const redisReply *reply = data;

  if (reply == NULL || self == NULL)
    return;
  self->is_heard = reply->type != REDIS_REPLY_ERROR;
  if (self->is_heard)
    note_presence (self);
  else
    foyer_relay_outage_note (&self->outage, FALSE);
  if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 3 &&
      reply->element[2]->type == REDIS_REPLY_STRING)
    foyer_relay_bus_hear (context->data, reply->element[2]->str);
}

static redisAsyncContext *
begin_connection (FoyerRelayBusRedis *self)
{
  redisAsyncContext *context = self->path != NULL ? redisAsyncConnectUnix (self->path)
                                                  : redisAsyncConnect (self->host, self->port);

  if (context == NULL)
    return NULL;
  if (context->err != 0) {
    g_debug ("Redis cannot be reached: %s", context->errstr);
    redisAsyncFree (context);
    return NULL;
  }
  watch_connection (context);
  context->data = self;
  redisAsyncSetConnectCallback (context, on_redis_connected);
  redisAsyncSetDisconnectCallback (context, on_redis_disconnected);
  if (self->password != NULL)
    redisAsyncCommand (context, NULL, NULL, "AUTH %s", self->password);
  return context;
}

static void
connect_missing (FoyerRelayBusRedis *self)
{
  if (self->publisher == NULL)
    self->publisher = begin_connection (self);
  if (self->subscriber == NULL) {
    self->subscriber = begin_connection (self);
    if (self->subscriber != NULL)
      redisAsyncCommand (self->subscriber, on_redis_message, NULL, "SUBSCRIBE %s", CHANNEL);
  }
  if (self->publisher != NULL && self->subscriber != NULL)
    return;
  foyer_relay_outage_note (&self->outage, FALSE);
  if (self->retry_source == 0)
    self->retry_source = g_timeout_add_seconds (1, on_retry_is_due, self);
}

static void
foyer_relay_bus_redis_send (FoyerRelayBus *bus, const char *payload)
{
  FoyerRelayBusRedis *self = FOYER_RELAY_BUS_REDIS (bus);

  if (self->publisher != NULL)
    redisAsyncCommand (self->publisher, NULL, NULL, "PUBLISH %s %s", CHANNEL, payload);
}

static void
drop (redisAsyncContext *context)
{
  if (context == NULL)
    return;
  context->data = NULL;
  redisAsyncFree (context);
}

static void
give_up (FoyerRelayBusRedis *self)
{
  drop (g_steal_pointer (&self->publisher));
  drop (g_steal_pointer (&self->subscriber));
  self->is_told = self->is_heard = self->is_pong_due = FALSE;
  foyer_relay_outage_note (&self->outage, FALSE);
  if (self->retry_source == 0)
    self->retry_source = g_timeout_add_seconds (1, on_retry_is_due, self);
}

static void
on_pong (redisAsyncContext *context, void *data, void *user_data)
{
  FoyerRelayBusRedis *self = context->data;

  if (data != NULL && self != NULL)
    self->is_pong_due = FALSE;
}

static gboolean
on_ping_is_due (gpointer user_data)
{
  FoyerRelayBusRedis *self = user_data;

  if (self->is_pong_due)
    give_up (self);
  else if (self->is_told)
    self->is_pong_due = redisAsyncCommand (self->publisher, on_pong, NULL, "PING") == REDIS_OK;
  return G_SOURCE_CONTINUE;
}

static void
foyer_relay_bus_redis_dispose (GObject *object)
{
  FoyerRelayBusRedis *self = FOYER_RELAY_BUS_REDIS (object);

  drop (g_steal_pointer (&self->publisher));
  drop (g_steal_pointer (&self->subscriber));
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_handle_id (&self->ping_source, g_source_remove);

  G_OBJECT_CLASS (foyer_relay_bus_redis_parent_class)->dispose (object);
}

static void
foyer_relay_bus_redis_finalize (GObject *object)
{
  FoyerRelayBusRedis *self = FOYER_RELAY_BUS_REDIS (object);

  g_free (self->path);
  g_free (self->host);
  g_free (self->password);

  G_OBJECT_CLASS (foyer_relay_bus_redis_parent_class)->finalize (object);
}

static void
foyer_relay_bus_redis_class_init (FoyerRelayBusRedisClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_relay_bus_redis_dispose;
  object_class->finalize = foyer_relay_bus_redis_finalize;
  FOYER_RELAY_BUS_CLASS (klass)->send = foyer_relay_bus_redis_send;
}

static void
foyer_relay_bus_redis_init (FoyerRelayBusRedis *self)
{
  self->outage.lost =
      "Redis does not answer; what other relays do comes seconds late until it does";
  self->outage.back = "Redis answers again";
}

static gboolean
take_uri (FoyerRelayBusRedis *self, const char *text, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;

  if (g_strcmp0 (scheme, "unix") == 0 && *g_uri_get_path (uri) == '/') {
    self->path = g_strdup (g_uri_get_path (uri));
  } else if (g_strcmp0 (scheme, "redis") == 0 && g_uri_get_host (uri) != NULL &&
             *g_uri_get_host (uri) != '\0') {
    self->host = g_strdup (g_uri_get_host (uri));
    self->port = g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : DEFAULT_PORT;
  } else {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_FAILED,
                         "--redis wants redis://HOST[:PORT] or unix:///PATH");
    return FALSE;
  }
  self->password = g_strdup (g_uri_get_password (uri));
  return TRUE;
}

/**
 * foyer_relay_bus_redis_new:
 * @uri: `redis://[:PASSWORD@]HOST[:PORT]` or `unix:///PATH`
 *
 * Redis need not be there yet, nor stay.
 *
 * Returns: (transfer full) (nullable): a bus through Redis, or %NULL where @uri is none
 */
FoyerRelayBus *
foyer_relay_bus_redis_new (const char *uri, GError **error)
{
  g_autoptr (FoyerRelayBusRedis) self = g_object_new (FOYER_TYPE_RELAY_BUS_REDIS, NULL);

  if (!take_uri (self, uri, error))
    return NULL;
  connect_missing (self);
  self->ping_source = g_timeout_add_seconds (PING_SECONDS, on_ping_is_due, self);
  return FOYER_RELAY_BUS (g_steal_pointer (&self));
}
