/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-time.h"
#include "relay/foyer-relay-id-token.h"
#include "relay/foyer-relay-jose.h"
#include "relay/foyer-relay-provider-error.h"

#include <jose/jwk.h>
#include <jose/jws.h>
#include <sodium.h>
#include <string.h>

#define ISSUER  "https://accounts.example.org"
#define CLIENT  "foyer"
#define NONCE   "n-0S6"
#define NOW     (1777658553 * G_TIME_SPAN_SECOND)
#define SECONDS (NOW / G_TIME_SPAN_SECOND)

/* The provider's keys, with what is secret in them; and all that it shows. */
static json_t *rsa;
static json_t *curve;
static json_t *shown;

static const char *const algorithms[] = { "RS256", "ES256", "EdDSA", "HS256", "none", NULL };

static json_t *
make_key (const char *algorithm, const char *id)
{
  json_t *key = json_pack ("{s:s}", "alg", algorithm);

  g_assert_true (jose_jwk_gen (NULL, key));
  json_object_set_new (key, "kid", json_string (id));
  json_object_del (key, "key_ops");
  return key;
}

static void
show_key (const json_t *key)
{
  json_t *copy = json_deep_copy (key);

  g_assert_true (jose_jwk_pub (NULL, copy));
  json_array_append_new (json_object_get (shown, "keys"), copy);
}

/* What a right token holds; tests change it. */
static json_t *
make_claims (void)
{
  return json_pack ("{s:s, s:s, s:s, s:s, s:s, s:b, s:I, s:I}",
                    "iss",
                    ISSUER,
                    "aud",
                    CLIENT,
                    "nonce",
                    NONCE,
                    "sub",
                    "1",
                    "email",
                    "anna@example.org",
                    "email_verified",
                    TRUE,
                    "iat",
                    (json_int_t)SECONDS,
                    "exp",
                    (json_int_t)(SECONDS + 3600));
}

static char *
encode (const char *text)
{
  gsize length = strlen (text);
  gsize size = sodium_base64_encoded_len (length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  char *encoded = g_malloc (size);

  return sodium_bin2base64 (encoded,
                            size,
                            (const guint8 *)text,
                            length,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static char *
dump (const json_t *json)
{
  char *text = json_dumps (json, JSON_COMPACT);
  char *copy = g_strdup (text);

  free (text);
  return copy;
}

static char *
sign_text (const char *payload, const json_t *key, json_t *header)
{
  g_autofree char *encoded = encode (payload);
  json_t *text = json_pack ("{s:s}", "payload", encoded);
  json_t *signature = json_pack ("{s:o}", "protected", header);
  char *token;

  g_assert_true (jose_jws_sig (NULL, text, signature, key));
  token = g_strjoin (".",
                     json_string_value (json_object_get (text, "protected")),
                     encoded,
                     json_string_value (json_object_get (text, "signature")),
                     NULL);
  json_decref (text);
  json_decref (signature);
  return token;
}

static char *
sign (json_t *claims, const json_t *key)
{
  g_autofree char *payload = dump (claims);

  json_decref (claims);
  return sign_text (payload,
                    key,
                    json_pack ("{s:O, s:O}",
                               "alg",
                               json_object_get (key, "alg"),
                               "kid",
                               json_object_get (key, "kid")));
}

static FoyerDbIdentity *
check (const char *token, const char *issuer, const char *domain, GError **error)
{
  FoyerRelayIdTokenRules rules = { issuer, CLIENT, domain, NONCE, algorithms, NOW };

  return foyer_relay_id_token_check (token, shown, &rules, error);
}

static void
assert_refused (const char *token, FoyerRelayProviderError code, const char *why)
{
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", why);
  g_assert_null (check (token, ISSUER, NULL, &error));
  g_assert_error (error, FOYER_RELAY_PROVIDER_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, why));
}

static void
assert_distrusted (const char *token, const char *why)
{
  assert_refused (token, FOYER_RELAY_PROVIDER_ERROR_UNTRUSTED, why);
}

static void
assert_claim (const char *name, json_t *value, const char *why)
{
  json_t *claims = make_claims ();
  g_autofree char *token = NULL;

  if (value != NULL)
    json_object_set_new (claims, name, value);
  else
    json_object_del (claims, name);
  token = sign (claims, rsa);
  assert_distrusted (token, why);
}

static void
test_right (void)
{
  const json_t *const keys[] = { rsa, curve };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autofree char *token = sign (make_claims (), keys[i]);
    g_autoptr (GError) error = NULL;
    g_autoptr (FoyerDbIdentity) identity = check (token, ISSUER, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (identity->issuer, ==, ISSUER);
    g_assert_cmpstr (identity->subject, ==, "1");
    g_assert_cmpstr (identity->email, ==, "anna@example.org");
  }
}

static char *
to_base64 (const guint8 *bytes, gsize size)
{
  gsize room = sodium_base64_encoded_len (size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);

  return sodium_bin2base64 (g_malloc (room),
                            room,
                            bytes,
                            size,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static void
test_ed25519 (void)
{
  guint8 public_key[crypto_sign_PUBLICKEYBYTES];
  guint8 secret_key[crypto_sign_SECRETKEYBYTES];
  guint8 signature[crypto_sign_BYTES];
  json_t *claims = make_claims ();
  g_autofree char *payload_text = dump (claims);
  g_autofree char *header = encode ("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}");
  g_autofree char *payload = encode (payload_text);
  g_autofree char *signed_text = g_strjoin (".", header, payload, NULL);
  g_autofree char *x = NULL;
  g_autofree char *sig = NULL;
  g_autofree char *token = NULL;
  g_autofree char *bad = NULL;
  g_autoptr (FoyerDbIdentity) identity = NULL;
  json_t *keys = json_object_get (shown, "keys");

  json_decref (claims);
  crypto_sign_keypair (public_key, secret_key);
  crypto_sign_detached (signature,
                        NULL,
                        (const guint8 *)signed_text,
                        strlen (signed_text),
                        secret_key);
  x = to_base64 (public_key, sizeof public_key);
  json_array_append_new (keys,
                         json_pack ("{s:s, s:s, s:s, s:s}",
                                    "kty",
                                    "OKP",
                                    "crv",
                                    "Ed25519",
                                    "kid",
                                    "ed",
                                    "x",
                                    x));
  sig = to_base64 (signature, sizeof signature);
  token = g_strjoin (".", signed_text, sig, NULL);
  identity = check (token, ISSUER, NULL, NULL);
  g_assert_nonnull (identity);
  signature[0] ^= 1;
  g_free (sig);
  sig = to_base64 (signature, sizeof signature);
  bad = g_strjoin (".", signed_text, sig, NULL);
  assert_distrusted (bad, "signature");
  json_array_remove (keys, json_array_size (keys) - 1);
}

static void
test_forged (void)
{
  json_t *other = make_key ("RS256", "rsa");
  g_autofree char *forged = sign (make_claims (), other);
  g_autofree char *right = sign (make_claims (), rsa);
  g_autofree char *payload = encode ("{\"sub\":\"2\"}");
  g_auto (GStrv) parts = g_strsplit (right, ".", 3);
  g_autofree char *altered = g_strjoin (".", parts[0], payload, parts[2], NULL);
  g_autofree char *unsigned_token = g_strjoin (".", parts[0], parts[1], "", NULL);

  assert_distrusted (forged, "signature");
  assert_distrusted (altered, "signature");
  assert_distrusted (unsigned_token, "signature");
  json_decref (other);
}

/* The key whose public half everybody has must not become a password, and nothing no signature. */
static void
test_algorithms (void)
{
  g_autofree char *public_key = dump (json_array_get (json_object_get (shown, "keys"), 0));
  g_autofree char *secret = encode (public_key);
  json_t *key =
      json_pack ("{s:s, s:s, s:s, s:s}", "kty", "oct", "alg", "HS256", "kid", "rsa", "k", secret);
  g_autofree char *confused = sign (make_claims (), key);
  json_t *claims = make_claims ();
  g_autofree char *payload_text = dump (claims);
  g_autofree char *payload = encode (payload_text);
  g_autofree char *none = encode ("{\"alg\":\"none\",\"kid\":\"rsa\"}");
  g_autofree char *bare = g_strjoin (".", none, payload, "", NULL);
  json_t *unannounced = make_key ("ES384", "big");
  g_autofree char *token = sign (make_claims (), unannounced);

  show_key (unannounced);
  assert_distrusted (confused, "not allowed");
  assert_distrusted (bare, "not allowed");
  assert_distrusted (token, "not allowed");
  json_array_remove (json_object_get (shown, "keys"), 2);
  json_decref (unannounced);
  json_decref (claims);
  json_decref (key);
}

static void
test_keys (void)
{
  json_t *unknown = make_key ("RS256", "new");
  g_autofree char *of_unknown = sign (make_claims (), unknown);
  g_autofree char *of_known = sign (make_claims (), rsa);
  json_t *keys = json_object_get (shown, "keys");

  assert_refused (of_unknown, FOYER_RELAY_PROVIDER_ERROR_UNKNOWN_KEY, "does not show");
  show_key (rsa);
  assert_distrusted (of_known, "more than one key");
  json_array_remove (keys, 2);
  json_object_set_new (json_array_get (keys, 0), "use", json_string ("enc"));
  assert_refused (of_known, FOYER_RELAY_PROVIDER_ERROR_UNKNOWN_KEY, "does not show");
  json_object_del (json_array_get (keys, 0), "use");
  json_object_set_new (json_array_get (keys, 0), "n", json_string ("AQAB"));
  assert_distrusted (of_known, "signature");
  json_array_clear (keys);
  show_key (rsa);
  show_key (curve);
  json_decref (unknown);
}

static void
test_malformed (void)
{
  static const char *const tokens[] = { "",    ".",       "..",       "a.b.c",
                                        "a.b", "a.b.c.d", "e30.e30.", "e30.e30.e30" };
  g_autofree char *right = sign (make_claims (), rsa);
  g_autofree char *padded = g_strconcat (right, "=", NULL);
  g_autofree char *twice = sign_text ("{\"sub\":\"1\",\"sub\":\"2\"}",
                                      rsa,
                                      json_pack ("{s:s, s:s}", "alg", "RS256", "kid", "rsa"));
  g_autofree char *critical =
      sign_text ("{}",
                 rsa,
                 json_pack ("{s:s, s:s, s:[s]}", "alg", "RS256", "kid", "rsa", "crit", "exp"));
  g_autofree char *huge = g_strnfill (17 * 1024, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    assert_distrusted (tokens[i], "");
  assert_distrusted (padded, "signature");
  assert_distrusted (twice, "cannot be read");
  assert_distrusted (critical, "more than is known");
  assert_distrusted (huge, "too long");
}

static void
test_claims (void)
{
  g_autofree char *long_subject = g_strnfill (256, 's');

  assert_claim ("iss", json_string (ISSUER "/"), "another issuer");
  assert_claim ("iss", NULL, "another issuer");
  assert_claim ("aud", json_string ("other"), "another audience");
  assert_claim ("aud", json_pack ("[s,s]", "other", "more"), "another audience");
  assert_claim ("aud", json_pack ("[s,s]", "other", CLIENT), "another party");
  assert_claim ("aud", json_array (), "another audience");
  assert_claim ("aud", NULL, "another audience");
  assert_claim ("azp", json_string ("other"), "another party");
  assert_claim ("azp", json_true (), "another party");
  assert_claim ("nonce", json_string ("n-0S7"), "another nonce");
  assert_claim ("nonce", NULL, "another nonce");
  assert_claim ("sub", json_string (""), "no subject");
  assert_claim ("sub", json_string (long_subject), "no subject");
  assert_claim ("sub", json_integer (1), "no subject");
  assert_claim ("sub", NULL, "no subject");
}

static void
test_times (void)
{
  assert_claim ("exp", json_integer (SECONDS - 60), "expired");
  assert_claim ("exp", json_string ("1877658553"), "expired");
  assert_claim ("exp", NULL, "expired");
  assert_claim ("iat", json_integer (SECONDS + 61), "future");
  assert_claim ("iat", json_integer (SECONDS - 661), "too old");
  assert_claim ("iat", NULL, "too old");
  assert_claim ("nbf", json_integer (SECONDS + 61), "not valid yet");
}

static void
assert_accepted (json_t *changes, const char *issuer, const char *domain, const char *email)
{
  json_t *claims = make_claims ();
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerDbIdentity) identity = NULL;

  json_object_update (claims, changes);
  json_decref (changes);
  token = sign (claims, rsa);
  identity = check (token, issuer, domain, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (identity->email, ==, email);
}

static void
test_leeway (void)
{
  const char *email = "anna@example.org";

  assert_accepted (json_pack ("{s:I}", "exp", (json_int_t)SECONDS - 59), ISSUER, NULL, email);
  assert_accepted (json_pack ("{s:I}", "iat", (json_int_t)SECONDS + 60), ISSUER, NULL, email);
  assert_accepted (json_pack ("{s:I}", "iat", (json_int_t)SECONDS - 660), ISSUER, NULL, email);
  assert_accepted (json_pack ("{s:[s,s], s:s}", "aud", CLIENT, "other", "azp", CLIENT),
                   ISSUER,
                   NULL,
                   email);
}

static void
test_domain (void)
{
  g_autofree char *without = sign (make_claims (), rsa);
  json_t *claims = make_claims ();
  g_autofree char *other = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_new (claims, "hd", json_string ("example.net"));
  other = sign (claims, rsa);
  g_assert_null (check (without, ISSUER, "example.org", &error));
  g_assert_error (error, FOYER_RELAY_PROVIDER_ERROR, FOYER_RELAY_PROVIDER_ERROR_OTHER_DOMAIN);
  g_clear_error (&error);
  g_assert_null (check (other, ISSUER, "example.org", &error));
  g_assert_error (error, FOYER_RELAY_PROVIDER_ERROR, FOYER_RELAY_PROVIDER_ERROR_OTHER_DOMAIN);
  assert_accepted (json_pack ("{s:s}", "hd", "Example.org"),
                   ISSUER,
                   "example.org",
                   "anna@example.org");
}

static void
test_addresses (void)
{
  static const char *const unverified[] = { "false", "null", "\"true\"", "1" };

  for (guint i = 0; i < G_N_ELEMENTS (unverified); i++) {
    json_t *claims = make_claims ();
    g_autofree char *token = NULL;

    json_object_set_new (claims,
                         "email_verified",
                         json_loads (unverified[i], JSON_DECODE_ANY, NULL));
    token = sign (claims, rsa);
    assert_refused (token, FOYER_RELAY_PROVIDER_ERROR_UNCONFIRMED, "verified");
  }
}

/* Google says that an address was confirmed once, which need not hold now where it does not run it.
 */
static void
test_vouching (void)
{
  const char *google = "https://accounts.google.com";

  assert_accepted (json_pack ("{s:s}", "iss", google), google, NULL, NULL);
  assert_accepted (json_pack ("{s:s, s:s}", "iss", google, "hd", "example.org"),
                   google,
                   NULL,
                   "anna@example.org");
  assert_accepted (json_pack ("{s:s, s:s}", "iss", google, "email", "Anna@Gmail.com"),
                   google,
                   NULL,
                   "Anna@Gmail.com");
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  rsa = make_key ("RS256", "rsa");
  curve = make_key ("ES256", "ec");
  shown = json_pack ("{s:[]}", "keys");
  show_key (rsa);
  show_key (curve);
  g_test_add_func ("/relay/id-token/a-right-one-is-taken", test_right);
  g_test_add_func ("/relay/id-token/ed25519", test_ed25519);
  g_test_add_func ("/relay/id-token/forged-ones-are-not", test_forged);
  g_test_add_func ("/relay/id-token/nor-other-ways-of-signing", test_algorithms);
  g_test_add_func ("/relay/id-token/one-known-strong-key-signs", test_keys);
  g_test_add_func ("/relay/id-token/malformed-ones", test_malformed);
  g_test_add_func ("/relay/id-token/each-claim-counts", test_claims);
  g_test_add_func ("/relay/id-token/times", test_times);
  g_test_add_func ("/relay/id-token/leeway-and-several-audiences", test_leeway);
  g_test_add_func ("/relay/id-token/only-the-set-domain", test_domain);
  g_test_add_func ("/relay/id-token/only-verified-addresses", test_addresses);
  g_test_add_func ("/relay/id-token/google-vouches-for-its-own-addresses", test_vouching);
  result = g_test_run ();
  json_decref (shown);
  json_decref (rsa);
  json_decref (curve);
  return result;
}
