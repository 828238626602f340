-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the relay may do: run again after every migration, so it may only add up. The logs can be
-- read and added to, never changed.
GRANT USAGE ON SCHEMA public TO foyer_relay;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO foyer_relay;
REVOKE SELECT ON signing_keys FROM foyer_relay;
GRANT SELECT (number, public_key, created_at, retired_at) ON signing_keys TO foyer_relay;
GRANT UPDATE ON event_heads, list_counters TO foyer_relay;
GRANT UPDATE (status, verified_at, verified_by, device_id, version) ON tickets TO foyer_relay;
GRANT UPDATE (name, email, order_code, attention, search, ticket_type_id, paid, valid_from, valid_until,
              allowed_entries) ON tickets TO foyer_relay;
GRANT INSERT, UPDATE ON ticket_states, conflicts, alerts TO foyer_relay;
GRANT INSERT ON verification_logs, audit_log, changes, requests TO foyer_relay;
GRANT INSERT ON staff_devices TO foyer_relay;
GRANT UPDATE ON staff_devices TO foyer_relay;
GRANT INSERT ON sessions TO foyer_relay;
GRANT UPDATE (ended_at) ON sessions TO foyer_relay;
GRANT UPDATE (audit_no, audit_hash) ON installation TO foyer_relay;
GRANT UPDATE (entry_paused, policy_message, offline_mode, offline_exposure) ON events TO foyer_relay;
GRANT UPDATE (offline_mode, offline_exposure) ON ticket_types TO foyer_relay;
GRANT INSERT, UPDATE, DELETE ON challenges, sign_ins, throttles, alert_counts TO foyer_relay;
GRANT INSERT, UPDATE ON invitations, pairings, staff_events TO foyer_relay;
GRANT DELETE ON staff_events TO foyer_relay;
GRANT INSERT, UPDATE ON staff TO foyer_relay;
GRANT UPDATE (ended_at, end_reason, last_used, last_address, entered_at, idle_until, token_sha256,
              token_made_at, next_sha256, former_sha256) ON sessions TO foyer_relay;
GRANT INSERT ON device_accesses, signed_heads TO foyer_relay;
GRANT INSERT, UPDATE, DELETE ON relays TO foyer_relay;
