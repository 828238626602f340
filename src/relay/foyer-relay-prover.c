/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-prover"

#include "config.h"

#include "relay/foyer-relay-prover.h"

#include "base/foyer-error.h"
#include "model/foyer-proof.h"
#include "wire/foyer-wire-identity.h"
#include "wire/foyer-wire-relay.h"

/* A device whose session is bound to its key, until it has proved that it holds it: whoever has
 * only copied the token gets no further. The challenge lives as long as the connection, for which
 * the listener has a deadline. */

/* Whoever says more before that is no desk. */
#define MESSAGES 20

struct _FoyerRelayProver {
  FoyerRelaySocket *socket;
  FoyerRelaySignIn *sign_in;
  char *challenge;
  guint n_messages;
  FoyerRelayProverFunc func;
  gpointer user_data;
};

static void
answer (FoyerRelaySocket *socket, const char *re, FoyerError code, const char *message)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) frame = NULL;

  foyer_wire_write_error (text, re, code, message);
  frame = foyer_relay_frame_new (FOYER_RELAY_OPCODE_TEXT, text->str, text->len);
  foyer_relay_socket_send (socket, frame);
}

static void
check (FoyerRelayProver *self, const char *proof)
{
  if (foyer_proof_check (self->sign_in->session->public_key,
                         FOYER_PROOF_SESSION,
                         self->challenge,
                         proof))
    self->func (self, g_steal_pointer (&self->sign_in), self->user_data);
  else
    foyer_relay_socket_close (self->socket,
                              FOYER_RELAY_CLOSE_SESSION_ENDED,
                              "this device does not hold the session's key");
}

static void
on_socket_message (FoyerRelaySocket *socket, const char *text, gsize length, gpointer user_data)
{
  FoyerRelayProver *self = user_data;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message =
      foyer_message_parse (text, length, FOYER_SENDER_DEVICE, &id, &error);
  FoyerMessageKind kind;

  if (++self->n_messages > MESSAGES)
    foyer_relay_socket_close (socket, FOYER_RELAY_CLOSE_TOO_MUCH, "too many requests");
  else if (message == NULL &&
           (!foyer_message_peek_kind (text, length, FOYER_SENDER_DEVICE, &kind) ||
            kind == FOYER_MESSAGE_KIND_PROVE_KEY))
    answer (socket, id, (FoyerError)error->code, error->message);
  else if (message == NULL || message->kind != FOYER_MESSAGE_KIND_PROVE_KEY ||
           self->sign_in == NULL)
    answer (socket, id, FOYER_ERROR_NOT_PERMITTED, "Prove first that you hold this device's key.");
  else
    check (self, foyer_message_get_string (message, "proof"));
}

static void
on_socket_closed (FoyerRelaySocket *socket, gpointer user_data)
{
  FoyerRelayProver *self = user_data;

  self->func (self, NULL, self->user_data);
}

static const FoyerRelaySocketFuncs socket_funcs = {
  .message = on_socket_message,
  .closed = on_socket_closed,
};

/* What comes from now on is heard by nobody. */
static void
ignore_message (FoyerRelaySocket *socket, const char *text, gsize length, gpointer user_data)
{
}

static void
ignore_closed (FoyerRelaySocket *socket, gpointer user_data)
{
}

static const FoyerRelaySocketFuncs no_funcs = {
  .message = ignore_message,
  .closed = ignore_closed,
};

/**
 * foyer_relay_prover_new:
 * @socket: a socket that is not read yet
 * @sign_in: (transfer full): who has to prove themselves
 * @func: told when it is over
 *
 * Returns: (transfer full): a prover
 */
FoyerRelayProver *
foyer_relay_prover_new (FoyerRelaySocket *socket,
                        FoyerRelaySignIn *sign_in,
                        FoyerRelayProverFunc func,
                        gpointer user_data)
{
  FoyerRelayProver *self = g_new0 (FoyerRelayProver, 1);

  self->socket = g_object_ref (socket);
  self->sign_in = sign_in;
  self->challenge = foyer_challenge_new ();
  self->func = func;
  self->user_data = user_data;
  return self;
}

/**
 * foyer_relay_prover_free:
 * @self: (transfer full): whose socket nobody hears any more, unless it was handed over
 */
void
foyer_relay_prover_free (FoyerRelayProver *self)
{
  foyer_relay_socket_hand_over (self->socket, &no_funcs, NULL);
  g_object_unref (self->socket);
  g_clear_pointer (&self->sign_in, foyer_relay_sign_in_free);
  g_free (self->challenge);
  g_free (self);
}

/**
 * foyer_relay_prover_start:
 *
 * Asks for the proof. It may be over before this returns.
 */
void
foyer_relay_prover_start (FoyerRelayProver *self)
{
  g_autoptr (FoyerRelaySocket) socket = g_object_ref (self->socket);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) frame = NULL;

  foyer_wire_write_challenge (text, self->challenge, 0);
  frame = foyer_relay_frame_new (FOYER_RELAY_OPCODE_TEXT, text->str, text->len);
  foyer_relay_socket_start (socket, &socket_funcs, self);
  foyer_relay_socket_send (socket, frame);
  foyer_relay_socket_read (socket);
}

/**
 * foyer_relay_prover_get_socket:
 *
 * Returns: (transfer none): its socket
 */
FoyerRelaySocket *
foyer_relay_prover_get_socket (FoyerRelayProver *self)
{
  return self->socket;
}
