/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-provider"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-error.h"
#include "link/foyer-browser-sign-in.h"
#include "model/foyer-proof.h"
#include "session/foyer-identity-private.h"
#include "session/foyer-patience.h"
#include "wire/foyer-wire-sign-in.h"

#include <glib/gi18n.h>

/* Signing in with the provider that the relay names: the relay begins, the system's browser goes to
 * the provider and comes back to this device, and the relay finishes. */

static void
on_ways_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (FoyerMessage) message =
      foyer_identity_visit_finish (FOYER_IDENTITY (source), result, NULL, &error);
  FoyerSignInWays ways;

  if (message == NULL) {
    g_task_return_error (task, error);
    return;
  }
  foyer_wire_read_sign_in_ways (message, &ways);
  g_task_return_pointer (task, g_strdup (ways.provider), g_free);
}

static char *
encode_ways (FoyerIdentity *identity, const char *challenge, gpointer data)
{
  return foyer_wire_encode_get_sign_in_ways ();
}

/* Whether there is a relay to ask; otherwise @task is answered. */
static GStrv
get_addresses (FoyerSession *self, GTask *task)
{
  g_auto (GStrv) addresses = foyer_identity_dup_addresses (self->identity);

  if (addresses[0] != NULL)
    return g_steal_pointer (&addresses);
  g_task_return_new_error (task,
                           FOYER_ERROR,
                           FOYER_ERROR_FAILED,
                           "%s",
                           _ ("Pair this device with a relay first."));
  return NULL;
}

/**
 * foyer_session_ask_provider_async:
 *
 * Asks the relay with which provider people can sign in.
 */
void
foyer_session_ask_provider_async (FoyerSession *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  FoyerIdentityQuestion question = {
    .path = "/v1/auth/ways",
    .answer = FOYER_MESSAGE_KIND_SIGN_IN_WAYS,
    .encode = encode_ways,
  };
  g_autoptr (GTask) task = NULL;
  g_auto (GStrv) addresses = NULL;

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_ask_provider_async);
  addresses = get_addresses (self, task);
  if (addresses == NULL)
    return;
  foyer_identity_visit_async (self->identity,
                              addresses,
                              NULL,
                              &question,
                              cancellable,
                              on_ways_told,
                              g_object_ref (task));
}

/**
 * foyer_session_ask_provider_finish:
 *
 * Returns: (transfer full) (nullable): what people call the provider; %NULL without @error where
 *   there is none
 */
char *
foyer_session_ask_provider_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * Trip:
 * @browser: where the browser comes back to
 * @code: (nullable): what it brought
 *
 * One way to the provider and back.
 */
typedef struct {
  FoyerBrowserSignIn *browser;
  FoyerSessionOpenFunc open;
  gpointer open_data;
  char *state;
  char *code;
} Trip;

static void
trip_free (gpointer data)
{
  Trip *trip = data;

  g_clear_object (&trip->browser);
  g_free (trip->state);
  foyer_secret_free (trip->code);
  g_free (trip);
}

static const char *
get_begin_sentence (FoyerError code)
{
  switch (code) {
  case FOYER_ERROR_SIGNED_OUT:
    return _ ("The relay does not know this device any more. Forget the relay, and pair the device "
              "again.");
  case FOYER_ERROR_NOT_FOUND:
    return _ ("This relay has no provider any more. Sign in with your passphrase.");
  case FOYER_ERROR_NOT_PERMITTED:
    return _ ("You may not sign in on this device. Ask whoever runs your event.");
  case FOYER_ERROR_UNAVAILABLE:
    return _ ("The relay or the provider is out of reach. Try again in a moment.");
  default:
    return NULL;
  }
}

static const char *
get_finish_sentence (FoyerError code)
{
  switch (code) {
  case FOYER_ERROR_SIGNED_OUT:
    return _ ("The sign-in was not accepted, or it took too long. Try again.");
  case FOYER_ERROR_NOT_PERMITTED:
    return _ ("The provider knows you, but here you are no staff member. Ask an admin to add you.");
  default:
    return get_begin_sentence (code);
  }
}

static void
fail (GTask *task, const GError *error, gboolean is_begun)
{
  const char *sentence = NULL;

  /* What this computer could not do has its own sentence. */
  if (error->domain != FOYER_ERROR || error->code == FOYER_ERROR_FAILED) {
    g_task_return_error (task, g_error_copy (error));
    return;
  }
  if (error->code == FOYER_ERROR_RATE_LIMITED) {
    g_task_return_error (task, foyer_patience_explain (error));
    return;
  }
  sentence = is_begun ? get_finish_sentence ((FoyerError)error->code)
                      : get_begin_sentence ((FoyerError)error->code);
  g_task_return_error (task,
                       sentence != NULL ? g_error_new_literal (FOYER_ERROR, error->code, sentence)
                                        : foyer_session_explain (error));
}

static void
on_finished (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message =
      foyer_identity_visit_finish (FOYER_IDENTITY (source), result, NULL, &error);

  if (message != NULL)
    foyer_session_enter_redeem (self, g_steal_pointer (&task), message);
  else
    fail (task, error, TRUE);
}

static char *
encode_trip (FoyerIdentity *identity, const char *challenge, gpointer data)
{
  const Trip *trip = g_task_get_task_data (data);
  g_autofree char *device = foyer_profile_get_setting (identity->profile, FOYER_IDENTITY_DEVICE);
  g_autofree char *proof = foyer_proof_sign (identity->key, FOYER_PROOF_SIGN_IN, challenge);
  FoyerProofShown shown = { device, challenge, proof };

  if (trip->code != NULL)
    return foyer_wire_encode_finish_sign_in (&shown, trip->state, trip->code);
  return foyer_wire_encode_begin_sign_in (&shown,
                                          foyer_browser_sign_in_get_redirect_uri (trip->browser));
}

static void
ask (FoyerSession *self,
     GTask *task,
     const char *path,
     FoyerMessageKind answer,
     GAsyncReadyCallback callback)
{
  FoyerIdentityQuestion question = {
    .path = path,
    .answer = answer,
    .is_proved = TRUE,
    .encode = encode_trip,
    .data = g_object_ref (task),
    .free_data = g_object_unref,
  };
  g_auto (GStrv) addresses = foyer_identity_dup_addresses (self->identity);

  foyer_identity_visit_async (self->identity,
                              addresses,
                              NULL,
                              &question,
                              g_task_get_cancellable (task),
                              callback,
                              g_object_ref (task));
}

static void
on_browser_back (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerSession *self = g_task_get_source_object (task);
  Trip *trip = g_task_get_task_data (task);
  GError *error = NULL;

  trip->code = foyer_browser_sign_in_run_finish (FOYER_BROWSER_SIGN_IN (source), result, &error);
  if (trip->code == NULL)
    g_task_return_error (task, error);
  else
    ask (self, task, "/v1/auth/provider/code", FOYER_MESSAGE_KIND_SIGNED_IN, on_finished);
}

static void
on_begun (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Trip *trip = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message =
      foyer_identity_visit_finish (FOYER_IDENTITY (source), result, NULL, &error);

  if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_REVOKED))
    foyer_identity_wipe (FOYER_IDENTITY (source));
  if (message == NULL) {
    fail (task, error, FALSE);
    return;
  }
  trip->state = g_strdup (foyer_message_get_string (message, "state"));
  foyer_browser_sign_in_run_async (trip->browser,
                                   foyer_message_get_string (message, "url"),
                                   trip->state,
                                   trip->open,
                                   trip->open_data,
                                   g_task_get_cancellable (task),
                                   on_browser_back,
                                   g_object_ref (task));
}

/**
 * foyer_session_enter_with_provider_async:
 * @open: opens the system's browser; not called any more once it is over
 *
 * Signs somebody in on this device with the provider that the relay names.
 * foyer_session_enter_finish() ends it.
 */
void
foyer_session_enter_with_provider_async (FoyerSession *self,
                                         FoyerSessionOpenFunc open,
                                         gpointer open_data,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_auto (GStrv) addresses = NULL;
  GError *error = NULL;
  Trip *trip;

  g_return_if_fail (FOYER_IS_SESSION (self));
  g_return_if_fail (open != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_enter_with_provider_async);
  addresses = get_addresses (self, task);
  if (addresses == NULL)
    return;
  trip = g_new0 (Trip, 1);
  trip->open = open;
  trip->open_data = open_data;
  g_task_set_task_data (task, trip, trip_free);
  trip->browser = foyer_browser_sign_in_new (&error);
  if (trip->browser == NULL)
    g_task_return_error (task, error);
  else
    ask (self, task, "/v1/auth/provider", FOYER_MESSAGE_KIND_SIGN_IN_BEGUN, on_begun);
}
