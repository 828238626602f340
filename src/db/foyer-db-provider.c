/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-provider"

#include "config.h"

#include "db/foyer-db-provider.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-device-row.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-settings.h"
#include "db/foyer-db-token.h"

#include <string.h>

/* Signing in with an OpenID provider, as far as the database knows of it. A browser that is under
 * way may come back to any relay of the installation, which is why sign_ins is a table. */

#define PURPOSE "sign-in"
#define READ_ID "SELECT id FROM installation"
/* One at a time for a device, which also bounds how many there are. */
#define DROP_OLD \
  "DELETE FROM sign_ins WHERE device_id = $1::uuid OR expires_at < clock_timestamp ()"
#define BEGIN                                                                                     \
  "INSERT INTO sign_ins (state_sha256, device_id, issuer, redirect_uri, nonce,"                   \
  " sealed_verifier, expires_at) VALUES (decode ($1, 'hex'), $2, $3, $4, $5, decode ($6, 'hex')," \
  " clock_timestamp () + $7::integer * interval '1 min') RETURNING foyer_micros (expires_at)"
#define TAKE                                                     \
  "DELETE FROM sign_ins WHERE state_sha256 = decode ($1, 'hex')" \
  " AND device_id = $2::uuid RETURNING redirect_uri, nonce,"     \
  " encode (sealed_verifier, 'hex'), foyer_micros (expires_at)," \
  " issuer = $3 AND expires_at >= clock_timestamp ()"
#define LOCK_DEVICE                                                             \
  "SELECT " FOYER_DB_DEVICE_COLUMNS " FROM staff_devices d WHERE id = $1::uuid" \
  " AND status = 'approved' FOR NO KEY UPDATE"
#define FIND_SUBJECT "SELECT id FROM staff WHERE oidc_issuer = $1 AND oidc_subject = $2"
#define BIND                                                              \
  "UPDATE staff SET oidc_issuer = $1, oidc_subject = $2 WHERE email = $3" \
  " AND oidc_subject IS NULL AND removed_at IS NULL RETURNING id"
#define IS_TAKEN \
  "SELECT 1 FROM staff WHERE email = $1 AND oidc_subject IS NOT NULL AND removed_at IS NULL"

/**
 * foyer_db_provider_free:
 * @self: (transfer full):
 */
void
foyer_db_provider_free (FoyerDbProvider *self)
{
  g_free (self->issuer);
  g_free (self->name);
  g_free (self->client_id);
  if (self->client_secret != NULL)
    sodium_memzero (self->client_secret, strlen (self->client_secret));
  g_free (self->client_secret);
  g_free (self->hosted_domain);
  g_free (self);
}

/**
 * foyer_db_provider_sign_in_free:
 * @self: (transfer full):
 */
void
foyer_db_provider_sign_in_free (FoyerDbProviderSignIn *self)
{
  g_free (self->device_id);
  g_free (self->redirect_uri);
  g_free (self->state);
  g_free (self->nonce);
  if (self->verifier != NULL)
    sodium_memzero (self->verifier, strlen (self->verifier));
  g_free (self->verifier);
  g_free (self);
}

/**
 * foyer_db_identity_free:
 * @self: (transfer full):
 */
void
foyer_db_identity_free (FoyerDbIdentity *self)
{
  g_free (self->issuer);
  g_free (self->subject);
  g_free (self->email);
  g_free (self);
}

static gboolean
read_setting (FoyerDbConnection *connection,
              const FoyerDbSeal *seal,
              FoyerDbSetting setting,
              char **value,
              GError **error)
{
  return foyer_db_setting_read_text (connection, seal, setting, value, error);
}

/**
 * foyer_db_provider_read:
 *
 * Returns: (transfer full) (nullable): what is set; %NULL with %FOYER_ERROR_NOT_FOUND where no
 *   provider is set up
 */
FoyerDbProvider *
foyer_db_provider_read (FoyerDbConnection *connection, const FoyerDbSeal *seal, GError **error)
{
  g_autoptr (FoyerDbProvider) self = g_new0 (FoyerDbProvider, 1);
  const struct {
    FoyerDbSetting setting;
    char **value;
  } parts[] = {
    { FOYER_DB_SETTING_PROVIDER_ISSUER, &self->issuer },
    { FOYER_DB_SETTING_PROVIDER_NAME, &self->name },
    { FOYER_DB_SETTING_PROVIDER_CLIENT_ID, &self->client_id },
    { FOYER_DB_SETTING_PROVIDER_CLIENT_SECRET, &self->client_secret },
    { FOYER_DB_SETTING_PROVIDER_HOSTED_DOMAIN, &self->hosted_domain },
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (!read_setting (connection, seal, parts[i].setting, parts[i].value, error))
      return NULL;
  }
  if (self->client_id != NULL)
    return g_steal_pointer (&self);
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_NOT_FOUND,
                       "Signing in with a provider is not set up here. Ask an admin.");
  return NULL;
}

/**
 * foyer_db_provider_read_ways:
 * @installation_id: (out) (transfer full): a UUID
 * @name: (out) (nullable) (transfer full): what people call the provider; %NULL where none is set
 * up
 *
 * Returns: whether both could be read
 */
gboolean
foyer_db_provider_read_ways (FoyerDbConnection *connection,
                             char **installation_id,
                             char **name,
                             GError **error)
{
  g_autoptr (PGresult) result = foyer_db_query (connection, READ_ID, FOYER_DB_NO_PARAMS, error);
  g_autofree char *client_id = NULL;
  g_autofree char *called = NULL;

  if (result == NULL ||
      !read_setting (connection, NULL, FOYER_DB_SETTING_PROVIDER_CLIENT_ID, &client_id, error) ||
      !read_setting (connection, NULL, FOYER_DB_SETTING_PROVIDER_NAME, &called, error))
    return FALSE;
  *installation_id = g_strdup (PQgetvalue (result, 0, 0));
  *name = client_id != NULL ? g_steal_pointer (&called) : NULL;
  return TRUE;
}

/**
 * foyer_db_provider_begin:
 * @device_id: a device that has proved itself
 * @redirect_uri: where its browser comes back to; checked
 *
 * Ends what the device had begun before.
 *
 * Returns: (transfer full) (nullable): what has begun
 */
FoyerDbProviderSignIn *
foyer_db_provider_begin (FoyerDbConnection *connection,
                         const FoyerDbSeal *seal,
                         const FoyerDbProvider *provider,
                         const char *device_id,
                         const char *redirect_uri,
                         GError **error)
{
  g_autoptr (FoyerDbProviderSignIn) self = g_new0 (FoyerDbProviderSignIn, 1);
  char hash[FOYER_DB_TOKEN_HASH_SIZE];
  g_autofree char *sealed = NULL;
  g_autoptr (PGresult) result = NULL;

  self->device_id = g_strdup (device_id);
  self->redirect_uri = g_strdup (redirect_uri);
  self->state = foyer_db_token_new ();
  self->nonce = foyer_db_token_new ();
  self->verifier = foyer_db_token_new ();
  foyer_db_token_hash (self->state, hash);
  sealed = foyer_db_seal_text (seal, PURPOSE, self->verifier);
  if (!foyer_db_execute (connection, DROP_OLD, FOYER_DB_PARAMS (device_id), error))
    return NULL;
  result = foyer_db_query (connection,
                           BEGIN,
                           FOYER_DB_PARAMS (hash,
                                            device_id,
                                            provider->issuer,
                                            redirect_uri,
                                            self->nonce,
                                            sealed,
                                            G_STRINGIFY (FOYER_LIMIT_SIGN_IN_MINUTES)),
                           error);
  if (result == NULL)
    return NULL;
  self->expires = foyer_db_get_time (result, 0, 0);
  return g_steal_pointer (&self);
}

/**
 * foyer_db_provider_take:
 * @provider: the provider as it is set now; a sign-in that began with another one has ended
 * @state: what the browser came back with; anything
 *
 * Uses a sign-in up, whether or not it turns out well.
 *
 * Returns: (transfer full) (nullable): what was begun; %NULL with %FOYER_ERROR_SIGNED_OUT where
 * this device began none like that, or it is over
 */
FoyerDbProviderSignIn *
foyer_db_provider_take (FoyerDbConnection *connection,
                        const FoyerDbSeal *seal,
                        const FoyerDbProvider *provider,
                        const char *device_id,
                        const char *state,
                        GError **error)
{
  g_autoptr (FoyerDbProviderSignIn) self = g_new0 (FoyerDbProviderSignIn, 1);
  char hash[FOYER_DB_TOKEN_HASH_SIZE];
  g_autoptr (PGresult) result = NULL;

  foyer_db_token_hash (state, hash);
  result =
      foyer_db_query (connection, TAKE, FOYER_DB_PARAMS (hash, device_id, provider->issuer), error);
  if (result == NULL)
    return NULL;
  if (PQntuples (result) == 0 || !foyer_db_get_bool (result, 0, 4)) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_SIGNED_OUT,
                         "This sign-in took too long or was finished before. Begin it again.");
    return NULL;
  }
  self->device_id = g_strdup (device_id);
  self->state = g_strdup (state);
  self->redirect_uri = g_strdup (PQgetvalue (result, 0, 0));
  self->nonce = g_strdup (PQgetvalue (result, 0, 1));
  self->verifier = foyer_db_seal_open_text (seal, PURPOSE, PQgetvalue (result, 0, 2), error);
  self->expires = foyer_db_get_time (result, 0, 3);
  return self->verifier != NULL ? g_steal_pointer (&self) : NULL;
}

static FoyerDevice *
lock_device (FoyerDbConnection *connection, const char *device_id, GError **error)
{
  g_autoptr (PGresult) result =
      foyer_db_query (connection, LOCK_DEVICE, FOYER_DB_PARAMS (device_id), error);

  if (result == NULL)
    return NULL;
  if (PQntuples (result) == 1)
    return foyer_db_read_device (result, 0, 0);
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_REVOKED, "This device was revoked.");
  return NULL;
}

/* Returns the first cell, an empty text where there is no row, and %NULL with @error set. */
static char *
ask (FoyerDbConnection *connection,
     const char *sql,
     const char *const *params,
     guint n_params,
     GError **error)
{
  g_autoptr (PGresult) result = foyer_db_query (connection, sql, params, n_params, error);

  if (result == NULL)
    return NULL;
  return g_strdup (PQntuples (result) > 0 ? PQgetvalue (result, 0, 0) : "");
}

static char *
refuse (FoyerDbConnection *connection, const char *email, GError **error)
{
  g_autofree char *taken = ask (connection, IS_TAKEN, FOYER_DB_PARAMS (email), error);

  if (taken == NULL)
    return NULL;
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_NOT_PERMITTED,
                       *taken != '\0'
                           ? "Another account of the provider already signs in with this e-mail "
                             "address. Ask an admin."
                           : "You are no staff member here. Ask an admin to invite you.");
  return NULL;
}

/* The issuer and its subject are what counts; an address only counts as long as nobody has signed
 * in with it. */
static char *
find_staff (FoyerDbConnection *connection,
            const FoyerDbIdentity *identity,
            const FoyerDbActor *actor,
            GError **error)
{
  g_autofree char *email =
      identity->email != NULL ? g_utf8_strdown (identity->email, -1) : g_strdup ("");
  g_autofree char *found =
      ask (connection, FIND_SUBJECT, FOYER_DB_PARAMS (identity->issuer, identity->subject), error);
  g_autofree char *bound = NULL;

  if (found == NULL || *found != '\0')
    return g_steal_pointer (&found);
  bound =
      ask (connection, BIND, FOYER_DB_PARAMS (identity->issuer, identity->subject, email), error);
  if (bound == NULL)
    return NULL;
  if (*bound == '\0')
    return refuse (connection, email, error);
  if (!foyer_db_audit (connection, NULL, "staff_bind", identity->issuer, actor, error))
    return NULL;
  return g_steal_pointer (&bound);
}

/* The person's row comes before the device's, as wherever both are locked. */
static FoyerDbSignIn *
finish (FoyerDbConnection *connection,
        const char *device_id,
        const FoyerDbIdentity *identity,
        const FoyerDbActor *actor,
        GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  g_autoptr (FoyerDevice) device = NULL;
  g_autofree char *staff_id = NULL;
  g_autoptr (FoyerDbSignIn) sign_in = NULL;

  if (transaction == NULL)
    return NULL;
  staff_id = find_staff (connection, identity, actor, error);
  if (staff_id == NULL)
    return NULL;
  device = lock_device (connection, device_id, error);
  if (device == NULL)
    return NULL;
  sign_in = foyer_db_session_begin (connection, device, staff_id, "provider", actor, error);
  if (sign_in == NULL || !foyer_db_transaction_commit (&transaction, error))
    return NULL;
  return g_steal_pointer (&sign_in);
}

/**
 * foyer_db_provider_finish:
 * @device_id: a device that has proved itself
 * @identity: who it is, in the word of the provider, which was checked
 * @actor: from where, and with what
 *
 * Begins a session for the staff member that it is. One who was invited by their address and signs
 * in first is known by the provider's own word for them from now on. Whoever is none is noted in
 * the device's history.
 *
 * Returns: (transfer full) (nullable): the session; %NULL with %FOYER_ERROR_NOT_PERMITTED or
 *   %FOYER_ERROR_REVOKED
 */
FoyerDbSignIn *
foyer_db_provider_finish (FoyerDbConnection *connection,
                          const char *device_id,
                          const FoyerDbIdentity *identity,
                          const FoyerDbActor *actor,
                          GError **error)
{
  g_autoptr (GError) inner = NULL;
  FoyerDbActor known = *actor;
  FoyerDbSignIn *sign_in;

  known.device_id = device_id;
  if (identity->email != NULL)
    known.staff_email = identity->email;
  sign_in = finish (connection, device_id, identity, &known, &inner);
  if (sign_in != NULL)
    return sign_in;
  if (!g_error_matches (inner, FOYER_ERROR, FOYER_ERROR_NOT_PERMITTED) ||
      foyer_db_device_note_access (connection, device_id, "refused", NULL, &known, error))
    g_propagate_error (error, g_steal_pointer (&inner));
  return NULL;
}
