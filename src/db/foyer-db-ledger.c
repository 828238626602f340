/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-ledger"

#include "config.h"

#include "db/foyer-db-ledger.h"

#include "db/foyer-db-entries.h"
#include "db/foyer-db-query.h"

/* Whether what the tickets say of themselves is what the verification log says of them: a log that
 * nobody can alter is of little use where the state that decides at the door can be. */

/* What is admitted, by the log: admissions that nobody has taken back. */
#define ADMITTED                                                                         \
  "WITH admitted AS (SELECT l.ticket_id, l.list_id, count(*) AS n,"                      \
  "  (array_agg (l.id ORDER BY l.log_no DESC))[1] AS last,"                              \
  "  EXISTS (SELECT FROM verification_logs x WHERE x.event_id = $1::uuid"                \
  "   AND x.ticket_id = l.ticket_id AND x.list_id = l.list_id AND x.outcome = 'exited')" \
  "   AS went_out FROM verification_logs l"                                              \
  "  WHERE l.event_id = $1::uuid AND l.ticket_id IS NOT NULL AND l.list_id IS NOT NULL"  \
  "   AND " FOYER_DB_LOG_IS_ADMISSION " AND " FOYER_DB_LOG_STANDS                        \
  "  GROUP BY l.ticket_id, l.list_id),"                                                  \
  " states AS (SELECT s.* FROM ticket_states s JOIN tickets t ON t.id = s.ticket_id"     \
  "  WHERE t.event_id = $1::uuid)"

/* What the check-in lists count, and what their tickets come to. */
#define LISTS                                                                                \
  "WITH lists AS (SELECT c.name, n.admitted, n.inside, s.* FROM check_in_lists c"            \
  "  JOIN list_counters n ON n.list_id = c.id, LATERAL (SELECT"                              \
  "   count(*) FILTER (WHERE entries_used > 0) AS counted_admitted,"                         \
  "   COALESCE (sum (inside), 0) AS counted_inside FROM ticket_states WHERE list_id = c.id)" \
  "  s WHERE c.event_id = $1::uuid)"

/* Who comes back in uses up no further entry, where the list knows re-entry, or did. */
static const struct {
  const char *sql;
  const char *sentence;
} checks[] = {
  { ADMITTED
    " SELECT COALESCE (a.ticket_id, s.ticket_id), COALESCE (s.entries_used, 0), COALESCE (a.n, 0)"
    " FROM admitted a FULL JOIN states s USING (ticket_id, list_id)"
    " WHERE COALESCE (s.entries_used, 0) > COALESCE (a.n, 0)"
    " OR (COALESCE (s.entries_used, 0) < a.n AND NOT a.went_out)"
    " ORDER BY 1 LIMIT 1",
    "Ticket %s says that it was admitted %s times on a check-in list, and the log says %s." },
  { ADMITTED " SELECT s.ticket_id, s.last_admission, a.last FROM admitted a JOIN states s"
             " USING (ticket_id, list_id) WHERE s.last_admission IS DISTINCT FROM a.last"
             " ORDER BY 1 LIMIT 1",
    "Ticket %s names %s as its last admission, and the log has %s." },
  { ADMITTED " SELECT t.id, t.status, CASE WHEN a.ticket_id IS NULL THEN 'admitted nowhere'"
             "  ELSE 'admitted' END FROM tickets t"
             " LEFT JOIN (SELECT DISTINCT ticket_id FROM admitted) a ON a.ticket_id = t.id"
             " WHERE t.event_id = $1::uuid AND t.status <> 'void'"
             " AND (t.status = 'verified') <> (a.ticket_id IS NOT NULL) ORDER BY 1 LIMIT 1",
    "Ticket %s is marked %s, and by the log it is %s." },
  /* Whose tickets were edited since may have allowed more before. */
  { "WITH used AS (SELECT t.id, s.list_id, s.entries_used, " FOYER_DB_ENTRIES_COVERED (
        "$1::uuid",
        "s.list_id",
        "true") " + " FOYER_DB_ENTRIES_OVERRIDDEN ("$1::uuid",
                                                   "s.list_id",
                                                   "true") " AS covered"
                                                           " FROM ticket_states s JOIN "
                                                           "tickets t ON t.id = s.ticket_id "
                                                           "WHERE t.event_id = $1::uuid"
                                                           " AND s.entries_used > "
                                                           "t.allowed_entries)"
                                                           " SELECT id, entries_used, covered "
                                                           "FROM used WHERE entries_used > "
                                                           "covered AND NOT EXISTS"
                                                           "  (SELECT FROM changes c WHERE "
                                                           "c.event_id = $1::uuid AND "
                                                           "c.ticket_id = used.id"
                                                           "   AND c.kind = 'edited') ORDER "
                                                           "BY 1 LIMIT 1",
    "Ticket %s has used %s entries on a check-in list, and %s are allowed, overridden or named by "
    "a "
    "conflict." },
  { LISTS " SELECT name, admitted, counted_admitted FROM lists"
          " WHERE admitted <> counted_admitted ORDER BY 1 LIMIT 1",
    "The check-in list “%s” says that %s tickets are admitted, and of its tickets %s are." },
  { LISTS " SELECT name, inside, counted_inside FROM lists"
          " WHERE inside <> counted_inside ORDER BY 1 LIMIT 1",
    "The check-in list “%s” says that %s are inside, and by its tickets it is %s." },
};

/**
 * foyer_db_ledger_check:
 * @connection: in a transaction that sees one moment
 * @problem: (out) (nullable) (transfer full): a sentence about the first ticket that says another
 *   thing than the log; %NULL where all agree
 *
 * Returns: whether both could be read
 */
gboolean
foyer_db_ledger_check (FoyerDbConnection *connection,
                       const char *event_id,
                       char **problem,
                       GError **error)
{
  *problem = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    g_autoptr (PGresult) row =
        foyer_db_query (connection, checks[i].sql, FOYER_DB_PARAMS (event_id), error);

    if (row == NULL)
      return FALSE;
    if (PQntuples (row) == 0)
      continue;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    *problem = g_strdup_printf (checks[i].sentence,
                                PQgetvalue (row, 0, 0),
                                PQgetvalue (row, 0, 1),
                                PQgetvalue (row, 0, 2));
#pragma GCC diagnostic pop
    return TRUE;
  }
  return TRUE;
}
