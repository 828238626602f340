/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-bus"

#include "config.h"

#include "relay/foyer-relay-bus-postgres.h"

#include "db/foyer-db-changes.h"
#include "relay/foyer-relay-database.h"

#include <glib-unix.h>
#include <string.h>

/* The doorbell through PostgreSQL. NOTIFY takes a lock of the whole cluster when it commits, so it
 * has a connection and a thread of its own, outside of every transaction that matters; while one is
 * on its way, later ones of the same event become one. LISTEN has another connection, which the
 * main loop watches. */

struct _FoyerRelayBusPostgres {
  FoyerRelayBus parent_instance;

  FoyerWorker *worker;
  GCancellable *cancellable;
  /* The newest payload of each event that has not been sent yet, by the event's id. */
  GHashTable *waiting;
  gboolean is_sending;
  FoyerDbConnection *listener;
  guint listen_source;
  guint retry_source;
};

G_DEFINE_FINAL_TYPE (FoyerRelayBusPostgres, foyer_relay_bus_postgres, FOYER_TYPE_RELAY_BUS)

static void listen_again (FoyerRelayBusPostgres *self);
static void send_waiting (FoyerRelayBusPostgres *self);

static void
notify_in_worker (GTask *task, gpointer handle)
{
  GPtrArray *payloads = g_task_get_task_data (task);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  for (guint i = 0; connection != NULL && i < payloads->len; i++) {
    if (!foyer_db_notify (connection,
                          FOYER_DB_CHANNEL_CHANGES,
                          g_ptr_array_index (payloads, i),
                          &error))
      break;
  }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_notify_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FoyerRelayBusPostgres *self = FOYER_RELAY_BUS_POSTGRES (source);
  g_autoptr (GError) error = NULL;

  self->is_sending = FALSE;
  /* A lost doorbell is only late: the others look by themselves. */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_debug ("A doorbell was not rung: %s", error->message);
  send_waiting (self);
}

static void
send_waiting (FoyerRelayBusPostgres *self)
{
  g_autoptr (GTask) task = NULL;
  GPtrArray *payloads;
  GHashTableIter iter;
  gpointer payload;

  if (self->is_sending || self->worker == NULL || g_hash_table_size (self->waiting) == 0)
    return;
  payloads = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, NULL, &payload)) {
    g_ptr_array_add (payloads, payload);
    g_hash_table_iter_steal (&iter);
  }
  self->is_sending = TRUE;
  task = g_task_new (self, NULL, on_notify_ready, NULL);
  g_task_set_source_tag (task, send_waiting);
  g_task_set_task_data (task, payloads, (GDestroyNotify)g_ptr_array_unref);
  foyer_worker_push (self->worker, g_steal_pointer (&task), notify_in_worker);
}

static void
foyer_relay_bus_postgres_send (FoyerRelayBus *bus, const char *payload)
{
  FoyerRelayBusPostgres *self = FOYER_RELAY_BUS_POSTGRES (bus);
  char *copy = g_strdup (payload);

  /* The key is the payload's first part, up to the colon. */
  g_hash_table_replace (self->waiting, copy, copy);
  send_waiting (self);
}

static guint
hash_event (gconstpointer payload)
{
  guint hash = 5381;

  for (const char *at = payload; *at != ':'; at++)
    hash = hash * 33 + (guchar)*at;
  return hash;
}

static gboolean
equal_event (gconstpointer a, gconstpointer b)
{
  gsize length = (gsize)(strchr (a, ':') - (const char *)a) + 1;

  return strncmp (a, b, length) == 0;
}

static void
stop_listening (FoyerRelayBusPostgres *self)
{
  g_clear_handle_id (&self->listen_source, g_source_remove);
  g_clear_pointer (&self->listener, foyer_db_connection_close);
}

static gboolean
on_retry_is_due (gpointer user_data)
{
  FoyerRelayBusPostgres *self = user_data;

  self->retry_source = 0;
  listen_again (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_listener_readable (int fd, GIOCondition condition, gpointer user_data)
{
  FoyerRelayBusPostgres *self = user_data;
  g_autoptr (FoyerRelayBusPostgres) alive = g_object_ref (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) payloads = foyer_db_connection_take_notifications (self->listener, &error);

  if (payloads == NULL) {
    g_debug ("The doorbell is out of order: %s", error->message);
    self->listen_source = 0;
    stop_listening (self);
    listen_again (self);
    return G_SOURCE_REMOVE;
  }
  for (guint i = 0; i < payloads->len; i++)
    foyer_relay_bus_hear (FOYER_RELAY_BUS (self), g_ptr_array_index (payloads, i));
  return G_SOURCE_CONTINUE;
}

static void
listen_in_worker (GTask *task, gpointer handle)
{
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  if (connection == NULL || !foyer_db_listen (connection, FOYER_DB_CHANNEL_CHANGES, &error)) {
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
  FoyerRelayBusPostgres *self = FOYER_RELAY_BUS_POSTGRES (source);
  g_autoptr (GError) error = NULL;

  self->listener = g_task_propagate_pointer (G_TASK (result), &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (self->listener == NULL) {
    self->retry_source = g_timeout_add_seconds (1, on_retry_is_due, self);
    return;
  }
  self->listen_source = g_unix_fd_add (foyer_db_connection_get_fd (self->listener),
                                       G_IO_IN | G_IO_HUP | G_IO_ERR,
                                       on_listener_readable,
                                       self);
}

static void
listen_again (FoyerRelayBusPostgres *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_listen_ready, NULL);

  g_task_set_source_tag (task, listen_again);
  foyer_worker_push (self->worker, g_steal_pointer (&task), listen_in_worker);
}

static void
foyer_relay_bus_postgres_dispose (GObject *object)
{
  FoyerRelayBusPostgres *self = FOYER_RELAY_BUS_POSTGRES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  stop_listening (self);
  g_clear_object (&self->worker);

  G_OBJECT_CLASS (foyer_relay_bus_postgres_parent_class)->dispose (object);
}

static void
foyer_relay_bus_postgres_finalize (GObject *object)
{
  FoyerRelayBusPostgres *self = FOYER_RELAY_BUS_POSTGRES (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->waiting);

  G_OBJECT_CLASS (foyer_relay_bus_postgres_parent_class)->finalize (object);
}

static void
foyer_relay_bus_postgres_class_init (FoyerRelayBusPostgresClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_relay_bus_postgres_dispose;
  object_class->finalize = foyer_relay_bus_postgres_finalize;
  FOYER_RELAY_BUS_CLASS (klass)->send = foyer_relay_bus_postgres_send;
}

static void
foyer_relay_bus_postgres_init (FoyerRelayBusPostgres *self)
{
  self->cancellable = g_cancellable_new ();
  self->waiting = g_hash_table_new_full (hash_event, equal_event, NULL, g_free);
}

/**
 * foyer_relay_bus_postgres_new:
 * @source: where the database is; it must outlive the bus
 *
 * Returns: (transfer full): a bus through PostgreSQL's own notifications
 */
FoyerRelayBus *
foyer_relay_bus_postgres_new (FoyerDbSource *source)
{
  FoyerRelayBusPostgres *self = g_object_new (FOYER_TYPE_RELAY_BUS_POSTGRES, NULL);

  self->worker = foyer_relay_database_new_worker ("relay-bus", source);
  listen_again (self);
  return FOYER_RELAY_BUS (self);
}
