/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-changes"

#include "config.h"

#include "db/foyer-db-changes.h"

#include "base/foyer-error.h"
#include "db/foyer-db-counts.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-ticket-row.h"

/* The numbered changes of an event, as relays read them. Their numbers have no gap, so a piece has
 * two ends: with one end and a LIMIT the planner, which knows little of a table that an import is
 * filling, reads and joins all that follows. */

#define SINCE                                                                                    \
  "SELECT c.seq, c.kind, c.ticket_id, c.list_id, c.status, c.verified_by, c.device,"             \
  " foyer_micros (c.\"timestamp\"), c.direction, c.version, c.scan_id,"                          \
  " c.entries_used, c.inside, foyer_micros (c.last_exit), c.last_admitted_by,"                   \
  " c.last_admitted_device, foyer_micros (c.last_admitted_at), c.amends,"                        \
  " encode (t.code_sha256, 'hex'), " FOYER_DB_TICKET_COLUMNS " FROM changes c"                   \
  " LEFT JOIN tickets t ON t.id = c.ticket_id AND c.kind IN ('added', 'edited')"                 \
  " LEFT JOIN ticket_types y ON y.id = t.ticket_type_id"                                         \
  " WHERE c.event_id = $1 AND c.seq > $2::bigint AND c.seq <= $2::bigint + $3::bigint ORDER BY " \
  "c.seq"
#define COLUMN_STATE     11
#define COLUMN_AMENDS    17
#define COLUMN_HASH      18
#define N_CHANGE_COLUMNS 19

/* Its texts are @result's. */
static FoyerTicketState
borrow_state (const FoyerDbResult *result, int row)
{
  return (FoyerTicketState){
    .entries_used = (guint)foyer_db_get_int (result, row, COLUMN_STATE),
    .inside = (guint)foyer_db_get_int (result, row, COLUMN_STATE + 1),
    .last_exit = foyer_db_get_time (result, row, COLUMN_STATE + 2),
    .last_admission = { .verified_by = (char *)foyer_db_get_text (result, row, COLUMN_STATE + 3),
                        .device = (char *)foyer_db_get_text (result, row, COLUMN_STATE + 4),
                        .timestamp = foyer_db_get_time (result, row, COLUMN_STATE + 5) },
  };
}

/* With what a desk finds it by. */
static FoyerTicket *
read_ticket (const FoyerDbResult *result, int row)
{
  g_autoptr (FoyerTicket) ticket = foyer_db_read_ticket (result, row, N_CHANGE_COLUMNS);
  FoyerTicket fields = *ticket;

  fields.code_sha256 = PQgetvalue (result, row, COLUMN_HASH);
  return foyer_ticket_new (&fields);
}

static FoyerChange *
read_change (const FoyerDbResult *result, int row)
{
  g_autoptr (FoyerTicket) ticket = NULL;
  FoyerTicketState state;
  FoyerChange change = { .seq = foyer_db_get_int (result, row, 0) };

  foyer_change_kind_from_nick (PQgetvalue (result, row, 1), &change.kind);
  change.ticket_id = (char *)foyer_db_get_text (result, row, 2);
  change.list_id = (char *)foyer_db_get_text (result, row, 3);
  foyer_ticket_status_from_nick (foyer_db_get_text (result, row, 4), &change.status);
  change.verified_by = (char *)foyer_db_get_text (result, row, 5);
  change.device = (char *)foyer_db_get_text (result, row, 6);
  change.timestamp = foyer_db_get_time (result, row, 7);
  foyer_direction_from_nick (PQgetvalue (result, row, 8), &change.direction);
  change.version = foyer_db_get_int (result, row, 9);
  change.scan_id = (char *)foyer_db_get_text (result, row, 10);
  change.amends = foyer_db_get_bool (result, row, COLUMN_AMENDS);
  if (!PQgetisnull (result, row, COLUMN_STATE)) {
    state = borrow_state (result, row);
    change.state = &state;
  }
  if (!PQgetisnull (result, row, N_CHANGE_COLUMNS))
    ticket = read_ticket (result, row);
  change.ticket = ticket;
  return foyer_change_new (&change);
}

static FoyerChangeBatch *
read_batch (FoyerDbConnection *connection,
            const char *event_id,
            const FoyerDbResult *result,
            GError **error)
{
  g_autoptr (GPtrArray) changes =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_unref);
  g_autoptr (FoyerCounts) counts = NULL;
  FoyerChangeBatch batch = { .event_id = (char *)event_id };

  if (!foyer_db_counts_load (connection, event_id, &counts, &batch.epoch, NULL, error))
    return NULL;
  for (int row = 0; row < PQntuples (result); row++)
    g_ptr_array_add (changes, read_change (result, row));
  batch.changes = changes;
  batch.counts = counts;
  if (changes->len > 0) {
    batch.from = ((FoyerChange *)g_ptr_array_index (changes, 0))->seq;
    batch.to = ((FoyerChange *)g_ptr_array_index (changes, changes->len - 1))->seq;
  }
  return foyer_change_batch_new (&batch);
}

/**
 * foyer_db_changes_since:
 * @since: the number of the last change that is known already
 * @limit: at most so many
 *
 * Reads what comes after a change, in order and without gaps. The counts are at least as new as the
 * last change; a relay reads on until it gets none.
 *
 * Returns: (transfer full) (nullable): the changes; none where there are none (from and to are 0
 *   then)
 */
FoyerChangeBatch *
foyer_db_changes_since (FoyerDbConnection *connection,
                        const char *event_id,
                        gint64 since,
                        guint limit,
                        GError **error)
{
  g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, since);
  g_autofree char *most = g_strdup_printf ("%u", limit);
  g_autoptr (PGresult) result =
      foyer_db_query (connection, SINCE, FOYER_DB_PARAMS (event_id, from, most), error);

  return result != NULL ? read_batch (connection, event_id, result, error) : NULL;
}

/**
 * foyer_db_changes_ring:
 * @seq: the number of the event's newest change, which is committed
 *
 * Makes the relays look, for a change that no room of a relay made. It is a statement of its own:
 * NOTIFY takes a lock of the whole cluster when it commits. A bell that is not rung costs the time
 * until the relays look by themselves.
 */
void
foyer_db_changes_ring (FoyerDbConnection *connection, const char *event_id, gint64 seq)
{
  g_autofree char *payload = g_strdup_printf ("%s:%" G_GINT64_FORMAT, event_id, seq);
  g_autoptr (GError) error = NULL;

  if (!foyer_db_notify (connection, FOYER_DB_CHANNEL_CHANGES, payload, &error))
    g_debug ("The doorbell was not rung: %s", error->message);
}
