/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "courier-world"

#include "config.h"

#include "courier-world.h"

#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"

static guint
find_number (World *world, const char *scan_id)
{
  for (guint i = 0; i < world->scans->len; i++) {
    if (g_str_equal (((FoyerScan *)g_ptr_array_index (world->scans, i))->id, scan_id))
      return i + 1;
  }
  g_assert_not_reached ();
}

static void
write_down (World *world, const char *word, const char *scan_id)
{
  g_string_append_printf (world->log,
                          "%s%s %u",
                          world->log->len > 0 ? ", " : "",
                          word,
                          find_number (world, scan_id));
}

void
world_check_log (World *world, const char *expected)
{
  g_assert_cmpstr (world->log->str, ==, expected);
  g_string_truncate (world->log, 0);
}

static gboolean
ask (const FoyerScan *scan, gpointer data)
{
  World *world = data;

  if (!world->is_open)
    return FALSE;
  write_down (world, "ask", scan->id);
  return TRUE;
}

static FoyerVerdict *
make_verdict (const char *scan_id, FoyerOutcome outcome)
{
  return foyer_verdict_new (&(FoyerVerdict){ .scan_id = (char *)scan_id,
                                             .outcome = outcome,
                                             .reason = outcome == FOYER_OUTCOME_REFUSED
                                                           ? FOYER_REASON_ALREADY_ADMITTED
                                                           : FOYER_REASON_NONE });
}

void
world_rule (World *world, const char *scan_id)
{
  g_autoptr (FoyerVerdict) verdict = make_verdict (scan_id, FOYER_OUTCOME_ADMITTED);
  g_autoptr (GError) error =
      g_error_new_literal (FOYER_ERROR, FOYER_ERROR_UNAVAILABLE, "There is no copy.");

  if (world->has_copy)
    g_ptr_array_add (world->waiting, g_strdup (scan_id));
  foyer_courier_take_ruling (world->courier,
                             scan_id,
                             world->has_copy ? verdict : NULL,
                             world->has_copy ? NULL : error,
                             world->now);
}

static void
judge (const FoyerScan *scan, gpointer data)
{
  World *world = data;

  if (world->is_store_slow)
    g_ptr_array_add (world->judging, g_strdup (scan->id));
  else
    world_rule (world, scan->id);
}

static void
tell (const FoyerScan *scan, const FoyerVerdict *verdict, gboolean is_local, gpointer data)
{
  const char *outcome = verdict->outcome == FOYER_OUTCOME_ADMITTED ? "admit" : "refuse";
  g_autofree char *word = g_strconcat (outcome, is_local ? "-here" : "", NULL);

  write_down (data, word, scan->id);
}

static void
tell_trouble (const FoyerScan *scan, const GError *error, gboolean is_final, gpointer data)
{
  g_assert_true (is_final == (error != NULL));
  write_down (data, is_final ? "fail" : "wait", scan->id);
}

static void
note (const FoyerScan *scan, const FoyerVerdict *verdict, gpointer data)
{
  write_down (data, "note", scan->id);
}

static void
forget (World *world, const char *scan_id)
{
  guint index;

  if (g_ptr_array_find_with_equal_func (world->waiting, scan_id, g_str_equal, &index))
    g_ptr_array_remove_index (world->waiting, index);
}

static void
settle (const FoyerVerdict *record, gpointer data)
{
  World *world = data;

  write_down (world, record->overridden ? "settle-override" : "settle", record->scan_id);
  if (record->overridden || !g_hash_table_contains (world->overridden, record->scan_id))
    forget (world, record->scan_id);
}

static void
set_aside (const char *scan_id, const GError *error, gpointer data)
{
  World *world = data;

  write_down (world, "aside", scan_id);
  g_ptr_array_add (world->aside, g_strdup (scan_id));
  forget (world, scan_id);
}

void
world_give_list (World *world)
{
  g_autoptr (GPtrArray) reports =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_report_unref);

  world->is_listing = FALSE;
  for (guint i = 0; i < world->waiting->len && i < FOYER_LIMIT_SYNC_SCANS; i++) {
    guint number = find_number (world, g_ptr_array_index (world->waiting, i));
    FoyerReport report = { .scan = g_ptr_array_index (world->scans, number - 1) };
    g_autoptr (FoyerOverride) override =
        foyer_override_new (&(FoyerOverride){ .reason = (char *)"checked" });

    if (g_hash_table_contains (world->overridden, report.scan->id))
      report.override = override;
    g_ptr_array_add (reports, foyer_report_new (&report));
  }
  foyer_courier_take_waiting (world->courier, reports, world->now);
}

static void
list_waiting (guint limit, gpointer data)
{
  World *world = data;

  g_assert_cmpuint (limit, ==, FOYER_LIMIT_SYNC_SCANS);
  world->is_listing = TRUE;
  if (!world->is_store_slow)
    world_give_list (world);
}

static guint
deliver (const char *id, const GPtrArray *reports, gpointer data)
{
  World *world = data;

  if (!world->is_open)
    return 0;
  g_assert_cmpuint (reports->len, <=, FOYER_LIMIT_SYNC_SCANS);
  g_free (world->batch_id);
  world->batch_id = g_strdup (id);
  g_ptr_array_set_size (world->batch, 0);
  g_hash_table_remove_all (world->told);
  for (guint i = 0; i < reports->len; i++) {
    const FoyerReport *report = g_ptr_array_index (reports, i);

    write_down (world, report->override != NULL ? "deliver-override" : "deliver", report->scan->id);
    g_ptr_array_add (world->batch, g_strdup (report->scan->id));
    if (report->override != NULL)
      g_hash_table_add (world->told, g_strdup (report->scan->id));
  }
  return reports->len;
}

static void
probe (gpointer data)
{
  World *world = data;

  g_string_append_printf (world->log, "%sprobe", world->log->len > 0 ? ", " : "");
}

static void
mode_changed (FoyerDeskMode mode, gpointer data)
{
  static const char *const words[] = { "online", "slow", "offline" };
  World *world = data;

  g_string_append_printf (world->log, "%s%s", world->log->len > 0 ? ", " : "", words[mode]);
}

World *
world_new (void)
{
  static const FoyerCourierEffects effects = { .ask = ask,
                                               .judge = judge,
                                               .tell = tell,
                                               .tell_trouble = tell_trouble,
                                               .note = note,
                                               .settle = settle,
                                               .set_aside = set_aside,
                                               .list_waiting = list_waiting,
                                               .deliver = deliver,
                                               .probe = probe,
                                               .mode_changed = mode_changed };
  World *world = g_new0 (World, 1);

  world->now = 1000000 * MS;
  world->has_copy = TRUE;
  world->scans = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_scan_unref);
  world->waiting = g_ptr_array_new_with_free_func (g_free);
  world->aside = g_ptr_array_new_with_free_func (g_free);
  world->judging = g_ptr_array_new_with_free_func (g_free);
  world->batch = g_ptr_array_new_with_free_func (g_free);
  world->overridden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  world->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  world->log = g_string_new (NULL);
  world->courier = foyer_courier_new (&effects, world);
  return world;
}

void
world_free (World *world)
{
  foyer_courier_free (world->courier);
  g_ptr_array_unref (world->scans);
  g_ptr_array_unref (world->waiting);
  g_ptr_array_unref (world->aside);
  g_ptr_array_unref (world->judging);
  g_ptr_array_unref (world->batch);
  g_hash_table_unref (world->overridden);
  g_hash_table_unref (world->told);
  g_string_free (world->log, TRUE);
  g_free (world->batch_id);
  g_free (world);
}

/* What happens. */

void
world_connect (World *world)
{
  world->is_open = TRUE;
  foyer_courier_connect (world->courier, world->now);
}

void
world_catch_up (World *world)
{
  foyer_courier_catch_up (world->courier, world->now);
}

void
world_disconnect (World *world)
{
  world->is_open = FALSE;
  foyer_courier_disconnect (world->courier, world->now);
}

World *
world_new_online (void)
{
  World *world = world_new ();

  world_connect (world);
  world_catch_up (world);
  world_check_log (world, "online");
  return world;
}

void
world_scan (World *world)
{
  g_autofree char *id = foyer_uuid_new ();
  FoyerScan fields = { .id = id, .event_id = id, .code = (char *)"code" };
  FoyerScan *made = foyer_scan_new (&fields);

  g_ptr_array_add (world->scans, made);
  foyer_courier_submit (world->courier, made, world->now);
}

const char *
world_get_id (World *world, guint number)
{
  return ((FoyerScan *)g_ptr_array_index (world->scans, number - 1))->id;
}

void
world_answer (World *world, guint number, FoyerOutcome outcome)
{
  g_autoptr (FoyerVerdict) verdict = make_verdict (world_get_id (world, number), outcome);

  foyer_courier_take_verdict (world->courier, verdict, world->now);
}

gboolean
world_answer_error (World *world, const char *re, FoyerError code)
{
  g_autoptr (GError) error = g_error_new_literal (FOYER_ERROR, (int)code, "No.");

  return foyer_courier_take_error (world->courier, re, error, world->now);
}

/* Time goes by, and the courier gets its turn whenever it asked for it. */
void
world_pass (World *world, gint64 ms)
{
  gint64 end = world->now + ms * MS;
  gint64 deadline;
  guint n_turns = 0;

  while ((deadline = foyer_courier_get_deadline (world->courier)) <= end) {
    n_turns = deadline > world->now ? 0 : n_turns + 1;
    g_assert_cmpuint (n_turns, <, 5);
    world->now = MAX (deadline, world->now);
    foyer_courier_tick (world->courier, world->now);
  }
  world->now = end;
}

/* A supervisor lets in the guest of a scan, whatever the desk said: the store keeps that. */
void
world_override (World *world, guint number)
{
  const char *scan_id = world_get_id (world, number);

  g_hash_table_add (world->overridden, g_strdup (scan_id));
  if (!g_ptr_array_find_with_equal_func (world->waiting, scan_id, g_str_equal, NULL))
    g_ptr_array_add (world->waiting, g_strdup (scan_id));
  foyer_courier_override (world->courier, scan_id, world->now);
}

static FoyerSynced *
make_synced (World *world, const char *scan_id, int code)
{
  FoyerVerdict fields = { .scan_id = (char *)scan_id,
                          .overridden = !world->is_relay_old &&
                                        g_hash_table_contains (world->told, scan_id) };
  g_autoptr (FoyerVerdict) verdict = foyer_verdict_new (&fields);
  g_autoptr (GError) error = g_error_new_literal (FOYER_ERROR, MAX (code, 0), "No.");

  return code < 0 ? foyer_synced_new (scan_id, verdict) : foyer_synced_new_error (scan_id, error);
}

/* Answers the batch: the scan @poison with @code, the others as they were told. */
void
world_sync_batch (World *world, guint poison, int code)
{
  g_autoptr (GPtrArray) synced = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_synced_free);
  g_autofree char *id = g_steal_pointer (&world->batch_id);

  for (guint i = 0; i < world->batch->len; i++) {
    const char *scan_id = g_ptr_array_index (world->batch, i);
    gboolean is_poison = find_number (world, scan_id) == poison;

    g_ptr_array_add (synced, make_synced (world, scan_id, is_poison ? code : -1));
  }
  foyer_courier_take_synced (world->courier, id, synced, world->now);
}

void
world_sync_all (World *world)
{
  world_sync_batch (world, 0, -1);
}
