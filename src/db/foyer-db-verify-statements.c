/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-verify"

#include "config.h"

#include "db/foyer-db-counts.h"
#include "db/foyer-db-log-row.h"
#include "db/foyer-db-session-row.h"
#include "db/foyer-db-ticket-row.h"
#include "db/foyer-db-verify-batch.h"

/* The statements of a verification, in the order in which they run. Writers of an event take its
 * head row first and then its tickets in the order of their ids, so they never wait for each other
 * in a circle. Each statement sees what was committed before it began (READ COMMITTED), and all but
 * the first begin after the head row was granted. tests/bench/verify.pgbench.sql runs the same ones
 * for one scan at a time: change both together. */

const char *const foyer_db_verify_statements[FOYER_DB_VERIFY_N_STATEMENTS] = {
  [FOYER_DB_VERIFY_BEGIN] = "BEGIN",
  [FOYER_DB_VERIFY_LOCK_HEAD] =
      "SELECT seq, log_no, log_hash, epoch, config_version FROM event_heads"
      " WHERE event_id = $1::uuid FOR NO KEY UPDATE",
  /* Who ends a session, and these scans, wait for each other: what is committed after a session has
   * ended holds nothing of it. */
  [FOYER_DB_VERIFY_CHECK_SESSIONS] =
      "SELECT s.id, " FOYER_DB_SESSION_STATE
      ", v.role IS NOT NULL OR m.all_events" FOYER_DB_SESSION_FROM
      " LEFT JOIN staff_events v ON v.staff_id = s.staff_id"
      " AND v.event_id = $1::uuid WHERE s.id = ANY ($2::uuid[]) ORDER BY s.id FOR SHARE OF s",
  /* In a statement of its own: in the one before, it might be read before the lock is granted. */
  [FOYER_DB_VERIFY_CLOCK] = "SELECT foyer_micros (clock_timestamp ())",
  [FOYER_DB_VERIFY_FIND_ANSWERS] =
      "SELECT l.scan_id, encode (l.scan_sha256, 'hex'), l.outcome, l.reason, l.explanation, l.seq,"
      " l.log_no, foyer_micros (l.\"timestamp\"), e.staff_email, e.device_name,"
      " foyer_micros (e.\"timestamp\"), l.list_id, l.id, " FOYER_DB_TICKET_COLUMNS
      " FROM verification_logs l"
      " LEFT JOIN verification_logs e ON e.event_id = l.event_id AND e.id = l.earlier_id"
      " LEFT JOIN tickets t ON t.id = l.ticket_id"
      " LEFT JOIN ticket_types y ON y.id = t.ticket_type_id"
      " WHERE l.event_id = $1::uuid AND l.scan_id = ANY ($2::uuid[])"
      " AND l." FOYER_DB_LOG_IS_ANSWER,
  [FOYER_DB_VERIFY_LOCK_TICKETS] =
      "SELECT " FOYER_DB_TICKET_COLUMNS ", encode (t.code_sha256, 'hex'), s.list_id,"
      " s.entries_used, s.inside, s.last_scan, s.last_admission, s.last_admitted_by,"
      " s.last_admitted_device, foyer_micros (s.last_admitted_at), foyer_micros (s.last_exit),"
      " t.sent_at IS NOT NULL"
      " FROM tickets t JOIN ticket_types y ON y.id = t.ticket_type_id"
      " LEFT JOIN ticket_states s ON s.ticket_id = t.id WHERE t.event_id = $1::uuid"
      " AND (t.code_sha256 = ANY ($2::bytea[]) OR t.id = ANY ($3::uuid[]))"
      " ORDER BY t.id FOR NO KEY UPDATE OF t",
  [FOYER_DB_VERIFY_FIND_ELSEWHERE] =
      "SELECT encode (code_sha256, 'hex'), id, event_id FROM tickets WHERE event_id <> $1::uuid"
      " AND (code_sha256 = ANY ($2::bytea[]) OR id = ANY ($3::uuid[]))",
  /* What only late scans need: foyer-db-verify-history.c. */
  [FOYER_DB_VERIFY_FIND_CREDITS] =
      "SELECT s.id, s.device_id, m.email, s.key_bound, encode (d.public_key, 'hex'),"
      " m.removed_at IS NULL, " FOYER_DB_RIGHTS " FROM sessions s JOIN staff m ON m.id = s.staff_id"
      " JOIN staff_devices d ON d.id = s.device_id WHERE s.id = ANY ($1::uuid[])",
  [FOYER_DB_VERIFY_FIND_AMENDMENTS] =
      "SELECT scan_id, action, outcome, reason, explanation, seq FROM verification_logs"
      " WHERE event_id = $1::uuid AND scan_id = ANY ($2::uuid[])"
      " AND (action IN ('undone', 'reconciled') OR action = 'overridden')",
  [FOYER_DB_VERIFY_FIND_PASSAGES] =
      "SELECT l.ticket_id, l.list_id, l.scan_id, l.outcome, " FOYER_DB_LOG_TIME ","
      " COALESCE (l.clock_error_ms, 0), l.action = 'overridden', l.log_no, l.id, l.staff_email,"
      " l.device_name FROM verification_logs l WHERE l.event_id = $1::uuid"
      " AND l.ticket_id = ANY ($2::uuid[]) AND l.list_id IS NOT NULL"
      " AND " FOYER_DB_LOG_IS_PASSAGE " AND (l.outcome <> 'admitted' OR " FOYER_DB_LOG_STANDS ")"
      " ORDER BY l.log_no",
  [FOYER_DB_VERIFY_FIND_CONFLICTS] =
      "SELECT id, ticket_id, list_id, kind, foyer_micros (scanned_at), error_ms, scans[1]"
      " FROM conflicts"
      " WHERE event_id = $1::uuid AND ticket_id = ANY ($2::uuid[]) AND list_id IS NOT NULL"
      " AND resolved_at IS NULL ORDER BY opened_at, id",
  /* What a desk refuses for reasons of its own, and what somebody has looked at, stays as it is. */
  [FOYER_DB_VERIFY_FIND_REFUSALS] =
      "SELECT l.ticket_id, l.list_id, l.scan_id, " FOYER_DB_LOG_TIME ","
      " COALESCE (l.clock_error_ms, 0) FROM verification_logs l"
      " LEFT JOIN staff_devices d ON d.id = l.device_id WHERE l.event_id = $1::uuid"
      " AND l.ticket_id = ANY ($2::uuid[]) AND l.list_id IS NOT NULL AND l.offline"
      " AND l.action = 'attempted' AND l.direction = 'entry'"
      " AND l.reason NOT IN ('entry_paused', 'not_permitted', 'rule')"
      " AND COALESCE (l.scanned_at < d.revoked_at, true)"
      " AND NOT EXISTS (SELECT FROM verification_logs a WHERE a.event_id = l.event_id"
      "  AND a.ticket_id = l.ticket_id AND a.scan_id = l.scan_id"
      "  AND a.action IN ('overridden', 'reconciled'))"
      " AND NOT EXISTS (SELECT FROM conflicts c WHERE c.event_id = l.event_id"
      "  AND c.ticket_id = l.ticket_id AND c.kind = 'should_admit' AND l.scan_id = ANY (c.scans)"
      "  AND (c.resolved_at IS NULL OR c.resolved_by IS NOT NULL)) ORDER BY l.log_no",
  [FOYER_DB_VERIFY_WRITE_STATES] =
      "INSERT INTO ticket_states AS s (ticket_id, list_id, entries_used, inside, last_scan,"
      " last_admission, last_admitted_by, last_admitted_device, last_admitted_at, last_exit)"
      " SELECT u.ticket_id, u.list_id, u.entries_used, u.inside, u.last_scan, u.last_admission,"
      " u.admitted_by, u.device, foyer_time (u.admitted_at), foyer_time (u.last_exit)"
      " FROM unnest ($1::uuid[], $2::uuid[], $3::integer[], $4::integer[], $5::uuid[],"
      " $6::uuid[], $7::text[], $8::text[], $9::bigint[], $10::bigint[]) AS u (ticket_id, list_id,"
      " entries_used, inside, last_scan, last_admission, admitted_by, device, admitted_at,"
      " last_exit)"
      " ON CONFLICT (ticket_id, list_id) DO UPDATE SET entries_used = EXCLUDED.entries_used,"
      " inside = EXCLUDED.inside, last_scan = EXCLUDED.last_scan,"
      " last_admission = EXCLUDED.last_admission, last_admitted_by = EXCLUDED.last_admitted_by,"
      " last_admitted_device = EXCLUDED.last_admitted_device,"
      " last_admitted_at = EXCLUDED.last_admitted_at, last_exit = EXCLUDED.last_exit",
  [FOYER_DB_VERIFY_WRITE_TICKETS] =
      "UPDATE tickets t SET status = u.status, version = u.version,"
      " verified_at = CASE WHEN NOT u.restored THEN"
      "  COALESCE (foyer_time (u.verified_at), t.verified_at) END,"
      " verified_by = CASE WHEN NOT u.restored THEN COALESCE (u.verified_by, t.verified_by) END,"
      " device_id = CASE WHEN NOT u.restored THEN COALESCE (u.device_id, t.device_id) END"
      " FROM unnest ($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::uuid[],"
      " $7::boolean[])"
      " AS u (id, status, version, verified_at, verified_by, device_id, restored)"
      " WHERE t.id = u.id",
  [FOYER_DB_VERIFY_WRITE_LOGS] =
      "INSERT INTO verification_logs (event_id, id, log_no, ticket_id, list_id, staff_email,"
      " device_id, device_name, action, \"timestamp\", ip_address, user_agent, scan_id,"
      " scan_sha256, direction, outcome, reason, explanation, earlier_id, scanned_at, seq,"
      " offline, device_verdict, clock_error_ms, previous_hash)"
      " SELECT $1::uuid, u.id, u.log_no, u.ticket_id, u.list_id, u.staff_email, u.device_id,"
      " u.device_name, u.action, foyer_time (u.at), u.ip_address, u.user_agent, u.scan_id,"
      " u.scan_sha256, u.direction, u.outcome, u.reason, u.explanation, u.earlier_id,"
      " foyer_time (u.scanned_at), NULLIF (u.seq, 0), u.offline, u.device_verdict,"
      " u.clock_error_ms, u.previous_hash"
      " FROM unnest ($2::uuid[], $3::bigint[], $4::uuid[], $5::uuid[], $6::text[], $7::uuid[],"
      " $8::text[], $9::text[], $10::bigint[], $11::inet[], $12::text[], $13::uuid[],"
      " $14::bytea[], $15::text[], $16::text[], $17::text[], $18::text[], $19::uuid[],"
      " $20::bigint[], $21::bigint[], $22::boolean[], $23::text[], $24::bigint[], $25::bytea[])"
      " AS u (id, log_no, ticket_id, list_id, staff_email, device_id, device_name, action, at,"
      " ip_address, user_agent, scan_id, scan_sha256, direction, outcome, reason, explanation,"
      " earlier_id, scanned_at, seq, offline, device_verdict, clock_error_ms, previous_hash)",
  [FOYER_DB_VERIFY_WRITE_CHANGES] =
      "INSERT INTO changes (event_id, seq, kind, ticket_id, list_id, status, verified_by, device,"
      " \"timestamp\", direction, version, scan_id, entries_used, inside, last_exit,"
      " last_admitted_by, last_admitted_device, last_admitted_at, amends)"
      " SELECT $1::uuid, u.seq, u.kind, u.ticket_id, u.list_id, u.status, u.verified_by, u.device,"
      " foyer_time (u.at), u.direction, u.version, u.scan_id, NULLIF (u.entries_used, -1),"
      " NULLIF (u.inside, -1), foyer_time (u.last_exit), u.admitted_by, u.admitted_device,"
      " foyer_time (u.admitted_at), u.amends"
      " FROM unnest ($2::bigint[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[],"
      " $8::text[], $9::bigint[], $10::text[], $11::bigint[], $12::uuid[], $13::integer[],"
      " $14::integer[], $15::bigint[], $16::text[], $17::text[], $18::bigint[], $19::boolean[]) AS "
      "u (seq, kind,"
      " ticket_id, list_id, status, verified_by, device, at, direction, version, scan_id,"
      " entries_used, inside, last_exit, admitted_by, admitted_device, admitted_at, amends)",
  /* One that grows goes on naming what it named. */
  [FOYER_DB_VERIFY_WRITE_CONFLICTS] =
      "INSERT INTO conflicts AS c (event_id, id, ticket_id, list_id, kind, scans, scanned_at,"
      " error_ms) SELECT $1::uuid, u.id, u.ticket_id, u.list_id, u.kind, u.scans::uuid[],"
      " foyer_time (u.scanned_at), u.error_ms FROM unnest ($2::uuid[], $3::uuid[], $4::uuid[],"
      " $5::text[], $6::text[], $7::bigint[], $8::bigint[])"
      " AS u (id, ticket_id, list_id, kind, scans, scanned_at, error_ms)"
      " ON CONFLICT (id) DO UPDATE SET version = c.version + 1,"
      " changed_at = clock_timestamp (),"
      " scans = ARRAY (SELECT DISTINCT unnest (c.scans || EXCLUDED.scans))",
  [FOYER_DB_VERIFY_EXPLAIN_CONFLICTS] =
      "UPDATE conflicts SET version = version + 1, resolved_at = clock_timestamp (),"
      " changed_at = clock_timestamp (),"
      " resolution = 'explained' WHERE event_id = $1::uuid AND id = ANY ($2::uuid[])"
      " AND resolved_at IS NULL",
  [FOYER_DB_VERIFY_MOVE_COUNTERS] =
      "UPDATE list_counters c SET admitted = c.admitted + u.admitted, inside = c.inside + u.inside"
      " FROM unnest ($1::uuid[], $2::bigint[], $3::bigint[]) AS u (list_id, admitted, inside)"
      " WHERE c.list_id = u.list_id",
  [FOYER_DB_VERIFY_MOVE_HEAD] =
      "UPDATE event_heads SET seq = $2::bigint, log_no = $3::bigint, log_hash = $4::bytea"
      " WHERE event_id = $1::uuid",
  [FOYER_DB_VERIFY_READ_COUNTS] =
      "SELECT " FOYER_DB_COUNTS_COLUMNS " FROM check_in_lists l JOIN list_counters c"
      " ON c.list_id = l.id WHERE l.event_id = $1::uuid"
      " ORDER BY l.is_default DESC, l.created_at, l.id",
  [FOYER_DB_VERIFY_COMMIT] = "COMMIT",
};
