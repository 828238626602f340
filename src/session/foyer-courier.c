/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-courier"

#include "config.h"

#include "session/foyer-courier-private.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"

/* Scans on their way to a verdict, and to the relay. A guest waits for the relay as long as it is
 * worth it (foyer-pace), then the desk decides: by the same judge, under the same scan id. What it
 * decided is a fact. An answer that comes later and says the same settles it; otherwise the queue
 * (foyer-courier-queue.c) tells the relay what happened.
 *
 * As long as the relay does not know what this desk did while they were apart it must not be asked:
 * it would admit a guest again whom this desk has let in. Then the desk decides, as soon as it
 * knows what happened elsewhere.
 *
 * There is no socket here, no timer and no thread: time is handed in, and what is to happen goes
 * out through FoyerCourierEffects, so that a simulation runs this very code. */

static void
errand_free (gpointer data)
{
  FoyerErrand *errand = data;

  foyer_scan_unref (errand->scan);
  g_clear_pointer (&errand->answer, foyer_verdict_unref);
  g_clear_pointer (&errand->ruling, foyer_verdict_unref);
  g_free (errand);
}

/**
 * foyer_courier_new:
 * @effects: copied
 *
 * Returns: (transfer full): a courier without a connection
 */
FoyerCourier *
foyer_courier_new (const FoyerCourierEffects *effects, gpointer user_data)
{
  FoyerCourier *self = g_new0 (FoyerCourier, 1);

  self->effects = *effects;
  self->user_data = user_data;
  self->errands = g_ptr_array_new_with_free_func (errand_free);
  self->errands_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->overridden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->queue_at = G_MAXINT64;
  foyer_pace_init (&self->pace);
  self->mode = self->pace.mode;
  return self;
}

void
foyer_courier_free (FoyerCourier *self)
{
  g_hash_table_unref (self->errands_by_id);
  g_ptr_array_unref (self->errands);
  g_hash_table_unref (self->overridden);
  g_free (self->batch_id);
  g_free (self);
}

/* Inside the courier; see foyer-courier-private.h. */

FoyerErrand *
foyer_courier_find (const FoyerCourier *self, const char *scan_id)
{
  return scan_id != NULL ? g_hash_table_lookup (self->errands_by_id, scan_id) : NULL;
}

void
foyer_courier_remove (FoyerCourier *self, FoyerErrand *errand)
{
  if (foyer_courier_find (self, errand->scan->id) == errand)
    g_hash_table_remove (self->errands_by_id, errand->scan->id);
  g_ptr_array_remove (self->errands, errand);
}

void
foyer_courier_check_mode (FoyerCourier *self)
{
  if (self->mode == self->pace.mode)
    return;
  self->mode = self->pace.mode;
  self->effects.mode_changed (self->mode, self->user_data);
}

/* What an effect does may end errands: whoever goes through all of them goes by their ids. */
static GPtrArray *
list_ids (const FoyerCourier *self)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->errands->len; i++)
    g_ptr_array_add (ids, g_strdup (((FoyerErrand *)self->errands->pdata[i])->scan->id));
  return ids;
}

void
foyer_courier_for_each (FoyerCourier *self, FoyerErrandFunc func, gint64 now)
{
  g_autoptr (GPtrArray) ids = list_ids (self);

  for (guint i = 0; i < ids->len; i++) {
    FoyerErrand *errand = foyer_courier_find (self, g_ptr_array_index (ids, i));

    if (errand != NULL)
      func (self, errand, now);
  }
}

void
foyer_courier_judge (FoyerCourier *self, FoyerErrand *errand)
{
  g_autoptr (FoyerScan) scan = foyer_scan_ref (errand->scan);

  errand->state = FOYER_ERRAND_JUDGING;
  errand->deadline = G_MAXINT64;
  self->effects.judge (scan, self->user_data);
}

gboolean
foyer_courier_ask (FoyerCourier *self, FoyerErrand *errand, gint64 now)
{
  if (!self->pace.is_connected || !self->effects.ask (errand->scan, self->user_data))
    return FALSE;
  errand->is_asked = TRUE;
  errand->asked_at = now;
  foyer_pace_ask (&self->pace, now);
  return TRUE;
}

static void
begin (FoyerCourier *self, FoyerErrand *errand, gint64 now)
{
  errand->deadline = now + foyer_pace_get_patience (&self->pace);
  if (self->pace.mode == FOYER_DESK_MODE_OFFLINE) {
    foyer_courier_judge (self, errand);
  } else if (foyer_courier_queue_is_behind (self, now)) {
    errand->state = FOYER_ERRAND_HELD;
    if (self->has_caught_up)
      foyer_courier_judge (self, errand);
  } else if (foyer_courier_ask (self, errand, now)) {
    errand->state = FOYER_ERRAND_ASKED;
  } else {
    foyer_courier_judge (self, errand);
  }
}

static void
resume_errand (FoyerCourier *self, FoyerErrand *errand, gint64 now)
{
  if (errand->state == FOYER_ERRAND_HELD)
    begin (self, errand, now);
}

/* What was held goes on: the relay knows enough, or the desk does. */
void
foyer_courier_resume (FoyerCourier *self, gint64 now)
{
  foyer_courier_for_each (self, resume_errand, now);
}

/**
 * foyer_courier_submit:
 * @scan: what was read just now
 */
void
foyer_courier_submit (FoyerCourier *self, FoyerScan *scan, gint64 now)
{
  FoyerErrand *errand = g_new0 (FoyerErrand, 1);

  errand->scan = foyer_scan_ref (scan);
  errand->submitted_at = now;
  g_ptr_array_add (self->errands, errand);
  /* The key lies in the value. */
  g_hash_table_replace (self->errands_by_id, errand->scan->id, errand);
  begin (self, errand, now);
}

/* Answers. */

static gboolean
say_the_same (const FoyerVerdict *a, const FoyerVerdict *b)
{
  return a->outcome == b->outcome && a->reason == b->reason;
}

/* The desk has decided, and the relay has answered. */
static void
compare (FoyerCourier *self, FoyerErrand *errand, FoyerVerdict *answer, gint64 now)
{
  if (say_the_same (errand->ruling, answer))
    self->effects.settle (answer, self->user_data);
  else
    foyer_courier_queue_add (self, now);
  foyer_courier_remove (self, errand);
}

static void
tell_answer (FoyerCourier *self, FoyerErrand *errand, FoyerVerdict *answer)
{
  g_autoptr (FoyerScan) scan = foyer_scan_ref (errand->scan);

  foyer_courier_remove (self, errand);
  self->effects.note (scan, answer, self->user_data);
  self->effects.tell (scan, answer, FALSE, self->user_data);
}

/**
 * foyer_courier_take_verdict:
 * @verdict: what the relay says
 *
 * Returns: whether it is about a scan that is on its way
 */
gboolean
foyer_courier_take_verdict (FoyerCourier *self, FoyerVerdict *verdict, gint64 now)
{
  FoyerErrand *errand = foyer_courier_find (self, verdict->scan_id);

  foyer_pace_hear (&self->pace);
  if (errand != NULL && errand->is_asked)
    foyer_pace_answer (&self->pace, now - errand->asked_at);
  if (errand != NULL && errand->state == FOYER_ERRAND_JUDGING && errand->answer == NULL)
    errand->answer = foyer_verdict_ref (verdict);
  else if (errand != NULL && errand->state == FOYER_ERRAND_DECIDED)
    compare (self, errand, verdict, now);
  else if (errand != NULL && errand->state != FOYER_ERRAND_JUDGING)
    tell_answer (self, errand, verdict);
  foyer_courier_check_mode (self);
  return errand != NULL;
}

/* The relay could not say: it is asked again. */
static gboolean
may_pass (const GError *error)
{
  return g_error_matches (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE) ||
         g_error_matches (error, FOYER_ERROR, FOYER_ERROR_RATE_LIMITED);
}

static void
fail (FoyerCourier *self, FoyerErrand *errand, const GError *error)
{
  g_autoptr (FoyerScan) scan = foyer_scan_ref (errand->scan);

  foyer_courier_remove (self, errand);
  self->effects.tell_trouble (scan, error, TRUE, self->user_data);
}

static void
take_error (FoyerCourier *self, FoyerErrand *errand, const GError *error, gint64 now)
{
  switch (errand->state) {
  case FOYER_ERRAND_ASKED:
  case FOYER_ERRAND_OPEN:
  case FOYER_ERRAND_HELD:
    errand->is_asked = FALSE;
    if (!may_pass (error))
      fail (self, errand, error);
    break;
  case FOYER_ERRAND_DECIDED:
    /* The queue will hear the same, or better. */
    foyer_courier_remove (self, errand);
    foyer_courier_queue_add (self, now);
    break;
  case FOYER_ERRAND_JUDGING:
  default:
    errand->is_asked = FALSE;
    break;
  }
}

/**
 * foyer_courier_take_error:
 * @re: what the relay did not do
 * @error: why
 *
 * Returns: whether it was something that a courier asked for
 */
gboolean
foyer_courier_take_error (FoyerCourier *self, const char *re, const GError *error, gint64 now)
{
  FoyerErrand *errand = foyer_courier_find (self, re);
  gboolean is_known = errand != NULL;

  foyer_pace_hear (&self->pace);
  if (is_known)
    take_error (self, errand, error, now);
  else
    is_known = foyer_courier_queue_take_error (self, re, now);
  foyer_courier_check_mode (self);
  return is_known;
}

/* The desk's own verdicts. */

/* The relay is asked, as long as it takes; who waits is told at some time that there is nothing. */
static void
leave_open (FoyerCourier *self, FoyerErrand *errand, gint64 now)
{
  errand->state = FOYER_ERRAND_OPEN;
  errand->deadline = errand->submitted_at + FOYER_LIMIT_ANSWER_MS * FOYER_COURIER_MS;
  if (errand->answer != NULL) {
    g_autoptr (FoyerVerdict) answer = g_steal_pointer (&errand->answer);

    tell_answer (self, errand, answer);
  } else if (!errand->is_asked) {
    foyer_courier_ask (self, errand, now);
  }
}

static void
decide (FoyerCourier *self, FoyerErrand *errand, FoyerVerdict *verdict, gint64 now)
{
  g_autoptr (FoyerScan) scan = foyer_scan_ref (errand->scan);

  errand->state = FOYER_ERRAND_DECIDED;
  errand->ruling = foyer_verdict_ref (verdict);
  if (errand->answer != NULL) {
    g_autoptr (FoyerVerdict) answer = g_steal_pointer (&errand->answer);

    compare (self, errand, answer, now);
  } else if (errand->is_asked) {
    errand->deadline = now + FOYER_LIMIT_LATE_ANSWER_MS * FOYER_COURIER_MS;
    foyer_courier_queue_expect (self, errand->deadline);
  } else {
    foyer_courier_remove (self, errand);
    foyer_courier_queue_add (self, now);
  }
  self->effects.tell (scan, verdict, TRUE, self->user_data);
}

/**
 * foyer_courier_take_ruling:
 * @scan_id: a scan that the desk was to decide about
 * @verdict: (nullable): what it decided; scan and verdict are kept
 * @error: (nullable): why it could not
 */
void
foyer_courier_take_ruling (FoyerCourier *self,
                           const char *scan_id,
                           FoyerVerdict *verdict,
                           const GError *error,
                           gint64 now)
{
  FoyerErrand *errand = foyer_courier_find (self, scan_id);

  if (errand == NULL || errand->state != FOYER_ERRAND_JUDGING)
    return;
  if (verdict != NULL)
    decide (self, errand, verdict, now);
  else if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_SCAN_ID_REUSED))
    fail (self, errand, error);
  else
    leave_open (self, errand, now);
}

/* The connection. */

static void
ask_again (FoyerCourier *self, FoyerErrand *errand, gint64 now)
{
  if (errand->state == FOYER_ERRAND_OPEN && !errand->is_asked)
    foyer_courier_ask (self, errand, now);
}

/**
 * foyer_courier_connect:
 *
 * The relay has said hello.
 */
void
foyer_courier_connect (FoyerCourier *self, gint64 now)
{
  foyer_pace_connect (&self->pace);
  foyer_courier_for_each (self, ask_again, now);
  foyer_courier_check_mode (self);
}

static void
lose (FoyerCourier *self, FoyerErrand *errand, gint64 now)
{
  errand->is_asked = FALSE;
  switch (errand->state) {
  case FOYER_ERRAND_HELD:
  case FOYER_ERRAND_ASKED:
    foyer_courier_judge (self, errand);
    break;
  case FOYER_ERRAND_DECIDED:
    foyer_courier_remove (self, errand);
    foyer_courier_queue_add (self, now);
    break;
  case FOYER_ERRAND_JUDGING:
  case FOYER_ERRAND_OPEN:
  default:
    break;
  }
}

/**
 * foyer_courier_disconnect:
 *
 * The connection is gone, and with it every answer that was on its way.
 */
void
foyer_courier_disconnect (FoyerCourier *self, gint64 now)
{
  foyer_pace_disconnect (&self->pace);
  self->has_caught_up = FALSE;
  foyer_courier_queue_stop (self);
  foyer_courier_for_each (self, lose, now);
  foyer_courier_check_mode (self);
}

/**
 * foyer_courier_hear:
 *
 * The relay said something that is no answer.
 */
void
foyer_courier_hear (FoyerCourier *self, gint64 now)
{
  foyer_pace_hear (&self->pace);
  foyer_courier_check_mode (self);
}

/**
 * foyer_courier_take_probe:
 * @latency: how long the answer took
 */
void
foyer_courier_take_probe (FoyerCourier *self, gint64 latency, gint64 now)
{
  foyer_pace_answer (&self->pace, latency);
  foyer_courier_check_mode (self);
}

/**
 * foyer_courier_get_mode:
 *
 * Returns: how verdicts are come by now
 */
FoyerDeskMode
foyer_courier_get_mode (const FoyerCourier *self)
{
  return self->pace.mode;
}

/**
 * foyer_courier_get_n_open:
 *
 * Returns: how many scans have no verdict yet
 */
guint
foyer_courier_get_n_open (const FoyerCourier *self)
{
  guint n = 0;

  for (guint i = 0; i < self->errands->len; i++) {
    const FoyerErrand *errand = g_ptr_array_index (self->errands, i);

    n += errand->state != FOYER_ERRAND_DECIDED ? 1 : 0;
  }
  return n;
}

static void
keep (FoyerCourier *self, FoyerErrand *errand, gint64 now)
{
  errand->is_asked = FALSE;
  if (errand->state == FOYER_ERRAND_HELD || errand->state == FOYER_ERRAND_ASKED) {
    errand->state = FOYER_ERRAND_OPEN;
    errand->is_told = TRUE;
  }
}

/**
 * foyer_courier_keep:
 *
 * Nobody waits any more, and nobody is to decide here: what has no verdict waits for the relay.
 * Goes before foyer_courier_disconnect().
 */
void
foyer_courier_keep (FoyerCourier *self)
{
  foyer_courier_for_each (self, keep, 0);
}

/**
 * foyer_courier_clear:
 *
 * Forgets the scans that have no verdict. What was decided is not here but in the queue.
 */
void
foyer_courier_clear (FoyerCourier *self)
{
  g_hash_table_remove_all (self->errands_by_id);
  g_ptr_array_set_size (self->errands, 0);
}
