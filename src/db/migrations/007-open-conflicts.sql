-- SPDX-License-Identifier: GPL-3.0-or-later
-- Open conflicts are listed the newest first, some of very many.
DROP INDEX conflicts_open;
CREATE INDEX conflicts_open ON conflicts (event_id, opened_at) WHERE resolved_at IS NULL;
