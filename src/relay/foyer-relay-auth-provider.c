/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-auth-provider"

#include "config.h"

#include "relay/foyer-relay-auth-provider.h"

#include "base/foyer-error.h"
#include "model/foyer-redirect.h"
#include "relay/foyer-relay-database.h"
#include "relay/foyer-relay-provider-error.h"
#include "relay/foyer-relay-visit.h"
#include "wire/foyer-wire-sign-in.h"

/* Signing in with an OpenID provider: two visits of a device, between which a browser goes there
 * and comes back. What the database knows is asked on the worker of the visits, the provider on the
 * main loop. */

typedef struct {
  FoyerRelayVisit *visit;
  FoyerDbProvider *provider;
  FoyerDbProviderSignIn *sign_in;
  FoyerDbIdentity *identity;
  /* What the person is told, where it is not the database that failed. */
  GError *refusal;
} SignIn;

static void
sign_in_free (SignIn *self)
{
  foyer_relay_visit_unref (self->visit);
  g_clear_pointer (&self->provider, foyer_db_provider_free);
  g_clear_pointer (&self->sign_in, foyer_db_provider_sign_in_free);
  g_clear_pointer (&self->identity, foyer_db_identity_free);
  g_clear_error (&self->refusal);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SignIn, sign_in_free)

static void
fail (SignIn *self, const GError *error)
{
  if (self->refusal != NULL)
    foyer_relay_visit_refuse (self->visit, self->refusal);
  else
    foyer_relay_visit_fail (self->visit, error);
}

static void
push (SignIn *self, FoyerWorkerFunc func, GAsyncReadyCallback callback)
{
  FoyerWorker *worker = foyer_relay_hub_get_visits (foyer_relay_visit_get_hub (self->visit));
  g_autoptr (GTask) task = g_task_new (worker, NULL, callback, self);

  g_task_set_source_tag (task, push);
  g_task_set_task_data (task, self, NULL);
  foyer_worker_push (worker, g_steal_pointer (&task), func);
}

static void
return_whether (GTask *task, gboolean done, GError *error)
{
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Both visits start alike: the device proves itself, and there must be a provider. */
static FoyerDevice *
prove (SignIn *self, FoyerDbConnection *connection, const FoyerDbSeal *seal, GError **error)
{
  const FoyerMessage *message = foyer_relay_visit_get_message (self->visit);
  FoyerDbProof proof = {
    .device_id = foyer_message_get_string (message, "device_id"),
    .challenge = foyer_message_get_string (message, "challenge"),
    .proof = foyer_message_get_string (message, "proof"),
  };
  g_autoptr (FoyerDevice) device = foyer_db_device_prove_approved (connection, &proof, error);

  if (device == NULL)
    return NULL;
  self->provider = foyer_db_provider_read (connection, seal, error);
  return self->provider != NULL ? g_steal_pointer (&device) : NULL;
}

static gboolean
begin (SignIn *self, FoyerDbConnection *connection, const FoyerDbSeal *seal, GError **error)
{
  const FoyerMessage *message = foyer_relay_visit_get_message (self->visit);
  const char *redirect_uri = foyer_message_get_string (message, "redirect_uri");
  g_autoptr (FoyerDevice) device = prove (self, connection, seal, error);

  if (device == NULL)
    return FALSE;
  self->sign_in =
      foyer_db_provider_begin (connection, seal, self->provider, device->id, redirect_uri, error);
  return self->sign_in != NULL;
}

static void
begin_in_worker (GTask *task, gpointer handle)
{
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  gboolean done = connection != NULL && begin (g_task_get_task_data (task),
                                               connection,
                                               foyer_relay_database_get_seal (handle),
                                               &error);

  return_whether (task, done, error);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SignIn) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerRelayDiscovery) discovery =
      foyer_relay_provider_look_up_finish (FOYER_RELAY_PROVIDER (source), result, &error);
  g_autoptr (GString) answer = g_string_new (NULL);
  g_autofree char *url = NULL;

  if (discovery == NULL) {
    g_debug ("The provider was not found: %s", error->message);
    self->refusal = foyer_relay_provider_error_explain (error);
    fail (self, NULL);
    return;
  }
  url = foyer_relay_discovery_make_url (discovery, self->provider, self->sign_in);
  foyer_wire_write_sign_in_begun (answer, url, self->sign_in->state, self->sign_in->expires);
  foyer_relay_visit_answer (self->visit, answer);
}

static void
on_begun (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SignIn) self = user_data;
  FoyerRelayHub *hub = foyer_relay_visit_get_hub (self->visit);
  const char *issuer;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    fail (self, error);
    return;
  }
  issuer = self->provider->issuer;
  foyer_relay_provider_look_up_async (foyer_relay_hub_get_provider (hub),
                                      issuer,
                                      on_looked_up,
                                      g_steal_pointer (&self));
}

static void
on_begin_visit (FoyerRelayVisit *visit)
{
  const FoyerMessage *message = foyer_relay_visit_get_message (visit);
  SignIn *self;

  if (!foyer_redirect_is_loopback (foyer_message_get_string (message, "redirect_uri"))) {
    g_autoptr (GError) error =
        g_error_new_literal (FOYER_ERROR,
                             FOYER_ERROR_BAD_REQUEST,
                             "The field redirect_uri must be http://127.0.0.1:PORT/ or "
                             "http://[::1]:PORT/.");

    foyer_relay_visit_fail (visit, error);
    return;
  }
  self = g_new0 (SignIn, 1);
  self->visit = foyer_relay_visit_ref (visit);
  push (self, begin_in_worker, on_begun);
}

static gboolean
take (SignIn *self, FoyerDbConnection *connection, const FoyerDbSeal *seal, GError **error)
{
  const FoyerMessage *message = foyer_relay_visit_get_message (self->visit);
  const char *state = foyer_message_get_string (message, "state");
  g_autoptr (FoyerDevice) device = prove (self, connection, seal, error);

  if (device == NULL)
    return FALSE;
  self->sign_in =
      foyer_db_provider_take (connection, seal, self->provider, device->id, state, error);
  return self->sign_in != NULL;
}

static void
take_in_worker (GTask *task, gpointer handle)
{
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  gboolean done = connection != NULL && take (g_task_get_task_data (task),
                                              connection,
                                              foyer_relay_database_get_seal (handle),
                                              &error);

  return_whether (task, done, error);
}

static FoyerDbSignIn *
finish (SignIn *self, FoyerDbConnection *connection, GError **error)
{
  FoyerDbActor actor;

  foyer_relay_visit_get_actor (self->visit, &actor);
  actor.device_id = self->sign_in->device_id;
  if (self->identity != NULL)
    return foyer_db_provider_finish (connection,
                                     self->sign_in->device_id,
                                     self->identity,
                                     &actor,
                                     error);
  if (foyer_db_device_note_access (connection,
                                   self->sign_in->device_id,
                                   "refused",
                                   NULL,
                                   &actor,
                                   error))
    g_propagate_error (error, g_error_copy (self->refusal));
  return NULL;
}

static void
finish_in_worker (GTask *task, gpointer handle)
{
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  FoyerDbSignIn *session = NULL;

  if (connection != NULL)
    session = finish (g_task_get_task_data (task), connection, &error);
  if (session != NULL)
    g_task_return_pointer (task, session, (GDestroyNotify)foyer_db_sign_in_free);
  else
    g_task_return_error (task, error);
}

static void
on_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SignIn) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbSignIn) session = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GString) answer = g_string_new (NULL);

  if (session == NULL) {
    fail (self, error);
    return;
  }
  foyer_wire_write_signed_in (answer,
                              session->token,
                              session->session_id,
                              session->expires,
                              session->staff);
  foyer_relay_visit_answer (self->visit, answer);
}

static void
on_redeemed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SignIn) self = user_data;
  g_autoptr (GError) error = NULL;

  self->identity =
      foyer_relay_provider_redeem_finish (FOYER_RELAY_PROVIDER (source), result, &error);
  if (self->identity == NULL) {
    g_debug ("The provider’s word was refused: %s", error->message);
    self->refusal = foyer_relay_provider_error_explain (error);
  }
  if (g_error_matches (self->refusal, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE))
    fail (self, NULL);
  else
    push (g_steal_pointer (&self), finish_in_worker, on_finished);
}

static void
on_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SignIn) self = user_data;
  FoyerRelayHub *hub = foyer_relay_visit_get_hub (self->visit);
  const FoyerMessage *message = foyer_relay_visit_get_message (self->visit);
  SignIn *going;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    fail (self, error);
    return;
  }
  going = g_steal_pointer (&self);
  foyer_relay_provider_redeem_async (foyer_relay_hub_get_provider (hub),
                                     going->provider,
                                     going->sign_in,
                                     foyer_message_get_string (message, "code"),
                                     on_redeemed,
                                     going);
}

static void
on_finish_visit (FoyerRelayVisit *visit)
{
  SignIn *self = g_new0 (SignIn, 1);

  self->visit = foyer_relay_visit_ref (visit);
  push (self, take_in_worker, on_taken);
}

/**
 * foyer_relay_auth_provider_add:
 *
 * Opens the paths by which people sign in with a provider.
 */
void
foyer_relay_auth_provider_add (SoupServer *server, FoyerRelayHub *hub)
{
  foyer_relay_visit_add (server,
                         hub,
                         "/v1/auth/provider",
                         FOYER_MESSAGE_KIND_BEGIN_SIGN_IN,
                         on_begin_visit);
  foyer_relay_visit_add (server,
                         hub,
                         "/v1/auth/provider/code",
                         FOYER_MESSAGE_KIND_FINISH_SIGN_IN,
                         on_finish_visit);
}
