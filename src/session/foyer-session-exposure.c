/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-exposure"

#include "config.h"

#include "session/foyer-session-private.h"

/* What other desks may have done that this one has not heard of. As long as the relay is heard, so
 * are they. */

/* By the relay's clock, as far as it is known. */
static FoyerTime
get_now (FoyerSession *self)
{
  FoyerClockEstimate clock = { 0 };

  foyer_session_clock_estimate (self, &clock);
  return g_get_real_time () - clock.offset;
}

/**
 * foyer_session_exposure_hear:
 *
 * The relay has said something.
 */
void
foyer_session_exposure_hear (FoyerSession *self)
{
  foyer_exposure_hear (self->exposure, NULL, get_now (self));
}

/**
 * foyer_session_exposure_add:
 * @change: what happened somewhere
 */
void
foyer_session_exposure_add (FoyerSession *self, const FoyerChange *change)
{
  if (change->kind == FOYER_CHANGE_KIND_VERIFIED && change->device != NULL && self->hello != NULL &&
      !g_str_equal (change->device, self->hello->device->name))
    foyer_exposure_add (self->exposure, change->device, change->timestamp);
}

/**
 * foyer_session_exposure_add_heard:
 * @items: (element-type FoyerHeard): what other desks have told
 *
 * Learns how fast they are, where the relay does not say so: what it has answered comes from itself
 * as well, as long as it is heard.
 */
void
foyer_session_exposure_add_heard (FoyerSession *self, const GPtrArray *items)
{
  GPtrArray *desks = foyer_hearing_get_desks (self->hearing);
  gboolean is_alone = foyer_session_get_mode (self) == FOYER_DESK_MODE_OFFLINE;
  FoyerTime now = get_now (self);

  for (guint i = 0; i < items->len; i++) {
    const FoyerHeard *item = g_ptr_array_index (items, i);
    const FoyerDesk *desk = foyer_desks_find (desks, item->device_id);

    if (desk != NULL && item->outcome == FOYER_OUTCOME_ADMITTED && (is_alone || item->seq == 0) &&
        !g_str_equal (item->device_id, self->hello->device->id))
      foyer_exposure_add (self->exposure, desk->name, MIN (item->time, now));
  }
}

/**
 * foyer_session_get_exposure:
 * @since: (out) (optional): since when; 0 where nothing is missed
 *
 * Returns: how many guests other desks may have admitted that this one has not heard of
 */
guint
foyer_session_get_exposure (FoyerSession *self, FoyerTime *since)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), 0);

  foyer_session_hearing_refresh (self, get_now (self));
  return foyer_exposure_estimate (self->exposure, get_now (self), since);
}

/**
 * foyer_session_list_unheard:
 *
 * Returns: (transfer full) (element-type FoyerUnheard): the desks that cannot be heard
 */
GPtrArray *
foyer_session_list_unheard (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  foyer_session_hearing_refresh (self, get_now (self));
  return foyer_exposure_list (self->exposure, get_now (self));
}
