/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-link"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "session/foyer-identity-private.h"
#include "wire/foyer-wire-people.h"

#include <glib/gi18n.h>
#include <string.h>

/* Signing in and out, and what the link says. */

static void
on_token_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = data;
  g_autoptr (GError) error = NULL;

  if (!foyer_secret_store_save_finish (FOYER_SECRET_STORE (source), result, &error))
    foyer_session_set_problem (self,
                               _ ("The token could not be kept: next time it is asked for again."));
  foyer_session_notify (self, FOYER_SESSION_PROP_SECRETS_IN_FILE);
}

static void
keep_token (FoyerSession *self)
{
  if (self->remember && !self->is_kept) {
    foyer_profile_set_setting (self->profile, "address", self->address);
    foyer_secret_store_save_async (self->secrets,
                                   FOYER_SECRET_TOKEN,
                                   self->token,
                                   NULL,
                                   on_token_saved,
                                   g_object_ref (self));
  }
  g_clear_pointer (&self->token, g_free);
}

static void
finish_sign_in (FoyerSession *self, const GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->sign_in);

  if (task == NULL)
    return;
  if (error == NULL) {
    keep_token (self);
    g_task_return_boolean (task, TRUE);
    return;
  }
  g_clear_pointer (&self->token, g_free);
  foyer_session_link_close (self);
  foyer_session_set_state (self, FOYER_SESSION_STATE_SIGNED_OUT);
  g_task_return_error (task, foyer_session_explain (error));
}

static gboolean
check_hello (FoyerSession *self, const FoyerHello *hello)
{
  g_autoptr (GError) error = NULL;

  if (hello->protocol == FOYER_PROTOCOL)
    return TRUE;
  error = g_error_new_literal (FOYER_ERROR, FOYER_ERROR_VERSION, "another protocol");
  if (self->sign_in != NULL) {
    finish_sign_in (self, error);
    return FALSE;
  }
  foyer_session_link_close (self);
  foyer_session_set_problem (self, _ ("The relay and this application are of different versions."));
  foyer_session_set_state (self, FOYER_SESSION_STATE_REFUSED);
  return FALSE;
}

static void
take_hello (FoyerSession *self, FoyerMessage *message)
{
  g_autoptr (FoyerHello) hello = foyer_wire_read_hello (message);

  if (!check_hello (self, hello))
    return;
  g_list_store_remove_all (self->alerts);
  g_list_store_remove_all (self->conflicts);
  g_clear_pointer (&self->hello, foyer_hello_unref);
  self->hello = g_steal_pointer (&hello);
  /* Whose turn it is next is one of them, as likely as not. */
  if (self->hello->key_bound) {
    foyer_identity_remember_person (self->identity, self->hello->staff);
    /* Admins call a device what they like. */
    foyer_profile_set_setting (self->profile, FOYER_IDENTITY_NAME, self->hello->device->name);
  }
  foyer_session_scout_stop (self);
  foyer_session_clock_start (self);
  /* Before anybody hears of it: what they ask then has its first turn, and not its second. */
  foyer_session_store_remember (self);
  foyer_session_scans_send (self);
  foyer_session_requests_send (self);
  foyer_session_notify (self, FOYER_SESSION_PROP_STAFF);
  foyer_session_notify (self, FOYER_SESSION_PROP_DEVICE);
  foyer_session_set_problem (self, NULL);
  foyer_session_set_state (self, FOYER_SESSION_STATE_ONLINE);
  finish_sign_in (self, NULL);
  foyer_identity_unwatch (self->identity);
  foyer_session_room_meet (self);
  foyer_session_report_start (self);
}

static void
take_error (FoyerSession *self, FoyerMessage *message)
{
  g_autoptr (GError) said = foyer_wire_read_error (message);
  g_autoptr (GError) error = foyer_session_explain (said);

  g_debug ("The relay refused something: %s", foyer_error_to_nick ((FoyerError)said->code));
  if (message->re != NULL && !foyer_session_courier_take_error (self, message->re, error) &&
      !foyer_session_requests_take_error (self, message, error))
    foyer_session_room_take_error (self, message->re, error);
}

static void
on_link_message (FoyerLink *link, FoyerMessage *message, FoyerSession *self)
{
  g_autoptr (FoyerSession) alive = g_object_ref (self);

  foyer_session_courier_hear (self);
  foyer_session_exposure_hear (self);
  switch (message->kind) {
  case FOYER_MESSAGE_KIND_CHALLENGE:
    foyer_session_enter_take_challenge (self, message);
    break;
  case FOYER_MESSAGE_KIND_TOKEN_RENEWED:
    foyer_session_enter_take_token (self, message);
    break;
  case FOYER_MESSAGE_KIND_HELLO:
    take_hello (self, message);
    break;
  case FOYER_MESSAGE_KIND_ERROR:
    take_error (self, message);
    break;
  default:
    if (!foyer_session_courier_take (self, message) && !foyer_session_clock_take (self, message) &&
        !foyer_session_requests_take (self, message) &&
        !foyer_session_alerts_take (self, message) &&
        !foyer_session_conflicts_take (self, message) && !foyer_session_room_take (self, message))
      g_debug ("A %s was left alone", foyer_message_kind_to_nick (message->kind));
    break;
  }
}

static void
on_link_is_offline (FoyerSession *self, const GError *error)
{
  g_autoptr (GError) explained = error != NULL ? foyer_session_explain (error) : NULL;

  foyer_session_report_stop (self);
  foyer_session_room_stop (self);
  foyer_session_copy_pause (self);
  foyer_session_courier_disconnect (self);
  if (self->sign_in != NULL && error != NULL) {
    finish_sign_in (self, error);
    return;
  }
  /* That it is tried again is nothing that anybody has to mend: the state says it. */
  foyer_session_set_problem (self,
                             g_error_matches (error, FOYER_ERROR, FOYER_ERROR_UNTRUSTED)
                                 ? explained->message
                                 : NULL);
  foyer_session_set_state (self, FOYER_SESSION_STATE_OFFLINE);
  foyer_session_scout_start (self);
}

static void
on_link_is_refused (FoyerSession *self, const GError *error)
{
  g_autoptr (GError) explained = foyer_session_explain (error);
  gboolean is_ended = g_error_matches (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT) &&
                      foyer_identity_get_state (self->identity) == FOYER_IDENTITY_STATE_APPROVED;

  if (is_ended && self->is_leaving) {
    foyer_session_sign_out (self);
    return;
  }
  foyer_session_scout_stop (self);
  foyer_session_clock_stop (self);
  foyer_session_report_stop (self);
  foyer_session_room_stop (self);
  foyer_session_scans_keep (self);
  /* A token that is worth nothing any more is not tried the next time either. */
  if (self->remember)
    foyer_secret_store_forget (self->secrets, FOYER_SECRET_TOKEN);
  if (self->sign_in != NULL) {
    finish_sign_in (self, error);
  } else {
    foyer_session_set_problem (self,
                               is_ended ? _ ("Your session was ended elsewhere, or its time was "
                                             "over. Sign in again.")
                                        : explained->message);
    foyer_session_set_state (self, FOYER_SESSION_STATE_REFUSED);
  }
  /* A relay says of a session that it has ended, and not that its device was revoked meanwhile. */
  if (g_error_matches (explained, FOYER_ERROR, FOYER_ERROR_REVOKED))
    foyer_session_wiping_take_revoked (self);
  else if (g_error_matches (explained, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT))
    foyer_identity_watch (self->identity, TRUE);
}

static void
on_link_notify_state (FoyerLink *link, GParamSpec *pspec, FoyerSession *self)
{
  g_autoptr (FoyerSession) alive = g_object_ref (self);
  const GError *error = foyer_link_get_last_error (link);

  switch (foyer_link_get_state (link)) {
  case FOYER_LINK_STATE_CONNECTING:
    foyer_session_clock_call (self);
    /* Trying again is still being offline for who looks at it. */
    if (self->state != FOYER_SESSION_STATE_OFFLINE)
      foyer_session_set_state (self, FOYER_SESSION_STATE_CONNECTING);
    break;
  case FOYER_LINK_STATE_OFFLINE:
    on_link_is_offline (self, error);
    break;
  case FOYER_LINK_STATE_REFUSED:
    on_link_is_refused (self, error);
    break;
  case FOYER_LINK_STATE_ONLINE:
  default:
    break;
  }
}

/**
 * foyer_session_link_close:
 *
 * Lets go of the relay, without a change of state; who waits for it learns that it is over.
 */
void
foyer_session_link_close (FoyerSession *self)
{
  g_autoptr (FoyerLink) link = g_steal_pointer (&self->link);
  g_autoptr (GTask) sign_in = g_steal_pointer (&self->sign_in);

  foyer_session_scout_stop (self);
  foyer_session_clock_stop (self);
  foyer_session_report_stop (self);
  foyer_session_room_stop (self);
  if (link != NULL) {
    g_signal_handlers_disconnect_by_data (link, self);
    foyer_link_stop (link);
  }
  foyer_session_scans_keep (self);
  foyer_session_requests_abandon (self);
  if (sign_in != NULL)
    g_task_return_new_error (sign_in, G_IO_ERROR, G_IO_ERROR_CANCELLED, "signed in elsewhere");
}

/* Forgets the relay and all that it told. */
static void
let_go (FoyerSession *self)
{
  foyer_session_link_close (self);
  foyer_session_room_leave (self);
  g_list_store_remove_all (self->recent);
  g_list_store_remove_all (self->alerts);
  g_list_store_remove_all (self->conflicts);
  g_list_store_remove_all (self->events);
  g_clear_pointer (&self->hello, foyer_hello_unref);
  foyer_session_notify (self, FOYER_SESSION_PROP_STAFF);
  foyer_session_notify (self, FOYER_SESSION_PROP_DEVICE);
}

static void
forget_places (FoyerSession *self)
{
  static const char *const places[] = { "address", "event", "list", "gate", "posted-at" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    foyer_profile_set_setting (self->profile, places[i], NULL);
  foyer_session_adopt_place (self);
  g_clear_pointer (&self->address, g_free);
  foyer_session_notify (self, FOYER_SESSION_PROP_ADDRESS);
}

/**
 * foyer_session_wipe:
 *
 * Wipes what this desk knows of the relay that revoked its device. The relay learns from the
 * identity that it was done.
 */
void
foyer_session_wipe (FoyerSession *self)
{
  let_go (self);
  foyer_session_scans_abandon (self);
  foyer_session_wiping_order (self);
  foyer_session_deliver_start (self);
  foyer_secret_store_forget (self->secrets, FOYER_SECRET_TOKEN);
  forget_places (self);
}

static gboolean
is_token (const char *token)
{
  gsize length = strlen (token);

  if (length == 0 || length > FOYER_LIMIT_TOKEN)
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isgraph (token[i]))
      return FALSE;
  }
  return TRUE;
}

static gboolean
open_link (FoyerSession *self, const char *address, const char *token, GError **error)
{
  g_autoptr (FoyerLink) link = NULL;

  if (!is_token (token)) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         _ ("This is not a token of a relay."));
    return FALSE;
  }
  link = foyer_link_new (address, token, NULL);
  if (link == NULL) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         _ ("This is not the address of a relay. It starts with wss://, or with "
                            "ws:// on this computer."));
    return FALSE;
  }
  if (self->link != NULL)
    let_go (self);
  self->is_leaving = FALSE;
  foyer_session_deliver_stop (self);
  foyer_session_store_open (self);
  self->link = g_steal_pointer (&link);
  foyer_session_store_use_token (self, token);
  g_free (self->address);
  self->address = g_strstrip (g_strdup (address));
  foyer_session_notify (self, FOYER_SESSION_PROP_ADDRESS);
  g_signal_connect (self->link, "message", G_CALLBACK (on_link_message), self);
  g_signal_connect (self->link, "notify::state", G_CALLBACK (on_link_notify_state), self);
  return TRUE;
}

/* As who was greeted last, until the relay says something else. */
static void
go_on (FoyerSession *self, GTask *task)
{
  foyer_session_store_recall (self);
  foyer_link_start (self->link);
  g_task_return_boolean (task, TRUE);
}

/**
 * foyer_session_sign_in_async:
 * @address: where the relay is, such as `wss://relay.example:8443`; a fingerprint may follow `#`
 * @token: what the relay knows the session by
 * @remember: whether foyer_session_restore_async() can use both next time
 *
 * Signs in, instead of who was signed in before. It is done when the relay has said hello, and has
 * failed when the relay cannot be reached at once or does not know the token.
 */
void
foyer_session_sign_in_async (FoyerSession *self,
                             const char *address,
                             const char *token,
                             gboolean remember,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *stripped = NULL;
  GError *error = NULL;

  g_return_if_fail (FOYER_IS_SESSION (self));
  g_return_if_fail (address != NULL);
  g_return_if_fail (token != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_sign_in_async);
  stripped = g_strstrip (g_strdup (token));
  if (!open_link (self, address, stripped, &error)) {
    g_task_return_error (task, error);
    return;
  }
  self->sign_in = g_steal_pointer (&task);
  self->remember = remember;
  self->is_kept = FALSE;
  self->token = g_steal_pointer (&stripped);
  foyer_link_start (self->link);
}

/**
 * foyer_session_sign_in_again_async:
 * @address: where the relay is
 * @token: what the relay knows the session by, which somebody hands in at every start
 *
 * Signs in as foyer_session_sign_in_async() does without remembering it. Where it is this token
 * with which somebody was greeted last, they go on at once, as with foyer_session_restore_async():
 * the relay may be out of reach.
 */
void
foyer_session_sign_in_again_async (FoyerSession *self,
                                   const char *address,
                                   const char *token,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *stripped = NULL;
  GError *error = NULL;

  g_return_if_fail (FOYER_IS_SESSION (self));
  g_return_if_fail (address != NULL);
  g_return_if_fail (token != NULL);

  stripped = g_strstrip (g_strdup (token));
  if (!foyer_session_store_knows_token (self, stripped)) {
    foyer_session_sign_in_async (self, address, stripped, FALSE, cancellable, callback, user_data);
    return;
  }
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_sign_in_again_async);
  if (!open_link (self, address, stripped, &error)) {
    g_task_return_error (task, error);
    return;
  }
  self->remember = FALSE;
  go_on (self, task);
}

/**
 * foyer_session_sign_in_finish:
 * @error: a sentence for people says why not
 *
 * Returns: whether somebody is signed in now
 */
gboolean
foyer_session_sign_in_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
find_nobody (FoyerSession *self, GTask *task)
{
  foyer_identity_watch (self->identity, TRUE);
  foyer_session_wiping_look (self);
  foyer_session_deliver_start (self);
  g_task_return_new_error (task,
                           FOYER_ERROR,
                           FOYER_ERROR_NOT_FOUND,
                           "%s",
                           _ ("Nobody was signed in before."));
}

static void
on_token_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerSession *self = g_task_get_source_object (task);
  g_autofree char *token =
      foyer_secret_store_load_finish (FOYER_SECRET_STORE (source), result, NULL);
  g_autofree char *address = g_strdup (self->address);
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (token == NULL) {
    find_nobody (self, task);
    return;
  }
  if (self->link != NULL || !open_link (self, address, token, &error)) {
    g_task_return_error (task,
                         error != NULL
                             ? error
                             : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, ""));
    return;
  }
  self->remember = TRUE;
  go_on (self, task);
}

/**
 * foyer_session_restore_async:
 *
 * Signs in as last time. It is done as soon as a token was found; the relay may be out of reach,
 * and is then tried again and again.
 */
void
foyer_session_restore_async (FoyerSession *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FOYER_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_session_restore_async);
  if (self->address == NULL) {
    find_nobody (self, task);
    return;
  }
  foyer_secret_store_load_async (self->secrets,
                                 FOYER_SECRET_TOKEN,
                                 cancellable,
                                 on_token_loaded,
                                 g_steal_pointer (&task));
}

/**
 * foyer_session_restore_finish:
 * @error: %FOYER_ERROR_NOT_FOUND: nobody was signed in before
 *
 * Returns: whether somebody is signed in now
 */
gboolean
foyer_session_restore_finish (FoyerSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* A session of this device is of no use to anybody else, so that it need not wait for its end. One
 * that was made with a token ends when its operator says so: the token may be used again. */
static void
end_session (FoyerSession *self)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *request_id = foyer_uuid_new ();
  g_autofree char *text = NULL;

  if (self->hello == NULL || !self->hello->key_bound || self->hello->session_id == NULL)
    return;
  text = foyer_wire_encode_end_session (id, request_id, self->hello->session_id);
  foyer_link_send (self->link, text);
}

/**
 * foyer_session_sign_out:
 *
 * Ends the session where it is one of this device and the relay can be told, lets go of the relay
 * and of all that it told, and forgets the token.
 */
void
foyer_session_sign_out (FoyerSession *self)
{
  g_return_if_fail (FOYER_IS_SESSION (self));

  if (self->link == NULL)
    return;
  end_session (self);
  let_go (self);
  foyer_session_wiping_order (self);
  foyer_session_deliver_start (self);
  foyer_secret_store_forget (self->secrets, FOYER_SECRET_TOKEN);
  foyer_session_notify (self, FOYER_SESSION_PROP_SECRETS_IN_FILE);
  foyer_session_set_problem (self, NULL);
  foyer_session_set_state (self, FOYER_SESSION_STATE_SIGNED_OUT);
  foyer_identity_watch (self->identity, FALSE);
}

/**
 * foyer_session_forget:
 *
 * Signs out, and forgets the relay, what it told and the key that it knew: this device is a new
 * one. The relay is not told that.
 */
void
foyer_session_forget (FoyerSession *self)
{
  g_return_if_fail (FOYER_IS_SESSION (self));

  foyer_session_sign_out (self);
  foyer_session_wipe (self);
  foyer_session_deliver_stop (self);
  foyer_identity_forget (self->identity);
}
