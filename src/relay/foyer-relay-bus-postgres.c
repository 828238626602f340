/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-bus"

#include "config.h"

#include "relay/foyer-relay-bus-postgres.h"

#include "db/foyer-db-changes.h"
#include "relay/foyer-relay-database.h"
#include "relay/foyer-relay-doorbell.h"

#include <string.h>

/* The doorbell through PostgreSQL. NOTIFY takes a lock of the whole cluster when it commits, so it
 * has a connection and a thread of its own, outside of every transaction that matters; while one is
 * on its way, later ones of the same event become one. */

struct _FoyerRelayBusPostgres {
  FoyerRelayBus parent_instance;

  FoyerWorker *worker;
  /* The newest payload of each event that has not been sent yet, by the event's id. */
  GHashTable *waiting;
  gboolean is_sending;
  FoyerRelayDoorbell *doorbell;
};

G_DEFINE_FINAL_TYPE (FoyerRelayBusPostgres, foyer_relay_bus_postgres, FOYER_TYPE_RELAY_BUS)

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
on_doorbell_rung (FoyerRelayDoorbell *doorbell, const char *payload, FoyerRelayBus *self)
{
  foyer_relay_bus_hear (self, payload);
}

static void
foyer_relay_bus_postgres_dispose (GObject *object)
{
  FoyerRelayBusPostgres *self = FOYER_RELAY_BUS_POSTGRES (object);

  if (self->doorbell != NULL)
    g_object_run_dispose (G_OBJECT (self->doorbell));
  g_clear_object (&self->doorbell);
  g_clear_object (&self->worker);

  G_OBJECT_CLASS (foyer_relay_bus_postgres_parent_class)->dispose (object);
}

static void
foyer_relay_bus_postgres_finalize (GObject *object)
{
  FoyerRelayBusPostgres *self = FOYER_RELAY_BUS_POSTGRES (object);

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
  self->doorbell = foyer_relay_doorbell_new (self->worker, FOYER_DB_CHANNEL_CHANGES);
  g_signal_connect_object (self->doorbell, "rung", G_CALLBACK (on_doorbell_rung), self, 0);
  return FOYER_RELAY_BUS (self);
}
