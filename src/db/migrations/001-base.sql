-- SPDX-License-Identifier: GPL-3.0-or-later
-- The tables of Foyer, first edition. DESIGN.md, section 4, says what they mean.
--
-- Times are timestamptz. The programs count microseconds since 1970 with 0 for "not set"; these two
-- functions translate without losing any: an interval is multiplied in floating point, which holds
-- the seconds of the year 9999 exactly, but not their microseconds.

CREATE FUNCTION foyer_time (micros bigint) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT 'epoch'::timestamptz + NULLIF (micros, 0) / 1000000 * interval '1 second'
    + micros % 1000000 * interval '1 microsecond' $$;

CREATE FUNCTION foyer_micros (moment timestamptz) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT COALESCE ((extract (epoch FROM moment) * 1000000)::bigint, 0) $$;

-- One row: what holds for the whole installation. secret_check tells whether a secret.key is the
-- one that sealed what is in here; audit_* is the head of the installation's own audit chain.
CREATE TABLE installation (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  id uuid NOT NULL DEFAULT gen_random_uuid (),
  secret_check text CHECK (length (secret_check) <= 64),
  next_key_number bigint NOT NULL DEFAULT 1 CHECK (next_key_number BETWEEN 1 AND 4294967295),
  audit_no bigint NOT NULL DEFAULT 0 CHECK (audit_no >= 0),
  audit_hash bytea NOT NULL DEFAULT '\x0000000000000000000000000000000000000000000000000000000000000000'
    CHECK (length (audit_hash) = 32),
  created_at timestamptz NOT NULL DEFAULT now ()
);
INSERT INTO installation DEFAULT VALUES;

CREATE TABLE events (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (name <> '' AND octet_length (name) <= 200),
  time_zone text NOT NULL DEFAULT 'UTC' CHECK (time_zone <> ''),
  starts timestamptz,
  ends timestamptz CHECK (ends > starts),
  entry_paused boolean NOT NULL DEFAULT false,
  policy_message text CHECK (octet_length (policy_message) <= 500),
  code_kind text NOT NULL DEFAULT 'signed' CHECK (code_kind IN ('signed', 'short')),
  created_at timestamptz NOT NULL DEFAULT now ()
);

-- The narrow row of an event that every writer locks first (FOR NO KEY UPDATE). It is written by
-- every batch: room in its page and an eager autovacuum keep it from growing a tail of old versions.
CREATE TABLE event_heads (
  event_id uuid PRIMARY KEY REFERENCES events (id),
  seq bigint NOT NULL DEFAULT 0 CHECK (seq >= 0),
  log_no bigint NOT NULL DEFAULT 0 CHECK (log_no >= 0),
  log_hash bytea NOT NULL DEFAULT '\x0000000000000000000000000000000000000000000000000000000000000000'
    CHECK (length (log_hash) = 32),
  epoch bigint NOT NULL DEFAULT 1 CHECK (epoch >= 1),
  config_version bigint NOT NULL DEFAULT 1,
  audit_no bigint NOT NULL DEFAULT 0 CHECK (audit_no >= 0),
  audit_hash bytea NOT NULL DEFAULT '\x0000000000000000000000000000000000000000000000000000000000000000'
    CHECK (length (audit_hash) = 32)
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 50, autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_cost_delay = 0);

CREATE TABLE ticket_types (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid (),
  event_id uuid NOT NULL REFERENCES events (id),
  number integer NOT NULL CHECK (number BETWEEN 1 AND 65535),
  name text NOT NULL CHECK (name <> '' AND octet_length (name) <= 200),
  UNIQUE (event_id, number),
  UNIQUE (event_id, name)
);

-- type_numbers: the ticket types that are let in; empty means all.
CREATE TABLE check_in_lists (
  id uuid PRIMARY KEY,
  event_id uuid NOT NULL REFERENCES events (id),
  name text NOT NULL CHECK (name <> '' AND octet_length (name) <= 200),
  is_default boolean NOT NULL DEFAULT false,
  type_numbers integer[] NOT NULL DEFAULT '{}',
  starts timestamptz,
  ends timestamptz CHECK (ends > starts),
  reentry boolean NOT NULL DEFAULT false,
  reentry_delay_ms bigint NOT NULL DEFAULT 0 CHECK (reentry_delay_ms >= 0),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp (),
  UNIQUE (event_id, name)
);
CREATE UNIQUE INDEX check_in_lists_default ON check_in_lists (event_id) WHERE is_default;

-- How full a check-in list is; moved in the transaction that changes it, never counted.
CREATE TABLE list_counters (
  list_id uuid PRIMARY KEY REFERENCES check_in_lists (id),
  tickets bigint NOT NULL DEFAULT 0 CHECK (tickets >= 0),
  admitted bigint NOT NULL DEFAULT 0 CHECK (admitted >= 0),
  inside bigint NOT NULL DEFAULT 0 CHECK (inside >= 0)
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 50, autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_cost_delay = 0);

CREATE TABLE gates (
  id uuid PRIMARY KEY,
  event_id uuid NOT NULL REFERENCES events (id),
  name text NOT NULL CHECK (name <> '' AND octet_length (name) <= 200),
  list_id uuid REFERENCES check_in_lists (id),
  UNIQUE (event_id, name)
);

-- Keys that sign ticket codes. The secret half is sealed with secret.key.
CREATE TABLE signing_keys (
  number bigint PRIMARY KEY CHECK (number BETWEEN 1 AND 4294967295),
  public_key bytea NOT NULL CHECK (length (public_key) = 32),
  sealed_secret bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now (),
  retired_at timestamptz
);

CREATE TABLE staff (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid (),
  email text NOT NULL UNIQUE CHECK (email <> '' AND octet_length (email) <= 254),
  name text CHECK (octet_length (name) <= 200),
  role text NOT NULL CHECK (role IN ('staff', 'supervisor', 'admin')),
  created_at timestamptz NOT NULL DEFAULT now ()
);

CREATE TABLE staff_devices (
  id uuid PRIMARY KEY,
  device_name text NOT NULL CHECK (device_name <> '' AND octet_length (device_name) <= 200),
  staff_email text CHECK (octet_length (staff_email) <= 254),
  last_active timestamptz,
  is_active boolean NOT NULL DEFAULT false,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'revoked')),
  public_key bytea CHECK (length (public_key) = 32),
  gate text CHECK (octet_length (gate) <= 200),
  app_version text CHECK (octet_length (app_version) <= 40),
  approved_by text,
  approved_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now ()
);
CREATE INDEX staff_devices_by_name ON staff_devices (staff_email, device_name);

-- Of a session's token (256 random bits) only the SHA-256 is kept.
CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  token_sha256 bytea NOT NULL UNIQUE CHECK (length (token_sha256) = 32),
  staff_id uuid NOT NULL REFERENCES staff (id),
  device_id uuid NOT NULL REFERENCES staff_devices (id),
  no_rate_limit boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now (),
  ended_at timestamptz
);
CREATE INDEX sessions_of_device ON sessions (device_id);

-- code_sha256 is that of qr_code_data, because B-tree rows end at 2,704 bytes; import_key finds a
-- ticket again that came from a file without codes; search holds the folded words of name, address
-- and order. None of the indexed columns changes when a ticket is verified, so that the new version
-- of its row stays in its page (HOT), for which fillfactor leaves room.
CREATE TABLE tickets (
  id uuid PRIMARY KEY,
  event_id uuid NOT NULL REFERENCES events (id),
  ticket_type_id uuid NOT NULL REFERENCES ticket_types (id),
  email text NOT NULL DEFAULT '' CHECK (octet_length (email) <= 254),
  event_name text NOT NULL,
  name text NOT NULL DEFAULT '' CHECK (octet_length (name) <= 200),
  order_code text NOT NULL DEFAULT '' CHECK (octet_length (order_code) <= 64),
  attention text NOT NULL DEFAULT '' CHECK (octet_length (attention) <= 500),
  encrypted_data bytea,
  qr_code_data text NOT NULL CHECK (qr_code_data <> '' AND octet_length (qr_code_data) <= 1024),
  code_sha256 bytea NOT NULL CHECK (length (code_sha256) = 32),
  import_key bytea CHECK (length (import_key) = 32),
  search tsvector NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT 'generated'
    CHECK (status IN ('generated', 'sent', 'verified', 'void')),
  paid boolean NOT NULL DEFAULT true,
  valid_from timestamptz,
  valid_until timestamptz CHECK (valid_until > valid_from),
  allowed_entries integer NOT NULL DEFAULT 1 CHECK (allowed_entries BETWEEN 1 AND 1000),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp (),
  sent_at timestamptz,
  verified_at timestamptz,
  verified_by text,
  device_id uuid REFERENCES staff_devices (id),
  version bigint NOT NULL DEFAULT 1 CHECK (version >= 1),
  UNIQUE (code_sha256, event_id)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX tickets_by_import_key ON tickets (event_id, import_key)
  WHERE import_key IS NOT NULL;
CREATE INDEX tickets_of_event ON tickets (event_id);
CREATE INDEX tickets_by_words ON tickets USING gin (search);

-- How far a ticket is used on a check-in list; no row: not at all. last_admission and what follows
-- it repeat the log row that an already_admitted refusal names.
CREATE TABLE ticket_states (
  ticket_id uuid NOT NULL REFERENCES tickets (id),
  list_id uuid NOT NULL REFERENCES check_in_lists (id),
  entries_used integer NOT NULL CHECK (entries_used >= 0),
  inside integer NOT NULL CHECK (inside BETWEEN 0 AND entries_used),
  last_scan uuid,
  last_admission uuid,
  last_admitted_by text,
  last_admitted_device text,
  last_admitted_at timestamptz,
  last_exit timestamptz,
  PRIMARY KEY (ticket_id, list_id)
) WITH (fillfactor = 80);

-- Everything that was scanned, refused scans too: append-only, numbered without gaps and chained
-- (src/db/foyer-db-chain.c says over which bytes). Every key begins with the event and nothing
-- refers to it, so that it can be partitioned by event when one table becomes too large to handle;
-- as long as it is not, one table plans faster. scan_sha256 is the hash of what was presented, so
-- that a scan id that comes again with something else is told from a repeated one. staff_email,
-- device_name and earlier_* are as they were then: an answer is repeated word for word.
CREATE TABLE verification_logs (
  id uuid NOT NULL,
  event_id uuid NOT NULL REFERENCES events (id),
  log_no bigint NOT NULL CHECK (log_no >= 1),
  ticket_id uuid REFERENCES tickets (id),
  list_id uuid REFERENCES check_in_lists (id),
  staff_email text NOT NULL,
  device_id uuid REFERENCES staff_devices (id),
  device_name text,
  action text NOT NULL
    CHECK (action IN ('verified', 'attempted', 'failed', 'exited', 'undone', 'reconciled')),
  "timestamp" timestamptz NOT NULL,
  ip_address inet,
  user_agent text,
  scan_id uuid NOT NULL,
  scan_sha256 bytea NOT NULL CHECK (length (scan_sha256) = 32),
  direction text NOT NULL CHECK (direction IN ('entry', 'exit')),
  outcome text NOT NULL CHECK (outcome IN ('admitted', 'exited', 'refused')),
  reason text CHECK ((reason IS NOT NULL) = (outcome = 'refused')),
  explanation text,
  earlier_id uuid,
  scanned_at timestamptz,
  offline boolean NOT NULL DEFAULT false,
  device_verdict text,
  seq bigint,
  previous_hash bytea NOT NULL CHECK (length (previous_hash) = 32),
  PRIMARY KEY (event_id, id),
  UNIQUE (event_id, log_no)
);
CREATE UNIQUE INDEX verification_logs_answers ON verification_logs (event_id, scan_id)
  WHERE action NOT IN ('undone', 'reconciled');
CREATE INDEX verification_logs_of_ticket ON verification_logs (event_id, ticket_id)
  WHERE ticket_id IS NOT NULL;

CREATE TABLE changes (
  event_id uuid NOT NULL REFERENCES events (id),
  seq bigint NOT NULL CHECK (seq >= 1),
  kind text NOT NULL CHECK (kind IN ('verified', 'exited', 'undone', 'added', 'edited', 'voided',
                                     'reload')),
  ticket_id uuid REFERENCES tickets (id) CHECK ((ticket_id IS NULL) = (kind = 'reload')),
  list_id uuid REFERENCES check_in_lists (id),
  status text CHECK (status IN ('generated', 'sent', 'verified', 'void')),
  verified_by text,
  device text,
  "timestamp" timestamptz NOT NULL,
  direction text NOT NULL DEFAULT 'entry' CHECK (direction IN ('entry', 'exit')),
  version bigint,
  PRIMARY KEY (event_id, seq)
);

-- Admissions that contradict each other; scans holds the scan ids that it names.
CREATE TABLE conflicts (
  id uuid PRIMARY KEY,
  event_id uuid NOT NULL REFERENCES events (id),
  ticket_id uuid NOT NULL REFERENCES tickets (id),
  list_id uuid NOT NULL REFERENCES check_in_lists (id),
  scans uuid[] NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT clock_timestamp (),
  resolved_at timestamptz,
  resolved_by text,
  resolution text,
  reason text
);
CREATE INDEX conflicts_open ON conflicts (event_id) WHERE resolved_at IS NULL;

CREATE TABLE alerts (
  id uuid PRIMARY KEY,
  event_id uuid REFERENCES events (id),
  device_id uuid REFERENCES staff_devices (id),
  kind text NOT NULL,
  severity text NOT NULL,
  "text" text NOT NULL,
  raised_at timestamptz NOT NULL DEFAULT clock_timestamp (),
  cleared_at timestamptz
);
CREATE INDEX alerts_raised ON alerts (raised_at) WHERE cleared_at IS NULL;

-- Every act that is no scan. Rows of one event form a chain with numbers of their own, those without
-- an event form the installation's.
CREATE TABLE audit_log (
  id uuid PRIMARY KEY,
  event_id uuid REFERENCES events (id),
  audit_no bigint NOT NULL CHECK (audit_no >= 1),
  act text NOT NULL,
  staff_email text NOT NULL,
  device_id uuid REFERENCES staff_devices (id),
  ip_address inet,
  details text,
  "timestamp" timestamptz NOT NULL,
  previous_hash bytea NOT NULL CHECK (length (previous_hash) = 32)
);
CREATE UNIQUE INDEX audit_log_of_event ON audit_log (event_id, audit_no) WHERE event_id IS NOT NULL;
CREATE UNIQUE INDEX audit_log_of_installation ON audit_log (audit_no) WHERE event_id IS NULL;

-- Requests that were done already, so that one that comes again does nothing twice.
CREATE TABLE requests (
  request_id uuid PRIMARY KEY,
  event_id uuid REFERENCES events (id),
  kind text NOT NULL,
  fingerprint bytea NOT NULL CHECK (length (fingerprint) = 32),
  done_at timestamptz NOT NULL DEFAULT clock_timestamp ()
);

-- Who sets an event up need not remember that relays cache it: config_version goes up by itself.
-- The argument names the column that holds the event's id.
CREATE FUNCTION foyer_event_config_changed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE event_heads SET config_version = config_version + 1
    WHERE event_id = (to_jsonb (COALESCE (NEW, OLD)) ->> TG_ARGV[0])::uuid;
  RETURN NULL;
END $$;
CREATE TRIGGER config_changed AFTER INSERT OR UPDATE OR DELETE ON check_in_lists
  FOR EACH ROW EXECUTE FUNCTION foyer_event_config_changed ('event_id');
CREATE TRIGGER config_changed AFTER INSERT OR UPDATE OR DELETE ON gates
  FOR EACH ROW EXECUTE FUNCTION foyer_event_config_changed ('event_id');
CREATE TRIGGER config_changed AFTER INSERT OR UPDATE OR DELETE ON ticket_types
  FOR EACH ROW EXECUTE FUNCTION foyer_event_config_changed ('event_id');

CREATE TRIGGER config_changed AFTER UPDATE ON events
  FOR EACH ROW EXECUTE FUNCTION foyer_event_config_changed ('id');

CREATE FUNCTION foyer_keys_changed () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE event_heads SET config_version = config_version + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER config_changed AFTER INSERT OR UPDATE ON signing_keys
  FOR EACH STATEMENT EXECUTE FUNCTION foyer_keys_changed ();
