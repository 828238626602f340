/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-copy"

#include "config.h"

#include "store/foyer-store-copy.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "store/foyer-store-codes.h"
#include "store/foyer-store-state.h"
#include "store/foyer-store-ticket-row.h"

#include <glib/gi18n.h>

/* The desk's copy of an event's tickets. A new copy is made beside the one that counts, and takes
 * its place when it is whole: whoever is interrupted loses nothing, and judges by the old one. */

/**
 * foyer_store_begin_copy:
 * @copy: (out): a number for foyer_store_add_tickets() and foyer_store_finish_copy()
 */
gboolean
foyer_store_begin_copy (FoyerStoreFile *file, gint64 *copy, GError **error)
{
  return foyer_store_read_number (file,
                                  "SELECT 1 + max ("
                                  "coalesce ((SELECT max (copy) FROM events), 0),"
                                  "coalesce ((SELECT max (copy) FROM codes), 0),"
                                  "coalesce ((SELECT max (copy) FROM states), 0),"
                                  "coalesce ((SELECT max (copy) FROM included), 0),"
                                  "coalesce ((SELECT max (copy) FROM tickets), 0))",
                                  copy,
                                  error);
}

static gboolean
include_scans (FoyerStoreFile *file, gint64 copy, char *const *scan_ids, GError **error)
{
  for (guint i = 0; scan_ids != NULL && scan_ids[i] != NULL; i++) {
    sqlite3_stmt *statement =
        foyer_store_prepare (file,
                             "INSERT OR IGNORE INTO included (copy, scan) VALUES (?, ?)",
                             error);

    if (statement == NULL)
      return FALSE;
    sqlite3_bind_int64 (statement, 1, copy);
    foyer_store_bind_uuid (statement, 2, scan_ids[i]);
    if (!foyer_store_execute (file, statement, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_ticket (FoyerStoreFile *file, gint64 copy, const FoyerSnapshotTicket *ticket, GError **error)
{
  if (!foyer_store_write_ticket (file, copy, ticket->ticket, ticket->code_sha256, error))
    return FALSE;
  foyer_store_remember_code (file, copy, ticket->ticket->id, ticket->code_sha256);
  for (guint i = 0; i < ticket->states->len; i++) {
    const FoyerListState *state = &g_array_index (ticket->states, FoyerListState, i);

    if (!foyer_store_write_state (file,
                                  copy,
                                  ticket->ticket->id,
                                  state->list_id,
                                  &state->state,
                                  error) ||
        !include_scans (file, copy, state->scan_ids, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_tickets (FoyerStoreFile *file,
             gint64 copy,
             const GPtrArray *tickets,
             guint from,
             guint n_tickets,
             GError **error)
{
  g_autoptr (FoyerStoreTransaction) transaction = file;

  if (!foyer_store_begin (file, error))
    return FALSE;
  for (guint i = from; i < from + n_tickets; i++) {
    if (!add_ticket (file, copy, g_ptr_array_index (tickets, i), error))
      return FALSE;
  }
  return foyer_store_commit (file, error);
}

/**
 * foyer_store_add_tickets:
 * @tickets: (element-type FoyerSnapshotTicket): the next ones
 * @from: the first of them that is wanted
 * @n_tickets: how many are wanted
 *
 * Nobody waits for the disk here: that the copy is whole and durable, foyer_store_finish_copy()
 * sees to, and until then it counts for nothing.
 */
gboolean
foyer_store_add_tickets (FoyerStoreFile *file,
                         gint64 copy,
                         const GPtrArray *tickets,
                         guint from,
                         guint n_tickets,
                         GError **error)
{
  gboolean done = foyer_store_wait_for_disk (file, FALSE, error) &&
                  add_tickets (file, copy, tickets, from, n_tickets, error);

  return foyer_store_wait_for_disk (file, TRUE, done ? error : NULL) && done;
}

/* Of what foyer_store_index_codes() was not asked to do before. */
static gboolean
index_all_codes (FoyerStoreFile *file, gint64 copy, GError **error)
{
  gboolean is_over = FALSE;

  while (!is_over) {
    if (!foyer_store_index_codes (file, copy, &is_over, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * foyer_store_finish_copy:
 * @copy: what is complete
 *
 * From now on the copy is the one that counts; unless the event has another epoch by now, or is
 * closed or not kept any more: then it is none, and %FOYER_ERROR_CHANGED_MEANWHILE is set.
 */
gboolean
foyer_store_finish_copy (FoyerStoreFile *file, const FoyerStoreCopy *copy, GError **error)
{
  sqlite3_stmt *statement;

  if (!index_all_codes (file, copy->copy, error))
    return FALSE;
  statement = foyer_store_prepare (file,
                                   "UPDATE events SET copy = ?, seq = ?, whole = ? "
                                   "WHERE id = ? AND epoch = ? AND NOT closed",
                                   error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, copy->copy);
  sqlite3_bind_int64 (statement, 2, copy->seq);
  sqlite3_bind_int (statement, 3, copy->whole);
  foyer_store_bind_uuid (statement, 4, copy->event_id);
  sqlite3_bind_int64 (statement, 5, copy->epoch);
  if (!foyer_store_execute (file, statement, error))
    return FALSE;
  if (sqlite3_changes (file->db) == 1)
    return TRUE;
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_CHANGED_MEANWHILE,
                       _ ("The event was restored or closed meanwhile."));
  return FALSE;
}

/* Copies are few: each is found by looking behind the one before it. */
static gboolean
find_old_copy (FoyerStoreFile *file,
               const char *next_copy,
               gint64 unfinished,
               gint64 *copy,
               GError **error)
{
  static const char is_used[] = "SELECT 1 FROM events WHERE copy = ?";

  *copy = 0;
  while (TRUE) {
    sqlite3_stmt *row = foyer_store_prepare (file, next_copy, error);
    FoyerStoreStep step;

    if (row == NULL)
      return FALSE;
    sqlite3_bind_int64 (row, 1, *copy);
    if (foyer_store_step (file, row, error) != FOYER_STORE_ROW)
      return FALSE;
    *copy = sqlite3_column_int64 (row, 0);
    sqlite3_reset (row);
    row = *copy != 0 ? foyer_store_prepare (file, is_used, error) : NULL;
    if (row == NULL)
      return *copy == 0;
    sqlite3_bind_int64 (row, 1, *copy);
    step = foyer_store_step (file, row, error);
    sqlite3_reset (row);
    if (step == FOYER_STORE_FAILED)
      return FALSE;
    if (step == FOYER_STORE_DONE && *copy != unfinished)
      return TRUE;
  }
}

static gboolean
delete_some (FoyerStoreFile *file, const char *sql, gint64 copy, GError **error)
{
  sqlite3_stmt *statement = foyer_store_prepare (file, sql, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, copy);
  return foyer_store_execute (file, statement, error);
}

static gboolean
delete_lazily (FoyerStoreFile *file, const char *sql, gint64 copy, GError **error)
{
  gboolean done =
      foyer_store_wait_for_disk (file, FALSE, error) && delete_some (file, sql, copy, error);

  return foyer_store_wait_for_disk (file, TRUE, done ? error : NULL) && done;
}

/**
 * foyer_store_sweep:
 * @unfinished: a copy that is being made; 0 where there is none
 * @is_clean: (out): whether nothing is left to do
 *
 * Deletes a part of the copies that count no more.
 */
gboolean
foyer_store_sweep (FoyerStoreFile *file, gint64 unfinished, gboolean *is_clean, GError **error)
{
  static const char *const statements[][2] = {
    { "SELECT coalesce (min (copy), 0) FROM codes WHERE copy > ?",
      "DELETE FROM codes WHERE copy = ?1 AND (key, ticket) IN (SELECT key, ticket FROM codes"
      " WHERE copy = ?1 LIMIT " G_STRINGIFY (FOYER_LIMIT_STORE_SWEPT) ")" },
    { "SELECT coalesce (min (copy), 0) FROM states WHERE copy > ?",
      "DELETE FROM states WHERE copy = ?1 AND (ticket, list) IN (SELECT ticket, list FROM states"
      " WHERE copy = ?1 LIMIT " G_STRINGIFY (FOYER_LIMIT_STORE_SWEPT) ")" },
    { "SELECT coalesce (min (copy), 0) FROM included WHERE copy > ?",
      "DELETE FROM included WHERE copy = ?1 AND scan IN (SELECT scan FROM included"
      " WHERE copy = ?1 LIMIT " G_STRINGIFY (FOYER_LIMIT_STORE_SWEPT) ")" },
    { "SELECT coalesce (min (copy), 0) FROM tickets WHERE copy > ?",
      "DELETE FROM tickets WHERE copy = ?1 AND id IN (SELECT id FROM tickets"
      " WHERE copy = ?1 LIMIT " G_STRINGIFY (FOYER_LIMIT_STORE_SWEPT) ")" },
  };

  *is_clean = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++) {
    gint64 copy;

    if (!find_old_copy (file, statements[i][0], unfinished, &copy, error))
      return FALSE;
    if (copy == 0)
      continue;
    *is_clean = FALSE;
    return delete_lazily (file, statements[i][1], copy, error);
  }
  return TRUE;
}
