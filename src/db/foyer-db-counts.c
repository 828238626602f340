/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-counts"

#include "config.h"

#include "db/foyer-db-counts.h"

#include "base/foyer-error.h"

/* How full an event is: a row per check-in list, kept up to date by every writer. */

#define LOAD                                                             \
  "SELECT h.epoch, h.seq, " FOYER_DB_COUNTS_COLUMNS                      \
  " FROM event_heads h JOIN check_in_lists l ON l.event_id = h.event_id" \
  " JOIN list_counters c ON c.list_id = l.id"                            \
  " WHERE h.event_id = $1 ORDER BY l.is_default DESC, l.created_at, l.id"

/**
 * foyer_db_counts_read:
 * @result: a row per list with FOYER_DB_COUNTS_COLUMNS from @column on, the default list first
 *
 * Returns: (transfer full): the counts
 */
FoyerCounts *
foyer_db_counts_read (const FoyerDbResult *result, int column)
{
  guint n_lists = (guint)PQntuples (result);
  g_autofree FoyerListCounts *lists = g_new0 (FoyerListCounts, n_lists);
  FoyerCounts counts = { .lists = lists, .n_lists = n_lists };

  for (guint i = 0; i < n_lists; i++) {
    lists[i].list_id = PQgetvalue (result, (int)i, column);
    lists[i].tickets = foyer_db_get_int (result, (int)i, column + 1);
    lists[i].admitted = foyer_db_get_int (result, (int)i, column + 2);
    lists[i].inside = foyer_db_get_int (result, (int)i, column + 3);
  }
  if (n_lists > 0) {
    counts.tickets = lists[0].tickets;
    counts.admitted = lists[0].admitted;
    counts.inside = lists[0].inside;
  }
  return foyer_counts_new (&counts);
}

/**
 * foyer_db_counts_load:
 * @counts: (out): how full the event is
 * @epoch: (out) (optional): the event's epoch
 * @seq: (out) (optional): the number of its newest change
 *
 * Reads all three as they are at one moment.
 */
gboolean
foyer_db_counts_load (FoyerDbConnection *connection,
                      const char *event_id,
                      FoyerCounts **counts,
                      gint64 *epoch,
                      gint64 *seq,
                      GError **error)
{
  g_autoptr (PGresult) result =
      foyer_db_query (connection, LOAD, FOYER_DB_PARAMS (event_id), error);

  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 0) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such event.");
    return FALSE;
  }
  if (epoch != NULL)
    *epoch = foyer_db_get_int (result, 0, 0);
  if (seq != NULL)
    *seq = foyer_db_get_int (result, 0, 1);
  *counts = foyer_db_counts_read (result, 2);
  return TRUE;
}
