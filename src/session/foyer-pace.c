/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-pace"

#include "config.h"

#include "session/foyer-pace.h"

#include "base/foyer-limits.h"

/* How long a guest waits for the relay. As long as it answers in time that is a little more than
 * answers take lately (Jacobson, as TCP does it); an answer that does not come in time makes the
 * desk slow, so that the next guest waits less; a relay of which nothing at all is heard counts as
 * gone, whatever the connection says. It is asked again and again whether it is there, and has to
 * answer a few times in time before it is waited for as before. */

#define MS         G_TIME_SPAN_MILLISECOND
#define SLACK      (100 * MS)
#define DEVIATIONS 4
#define QUICK      3

G_DEFINE_ENUM_TYPE (FoyerDeskMode,
                    foyer_desk_mode,
                    G_DEFINE_ENUM_VALUE (FOYER_DESK_MODE_ONLINE, "online"),
                    G_DEFINE_ENUM_VALUE (FOYER_DESK_MODE_SLOW, "slow"),
                    G_DEFINE_ENUM_VALUE (FOYER_DESK_MODE_OFFLINE, "offline"))

/**
 * foyer_pace_init:
 *
 * There is no connection yet.
 */
void
foyer_pace_init (FoyerPace *self)
{
  *self = (FoyerPace){
    .mode = FOYER_DESK_MODE_OFFLINE,
    .least = FOYER_LIMIT_PATIENCE_SLOW_MS * MS,
  };
}

/**
 * foyer_pace_connect:
 *
 * The relay has said hello.
 */
void
foyer_pace_connect (FoyerPace *self)
{
  self->is_connected = TRUE;
  self->mode = FOYER_DESK_MODE_ONLINE;
  self->silent_since = 0;
}

/**
 * foyer_pace_disconnect:
 */
void
foyer_pace_disconnect (FoyerPace *self)
{
  self->is_connected = FALSE;
  self->mode = FOYER_DESK_MODE_OFFLINE;
  self->silent_since = 0;
}

/**
 * foyer_pace_ask:
 *
 * The relay was asked something.
 */
void
foyer_pace_ask (FoyerPace *self, gint64 now)
{
  if (self->silent_since == 0)
    self->silent_since = now;
}

static void
become_slow (FoyerPace *self, gint64 now)
{
  self->mode = FOYER_DESK_MODE_SLOW;
  self->n_quick = 0;
  self->probe_at = now;
}

/**
 * foyer_pace_hear:
 *
 * The relay said something, whatever it was.
 */
void
foyer_pace_hear (FoyerPace *self)
{
  self->silent_since = 0;
  if (self->is_connected && self->mode == FOYER_DESK_MODE_OFFLINE)
    become_slow (self, 0);
}

/**
 * foyer_pace_answer:
 * @latency: how long it took
 *
 * The relay has answered a question.
 */
void
foyer_pace_answer (FoyerPace *self, gint64 latency)
{
  gint64 difference = ABS (latency - self->smooth);

  foyer_pace_hear (self);
  if (self->smooth == 0) {
    self->smooth = MAX (latency, 1);
    self->deviation = latency / 2;
  } else {
    self->smooth = MAX ((7 * self->smooth + latency) / 8, 1);
    self->deviation = (3 * self->deviation + difference) / 4;
  }
  if (self->mode != FOYER_DESK_MODE_SLOW)
    return;
  self->n_quick = latency <= FOYER_LIMIT_QUICK_ANSWER_MS * MS ? self->n_quick + 1 : 0;
  if (self->n_quick >= QUICK)
    self->mode = FOYER_DESK_MODE_ONLINE;
}

/**
 * foyer_pace_miss:
 *
 * An answer did not come in time.
 */
void
foyer_pace_miss (FoyerPace *self, gint64 now)
{
  if (self->mode == FOYER_DESK_MODE_ONLINE)
    become_slow (self, now);
  self->n_quick = 0;
}

/**
 * foyer_pace_get_patience:
 *
 * Returns: how long a guest waits for an answer
 */
gint64
foyer_pace_get_patience (const FoyerPace *self)
{
  gint64 most = MAX (FOYER_LIMIT_PATIENCE_MS * MS, self->least);

  if (self->mode == FOYER_DESK_MODE_OFFLINE)
    return 0;
  if (self->mode == FOYER_DESK_MODE_SLOW)
    return self->least;
  if (self->smooth == 0)
    return most;
  return CLAMP (self->smooth + DEVIATIONS * self->deviation + SLACK, self->least, most);
}

/* When a relay that should have said something counts as gone. */
static gint64
get_end_of_silence (const FoyerPace *self)
{
  return self->silent_since + MAX (FOYER_LIMIT_SILENCE_MS * MS, self->least);
}

/**
 * foyer_pace_get_deadline:
 *
 * Returns: when foyer_pace_tick() has something to do; %G_MAXINT64: never
 */
gint64
foyer_pace_get_deadline (const FoyerPace *self)
{
  gint64 deadline = G_MAXINT64;

  if (!self->is_connected)
    return deadline;
  if (self->mode != FOYER_DESK_MODE_ONLINE)
    deadline = self->probe_at;
  if (self->silent_since != 0 && self->mode != FOYER_DESK_MODE_OFFLINE)
    deadline = MIN (deadline, get_end_of_silence (self));
  return deadline;
}

/**
 * foyer_pace_tick:
 *
 * Time has gone by.
 *
 * Returns: whether the relay should be asked now whether it is there
 */
gboolean
foyer_pace_tick (FoyerPace *self, gint64 now)
{
  if (!self->is_connected)
    return FALSE;
  if (self->silent_since != 0 && now >= get_end_of_silence (self))
    self->mode = FOYER_DESK_MODE_OFFLINE;
  if (self->mode == FOYER_DESK_MODE_ONLINE || now < self->probe_at)
    return FALSE;
  self->probe_at = now + FOYER_LIMIT_PROBE_MS * MS;
  return TRUE;
}
