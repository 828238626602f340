/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-sign-in"

#include "config.h"

#include "wire/foyer-wire-sign-in.h"

#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-parts.h"

/* What is said while a session begins. Fields that are flat are read with
 * foyer_message_get_string() and the like. */

static FoyerJsonWriter
begin_proof (GString *out, FoyerMessageKind kind, const FoyerProofShown *proof)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, kind);

  foyer_json_writer_add_string (&writer, "device_id", proof->device_id);
  foyer_json_writer_add_string (&writer, "challenge", proof->challenge);
  foyer_json_writer_add_string (&writer, "proof", proof->proof);
  return writer;
}

/**
 * foyer_wire_encode_get_sign_in_ways:
 *
 * Returns: (transfer full): the message with which a visitor asks how people can sign in
 */
char *
foyer_wire_encode_get_sign_in_ways (void)
{
  GString *out = g_string_new (NULL);
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_GET_SIGN_IN_WAYS);

  foyer_wire_end (&writer);
  return g_string_free (out, FALSE);
}

/**
 * foyer_wire_encode_begin_sign_in:
 * @redirect_uri: where the browser is to come back to
 *
 * Returns: (transfer full): the message with which a sign-in with a provider begins
 */
char *
foyer_wire_encode_begin_sign_in (const FoyerProofShown *proof, const char *redirect_uri)
{
  GString *out = g_string_new (NULL);
  FoyerJsonWriter writer = begin_proof (out, FOYER_MESSAGE_KIND_BEGIN_SIGN_IN, proof);

  foyer_json_writer_add_string (&writer, "redirect_uri", redirect_uri);
  foyer_wire_end (&writer);
  return g_string_free (out, FALSE);
}

/**
 * foyer_wire_encode_finish_sign_in:
 * @state: which sign-in the browser came back with
 * @code: the provider's word for who it was
 *
 * Returns: (transfer full): the message with which a sign-in with a provider ends
 */
char *
foyer_wire_encode_finish_sign_in (const FoyerProofShown *proof, const char *state, const char *code)
{
  GString *out = g_string_new (NULL);
  FoyerJsonWriter writer = begin_proof (out, FOYER_MESSAGE_KIND_FINISH_SIGN_IN, proof);

  foyer_json_writer_add_string (&writer, "state", state);
  foyer_json_writer_add_string (&writer, "code", code);
  foyer_wire_end (&writer);
  return g_string_free (out, FALSE);
}

/**
 * foyer_wire_write_sign_in_ways:
 */
void
foyer_wire_write_sign_in_ways (GString *out, const FoyerSignInWays *ways)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_SIGN_IN_WAYS);

  foyer_json_writer_add_string (&writer, "relay", ways->relay);
  foyer_json_writer_add_string (&writer, "installation_id", ways->installation_id);
  foyer_json_writer_add_time (&writer, "server_time", ways->server_time);
  if (ways->provider == NULL) {
    foyer_json_writer_add_null (&writer, "provider");
  } else {
    foyer_json_writer_begin_object (&writer, "provider");
    foyer_json_writer_add_string (&writer, "name", ways->provider);
    foyer_json_writer_end_object (&writer);
  }
  foyer_json_writer_add_boolean (&writer, "passphrase", ways->passphrase);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_read_sign_in_ways:
 * @message: a `sign_in_ways`
 * @ways: (out caller-allocates): what it says; it lives as long as @message
 */
void
foyer_wire_read_sign_in_ways (const FoyerMessage *message, FoyerSignInWays *ways)
{
  JsonObject *provider = foyer_json_fields_get_object (message->fields, "provider");

  *ways = (FoyerSignInWays){
    .relay = foyer_message_get_string (message, "relay"),
    .installation_id = foyer_message_get_string (message, "installation_id"),
    .server_time = foyer_message_get_time (message, "server_time"),
    .passphrase = foyer_message_get_boolean (message, "passphrase"),
  };
  if (provider != NULL)
    ways->provider = foyer_json_fields_get_string (provider, "name");
}

/**
 * foyer_wire_write_sign_in_begun:
 * @url: what the browser is to open
 * @state: what it is to come back with
 * @expires: until when
 */
void
foyer_wire_write_sign_in_begun (GString *out, const char *url, const char *state, FoyerTime expires)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_SIGN_IN_BEGUN);

  foyer_json_writer_add_string (&writer, "url", url);
  foyer_json_writer_add_string (&writer, "state", state);
  foyer_json_writer_add_time (&writer, "expires", expires);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_write_signed_in:
 * @token: what the session is known by
 * @expires: when it ends in any case
 * @staff: who is signed in
 */
void
foyer_wire_write_signed_in (GString *out,
                            const char *token,
                            const char *session_id,
                            FoyerTime expires,
                            const FoyerStaff *staff)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_SIGNED_IN);

  foyer_json_writer_add_string (&writer, "token", token);
  foyer_json_writer_add_string (&writer, "session_id", session_id);
  foyer_json_writer_add_time (&writer, "expires", expires);
  foyer_wire_write_staff (&writer, staff);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_read_signed_in_staff:
 * @message: a `signed_in`
 *
 * Returns: (transfer full): who is signed in
 */
FoyerStaff *
foyer_wire_read_signed_in_staff (const FoyerMessage *message)
{
  return foyer_wire_read_staff (foyer_json_fields_get_object (message->fields, "staff"));
}
