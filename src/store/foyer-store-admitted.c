/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-admitted"

#include "config.h"

#include "model/foyer-verdict.h"
#include "store/foyer-store-scans.h"
#include "store/foyer-store-sql.h"

/* Guests who came in and whom the relay does not count yet, as far as this desk knows. */

/* Whom the relay counts its part of the states says, as long as it is whole; a change that takes an
 * admission back names the scan. Scans of this desk wait, or were taken with a change that is still
 * to come; others were heard of directly. What is set aside the relay never counts. */
#define IS_COUNTED(ticket)                                               \
  "EXISTS (SELECT 1 FROM states t WHERE t.copy = e.copy AND t.list = ?2" \
  " AND t.ticket = " ticket " AND t.entries_used > 0)"
#define IS_RECORDED(scan)                                                           \
  " (EXISTS (SELECT 1 FROM included i WHERE i.copy = e.copy AND i.scan = " scan ")" \
  " OR EXISTS (SELECT 1 FROM recorded r WHERE r.event = e.id AND r.scan = " scan    \
  "  AND r.epoch = e.epoch AND r.seq <= ?3))"
#define OWN                                                                           \
  "SELECT s.ticket FROM events e JOIN scans s ON s.event = e.id WHERE e.id = ?1"      \
  " AND e.copy AND e.whole AND s.list = ?2 AND (s.outcome = ?4 OR s.override_at > 0)" \
  " AND NOT " IS_COUNTED ("s.ticket")
#define HEARD                                                                    \
  "SELECT h.ticket FROM events e JOIN heard h ON h.event = e.id WHERE e.id = ?1" \
  " AND e.copy AND e.whole AND h.list = ?2 AND h.outcome = ?4"                   \
  " AND NOT EXISTS (SELECT 1 FROM scans s WHERE s.id = h.scan)"                  \
  " AND NOT " IS_COUNTED ("h.ticket")
#define OWN_WAITING   OWN " AND s.standing = 'waiting' AND NOT" IS_RECORDED ("s.id")
#define OWN_DELIVERED OWN " AND s.seq > 0 AND s.seq > ?3"
/* A range of one number is looked up by it. */
#define HEARD_ALONE    HEARD " AND h.seq >= 0 AND h.seq < 1 AND NOT" IS_RECORDED ("h.scan")
#define HEARD_RECORDED HEARD " AND h.seq > ?3 AND h.epoch = e.epoch"
#define ALL            OWN_WAITING " UNION ALL " OWN_DELIVERED
#define ALL_HEARD      HEARD_ALONE " UNION ALL " HEARD_RECORDED
#define COUNT          "SELECT count (DISTINCT ticket) FROM (" ALL " UNION ALL " ALL_HEARD ")"

/**
 * foyer_store_count_admitted:
 * @place: where
 * @n_admitted: (out): how many tickets have come in there that the relay does not count after
 *   change @seq; 0 where this desk does not have all tickets, and cannot tell
 */
gboolean
foyer_store_count_admitted (FoyerStoreFile *file,
                            const FoyerStorePlace *place,
                            gint64 *n_admitted,
                            GError **error)
{
  sqlite3_stmt *row = foyer_store_prepare (file, COUNT, error);

  if (row == NULL)
    return FALSE;
  foyer_store_bind_uuid (row, 1, place->event_id);
  foyer_store_bind_uuid (row, 2, place->list_id);
  sqlite3_bind_int64 (row, 3, place->seq);
  sqlite3_bind_int (row, 4, FOYER_OUTCOME_ADMITTED);
  if (foyer_store_step (file, row, error) != FOYER_STORE_ROW)
    return FALSE;
  *n_admitted = sqlite3_column_int64 (row, 0);
  sqlite3_reset (row);
  return TRUE;
}
