/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-hearing"

#include "config.h"

#include "session/foyer-session-private.h"

#include "session/foyer-identity-private.h"
#include "wire/foyer-wire-desks.h"

/* What a session hears from the other desks of its event directly. Only a device that has proven
 * its key to the relay speaks with others: they know it by that. */

/* A setting for computers that run several desks. */
#define SETTING "desks-nearby"
#define LOCAL   "this-computer"

/* A desk that is heard directly has nothing to say that this one does not know. */
static void
note_heard (FoyerSession *self, FoyerTime now)
{
  GPtrArray *desks = foyer_hearing_get_desks (self->hearing);

  for (guint i = 0; i < desks->len; i++) {
    const FoyerDesk *desk = g_ptr_array_index (desks, i);

    if (foyer_hearing_hears (self->hearing, desk->device_id))
      foyer_exposure_hear (self->exposure, desk->name, now);
  }
}

/**
 * foyer_session_hearing_refresh:
 * @now: the relay's time
 *
 * Tells the exposure who is heard directly.
 */
void
foyer_session_hearing_refresh (FoyerSession *self, FoyerTime now)
{
  if (self->hearing != NULL)
    note_heard (self, now);
}

static void
on_hearing_changed (FoyerHearing *hearing, FoyerSession *self)
{
  foyer_session_notify (self, FOYER_SESSION_PROP_DESKS_HEARD);
  foyer_session_notify (self, FOYER_SESSION_PROP_DESKS);
}

static void
take_rates (FoyerSession *self, const GPtrArray *desks)
{
  for (guint i = 0; i < desks->len; i++) {
    const FoyerDesk *desk = g_ptr_array_index (desks, i);

    if (!g_str_equal (desk->device_id, self->hello->device->id) && desk->last_heard != 0)
      foyer_exposure_set_rate (self->exposure, desk->name, desk->rate, desk->last_heard);
  }
}

/* The relay is told where this desk may be found as soon as it listens. As long as the relay has
 * not said how fast the others are, what it had said last counts. */
static void
on_hearing_ready (FoyerHearing *hearing, FoyerSession *self)
{
  if (self->desks == NULL)
    take_rates (self, foyer_hearing_get_desks (hearing));
  if (self->state == FOYER_SESSION_STATE_ONLINE && self->link != NULL)
    foyer_session_report_start (self);
}

static void
on_hearing_failed (FoyerHearing *hearing, const GError *error, FoyerSession *self)
{
  g_warning ("What desks tell each other: %s", error->message);
}

static void
set_has_twin (FoyerSession *self, gboolean has_twin)
{
  if (self->has_twin == has_twin)
    return;
  self->has_twin = has_twin;
  foyer_session_notify (self, FOYER_SESSION_PROP_HAS_TWIN);
}

static void
on_hearing_heard (FoyerHearing *hearing, GPtrArray *items, FoyerSession *self)
{
  foyer_session_exposure_add_heard (self, items);
  foyer_session_counts_reckon (self);
}

static void
on_hearing_twin (FoyerHearing *hearing, FoyerSession *self)
{
  set_has_twin (self, TRUE);
}

static void
open_hearing (FoyerSession *self)
{
  g_autofree char *setting = foyer_profile_get_setting (self->profile, SETTING);

  self->hearing = foyer_hearing_new (self->store,
                                     self->event_id,
                                     self->hello->device->id,
                                     self->identity->key,
                                     &self->clock);
  g_signal_connect (self->hearing, "changed", G_CALLBACK (on_hearing_changed), self);
  g_signal_connect (self->hearing, "ready", G_CALLBACK (on_hearing_ready), self);
  g_signal_connect (self->hearing, "heard", G_CALLBACK (on_hearing_heard), self);
  g_signal_connect (self->hearing, "twin", G_CALLBACK (on_hearing_twin), self);
  g_signal_connect (self->hearing, "failed", G_CALLBACK (on_hearing_failed), self);
  foyer_hearing_start (self->hearing, g_strcmp0 (setting, LOCAL) == 0);
  if (self->desks != NULL)
    foyer_hearing_set_desks (self->hearing, self->desks);
}

static gboolean
may_hear (FoyerSession *self)
{
  return self->store != NULL && self->event_id != NULL && self->hello != NULL &&
         self->hello->key_bound && (self->event == NULL || !self->event->policy.closed);
}

static void
on_key_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;
  const FoyerSigningKey *key = foyer_identity_key_finish (FOYER_IDENTITY (source), result, &error);

  if (error != NULL)
    g_debug ("The key to speak with other desks is not to be had: %s", error->message);
  else if (key != NULL && self != NULL && may_hear (self) && self->hearing == NULL)
    open_hearing (self);
}

/**
 * foyer_session_hearing_begin:
 *
 * Listens to the other desks of the event, as soon as it is known which that is, who this is, and
 * what was kept. What is begun already goes on.
 */
void
foyer_session_hearing_begin (FoyerSession *self)
{
  if (self->hearing == NULL && may_hear (self))
    foyer_identity_key_async (self->identity, FALSE, NULL, on_key_ready, foyer_session_lend (self));
}

/**
 * foyer_session_hearing_end:
 *
 * Listens no more: it is another event, or another person's desk.
 */
void
foyer_session_hearing_end (FoyerSession *self)
{
  g_clear_pointer (&self->desks, g_ptr_array_unref);
  if (self->hearing == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->hearing, self);
  g_object_run_dispose (G_OBJECT (self->hearing));
  g_clear_object (&self->hearing);
  set_has_twin (self, FALSE);
  on_hearing_changed (NULL, self);
}

/* Who is no desk of the event any more admits nobody that this one could miss. */
static void
forget_gone (FoyerSession *self, const GPtrArray *former, const GPtrArray *desks)
{
  for (guint i = 0; i < former->len; i++) {
    const FoyerDesk *desk = g_ptr_array_index (former, i);
    const FoyerDesk *now = foyer_desks_find (desks, desk->device_id);

    if (now == NULL || !g_str_equal (now->name, desk->name))
      foyer_exposure_forget (self->exposure, desk->name);
  }
}

static void
take_desks (FoyerSession *self, GPtrArray *desks)
{
  g_autoptr (GPtrArray) former = g_steal_pointer (&self->desks);

  self->desks = g_ptr_array_ref (desks);
  if (former == NULL && self->hearing != NULL)
    former = g_ptr_array_ref (foyer_hearing_get_desks (self->hearing));
  if (former != NULL)
    forget_gone (self, former, desks);
  take_rates (self, desks);
  if (self->hearing != NULL)
    foyer_hearing_set_desks (self->hearing, desks);
}

/**
 * foyer_session_hearing_meet:
 * @room: the room that was joined
 *
 * Learns which desks there are.
 */
void
foyer_session_hearing_meet (FoyerSession *self, const FoyerRoom *room)
{
  if (room->desks != NULL)
    take_desks (self, room->desks);
  foyer_session_hearing_begin (self);
}

/**
 * foyer_session_hearing_take:
 *
 * Returns: whether @message is about the desks, and was taken
 */
gboolean
foyer_session_hearing_take (FoyerSession *self, FoyerMessage *message)
{
  g_autoptr (GPtrArray) desks = NULL;
  g_auto (GStrv) gone = NULL;

  if (message->kind != FOYER_MESSAGE_KIND_DESKS_CHANGED)
    return FALSE;
  if (g_strcmp0 (foyer_message_get_string (message, "event_id"), self->event_id) != 0)
    return TRUE;
  desks = foyer_wire_read_desks_changed (message, &gone);
  if (self->desks != NULL) {
    g_autoptr (GPtrArray) all = foyer_desks_change (self->desks, desks, gone);

    take_desks (self, all);
  }
  return TRUE;
}

/**
 * foyer_session_hearing_note_scan:
 *
 * The store has another scan of this desk.
 */
void
foyer_session_hearing_note_scan (FoyerSession *self)
{
  if (self->hearing != NULL)
    foyer_hearing_note_scan (self->hearing);
}

/**
 * foyer_session_hearing_list_addresses:
 *
 * Returns: (transfer full) (nullable): where other desks may find this one
 */
GStrv
foyer_session_hearing_list_addresses (FoyerSession *self)
{
  return self->hearing != NULL ? foyer_hearing_list_addresses (self->hearing) : NULL;
}

/**
 * foyer_session_get_desks_heard:
 * @n_desks: (out) (optional): how many other desks there are
 *
 * Returns: how many other desks of the event this one hears directly, with a relay or without
 */
guint
foyer_session_get_desks_heard (FoyerSession *self, guint *n_desks)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), 0);

  if (n_desks != NULL)
    *n_desks = self->hearing != NULL ? foyer_hearing_get_n_desks (self->hearing) : 0;
  return self->hearing != NULL ? foyer_hearing_get_n_heard (self->hearing) : 0;
}

/**
 * foyer_session_get_has_twin:
 *
 * Returns: whether other desks have told of another one that works as this very device while this
 * one does
 */
gboolean
foyer_session_get_has_twin (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), FALSE);

  return self->has_twin;
}
