/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-accesses"

#include "config.h"

#include "relay/foyer-relay-accesses.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "db/foyer-db-accesses.h"
#include "relay/foyer-relay-database.h"

/* Notes in the devices' histories who connects, and who is refused. Nobody waits for it: while some
 * lines are on their way to the database the next ones gather, so that a crowd costs few
 * statements. What cannot be written now, because the database is away, is written later. */

#define RETRY_MS 2000

struct _FoyerRelayAccesses {
  GObject parent_instance;

  FoyerWorker *worker;
  /* (element-type FoyerDbAccess): their texts are owned. */
  GPtrArray *waiting;
  guint retry_source;
  gboolean is_busy;
};

G_DEFINE_FINAL_TYPE (FoyerRelayAccesses, foyer_relay_accesses, G_TYPE_OBJECT)

static void write_next (FoyerRelayAccesses *self);

static void
access_free (gpointer data)
{
  FoyerDbAccess *access = data;

  g_free ((char *)access->session_id);
  g_free ((char *)access->token);
  g_free ((char *)access->actor.staff_email);
  g_free ((char *)access->actor.device_id);
  g_free ((char *)access->actor.ip_address);
  g_free ((char *)access->actor.user_agent);
  g_free (access);
}

static void
write_in_worker (GTask *task, gpointer handle)
{
  const GPtrArray *batch = g_task_get_task_data (task);
  g_autofree FoyerDbAccess *accesses = g_new (FoyerDbAccess, batch->len);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  for (guint i = 0; i < batch->len; i++)
    accesses[i] = *(const FoyerDbAccess *)g_ptr_array_index (batch, i);
  if (connection != NULL && foyer_db_accesses_add (connection, accesses, batch->len, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
on_retry (gpointer user_data)
{
  FoyerRelayAccesses *self = user_data;

  self->retry_source = 0;
  write_next (self);
  return G_SOURCE_REMOVE;
}

static void
take_back (FoyerRelayAccesses *self, GPtrArray *batch)
{
  for (guint i = 0; i < batch->len; i++)
    g_ptr_array_insert (self->waiting, (int)i, g_ptr_array_index (batch, i));
  g_ptr_array_set_free_func (batch, NULL);
  self->retry_source = g_timeout_add (RETRY_MS, on_retry, self);
}

static void
on_write_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FoyerRelayAccesses) self = user_data;
  g_autoptr (GError) error = NULL;

  self->is_busy = FALSE;
  if (self->worker == NULL)
    return;
  if (g_task_propagate_boolean (G_TASK (result), &error)) {
    write_next (self);
  } else if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE)) {
    take_back (self, g_task_get_task_data (G_TASK (result)));
  } else {
    g_debug ("Who connected was not noted: %s", error->message);
    write_next (self);
  }
}

static GPtrArray *
take_batch (FoyerRelayAccesses *self)
{
  GPtrArray *batch = g_ptr_array_new_with_free_func (access_free);
  guint n = MIN (self->waiting->len, FOYER_LIMIT_ACCESSES_PER_STATEMENT);

  for (guint i = 0; i < n; i++) {
    g_ptr_array_add (batch, self->waiting->pdata[i]);
    self->waiting->pdata[i] = NULL;
  }
  if (n > 0)
    g_ptr_array_remove_range (self->waiting, 0, n);
  return batch;
}

static void
write_next (FoyerRelayAccesses *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->is_busy || self->retry_source != 0 || self->waiting->len == 0)
    return;
  self->is_busy = TRUE;
  task = g_task_new (NULL, NULL, on_write_ready, g_object_ref (self));
  g_task_set_source_tag (task, write_next);
  g_task_set_task_data (task, take_batch (self), (GDestroyNotify)g_ptr_array_unref);
  foyer_worker_push (self->worker, g_steal_pointer (&task), write_in_worker);
}

static void
add (FoyerRelayAccesses *self, FoyerDbAccess *access, const char *address, const char *user_agent)
{
  access->actor.ip_address = g_strdup (address);
  access->actor.user_agent = foyer_text_cut (user_agent, FOYER_LIMIT_USER_AGENT);
  access->at = g_get_real_time ();
  if (self->waiting->len >= FOYER_LIMIT_ACCESSES_WAITING)
    g_ptr_array_remove_index (self->waiting, 0);
  g_ptr_array_add (self->waiting, access);
  write_next (self);
}

static void
free_waiting (gpointer data)
{
  if (data != NULL)
    access_free (data);
}

static void
foyer_relay_accesses_dispose (GObject *object)
{
  FoyerRelayAccesses *self = FOYER_RELAY_ACCESSES (object);

  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_object (&self->worker);

  G_OBJECT_CLASS (foyer_relay_accesses_parent_class)->dispose (object);
}

static void
foyer_relay_accesses_finalize (GObject *object)
{
  FoyerRelayAccesses *self = FOYER_RELAY_ACCESSES (object);

  g_ptr_array_unref (self->waiting);

  G_OBJECT_CLASS (foyer_relay_accesses_parent_class)->finalize (object);
}

static void
foyer_relay_accesses_class_init (FoyerRelayAccessesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_relay_accesses_dispose;
  object_class->finalize = foyer_relay_accesses_finalize;
}

static void
foyer_relay_accesses_init (FoyerRelayAccesses *self)
{
  self->waiting = g_ptr_array_new_with_free_func (free_waiting);
}

/**
 * foyer_relay_accesses_new:
 * @worker: a worker whose handle is a #FoyerRelayDatabase
 *
 * Returns: (transfer full): what notes who connects
 */
FoyerRelayAccesses *
foyer_relay_accesses_new (FoyerWorker *worker)
{
  FoyerRelayAccesses *self = g_object_new (FOYER_TYPE_RELAY_ACCESSES, NULL);

  self->worker = g_object_ref (worker);
  return self;
}

/**
 * foyer_relay_accesses_note:
 * @session: whose
 * @address: from where
 * @user_agent: (nullable): with what
 *
 * Adds a line to the history of a session's device.
 */
void
foyer_relay_accesses_note (FoyerRelayAccesses *self,
                           FoyerAccessKind kind,
                           const FoyerDbSession *session,
                           const char *address,
                           const char *user_agent)
{
  FoyerDbAccess *access;

  g_return_if_fail (FOYER_IS_RELAY_ACCESSES (self));

  access = g_new0 (FoyerDbAccess, 1);
  access->kind = kind;
  access->session_id = g_strdup (session->id);
  access->actor.staff_email = g_strdup (session->staff->email);
  access->actor.device_id = g_strdup (session->device->id);
  add (self, access, address, user_agent);
}

/**
 * foyer_relay_accesses_refuse:
 * @token: what was shown
 *
 * Adds a line to the history of the device whose session has ended, where @token was one.
 */
void
foyer_relay_accesses_refuse (FoyerRelayAccesses *self,
                             const char *token,
                             const char *address,
                             const char *user_agent)
{
  FoyerDbAccess *access;

  g_return_if_fail (FOYER_IS_RELAY_ACCESSES (self));

  access = g_new0 (FoyerDbAccess, 1);
  access->kind = FOYER_ACCESS_REFUSED;
  access->token = g_strdup (token);
  add (self, access, address, user_agent);
}
