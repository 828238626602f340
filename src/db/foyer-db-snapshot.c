/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-snapshot"

#include "config.h"

#include "db/foyer-db-snapshot.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-ticket-row.h"

/* All tickets of an event as they are at one moment, read piece by piece within one transaction
 * that holds no lock, so that the number of the newest change and the tickets agree. */

#define FETCH         "FETCH " G_STRINGIFY (FOYER_LIMIT_SNAPSHOT_ROWS) " FROM snapshot"
#define CLOSE         "CLOSE snapshot"
#define COLUMN_HASH   FOYER_DB_TICKET_N_COLUMNS
#define COLUMN_LIST   (COLUMN_HASH + 1)
#define HASH_HEX_SIZE 65

/* All of it is read: what is looked up row by row, because the planner takes tables that are
 * filling for small, takes hours where a scan of all takes a second. */
#define BEGIN                                                      \
  "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;"              \
  "SET LOCAL idle_in_transaction_session_timeout = " G_STRINGIFY ( \
      FOYER_LIMIT_SNAPSHOT_SECONDS) "000; SET LOCAL jit = off; SET LOCAL enable_nestloop = off"
/* All tickets, or only those that are void. */
#define WANTED " AND ($2 = 'all' OR t.status = $2)"
#define HEAD                                                                    \
  "SELECT h.epoch, h.seq, h.config_version, (SELECT count (*)"                  \
  " FROM tickets t WHERE t.event_id = h.event_id" WANTED ") FROM event_heads h" \
  " WHERE h.event_id = $1::uuid"
/* Of each ticket the scans that changes are about, the newest ones. */
#define SCANS                                                                         \
  "SELECT ticket_id, list_id, string_agg (scan_id::text, ' ' ORDER BY n) AS ids FROM" \
  " (SELECT ticket_id, list_id, scan_id, row_number () OVER"                          \
  "   (PARTITION BY ticket_id ORDER BY max (seq) DESC) AS n FROM changes"             \
  "  WHERE event_id = $1::uuid AND scan_id IS NOT NULL GROUP BY 1, 2, 3) numbered"    \
  " WHERE n <= " G_STRINGIFY (FOYER_LIMIT_SNAPSHOT_SCANS) " GROUP BY 1, 2"
#define OPEN                                                                                  \
  "DECLARE snapshot NO SCROLL CURSOR FOR SELECT " FOYER_DB_TICKET_COLUMNS                     \
  ", encode (t.code_sha256, 'hex'), s.list_id, s.entries_used, s.inside, s.last_admitted_by," \
  " s.last_admitted_device, foyer_micros (s.last_admitted_at), foyer_micros (s.last_exit),"   \
  " c.ids FROM tickets t JOIN ticket_types y ON y.id = t.ticket_type_id"                      \
  " LEFT JOIN ticket_states s ON s.ticket_id = t.id"                                          \
  " LEFT JOIN (" SCANS ") c ON c.ticket_id = s.ticket_id AND c.list_id = s.list_id"           \
  " WHERE t.event_id = $1::uuid" WANTED " ORDER BY t.id, s.list_id"

struct _FoyerDbSnapshot {
  FoyerDbConnection *connection;
  char *event_id;
  const char *wanted;
  FoyerDbSnapshotHead head;
  /* The last ticket that was read; more of its lists may follow. */
  FoyerTicket *ticket;
  char code_sha256[HASH_HEX_SIZE];
  GArray *states;
};

static gboolean
load_head (FoyerDbSnapshot *self, GError **error)
{
  g_autoptr (PGresult) row = foyer_db_query (self->connection,
                                             HEAD,
                                             FOYER_DB_PARAMS (self->event_id, self->wanted),
                                             error);

  if (row == NULL)
    return FALSE;
  if (PQntuples (row) == 0) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such event.");
    return FALSE;
  }
  self->head = (FoyerDbSnapshotHead){ .epoch = foyer_db_get_int (row, 0, 0),
                                      .seq = foyer_db_get_int (row, 0, 1),
                                      .config_version = foyer_db_get_int (row, 0, 2),
                                      .n_tickets = foyer_db_get_int (row, 0, 3) };
  return TRUE;
}

static gboolean
open_cursor (FoyerDbSnapshot *self, GError **error)
{
  return foyer_db_execute (self->connection,
                           OPEN,
                           FOYER_DB_PARAMS (self->event_id, self->wanted),
                           error);
}

/**
 * foyer_db_snapshot_open:
 * @connection: not to be used otherwise until the snapshot is closed
 * @only_void: whether other tickets are left out
 *
 * Returns: (transfer full) (nullable): a snapshot of the event as it is now; %FOYER_ERROR_NOT_FOUND
 *   where there is no such event
 */
FoyerDbSnapshot *
foyer_db_snapshot_open (FoyerDbConnection *connection,
                        const char *event_id,
                        gboolean only_void,
                        GError **error)
{
  g_autoptr (FoyerDbSnapshot) self = g_new0 (FoyerDbSnapshot, 1);

  self->connection = connection;
  self->event_id = g_strdup (event_id);
  self->wanted = only_void ? "void" : "all";
  self->states = g_array_new (FALSE, TRUE, sizeof (FoyerListState));
  g_array_set_clear_func (self->states, (GDestroyNotify)foyer_list_state_clear);
  if (!foyer_db_run_script (connection, BEGIN, error) || !load_head (self, error) ||
      !open_cursor (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * foyer_db_snapshot_close:
 *
 * Gives the connection back.
 */
void
foyer_db_snapshot_close (FoyerDbSnapshot *self)
{
  foyer_db_rollback (self->connection);
  g_clear_pointer (&self->ticket, foyer_ticket_unref);
  g_array_unref (self->states);
  g_free (self->event_id);
  g_free (self);
}

const FoyerDbSnapshotHead *
foyer_db_snapshot_get_head (const FoyerDbSnapshot *self)
{
  return &self->head;
}

static void
hand_over (FoyerDbSnapshot *self, FoyerDbSnapshotFunc func, gpointer user_data)
{
  if (self->ticket == NULL)
    return;
  func (self->ticket,
        self->code_sha256,
        (const FoyerListState *)(gpointer)self->states->data,
        self->states->len,
        user_data);
  g_clear_pointer (&self->ticket, foyer_ticket_unref);
  g_array_set_size (self->states, 0);
}

static void
take_state (FoyerDbSnapshot *self, const FoyerDbResult *rows, int row)
{
  const char *scan_ids = foyer_db_get_text (rows, row, COLUMN_LIST + 7);
  FoyerListState state = {
    .list_id = g_strdup (foyer_db_get_text (rows, row, COLUMN_LIST)),
    .state = {
      .entries_used = (guint)foyer_db_get_int (rows, row, COLUMN_LIST + 1),
      .inside = (guint)foyer_db_get_int (rows, row, COLUMN_LIST + 2),
      .last_admission = {
        .verified_by = g_strdup (foyer_db_get_text (rows, row, COLUMN_LIST + 3)),
        .device = g_strdup (foyer_db_get_text (rows, row, COLUMN_LIST + 4)),
        .timestamp = foyer_db_get_time (rows, row, COLUMN_LIST + 5),
      },
      .last_exit = foyer_db_get_time (rows, row, COLUMN_LIST + 6),
    },
    .scan_ids = scan_ids != NULL ? g_strsplit (scan_ids, " ", -1) : NULL,
  };

  g_array_append_val (self->states, state);
}

static void
take_row (FoyerDbSnapshot *self,
          const FoyerDbResult *rows,
          int row,
          FoyerDbSnapshotFunc func,
          gpointer user_data)
{
  if (self->ticket == NULL || !g_str_equal (self->ticket->id, PQgetvalue (rows, row, 0))) {
    hand_over (self, func, user_data);
    self->ticket = foyer_db_read_ticket (rows, row, 0);
    g_strlcpy (self->code_sha256, PQgetvalue (rows, row, COLUMN_HASH), HASH_HEX_SIZE);
  }
  if (!PQgetisnull (rows, row, COLUMN_LIST))
    take_state (self, rows, row);
}

/**
 * foyer_db_snapshot_rewind:
 *
 * Begins again with the first ticket; the moment stays the same.
 */
gboolean
foyer_db_snapshot_rewind (FoyerDbSnapshot *self, GError **error)
{
  g_clear_pointer (&self->ticket, foyer_ticket_unref);
  g_array_set_size (self->states, 0);
  return foyer_db_execute (self->connection, CLOSE, FOYER_DB_NO_PARAMS, error) &&
         open_cursor (self, error);
}

/**
 * foyer_db_snapshot_read:
 * @func: called for each ticket, in the order of their ids
 * @is_over: (out): whether that was the last one
 *
 * Reads the next few tickets.
 */
gboolean
foyer_db_snapshot_read (FoyerDbSnapshot *self,
                        FoyerDbSnapshotFunc func,
                        gpointer user_data,
                        gboolean *is_over,
                        GError **error)
{
  g_autoptr (PGresult) rows = foyer_db_query (self->connection, FETCH, FOYER_DB_NO_PARAMS, error);

  if (rows == NULL)
    return FALSE;
  for (int row = 0; row < PQntuples (rows); row++)
    take_row (self, rows, row, func, user_data);
  *is_over = PQntuples (rows) == 0;
  if (*is_over)
    hand_over (self, func, user_data);
  return TRUE;
}
