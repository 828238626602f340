-- SPDX-License-Identifier: GPL-3.0-or-later
-- How far the ticket was used on the list after a change that moved that. What a desk reports late
-- changes it by when it happened, so that desks cannot tell from the order in which they hear of it.
-- Where an admission was taken back, last_admitted_* is the one that was left as the last one.
ALTER TABLE changes
  ADD COLUMN entries_used integer CHECK (entries_used >= 0),
  ADD COLUMN inside integer CHECK (inside BETWEEN 0 AND entries_used),
  ADD COLUMN last_exit timestamptz,
  ADD COLUMN last_admitted_by text,
  ADD COLUMN last_admitted_device text,
  ADD COLUMN last_admitted_at timestamptz,
  -- Whether a supervisor did it to the scan of scan_id, which until now was the only one that had one.
  ADD COLUMN amends boolean NOT NULL DEFAULT false;
UPDATE changes SET amends = true WHERE scan_id IS NOT NULL;
