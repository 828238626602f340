/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-scans"

#include "config.h"

#include "store/foyer-store-scans.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "store/foyer-store-events.h"
#include "store/foyer-store-scan-row.h"

/* Every scan of this desk. Those that the relay does not have yet wait, oldest first; none is
 * deleted before its event is closed, because a relay that was restored wants them again. */

#define LIST         "SELECT" FOYER_STORE_SCAN_COLUMNS " FROM scans WHERE standing = "
#define LIST_WAITING LIST "'waiting' AND (?1 IS NULL OR event = ?1) ORDER BY number LIMIT ?2"
/* ?1: the ids of events, one behind the other. */
#define LIST_DELIVERABLE                                                             \
  LIST "'waiting' AND instr (?1, event) = 0 AND (NOT ?3 OR (session IS NOT NULL AND" \
       " (override_at = 0 OR override_session IS NOT NULL))) ORDER BY number LIMIT ?2"
#define LIST_ASIDE LIST "'aside' AND ?1 IS NULL ORDER BY number LIMIT ?2"

void
foyer_store_scan_free (FoyerStoreScan *self)
{
  foyer_report_unref (self->report);
  foyer_verdict_unref (self->verdict);
  g_free (self->trouble);
  g_free (self->staff_email);
  g_free (self->overridden_by);
  g_free (self);
}

/**
 * foyer_store_settlement_new:
 * @trouble: (nullable): what keeps it from ever being stored, as foyer_error_to_text() says it
 *
 * Returns: (transfer full): what became of a scan
 */
FoyerStoreSettlement *
foyer_store_settlement_new (const char *scan_id, gint64 seq, const char *trouble)
{
  FoyerStoreSettlement *self = g_new0 (FoyerStoreSettlement, 1);

  self->scan_id = g_strdup (scan_id);
  self->seq = seq;
  self->trouble = g_strdup (trouble);
  return self;
}

void
foyer_store_settlement_free (FoyerStoreSettlement *self)
{
  g_free (self->scan_id);
  g_free (self->trouble);
  g_free (self);
}

#define IS_CLOSED(event) " IN (SELECT id FROM events WHERE closed AND id = " event ")"

/* Nobody needs a scan of a closed event that the relay has. */
static gboolean
forget_scan (FoyerStoreFile *file, const char *scan_id, GError **error)
{
  return foyer_store_execute_for (file,
                                  "DELETE FROM scans WHERE id = ? AND standing = 'delivered'"
                                  " AND event" IS_CLOSED ("scans.event"),
                                  scan_id,
                                  error);
}

/* Only what waits can be settled: what the relay has it has. Where a supervisor let the guest in
 * while the scan was on its way, that is still to be told. */
static gboolean
settle_one (FoyerStoreFile *file, const FoyerStoreSettlement *self, GError **error)
{
  sqlite3_stmt *statement =
      foyer_store_prepare (file,
                           "UPDATE scans SET standing = ?, seq = ?, trouble = ?"
                           " WHERE id = ? AND standing <> 'delivered' AND (override_at = 0 OR ?)",
                           error);

  if (statement == NULL)
    return FALSE;
  foyer_store_bind_text (statement, 1, self->trouble != NULL ? "aside" : "delivered");
  sqlite3_bind_int64 (statement, 2, self->trouble != NULL ? 0 : self->seq);
  foyer_store_bind_text (statement, 3, self->trouble);
  foyer_store_bind_uuid (statement, 4, self->scan_id);
  sqlite3_bind_int (statement, 5, self->has_override || self->trouble != NULL);
  return foyer_store_execute (file, statement, error) && forget_scan (file, self->scan_id, error);
}

static gboolean
note (FoyerStoreFile *file, const FoyerStoreRecord *record, GError **error)
{
  g_autoptr (FoyerStoreScan) known = NULL;

  if (!foyer_store_find_scan (file, record->scan->id, &known, error))
    return FALSE;
  if (known == NULL)
    return foyer_store_write_scan (file, record, error) &&
           forget_scan (file, record->scan->id, error);
  if (known->verdict->outcome != record->verdict->outcome)
    return TRUE;
  return settle_one (file,
                     &(FoyerStoreSettlement){ .scan_id = record->scan->id,
                                              .seq = record->verdict->seq },
                     error);
}

/* Without a list the scan was for the default one, as far as this desk knows the event. */
static gboolean
find_list (FoyerStoreFile *file, const FoyerScan *scan, char **list_id, GError **error)
{
  g_auto (FoyerStoreEvent) event = { 0 };
  g_autoptr (GError) problem = NULL;
  const FoyerCheckInList *list;

  *list_id = g_strdup (scan->list_id);
  if (scan->list_id != NULL)
    return TRUE;
  if (foyer_store_load_event (file, scan->event_id, &event, &problem)) {
    list = foyer_event_get_list (event.event, NULL);
    *list_id = list != NULL ? g_strdup (list->id) : NULL;
    return TRUE;
  }
  if (g_error_matches (problem, FOYER_ERROR, FOYER_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/**
 * foyer_store_note_verdict:
 * @scan: a scan that the relay answered
 * @verdict: its answer
 * @epoch: the event's epoch
 *
 * Keeps it, so that it can be offered again after a restore. A scan that this desk has decided by
 * itself meanwhile stays as it is, because that is what the guest heard: where the relay's answer
 * says the same the relay has it, and where it says otherwise it goes on waiting.
 */
gboolean
foyer_store_note_verdict (FoyerStoreFile *file,
                          const FoyerScan *scan,
                          const FoyerVerdict *verdict,
                          const FoyerStoreDesk *desk,
                          gint64 epoch,
                          GError **error)
{
  g_autofree char *list_id = NULL;
  g_autoptr (FoyerStoreTransaction) transaction = file;
  FoyerStoreRecord record = { .scan = scan,
                              .verdict = verdict,
                              .desk = desk,
                              .epoch = epoch,
                              .is_delivered = TRUE };

  if (!foyer_store_begin (file, error) || !find_list (file, scan, &list_id, error))
    return FALSE;
  record.list_id = list_id;
  return note (file, &record, error) && foyer_store_commit (file, error);
}

/* What of a row cannot be read any more must not keep the others from the relay. */
static gboolean
set_unreadable_aside (FoyerStoreFile *file, const GPtrArray *ids, GError **error)
{
  g_autoptr (GError) unreadable = NULL;
  g_autofree char *trouble = NULL;

  foyer_store_fail_damaged (&unreadable);
  trouble = foyer_error_to_text (unreadable);
  for (guint i = 0; i < ids->len; i++) {
    FoyerStoreSettlement damaged = {
      .scan_id = g_ptr_array_index (ids, i),
      .trouble = trouble,
    };

    if (!settle_one (file, &damaged, error))
      return FALSE;
  }
  return TRUE;
}

/* @row: bound already. */
static GPtrArray *
read_scans (FoyerStoreFile *file, sqlite3_stmt *row, GError **error)
{
  g_autoptr (GPtrArray) scans =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_store_scan_free);
  g_autoptr (GPtrArray) unreadable = g_ptr_array_new_with_free_func (g_free);
  FoyerStoreStep step;

  while ((step = foyer_store_step (file, row, error)) == FOYER_STORE_ROW) {
    FoyerStoreScan *scan = foyer_store_read_scan (file, row, NULL);

    if (scan != NULL)
      g_ptr_array_add (scans, scan);
    else
      g_ptr_array_add (unreadable, foyer_store_get_uuid (row, 0));
  }
  if (step == FOYER_STORE_FAILED || !set_unreadable_aside (file, unreadable, error))
    return NULL;
  return g_steal_pointer (&scans);
}

static GPtrArray *
list_scans (FoyerStoreFile *file,
            const char *query,
            const char *event_id,
            guint limit,
            GError **error)
{
  sqlite3_stmt *row = foyer_store_prepare (file, query, error);

  if (row == NULL)
    return NULL;
  foyer_store_bind_uuid (row, 1, event_id);
  sqlite3_bind_int64 (row, 2, limit);
  return read_scans (file, row, error);
}

/**
 * foyer_store_list_waiting:
 * @event_id: (nullable): an event, or %NULL for all
 * @limit: how many at most
 *
 * Returns: (transfer full) (element-type FoyerStoreScan) (nullable): the oldest ones that the relay
 *   does not have
 */
GPtrArray *
foyer_store_list_waiting (FoyerStoreFile *file, const char *event_id, guint limit, GError **error)
{
  return list_scans (file, LIST_WAITING, event_id, limit, error);
}

/**
 * foyer_store_list_deliverable:
 * @left_out: events whose scans are not wanted
 * @is_credited: whether only those are wanted that say in which session they were made
 * @limit: how many at most
 *
 * Returns: (transfer full) (element-type FoyerStoreScan) (nullable): the oldest others that the
 *   relay does not have
 */
GPtrArray *
foyer_store_list_deliverable (FoyerStoreFile *file,
                              const char *const *left_out,
                              gboolean is_credited,
                              guint limit,
                              GError **error)
{
  sqlite3_stmt *row = foyer_store_prepare (file, LIST_DELIVERABLE, error);
  g_autoptr (GByteArray) ids = g_byte_array_new ();
  guint8 id[FOYER_UUID_BYTES];

  if (row == NULL)
    return NULL;
  for (guint i = 0; left_out[i] != NULL; i++) {
    if (foyer_uuid_parse (left_out[i], id))
      g_byte_array_append (ids, id, sizeof id);
  }
  sqlite3_bind_blob (row,
                     1,
                     ids->len > 0 ? ids->data : (const guint8 *)"",
                     (int)ids->len,
                     SQLITE_TRANSIENT);
  sqlite3_bind_int64 (row, 2, limit);
  sqlite3_bind_int (row, 3, is_credited);
  return read_scans (file, row, error);
}

/**
 * foyer_store_list_aside:
 * @named_event_id: (nullable): the event whose guests are named where this desk knows them; who is
 *   at the desk need not be allowed to know those of others
 * @limit: how many at most
 *
 * Returns: (transfer full) (element-type FoyerStoreScan) (nullable): the oldest ones that were set
 *   aside, of all events
 */
GPtrArray *
foyer_store_list_aside (FoyerStoreFile *file,
                        const char *named_event_id,
                        guint limit,
                        GError **error)
{
  g_autoptr (GPtrArray) scans = list_scans (file, LIST_ASIDE, NULL, limit, error);

  if (scans == NULL ||
      (named_event_id != NULL && !foyer_store_name_guests (file, named_event_id, scans, error)))
    return NULL;
  return g_steal_pointer (&scans);
}

/**
 * foyer_store_settle:
 * @settlements: (element-type FoyerStoreSettlement): what became of scans that waited
 *
 * Takes them out of the queue, all at once. Those that are not there do no harm.
 */
gboolean
foyer_store_settle (FoyerStoreFile *file, const GPtrArray *settlements, GError **error)
{
  g_autoptr (FoyerStoreTransaction) transaction = file;

  if (!foyer_store_begin (file, error))
    return FALSE;
  for (guint i = 0; i < settlements->len; i++) {
    if (!settle_one (file, g_ptr_array_index (settlements, i), error))
      return FALSE;
  }
  return foyer_store_commit (file, error);
}

/* Whom a supervisor let in since, as the relay told and may have forgotten, is in by what happened
 * at the door in the end. What this desk has kept of that itself it tells as it was. */
#define OFFER                                                                    \
  "UPDATE scans SET epoch = ?1, seq = 0,"                                        \
  " standing = CASE standing WHEN 'delivered' THEN 'waiting' ELSE standing END," \
  " outcome = CASE WHEN " IS_LET_IN " THEN ?3 ELSE outcome END,"                 \
  " reason = CASE WHEN " IS_LET_IN " THEN ?4 ELSE reason END"                    \
  " WHERE event = ?2 AND epoch <> ?1"
#define IS_LET_IN "(amended IS 'overridden' AND override_at = 0)"

/**
 * foyer_store_offer_again:
 * @epoch: the event's epoch now
 *
 * All scans that were delivered in another epoch wait again: the relay may have lost them. Whom a
 * supervisor let in later is told as admitted. An admission that was taken back is told as one, as
 * other desks may have heard of it: a supervisor takes it back again.
 */
gboolean
foyer_store_offer_again (FoyerStoreFile *file, const char *event_id, gint64 epoch, GError **error)
{
  sqlite3_stmt *statement = foyer_store_prepare (file, OFFER, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, epoch);
  foyer_store_bind_uuid (statement, 2, event_id);
  sqlite3_bind_int (statement, 3, FOYER_OUTCOME_ADMITTED);
  sqlite3_bind_int (statement, 4, FOYER_REASON_NONE);
  return foyer_store_execute (file, statement, error);
}

/**
 * foyer_store_forget_closed:
 *
 * Where the event is closed, deletes its scans that the relay has, and what desks have told each
 * other.
 */
gboolean
foyer_store_forget_closed (FoyerStoreFile *file, const char *event_id, GError **error)
{
  static const char *const statements[] = {
    "DELETE FROM scans WHERE standing = 'delivered' AND event" IS_CLOSED ("?1"),
    "DELETE FROM heard WHERE event" IS_CLOSED ("?1"),
    "DELETE FROM runs WHERE event" IS_CLOSED ("?1"),
    "DELETE FROM desks WHERE event" IS_CLOSED ("?1"),
    "DELETE FROM recorded WHERE event" IS_CLOSED ("?1"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++) {
    if (!foyer_store_execute_for (file, statements[i], event_id, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * foyer_store_count_scans:
 * @counts: (out caller-allocates): how many there are, of all events
 */
gboolean
foyer_store_count_scans (FoyerStoreFile *file, FoyerStoreCounts *counts, GError **error)
{
  return foyer_store_read_number (file,
                                  "SELECT count (*) FROM scans WHERE standing = 'waiting'",
                                  &counts->waiting,
                                  error) &&
         foyer_store_read_number (file,
                                  "SELECT count (*) FROM scans WHERE standing = 'aside'",
                                  &counts->aside,
                                  error);
}
