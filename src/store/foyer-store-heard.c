/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-heard"

#include "config.h"

#include "store/foyer-store-heard.h"

#include "base/foyer-uuid.h"
#include "model/foyer-verdict.h"
#include "store/foyer-store-sql.h"

#include <string.h>

/* What happened at the doors of other desks, as desks tell each other, and the numbers under which
 * this one tells of its own. A number is given in the transaction that counts it as given, so that
 * it never stands for two things. A copy of this file would give the same numbers: a run's name
 * says where it was begun, on which computer and in which file, and elsewhere another one is. */

#define RUN_PURPOSE "foyer-run\n"
#define RUN_RANDOM  9
#define MACHINE_ID  "/etc/machine-id"

#define COLUMNS                                                                           \
  " event, device, run, number, scan, ticket, list, outcome, time, error_ms, epoch, seq," \
  " override_signature, "

#define ADD                                  \
  "INSERT INTO heard (" COLUMNS "signature)" \
  " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
#define LOAD "SELECT" COLUMNS "signature FROM heard WHERE event = ? ORDER BY device, run, number"

/* Guests came in or went out by these: scans since the last time, and refused ones since when a
 * supervisor let the guest in. */
#define NUMBER                                                                                   \
  "INSERT INTO heard (" COLUMNS "signature)"                                                     \
  " SELECT event, device, run, last + row_number () OVER (ORDER BY n), id, ticket, list,"        \
  " outcome, time, error_ms, epoch, seq, override, '' FROM ("                                    \
  "  SELECT s.event, r.device, r.run, r.last, s.number AS n, s.id, s.ticket, s.list, s.outcome," \
  "   s.scanned_at - 1000 * s.clock_offset_ms AS time, s.clock_error_ms AS error_ms, s.epoch,"   \
  "   s.seq, CASE s.amended WHEN 'overridden' THEN '' END AS override"                           \
  "   FROM scans s JOIN runs r ON r.event = s.event"                                             \
  "   WHERE s.event = ?1 AND s.number > r.scan AND s.outcome IN (?2, ?3)"                        \
  "  UNION ALL SELECT s.event, r.device, r.run, r.last, s.number, s.id, s.ticket, s.list, ?2,"   \
  "   s.override_at - 1000 * s.override_offset_ms, s.override_error_ms, s.epoch, s.seq, ''"      \
  "   FROM scans s JOIN runs r ON r.event = s.event"                                             \
  "   WHERE s.event = ?1 AND s.override_at > 0 AND NOT EXISTS (SELECT 1 FROM heard h"            \
  "    WHERE h.event = s.event AND h.device = r.device AND h.run = r.run AND h.scan = s.id))"    \
  " WHERE ticket IS NOT NULL AND list IS NOT NULL ORDER BY n"
#define NUMBERED                                                                                 \
  "SELECT" COLUMNS "signature FROM heard WHERE event = ?1 AND device = (SELECT device FROM runs" \
  " WHERE event = ?1) AND run = (SELECT run FROM runs WHERE event = ?1)"                         \
  " AND number > (SELECT last FROM runs WHERE event = ?1) ORDER BY number"
#define COUNT_AS_NUMBERED                                                                   \
  "UPDATE runs SET scan = (SELECT COALESCE (max (number), 0) FROM scans WHERE event = ?1)," \
  " last = (SELECT COALESCE (max (number), 0) FROM heard h WHERE h.event = ?1"              \
  "  AND h.device = runs.device AND h.run = runs.run) WHERE event = ?1"

/* Whether numbers of this desk's run were heard that it has not given: what it keeps is an older
 * state of it, or is used elsewhere too. */
#define FIND_RUN                                                      \
  "SELECT run, EXISTS (SELECT 1 FROM heard h WHERE h.event = r.event" \
  " AND h.device = r.device AND h.run = r.run AND h.number > r.last) FROM runs r WHERE event = ?"

static void
bind_item (sqlite3_stmt *statement, const FoyerHeard *item)
{
  foyer_store_bind_uuid (statement, 1, item->event_id);
  foyer_store_bind_uuid (statement, 2, item->device_id);
  foyer_store_bind_uuid (statement, 3, item->run_id);
  sqlite3_bind_int64 (statement, 4, item->number);
  foyer_store_bind_uuid (statement, 5, item->scan_id);
  foyer_store_bind_uuid (statement, 6, item->ticket_id);
  foyer_store_bind_uuid (statement, 7, item->list_id);
  sqlite3_bind_int (statement, 8, item->outcome);
  sqlite3_bind_int64 (statement, 9, item->time);
  sqlite3_bind_int64 (statement, 10, item->error_ms);
  sqlite3_bind_int64 (statement, 11, item->epoch);
  sqlite3_bind_int64 (statement, 12, item->seq);
  foyer_store_bind_text (statement, 13, item->overridden ? item->override_signature : NULL);
  foyer_store_bind_text (statement, 14, item->signature);
}

static FoyerHeard *
read_item (sqlite3_stmt *row)
{
  g_autofree char *event_id = foyer_store_get_uuid (row, 0);
  g_autofree char *device_id = foyer_store_get_uuid (row, 1);
  g_autofree char *run_id = foyer_store_get_uuid (row, 2);
  g_autofree char *scan_id = foyer_store_get_uuid (row, 4);
  g_autofree char *ticket_id = foyer_store_get_uuid (row, 5);
  g_autofree char *list_id = foyer_store_get_uuid (row, 6);

  return foyer_heard_new (
      &(FoyerHeard){ .event_id = event_id,
                     .device_id = device_id,
                     .run_id = run_id,
                     .number = sqlite3_column_int64 (row, 3),
                     .scan_id = scan_id,
                     .ticket_id = ticket_id,
                     .list_id = list_id,
                     .outcome = (FoyerOutcome)sqlite3_column_int (row, 7),
                     .time = sqlite3_column_int64 (row, 8),
                     .error_ms = sqlite3_column_int64 (row, 9),
                     .epoch = sqlite3_column_int64 (row, 10),
                     .seq = sqlite3_column_int64 (row, 11),
                     .overridden = sqlite3_column_type (row, 12) != SQLITE_NULL,
                     .override_signature = (char *)sqlite3_column_text (row, 12),
                     .signature = (char *)sqlite3_column_text (row, 13) });
}

static GPtrArray *
list_items (FoyerStoreFile *file, const char *query, const char *event_id, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_heard_unref);
  sqlite3_stmt *row = foyer_store_prepare (file, query, error);
  FoyerStoreStep step;

  if (row == NULL)
    return NULL;
  foyer_store_bind_uuid (row, 1, event_id);
  while ((step = foyer_store_step (file, row, error)) == FOYER_STORE_ROW)
    g_ptr_array_add (items, read_item (row));
  return step == FOYER_STORE_DONE ? g_steal_pointer (&items) : NULL;
}

/* Writes where this is behind what of a run's name is random. */
static void
place_run (FoyerStoreFile *file, guint8 run_id[FOYER_UUID_BYTES])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *machine_id = NULL;
  const char *path = sqlite3_db_filename (file->db, "main");
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *)RUN_PURPOSE, -1);
  if (g_file_get_contents (MACHINE_ID, &machine_id, NULL, NULL))
    g_checksum_update (checksum, (const guchar *)machine_id, -1);
  g_checksum_update (checksum, (const guchar *)path, (gssize)strlen (path) + 1);
  g_checksum_update (checksum, run_id, RUN_RANDOM);
  g_checksum_get_digest (checksum, digest, &length);
  memcpy (run_id + RUN_RANDOM, digest, FOYER_UUID_BYTES - RUN_RANDOM);
}

static char *
name_run (FoyerStoreFile *file)
{
  g_autofree char *random = foyer_uuid_new ();
  guint8 run_id[FOYER_UUID_BYTES] = { 0 };

  foyer_uuid_parse (random, run_id);
  place_run (file, run_id);
  return foyer_uuid_format (run_id);
}

/* Whether that run was begun on this computer, in this file or one that was in its place. */
static gboolean
began_run (FoyerStoreFile *file, const char *run_id)
{
  guint8 named[FOYER_UUID_BYTES];
  guint8 placed[FOYER_UUID_BYTES];

  if (!foyer_uuid_parse (run_id, named))
    return FALSE;
  memcpy (placed, named, sizeof placed);
  place_run (file, placed);
  return memcmp (placed, named, sizeof placed) == 0;
}

/* Whether the run that this file names goes on: @needs_another says otherwise. */
static gboolean
check_run (FoyerStoreFile *file, const char *event_id, gboolean *needs_another, GError **error)
{
  sqlite3_stmt *row = foyer_store_prepare (file, FIND_RUN, error);
  g_autofree char *run_id = NULL;
  FoyerStoreStep step;

  if (row == NULL)
    return FALSE;
  foyer_store_bind_uuid (row, 1, event_id);
  step = foyer_store_step (file, row, error);
  if (step != FOYER_STORE_ROW)
    return step == FOYER_STORE_DONE;
  run_id = foyer_store_get_uuid (row, 0);
  *needs_another = *needs_another || !began_run (file, run_id) || sqlite3_column_int (row, 1) != 0;
  sqlite3_reset (row);
  return TRUE;
}

/* Another run where there is none of that device, or where one is wanted. */
static gboolean
ensure_run (FoyerStoreFile *file,
            const char *event_id,
            const char *device_id,
            gboolean is_another,
            GError **error)
{
  g_autofree char *run_id = name_run (file);
  sqlite3_stmt *statement;

  if (!check_run (file, event_id, &is_another, error))
    return FALSE;
  statement = foyer_store_prepare (
      file,
      "INSERT INTO runs (event, device, run, last, scan) VALUES (?1, ?2, ?3, 0, 0)"
      " ON CONFLICT (event) DO UPDATE SET device = ?2, run = ?3, last = 0, scan = 0"
      " WHERE device <> ?2 OR ?4",
      error);

  if (statement == NULL)
    return FALSE;
  foyer_store_bind_uuid (statement, 1, event_id);
  foyer_store_bind_uuid (statement, 2, device_id);
  foyer_store_bind_uuid (statement, 3, run_id);
  sqlite3_bind_int (statement, 4, is_another);
  return foyer_store_execute (file, statement, error);
}

static gboolean
number_scans (FoyerStoreFile *file, const char *event_id, GError **error)
{
  sqlite3_stmt *statement = foyer_store_prepare (file, NUMBER, error);

  if (statement == NULL)
    return FALSE;
  foyer_store_bind_uuid (statement, 1, event_id);
  sqlite3_bind_int (statement, 2, FOYER_OUTCOME_ADMITTED);
  sqlite3_bind_int (statement, 3, FOYER_OUTCOME_EXITED);
  return foyer_store_execute (file, statement, error);
}

static gboolean
sign_item (FoyerStoreFile *file, const FoyerHeard *item, GError **error)
{
  sqlite3_stmt *statement =
      foyer_store_prepare (file,
                           "UPDATE heard SET signature = ?, override_signature = ?"
                           " WHERE event = ? AND device = ? AND run = ? AND number = ?",
                           error);

  if (statement == NULL)
    return FALSE;
  foyer_store_bind_text (statement, 1, item->signature);
  foyer_store_bind_text (statement, 2, item->override_signature);
  foyer_store_bind_uuid (statement, 3, item->event_id);
  foyer_store_bind_uuid (statement, 4, item->device_id);
  foyer_store_bind_uuid (statement, 5, item->run_id);
  sqlite3_bind_int64 (statement, 6, item->number);
  return foyer_store_execute (file, statement, error);
}

static gboolean
sign_items (FoyerStoreFile *file, GPtrArray *items, const FoyerSigningKey *key, GError **error)
{
  for (guint i = 0; i < items->len; i++) {
    FoyerHeard *item = g_ptr_array_index (items, i);

    items->pdata[i] = foyer_heard_new_signed (item, key);
    foyer_heard_unref (item);
    if (!sign_item (file, items->pdata[i], error))
      return FALSE;
  }
  return TRUE;
}

/**
 * foyer_store_number_own:
 * @device_id: which device this is
 * @key: its key
 *
 * Numbers and signs what has happened at this desk's door since the last time.
 *
 * Returns: (transfer full) (nullable) (element-type FoyerHeard): that, in the order of its numbers
 */
GPtrArray *
foyer_store_number_own (FoyerStoreFile *file,
                        const char *event_id,
                        const char *device_id,
                        const FoyerSigningKey *key,
                        GError **error)
{
  g_autoptr (FoyerStoreTransaction) transaction = file;
  g_autoptr (GPtrArray) items = NULL;

  if (!foyer_store_begin (file, error) || !ensure_run (file, event_id, device_id, FALSE, error) ||
      !number_scans (file, event_id, error))
    return NULL;
  items = list_items (file, NUMBERED, event_id, error);
  if (items == NULL || !sign_items (file, items, key, error) ||
      !foyer_store_execute_for (file, COUNT_AS_NUMBERED, event_id, error) ||
      !foyer_store_commit (file, error))
    return NULL;
  return g_steal_pointer (&items);
}

/**
 * foyer_store_begin_run:
 *
 * This desk has lost count: it numbers all its scans anew, in another run.
 */
gboolean
foyer_store_begin_run (FoyerStoreFile *file,
                       const char *event_id,
                       const char *device_id,
                       GError **error)
{
  return ensure_run (file, event_id, device_id, TRUE, error);
}

/**
 * foyer_store_add_heard:
 * @items: (element-type FoyerHeard): what was heard, checked
 *
 * Keeps it, all or nothing. What is there already does no harm.
 */
gboolean
foyer_store_add_heard (FoyerStoreFile *file, const GPtrArray *items, GError **error)
{
  g_autoptr (FoyerStoreTransaction) transaction = file;

  if (!foyer_store_begin (file, error))
    return FALSE;
  for (guint i = 0; i < items->len; i++) {
    sqlite3_stmt *statement = foyer_store_prepare (file, ADD, error);

    if (statement == NULL)
      return FALSE;
    bind_item (statement, g_ptr_array_index (items, i));
    if (!foyer_store_execute (file, statement, error))
      return FALSE;
  }
  return foyer_store_commit (file, error);
}

/**
 * foyer_store_load_heard:
 *
 * Returns: (transfer full) (nullable) (element-type FoyerHeard): all that was heard and what this
 * desk tells of its own, in the order of the numbers of each run
 */
GPtrArray *
foyer_store_load_heard (FoyerStoreFile *file, const char *event_id, GError **error)
{
  return list_items (file, LOAD, event_id, error);
}

/**
 * foyer_store_note_recorded:
 * @change: one that says which scan made it
 *
 * The relay has that scan: it counts no more beside what the relay knows, once this desk knows the
 * change, whether it was heard of already or is later.
 */
gboolean
foyer_store_note_recorded (FoyerStoreFile *file,
                           const char *event_id,
                           gint64 epoch,
                           const FoyerChange *change,
                           GError **error)
{
  sqlite3_stmt *statement =
      foyer_store_prepare (file,
                           "INSERT OR REPLACE INTO recorded (event, scan, epoch, seq)"
                           " VALUES (?, ?, ?, ?)",
                           error);

  if (statement == NULL)
    return FALSE;
  foyer_store_bind_uuid (statement, 1, event_id);
  foyer_store_bind_uuid (statement, 2, change->scan_id);
  sqlite3_bind_int64 (statement, 3, epoch);
  sqlite3_bind_int64 (statement, 4, change->seq);
  return foyer_store_execute (file, statement, error);
}
