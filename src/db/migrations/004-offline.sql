-- SPDX-License-Identifier: GPL-3.0-or-later
-- What desks decide by themselves, and what contradicts the record because of it.

-- What a desk may do that hears of no relay: at an event, and with tickets of a type where that says
-- something of its own.
ALTER TABLE events
  ADD COLUMN offline_mode text NOT NULL DEFAULT 'allow'
    CHECK (offline_mode IN ('allow', 'hold', 'signed')),
  ADD COLUMN offline_exposure integer NOT NULL DEFAULT 0
    CHECK (offline_exposure BETWEEN 0 AND 1000000);
ALTER TABLE ticket_types
  ADD COLUMN offline_mode text NOT NULL DEFAULT 'inherit'
    CHECK (offline_mode IN ('inherit', 'allow', 'hold', 'signed')),
  ADD COLUMN offline_exposure integer NOT NULL DEFAULT 0
    CHECK (offline_exposure BETWEEN 0 AND 1000000);

-- A row of which offline is true holds what a desk decided: scanned_at is the time of the scan by the
-- database's clock, give or take clock_error_ms, and device_verdict what was said at the door (the
-- outcome, and after a colon the reason). The three are hashed where a row has one of them.
ALTER TABLE verification_logs
  ADD COLUMN clock_error_ms bigint CHECK (clock_error_ms >= 0);
CREATE INDEX verification_logs_amendments ON verification_logs (event_id, scan_id)
  WHERE action IN ('undone', 'reconciled');

-- scanned_at and error_ms are those of the scan that opened it; version goes up whenever it is told
-- anew.
ALTER TABLE conflicts
  ALTER COLUMN ticket_id DROP NOT NULL,
  ALTER COLUMN list_id DROP NOT NULL,
  ADD COLUMN kind text NOT NULL CHECK (kind IN ('too_many', 'should_refuse', 'should_admit')),
  ADD COLUMN scanned_at timestamptz,
  ADD COLUMN error_ms bigint NOT NULL DEFAULT 0 CHECK (error_ms >= 0),
  ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version >= 1),
  ADD COLUMN changed_at timestamptz NOT NULL DEFAULT clock_timestamp (),
  ADD CHECK (resolution IN ('shared_screenshot', 'swapped_tickets', 'clock', 'staff_error', 'fraud',
                            'explained', 'other')),
  ADD CHECK ((resolved_at IS NULL) = (resolution IS NULL)),
  ADD CHECK (octet_length (reason) <= 500);
CREATE UNIQUE INDEX conflicts_too_many ON conflicts (event_id, ticket_id, list_id)
  WHERE kind = 'too_many' AND resolved_at IS NULL;
CREATE INDEX conflicts_of_ticket ON conflicts (event_id, ticket_id);
CREATE INDEX conflicts_changed ON conflicts (changed_at);
CREATE INDEX conflicts_resolved ON conflicts (event_id, resolved_at) WHERE resolved_at IS NOT NULL;
CREATE TRIGGER ring AFTER INSERT OR UPDATE ON conflicts
  FOR EACH STATEMENT EXECUTE FUNCTION foyer_ring ('conflicts');
