-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who is at the desk: how staff members and devices are known, and what is told of them.

-- What an admin may set, by name; the programs hold what is meant where there is no row. A secret is
-- kept sealed instead of as it is.
CREATE TABLE settings (
  name text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_.]{0,63}$'),
  value text CHECK (octet_length (value) <= 2000),
  sealed bytea,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp (),
  CHECK ((value IS NULL) <> (sealed IS NULL))
);

-- A person is known by the address that was invited until they sign in with a provider first; from
-- then on that provider's own word for them (issuer and subject) is what counts. passphrase is an
-- argon2id text (libsodium). Who is not for all events works for those of staff_events only, with
-- the role that is said there.
ALTER TABLE staff
  ADD COLUMN oidc_issuer text CHECK (octet_length (oidc_issuer) <= 500),
  ADD COLUMN oidc_subject text CHECK (octet_length (oidc_subject) <= 255),
  ADD COLUMN passphrase text CHECK (octet_length (passphrase) <= 200),
  ADD COLUMN all_events boolean NOT NULL DEFAULT true,
  ADD COLUMN removed_at timestamptz,
  ADD CHECK ((oidc_issuer IS NULL) = (oidc_subject IS NULL)),
  ADD UNIQUE (oidc_issuer, oidc_subject);

CREATE TABLE staff_events (
  staff_id uuid NOT NULL REFERENCES staff (id),
  event_id uuid NOT NULL REFERENCES events (id),
  role text NOT NULL CHECK (role IN ('staff', 'supervisor', 'admin')),
  PRIMARY KEY (staff_id, event_id)
);

-- One-time codes by which people choose a passphrase; only the SHA-256 of a code is kept.
CREATE TABLE invitations (
  id uuid PRIMARY KEY,
  code_sha256 bytea NOT NULL UNIQUE CHECK (length (code_sha256) = 32),
  staff_id uuid NOT NULL REFERENCES staff (id),
  made_by text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp (),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  ended_at timestamptz
);
CREATE INDEX invitations_of_staff ON invitations (staff_id);

-- What an approved device works for, what its latest enrolment came from, and its last goodbye: the
-- signature with which it says that it has wiped its data, and the key of its own that made it, so
-- that the receipt can be checked even after the device was enrolled again.
-- What devices say of themselves is kept for admins whose relay is another one.
ALTER TABLE staff_devices
  ADD COLUMN pending_scans integer,
  ADD COLUMN battery integer,
  ADD COLUMN camera_state text CHECK (octet_length (camera_state) <= 40),
  ADD COLUMN camera_name text CHECK (octet_length (camera_name) <= 200),
  ADD COLUMN clock_offset_ms bigint,
  ADD COLUMN list_id uuid REFERENCES check_in_lists (id),
  ADD COLUMN event_id uuid REFERENCES events (id),
  ADD COLUMN enrolled_at timestamptz,
  ADD COLUMN revoked_at timestamptz,
  ADD COLUMN revoked_by text,
  ADD COLUMN wiped_at timestamptz,
  ADD COLUMN wipe_key bytea CHECK (length (wipe_key) = 32),
  ADD COLUMN wipe_receipt text CHECK (octet_length (wipe_receipt) <= 100),
  ADD COLUMN wipe_challenge text CHECK (octet_length (wipe_challenge) <= 100);
CREATE UNIQUE INDEX staff_devices_by_key ON staff_devices (public_key)
  WHERE public_key IS NOT NULL;

-- One-time codes by which devices enrol. device_id: the device that the next one is to be again.
CREATE TABLE pairings (
  id uuid PRIMARY KEY,
  code_sha256 bytea NOT NULL UNIQUE CHECK (length (code_sha256) = 32),
  event_id uuid REFERENCES events (id),
  list_id uuid REFERENCES check_in_lists (id),
  gate text CHECK (octet_length (gate) <= 200),
  device_name text CHECK (octet_length (device_name) <= 200),
  device_id uuid REFERENCES staff_devices (id),
  approve boolean NOT NULL DEFAULT false,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp (),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  used_by uuid REFERENCES staff_devices (id)
);

-- Which relays run, where devices may reach them (addresses with a blank between them, the likeliest
-- first) and which certificate they show, where devices have to know it by its SHA-256. A relay says
-- so again and again; one that has not for a while is gone.
CREATE TABLE relays (
  id uuid PRIMARY KEY,
  addresses text NOT NULL CHECK (octet_length (addresses) <= 4000),
  fingerprint bytea CHECK (length (fingerprint) = 32),
  started_at timestamptz NOT NULL DEFAULT clock_timestamp (),
  seen_at timestamptz NOT NULL DEFAULT clock_timestamp ()
);

-- What devices were asked to sign, until they have, once.
CREATE TABLE challenges (
  challenge_sha256 bytea PRIMARY KEY CHECK (length (challenge_sha256) = 32),
  expires_at timestamptz NOT NULL
);
CREATE INDEX challenges_by_expiry ON challenges (expires_at);

-- A sign-in with a provider that is under way: what the answer must fit. verifier is sealed.
CREATE TABLE sign_ins (
  state_sha256 bytea PRIMARY KEY CHECK (length (state_sha256) = 32),
  device_id uuid NOT NULL REFERENCES staff_devices (id),
  issuer text NOT NULL,
  redirect_uri text NOT NULL CHECK (octet_length (redirect_uri) <= 200),
  nonce text NOT NULL,
  sealed_verifier bytea NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sign_ins_by_expiry ON sign_ins (expires_at);

-- Failures that slow somebody down: by account, address or device, as subject says.
CREATE TABLE throttles (
  subject text PRIMARY KEY CHECK (octet_length (subject) <= 300),
  failures integer NOT NULL CHECK (failures >= 0),
  last_failure timestamptz NOT NULL,
  blocked_until timestamptz NOT NULL
);
CREATE INDEX throttles_by_age ON throttles (last_failure);

-- A session that is bound to its device's key has lifetimes and a token that is changed now and
-- then: the next one is valid beside the present one until it is used first, and from then on the
-- former one is a sign that somebody has copied it. Those of foyerctl have none of that.
ALTER TABLE sessions
  ADD COLUMN key_bound boolean NOT NULL DEFAULT false,
  ADD COLUMN method text NOT NULL DEFAULT 'token'
    CHECK (method IN ('token', 'provider', 'passphrase', 'invitation')),
  ADD COLUMN last_used timestamptz,
  ADD COLUMN last_address inet,
  ADD COLUMN entered_at timestamptz,
  ADD COLUMN idle_until timestamptz,
  ADD COLUMN expires_at timestamptz,
  ADD COLUMN token_made_at timestamptz NOT NULL DEFAULT clock_timestamp (),
  ADD COLUMN next_sha256 bytea UNIQUE CHECK (length (next_sha256) = 32),
  ADD COLUMN former_sha256 bytea UNIQUE CHECK (length (former_sha256) = 32),
  ADD COLUMN end_reason text CHECK (octet_length (end_reason) <= 40);
CREATE INDEX sessions_of_staff ON sessions (staff_id) WHERE ended_at IS NULL;

-- Who was on a device, when and from where: append-only, like the logs.
CREATE TABLE device_accesses (
  device_id uuid NOT NULL REFERENCES staff_devices (id),
  access_no bigint GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL CHECK (kind IN ('enrolled', 'approved', 'signed_in', 'connected', 'refused',
                                     'signed_out', 'revoked', 'wiped')),
  staff_email text CHECK (octet_length (staff_email) <= 254),
  session_id uuid,
  ip_address inet,
  user_agent text CHECK (octet_length (user_agent) <= 200),
  at timestamptz NOT NULL DEFAULT clock_timestamp (),
  PRIMARY KEY (device_id, access_no)
);

-- However a session ends, its device's history says so.
CREATE FUNCTION foyer_note_sign_out () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO device_accesses (device_id, kind, staff_email, session_id)
    SELECT NEW.device_id, 'signed_out', email, NEW.id FROM staff WHERE id = NEW.staff_id;
  RETURN NULL;
END $$;
CREATE TRIGGER note_sign_out AFTER UPDATE OF ended_at ON sessions FOR EACH ROW
  WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL)
  EXECUTE FUNCTION foyer_note_sign_out ();

-- A supervisor may admit whom the judge refused: once per scan, with a row of its own.
ALTER TABLE verification_logs DROP CONSTRAINT verification_logs_action_check,
  ADD CONSTRAINT verification_logs_action_check
    CHECK (action IN ('verified', 'attempted', 'failed', 'exited', 'undone', 'reconciled',
                      'overridden'));
DROP INDEX verification_logs_answers;
CREATE UNIQUE INDEX verification_logs_answers ON verification_logs (event_id, scan_id)
  WHERE action NOT IN ('undone', 'reconciled', 'overridden');
CREATE UNIQUE INDEX verification_logs_overrides ON verification_logs (event_id, scan_id)
  WHERE action = 'overridden';
-- The scan that a change is about, where it is not the scan that made it.
ALTER TABLE changes ADD COLUMN scan_id uuid;

-- An alert is about one subject (a device, an address, an account); while it is open, the same again
-- only counts up.
ALTER TABLE alerts
  ADD COLUMN subject text NOT NULL DEFAULT '' CHECK (octet_length (subject) <= 300),
  ADD COLUMN times integer NOT NULL DEFAULT 1 CHECK (times >= 1),
  ADD COLUMN last_at timestamptz NOT NULL DEFAULT clock_timestamp (),
  ADD COLUMN cleared_by text;
CREATE UNIQUE INDEX alerts_open ON alerts (kind, subject) WHERE cleared_at IS NULL;

-- What relays have seen lately and that is worth an alert when it is too much: so often in a window
-- of time that began at since, and so often in the one before.
CREATE TABLE alert_counts (
  kind text NOT NULL CHECK (octet_length (kind) <= 40),
  subject text NOT NULL CHECK (octet_length (subject) <= 300),
  times bigint NOT NULL CHECK (times >= 0),
  before bigint NOT NULL DEFAULT 0 CHECK (before >= 0),
  since timestamptz NOT NULL DEFAULT clock_timestamp (),
  PRIMARY KEY (kind, subject)
);
CREATE INDEX alert_counts_by_age ON alert_counts (since);

-- Heads of chains, signed by the installation's own key, so that a chain that was cut off or written
-- anew is found by whoever holds one.
CREATE TABLE head_keys (
  number bigint PRIMARY KEY CHECK (number BETWEEN 1 AND 4294967295),
  public_key bytea NOT NULL CHECK (length (public_key) = 32),
  sealed_secret bytea NOT NULL,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp ()
);

CREATE TABLE signed_heads (
  id uuid PRIMARY KEY,
  chain text NOT NULL CHECK (chain IN ('log', 'audit', 'installation')),
  event_id uuid REFERENCES events (id),
  row_no bigint NOT NULL CHECK (row_no >= 0),
  row_hash bytea NOT NULL CHECK (length (row_hash) = 32),
  signed_at timestamptz NOT NULL,
  key_number bigint NOT NULL REFERENCES head_keys (number),
  signature bytea NOT NULL CHECK (length (signature) = 64),
  CHECK ((chain = 'installation') = (event_id IS NULL))
);
CREATE INDEX signed_heads_of_chain ON signed_heads (event_id, chain, row_no);

-- A row that refers to several others at once is checked once for all of them, and more closely: a
-- ticket's type, and a change's ticket, are of the same event. Checking takes a good part of the time
-- of an import and of a verification.
ALTER TABLE ticket_types ADD UNIQUE (event_id, id);
ALTER TABLE tickets
  DROP CONSTRAINT tickets_event_id_fkey,
  DROP CONSTRAINT tickets_ticket_type_id_fkey,
  ADD FOREIGN KEY (event_id, ticket_type_id) REFERENCES ticket_types (event_id, id),
  ADD UNIQUE (event_id, id);
DROP INDEX tickets_of_event;
ALTER TABLE changes
  DROP CONSTRAINT changes_event_id_fkey,
  DROP CONSTRAINT changes_ticket_id_fkey,
  ADD FOREIGN KEY (event_id, ticket_id) REFERENCES tickets (event_id, id);

-- A doorbell for what every relay should look at now, whoever changed it: its payload names a topic,
-- never data.
CREATE FUNCTION foyer_ring () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify ('foyer_news', TG_ARGV[0]);
  RETURN NULL;
END $$;
CREATE TRIGGER ring AFTER UPDATE OF ended_at ON sessions
  FOR EACH STATEMENT EXECUTE FUNCTION foyer_ring ('sessions');
CREATE TRIGGER ring AFTER UPDATE OF role, all_events, removed_at ON staff
  FOR EACH STATEMENT EXECUTE FUNCTION foyer_ring ('sessions');
CREATE TRIGGER ring AFTER INSERT OR UPDATE OR DELETE ON staff_events
  FOR EACH STATEMENT EXECUTE FUNCTION foyer_ring ('sessions');
CREATE TRIGGER ring AFTER INSERT OR UPDATE OF status ON staff_devices
  FOR EACH STATEMENT EXECUTE FUNCTION foyer_ring ('devices');
CREATE TRIGGER ring AFTER INSERT OR UPDATE ON alerts
  FOR EACH STATEMENT EXECUTE FUNCTION foyer_ring ('alerts');
CREATE TRIGGER ring AFTER INSERT OR UPDATE OR DELETE ON settings
  FOR EACH STATEMENT EXECUTE FUNCTION foyer_ring ('settings');
-- How an event is set up; an event that is new has no desks yet.
CREATE TRIGGER ring AFTER UPDATE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION foyer_ring ('events');
CREATE TRIGGER ring AFTER INSERT OR UPDATE OR DELETE ON check_in_lists
  FOR EACH STATEMENT EXECUTE FUNCTION foyer_ring ('events');
CREATE TRIGGER ring AFTER INSERT OR UPDATE OR DELETE ON gates
  FOR EACH STATEMENT EXECUTE FUNCTION foyer_ring ('events');
CREATE TRIGGER ring AFTER INSERT OR UPDATE OR DELETE ON ticket_types
  FOR EACH STATEMENT EXECUTE FUNCTION foyer_ring ('events');
CREATE TRIGGER ring AFTER INSERT OR UPDATE ON signing_keys
  FOR EACH STATEMENT EXECUTE FUNCTION foyer_ring ('events');
