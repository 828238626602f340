/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-jose"

#include "config.h"

#include "relay/foyer-relay-jose.h"

#include "base/foyer-limits.h"
#include "relay/foyer-relay-provider-error.h"

#include <jose/jws.h>
#include <sodium.h>
#include <string.h>

/* Signed texts (JWS, RFC 7515, compact). Which ways of signing there are is said here, so that
 * whoever made a text cannot choose none, nor one whose key is public. */

#define VARIANT       sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define MIN_RSA_BYTES 256

static const struct {
  const char *algorithm;
  const char *key_type;
  const char *curve;
} ways[] = {
  { "RS256", "RSA", NULL },      { "RS384", "RSA", NULL },   { "RS512", "RSA", NULL },
  { "PS256", "RSA", NULL },      { "PS384", "RSA", NULL },   { "PS512", "RSA", NULL },
  { "ES256", "EC", "P-256" },    { "ES384", "EC", "P-384" }, { "ES512", "EC", "P-521" },
  { "EdDSA", "OKP", "Ed25519" },
};

/* A text as it came: header, payload and signature. */
typedef struct {
  GStrv parts;
  json_t *header;
  const char *algorithm;
  const char *key_id;
  guint way;
} Signed;

static void
signed_clear (Signed *self)
{
  g_clear_pointer (&self->header, foyer_relay_json_free);
  for (guint i = 0; self->parts != NULL && self->parts[i] != NULL; i++)
    sodium_memzero (self->parts[i], strlen (self->parts[i]));
  g_clear_pointer (&self->parts, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Signed, signed_clear)

static void
wipe (json_t *value)
{
  const char *name;
  json_t *member;
  gsize index;

  if (json_is_string (value))
    sodium_memzero ((char *)json_string_value (value), json_string_length (value));
  json_object_foreach (value, name, member) wipe (member);
  json_array_foreach (value, index, member) wipe (member);
}

/**
 * foyer_relay_json_parse:
 * @bytes: (array length=size): anything
 *
 * Returns: (transfer full) (nullable): the object that it is; %NULL where it is none, or a name is
 *   there twice
 */
FoyerRelayJson *
foyer_relay_json_parse (gconstpointer bytes, gsize size)
{
  json_t *value = json_loadb (bytes, size, JSON_REJECT_DUPLICATES, NULL);

  if (value == NULL || json_is_object (value))
    return value;
  foyer_relay_json_free (value);
  return NULL;
}

/**
 * foyer_relay_json_free:
 * @self: (transfer full): JSON that nobody else has
 *
 * Wipes all texts in it.
 */
void
foyer_relay_json_free (FoyerRelayJson *self)
{
  wipe (self);
  json_decref (self);
}

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

static guint8 *
decode (const char *text, gsize *size)
{
  gsize length = strlen (text);
  g_autofree guint8 *bytes = g_malloc (length + 1);

  if (sodium_base642bin (bytes, length, text, length, NULL, size, NULL, VARIANT) != 0)
    return NULL;
  return g_steal_pointer (&bytes);
}

static FoyerRelayJson *
decode_json (const char *text)
{
  gsize size = 0;
  g_autofree guint8 *bytes = decode (text, &size);
  FoyerRelayJson *json = bytes != NULL ? foyer_relay_json_parse (bytes, size) : NULL;

  if (bytes != NULL)
    sodium_memzero (bytes, size);
  return json;
}

static gboolean
find_way (Signed *self, const char *const *algorithms)
{
  if (self->algorithm == NULL || !g_strv_contains (algorithms, self->algorithm))
    return FALSE;
  for (self->way = 0; self->way < G_N_ELEMENTS (ways); self->way++) {
    if (g_str_equal (ways[self->way].algorithm, self->algorithm))
      return TRUE;
  }
  return FALSE;
}

static gboolean
read_signed (Signed *self, const char *token, const char *const *algorithms, GError **error)
{
  const json_t *key_id;

  if (strlen (token) > FOYER_LIMIT_ID_TOKEN)
    return distrust (error, "the ID token is too long");
  self->parts = g_strsplit (token, ".", 4);
  if (g_strv_length (self->parts) != 3)
    return distrust (error, "the ID token does not have three parts");
  self->header = decode_json (self->parts[0]);
  if (self->header == NULL)
    return distrust (error, "the ID token has no header that can be read");
  self->algorithm = json_string_value (json_object_get (self->header, "alg"));
  key_id = json_object_get (self->header, "kid");
  self->key_id = json_string_value (key_id);
  if (json_object_get (self->header, "crit") != NULL || (key_id != NULL && self->key_id == NULL))
    return distrust (error, "the header of the ID token asks for more than is known here");
  if (!find_way (self, algorithms))
    return distrust (error, "the ID token is signed in a way that is not allowed");
  return TRUE;
}

static gboolean
may_have_text (const json_t *key, const char *name, const char *value)
{
  const json_t *member = json_object_get (key, name);

  return member == NULL || g_strcmp0 (json_string_value (member), value) == 0;
}

static gboolean
has_text (const json_t *key, const char *name, const char *value)
{
  return g_strcmp0 (json_string_value (json_object_get (key, name)), value) == 0;
}

static gboolean
fits (const Signed *self, const json_t *key)
{
  const char *curve = ways[self->way].curve;

  return has_text (key, "kty", ways[self->way].key_type) &&
         (curve == NULL || has_text (key, "crv", curve)) && may_have_text (key, "use", "sig") &&
         may_have_text (key, "alg", self->algorithm) &&
         (self->key_id == NULL || has_text (key, "kid", self->key_id));
}

/* Exactly one, so that nobody guesses. */
static const json_t *
find_key (const Signed *self, const json_t *keys, GError **error)
{
  const json_t *list = json_object_get (keys, "keys");
  const json_t *found = NULL;

  for (gsize i = 0; i < json_array_size (list); i++) {
    const json_t *key = json_array_get (list, i);

    if (!fits (self, key))
      continue;
    if (found != NULL) {
      distrust (error, "more than one key may have signed the ID token");
      return NULL;
    }
    found = key;
  }
  if (found == NULL)
    refuse (error,
            FOYER_RELAY_PROVIDER_ERROR_UNKNOWN_KEY,
            "the ID token is signed with a key that the provider does not show");
  return found;
}

static gboolean
is_strong (const json_t *key)
{
  const char *modulus = json_string_value (json_object_get (key, "n"));
  gsize size = 0;
  g_autofree guint8 *bytes = modulus != NULL ? decode (modulus, &size) : NULL;

  return bytes != NULL && size >= MIN_RSA_BYTES && bytes[0] != 0;
}

/* libjose knows no Ed25519. */
static gboolean
check_ed25519 (const Signed *self, const json_t *key)
{
  const char *x = json_string_value (json_object_get (key, "x"));
  gsize key_size = 0;
  gsize size = 0;
  g_autofree guint8 *public_key = x != NULL ? decode (x, &key_size) : NULL;
  g_autofree guint8 *signature = decode (self->parts[2], &size);
  g_autofree char *text = g_strjoin (".", self->parts[0], self->parts[1], NULL);

  return public_key != NULL && key_size == crypto_sign_PUBLICKEYBYTES && signature != NULL &&
         size == crypto_sign_BYTES &&
         crypto_sign_verify_detached (signature, (const guint8 *)text, strlen (text), public_key) ==
             0;
}

static void
on_jose_error (void *misc,
               const char *file,
               int line,
               uint64_t code,
               const char *format,
               va_list arguments)
{
  /* It would be printed. Whether a signature holds is all there is to know. */
}

static gboolean
check_with_jose (const Signed *self, const json_t *key)
{
  jose_cfg_t *jose = jose_cfg ();
  json_t *text = json_pack ("{s:s,s:s,s:s}",
                            "protected",
                            self->parts[0],
                            "payload",
                            self->parts[1],
                            "signature",
                            self->parts[2]);
  gboolean holds;

  jose_cfg_set_err_func (jose, on_jose_error, NULL);
  holds = jose_jws_ver (jose, text, NULL, key, false);
  foyer_relay_json_free (text);
  jose_cfg_decref (jose);
  return holds;
}

static gboolean
check_signature (const Signed *self, const json_t *key, GError **error)
{
  const char *type = ways[self->way].key_type;
  gboolean holds = FALSE;

  if (g_str_equal (type, "OKP"))
    holds = check_ed25519 (self, key);
  else if (!g_str_equal (type, "RSA") || is_strong (key))
    holds = check_with_jose (self, key);
  return holds || distrust (error, "the signature of the ID token does not hold");
}

/**
 * foyer_relay_jose_open:
 * @token: what somebody says
 * @keys: the keys of who may have signed it (RFC 7517, section 5)
 * @algorithms: (array zero-terminated=1): how it may be signed; what is unknown here is not allowed
 *
 * Returns: (transfer full) (nullable): what was signed; %NULL with a #FoyerRelayProviderError
 */
FoyerRelayJson *
foyer_relay_jose_open (const char *token,
                       const json_t *keys,
                       const char *const *algorithms,
                       GError **error)
{
  g_auto (Signed) text = { 0 };
  const json_t *key;
  FoyerRelayJson *claims;

  if (!read_signed (&text, token, algorithms, error))
    return NULL;
  key = find_key (&text, keys, error);
  if (key == NULL || !check_signature (&text, key, error))
    return NULL;
  claims = decode_json (text.parts[1]);
  if (claims == NULL)
    distrust (error, "what the ID token holds cannot be read");
  return claims;
}
