-- SPDX-License-Identifier: GPL-3.0-or-later

-- What the desks of an event are told of each other, so that they find each other where no relay can
-- be reached: where a device has joined an event's room last, and where it said that other desks of
-- the same network may find it, as IP:PORT, one after the other with a space between.
ALTER TABLE staff_devices
  ADD COLUMN joined_event_id uuid REFERENCES events (id),
  ADD COLUMN addresses text CHECK (octet_length (addresses) <= 600);
