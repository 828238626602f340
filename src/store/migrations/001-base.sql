-- SPDX-License-Identifier: GPL-3.0-or-later
-- What one desk keeps. UUIDs are 16 bytes, times microseconds since 1970 with 0 for none, and
-- `sealed` what is private. What the judge needs is there in the clear.

CREATE TABLE installation (
  key_check TEXT NOT NULL
) STRICT;

-- An event that this desk works for. `copy` numbers the copy of its tickets that counts, if there
-- is one; a copy that no event names is one that is being made, or an old one. It is `whole`, or
-- has the void tickets only. One that is `closed` has no copy, and nothing that desks told.
CREATE TABLE events (
  id BLOB PRIMARY KEY NOT NULL CHECK (length (id) = 16),
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  set_up BLOB NOT NULL,
  copy INTEGER UNIQUE,
  whole INTEGER NOT NULL DEFAULT 0,
  closed INTEGER NOT NULL DEFAULT 0,
  CHECK (closed = 0 OR copy IS NULL)
) STRICT;

CREATE TABLE tickets (
  copy INTEGER NOT NULL,
  id BLOB NOT NULL CHECK (length (id) = 16),
  code_sha256 BLOB CHECK (length (code_sha256) = 32),
  type_number INTEGER NOT NULL,
  status INTEGER NOT NULL,
  paid INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  allowed_entries INTEGER NOT NULL CHECK (allowed_entries >= 1),
  version INTEGER NOT NULL,
  sealed BLOB,
  PRIMARY KEY (copy, id)
) STRICT, WITHOUT ROWID;

-- Tickets by their codes: `key` is the first eight bytes of the hash. Of a copy these are written at
-- its end and in their order: an index would write a page for each ticket.
CREATE TABLE codes (
  copy INTEGER NOT NULL,
  key INTEGER NOT NULL,
  ticket BLOB NOT NULL CHECK (length (ticket) = 16),
  PRIMARY KEY (copy, key, ticket)
) STRICT, WITHOUT ROWID;

-- The scans that the states of a copy are made of, as far as it had them when it was made; changes
-- name those of later.
CREATE TABLE included (
  copy INTEGER NOT NULL,
  scan BLOB NOT NULL CHECK (length (scan) = 16),
  PRIMARY KEY (copy, scan)
) STRICT, WITHOUT ROWID;

-- How far a ticket is used on a check-in list, as the relay has it at the event's `seq`. `sealed`
-- is who admitted it last, and where.
CREATE TABLE states (
  copy INTEGER NOT NULL,
  ticket BLOB NOT NULL CHECK (length (ticket) = 16),
  list BLOB NOT NULL CHECK (length (list) = 16),
  entries_used INTEGER NOT NULL CHECK (entries_used >= 0),
  inside INTEGER NOT NULL CHECK (inside BETWEEN 0 AND entries_used),
  last_admitted INTEGER NOT NULL,
  last_exit INTEGER NOT NULL,
  sealed BLOB,
  PRIMARY KEY (copy, ticket, list)
) STRICT, WITHOUT ROWID;

-- Every scan of this desk, in the order in which it happened, until the event is closed. `ticket`
-- and `list` are what it was judged as; `sealed` is what was scanned. The relay has those that are
-- `delivered`, and `seq` is the change that it made of one; `aside` is what it can never store. Whom
-- this desk refused a supervisor may have let in here: `override_at` by the desk's clock, 0 where
-- nobody did; `override_sealed` is who it was, where, and why. `amended` is what the relay told that a
-- supervisor did about it later, `amended_sealed` who.
CREATE TABLE scans (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id BLOB UNIQUE NOT NULL CHECK (length (id) = 16),
  event BLOB NOT NULL CHECK (length (event) = 16),
  epoch INTEGER NOT NULL,
  ticket BLOB CHECK (length (ticket) = 16),
  list BLOB CHECK (length (list) = 16),
  direction INTEGER NOT NULL,
  scanned_at INTEGER NOT NULL,
  clock_offset_ms INTEGER NOT NULL,
  clock_error_ms INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  session BLOB CHECK (length (session) = 16),
  standing TEXT NOT NULL CHECK (standing IN ('waiting', 'delivered', 'aside')),
  seq INTEGER NOT NULL,
  trouble TEXT,
  sealed BLOB NOT NULL,
  override_at INTEGER NOT NULL DEFAULT 0,
  override_offset_ms INTEGER NOT NULL DEFAULT 0,
  override_error_ms INTEGER NOT NULL DEFAULT 0,
  override_session BLOB CHECK (length (override_session) = 16),
  override_sealed BLOB CHECK ((override_sealed IS NULL) = (override_at = 0)),
  amended TEXT CHECK (amended IN ('undone', 'overridden')),
  amended_sealed BLOB
) STRICT;
CREATE INDEX scans_that_wait ON scans (number) WHERE standing = 'waiting';
CREATE INDEX scans_that_are_aside ON scans (number) WHERE standing = 'aside';
CREATE INDEX scans_by_ticket ON scans (event, ticket) WHERE ticket IS NOT NULL;
CREATE INDEX scans_overridden ON scans (event) WHERE override_at > 0;

-- The desks of an event, as the relay told of them last.
CREATE TABLE desks (
  event BLOB NOT NULL CHECK (length (event) = 16),
  device BLOB NOT NULL CHECK (length (device) = 16),
  name TEXT NOT NULL,
  public_key BLOB CHECK (length (public_key) = 32),
  last_heard INTEGER NOT NULL,
  rate REAL NOT NULL,
  addresses TEXT NOT NULL,
  PRIMARY KEY (event, device)
) STRICT, WITHOUT ROWID;

-- What happened at doors, as desks tell each other. `seq` is the change that the relay made of it in
-- `epoch`, 0 where the desk decided by itself.
CREATE TABLE heard (
  event BLOB NOT NULL CHECK (length (event) = 16),
  device BLOB NOT NULL CHECK (length (device) = 16),
  run BLOB NOT NULL CHECK (length (run) = 16),
  number INTEGER NOT NULL CHECK (number >= 1),
  scan BLOB NOT NULL CHECK (length (scan) = 16),
  ticket BLOB NOT NULL CHECK (length (ticket) = 16),
  list BLOB NOT NULL CHECK (length (list) = 16),
  outcome INTEGER NOT NULL,
  time INTEGER NOT NULL,
  error_ms INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  signature TEXT NOT NULL,
  PRIMARY KEY (event, device, run, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX heard_by_ticket ON heard (event, ticket);
CREATE INDEX heard_by_scan ON heard (event, scan);

-- Scans that the relay has, as its changes name them.
CREATE TABLE recorded (
  event BLOB NOT NULL CHECK (length (event) = 16),
  scan BLOB NOT NULL CHECK (length (scan) = 16),
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (event, scan)
) STRICT, WITHOUT ROWID;

-- The run of numbers that this desk gives to its own doings: the last number that was given, and the
-- last scan that was looked at for one.
CREATE TABLE runs (
  event BLOB PRIMARY KEY NOT NULL CHECK (length (event) = 16),
  device BLOB NOT NULL CHECK (length (device) = 16),
  run BLOB NOT NULL CHECK (length (run) = 16),
  last INTEGER NOT NULL,
  scan INTEGER NOT NULL
) STRICT;

PRAGMA application_id = 1181710706;
