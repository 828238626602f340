/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-sign-in"

#include "config.h"

#include "relay/foyer-relay-sign-in.h"

#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "db/foyer-db-events.h"
#include "model/foyer-hello.h"
#include "relay/foyer-relay-database.h"
#include "wire/foyer-wire-identity.h"
#include "wire/foyer-wire-relay.h"

/* Whether a token stands for somebody. Where the device has nothing to prove it is greeted at once;
 * otherwise it comes back here when it has. */

/**
 * foyer_relay_sign_in_new:
 * @token: what a device shows
 * @address: where it connects from
 * @user_agent: (nullable): what it says that it is; anything, of which no more is kept than there
 * is room for
 *
 * Returns: (transfer full): somebody of whom nobody knows who it is
 */
FoyerRelaySignIn *
foyer_relay_sign_in_new (const char *token, const char *address, const char *user_agent)
{
  FoyerRelaySignIn *self = g_new0 (FoyerRelaySignIn, 1);

  self->token = g_strdup (token);
  self->address = g_strdup (address);
  self->user_agent = foyer_text_cut (user_agent, FOYER_LIMIT_USER_AGENT);
  return self;
}

void
foyer_relay_sign_in_free (FoyerRelaySignIn *self)
{
  g_free (self->token);
  g_free (self->address);
  g_free (self->user_agent);
  g_clear_pointer (&self->session, foyer_db_session_free);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_free (self->renewed);
  g_free (self);
}

/* Those that they may work for, with the role that counts there. */
static GPtrArray *
choose_events (GPtrArray *all, const FoyerRights *rights)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_event_head_free);

  for (guint i = 0; i < all->len; i++) {
    const FoyerEventHead *head = g_ptr_array_index (all, i);
    FoyerEventHead *copy;
    FoyerRole role;

    if (!foyer_rights_get_role (rights, head->id, &role))
      continue;
    copy = foyer_event_head_new (head->id, head->name, head->seq, head->epoch);
    copy->role = role;
    g_ptr_array_add (events, copy);
  }
  return events;
}

static gboolean
enter (FoyerRelaySignIn *self, FoyerDbConnection *connection, GError **error)
{
  const FoyerDbActor actor = { .staff_email = "",
                               .ip_address = self->address,
                               .user_agent = self->user_agent };
  g_autoptr (GPtrArray) events = NULL;

  self->session = foyer_db_session_enter (connection,
                                          g_steal_pointer (&self->session),
                                          self->token,
                                          &actor,
                                          &self->renewed,
                                          error);
  if (self->session == NULL)
    return FALSE;
  events = foyer_db_events_list (connection, error);
  if (events == NULL)
    return FALSE;
  self->events = choose_events (events, self->session->rights);
  return TRUE;
}

static gboolean
find (FoyerRelaySignIn *self, FoyerDbConnection *connection, GError **error)
{
  const FoyerDbActor actor = { .staff_email = "",
                               .ip_address = self->address,
                               .user_agent = self->user_agent };

  self->session = foyer_db_session_find (connection, self->token, &actor, error);
  return self->session != NULL && (self->session->key_bound || enter (self, connection, error));
}

static void
sign_in_in_worker (GTask *task, gpointer handle)
{
  FoyerRelaySignIn *self = g_task_get_task_data (task);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  /* A session that is known already is one whose device has proved itself. */
  if (connection != NULL &&
      (self->session != NULL ? enter (self, connection, &error) : find (self, connection, &error)))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * foyer_relay_sign_in_async:
 * @worker: a worker whose handle is a #FoyerRelayDatabase
 * @self: (transfer full): what a device showed; with a session, one whose device has proved what it
 *   had to
 *
 * Looks who it is, and notes that they are there; a device that has something to prove first is
 * only looked up.
 */
void
foyer_relay_sign_in_async (FoyerWorker *worker,
                           FoyerRelaySignIn *self,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (worker, NULL, callback, user_data);

  g_task_set_source_tag (task, foyer_relay_sign_in_async);
  g_task_set_task_data (task, self, NULL);
  foyer_worker_push (worker, g_steal_pointer (&task), sign_in_in_worker);
}

/**
 * foyer_relay_sign_in_finish:
 *
 * Returns: (transfer full) (nullable): who it is, with events where they are signed in now, or
 * %NULL with %FOYER_ERROR_SIGNED_OUT, %FOYER_ERROR_REVOKED or %FOYER_ERROR_UNAVAILABLE
 */
FoyerRelaySignIn *
foyer_relay_sign_in_finish (FoyerWorker *worker, GAsyncResult *result, GError **error)
{
  g_autoptr (FoyerRelaySignIn) self = NULL;

  g_return_val_if_fail (g_task_is_valid (result, worker), NULL);

  self = g_task_get_task_data (G_TASK (result));
  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&self) : NULL;
}

static void
free_string (gpointer text)
{
  g_string_free (text, TRUE);
}

static GString *
write_hello (const FoyerRelaySignIn *self)
{
  FoyerHello fields = {
    .protocol = FOYER_PROTOCOL,
    .relay = (char *)FOYER_RELAY_NAME,
    .server_time = g_get_real_time (),
    .staff = self->session->staff,
    .device = self->session->device,
    .session_id = self->session->id,
    .session_expires = self->session->expires,
    .key_bound = self->session->key_bound,
    .method = self->session->method,
    .events = self->events,
  };
  g_autoptr (FoyerHello) hello = foyer_hello_new (&fields);
  GString *text = g_string_new (NULL);

  foyer_wire_write_hello (text, hello);
  return text;
}

/**
 * foyer_relay_sign_in_greet:
 *
 * Returns: (transfer full) (element-type GString): what is said first to who has signed in
 */
GPtrArray *
foyer_relay_sign_in_greet (const FoyerRelaySignIn *self)
{
  GPtrArray *hellos = g_ptr_array_new_with_free_func (free_string);

  g_ptr_array_add (hellos, write_hello (self));
  if (self->renewed != NULL) {
    GString *text = g_string_new (NULL);

    foyer_wire_write_token_renewed (text, self->renewed, self->session->expires);
    g_ptr_array_add (hellos, text);
  }
  return hellos;
}
