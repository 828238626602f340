/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-identity-visit"

#include "config.h"

#include "session/foyer-identity-private.h"

#include "base/foyer-error.h"
#include "link/foyer-scout.h"
#include "link/foyer-visitor.h"
#include "session/foyer-device-key.h"
#include "wire/foyer-wire-identity.h"

#include <string.h>

/* Asks the relay something for which nobody has to be signed in: at the first of its addresses that
 * answers, and with a proof where one is needed. */

/* @unheard: (nullable): why nobody was heard so far; where somebody else answered, that counts more
 * @may_look: whether it may be looked for elsewhere, once
 * @is_known: whether it is the relay of this device */
typedef struct {
  GStrv addresses;
  guint position;
  GError *unheard;
  gboolean may_look;
  gboolean is_known;
  char *code;
  FoyerIdentityQuestion question;
  FoyerVisitor *visitor;
  char *address;
} Visit;

static void try_next (GTask *task, GError *problem);

static void
visit_free (gpointer data)
{
  Visit *visit = data;

  g_strfreev (visit->addresses);
  g_clear_error (&visit->unheard);
  g_free (visit->code);
  if (visit->question.free_data != NULL)
    visit->question.free_data (visit->question.data);
  g_clear_object (&visit->visitor);
  g_free (visit->address);
  g_free (visit);
}

/* The address as it is worth remembering: with the fingerprint that a typed code has told. */
static char *
get_known_address (Visit *visit)
{
  const char *address = visit->addresses[visit->position - 1];
  const char *pin = foyer_visitor_get_pin (visit->visitor);

  if (pin == NULL || strchr (address, '#') != NULL)
    return g_strdup (address);
  return g_strconcat (address, "#", pin, NULL);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Visit *visit = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message =
      foyer_visitor_ask_finish (FOYER_VISITOR (source), result, &error);

  if (message == NULL) {
    try_next (task, g_steal_pointer (&error));
    return;
  }
  if (message->kind != visit->question.answer) {
    g_task_return_new_error (task, FOYER_ERROR, FOYER_ERROR_VERSION, "another answer");
    return;
  }
  visit->address = get_known_address (visit);
  if (visit->is_known)
    foyer_identity_remember_address (g_task_get_source_object (task), visit->address);
  g_task_return_pointer (task, g_steal_pointer (&message), (GDestroyNotify)foyer_message_unref);
}

static void
ask (GTask *task, const char *challenge)
{
  Visit *visit = g_task_get_task_data (task);
  FoyerIdentity *self = g_task_get_source_object (task);
  char *body;

  if (visit->question.is_proved && self->key == NULL) {
    g_task_return_new_error (task, FOYER_ERROR, FOYER_ERROR_FAILED, "the key was forgotten");
    return;
  }
  body = visit->question.encode (self, challenge, visit->question.data);
  foyer_visitor_ask_async (visit->visitor,
                           visit->question.path,
                           body,
                           g_task_get_cancellable (task),
                           on_answered,
                           g_object_ref (task));
  foyer_secret_free (body);
}

static void
on_challenge (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message =
      foyer_visitor_ask_finish (FOYER_VISITOR (source), result, &error);

  if (message == NULL)
    try_next (task, g_steal_pointer (&error));
  else if (message->kind != FOYER_MESSAGE_KIND_CHALLENGE)
    g_task_return_new_error (task, FOYER_ERROR, FOYER_ERROR_VERSION, "another answer");
  else
    ask (task, foyer_message_get_string (message, "challenge"));
}

static gboolean
is_tried (const Visit *visit, const char *found)
{
  gsize length = strcspn (found, "#");

  for (guint i = 0; visit->addresses[i] != NULL; i++) {
    if (strcspn (visit->addresses[i], "#") == length &&
        strncmp (visit->addresses[i], found, length) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Visit *visit = g_task_get_task_data (task);
  g_autofree char *found = foyer_scout_find_finish (result, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (found == NULL || is_tried (visit, found)) {
    g_task_return_error (task, g_steal_pointer (&visit->unheard));
    return;
  }
  g_strv_builder_addv (builder, (const char **)visit->addresses);
  g_strv_builder_add (builder, found);
  g_strfreev (visit->addresses);
  visit->addresses = g_strv_builder_end (builder);
  try_next (task, NULL);
}

/* Nobody was heard where the relay is known to be. */
static void
look_elsewhere (GTask *task)
{
  Visit *visit = g_task_get_task_data (task);
  FoyerIdentity *self = g_task_get_source_object (task);
  g_autofree char *fingerprint = foyer_identity_get_fingerprint (self);
  FoyerScoutOrder order = { NULL, (const char *const *)visit->addresses, fingerprint };

  visit->may_look = FALSE;
  foyer_scout_find_async (&order, g_task_get_cancellable (task), on_found, g_object_ref (task));
}

/* Only whom nobody hears, and whoever is somebody else, is passed over: whoever refuses has
 * answered.
 * @problem is taken over. */
static gboolean
pass_over (Visit *visit, GError *problem)
{
  gboolean is_stranger = g_error_matches (problem, FOYER_ERROR, FOYER_ERROR_UNTRUSTED);

  if (!is_stranger && !g_error_matches (problem, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE))
    return FALSE;
  if (visit->unheard == NULL || is_stranger) {
    g_clear_error (&visit->unheard);
    visit->unheard = problem;
  } else {
    g_error_free (problem);
  }
  return TRUE;
}

/* @problem: (nullable): what came of the address before; it is taken over */
static void
try_next (GTask *task, GError *problem)
{
  Visit *visit = g_task_get_task_data (task);
  const char *address = visit->addresses[visit->position];
  g_autofree char *body = NULL;
  g_autoptr (GError) error = NULL;

  if (problem != NULL && !pass_over (visit, problem)) {
    g_task_return_error (task, problem);
    return;
  }
  if (address == NULL && visit->may_look) {
    look_elsewhere (task);
    return;
  }
  if (address == NULL) {
    g_task_return_error (task, g_steal_pointer (&visit->unheard));
    return;
  }
  visit->position++;
  g_clear_object (&visit->visitor);
  visit->visitor = foyer_visitor_new (address, &error);
  if (visit->visitor == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (visit->code != NULL)
    foyer_visitor_trust_code (visit->visitor, visit->code);
  if (!visit->question.is_proved) {
    ask (task, NULL);
    return;
  }
  body = foyer_wire_encode_get_challenge ();
  foyer_visitor_ask_async (visit->visitor,
                           "/v1/auth/challenge",
                           body,
                           g_task_get_cancellable (task),
                           on_challenge,
                           g_object_ref (task));
}

static void
on_key_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (foyer_identity_key_finish (FOYER_IDENTITY (source), result, &error) == NULL)
    g_task_return_error (task, error);
  else
    try_next (task, NULL);
}

/**
 * foyer_identity_visit_async:
 * @addresses: where the relay may be, the likeliest first; at least one
 * @code: (nullable): a pairing code that a person typed, which tells the relay from others
 * @question: what is asked; its data is taken over
 */
void
foyer_identity_visit_async (FoyerIdentity *self,
                            GStrv addresses,
                            const char *code,
                            const FoyerIdentityQuestion *question,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Visit *visit = g_new0 (Visit, 1);

  g_task_set_source_tag (task, foyer_identity_visit_async);
  visit->addresses = g_strdupv (addresses);
  visit->code = g_strdup (code);
  visit->question = *question;
  visit->is_known = self->state != FOYER_IDENTITY_STATE_NEW;
  visit->may_look = visit->is_known;
  g_task_set_task_data (task, visit, visit_free);
  if (question->is_proved)
    foyer_identity_key_async (self, FALSE, cancellable, on_key_ready, task);
  else {
    try_next (task, NULL);
    g_object_unref (task);
  }
}

/**
 * foyer_identity_visit_finish:
 * @address: (out) (optional): the address where the relay answered
 * @error: what the relay said, or why it could not be asked
 *
 * Returns: (transfer full) (nullable): the answer
 */
FoyerMessage *
foyer_identity_visit_finish (FoyerIdentity *self,
                             GAsyncResult *result,
                             char **address,
                             GError **error)
{
  Visit *visit = g_task_get_task_data (G_TASK (result));
  FoyerMessage *message = g_task_propagate_pointer (G_TASK (result), error);

  if (message != NULL && address != NULL)
    *address = g_strdup (visit->address);
  return message;
}

static void
on_key_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerIdentity *self = g_task_get_source_object (task);
  GError *error = NULL;
  FoyerSigningKey *key = foyer_device_key_get_finish (FOYER_SECRET_STORE (source), result, &error);

  if (key == NULL) {
    g_task_return_error (task, error);
    return;
  }
  foyer_device_key_free (self->key);
  self->key = key;
  g_task_return_boolean (task, TRUE);
}

/**
 * foyer_identity_key_async:
 * @may_make: whether a new key is made where there is none
 *
 * Brings the key of the device to memory.
 */
void
foyer_identity_key_async (FoyerIdentity *self,
                          gboolean may_make,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, foyer_identity_key_async);
  if (self->key != NULL)
    g_task_return_boolean (task, TRUE);
  else
    foyer_device_key_get_async (self->secrets,
                                may_make,
                                cancellable,
                                on_key_found,
                                g_steal_pointer (&task));
}

/**
 * foyer_identity_key_finish:
 *
 * Returns: (transfer none) (nullable): the key, or %NULL with @error set
 */
const FoyerSigningKey *
foyer_identity_key_finish (FoyerIdentity *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error) ? self->key : NULL;
}
