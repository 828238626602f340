/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-state"

#include "config.h"

#include "store/foyer-store-state.h"

#include "store/foyer-store-scan-row.h"

/* How far a ticket is used on a check-in list: what the relay knew at the event's `seq`, and what
 * happened at this desk, and at others that it has heard directly, and is not in that. */

/* Who admitted it last, and where. */
#define KIND    "state"
#define PRIVATE "(msms)"

/* The relay's part has a scan where the copy says so, or a change of later that is known, or where
 * it was delivered and its change is not newer. Whether a change of another epoch is in it, only
 * the copy knows. As long as that is one of the void tickets only, there may be no such part at
 * all. What the relay can never store it will never have, and the guest came in all the same. The
 * same for what other desks have said: a scan that they numbered twice happened once, and one of
 * this desk that they have kept for it is there already. */
#define IS_KNOWN(scan, delivered)                                                        \
  " ((e.whole OR EXISTS (SELECT 1 FROM states t WHERE t.copy = e.copy AND t.ticket = ?2" \
  "   AND t.list = ?3)) AND (" delivered                                                 \
  "  OR EXISTS (SELECT 1 FROM included i WHERE i.copy = e.copy AND i.scan = " scan ")"   \
  "  OR EXISTS (SELECT 1 FROM recorded r WHERE r.event = e.id AND r.scan = " scan        \
  "   AND r.epoch = e.epoch AND r.seq <= e.seq)))"
#define SCANNED    "s.scanned_at - 1000 * s.clock_offset_ms"
#define OVERRIDDEN "s.override_at - 1000 * s.override_offset_ms"
/* What happened here is in the order in which it was kept, whatever somebody did to the clock; an
 * override comes when it was made. */
#define ORDER                                                                    \
  "max (CASE s.override_at WHEN 0 THEN 0 ELSE " OVERRIDDEN " END, max (" SCANNED \
  ") OVER (ORDER BY s.number))"
#define FIND_OWN                                                             \
  "SELECT s.id, CASE s.override_at WHEN 0 THEN s.outcome ELSE ?4 END,"       \
  "  CASE s.override_at WHEN 0 THEN " SCANNED " ELSE " OVERRIDDEN " END,"    \
  "  s.sealed, NULL, s.number, s.override_sealed,"                           \
  "  s.override_at > 0 OR s.amended IS 'overridden', " ORDER                 \
  " FROM scans s JOIN events e ON e.id = s.event"                            \
  " WHERE s.event = ?1 AND s.ticket = ?2 AND s.list = ?3 AND NOT" IS_KNOWN ( \
      "s.id",                                                                \
      "s.standing = 'delivered' AND s.seq <= e.seq")
#define FIND_HEARD                                                                  \
  "SELECT h.scan, h.outcome, h.time, NULL, d.name, h.number, NULL,"                 \
  "  h.override_signature IS NOT NULL, h.time"                                      \
  " FROM heard h JOIN events e ON e.id = h.event"                                   \
  " LEFT JOIN desks d ON d.event = h.event AND d.device = h.device"                 \
  " WHERE h.event = ?1 AND h.ticket = ?2 AND h.list = ?3"                           \
  "  AND NOT EXISTS (SELECT 1 FROM scans s WHERE s.id = h.scan) AND NOT" IS_KNOWN ( \
      "h.scan",                                                                     \
      "h.seq > 0 AND h.epoch = e.epoch AND h.seq <= e.seq")
#define FIND_MORE FIND_OWN " UNION ALL " FIND_HEARD " GROUP BY h.scan ORDER BY 9, 6"

static gboolean
read_private (FoyerStoreFile *file,
              sqlite3_stmt *row,
              const char *ticket_id,
              FoyerTicketState *state,
              GError **error)
{
  g_autoptr (GVariant) private = NULL;

  if (sqlite3_column_type (row, 4) == SQLITE_NULL)
    return TRUE;
  private = foyer_store_unseal (file, KIND, ticket_id, PRIVATE, row, 4, error);
  if (private == NULL)
    return FALSE;
  g_variant_get (private,
                 PRIVATE,
                 &state->last_admission.verified_by,
                 &state->last_admission.device);
  return TRUE;
}

/**
 * foyer_store_read_state:
 * @state: (out caller-allocates): what the relay knew; no use at all where nothing is kept
 */
gboolean
foyer_store_read_state (FoyerStoreFile *file,
                        gint64 copy,
                        const char *ticket_id,
                        const char *list_id,
                        FoyerTicketState *state,
                        GError **error)
{
  sqlite3_stmt *row = foyer_store_prepare (file,
                                           "SELECT entries_used, inside, last_admitted, last_exit, "
                                           "sealed FROM states"
                                           " WHERE copy = ? AND ticket = ? AND list = ?",
                                           error);
  FoyerStoreStep step;
  gboolean done;

  *state = (FoyerTicketState){ 0 };
  if (row == NULL)
    return FALSE;
  sqlite3_bind_int64 (row, 1, copy);
  foyer_store_bind_uuid (row, 2, ticket_id);
  foyer_store_bind_uuid (row, 3, list_id);
  step = foyer_store_step (file, row, error);
  if (step != FOYER_STORE_ROW)
    return step == FOYER_STORE_DONE;
  state->entries_used = (guint)sqlite3_column_int (row, 0);
  state->inside = (guint)sqlite3_column_int (row, 1);
  state->last_admission.timestamp = sqlite3_column_int64 (row, 2);
  state->last_exit = sqlite3_column_int64 (row, 3);
  done = read_private (file, row, ticket_id, state, error);
  sqlite3_reset (row);
  return done;
}

gboolean
foyer_store_write_state (FoyerStoreFile *file,
                         gint64 copy,
                         const char *ticket_id,
                         const char *list_id,
                         const FoyerTicketState *state,
                         GError **error)
{
  const FoyerEarlier *last = &state->last_admission;
  g_autoptr (GBytes) sealed = NULL;
  sqlite3_stmt *statement =
      foyer_store_prepare (file,
                           "INSERT OR REPLACE INTO states (copy, ticket, list, entries_used, "
                           "inside, last_admitted,"
                           " last_exit, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                           error);

  if (statement == NULL)
    return FALSE;
  if (last->verified_by != NULL || last->device != NULL)
    sealed = foyer_store_seal (file,
                               KIND,
                               ticket_id,
                               g_variant_new (PRIVATE, last->verified_by, last->device));
  sqlite3_bind_int64 (statement, 1, copy);
  foyer_store_bind_uuid (statement, 2, ticket_id);
  foyer_store_bind_uuid (statement, 3, list_id);
  sqlite3_bind_int64 (statement, 4, state->entries_used);
  sqlite3_bind_int64 (statement, 5, state->inside);
  sqlite3_bind_int64 (statement, 6, last->timestamp);
  sqlite3_bind_int64 (statement, 7, state->last_exit);
  foyer_store_bind_bytes (statement, 8, sealed);
  return foyer_store_execute (file, statement, error);
}

/* Who scanned, or who let the guest in all the same; of another desk's scan nobody knows. */
static GVariant *
read_names (FoyerStoreFile *file, sqlite3_stmt *row, FoyerEarlier *by)
{
  g_autofree char *id = foyer_store_get_uuid (row, 0);
  gboolean is_override = sqlite3_column_type (row, 6) != SQLITE_NULL;
  GVariant *private;

  if (sqlite3_column_type (row, 3) == SQLITE_NULL)
    return NULL;
  private =
      foyer_store_unseal (file,
                          is_override ? FOYER_STORE_OVERRIDE_KIND : FOYER_STORE_SCAN_KIND,
                          id,
                          is_override ? FOYER_STORE_OVERRIDE_PRIVATE : FOYER_STORE_SCAN_PRIVATE,
                          row,
                          is_override ? 6 : 3,
                          NULL);
  if (private == NULL)
    return NULL;
  g_variant_get_child (private,
                       is_override ? FOYER_STORE_OVERRIDE_STAFF : FOYER_STORE_SCAN_STAFF,
                       "m&s",
                       &by->verified_by);
  g_variant_get_child (private,
                       is_override ? FOYER_STORE_OVERRIDE_DEVICE : FOYER_STORE_SCAN_DEVICE,
                       "m&s",
                       &by->device);
  return private;
}

/* Where only the names cannot be read any more, the guest came in all the same. A supervisor lets
 * in whoever went out, whatever delay there is. */
static void
add_scan (FoyerStoreFile *file,
          sqlite3_stmt *row,
          const FoyerCheckInList *list,
          FoyerTicketState *state)
{
  FoyerEarlier by = { .timestamp = sqlite3_column_int64 (row, 2),
                      .device = (char *)sqlite3_column_text (row, 4) };
  g_autoptr (GVariant) private = read_names (file, row, &by);
  FoyerCheckInList rule = *list;

  if (sqlite3_column_int (row, 7) != 0)
    rule.reentry_delay = 0;
  foyer_ticket_state_apply (state, &rule, (FoyerOutcome)sqlite3_column_int (row, 1), &by);
}

static gboolean
add_more (FoyerStoreFile *file,
          const char *event_id,
          const char *ticket_id,
          const FoyerCheckInList *list,
          FoyerTicketState *state,
          GError **error)
{
  sqlite3_stmt *row = foyer_store_prepare (file, FIND_MORE, error);
  FoyerStoreStep step;

  if (row == NULL)
    return FALSE;
  foyer_store_bind_uuid (row, 1, event_id);
  foyer_store_bind_uuid (row, 2, ticket_id);
  foyer_store_bind_uuid (row, 3, list->id);
  sqlite3_bind_int (row, 4, FOYER_OUTCOME_ADMITTED);
  while ((step = foyer_store_step (file, row, error)) == FOYER_STORE_ROW)
    add_scan (file, row, list, state);
  return step == FOYER_STORE_DONE;
}

/**
 * foyer_store_know_state:
 * @state: (out caller-allocates): all that this desk knows
 */
gboolean
foyer_store_know_state (FoyerStoreFile *file,
                        const char *event_id,
                        gint64 copy,
                        const char *ticket_id,
                        const FoyerCheckInList *list,
                        FoyerTicketState *state,
                        GError **error)
{
  return foyer_store_read_state (file, copy, ticket_id, list->id, state, error) &&
         add_more (file, event_id, ticket_id, list, state, error);
}
