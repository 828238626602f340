/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-courier-queue"

#include "config.h"

#include "session/foyer-courier-private.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"

/* What the desk decided by itself, on its way to the relay: once the changes that were missed are
 * here, the oldest first, one batch at a time, until nothing waits. A batch without an answer is
 * sent again; the relay knows each scan by its id. */

/* When the relay can take nothing. */
#define STALL_MS (2 * FOYER_LIMIT_RETRY_MS)

/* Inside the courier; see foyer-courier-private.h. */

/* Whether the relay does not know yet what this desk did. One that cannot be told is asked anyway.
 */
gboolean
foyer_courier_queue_is_behind (const FoyerCourier *self, gint64 now)
{
  return self->has_backlog && now >= self->stalled_until;
}

void
foyer_courier_queue_expect (FoyerCourier *self, gint64 at)
{
  self->queue_at = MIN (self->queue_at, at);
}

/* A scan waits that the relay has not heard of, or heard otherwise. */
void
foyer_courier_queue_add (FoyerCourier *self, gint64 now)
{
  self->has_backlog = TRUE;
  foyer_courier_queue_expect (self, MAX (now, self->stalled_until));
}

void
foyer_courier_queue_stop (FoyerCourier *self)
{
  self->queue = FOYER_QUEUE_IDLE;
  self->stalled_until = 0;
  g_clear_pointer (&self->batch_id, g_free);
}

static void
stall (FoyerCourier *self, gint64 now)
{
  self->stalled_until = now + STALL_MS * FOYER_COURIER_MS;
  self->queue_at = self->stalled_until;
  foyer_courier_resume (self, now);
}

static gboolean
may_deliver (const FoyerCourier *self)
{
  return self->pace.is_connected && self->has_caught_up;
}

void
foyer_courier_queue_tick (FoyerCourier *self, gint64 now)
{
  if (self->queue == FOYER_QUEUE_SENT && now >= self->batch_deadline) {
    foyer_courier_queue_stop (self);
    self->queue_at = now;
  }
  if (self->queue != FOYER_QUEUE_IDLE || !may_deliver (self) || now < self->queue_at)
    return;
  self->queue = FOYER_QUEUE_LISTING;
  self->queue_at = G_MAXINT64;
  self->effects.list_waiting (FOYER_LIMIT_SYNC_SCANS, self->user_data);
}

gint64
foyer_courier_queue_get_deadline (const FoyerCourier *self)
{
  if (!may_deliver (self) || self->queue == FOYER_QUEUE_LISTING)
    return G_MAXINT64;
  return self->queue == FOYER_QUEUE_SENT ? self->batch_deadline : self->queue_at;
}

/* Those whose answer is likely to come by itself are left out. */
static GPtrArray *
choose (const FoyerCourier *self, const GPtrArray *reports)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_report_unref);

  for (guint i = 0; i < reports->len; i++) {
    FoyerReport *report = g_ptr_array_index (reports, i);
    const FoyerErrand *errand = foyer_courier_find (self, report->scan->id);

    if (errand == NULL || !errand->is_asked)
      g_ptr_array_add (chosen, foyer_report_ref (report));
  }
  return chosen;
}

static void
note_overrides (FoyerCourier *self, const GPtrArray *reports)
{
  g_hash_table_remove_all (self->overridden);
  for (guint i = 0; i < reports->len; i++) {
    const FoyerReport *report = g_ptr_array_index (reports, i);

    if (report->override != NULL)
      g_hash_table_add (self->overridden, g_strdup (report->scan->id));
  }
}

static void
deliver (FoyerCourier *self, const GPtrArray *reports, gint64 now)
{
  g_autofree char *id = foyer_uuid_new ();

  if (self->effects.deliver (id, reports, self->user_data) == 0) {
    stall (self, now);
    return;
  }
  note_overrides (self, reports);
  self->queue = FOYER_QUEUE_SENT;
  self->batch_id = g_steal_pointer (&id);
  self->batch_deadline = now + FOYER_LIMIT_ANSWER_MS * FOYER_COURIER_MS;
  foyer_pace_ask (&self->pace, now);
}

static void
take_list (FoyerCourier *self, const GPtrArray *reports, gint64 now)
{
  g_autoptr (GPtrArray) chosen = choose (self, reports);

  /* More may have come to wait since the list was asked for. */
  self->has_backlog = chosen->len > 0 || self->queue_at <= now;
  if (chosen->len > 0)
    deliver (self, chosen, now);
  else
    foyer_courier_resume (self, now);
}

/**
 * foyer_courier_take_waiting:
 * @reports: (nullable) (element-type FoyerReport): the oldest scans that wait, all of one event;
 *   none where nothing waits; %NULL where nobody knows
 */
void
foyer_courier_take_waiting (FoyerCourier *self, GPtrArray *reports, gint64 now)
{
  gboolean was_listing = self->queue == FOYER_QUEUE_LISTING;

  if (was_listing)
    self->queue = FOYER_QUEUE_IDLE;
  if (was_listing && may_deliver (self) && reports != NULL)
    take_list (self, reports, now);
  else if (was_listing && may_deliver (self))
    stall (self, now);
  else if (reports != NULL)
    self->has_backlog = self->has_backlog || reports->len > 0;
}

/* It is not known what becomes of the scan, or it is about who brings it. */
static gboolean
is_not_about_scan (const GError *error)
{
  return g_error_matches (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE) ||
         g_error_matches (error, FOYER_ERROR, FOYER_ERROR_RATE_LIMITED) ||
         g_error_matches (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT) ||
         g_error_matches (error, FOYER_ERROR, FOYER_ERROR_REVOKED);
}

/* Returns: whether the relay will never say anything else about it. */
static gboolean
take_item (FoyerCourier *self, const FoyerSynced *item)
{
  FoyerErrand *errand = foyer_courier_find (self, item->scan_id);

  if (is_not_about_scan (item->error))
    return FALSE;
  /* A relay that says nothing of it does not know what an override is: another one may. */
  if (item->error == NULL && !item->verdict->overridden &&
      g_hash_table_contains (self->overridden, item->scan_id))
    return FALSE;
  if (errand != NULL && errand->state == FOYER_ERRAND_DECIDED)
    foyer_courier_remove (self, errand);
  if (item->error != NULL)
    self->effects.set_aside (item->scan_id, item->error, self->user_data);
  else
    self->effects.settle (item->verdict, self->user_data);
  return TRUE;
}

/**
 * foyer_courier_take_synced:
 * @re: which `sync_scans` is answered
 * @synced: (element-type FoyerSynced): what became of each scan
 *
 * An answer that nobody waits for any more says the same as one that is waited for.
 */
void
foyer_courier_take_synced (FoyerCourier *self, const char *re, const GPtrArray *synced, gint64 now)
{
  gboolean is_awaited = self->batch_id != NULL && g_strcmp0 (re, self->batch_id) == 0;
  guint n_taken = 0;

  foyer_pace_hear (&self->pace);
  for (guint i = 0; i < synced->len; i++)
    n_taken += take_item (self, g_ptr_array_index (synced, i)) ? 1 : 0;
  if (is_awaited) {
    foyer_courier_queue_stop (self);
    if (n_taken > 0)
      self->queue_at = now;
    else
      stall (self, now);
    foyer_courier_queue_tick (self, now);
  }
  foyer_courier_check_mode (self);
}

gboolean
foyer_courier_queue_take_error (FoyerCourier *self, const char *re, gint64 now)
{
  if (self->batch_id == NULL || g_strcmp0 (re, self->batch_id) != 0)
    return FALSE;
  foyer_courier_queue_stop (self);
  stall (self, now);
  return TRUE;
}

/**
 * foyer_courier_override:
 * @scan_id: a scan that was refused
 *
 * A supervisor let the guest in here, and that is kept: the relay is told, whatever it may still
 * say of the scan by itself.
 */
void
foyer_courier_override (FoyerCourier *self, const char *scan_id, gint64 now)
{
  FoyerErrand *errand = foyer_courier_find (self, scan_id);

  if (errand != NULL && errand->state == FOYER_ERRAND_DECIDED)
    foyer_courier_remove (self, errand);
  foyer_courier_queue_add (self, now);
  foyer_courier_queue_tick (self, now);
}

/**
 * foyer_courier_catch_up:
 *
 * What was missed is here: the relay may hear what happened meanwhile.
 */
void
foyer_courier_catch_up (FoyerCourier *self, gint64 now)
{
  self->has_caught_up = TRUE;
  self->queue_at = now;
  foyer_courier_resume (self, now);
  foyer_courier_queue_tick (self, now);
}

/**
 * foyer_courier_fall_behind:
 *
 * Changes are missing: foyer_courier_catch_up() says when they are here.
 */
void
foyer_courier_fall_behind (FoyerCourier *self)
{
  self->has_caught_up = FALSE;
}

/**
 * foyer_courier_look:
 *
 * Finds out whether anything waits from before.
 */
void
foyer_courier_look (FoyerCourier *self)
{
  self->effects.list_waiting (FOYER_LIMIT_SYNC_SCANS, self->user_data);
}
