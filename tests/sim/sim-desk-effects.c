/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-desk-private.h"

#include "base/foyer-error.h"
#include "model/foyer-report.h"
#include "store/foyer-store-judge.h"
#include "wire/foyer-wire-device.h"
#include "wire/foyer-wire-sync.h"

/* What the courier makes happen. The file does one thing after the other, each takes a moment, and
 * the desk may crash in between. */

typedef struct {
  FoyerScan *scan;
  FoyerVerdict *verdict;
  GError *error;
  char *scan_id;
  GPtrArray *reports;
  guint limit;
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  g_clear_pointer (&self->scan, foyer_scan_unref);
  g_clear_pointer (&self->verdict, foyer_verdict_unref);
  g_clear_error (&self->error);
  g_clear_pointer (&self->reports, g_ptr_array_unref);
  g_free (self->scan_id);
  g_free (self);
}

static Job *
job_new (const FoyerScan *scan, const FoyerVerdict *verdict)
{
  Job *self = g_new0 (Job, 1);

  if (scan != NULL)
    self->scan = foyer_scan_ref ((FoyerScan *)scan);
  if (verdict != NULL)
    self->verdict = foyer_verdict_ref ((FoyerVerdict *)verdict);
  return self;
}

static void
answer_later (SimDesk *self, SimJobFunc func, Job *job)
{
  sim_desk_later (self,
                  sim_world_delay (self->database->world, 0, 4 * G_TIME_SPAN_MILLISECOND),
                  func,
                  job,
                  job_free);
}

static gboolean
ask (const FoyerScan *scan, gpointer user_data)
{
  SimDesk *self = user_data;
  g_autofree char *text = foyer_wire_encode_verify (scan->id, scan);

  if (self->line == NULL)
    return FALSE;
  sim_desk_send (self, text);
  return TRUE;
}

static void
give_ruling (SimDesk *self, gpointer data)
{
  Job *job = data;

  foyer_courier_take_ruling (self->courier,
                             job->scan->id,
                             job->verdict,
                             job->error,
                             sim_desk_now (self));
}

static void
judge_in_store (SimDesk *self, gpointer data)
{
  const Job *job = data;
  Job *ruling = job_new (job->scan, NULL);
  FoyerStoreDesk desk = sim_desk_get_store_desk (self);

  ruling->verdict = foyer_store_judge (self->file, job->scan, &desk, &ruling->error);
  sim_desk_tell_neighbours (self);
  answer_later (self, give_ruling, ruling);
}

static void
judge (const FoyerScan *scan, gpointer user_data)
{
  sim_desk_in_store (user_data, judge_in_store, job_new (scan, NULL), job_free);
}

static void
tell (const FoyerScan *scan, const FoyerVerdict *verdict, gboolean is_local, gpointer user_data)
{
  SimDesk *self = user_data;
  SimDoor *door = g_new0 (SimDoor, 1);

  door->scan = foyer_scan_ref ((FoyerScan *)scan);
  door->desk = self->number;
  door->outcome = verdict->outcome;
  door->reason = verdict->reason;
  door->is_local = is_local;
  g_ptr_array_add (self->doors, door);
  sim_desk_supervise (self, door);
}

static void
tell_trouble (const FoyerScan *scan, const GError *error, gboolean is_final, gpointer user_data)
{
  g_assert_false (is_final);
}

static void
note_in_store (SimDesk *self, gpointer data)
{
  const Job *job = data;
  FoyerStoreDesk desk = sim_desk_get_store_desk (self);
  g_autoptr (GError) error = NULL;

  foyer_store_note_verdict (self->file, job->scan, job->verdict, &desk, self->epoch, &error);
  g_assert_no_error (error);
  sim_desk_tell_neighbours (self);
}

static void
note (const FoyerScan *scan, const FoyerVerdict *verdict, gpointer user_data)
{
  sim_desk_in_store (user_data, note_in_store, job_new (scan, verdict), job_free);
}

static void
settle_in_store (SimDesk *self, gpointer data)
{
  const Job *job = data;
  g_autoptr (GPtrArray) settlements =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_store_settlement_free);
  FoyerStoreSettlement *settlement;
  g_autoptr (GError) error = NULL;

  settlement = foyer_store_settlement_new (job->verdict->scan_id, job->verdict->seq, NULL);
  settlement->has_override = job->verdict->overridden;
  g_ptr_array_add (settlements, settlement);
  foyer_store_settle (self->file, settlements, &error);
  g_assert_no_error (error);
}

static void
settle (const FoyerVerdict *record, gpointer user_data)
{
  sim_desk_in_store (user_data, settle_in_store, job_new (NULL, record), job_free);
}

/* Nothing in a simulated evening can never be stored. */
static void
set_aside (const char *scan_id, const GError *error, gpointer user_data)
{
  g_error ("%s was set aside: %s", scan_id, error->message);
}

static void
give_list (SimDesk *self, gpointer data)
{
  Job *job = data;

  foyer_courier_take_waiting (self->courier, job->reports, sim_desk_now (self));
}

static void
list_in_store (SimDesk *self, gpointer data)
{
  const Job *job = data;
  Job *list = job_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) waiting =
      foyer_store_list_waiting (self->file, sim_hall_get ()->event->id, job->limit, &error);

  g_assert_no_error (error);
  list->reports = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_report_unref);
  for (guint i = 0; i < waiting->len; i++) {
    const FoyerStoreScan *scan = g_ptr_array_index (waiting, i);

    g_ptr_array_add (list->reports, foyer_report_ref (scan->report));
  }
  answer_later (self, give_list, list);
}

static void
list_waiting (guint limit, gpointer user_data)
{
  Job *job = job_new (NULL, NULL);

  job->limit = limit;
  sim_desk_in_store (user_data, list_in_store, job, job_free);
}

static guint
deliver (const char *id, const GPtrArray *reports, gpointer user_data)
{
  SimDesk *self = user_data;
  g_autofree char *text = NULL;
  guint n_taken = 0;

  if (self->line == NULL)
    return 0;
  text = foyer_wire_encode_sync_scans (id, sim_hall_get ()->event->id, reports, &n_taken);
  sim_desk_send (self, text);
  return n_taken;
}

static void
probe (gpointer user_data)
{
  SimDesk *self = user_data;
  g_autofree char *text = NULL;

  if (self->line == NULL)
    return;
  text = foyer_wire_encode_measure_clock ("probe", sim_desk_now (self));
  sim_desk_send (self, text);
}

static void
mode_changed (FoyerDeskMode mode, gpointer user_data)
{
}

const FoyerCourierEffects sim_desk_effects = {
  .ask = ask,
  .judge = judge,
  .tell = tell,
  .tell_trouble = tell_trouble,
  .note = note,
  .settle = settle,
  .set_aside = set_aside,
  .list_waiting = list_waiting,
  .deliver = deliver,
  .probe = probe,
  .mode_changed = mode_changed,
};
