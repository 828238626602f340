/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-device-row.h"
#include "db/foyer-db-sessions.h"

G_BEGIN_DECLS

/* Inside the room: a session in a row, from sessions under the name s, staff under m and
 * staff_devices under d. */

#define FOYER_DB_SESSION_FROM                          \
  " FROM sessions s JOIN staff m ON m.id = s.staff_id" \
  " JOIN staff_devices d ON d.id = s.device_id"

/* Whether the session lasts: the one place that says what ends one. */
#define FOYER_DB_SESSION_STATE                                                        \
  "CASE WHEN d.status = 'revoked' THEN 'revoked'"                                     \
  " WHEN s.ended_at IS NOT NULL OR s.expires_at <= clock_timestamp ()"                \
  " OR s.idle_until <= clock_timestamp () OR m.removed_at IS NOT NULL"                \
  " OR d.status <> 'approved' OR (s.key_bound AND d.public_key IS NULL) THEN 'ended'" \
  " ELSE 'lasts' END"

/* What foyer_rights_new () takes. */
#define FOYER_DB_RIGHTS                                                               \
  "CASE WHEN m.all_events THEN m.role ELSE '-' END || COALESCE ((SELECT string_agg (" \
  "' ' || v.event_id || ':' || v.role, '' ORDER BY v.event_id) FROM staff_events v"   \
  " WHERE v.staff_id = m.id), '')"

#define FOYER_DB_SESSION_COLUMNS                                                               \
  FOYER_DB_SESSION_STATE ", s.id, s.no_rate_limit, s.key_bound, s.method,"                     \
                         " foyer_micros (s.expires_at), m.email, m.name, " FOYER_DB_RIGHTS "," \
                         " encode (d.public_key, 'hex'), " FOYER_DB_DEVICE_COLUMNS
#define FOYER_DB_SESSION_N_COLUMNS (10 + FOYER_DB_DEVICE_N_COLUMNS)

FoyerDbSession *foyer_db_read_session (const FoyerDbResult *result, int row, GError **error);
gboolean foyer_db_check_session_state (const char *state, GError **error);

G_END_DECLS
