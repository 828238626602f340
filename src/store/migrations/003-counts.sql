-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who came in and the relay does not count yet is found by the changes that are known.

CREATE INDEX scans_by_change ON scans (event, seq) WHERE seq > 0;
CREATE INDEX heard_by_change ON heard (event, seq);
