/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-clock"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-limits.h"
#include "wire/foyer-wire-sync.h"

#include <string.h>

/* How far this computer's clock is off. The greeting says what time it is at the relay, though not
 * to a hair: it may be as old as the connection. Then the relay is asked: a few times, later once a
 * minute, and at once when somebody sets the clock; what that means is known without a relay too.
 * The id of a question says when it was asked, so that a late answer counts for what it is. */

#define ID_PREFIX "clock-"
#define AT_FIRST  4

static gint64
get_lead (void)
{
  return g_get_real_time () - foyer_time_get_steady ();
}

/**
 * foyer_session_clock_estimate:
 * @estimate: (out): how far this computer's clock is ahead of the relay's
 *
 * Returns: whether that is known
 */
gboolean
foyer_session_clock_estimate (FoyerSession *self, FoyerClockEstimate *estimate)
{
  return foyer_clock_estimate (&self->clock,
                               g_get_real_time (),
                               foyer_time_get_steady (),
                               estimate);
}

static void
check_clock (FoyerSession *self)
{
  FoyerClockEstimate estimate;
  gboolean is_off =
      foyer_session_clock_estimate (self, &estimate) &&
      ABS (estimate.offset) - estimate.error > FOYER_LIMIT_CLOCK_OFF_MS * G_TIME_SPAN_MILLISECOND;

  if (self->clock_is_off == is_off)
    return;
  self->clock_is_off = is_off;
  foyer_session_notify (self, FOYER_SESSION_PROP_CLOCK_IS_OFF);
}

static void
add_measurement (FoyerSession *self, gint64 sent, FoyerTime received, FoyerTime answered)
{
  foyer_clock_add (&self->clock,
                   &(FoyerClockMeasurement){ .sent = sent,
                                             .returned = foyer_time_get_steady (),
                                             .received = received,
                                             .answered = answered });
  check_clock (self);
}

/**
 * foyer_session_clock_measure:
 *
 * Asks the relay for the time.
 */
void
foyer_session_clock_measure (FoyerSession *self)
{
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;

  self->measured_at = foyer_time_get_steady ();
  id = g_strdup_printf (ID_PREFIX "%" G_GINT64_FORMAT, self->measured_at);
  text = foyer_wire_encode_measure_clock (id, g_get_real_time ());
  foyer_link_send (self->link, text);
}

static gboolean
on_clock_timeout (gpointer data)
{
  FoyerSession *self = data;
  gint64 age = foyer_time_get_steady () - self->measured_at;
  gint64 lead = get_lead ();

  if (self->state == FOYER_SESSION_STATE_ONLINE &&
      (ABS (lead - self->clock_lead) >= FOYER_LIMIT_CLOCK_SET_MS * G_TIME_SPAN_MILLISECOND ||
       age >= FOYER_LIMIT_CLOCK_SECONDS * G_TIME_SPAN_SECOND ||
       self->clock.n_measurements < AT_FIRST))
    foyer_session_clock_measure (self);
  self->clock_lead = lead;
  check_clock (self);
  return G_SOURCE_CONTINUE;
}

/**
 * foyer_session_clock_call:
 *
 * The relay is being called: its greeting will be no older than this.
 */
void
foyer_session_clock_call (FoyerSession *self)
{
  self->measured_at = foyer_time_get_steady ();
}

/**
 * foyer_session_clock_start:
 *
 * The relay has said hello, and what time it is.
 */
void
foyer_session_clock_start (FoyerSession *self)
{
  foyer_session_clock_stop (self);
  add_measurement (self, self->measured_at, self->hello->server_time, self->hello->server_time);
  self->clock_lead = get_lead ();
  self->clock_timeout =
      g_timeout_add_seconds (FOYER_LIMIT_CLOCK_LOOK_SECONDS, on_clock_timeout, self);
  foyer_session_clock_measure (self);
}

/**
 * foyer_session_clock_stop:
 *
 * Looks no more. What is known stays known.
 */
void
foyer_session_clock_stop (FoyerSession *self)
{
  g_clear_handle_id (&self->clock_timeout, g_source_remove);
}

/**
 * foyer_session_clock_take:
 *
 * Returns: whether @message says what time it is
 */
gboolean
foyer_session_clock_take (FoyerSession *self, FoyerMessage *message)
{
  gint64 sent;

  if (message->kind != FOYER_MESSAGE_KIND_CLOCK_MEASURED)
    return FALSE;
  if (message->re == NULL || !g_str_has_prefix (message->re, ID_PREFIX) ||
      !g_ascii_string_to_signed (message->re + strlen (ID_PREFIX),
                                 10,
                                 0,
                                 foyer_time_get_steady (),
                                 &sent,
                                 NULL))
    return TRUE;
  foyer_session_courier_take_probe (self, foyer_time_get_steady () - sent);
  add_measurement (self,
                   sent,
                   foyer_message_get_time (message, "received"),
                   foyer_message_get_time (message, "sent"));
  return TRUE;
}

/**
 * foyer_session_get_clock_is_off:
 *
 * Returns: whether this computer's clock is so wrong that people should know
 */
gboolean
foyer_session_get_clock_is_off (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), FALSE);

  return self->clock_is_off;
}
