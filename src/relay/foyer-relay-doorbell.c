/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-doorbell"

#include "config.h"

#include "relay/foyer-relay-doorbell.h"

#include "relay/foyer-relay-database.h"

#include <glib-unix.h>

/* LISTEN on one channel of PostgreSQL, on a connection of its own that the main loop watches and
 * that is opened again when it is lost. */

struct _FoyerRelayDoorbell {
  GObject parent_instance;

  FoyerWorker *worker;
  char *channel;
  GCancellable *cancellable;
  FoyerDbConnection *connection;
  guint watch_source;
  guint retry_source;
};

enum {
  SIGNAL_OPENED,
  SIGNAL_RUNG,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerRelayDoorbell, foyer_relay_doorbell, G_TYPE_OBJECT)

static void listen_again (FoyerRelayDoorbell *self);

static void
stop (FoyerRelayDoorbell *self)
{
  g_clear_handle_id (&self->watch_source, g_source_remove);
  g_clear_pointer (&self->connection, foyer_db_connection_close);
}

static gboolean
on_retry_is_due (gpointer user_data)
{
  FoyerRelayDoorbell *self = user_data;

  self->retry_source = 0;
  listen_again (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_connection_readable (int fd, GIOCondition condition, gpointer user_data)
{
  FoyerRelayDoorbell *self = user_data;
  g_autoptr (FoyerRelayDoorbell) alive = g_object_ref (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) payloads =
      foyer_db_connection_take_notifications (self->connection, &error);

  if (payloads == NULL) {
    g_debug ("The doorbell is out of order: %s", error->message);
    self->watch_source = 0;
    stop (self);
    listen_again (self);
    return G_SOURCE_REMOVE;
  }
  for (guint i = 0; i < payloads->len; i++)
    g_signal_emit (self, signals[SIGNAL_RUNG], 0, g_ptr_array_index (payloads, i));
  return G_SOURCE_CONTINUE;
}

static void
listen_in_worker (GTask *task, gpointer handle)
{
  const char *channel = g_task_get_task_data (task);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  if (connection == NULL || !foyer_db_listen (connection, channel, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_task_return_pointer (task,
                         foyer_relay_database_steal (handle),
                         (GDestroyNotify)foyer_db_connection_close);
}

static void
on_listen_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FoyerRelayDoorbell *self = FOYER_RELAY_DOORBELL (source);
  g_autoptr (GError) error = NULL;

  self->connection = g_task_propagate_pointer (G_TASK (result), &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (self->connection == NULL) {
    self->retry_source = g_timeout_add_seconds (1, on_retry_is_due, self);
    return;
  }
  self->watch_source = g_unix_fd_add (foyer_db_connection_get_fd (self->connection),
                                      G_IO_IN | G_IO_HUP | G_IO_ERR,
                                      on_connection_readable,
                                      self);
  g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}

static void
listen_again (FoyerRelayDoorbell *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_listen_ready, NULL);

  g_task_set_source_tag (task, listen_again);
  g_task_set_task_data (task, g_strdup (self->channel), g_free);
  foyer_worker_push (self->worker, g_steal_pointer (&task), listen_in_worker);
}

static void
foyer_relay_doorbell_dispose (GObject *object)
{
  FoyerRelayDoorbell *self = FOYER_RELAY_DOORBELL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  stop (self);
  g_clear_object (&self->worker);

  G_OBJECT_CLASS (foyer_relay_doorbell_parent_class)->dispose (object);
}

static void
foyer_relay_doorbell_finalize (GObject *object)
{
  FoyerRelayDoorbell *self = FOYER_RELAY_DOORBELL (object);

  g_object_unref (self->cancellable);
  g_free (self->channel);

  G_OBJECT_CLASS (foyer_relay_doorbell_parent_class)->finalize (object);
}

static void
foyer_relay_doorbell_class_init (FoyerRelayDoorbellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_relay_doorbell_dispose;
  object_class->finalize = foyer_relay_doorbell_finalize;

  /**
   * FoyerRelayDoorbell::opened:
   *
   * From now on it is heard; what was said before may have been missed.
   */
  signals[SIGNAL_OPENED] = g_signal_new ("opened",
                                         G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         0);
  /**
   * FoyerRelayDoorbell::rung:
   * @payload: what somebody said
   */
  signals[SIGNAL_RUNG] = g_signal_new ("rung",
                                       G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       1,
                                       G_TYPE_STRING);
}

static void
foyer_relay_doorbell_init (FoyerRelayDoorbell *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * foyer_relay_doorbell_new:
 * @worker: opens the connections; its handle is a #FoyerRelayDatabase
 * @channel: what to hear of; an SQL name
 *
 * Returns: (transfer full): a doorbell, heard from #FoyerRelayDoorbell::opened on
 */
FoyerRelayDoorbell *
foyer_relay_doorbell_new (FoyerWorker *worker, const char *channel)
{
  FoyerRelayDoorbell *self = g_object_new (FOYER_TYPE_RELAY_DOORBELL, NULL);

  self->worker = g_object_ref (worker);
  self->channel = g_strdup (channel);
  listen_again (self);
  return self;
}
