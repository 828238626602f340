-- SPDX-License-Identifier: GPL-3.0-or-later
-- From when an event is over for good: nobody is let in any more, and desks delete what they keep of
-- it. What they report late is taken all the same.
ALTER TABLE events
  ADD COLUMN closed_at timestamptz;
