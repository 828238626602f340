/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-undo"

#include "config.h"

#include "db/foyer-db-undo.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-change-row.h"
#include "db/foyer-db-counts.h"
#include "db/foyer-db-log-row.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-sessions.h"
#include "db/foyer-db-verify-batch.h"

#include <string.h>

/* Taking an admission back. The scan stays in the log as it was, with the answer that it got; a row
 * of its own says that it was undone, and by whom, and why. */

#define FIND_REQUEST "SELECT encode (fingerprint, 'hex') FROM requests WHERE request_id = $1::uuid"
#define ADD_REQUEST                                                \
  "INSERT INTO requests (request_id, event_id, kind, fingerprint)" \
  " VALUES ($1::uuid, $2::uuid, 'undo', decode ($3, 'hex'))"
#define FIND_SCAN                                                                      \
  "SELECT l.id, l.action, l.ticket_id, l.list_id, encode (l.scan_sha256, 'hex'),"      \
  " EXISTS (SELECT FROM verification_logs u WHERE u.event_id = l.event_id"             \
  "  AND u.ticket_id = l.ticket_id AND u.scan_id = l.scan_id AND u.action = 'undone')" \
  " FROM verification_logs l WHERE l.event_id = $1::uuid AND l.scan_id = $2::uuid"     \
  " AND l.action NOT IN ('undone', 'reconciled')"
#define LOCK_TICKET "SELECT FROM tickets WHERE id = $1::uuid FOR NO KEY UPDATE"
#define LOCK_STATE                                                                           \
  "SELECT entries_used, inside, foyer_micros (last_exit), foyer_micros (clock_timestamp ())" \
  " FROM ticket_states WHERE ticket_id = $1::uuid AND list_id = $2::uuid FOR NO KEY UPDATE"
/* The admission that a later refusal will name: the last one on this list that nobody took back. */
#define FIND_EARLIER                                                                   \
  "SELECT l.id, l.staff_email, l.device_name, foyer_micros (l.\"timestamp\")"          \
  " FROM verification_logs l WHERE l.event_id = $1::uuid AND l.ticket_id = $2::uuid"   \
  " AND l.list_id = $3::uuid AND l.action = 'verified' AND l.scan_id <> $4::uuid"      \
  " AND NOT EXISTS (SELECT FROM verification_logs u WHERE u.event_id = l.event_id"     \
  "  AND u.ticket_id = l.ticket_id AND u.scan_id = l.scan_id AND u.action = 'undone')" \
  " ORDER BY l.log_no DESC LIMIT 1"
/* A ticket that is admitted nowhere any more is what it was before. */
#define RESTORE_TICKET                                                                \
  "WITH used AS (SELECT EXISTS (SELECT FROM ticket_states WHERE ticket_id = $1::uuid" \
  "  AND entries_used > 0) AS yes)"                                                   \
  " UPDATE tickets SET version = version + 1,"                                        \
  " status = CASE WHEN status = 'void' OR used.yes THEN status"                       \
  "  WHEN sent_at IS NOT NULL THEN 'sent' ELSE 'generated' END,"                      \
  " verified_at = CASE WHEN used.yes THEN verified_at END,"                           \
  " verified_by = CASE WHEN used.yes THEN verified_by END,"                           \
  " device_id = CASE WHEN used.yes THEN device_id END"                                \
  " FROM used WHERE id = $1::uuid RETURNING status, version"

typedef struct {
  FoyerDbConnection *connection;
  const char *event_id;
  const char *scan_id;
  const char *reason;
  const FoyerDbActor *actor;

  gint64 seq;
  gint64 log_no;
  gint64 epoch;
  guint8 log_hash[FOYER_DB_CHAIN_BYTES];

  /* The scan that is undone. */
  char *log_id;
  char *ticket_id;
  char *list_id;
  guint8 scan_hash[FOYER_DB_CHAIN_BYTES];

  FoyerTicketState state;
  char *earlier_id;
  FoyerTime now;
  gint64 moved_admitted;
  gint64 moved_inside;
  FoyerTicketStatus status;
  gint64 version;
} Undo;

static void
undo_clear (Undo *self)
{
  g_free (self->log_id);
  g_free (self->ticket_id);
  g_free (self->list_id);
  g_free (self->earlier_id);
  foyer_ticket_state_clear (&self->state);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Undo, undo_clear)

static gboolean
fail (GError **error, FoyerError code, const char *message)
{
  g_set_error_literal (error, FOYER_ERROR, (int)code, message);
  return FALSE;
}

static gboolean
lock_head (Undo *self, GError **error)
{
  g_autoptr (PGresult) head = foyer_db_query (self->connection,
                                              foyer_db_verify_statements[FOYER_DB_VERIFY_LOCK_HEAD],
                                              FOYER_DB_PARAMS (self->event_id),
                                              error);

  if (head == NULL)
    return FALSE;
  if (PQntuples (head) == 0)
    return fail (error, FOYER_ERROR_NOT_FOUND, "There is no such event.");
  self->seq = foyer_db_get_int (head, 0, 0);
  self->log_no = foyer_db_get_int (head, 0, 1);
  foyer_db_chain_parse (foyer_db_get_text (head, 0, 2), self->log_hash);
  self->epoch = foyer_db_get_int (head, 0, 3);
  return TRUE;
}

static gboolean
find_scan (Undo *self, GError **error)
{
  g_autoptr (PGresult) row = foyer_db_query (self->connection,
                                             FIND_SCAN,
                                             FOYER_DB_PARAMS (self->event_id, self->scan_id),
                                             error);

  if (row == NULL)
    return FALSE;
  if (PQntuples (row) == 0)
    return fail (error, FOYER_ERROR_NOT_FOUND, "There is no such scan.");
  if (!g_str_equal (PQgetvalue (row, 0, 1), "verified"))
    return fail (error, FOYER_ERROR_BAD_REQUEST, "Only an admission can be undone.");
  if (foyer_db_get_bool (row, 0, 5))
    return fail (error, FOYER_ERROR_CHANGED_MEANWHILE, "This admission was undone already.");
  self->log_id = g_strdup (PQgetvalue (row, 0, 0));
  self->ticket_id = g_strdup (PQgetvalue (row, 0, 2));
  self->list_id = g_strdup (PQgetvalue (row, 0, 3));
  return sodium_hex2bin (self->scan_hash,
                         sizeof self->scan_hash,
                         PQgetvalue (row, 0, 4),
                         2 * sizeof self->scan_hash,
                         NULL,
                         NULL,
                         NULL) == 0;
}

static gboolean
find_earlier (Undo *self, GError **error)
{
  g_autoptr (PGresult) row = foyer_db_query (self->connection,
                                             FIND_EARLIER,
                                             FOYER_DB_PARAMS (self->event_id,
                                                              self->ticket_id,
                                                              self->list_id,
                                                              self->scan_id),
                                             error);

  if (row == NULL)
    return FALSE;
  foyer_ticket_state_clear (&self->state);
  self->state.last_admission.timestamp = 0;
  if (PQntuples (row) == 0)
    return TRUE;
  self->earlier_id = g_strdup (PQgetvalue (row, 0, 0));
  self->state.last_admission.verified_by = g_strdup (foyer_db_get_text (row, 0, 1));
  self->state.last_admission.device = g_strdup (foyer_db_get_text (row, 0, 2));
  self->state.last_admission.timestamp = foyer_db_get_time (row, 0, 3);
  return TRUE;
}

static gboolean
change_state (Undo *self, GError **error)
{
  g_autoptr (PGresult) state = NULL;
  guint entries_used, inside;

  if (!foyer_db_execute (self->connection, LOCK_TICKET, FOYER_DB_PARAMS (self->ticket_id), error))
    return FALSE;
  state = foyer_db_query (self->connection,
                          LOCK_STATE,
                          FOYER_DB_PARAMS (self->ticket_id, self->list_id),
                          error);
  if (state == NULL)
    return FALSE;
  if (PQntuples (state) == 0)
    return fail (error, FOYER_ERROR_FAILED, "The ticket has no admission that could be undone.");
  self->state.entries_used = entries_used = (guint)foyer_db_get_int (state, 0, 0);
  self->state.inside = inside = (guint)foyer_db_get_int (state, 0, 1);
  self->state.last_exit = foyer_db_get_time (state, 0, 2);
  self->now = foyer_db_get_time (state, 0, 3);
  foyer_ticket_state_undo (&self->state);
  self->moved_admitted = (self->state.entries_used > 0) - (entries_used > 0);
  self->moved_inside = (gint64)self->state.inside - (gint64)inside;
  return find_earlier (self, error);
}

static gboolean
write_table (Undo *self, guint statement, gboolean with_event, FoyerDbTable *table, GError **error)
{
  const char *const *columns = foyer_db_table_get_params (table);
  const char *params[FOYER_DB_TABLE_MAX_COLUMNS + 1] = { self->event_id };
  guint n = with_event ? 1 : 0;

  for (guint i = 0; i < table->n_columns; i++)
    params[n++] = columns[i];
  return foyer_db_execute (self->connection,
                           foyer_db_verify_statements[statement],
                           params,
                           n,
                           error);
}

static gboolean
write_state (Undo *self, GError **error)
{
  g_auto (FoyerDbTable) table;

  foyer_db_table_init (&table, 10);
  foyer_db_table_add_text (&table, self->ticket_id);
  foyer_db_table_add_text (&table, self->list_id);
  foyer_db_table_add_int (&table, self->state.entries_used);
  foyer_db_table_add_int (&table, self->state.inside);
  foyer_db_table_add_text (&table, self->log_id);
  foyer_db_table_add_text (&table, self->earlier_id);
  foyer_db_table_add_text (&table, self->state.last_admission.verified_by);
  foyer_db_table_add_text (&table, self->state.last_admission.device);
  foyer_db_table_add_int (&table, self->state.last_admission.timestamp);
  foyer_db_table_add_int (&table, self->state.last_exit);
  return write_table (self, FOYER_DB_VERIFY_WRITE_STATES, FALSE, &table, error);
}

static gboolean
restore_ticket (Undo *self, GError **error)
{
  g_autoptr (PGresult) ticket =
      foyer_db_query (self->connection, RESTORE_TICKET, FOYER_DB_PARAMS (self->ticket_id), error);

  if (ticket == NULL)
    return FALSE;
  foyer_ticket_status_from_nick (PQgetvalue (ticket, 0, 0), &self->status);
  self->version = foyer_db_get_int (ticket, 0, 1);
  return TRUE;
}

static gboolean
move_counter (Undo *self, GError **error)
{
  g_auto (FoyerDbTable) table;

  foyer_db_table_init (&table, 3);
  foyer_db_table_add_text (&table, self->list_id);
  foyer_db_table_add_int (&table, self->moved_admitted);
  foyer_db_table_add_int (&table, self->moved_inside);
  return write_table (self, FOYER_DB_VERIFY_MOVE_COUNTERS, FALSE, &table, error);
}

static gboolean
write_log (Undo *self, GError **error)
{
  g_auto (FoyerDbTable) table;
  g_autofree char *id = foyer_uuid_new ();

  foyer_db_table_init (&table, FOYER_DB_LOG_ROW_N_COLUMNS);
  foyer_db_log_row_add (&(FoyerDbLogRow){ .event_id = self->event_id,
                                          .id = id,
                                          .log_no = ++self->log_no,
                                          .ticket_id = self->ticket_id,
                                          .list_id = self->list_id,
                                          .actor = self->actor,
                                          .action = FOYER_ACTION_UNDONE,
                                          .timestamp = self->now,
                                          .scan_id = self->scan_id,
                                          .scan_hash = self->scan_hash,
                                          .direction = FOYER_DIRECTION_ENTRY,
                                          .outcome = FOYER_OUTCOME_ADMITTED,
                                          .explanation = self->reason,
                                          .earlier_id = self->log_id,
                                          .seq = self->seq },
                        self->log_hash,
                        &table);
  return write_table (self, FOYER_DB_VERIFY_WRITE_LOGS, TRUE, &table, error);
}

static FoyerChange *
make_change (Undo *self)
{
  return foyer_change_new (&(FoyerChange){ .seq = ++self->seq,
                                           .kind = FOYER_CHANGE_KIND_UNDONE,
                                           .ticket_id = self->ticket_id,
                                           .list_id = self->list_id,
                                           .status = self->status,
                                           .verified_by = (char *)self->actor->staff_email,
                                           .device = (char *)self->actor->device_name,
                                           .timestamp = self->now,
                                           .direction = FOYER_DIRECTION_ENTRY,
                                           .version = self->version });
}

static gboolean
write_change (Undo *self, const FoyerChange *change, GError **error)
{
  g_auto (FoyerDbTable) table;

  foyer_db_table_init (&table, FOYER_DB_CHANGE_ROW_N_COLUMNS);
  foyer_db_change_row_add (change, &table);
  return write_table (self, FOYER_DB_VERIFY_WRITE_CHANGES, TRUE, &table, error);
}

static gboolean
move_head (Undo *self, GError **error)
{
  g_autofree char *seq = g_strdup_printf ("%" G_GINT64_FORMAT, self->seq);
  g_autofree char *log_no = g_strdup_printf ("%" G_GINT64_FORMAT, self->log_no);
  char hash[FOYER_DB_CHAIN_TEXT_SIZE + 2];

  foyer_db_chain_write (self->log_hash, hash);
  return foyer_db_execute (self->connection,
                           foyer_db_verify_statements[FOYER_DB_VERIFY_MOVE_HEAD],
                           FOYER_DB_PARAMS (self->event_id, seq, log_no, hash),
                           error);
}

static FoyerChangeBatch *
make_batch (Undo *self, FoyerChange *change, GError **error)
{
  g_autoptr (GPtrArray) changes =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_unref);
  g_autoptr (FoyerCounts) counts = NULL;

  if (!foyer_db_counts_load (self->connection, self->event_id, &counts, NULL, NULL, error))
    return NULL;
  g_ptr_array_add (changes, foyer_change_ref (change));
  return foyer_change_batch_new (&(FoyerChangeBatch){ .event_id = (char *)self->event_id,
                                                      .epoch = self->epoch,
                                                      .from = change->seq,
                                                      .to = change->seq,
                                                      .changes = changes,
                                                      .counts = counts });
}

static gboolean
undo_scan (Undo *self, FoyerChangeBatch **batch, GError **error)
{
  g_autoptr (FoyerChange) change = NULL;

  if (!find_scan (self, error) || !change_state (self, error) || !write_state (self, error) ||
      !restore_ticket (self, error) || !move_counter (self, error))
    return FALSE;
  change = make_change (self);
  if (!write_log (self, error) || !write_change (self, change, error) || !move_head (self, error))
    return FALSE;
  *batch = make_batch (self, change, error);
  return *batch != NULL;
}

/* What a request asks for, so that its id cannot come back with something else. */
static char *
make_fingerprint (const Undo *self)
{
  const char *const parts[] = { "undo", self->event_id, self->scan_id, self->reason };
  static const guint8 start[FOYER_DB_CHAIN_BYTES];
  guint8 hash[FOYER_DB_CHAIN_BYTES];
  char text[2 * sizeof hash + 1];
  FoyerDbChain chain;

  foyer_db_chain_begin (&chain, start);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    foyer_db_chain_add_text (&chain, parts[i]);
  foyer_db_chain_end (&chain, hash);
  return g_strdup (sodium_bin2hex (text, sizeof text, hash, sizeof hash));
}

static gboolean
run (Undo *self, const char *request_id, FoyerChangeBatch **batch, GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (self->connection, error);
  g_autofree char *fingerprint = make_fingerprint (self);
  g_autoptr (PGresult) known = NULL;

  if (transaction == NULL || !lock_head (self, error) ||
      !foyer_db_session_permit (self->connection,
                                self->actor,
                                self->event_id,
                                FOYER_PERMISSION_UNDO,
                                error))
    return FALSE;
  known = foyer_db_query (self->connection, FIND_REQUEST, FOYER_DB_PARAMS (request_id), error);
  if (known == NULL)
    return FALSE;
  if (PQntuples (known) > 0)
    return g_str_equal (PQgetvalue (known, 0, 0), fingerprint)
               ? TRUE
               : fail (error,
                       FOYER_ERROR_BAD_REQUEST,
                       "This request id stands for another request.");
  return undo_scan (self, batch, error) &&
         foyer_db_execute (self->connection,
                           ADD_REQUEST,
                           FOYER_DB_PARAMS (request_id, self->event_id, fingerprint),
                           error) &&
         foyer_db_transaction_commit (&transaction, error);
}

/**
 * foyer_db_undo:
 * @request_id: a UUID; a request that was done already is done, and nothing happens again
 * @event_id: a UUID
 * @scan_id: the scan whose admission is taken back
 * @reason: why, in the supervisor's words
 * @batch: (out) (transfer full) (nullable): what devices are to be told; %NULL where it had been
 * done
 *
 * Takes an admission back: its entry may be used again, and the counts and the ticket are what they
 * were before it.
 *
 * Returns: whether it is undone; %FOYER_ERROR_NOT_FOUND where there is no such scan,
 *   %FOYER_ERROR_CHANGED_MEANWHILE where somebody else undid it
 */
gboolean
foyer_db_undo (FoyerDbConnection *connection,
               const char *request_id,
               const char *event_id,
               const char *scan_id,
               const char *reason,
               const FoyerDbActor *actor,
               FoyerChangeBatch **batch,
               GError **error)
{
  g_auto (Undo) undo = { .connection = connection,
                         .event_id = event_id,
                         .scan_id = scan_id,
                         .reason = reason,
                         .actor = actor };
  g_autoptr (FoyerChangeBatch) news = NULL;

  *batch = NULL;
  if (!run (&undo, request_id, &news, error))
    return FALSE;
  *batch = g_steal_pointer (&news);
  return TRUE;
}
