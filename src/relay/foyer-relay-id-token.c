/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-id-token"

#include "config.h"

#include "relay/foyer-relay-id-token.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "relay/foyer-relay-jose.h"
#include "relay/foyer-relay-provider-error.h"

#include <string.h>

/* An ID token (OpenID Connect Core, section 2 and 3.1.3.7): a provider's word for who somebody is.
 * Nothing in it is looked at before its signature holds, besides what says how it is signed. */

#define LEEWAY 60
/* It was just asked for. */
#define MAX_AGE 600

/* A provider whose users may have an address of anybody's: it vouches for those that it runs. */
#define GOOGLE      "https://accounts.google.com"
#define GOOGLE_MAIL "@gmail.com"

static gboolean
refuse (GError **error, FoyerRelayProviderError code, const char *what)
{
  g_set_error_literal (error, FOYER_RELAY_PROVIDER_ERROR, (int)code, what);
  return FALSE;
}

static gboolean
distrust (GError **error, const char *what)
{
  return refuse (error, FOYER_RELAY_PROVIDER_ERROR_UNTRUSTED, what);
}

static const char *
get_text (const json_t *claims, const char *name)
{
  return json_string_value (json_object_get (claims, name));
}

static gboolean
has_text (const json_t *claims, const char *name, const char *value)
{
  return g_strcmp0 (get_text (claims, name), value) == 0;
}

/* Seconds since 1970; 0 where there are none. */
static gint64
get_seconds (const json_t *claims, const char *name)
{
  double value = json_number_value (json_object_get (claims, name));

  return value > 0 && value < (double)(FOYER_TIME_MAX / G_TIME_SPAN_SECOND) ? (gint64)value : 0;
}

/* Whom it is for: one, or several of whom one asked for it. */
static gboolean
check_audience (const json_t *claims, const char *client_id, GError **error)
{
  const json_t *audience = json_object_get (claims, "aud");
  gsize n = json_array_size (audience);
  gboolean is_ours = json_is_string (audience) && has_text (claims, "aud", client_id);

  for (gsize i = 0; i < n; i++)
    is_ours |= g_strcmp0 (json_string_value (json_array_get (audience, i)), client_id) == 0;
  if (!is_ours)
    return distrust (error, "the ID token is for another audience");
  if ((n > 1 || json_object_get (claims, "azp") != NULL) && !has_text (claims, "azp", client_id))
    return distrust (error, "the ID token was asked for by another party");
  return TRUE;
}

static gboolean
check_times (const json_t *claims, FoyerTime now, GError **error)
{
  gint64 seconds = now / G_TIME_SPAN_SECOND;
  gint64 made = get_seconds (claims, "iat");

  if (get_seconds (claims, "exp") + LEEWAY <= seconds)
    return distrust (error, "the ID token has expired");
  if (made > seconds + LEEWAY)
    return distrust (error, "the ID token is from the future");
  if (made + MAX_AGE + LEEWAY < seconds)
    return distrust (error, "the ID token is too old");
  if (json_object_get (claims, "nbf") != NULL && get_seconds (claims, "nbf") > seconds + LEEWAY)
    return distrust (error, "the ID token is not valid yet");
  return TRUE;
}

static gboolean
check_claims (const json_t *claims, const FoyerRelayIdTokenRules *rules, GError **error)
{
  const char *subject = get_text (claims, "sub");

  if (!has_text (claims, "iss", rules->issuer))
    return distrust (error, "the ID token is of another issuer");
  if (!check_audience (claims, rules->client_id, error) || !check_times (claims, rules->now, error))
    return FALSE;
  if (!has_text (claims, "nonce", rules->nonce))
    return distrust (error, "the ID token has another nonce");
  if (subject == NULL || *subject == '\0' ||
      !foyer_text_is_clean (subject, FOYER_LIMIT_PROVIDER_SUBJECT))
    return distrust (error, "the ID token has no subject that can be kept");
  return TRUE;
}

static gboolean
check_account (const json_t *claims, const FoyerRelayIdTokenRules *rules, GError **error)
{
  const char *email = get_text (claims, "email");
  const char *domain = get_text (claims, "hd");

  if (rules->hosted_domain != NULL &&
      (domain == NULL || g_ascii_strcasecmp (domain, rules->hosted_domain) != 0))
    return refuse (error,
                   FOYER_RELAY_PROVIDER_ERROR_OTHER_DOMAIN,
                   "the account is of another domain, or of none");
  if (!json_is_true (json_object_get (claims, "email_verified")))
    return refuse (error,
                   FOYER_RELAY_PROVIDER_ERROR_UNCONFIRMED,
                   "the address is not said to be verified");
  if (email == NULL || !foyer_text_is_email (email))
    return refuse (error, FOYER_RELAY_PROVIDER_ERROR_UNCONFIRMED, "there is no address");
  return TRUE;
}

/* Whether the address is known to be theirs now, and not only once. */
static gboolean
vouches_for_address (const json_t *claims, const char *issuer)
{
  g_autofree char *email = NULL;

  if (!g_str_equal (issuer, GOOGLE) || json_is_string (json_object_get (claims, "hd")))
    return TRUE;
  email = g_ascii_strdown (get_text (claims, "email"), -1);
  return g_str_has_suffix (email, GOOGLE_MAIL);
}

/**
 * foyer_relay_id_token_check:
 * @token: what a provider gave for a code
 * @keys: its keys (RFC 7517, section 5)
 *
 * Returns: (transfer full) (nullable): who it is; %NULL with a #FoyerRelayProviderError
 */
FoyerDbIdentity *
foyer_relay_id_token_check (const char *token,
                            const json_t *keys,
                            const FoyerRelayIdTokenRules *rules,
                            GError **error)
{
  g_autoptr (FoyerRelayJson) claims = foyer_relay_jose_open (token, keys, rules->algorithms, error);
  FoyerDbIdentity *identity;

  if (claims == NULL || !check_claims (claims, rules, error) ||
      !check_account (claims, rules, error))
    return NULL;
  identity = g_new0 (FoyerDbIdentity, 1);
  identity->issuer = g_strdup (rules->issuer);
  identity->subject = g_strdup (get_text (claims, "sub"));
  if (vouches_for_address (claims, rules->issuer))
    identity->email = g_strdup (get_text (claims, "email"));
  return identity;
}
