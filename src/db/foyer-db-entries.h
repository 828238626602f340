/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-log-row.h"

G_BEGIN_DECLS

/* Inside the room: how many entries a ticket (row t) may have used on a list, in SQL. */

/* The entries that supervisors' overrides have added; @besides is an SQL condition on rows l. */
#define FOYER_DB_ENTRIES_OVERRIDDEN(event, list, besides)                        \
  "(SELECT count (*) FROM verification_logs l WHERE l.event_id = " event         \
  " AND l.ticket_id = t.id AND l.list_id = " list " AND l.action = 'overridden'" \
  " AND " besides " AND " FOYER_DB_LOG_STANDS ")"

/* Beyond what the ticket allows, admissions exist only where one conflict, open or resolved, names
 * them all; those that are overrides are counted by themselves. @besides is as above. */
#define FOYER_DB_ENTRIES_COVERED(event, list, besides)                                   \
  "GREATEST (t.allowed_entries, (SELECT COALESCE (max (named.n), 0) FROM"                \
  " (SELECT count (*) AS n FROM conflicts c JOIN verification_logs l"                    \
  "  ON l.event_id = c.event_id AND l.ticket_id = c.ticket_id AND l.list_id = c.list_id" \
  "  WHERE c.event_id = " event " AND c.ticket_id = t.id AND c.list_id = " list          \
  "  AND c.kind = 'too_many' AND l.scan_id = ANY (c.scans) AND l.action <> 'overridden'" \
  "  AND " FOYER_DB_LOG_IS_ADMISSION " AND " FOYER_DB_LOG_STANDS " AND " besides         \
  " GROUP BY c.id) AS named))"

G_END_DECLS
