/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-courier-time"

#include "config.h"

#include "session/foyer-courier-private.h"

#include "base/foyer-limits.h"

/* What happens to scans when nothing happens: a guest has waited long enough, an answer is not
 * waited for any more, or the relay is asked again. */

static void
lose_patience (FoyerCourier *self, FoyerErrand *errand, gint64 now)
{
  if (now < errand->deadline)
    return;
  switch (errand->state) {
  case FOYER_ERRAND_ASKED:
    foyer_pace_miss (&self->pace, now);
    foyer_courier_judge (self, errand);
    break;
  case FOYER_ERRAND_HELD:
    foyer_courier_judge (self, errand);
    break;
  case FOYER_ERRAND_DECIDED:
    foyer_courier_remove (self, errand);
    foyer_courier_queue_add (self, now);
    break;
  case FOYER_ERRAND_OPEN:
  case FOYER_ERRAND_JUDGING:
  default:
    break;
  }
}

/* Whether the relay may be asked again: it could not say, and the guest still waits, or the desk
 * cannot decide. Where it can, a relay that does not know by now what it did is not asked. */
static gboolean
may_ask_again (const FoyerCourier *self, const FoyerErrand *errand)
{
  return errand->state == FOYER_ERRAND_OPEN ||
         (errand->state == FOYER_ERRAND_ASKED && !errand->is_asked && !self->has_backlog);
}

/* An answer that was lost on an open connection will not come back either: it is asked for. */
static void
ask_on (FoyerCourier *self, FoyerErrand *errand, gint64 now)
{
  if (!may_ask_again (self, errand))
    return;
  if (self->pace.is_connected &&
      ((!errand->is_asked && now >= errand->asked_at + FOYER_LIMIT_RETRY_MS * FOYER_COURIER_MS) ||
       now >= errand->asked_at + FOYER_LIMIT_ANSWER_MS * FOYER_COURIER_MS)) {
    errand->asked_at = now;
    foyer_courier_ask (self, errand, now);
  }
  if (!errand->is_told && now >= errand->deadline) {
    errand->is_told = TRUE;
    self->effects.tell_trouble (errand->scan, NULL, FALSE, self->user_data);
  }
}

/**
 * foyer_courier_tick:
 *
 * Time has gone by.
 */
void
foyer_courier_tick (FoyerCourier *self, gint64 now)
{
  gboolean probe = foyer_pace_tick (&self->pace, now);

  if (probe) {
    foyer_pace_ask (&self->pace, now);
    self->effects.probe (self->user_data);
  }
  foyer_courier_for_each (self, lose_patience, now);
  foyer_courier_for_each (self, ask_on, now);
  foyer_courier_queue_tick (self, now);
  foyer_courier_check_mode (self);
}

static gint64
get_errand_deadline (const FoyerCourier *self, const FoyerErrand *errand)
{
  gint64 wait = errand->is_asked ? FOYER_LIMIT_ANSWER_MS : FOYER_LIMIT_RETRY_MS;
  gint64 again = errand->asked_at + wait * FOYER_COURIER_MS;

  if (!may_ask_again (self, errand))
    return errand->deadline;
  if (!self->pace.is_connected)
    again = G_MAXINT64;
  return errand->is_told ? again : MIN (again, errand->deadline);
}

/**
 * foyer_courier_get_deadline:
 *
 * Returns: when foyer_courier_tick() has something to do; %G_MAXINT64: never
 */
gint64
foyer_courier_get_deadline (const FoyerCourier *self)
{
  gint64 deadline =
      MIN (foyer_pace_get_deadline (&self->pace), foyer_courier_queue_get_deadline (self));

  for (guint i = 0; i < self->errands->len; i++)
    deadline = MIN (deadline, get_errand_deadline (self, g_ptr_array_index (self->errands, i)));
  return deadline;
}
