/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-discovery"

#include "config.h"

#include "relay/foyer-relay-discovery.h"

#include "base/foyer-limits.h"
#include "relay/foyer-relay-provider-error.h"

#include <gio/gio.h>
#include <sodium.h>
#include <string.h>

#define SCOPE      "openid email"
#define WELL_KNOWN "/.well-known/openid-configuration"

static gboolean
misfit (GError **error, const char *what)
{
  g_set_error_literal (error,
                       FOYER_RELAY_PROVIDER_ERROR,
                       FOYER_RELAY_PROVIDER_ERROR_MISCONFIGURED,
                       what);
  return FALSE;
}

static gboolean
is_loopback (GUri *uri)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (g_uri_get_host (uri));

  return address != NULL && g_inet_address_get_is_loopback (address);
}

/* Beyond this machine there is TLS, always; and who is beyond it points at nothing on it. */
static gboolean
is_safe (const char *text, gboolean loopback_too)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_fragment (uri) != NULL || strlen (text) > FOYER_LIMIT_PROVIDER_ADDRESS)
    return FALSE;
  if (is_loopback (uri))
    return loopback_too && (g_str_equal (scheme, "http") || g_str_equal (scheme, "https"));
  return g_str_equal (scheme, "https");
}

static gboolean
is_on_loopback (const char *issuer)
{
  g_autoptr (GUri) uri = g_uri_parse (issuer, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && g_uri_get_host (uri) != NULL && is_loopback (uri);
}

/**
 * foyer_relay_discovery_get_address:
 * @issuer: what an admin has set
 *
 * Returns: (transfer full) (nullable): where it describes itself; %NULL with a
 *   #FoyerRelayProviderError where nobody should be asked there
 */
char *
foyer_relay_discovery_get_address (const char *issuer, GError **error)
{
  gsize length = strlen (issuer);

  if (!is_safe (issuer, TRUE) || strchr (issuer, '?') != NULL) {
    misfit (error, "the issuer is no address with https");
    return NULL;
  }
  if (issuer[length - 1] == '/')
    length--;
  return g_strdup_printf ("%.*s" WELL_KNOWN, (int)length, issuer);
}

static gboolean
holds (const json_t *document, const char *name, const char *value, gboolean otherwise)
{
  const json_t *list = json_object_get (document, name);

  for (gsize i = 0; i < json_array_size (list); i++) {
    if (g_strcmp0 (json_string_value (json_array_get (list, i)), value) == 0)
      return TRUE;
  }
  return list == NULL && otherwise;
}

static gboolean
read_address (const json_t *document,
              const char *name,
              gboolean loopback_too,
              char **value,
              GError **error)
{
  const char *text = json_string_value (json_object_get (document, name));

  if (text == NULL || !is_safe (text, loopback_too)) {
    g_set_error (error,
                 FOYER_RELAY_PROVIDER_ERROR,
                 FOYER_RELAY_PROVIDER_ERROR_MISCONFIGURED,
                 "%s is no address with https",
                 name);
    return FALSE;
  }
  *value = g_strdup (text);
  return TRUE;
}

static GStrv
read_algorithms (const json_t *document)
{
  const json_t *list = json_object_get (document, "id_token_signing_alg_values_supported");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (list == NULL)
    g_strv_builder_add (builder, "RS256");
  for (gsize i = 0; i < json_array_size (list); i++) {
    const char *name = json_string_value (json_array_get (list, i));

    if (name != NULL)
      g_strv_builder_add (builder, name);
  }
  return g_strv_builder_end (builder);
}

static gboolean
read_ways (FoyerRelayDiscovery *self, const json_t *document, GError **error)
{
  const char *methods = "token_endpoint_auth_methods_supported";

  if (!holds (document, "code_challenge_methods_supported", "S256", TRUE))
    return misfit (error, "the provider does not take S256");
  if (!holds (document, "response_types_supported", "code", TRUE))
    return misfit (error, "the provider gives no codes");
  self->takes_basic = holds (document, methods, "client_secret_basic", TRUE);
  if (!self->takes_basic && !holds (document, methods, "client_secret_post", FALSE))
    return misfit (error, "the provider takes a secret neither in a header nor in a body");
  self->algorithms = read_algorithms (document);
  return TRUE;
}

static void
free_fields (gpointer data)
{
  FoyerRelayDiscovery *self = data;

  g_free (self->issuer);
  g_free (self->authorization_endpoint);
  g_free (self->token_endpoint);
  g_free (self->keys_uri);
  g_strfreev (self->algorithms);
}

/**
 * foyer_relay_discovery_read:
 * @document: what was found at its address
 * @issuer: who it must be
 *
 * Returns: (transfer full) (nullable): what it says; %NULL with a #FoyerRelayProviderError where it
 *   is somebody else, or nobody to work with
 */
FoyerRelayDiscovery *
foyer_relay_discovery_read (const json_t *document, const char *issuer, GError **error)
{
  g_autoptr (FoyerRelayDiscovery) self = g_rc_box_new0 (FoyerRelayDiscovery);
  gboolean local = is_on_loopback (issuer);

  if (g_strcmp0 (json_string_value (json_object_get (document, "issuer")), issuer) != 0) {
    misfit (error, "the provider says that it is another issuer");
    return NULL;
  }
  self->issuer = g_strdup (issuer);
  if (!read_address (document,
                     "authorization_endpoint",
                     local,
                     &self->authorization_endpoint,
                     error) ||
      !read_address (document, "token_endpoint", local, &self->token_endpoint, error) ||
      !read_address (document, "jwks_uri", local, &self->keys_uri, error) ||
      !read_ways (self, document, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * foyer_relay_discovery_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerRelayDiscovery *
foyer_relay_discovery_ref (FoyerRelayDiscovery *self)
{
  return g_rc_box_acquire (self);
}

void
foyer_relay_discovery_unref (FoyerRelayDiscovery *self)
{
  g_rc_box_release_full (self, free_fields);
}

static void
add (GString *url, const char *name, const char *value)
{
  g_autofree char *escaped = NULL;

  if (value == NULL)
    return;
  escaped = g_uri_escape_string (value, NULL, FALSE);
  g_string_append_printf (url,
                          "%c%s=%s",
                          strchr (url->str, '?') != NULL ? '&' : '?',
                          name,
                          escaped);
}

/* RFC 7636, section 4.2. */
static void
add_challenge (GString *url, const char *verifier)
{
  guint8 hash[crypto_hash_sha256_BYTES];
  char text[sodium_base64_ENCODED_LEN (sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];

  crypto_hash_sha256 (hash, (const guint8 *)verifier, strlen (verifier));
  sodium_bin2base64 (text,
                     sizeof text,
                     hash,
                     sizeof hash,
                     sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  add (url, "code_challenge", text);
  add (url, "code_challenge_method", "S256");
}

/**
 * foyer_relay_discovery_make_url:
 *
 * Returns: (transfer full): what the browser is to open
 */
char *
foyer_relay_discovery_make_url (const FoyerRelayDiscovery *self,
                                const FoyerDbProvider *provider,
                                const FoyerDbProviderSignIn *sign_in)
{
  GString *url = g_string_new (self->authorization_endpoint);

  add (url, "response_type", "code");
  add (url, "client_id", provider->client_id);
  add (url, "redirect_uri", sign_in->redirect_uri);
  add (url, "scope", SCOPE);
  add (url, "state", sign_in->state);
  add (url, "nonce", sign_in->nonce);
  add_challenge (url, sign_in->verifier);
  add (url, "prompt", "select_account");
  add (url, "hd", provider->hosted_domain);
  return g_string_free (url, FALSE);
}
