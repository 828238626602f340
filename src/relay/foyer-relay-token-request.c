/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-token-request"

#include "config.h"

#include "relay/foyer-relay-token-request.h"

#include <sodium.h>
#include <string.h>

/* How a code is redeemed (RFC 6749, section 4.1.3). What is secret in it is wiped when it was sent,
 * as far as it lies in memory of ours. */

static void
free_secret (gpointer text)
{
  sodium_memzero (text, strlen (text));
  g_free (text);
}

static void
add (GString *form, const char *name, const char *value)
{
  char *escaped = g_uri_escape_string (value, NULL, FALSE);

  g_string_append_printf (form, "%s%s=%s", form->len > 0 ? "&" : "", name, escaped);
  free_secret (escaped);
}

/* RFC 6749, section 2.3.1: both halves are escaped as in a form first. */
static void
add_basic (SoupMessage *message, const FoyerDbProvider *provider)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autofree char *id = g_uri_escape_string (provider->client_id, NULL, FALSE);
  char *secret = g_uri_escape_string (provider->client_secret, NULL, FALSE);
  char *pair = g_strdup_printf ("%s:%s", id, secret);
  char *encoded = g_base64_encode ((const guchar *)pair, strlen (pair));
  char *header = g_strconcat ("Basic ", encoded, NULL);

  soup_message_headers_replace (headers, "Authorization", header);
  free_secret (header);
  free_secret (encoded);
  free_secret (pair);
  free_secret (secret);
}

/**
 * foyer_relay_token_request_new:
 * @code: what the browser came back with
 *
 * Returns: (transfer full): what the provider is to be asked
 */
SoupMessage *
foyer_relay_token_request_new (const FoyerRelayDiscovery *discovery,
                               const FoyerDbProvider *provider,
                               const FoyerDbProviderSignIn *sign_in,
                               const char *code)
{
  SoupMessage *message = soup_message_new (SOUP_METHOD_POST, discovery->token_endpoint);
  GString *form = g_string_sized_new (8192);
  gboolean in_header = discovery->takes_basic && provider->client_secret != NULL;
  g_autoptr (GBytes) body = NULL;

  add (form, "grant_type", "authorization_code");
  add (form, "code", code);
  add (form, "redirect_uri", sign_in->redirect_uri);
  add (form, "code_verifier", sign_in->verifier);
  if (in_header)
    add_basic (message, provider);
  else
    add (form, "client_id", provider->client_id);
  if (!in_header && provider->client_secret != NULL)
    add (form, "client_secret", provider->client_secret);
  body = g_bytes_new_with_free_func (form->str, form->len, free_secret, form->str);
  g_string_free (form, FALSE);
  soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", body);
  return message;
}
