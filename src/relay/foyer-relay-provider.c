/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-provider"

#include "config.h"

#include "relay/foyer-relay-provider.h"

#include "base/foyer-limits.h"
#include "relay/foyer-relay-bucket.h"
#include "relay/foyer-relay-fetch.h"
#include "relay/foyer-relay-id-token.h"
#include "relay/foyer-relay-provider-error.h"
#include "relay/foyer-relay-token-request.h"

#include <sodium.h>
#include <string.h>

/* The OpenID provider, as far as this relay knows it: what it says of itself and its keys, for as
 * long as they may be kept. Everything happens on the main loop and nothing waits for it. */

struct _FoyerRelayProvider {
  GObject parent_instance;

  SoupSession *session;
  FoyerRelayDiscovery *discovery;
  gint64 discovery_until;
  /* The keys, and of which address they are. */
  FoyerRelayJson *keys;
  char *keys_uri;
  gint64 keys_until;
  FoyerRelayBucket searches;
};

G_DEFINE_FINAL_TYPE (FoyerRelayProvider, foyer_relay_provider, G_TYPE_OBJECT)

/* A code on its way to become an identity. */
typedef struct {
  const FoyerDbProvider *provider;
  const FoyerDbProviderSignIn *sign_in;
  const char *code;
  FoyerRelayDiscovery *discovery;
  char *id_token;
  gboolean has_new_keys;
} Redemption;

static void
redemption_free (gpointer data)
{
  Redemption *redemption = data;

  g_clear_pointer (&redemption->discovery, foyer_relay_discovery_unref);
  if (redemption->id_token != NULL)
    sodium_memzero (redemption->id_token, strlen (redemption->id_token));
  g_free (redemption->id_token);
  g_free (redemption);
}

static void
return_error (GTask *task, FoyerRelayProviderError code, const char *what)
{
  g_task_return_new_error (task, FOYER_RELAY_PROVIDER_ERROR, (int)code, "%s", what);
}

static gint64
get_deadline (const FoyerRelayFetched *fetched)
{
  return g_get_monotonic_time () + fetched->keep_seconds * G_TIME_SPAN_SECOND;
}

static void
on_discovery_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FoyerRelayProvider *self = g_task_get_source_object (task);
  const char *issuer = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (FoyerRelayFetched) fetched =
      foyer_relay_fetch_finish (SOUP_SESSION (source), result, &error);
  g_autoptr (FoyerRelayDiscovery) discovery = NULL;

  if (fetched == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (fetched->status != SOUP_STATUS_OK) {
    return_error (task,
                  FOYER_RELAY_PROVIDER_ERROR_MISCONFIGURED,
                  "there is no provider at the issuer’s address");
    return;
  }
  discovery = foyer_relay_discovery_read (fetched->json, issuer, &error);
  if (discovery == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_clear_pointer (&self->discovery, foyer_relay_discovery_unref);
  self->discovery = foyer_relay_discovery_ref (discovery);
  self->discovery_until = get_deadline (fetched);
  g_task_return_pointer (task,
                         g_steal_pointer (&discovery),
                         (GDestroyNotify)foyer_relay_discovery_unref);
}

/**
 * foyer_relay_provider_look_up_async:
 * @issuer: the provider that an admin has set
 *
 * Asks it what it says of itself, unless that is known.
 */
void
foyer_relay_provider_look_up_async (FoyerRelayProvider *self,
                                    const char *issuer,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *address = NULL;
  g_autoptr (SoupMessage) message = NULL;
  GError *error = NULL;

  g_return_if_fail (FOYER_IS_RELAY_PROVIDER (self));

  g_task_set_source_tag (task, foyer_relay_provider_look_up_async);
  g_task_set_task_data (task, g_strdup (issuer), g_free);
  if (self->discovery != NULL && g_str_equal (self->discovery->issuer, issuer) &&
      g_get_monotonic_time () < self->discovery_until) {
    g_task_return_pointer (task,
                           foyer_relay_discovery_ref (self->discovery),
                           (GDestroyNotify)foyer_relay_discovery_unref);
    return;
  }
  address = foyer_relay_discovery_get_address (issuer, &error);
  if (address == NULL) {
    g_task_return_error (task, error);
    return;
  }
  message = soup_message_new (SOUP_METHOD_GET, address);
  foyer_relay_fetch_async (self->session, message, on_discovery_ready, g_steal_pointer (&task));
}

/**
 * foyer_relay_provider_look_up_finish:
 *
 * Returns: (transfer full) (nullable): what the provider says of itself; %NULL with a
 *   #FoyerRelayProviderError
 */
FoyerRelayDiscovery *
foyer_relay_provider_look_up_finish (FoyerRelayProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void fetch_keys (GTask *task);

/* Keys change: one that nobody knows may be new. It is looked for only so often, because anybody
 * can name any key. */
static gboolean
may_look_again (FoyerRelayProvider *self, const Redemption *redemption, const GError *error)
{
  return g_error_matches (error,
                          FOYER_RELAY_PROVIDER_ERROR,
                          FOYER_RELAY_PROVIDER_ERROR_UNKNOWN_KEY) &&
         !redemption->has_new_keys &&
         foyer_relay_bucket_take (&self->searches,
                                  FOYER_LIMIT_KEY_SEARCHES_PER_MINUTE,
                                  FOYER_LIMIT_KEY_SEARCHES,
                                  g_get_monotonic_time () / 60);
}

static void
check_token (GTask *task)
{
  FoyerRelayProvider *self = g_task_get_source_object (task);
  Redemption *redemption = g_task_get_task_data (task);
  FoyerRelayIdTokenRules rules = {
    .issuer = redemption->discovery->issuer,
    .client_id = redemption->provider->client_id,
    .hosted_domain = redemption->provider->hosted_domain,
    .nonce = redemption->sign_in->nonce,
    .algorithms = (const char *const *)redemption->discovery->algorithms,
    .now = g_get_real_time (),
  };
  GError *error = NULL;
  FoyerDbIdentity *identity =
      foyer_relay_id_token_check (redemption->id_token, self->keys, &rules, &error);

  if (identity != NULL) {
    g_task_return_pointer (task, identity, (GDestroyNotify)foyer_db_identity_free);
  } else if (may_look_again (self, redemption, error)) {
    g_error_free (error);
    fetch_keys (task);
  } else {
    g_task_return_error (task, error);
  }
}

static void
on_keys_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FoyerRelayProvider *self = g_task_get_source_object (task);
  Redemption *redemption = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (FoyerRelayFetched) fetched =
      foyer_relay_fetch_finish (SOUP_SESSION (source), result, &error);

  if (fetched == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (fetched->status != SOUP_STATUS_OK) {
    return_error (task, FOYER_RELAY_PROVIDER_ERROR_UNREACHABLE, "the provider shows no keys");
    return;
  }
  g_clear_pointer (&self->keys, foyer_relay_json_free);
  self->keys = g_steal_pointer (&fetched->json);
  g_free (self->keys_uri);
  self->keys_uri = g_strdup (redemption->discovery->keys_uri);
  self->keys_until = get_deadline (fetched);
  redemption->has_new_keys = TRUE;
  check_token (task);
}

static void
fetch_keys (GTask *task)
{
  FoyerRelayProvider *self = g_task_get_source_object (task);
  Redemption *redemption = g_task_get_task_data (task);
  g_autoptr (SoupMessage) message =
      soup_message_new (SOUP_METHOD_GET, redemption->discovery->keys_uri);

  foyer_relay_fetch_async (self->session, message, on_keys_ready, g_object_ref (task));
}

/* RFC 6749, section 5.2. Only words that are expected are logged. */
static void
return_refusal (GTask *task, const FoyerRelayFetched *fetched)
{
  const char *why = json_string_value (json_object_get (fetched->json, "error"));

  if (g_strcmp0 (why, "invalid_grant") == 0)
    return_error (task, FOYER_RELAY_PROVIDER_ERROR_OVER, "the provider does not take the code");
  else if (g_strcmp0 (why, "invalid_client") == 0)
    return_error (task,
                  FOYER_RELAY_PROVIDER_ERROR_MISCONFIGURED,
                  "the provider does not take the client’s id and secret");
  else
    return_error (task,
                  FOYER_RELAY_PROVIDER_ERROR_MISCONFIGURED,
                  "the provider does not take how it is asked");
}

static void
on_token_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FoyerRelayProvider *self = g_task_get_source_object (task);
  Redemption *redemption = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (FoyerRelayFetched) fetched =
      foyer_relay_fetch_finish (SOUP_SESSION (source), result, &error);

  if (fetched == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (fetched->status != SOUP_STATUS_OK) {
    return_refusal (task, fetched);
    return;
  }
  redemption->id_token = g_strdup (json_string_value (json_object_get (fetched->json, "id_token")));
  if (redemption->id_token == NULL)
    return_error (task, FOYER_RELAY_PROVIDER_ERROR_UNTRUSTED, "there is no ID token");
  else if (g_strcmp0 (self->keys_uri, redemption->discovery->keys_uri) == 0 &&
           g_get_monotonic_time () < self->keys_until)
    check_token (task);
  else
    fetch_keys (task);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FoyerRelayProvider *self = FOYER_RELAY_PROVIDER (source);
  Redemption *redemption = g_task_get_task_data (task);
  g_autoptr (SoupMessage) message = NULL;
  GError *error = NULL;

  redemption->discovery = foyer_relay_provider_look_up_finish (self, result, &error);
  if (redemption->discovery == NULL) {
    g_task_return_error (task, error);
    return;
  }
  message = foyer_relay_token_request_new (redemption->discovery,
                                           redemption->provider,
                                           redemption->sign_in,
                                           redemption->code);
  foyer_relay_fetch_async (self->session, message, on_token_ready, g_steal_pointer (&task));
}

/**
 * foyer_relay_provider_redeem_async:
 * @provider: how it is set up
 * @sign_in: what the browser was sent with
 * @code: what it came back with
 *
 * Asks the provider who it was. All of these must live until @callback is called.
 */
void
foyer_relay_provider_redeem_async (FoyerRelayProvider *self,
                                   const FoyerDbProvider *provider,
                                   const FoyerDbProviderSignIn *sign_in,
                                   const char *code,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Redemption *redemption = g_new0 (Redemption, 1);

  g_return_if_fail (FOYER_IS_RELAY_PROVIDER (self));

  redemption->provider = provider;
  redemption->sign_in = sign_in;
  redemption->code = code;
  g_task_set_source_tag (task, foyer_relay_provider_redeem_async);
  g_task_set_task_data (task, redemption, redemption_free);
  foyer_relay_provider_look_up_async (self,
                                      provider->issuer,
                                      on_looked_up,
                                      g_steal_pointer (&task));
}

/**
 * foyer_relay_provider_redeem_finish:
 *
 * Returns: (transfer full) (nullable): who it is; %NULL with a #FoyerRelayProviderError
 */
FoyerDbIdentity *
foyer_relay_provider_redeem_finish (FoyerRelayProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
foyer_relay_provider_dispose (GObject *object)
{
  FoyerRelayProvider *self = FOYER_RELAY_PROVIDER (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_pointer (&self->discovery, foyer_relay_discovery_unref);
  g_clear_pointer (&self->keys, foyer_relay_json_free);
  g_clear_pointer (&self->keys_uri, g_free);

  G_OBJECT_CLASS (foyer_relay_provider_parent_class)->dispose (object);
}

static void
foyer_relay_provider_class_init (FoyerRelayProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_relay_provider_dispose;
}

static void
foyer_relay_provider_init (FoyerRelayProvider *self)
{
  self->session = foyer_relay_fetch_new_session ();
}

/**
 * foyer_relay_provider_new:
 *
 * Returns: (transfer full): what knows no provider yet
 */
FoyerRelayProvider *
foyer_relay_provider_new (void)
{
  return g_object_new (FOYER_TYPE_RELAY_PROVIDER, NULL);
}
