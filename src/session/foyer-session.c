/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-error.h"
#include "session/foyer-host-private.h"
#include "session/foyer-identity-private.h"

#include <glib/gi18n.h>

/* One staff member at one device, as the application's pages see it: who they are, which event they
 * work for, what became of their scans, and what goes on elsewhere. This file holds its state; the
 * files of the same stem hold what it does. */

G_DEFINE_ENUM_TYPE (FoyerSessionState,
                    foyer_session_state,
                    G_DEFINE_ENUM_VALUE (FOYER_SESSION_STATE_SIGNED_OUT, "signed-out"),
                    G_DEFINE_ENUM_VALUE (FOYER_SESSION_STATE_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (FOYER_SESSION_STATE_ONLINE, "online"),
                    G_DEFINE_ENUM_VALUE (FOYER_SESSION_STATE_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (FOYER_SESSION_STATE_REFUSED, "refused"))
G_DEFINE_FINAL_TYPE (FoyerSession, foyer_session, G_TYPE_OBJECT)

static void
foyer_session_dispose (GObject *object)
{
  FoyerSession *self = FOYER_SESSION (object);

  if (self->link != NULL)
    foyer_session_link_close (self);
  foyer_session_scans_abandon (self);
  foyer_session_store_look_away (self);
  foyer_session_copy_stop (self);
  foyer_session_hearing_end (self);
  g_clear_handle_id (&self->courier_timeout, g_source_remove);
  foyer_session_deliver_stop (self);
  g_clear_object (&self->store);
  g_clear_object (&self->unwiped);
  g_clear_handle_id (&self->wiping_timeout, g_source_remove);
  foyer_identity_stop (self->identity);
  g_object_run_dispose (G_OBJECT (self->host));

  G_OBJECT_CLASS (foyer_session_parent_class)->dispose (object);
}

static void
foyer_session_finalize (GObject *object)
{
  FoyerSession *self = FOYER_SESSION (object);

  g_object_unref (self->profile);
  g_object_unref (self->secrets);
  g_object_unref (self->identity);
  g_object_unref (self->heads);
  g_free (self->show_id);
  g_clear_pointer (&self->new_heads, foyer_signed_heads_unref);
  g_object_unref (self->host);
  g_free (self->problem);
  g_free (self->address);
  g_free (self->store_problem);
  g_free (self->store_aside);
  g_clear_pointer (&self->hello, foyer_hello_unref);
  g_object_unref (self->events);
  g_clear_pointer (&self->event, foyer_event_unref);
  g_free (self->event_id);
  g_free (self->list_id);
  g_free (self->gate);
  g_free (self->join_id);
  g_clear_pointer (&self->counts, foyer_counts_unref);
  g_clear_pointer (&self->reckoned, foyer_counts_unref);
  g_free (self->more_list_id);
  g_object_unref (self->recent);
  g_object_unref (self->activities);
  g_object_unref (self->devices);
  g_object_unref (self->alerts);
  g_object_unref (self->conflicts);
  g_object_unref (self->arrivals);
  g_hash_table_unref (self->pending);
  g_hash_table_unref (self->requests);
  foyer_courier_free (self->courier);
  foyer_exposure_free (self->exposure);
  g_ptr_array_unref (self->settlements);
  g_hash_table_unref (self->undeliverable);
  g_free (self->batch_id);
  g_free (self->batch_event);
  g_ptr_array_unref (self->following);
  g_free (self->token);
  g_free (self->token_hash);
  g_free (self->camera_id);
  g_free (self->camera_state);
  g_free (self->camera_name);

  G_OBJECT_CLASS (foyer_session_parent_class)->finalize (object);
}

static void
foyer_session_class_init (FoyerSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = foyer_session_dispose;
  object_class->finalize = foyer_session_finalize;
  foyer_session_install_properties (object_class);
}

static void
foyer_session_init (FoyerSession *self)
{
  self->events = g_list_store_new (FOYER_TYPE_CHOICE);
  self->recent = g_list_store_new (FOYER_TYPE_RECENT_SCAN);
  self->activities = g_list_store_new (FOYER_TYPE_ACTIVITY_ITEM);
  self->devices = g_list_store_new (FOYER_TYPE_DEVICE_ITEM);
  self->alerts = g_list_store_new (FOYER_TYPE_ALERT_ITEM);
  self->conflicts = g_list_store_new (FOYER_TYPE_CONFLICT_ITEM);
  self->arrivals = foyer_arrivals_new ();
  self->pending = foyer_session_scans_new ();
  self->requests = foyer_session_requests_new ();
  self->courier = foyer_session_courier_new (self);
  self->exposure = foyer_exposure_new ();
  self->settlements = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_store_settlement_free);
  self->following = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_batch_unref);
  self->copy_progress = -1;
  self->undeliverable = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
on_identity_unknown (FoyerIdentity *identity, FoyerSession *self)
{
  foyer_session_doubt_all (self);
}

/* However it learned that it was revoked. What waits for a relay that is forgotten is never
 * answered. */
static void
on_identity_notify_state (FoyerIdentity *identity, GParamSpec *pspec, FoyerSession *self)
{
  if (foyer_identity_get_state (identity) == FOYER_IDENTITY_STATE_REVOKED)
    foyer_session_wipe (self);
  else if (foyer_identity_get_state (identity) == FOYER_IDENTITY_STATE_NEW)
    foyer_session_scans_abandon (self);
}

/**
 * foyer_session_new:
 * @profile: (nullable): whose settings and secrets are used; %NULL for the usual ones
 *
 * Returns: (transfer full): a session that nobody is signed in to
 */
FoyerSession *
foyer_session_new (const char *profile)
{
  FoyerSession *self = g_object_new (FOYER_TYPE_SESSION, NULL);

  self->profile = foyer_profile_new (profile);
  self->secrets = foyer_secret_store_new (self->profile);
  self->identity = foyer_identity_new (self->profile, self->secrets);
  self->heads = foyer_head_keeper_new (self->profile);
  self->host = foyer_host_new (self);
  self->address = foyer_profile_get_setting (self->profile, "address");
  foyer_session_adopt_place (self);
  self->camera_id = foyer_profile_get_setting (self->profile, "camera");
  g_signal_connect_object (self->identity,
                           "notify::state",
                           G_CALLBACK (on_identity_notify_state),
                           self,
                           0);
  g_signal_connect_object (self->identity, "unknown", G_CALLBACK (on_identity_unknown), self, 0);
  return self;
}

/**
 * foyer_session_adopt_place:
 *
 * Begins where the desk was left, or where an admin put it meanwhile.
 */
void
foyer_session_adopt_place (FoyerSession *self)
{
  static const struct {
    const char *key;
    gsize offset;
  } places[] = {
    { "event", G_STRUCT_OFFSET (FoyerSession, event_id) },
    { "list", G_STRUCT_OFFSET (FoyerSession, list_id) },
    { "gate", G_STRUCT_OFFSET (FoyerSession, gate) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    char **place = G_STRUCT_MEMBER_P (self, places[i].offset);

    g_free (*place);
    *place = foyer_profile_get_setting (self->profile, places[i].key);
  }
}

/**
 * foyer_session_lend:
 *
 * What the desk keeps may be written when nobody needs the session any more; that must not keep it.
 *
 * Returns: (transfer full): something for foyer_session_take_back(), to be given to it once
 */
gpointer
foyer_session_lend (FoyerSession *self)
{
  GWeakRef *lent = g_new0 (GWeakRef, 1);

  g_weak_ref_init (lent, self);
  return lent;
}

/**
 * foyer_session_take_back:
 *
 * Returns: (transfer full) (nullable): the session, where there still is one
 */
FoyerSession *
foyer_session_take_back (gpointer lent)
{
  FoyerSession *self = g_weak_ref_get (lent);

  g_weak_ref_clear (lent);
  g_free (lent);
  return self;
}

/**
 * foyer_session_set_state:
 */
void
foyer_session_set_state (FoyerSession *self, FoyerSessionState state)
{
  if (self->state == state)
    return;
  self->state = state;
  foyer_session_notify (self, FOYER_SESSION_PROP_STATE);
}

/**
 * foyer_session_set_problem:
 * @problem: (nullable): a sentence for people
 */
void
foyer_session_set_problem (FoyerSession *self, const char *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  foyer_session_notify (self, FOYER_SESSION_PROP_PROBLEM);
}

static const char *
get_sentence (const GError *error)
{
  if (error->domain != FOYER_ERROR)
    return _ ("The relay is out of reach.");
  switch ((FoyerError)error->code) {
  case FOYER_ERROR_SIGNED_OUT:
    return _ ("The relay does not know this token, or the session has ended.");
  case FOYER_ERROR_REVOKED:
    return _ ("This device was revoked.");
  case FOYER_ERROR_UNAVAILABLE:
    return _ ("The relay is out of reach.");
  case FOYER_ERROR_UNTRUSTED:
    return _ ("Whoever answers at the address of the relay has another certificate than the one "
              "that this device knows. It may not be the relay.");
  case FOYER_ERROR_NOT_PERMITTED:
    return _ ("Your role does not include this.");
  case FOYER_ERROR_NOT_FOUND:
    return _ ("What this is about is not there any more.");
  case FOYER_ERROR_RATE_LIMITED:
    return _ ("Too many requests at once. Try again in a moment.");
  case FOYER_ERROR_CHANGED_MEANWHILE:
    return _ ("Somebody else changed this meanwhile.");
  case FOYER_ERROR_UNKNOWN_TYPE:
  case FOYER_ERROR_VERSION:
    return _ ("The relay and this application are of different versions.");
  case FOYER_ERROR_BAD_REQUEST:
  case FOYER_ERROR_SCAN_ID_REUSED:
  case FOYER_ERROR_FAILED:
  default:
    return _ ("The relay could not make sense of this.");
  }
}

/**
 * foyer_session_explain:
 * @error: what a relay said or a link ran into
 *
 * Returns: (transfer full): the same error with a sentence in the language of who uses the program
 */
GError *
foyer_session_explain (const GError *error)
{
  int code = error->domain == FOYER_ERROR ? error->code : FOYER_ERROR_UNAVAILABLE;

  return g_error_new_literal (FOYER_ERROR, code, get_sentence (error));
}

/**
 * foyer_session_get_identity:
 *
 * Returns: (transfer none): which device this is
 */
FoyerIdentity *
foyer_session_get_identity (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return self->identity;
}

FoyerSessionState
foyer_session_get_state (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), FOYER_SESSION_STATE_SIGNED_OUT);

  return self->state;
}

/**
 * foyer_session_get_problem:
 *
 * Returns: (transfer none) (nullable): a sentence for people that says what is wrong now and does
 *   not mend itself
 */
const char *
foyer_session_get_problem (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return self->problem;
}

/**
 * foyer_session_get_address:
 *
 * Returns: (transfer none) (nullable): the relay that is used, or was used last
 */
const char *
foyer_session_get_address (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return self->address;
}

/**
 * foyer_session_get_secrets_in_file:
 *
 * Returns: whether the token is kept in a file, because there is no keyring
 */
gboolean
foyer_session_get_secrets_in_file (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), FALSE);

  return foyer_secret_store_get_in_file (self->secrets);
}

/**
 * foyer_session_get_staff:
 *
 * Returns: (transfer none) (nullable): who is signed in, once the relay has said so
 */
FoyerStaff *
foyer_session_get_staff (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return self->hello != NULL ? self->hello->staff : NULL;
}

/**
 * foyer_session_get_device:
 *
 * Returns: (transfer none) (nullable): which device this is, once the relay has said so
 */
FoyerDevice *
foyer_session_get_device (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return self->hello != NULL ? self->hello->device : NULL;
}

/**
 * foyer_session_can:
 *
 * Returns: whether the role of who is signed in includes @permission
 */
gboolean
foyer_session_can (FoyerSession *self, FoyerPermission permission)
{
  FoyerStaff *staff;

  g_return_val_if_fail (FOYER_IS_SESSION (self), FALSE);

  staff = foyer_session_get_staff (self);
  return staff != NULL && foyer_role_includes (staff->role, permission);
}

/**
 * foyer_session_get_events:
 *
 * Returns: (transfer none) (element-type FoyerChoice): the events that can be chosen
 */
GListModel *
foyer_session_get_events (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return G_LIST_MODEL (self->events);
}

/**
 * foyer_session_get_event:
 *
 * Returns: (transfer none) (nullable): the event that the desk works for, once it is joined
 */
FoyerEvent *
foyer_session_get_event (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return self->event;
}

/**
 * foyer_session_get_list_id:
 *
 * Returns: (transfer none) (nullable): the check-in list; %NULL: the event's default list
 */
const char *
foyer_session_get_list_id (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return self->list_id;
}

/**
 * foyer_session_get_gate:
 *
 * Returns: (transfer none) (nullable): the name of the gate where the desk stands
 */
const char *
foyer_session_get_gate (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return self->gate;
}

/**
 * foyer_session_get_recent:
 *
 * Returns: (transfer none) (element-type FoyerRecentScan): this desk's scans, the newest first
 */
GListModel *
foyer_session_get_recent (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return G_LIST_MODEL (self->recent);
}

/**
 * foyer_session_get_activities:
 *
 * Returns: (transfer none) (element-type FoyerActivityItem): what all desks do, the newest first;
 *   empty without %FOYER_PERMISSION_WATCH
 */
GListModel *
foyer_session_get_activities (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return G_LIST_MODEL (self->activities);
}

/**
 * foyer_session_get_devices:
 *
 * Returns: (transfer none) (element-type FoyerDeviceItem): the devices, where the relay tells of
 *   them
 */
GListModel *
foyer_session_get_devices (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return G_LIST_MODEL (self->devices);
}

/**
 * foyer_session_get_arrivals:
 *
 * Returns: (transfer none): admissions per minute
 */
FoyerArrivals *
foyer_session_get_arrivals (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return self->arrivals;
}
