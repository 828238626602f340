/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-identity-pair"

#include "config.h"

#include "session/foyer-identity-private.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "model/foyer-pairing.h"
#include "session/foyer-patience.h"
#include "wire/foyer-wire-pairing.h"

#include <glib/gi18n.h>
#include <string.h>

/* How this device becomes known to a relay, waits until it is approved, and tells the relay that it
 * has wiped its data once it was revoked. */

#define FIRST_DELAY_MS   2000
#define LONGEST_DELAY_MS 30000
/* While nobody is signed in, nobody else tells a device that it was revoked. */
#define WATCH_DELAY_MS 60000

static void ask_now (FoyerIdentity *self);

/**
 * foyer_identity_stop:
 *
 * Asks nothing any more by itself.
 */
void
foyer_identity_stop (FoyerIdentity *self)
{
  g_clear_handle_id (&self->check_timeout, g_source_remove);
  g_cancellable_cancel (self->check);
  g_clear_object (&self->check);
}

static gboolean
on_check_timeout (gpointer data)
{
  FoyerIdentity *self = data;

  self->check_timeout = 0;
  ask_now (self);
  return G_SOURCE_REMOVE;
}

static void
ask_later (FoyerIdentity *self)
{
  self->check_timeout = g_timeout_add (self->delay_ms, on_check_timeout, self);
  self->delay_ms = MIN (self->delay_ms * 3 / 2, LONGEST_DELAY_MS);
}

static void
keep (FoyerIdentity *self, const char *key, const char *value)
{
  foyer_profile_set_setting (self->profile, key, value);
}

/* Where an admin said so, the desk begins there. */
static void
keep_place (FoyerIdentity *self, const FoyerEnrolment *enrolment)
{
  keep (self, FOYER_IDENTITY_EVENT_NAME, enrolment->event_name);
  keep (self, FOYER_IDENTITY_GATE, enrolment->device->gate);
  if (enrolment->event_id != NULL)
    keep (self, "event", enrolment->event_id);
  if (enrolment->list_id != NULL)
    keep (self, "list", enrolment->list_id);
  if (enrolment->device->gate != NULL)
    keep (self, "gate", enrolment->device->gate);
}

/**
 * foyer_identity_take:
 * @addresses: where the relay may be
 *
 * Remembers what the relay said of this device.
 */
void
foyer_identity_take (FoyerIdentity *self, const FoyerEnrolment *enrolment, GStrv addresses)
{
  const FoyerDevice *device = enrolment->device;
  gboolean is_pending = device->status == FOYER_DEVICE_STATUS_PENDING;
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time ());

  foyer_identity_keep_addresses (self, addresses);
  keep (self, FOYER_IDENTITY_DEVICE, device->id);
  keep (self, FOYER_IDENTITY_NAME, device->name);
  keep (self, FOYER_IDENTITY_INSTALLATION, enrolment->installation_id);
  keep_place (self, enrolment);
  if (!is_pending)
    keep (self, FOYER_IDENTITY_WAITING, NULL);
  else if (foyer_identity_get_waiting_since (self) == 0)
    keep (self, FOYER_IDENTITY_WAITING, now);
  foyer_identity_set_problem (self, NULL);
  foyer_identity_set_state (self,
                            is_pending ? FOYER_IDENTITY_STATE_PENDING
                                       : FOYER_IDENTITY_STATE_APPROVED);
}

/* Asking how it stands, and telling what was done. */

static char *
encode_status (FoyerIdentity *self, const char *challenge, gpointer data)
{
  return foyer_wire_encode_device_status (data, self->key, challenge);
}

static char *
encode_wiped (FoyerIdentity *self, const char *challenge, gpointer data)
{
  return foyer_wire_encode_wiped (data, self->key, challenge);
}

static gboolean
is_unknown (const GError *error)
{
  return g_error_matches (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT) ||
         g_error_matches (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND) ||
         g_error_matches (error, FOYER_ERROR, FOYER_ERROR_REVOKED);
}

static void
tell_why (FoyerIdentity *self, const GError *error)
{
  if (error->domain != FOYER_ERROR || error->code == FOYER_ERROR_FAILED)
    foyer_identity_set_problem (self, error->message);
  else if (is_unknown (error))
    foyer_identity_set_problem (self,
                                _ ("The relay does not know this device any more. Forget the "
                                   "relay, and pair the device again."));
  else if (error->code == FOYER_ERROR_UNTRUSTED)
    foyer_identity_set_problem (self,
                                _ ("Whoever answers at the address of the relay has another "
                                   "certificate than the one that this device knows."));
  else
    foyer_identity_set_problem (self, _ ("The relay is out of reach. Trying again…"));
}

static void
end_revoked (FoyerIdentity *self)
{
  foyer_identity_forget (self);
  foyer_identity_set_problem (self,
                              _ ("This device was revoked. What it knew has been wiped, and the "
                                 "relay has been told."));
}

/**
 * foyer_identity_hold:
 *
 * The key is needed for what a revoked device still has to deliver: it is not forgotten before
 * foyer_identity_let_go().
 */
void
foyer_identity_hold (FoyerIdentity *self)
{
  self->is_held = TRUE;
}

/**
 * foyer_identity_let_go:
 */
void
foyer_identity_let_go (FoyerIdentity *self)
{
  self->is_held = FALSE;
  if (self->is_told && self->state == FOYER_IDENTITY_STATE_REVOKED)
    end_revoked (self);
}

static void
finish_wiped (FoyerIdentity *self, const GError *error)
{
  if (error != NULL) {
    tell_why (self, error);
    ask_later (self);
    return;
  }
  self->is_told = TRUE;
  if (!self->is_held)
    end_revoked (self);
}

static void
finish_status (FoyerIdentity *self, FoyerMessage *message, const char *address, const GError *error)
{
  g_auto (GStrv) addresses = foyer_identity_dup_addresses (self);
  g_auto (GStrv) sorted = NULL;
  g_autoptr (FoyerEnrolment) enrolment = NULL;

  if (message == NULL) {
    if (is_unknown (error) && error->code != FOYER_ERROR_REVOKED)
      foyer_identity_set_unknown (self, TRUE);
    /* Whoever signs in on an approved device is told then of all but that. */
    if (self->state != FOYER_IDENTITY_STATE_APPROVED || self->is_unknown)
      tell_why (self, error);
    ask_later (self);
    return;
  }
  enrolment = foyer_wire_read_device_enrolled (message);
  if (enrolment->device->status == FOYER_DEVICE_STATUS_REVOKED) {
    foyer_identity_wipe (self);
    return;
  }
  foyer_identity_set_unknown (self, FALSE);
  if (self->state == FOYER_IDENTITY_STATE_APPROVED) {
    foyer_identity_set_problem (self, NULL);
    foyer_identity_watch (self, FALSE);
    return;
  }
  sorted = foyer_identity_sort_addresses (addresses, address);
  foyer_identity_take (self, enrolment, sorted);
  if (self->state == FOYER_IDENTITY_STATE_PENDING)
    ask_later (self);
}

static void
on_check_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerIdentity) self = data;
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message = foyer_identity_visit_finish (self, result, &address, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->check);
  if (self->state == FOYER_IDENTITY_STATE_REVOKED)
    finish_wiped (self, error);
  else
    finish_status (self, message, address, error);
}

static void
ask (FoyerIdentity *self, gboolean is_revoked)
{
  FoyerIdentityQuestion question = {
    .path = is_revoked ? "/v1/devices/wiped" : "/v1/devices/status",
    .answer = is_revoked ? FOYER_MESSAGE_KIND_NOTED : FOYER_MESSAGE_KIND_DEVICE_ENROLLED,
    .is_proved = TRUE,
    .encode = is_revoked ? encode_wiped : encode_status,
    .data = foyer_profile_get_setting (self->profile, FOYER_IDENTITY_DEVICE),
    .free_data = g_free,
  };
  g_auto (GStrv) addresses = foyer_identity_dup_addresses (self);

  self->check = g_cancellable_new ();
  foyer_identity_visit_async (self,
                              addresses,
                              NULL,
                              &question,
                              self->check,
                              on_check_ready,
                              g_object_ref (self));
}

/* A receipt is for what was done: whoever does it has to ask for a check then. */
static void
ask_now (FoyerIdentity *self)
{
  gboolean is_revoked = self->state == FOYER_IDENTITY_STATE_REVOKED;

  if (!is_revoked || !foyer_profile_is_wipe_due (self->profile))
    ask (self, is_revoked);
}

/**
 * foyer_identity_check:
 *
 * Asks the relay now how this device stands, and goes on with growing pauses while it has to.
 */
void
foyer_identity_check (FoyerIdentity *self)
{
  g_return_if_fail (FOYER_IS_IDENTITY (self));

  foyer_identity_stop (self);
  self->delay_ms = FIRST_DELAY_MS;
  if (self->state == FOYER_IDENTITY_STATE_PENDING || self->state == FOYER_IDENTITY_STATE_REVOKED)
    ask_now (self);
}

/**
 * foyer_identity_watch:
 * @now: whether there is a reason to ask at once
 *
 * Asks every now and then whether an approved device still is one: nobody is signed in on it.
 */
void
foyer_identity_watch (FoyerIdentity *self, gboolean now)
{
  if (self->state != FOYER_IDENTITY_STATE_APPROVED)
    return;
  foyer_identity_stop (self);
  self->delay_ms = FIRST_DELAY_MS;
  if (now)
    ask_now (self);
  else
    self->check_timeout = g_timeout_add (WATCH_DELAY_MS, on_check_timeout, self);
}

/**
 * foyer_identity_unwatch:
 *
 * Somebody is signed in: whoever ends that says why.
 */
void
foyer_identity_unwatch (FoyerIdentity *self)
{
  foyer_identity_set_unknown (self, FALSE);
  if (self->state == FOYER_IDENTITY_STATE_APPROVED)
    foyer_identity_stop (self);
}

/* Pairing. */

typedef struct {
  GStrv addresses;
  char *code;
  gboolean is_typed;
} Pairing;

static void
pairing_free (gpointer data)
{
  Pairing *pairing = data;

  g_strfreev (pairing->addresses);
  g_free (pairing->code);
  g_free (pairing);
}

static GError *
explain (const GError *error)
{
  const char *sentence;

  if (error->domain != FOYER_ERROR || error->code == FOYER_ERROR_FAILED)
    return g_error_copy (error);
  switch ((FoyerError)error->code) {
  case FOYER_ERROR_SIGNED_OUT:
  case FOYER_ERROR_NOT_FOUND:
  case FOYER_ERROR_NOT_PERMITTED:
    sentence = _ ("This code was used already, or it is too old. Ask for a new one.");
    break;
  case FOYER_ERROR_UNTRUSTED:
    sentence = _ ("The code was made for another relay than the one that answers there. Check the "
                  "address and the code.");
    break;
  case FOYER_ERROR_BAD_REQUEST:
    sentence = _ ("This is not the address of a relay. It looks like relay.example.org:8443.");
    break;
  case FOYER_ERROR_RATE_LIMITED:
    return foyer_patience_explain (error);
  case FOYER_ERROR_VERSION:
  case FOYER_ERROR_UNKNOWN_TYPE:
    sentence = _ ("The relay and this application are of different versions.");
    break;
  default:
    sentence = _ ("The relay cannot be reached. Is this computer in the same network?");
    break;
  }
  return g_error_new_literal (FOYER_ERROR, error->code, sentence);
}

static void
on_enrolled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerIdentity *self = FOYER_IDENTITY (source);
  Pairing *pairing = g_task_get_task_data (task);
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message = foyer_identity_visit_finish (self, result, &address, &error);
  g_autoptr (FoyerEnrolment) enrolment = NULL;
  g_auto (GStrv) sorted = NULL;

  if (message == NULL) {
    g_task_return_error (task, explain (error));
    return;
  }
  enrolment = foyer_wire_read_device_enrolled (message);
  sorted = foyer_identity_sort_addresses (pairing->addresses, address);
  foyer_identity_take (self, enrolment, sorted);
  self->delay_ms = FIRST_DELAY_MS;
  foyer_identity_stop (self);
  if (self->state == FOYER_IDENTITY_STATE_PENDING)
    ask_later (self);
  g_task_return_boolean (task, TRUE);
}

/* The relay's admins see the name and may change it. */
static char *
encode_enrol (FoyerIdentity *self, const char *challenge, gpointer data)
{
  g_autofree char *name = foyer_text_cut (g_get_host_name (), FOYER_LIMIT_NAME);

  return foyer_wire_encode_enrol (data, self->key, name, FOYER_VERSION);
}

static void
on_key_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerIdentity *self = FOYER_IDENTITY (source);
  Pairing *pairing = g_task_get_task_data (task);
  FoyerIdentityQuestion question = {
    .path = "/v1/devices/enrol",
    .answer = FOYER_MESSAGE_KIND_DEVICE_ENROLLED,
    .encode = encode_enrol,
    .data = pairing->code,
  };
  GError *error = NULL;

  if (foyer_identity_key_finish (self, result, &error) == NULL) {
    g_task_return_error (task, error);
    return;
  }
  foyer_identity_visit_async (self,
                              pairing->addresses,
                              pairing->is_typed ? pairing->code : NULL,
                              &question,
                              g_task_get_cancellable (task),
                              on_enrolled,
                              g_object_ref (task));
}

/* @pairing is taken over. */
static void
pair (FoyerIdentity *self, GTask *task, Pairing *pairing)
{
  g_task_set_task_data (task, pairing, pairing_free);
  foyer_identity_key_async (self,
                            TRUE,
                            g_task_get_cancellable (task),
                            on_key_ready,
                            g_object_ref (task));
}

static GStrv
add_pins (const FoyerPairing *pairing)
{
  g_autoptr (GString) pin = g_string_new ("#");
  GStrv addresses = g_strdupv (pairing->addresses);

  if (pairing->fingerprint == NULL)
    return addresses;
  for (guint i = 0; i < FOYER_FINGERPRINT_BYTES; i++)
    g_string_append_printf (pin, "%02x", pairing->fingerprint[i]);
  for (guint i = 0; addresses[i] != NULL; i++) {
    char *plain = addresses[i];

    if (!g_str_has_prefix (plain, "wss:"))
      continue;
    addresses[i] = g_strconcat (plain, pin->str, NULL);
    g_free (plain);
  }
  return addresses;
}

/**
 * foyer_identity_pair_async:
 * @text: what a pairing QR code holds
 *
 * Makes this device known to the relay that the code is for.
 */
void
foyer_identity_pair_async (FoyerIdentity *self,
                           const char *text,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *stripped = NULL;
  g_autoptr (FoyerPairing) pairing = NULL;
  Pairing *own;

  g_return_if_fail (FOYER_IS_IDENTITY (self));
  g_return_if_fail (text != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_identity_pair_async);
  stripped = g_strstrip (g_strdup (text));
  pairing = foyer_pairing_read (stripped);
  if (pairing == NULL) {
    g_task_return_new_error (task,
                             FOYER_ERROR,
                             FOYER_ERROR_BAD_REQUEST,
                             "%s",
                             _ ("This is not a pairing code of Foyer."));
    return;
  }
  own = g_new0 (Pairing, 1);
  own->addresses = add_pins (pairing);
  own->code = g_strdup (pairing->code);
  pair (self, task, own);
}

/* People type `relay.example:8443`. */
static char *
complete_address (const char *typed)
{
  g_autofree char *stripped = g_strstrip (g_strdup (typed));

  if (*stripped == '\0' || strstr (stripped, "://") != NULL)
    return g_steal_pointer (&stripped);
  return g_strconcat ("wss://", stripped, NULL);
}

/**
 * foyer_identity_pair_by_code_async:
 * @address: where the relay is
 * @code: the code that a person typed, in any spelling
 *
 * Makes this device known to a relay. The code also tells the relay from whoever pretends to be it.
 */
void
foyer_identity_pair_by_code_async (FoyerIdentity *self,
                                   const char *address,
                                   const char *code,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *tidy = NULL;
  g_autofree char *complete = NULL;
  const char *addresses[2] = { NULL, NULL };
  Pairing *own;

  g_return_if_fail (FOYER_IS_IDENTITY (self));
  g_return_if_fail (address != NULL && code != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_identity_pair_by_code_async);
  tidy = foyer_pairing_code_tidy (code);
  if (tidy == NULL) {
    g_task_return_new_error (task,
                             FOYER_ERROR,
                             FOYER_ERROR_BAD_REQUEST,
                             "%s",
                             _ ("A pairing code has 24 letters and digits. Check it again."));
    return;
  }
  complete = complete_address (address);
  addresses[0] = complete;
  own = g_new0 (Pairing, 1);
  own->addresses = g_strdupv ((GStrv)addresses);
  own->code = g_steal_pointer (&tidy);
  own->is_typed = TRUE;
  pair (self, task, own);
}

/**
 * foyer_identity_pair_finish:
 * @error: a sentence for people says why not
 *
 * Returns: whether the relay knows this device now; foyer_identity_get_state() says how it stands
 */
gboolean
foyer_identity_pair_finish (FoyerIdentity *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
