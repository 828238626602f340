/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-enter"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-error.h"
#include "model/foyer-pairing.h"
#include "model/foyer-proof.h"
#include "session/foyer-identity-private.h"
#include "session/foyer-patience.h"
#include "wire/foyer-wire-identity.h"
#include "wire/foyer-wire-people.h"

#include <glib/gi18n.h>

/* Signing in on a device that the relay knows: with a passphrase, or with an invitation. Either
 * gives a token, which is kept before it is used. */

typedef struct {
  FoyerSession *session;
  FoyerMessageKind kind;
  char *name;
  char *passphrase;
} Words;

static void
words_free (gpointer data)
{
  Words *words = data;

  g_free (words->name);
  foyer_secret_free (words->passphrase);
  g_free (words);
}

static char *
encode_words (FoyerIdentity *identity, const char *challenge, gpointer data)
{
  const Words *words = data;
  g_autofree char *device = foyer_profile_get_setting (identity->profile, FOYER_IDENTITY_DEVICE);
  g_autofree char *proof = foyer_proof_sign (identity->key, FOYER_PROOF_SIGN_IN, challenge);
  FoyerProofShown shown = { device, challenge, proof };

  if (words->kind == FOYER_MESSAGE_KIND_ACCEPT_INVITATION)
    return foyer_wire_encode_accept_invitation (&shown, words->name, words->passphrase);
  return foyer_wire_encode_sign_in_with_passphrase (&shown, words->name, words->passphrase);
}

static const char *
get_sentence (FoyerError code, gboolean is_invitation)
{
  switch (code) {
  case FOYER_ERROR_SIGNED_OUT:
  case FOYER_ERROR_NOT_FOUND:
    return is_invitation
               ? _ ("This invitation was used already, or it is too old. Ask for a new one.")
               : _ ("The address and the passphrase do not go together.");
  case FOYER_ERROR_NOT_PERMITTED:
    return _ ("You may not sign in on this device. Ask whoever runs your event.");
  default:
    return NULL;
  }
}

/* @is_unknown: whether the relay does not know the device at all: then it is not about words. */
static GError *
explain (const GError *error, gboolean is_invitation, gboolean is_unknown)
{
  const char *sentence =
      error->domain == FOYER_ERROR ? get_sentence ((FoyerError)error->code, is_invitation) : NULL;

  if (is_unknown && g_error_matches (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT))
    return g_error_new_literal (FOYER_ERROR,
                                error->code,
                                _ ("The relay does not know this device any more. Forget the "
                                   "relay, and pair the device again."));

  /* What this computer could not do has its own sentence. */
  if (error->domain != FOYER_ERROR || error->code == FOYER_ERROR_FAILED)
    return g_error_copy (error);
  if (error->code == FOYER_ERROR_RATE_LIMITED)
    return foyer_patience_explain (error);
  if (sentence != NULL)
    return g_error_new_literal (FOYER_ERROR, error->code, sentence);
  return foyer_session_explain (error);
}

static void
on_entered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (foyer_session_sign_in_finish (FOYER_SESSION (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_token_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerSession *self = g_task_get_source_object (task);
  char *token = g_object_steal_data (G_OBJECT (task), "token");
  g_autofree char *address = foyer_identity_get_address (self->identity);
  gboolean is_kept = foyer_secret_store_save_finish (FOYER_SECRET_STORE (source), result, NULL);

  if (is_kept)
    foyer_profile_set_setting (self->profile, "address", address);
  foyer_session_adopt_place (self);
  foyer_session_sign_in_async (self,
                               address,
                               token,
                               is_kept,
                               g_task_get_cancellable (task),
                               on_entered,
                               g_object_ref (task));
  self->is_kept = is_kept;
  foyer_session_notify (self, FOYER_SESSION_PROP_SECRETS_IN_FILE);
  foyer_secret_free (token);
}

/**
 * foyer_session_enter_redeem:
 * @task: (transfer full): is done when the relay has said hello
 * @message: a `signed_in`
 *
 * Keeps the token that every way of signing in ends with, and connects with it.
 */
void
foyer_session_enter_redeem (FoyerSession *self, GTask *task, FoyerMessage *message)
{
  const char *token = foyer_message_get_string (message, "token");

  g_object_set_data_full (G_OBJECT (task),
                          "token",
                          g_strdup (token),
                          (GDestroyNotify)foyer_secret_free);
  foyer_secret_store_save_async (self->secrets,
                                 FOYER_SECRET_TOKEN,
                                 token,
                                 g_task_get_cancellable (task),
                                 on_token_kept,
                                 task);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message =
      foyer_identity_visit_finish (self->identity, result, NULL, &error);

  if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_REVOKED))
    foyer_identity_wipe (self->identity);
  if (message != NULL)
    foyer_session_enter_redeem (self, g_steal_pointer (&task), message);
  else
    g_task_return_error (task,
                         explain (error,
                                  GPOINTER_TO_INT (g_task_get_task_data (task)),
                                  self->identity->is_unknown));
}

/* @words is taken over. */
static void
enter (FoyerSession *self, GTask *task, const char *path, Words *words)
{
  FoyerIdentityQuestion question = {
    .path = path,
    .answer = FOYER_MESSAGE_KIND_SIGNED_IN,
    .is_proved = TRUE,
    .encode = encode_words,
    .data = words,
    .free_data = words_free,
  };
  g_auto (GStrv) addresses = foyer_identity_dup_addresses (self->identity);

  g_task_set_task_data (task,
                        GINT_TO_POINTER (words->kind == FOYER_MESSAGE_KIND_ACCEPT_INVITATION),
                        NULL);
  if (addresses[0] == NULL) {
    words_free (words);
    g_task_return_new_error (task,
                             FOYER_ERROR,
                             FOYER_ERROR_FAILED,
                             "%s",
                             _ ("Pair this device with a relay first."));
    return;
  }
  foyer_identity_visit_async (self->identity,
                              addresses,
                              NULL,
                              &question,
                              g_task_get_cancellable (task),
                              on_signed_in,
                              g_object_ref (task));
}

/**
 * foyer_session_enter_async:
 * @email: who it is
 * @passphrase: what they chose when they were invited
 *
 * Signs somebody in on this device, which the relay has to know.
 */
void
foyer_session_enter_async (FoyerSession *self,
                           const char *email,
                           const char *passphrase,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Words *words;

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_enter_async);
  words = g_new0 (Words, 1);
  words->kind = FOYER_MESSAGE_KIND_SIGN_IN_WITH_PASSPHRASE;
  words->name = g_strstrip (g_strdup (email));
  words->passphrase = g_strdup (passphrase);
  enter (self, task, "/v1/auth/passphrase", words);
}

/**
 * foyer_session_accept_async:
 * @invitation: the code of an invitation, in any spelling, or what its QR code holds
 * @passphrase: what they choose to sign in with from now on
 *
 * Signs somebody in who was invited.
 */
void
foyer_session_accept_async (FoyerSession *self,
                            const char *invitation,
                            const char *passphrase,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Words *words;
  char *code;

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_accept_async);
  code = foyer_invitation_tidy (invitation);
  if (code == NULL) {
    g_task_return_new_error (task,
                             FOYER_ERROR,
                             FOYER_ERROR_BAD_REQUEST,
                             "%s",
                             _ ("An invitation has 16 letters and digits. Check it again."));
    return;
  }
  words = g_new0 (Words, 1);
  words->kind = FOYER_MESSAGE_KIND_ACCEPT_INVITATION;
  words->name = code;
  words->passphrase = g_strdup (passphrase);
  enter (self, task, "/v1/auth/invitation", words);
}

/**
 * foyer_session_enter_finish:
 * @error: a sentence for people says why not
 *
 * Returns: whether they are signed in now
 */
gboolean
foyer_session_enter_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The proof that a connection begins with, and what is told of the token. */

static void
on_key_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerSession *self = g_task_get_source_object (task);
  const FoyerSigningKey *key = foyer_identity_key_finish (FOYER_IDENTITY (source), result, NULL);
  g_autofree char *proof = NULL;
  g_autofree char *text = NULL;

  /* Without its key the device stays silent, and the relay ends the connection. */
  if (key == NULL || self->link == NULL ||
      self->link != g_object_get_data (G_OBJECT (task), "link"))
    return;
  proof = foyer_proof_sign (key, FOYER_PROOF_SESSION, g_task_get_task_data (task));
  text = foyer_wire_encode_prove_key ("prove", proof);
  foyer_link_send (self->link, text);
}

/**
 * foyer_session_enter_take_challenge:
 * @message: a `challenge` of the relay that is connected
 */
void
foyer_session_enter_take_challenge (FoyerSession *self, FoyerMessage *message)
{
  GTask *task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, foyer_session_enter_take_challenge);
  g_task_set_task_data (task, g_strdup (foyer_message_get_string (message, "challenge")), g_free);
  g_object_set_data_full (G_OBJECT (task), "link", g_object_ref (self->link), g_object_unref);
  foyer_identity_key_async (self->identity, FALSE, NULL, on_key_ready, task);
}

static void
on_renewed_token_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  /* What was not kept is not used either: the former token stays good until the new one is shown.
   */
  if (!foyer_secret_store_save_finish (FOYER_SECRET_STORE (source), result, &error))
    g_debug ("The new token could not be kept: %s", error->message);
  else if (self->link != NULL && self->link == g_object_get_data (G_OBJECT (task), "link"))
    foyer_link_set_token (self->link, g_task_get_task_data (task));
}

/**
 * foyer_session_enter_take_token:
 * @message: a `token_renewed`
 *
 * Keeps the new token, and shows it from the next connection on. Where nothing is kept, because the
 * token came from a file, that one goes on.
 */
void
foyer_session_enter_take_token (FoyerSession *self, FoyerMessage *message)
{
  const char *token = foyer_message_get_string (message, "token");
  GTask *task;

  if (!self->remember)
    return;
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, foyer_session_enter_take_token);
  g_task_set_task_data (task, g_strdup (token), (GDestroyNotify)foyer_secret_free);
  g_object_set_data_full (G_OBJECT (task), "link", g_object_ref (self->link), g_object_unref);
  foyer_secret_store_save_async (self->secrets,
                                 FOYER_SECRET_TOKEN,
                                 token,
                                 NULL,
                                 on_renewed_token_kept,
                                 task);
}
