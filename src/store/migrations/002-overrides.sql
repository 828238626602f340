-- SPDX-License-Identifier: GPL-3.0-or-later
-- What other desks tell of a guest whom a supervisor let in is signed as that too.

ALTER TABLE heard ADD COLUMN override_signature TEXT;
