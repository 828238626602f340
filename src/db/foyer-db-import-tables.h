/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* Inside the room: the statements of an import. */

/* The rows of a file, in its order. What it does not say is an empty text. The types that they name
 * lie beside them: rows that are never written again stay small. */
#define FOYER_DB_IMPORT_MAKE_ROWS                                                                \
  "DROP TABLE IF EXISTS import_rows, import_types CASCADE;"                                      \
  "CREATE TEMPORARY TABLE import_types (type_name text PRIMARY KEY, type_id uuid NOT NULL,"      \
  " type_number integer NOT NULL);"                                                              \
  "CREATE TEMPORARY TABLE import_rows (position integer PRIMARY KEY, id uuid NOT NULL,"          \
  " code text, code_sha256 bytea, import_key bytea, name text NOT NULL, email text NOT NULL,"    \
  " order_code text NOT NULL, attention text NOT NULL, type_name text NOT NULL,"                 \
  " search tsvector NOT NULL, sealed bytea, says_paid boolean NOT NULL, paid boolean NOT NULL, " \
  "is_void boolean NOT NULL,"                                                                    \
  " valid_from timestamptz, valid_until timestamptz, allowed_entries integer NOT NULL,"          \
  " found uuid)"

/* Tickets that were there already, as they are to be: what the file says nothing about stays, and a
 * ticket that is void stays void. */
#define FOYER_DB_IMPORT_MAKE_FOUND                                                               \
  "CREATE TEMPORARY VIEW import_found AS"                                                        \
  " SELECT n.*, (n.type_name, n.name, n.email, n.order_code, n.attention, n.sealed, n.status,"   \
  "  n.paid, n.valid_from, n.valid_until, n.allowed_entries) IS DISTINCT FROM (n.old_type_name," \
  "  n.old_name, n.old_email, n.old_order_code, n.old_attention, n.old_sealed, n.old_status,"    \
  "  n.old_paid, n.old_valid_from, n.old_valid_until, n.old_allowed_entries) AS differs FROM ("  \
  " SELECT r.position, t.id, t.status AS old_status, y.number AS old_number,"                    \
  "  y.name AS old_type_name, t.name AS old_name, t.email AS old_email,"                         \
  "  t.order_code AS old_order_code, t.attention AS old_attention,"                              \
  "  t.encrypted_data AS old_sealed, t.paid AS old_paid, t.valid_from AS old_valid_from,"        \
  "  t.valid_until AS old_valid_until, t.allowed_entries AS old_allowed_entries,"                \
  "  COALESCE (NULLIF (r.type_name, ''), y.name) AS type_name,"                                  \
  "  COALESCE (k.type_id, t.ticket_type_id) AS type_id,"                                         \
  "  COALESCE (k.type_number, y.number) AS number,"                                              \
  "  COALESCE (NULLIF (r.name, ''), t.name) AS name,"                                            \
  "  COALESCE (NULLIF (r.email, ''), t.email) AS email,"                                         \
  "  COALESCE (NULLIF (r.order_code, ''), t.order_code) AS order_code,"                          \
  "  COALESCE (NULLIF (r.attention, ''), t.attention) AS attention,"                             \
  "  COALESCE (r.sealed, t.encrypted_data) AS sealed,"                                           \
  "  CASE WHEN '' IN (r.name, r.email, r.order_code) THEN t.search || r.search"                  \
  "   ELSE r.search END AS search,"                                                              \
  "  CASE WHEN r.is_void THEN 'void' ELSE t.status END AS status, CASE WHEN r.says_paid THEN "   \
  "r.paid ELSE t.paid END AS paid,"                                                              \
  "  CASE WHEN r.valid_from IS NULL AND r.valid_until IS NULL THEN t.valid_from"                 \
  "   ELSE r.valid_from END AS valid_from,"                                                      \
  "  CASE WHEN r.valid_from IS NULL AND r.valid_until IS NULL THEN t.valid_until"                \
  "   ELSE r.valid_until END AS valid_until,"                                                    \
  "  CASE WHEN r.allowed_entries = 0 THEN t.allowed_entries"                                     \
  "   WHEN r.allowed_entries >= t.allowed_entries THEN r.allowed_entries"                        \
  "   ELSE GREATEST (r.allowed_entries, LEAST (t.allowed_entries, (SELECT COALESCE ("            \
  "    max (entries_used), 0) FROM ticket_states s WHERE s.ticket_id = t.id))) END"              \
  "   AS allowed_entries"                                                                        \
  "  FROM import_rows r JOIN tickets t ON t.id = r.found"                                        \
  "  JOIN ticket_types y ON y.id = t.ticket_type_id"                                             \
  "  LEFT JOIN import_types k ON k.type_name = r.type_name AND r.type_name <> '') n"

#define FOYER_DB_IMPORT_COPY                                                                  \
  "COPY import_rows (position, id, code, code_sha256, import_key, name, email, order_code,"   \
  " attention, type_name, search, sealed, says_paid, paid, is_void, valid_from, valid_until," \
  " allowed_entries) FROM STDIN"

/* What is looked for by, and nothing else. */
#define FOYER_DB_IMPORT_ANALYZE "ANALYZE import_rows (position, code_sha256, import_key, type_name)"

#define FOYER_DB_IMPORT_FIND_BY_CODE                                                         \
  "UPDATE import_rows r SET found = t.id FROM tickets t WHERE t.code_sha256 = r.code_sha256" \
  " AND t.event_id = $1::uuid"

#define FOYER_DB_IMPORT_FIND_BY_KEY                                                        \
  "UPDATE import_rows r SET found = t.id FROM tickets t WHERE t.import_key = r.import_key" \
  " AND t.event_id = $1::uuid"

#define FOYER_DB_IMPORT_PREVIEW                                                              \
  "SELECT (SELECT count (*) FROM import_rows WHERE found IS NULL), count (*) FILTER (WHERE " \
  "differs),"                                                                                \
  " count (*) FILTER (WHERE NOT differs) FROM import_found"

#define FOYER_DB_IMPORT_DROP_UNCHANGED \
  "DELETE FROM import_rows r USING import_found n WHERE n.position = r.position AND NOT n.differs"

/* Of the next $2 rows from position $1 on: where those after them begin (NULL: there are none), and
 * how many tickets were there and are new. */
#define FOYER_DB_IMPORT_NEXT_CHUNK                                                             \
  "SELECT max (position) + 1, count (found), count (*) - count (found) FROM (SELECT position," \
  " found FROM import_rows WHERE position >= $1::integer ORDER BY position LIMIT $2::integer) n"

/* Within the transaction of a chunk: tickets are found by their ids, however many there are. The
 * planner thinks of all of them, and every chunk would take longer than the one before. */
#define FOYER_DB_IMPORT_PLAN                                           \
  "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;" \
  "SET LOCAL enable_seqscan = off; SET LOCAL jit = off"

/* New tickets are joined with their codes, which are a list that came with the statement. */
#define FOYER_DB_IMPORT_PLAN_INSERT "SET LOCAL enable_hashjoin = on"

#define FOYER_DB_IMPORT_TYPE_NAMES \
  "SELECT DISTINCT type_name FROM import_rows WHERE type_name <> '' OR found IS NULL"

/* A ticket that is there keeps its type where the file names none. */
#define FOYER_DB_IMPORT_SET_TYPE                                           \
  "INSERT INTO import_types SELECT $3, y.id, y.number FROM ticket_types y" \
  " WHERE y.event_id = $1::uuid AND y.number = $2::integer"

#define FOYER_DB_IMPORT_WANT_CODES                                                          \
  "SELECT position, id, type_number, foyer_micros (valid_from), foyer_micros (valid_until)" \
  " FROM import_rows JOIN import_types USING (type_name)"                                   \
  " WHERE found IS NULL AND code IS NULL ORDER BY position"

/* The head row first, as every writer of tickets does. */
#define FOYER_DB_IMPORT_LOCK                                                                       \
  "SELECT h.seq, foyer_micros (clock_timestamp ()) FROM event_heads h WHERE h.event_id = $1::uuid" \
  " FOR NO KEY UPDATE"

/* A new number of tickets of each list, by what the rows of `moved` were and are now. */
#define MOVE_COUNTERS                                                                     \
  "counted AS (UPDATE list_counters c SET tickets = c.tickets + d.more FROM ("            \
  " SELECT l.id, sum ((m.status <> 'void' AND (l.type_numbers = '{}' OR m.number = ANY"   \
  "  (l.type_numbers)))::integer - (m.old_status <> 'void' AND (l.type_numbers = '{}' OR" \
  "  m.old_number = ANY (l.type_numbers)))::integer) AS more"                             \
  " FROM moved m JOIN check_in_lists l ON l.event_id = $1::uuid GROUP BY l.id) d"         \
  " WHERE c.list_id = d.id AND d.more <> 0)"

/* $1 event, $2 and $3 the positions, $4 the number of the last change, $5 the time; $6 and $7 which
 * of the rows have which new code. */
#define FOYER_DB_IMPORT_CHANGE                                                               \
  "WITH moved AS (UPDATE tickets t SET ticket_type_id = n.type_id, name = n.name,"           \
  " email = n.email, order_code = n.order_code, attention = n.attention,"                    \
  " encrypted_data = n.sealed, search = n.search, status = n.status, paid = n.paid,"         \
  " valid_from = n.valid_from, valid_until = n.valid_until,"                                 \
  " allowed_entries = n.allowed_entries, version = t.version + 1"                            \
  " FROM import_found n WHERE n.id = t.id AND n.differs AND n.position >= $2::integer"       \
  " AND n.position < $3::integer RETURNING n.position, t.id, t.status, t.version, n.number," \
  " n.old_status, n.old_number),"                                                            \
  " logged AS (INSERT INTO changes (event_id, seq, kind, ticket_id, status, \"timestamp\","  \
  " version) SELECT $1::uuid, $4::bigint + row_number () OVER (ORDER BY position),"          \
  " CASE WHEN status = 'void' AND old_status <> 'void' THEN 'voided' ELSE 'edited' END, id," \
  " status, foyer_time ($5::bigint), version FROM moved), " MOVE_COUNTERS                    \
  " SELECT count (*) FROM moved"

/* The wide rows go straight from one table into the other; what is counted of them is looked at by
 * itself, because a row that is used twice is copied in between. */
#define FOYER_DB_IMPORT_INSERT                                                                  \
  "WITH added AS (INSERT INTO tickets (id, event_id, ticket_type_id, email, event_name, name,"  \
  " order_code, attention, encrypted_data, qr_code_data, code_sha256, import_key, search,"      \
  " status, paid, valid_from, valid_until, allowed_entries) SELECT r.id, $1::uuid, k.type_id,"  \
  " r.email, e.name, r.name, r.order_code, r.attention, r.sealed, COALESCE (r.code, c.code),"   \
  " COALESCE (r.code_sha256, sha256 (convert_to (c.code, 'UTF8'))), r.import_key, r.search,"    \
  " CASE WHEN r.is_void THEN 'void' ELSE 'generated' END, r.paid, r.valid_from, r.valid_until," \
  " GREATEST (r.allowed_entries, 1) FROM import_rows r JOIN import_types k USING (type_name)"   \
  " JOIN events e ON e.id = $1::uuid"                                                           \
  " LEFT JOIN unnest ($6::integer[], $7::text[]) c (position, code) ON c.position = r.position" \
  " WHERE r.found IS NULL AND r.position >= $2::integer AND r.position < $3::integer),"         \
  " moved AS (SELECT r.position, r.id, CASE WHEN r.is_void THEN 'void' ELSE 'generated' END AS" \
  " status, 1::bigint AS version, k.type_number AS number, 'void' AS old_status,"               \
  " 0 AS old_number FROM import_rows r JOIN import_types k USING (type_name)"                   \
  " WHERE r.found IS NULL AND r.position >= $2::integer AND r.position < $3::integer),"         \
  " logged AS (INSERT INTO changes (event_id, seq, kind, ticket_id, status, \"timestamp\","     \
  " version) SELECT $1::uuid, $4::bigint + row_number () OVER (ORDER BY position), 'added',"    \
  " id, status, foyer_time ($5::bigint), version FROM moved), " MOVE_COUNTERS                   \
  " SELECT count (*) FROM moved"

#define FOYER_DB_IMPORT_MOVE_HEAD \
  "UPDATE event_heads SET seq = $2::bigint WHERE event_id = $1::uuid"

#define FOYER_DB_IMPORT_GET_CODES                                                \
  "SELECT t.id, t.qr_code_data FROM import_rows r JOIN tickets t ON t.id = r.id" \
  " ORDER BY r.position"
