-- SPDX-License-Identifier: GPL-3.0-or-later
-- The verification transaction of src/db/foyer-db-verify-statements.c for one scan, one commit each:
-- what a relay without batches would do. A random ticket is admitted, whatever its state is.
--
--   pgbench --protocol=prepared --no-vacuum --client=8 --time=10 --define=event=EVENT-ID \
--     --file=verify.pgbench.sql …
--
-- The judge, who needs a tenth of a millisecond at most, has no part in it; the relay's statements
-- are the same, with arrays for many scans. Writes go in one round trip, as in the relay.
BEGIN;
SELECT seq + 1 AS seq, log_no + 1 AS log_no, encode (log_hash, 'hex') AS log_hash FROM event_heads
  WHERE event_id = :event::uuid FOR NO KEY UPDATE
\gset
SELECT count(*) AS sessions FROM (SELECT s.id, v.role FROM sessions s
  JOIN staff m ON m.id = s.staff_id JOIN staff_devices d ON d.id = s.device_id
  LEFT JOIN staff_events v ON v.staff_id = s.staff_id AND v.event_id = :event::uuid
  WHERE s.id = ANY (ARRAY[:event::uuid]) ORDER BY s.id FOR SHARE OF s) AS checked
\gset
SELECT foyer_micros (clock_timestamp ()) AS now, gen_random_uuid () AS scan, gen_random_uuid () AS log,
  COALESCE ((SELECT encode (code_sha256, 'hex') FROM tickets
      WHERE id >= (SELECT gen_random_uuid ()) ORDER BY id LIMIT 1),
    (SELECT encode (code_sha256, 'hex') FROM tickets ORDER BY id LIMIT 1)) AS code
\gset
SELECT count(*) AS answers FROM verification_logs l WHERE l.event_id = :event::uuid
  AND l.scan_id = ANY (ARRAY[:scan::uuid]) AND l.action NOT IN ('undone', 'reconciled', 'overridden')
\gset
SELECT t.id AS ticket, COALESCE (s.entries_used, 0) AS entries_used,
  (SELECT id FROM check_in_lists WHERE event_id = :event::uuid AND is_default) AS list
  FROM tickets t JOIN ticket_types y ON y.id = t.ticket_type_id
  LEFT JOIN ticket_states s ON s.ticket_id = t.id
  WHERE t.event_id = :event::uuid AND t.code_sha256 = ANY (ARRAY[decode (:code, 'hex')])
  ORDER BY t.id FOR NO KEY UPDATE OF t
\gset
\startpipeline
INSERT INTO ticket_states AS s (ticket_id, list_id, entries_used, inside, last_scan, last_admission,
    last_admitted_by, last_admitted_device, last_admitted_at)
  VALUES (:ticket::uuid, :list::uuid, :entries_used::integer + 1, 1, :log::uuid, :log::uuid,
    'bench@example.org', 'Bench', foyer_time (:now::bigint))
  ON CONFLICT (ticket_id, list_id) DO UPDATE SET entries_used = EXCLUDED.entries_used,
    inside = EXCLUDED.inside, last_scan = EXCLUDED.last_scan,
    last_admission = EXCLUDED.last_admission, last_admitted_by = EXCLUDED.last_admitted_by,
    last_admitted_device = EXCLUDED.last_admitted_device,
    last_admitted_at = EXCLUDED.last_admitted_at;
UPDATE tickets SET status = 'verified', version = version + 1,
  verified_at = foyer_time (:now::bigint), verified_by = 'bench@example.org'
  WHERE id = :ticket::uuid;
INSERT INTO changes (event_id, seq, kind, ticket_id, list_id, status, verified_by, device,
    "timestamp", direction, version)
  VALUES (:event::uuid, :seq::bigint, 'verified', :ticket::uuid, :list::uuid, 'verified',
    'bench@example.org', 'Bench', foyer_time (:now::bigint), 'entry', 2);
UPDATE list_counters SET admitted = admitted + 1, inside = inside + 1 WHERE list_id = :list::uuid;
INSERT INTO verification_logs (event_id, id, log_no, ticket_id, list_id, staff_email, device_name,
    action, "timestamp", ip_address, scan_id, scan_sha256, direction, outcome, scanned_at, seq,
    previous_hash)
  VALUES (:event::uuid, :log::uuid, :log_no::bigint, :ticket::uuid, :list::uuid,
    'bench@example.org', 'Bench', 'verified', foyer_time (:now::bigint), '127.0.0.1', :scan::uuid,
    decode (:code, 'hex'), 'entry', 'admitted', foyer_time (:now::bigint), :seq::bigint,
    decode (:log_hash, 'hex'));
UPDATE event_heads SET seq = :seq::bigint, log_no = :log_no::bigint,
  log_hash = sha256 (decode (:log_hash, 'hex') || decode (:code, 'hex'))
  WHERE event_id = :event::uuid;
SELECT c.list_id, c.tickets, c.admitted, c.inside FROM check_in_lists l
  JOIN list_counters c ON c.list_id = l.id WHERE l.event_id = :event::uuid;
COMMIT;
\endpipeline
