/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-identity"

#include "config.h"

#include "wire/foyer-wire-identity.h"

#include "wire/foyer-wire-parts.h"

/**
 * foyer_wire_encode_get_challenge:
 *
 * Returns: (transfer full): the message with which a visitor asks for something to sign
 */
char *
foyer_wire_encode_get_challenge (void)
{
  GString *out = g_string_new (NULL);
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_GET_CHALLENGE);

  foyer_wire_end (&writer);
  return g_string_free (out, FALSE);
}

/**
 * foyer_wire_write_challenge:
 * @expires: until when it may be answered; 0 where only the connection bounds it
 */
void
foyer_wire_write_challenge (GString *out, const char *challenge, FoyerTime expires)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_CHALLENGE);

  foyer_json_writer_add_string (&writer, "challenge", challenge);
  foyer_json_writer_add_time (&writer, "expires", expires);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_encode_prove_key:
 * @proof: a signature over the challenge of this connection
 *
 * Returns: (transfer full): the message with which a device proves that it holds its key
 */
char *
foyer_wire_encode_prove_key (const char *id, const char *proof)
{
  GString *out = g_string_new (NULL);
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_PROVE_KEY);

  foyer_json_writer_add_string (&writer, "id", id);
  foyer_json_writer_add_string (&writer, "proof", proof);
  foyer_wire_end (&writer);
  return g_string_free (out, FALSE);
}

/**
 * foyer_wire_write_token_renewed:
 * @token: what the device is to show from now on
 * @expires: when its session ends in any case; 0 for never
 */
void
foyer_wire_write_token_renewed (GString *out, const char *token, FoyerTime expires)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_TOKEN_RENEWED);

  foyer_json_writer_add_string (&writer, "token", token);
  foyer_json_writer_add_time (&writer, "expires", expires);
  foyer_wire_end (&writer);
}
