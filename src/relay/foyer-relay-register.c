/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-register"

#include "config.h"

#include "relay/foyer-relay-register.h"

#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-relays.h"
#include "relay/foyer-relay-database.h"

/* Says in the database where this relay is, as long as it runs, so that whoever makes a pairing
 * code knows: another relay, or foyerctl. */

struct _FoyerRelayRegister {
  GObject parent_instance;

  FoyerWorker *worker;
  char *id;
  GStrv addresses;
  char *fingerprint;
  guint source;
};

G_DEFINE_FINAL_TYPE (FoyerRelayRegister, foyer_relay_register, G_TYPE_OBJECT)

typedef struct {
  char *id;
  GStrv addresses;
  char *fingerprint;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->id);
  g_strfreev (entry->addresses);
  g_free (entry->fingerprint);
  g_free (entry);
}

static void
say_in_worker (GTask *task, gpointer handle)
{
  const Entry *entry = g_task_get_task_data (task);
  FoyerDbRelay relay = { entry->id, (const char *const *)entry->addresses, entry->fingerprint };
  g_autoptr (GError) error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  if (connection != NULL)
    foyer_db_relay_say (connection, &relay, &error);
  if (error != NULL)
    g_debug ("The relay could not say where it is: %s", error->message);
  g_task_return_boolean (task, error == NULL);
}

static void
leave_in_worker (GTask *task, gpointer handle)
{
  const Entry *entry = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  if (connection != NULL)
    foyer_db_relay_leave (connection, entry->id, &error);
  if (error != NULL)
    g_debug ("The relay could not say that it goes: %s", error->message);
  g_task_return_boolean (task, error == NULL);
}

static void
push (FoyerRelayRegister *self, FoyerWorkerFunc func)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Entry *entry = g_new0 (Entry, 1);

  entry->id = g_strdup (self->id);
  entry->addresses = g_strdupv (self->addresses);
  entry->fingerprint = g_strdup (self->fingerprint);
  g_task_set_source_tag (task, func);
  g_task_set_task_data (task, entry, entry_free);
  foyer_worker_push (self->worker, g_steal_pointer (&task), func);
}

static gboolean
on_time_to_say (gpointer user_data)
{
  push (user_data, say_in_worker);
  return G_SOURCE_CONTINUE;
}

static void
foyer_relay_register_dispose (GObject *object)
{
  FoyerRelayRegister *self = FOYER_RELAY_REGISTER (object);

  if (self->source != 0)
    push (self, leave_in_worker);
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->worker);

  G_OBJECT_CLASS (foyer_relay_register_parent_class)->dispose (object);
}

static void
foyer_relay_register_finalize (GObject *object)
{
  FoyerRelayRegister *self = FOYER_RELAY_REGISTER (object);

  g_free (self->id);
  g_strfreev (self->addresses);
  g_free (self->fingerprint);

  G_OBJECT_CLASS (foyer_relay_register_parent_class)->finalize (object);
}

static void
foyer_relay_register_class_init (FoyerRelayRegisterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_relay_register_dispose;
  object_class->finalize = foyer_relay_register_finalize;
}

static void
foyer_relay_register_init (FoyerRelayRegister *self)
{
  self->id = foyer_uuid_new ();
}

static gboolean
say_first (FoyerRelayRegister *self, FoyerDbSource *source, GError **error)
{
  g_autoptr (FoyerDbConnection) connection =
      foyer_db_source_connect (source, FOYER_DB_ROLE_RELAY, error);
  FoyerDbRelay relay = { self->id, (const char *const *)self->addresses, self->fingerprint };

  return connection != NULL && foyer_db_relay_say (connection, &relay, error);
}

/**
 * foyer_relay_register_new:
 * @worker: a worker whose handle is a #FoyerRelayDatabase
 * @addresses: where devices may reach this relay
 * @fingerprint: (nullable): what they have to know it by, in hexadecimal
 *
 * Says where the relay is, at once, and from now on until this object is gone.
 *
 * Returns: (transfer full) (nullable): what says so
 */
FoyerRelayRegister *
foyer_relay_register_new (FoyerDbSource *source,
                          FoyerWorker *worker,
                          const char *const *addresses,
                          const char *fingerprint,
                          GError **error)
{
  g_autoptr (FoyerRelayRegister) self = g_object_new (FOYER_TYPE_RELAY_REGISTER, NULL);

  self->addresses = g_strdupv ((char **)addresses);
  self->fingerprint = g_strdup (fingerprint);
  if (!say_first (self, source, error))
    return NULL;
  self->worker = g_object_ref (worker);
  self->source = g_timeout_add_seconds (FOYER_LIMIT_RELAY_SEEN_SECONDS, on_time_to_say, self);
  return g_steal_pointer (&self);
}

/**
 * foyer_relay_register_move:
 *
 * Says that the relay is to be found differently from now on.
 */
void
foyer_relay_register_move (FoyerRelayRegister *self,
                           const char *const *addresses,
                           const char *fingerprint)
{
  g_return_if_fail (FOYER_IS_RELAY_REGISTER (self));

  g_strfreev (self->addresses);
  self->addresses = g_strdupv ((char **)addresses);
  g_free (self->fingerprint);
  self->fingerprint = g_strdup (fingerprint);
  push (self, say_in_worker);
}
