/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-amend"

#include "config.h"

#include "db/foyer-db-amend.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-change-row.h"
#include "db/foyer-db-counts.h"
#include "db/foyer-db-log-row.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-sessions.h"
#include "db/foyer-db-verify-batch.h"

#include <string.h>

/* What a supervisor does to the verdict on a scan: takes an admission back, or admits whom the
 * judge refused. The scan stays in the log as it was, with the answer that it got; a row of its own
 * says what was done, by whom, and why. Like every writer of the event it takes the head row first.
 */

#define FIND_REQUEST "SELECT encode (fingerprint, 'hex') FROM requests WHERE request_id = $1::uuid"
#define ADD_REQUEST                                                \
  "INSERT INTO requests (request_id, event_id, kind, fingerprint)" \
  " VALUES ($1::uuid, $2::uuid, $4, decode ($3, 'hex'))"
#define FIND_SCAN                                                                           \
  "SELECT l.id, l.outcome, l.ticket_id, l.list_id, encode (l.scan_sha256, 'hex'), o.id,"    \
  " EXISTS (SELECT FROM verification_logs u WHERE u.event_id = l.event_id"                  \
  "  AND u.ticket_id = l.ticket_id AND u.scan_id = l.scan_id AND u.action = 'undone'),"     \
  " foyer_micros (clock_timestamp ()), r.id FROM verification_logs l"                       \
  " LEFT JOIN verification_logs o ON o.event_id = l.event_id AND o.ticket_id = l.ticket_id" \
  " AND o.scan_id = l.scan_id AND o.action = 'overridden'"                                  \
  " LEFT JOIN verification_logs r ON r.event_id = l.event_id AND r.ticket_id = l.ticket_id" \
  " AND r.scan_id = l.scan_id AND r.action = 'reconciled' AND r.outcome = 'admitted'"       \
  " WHERE l.event_id = $1::uuid AND l.scan_id = $2::uuid AND l." FOYER_DB_LOG_IS_ANSWER
#define LOCK_TICKET "SELECT FROM tickets WHERE id = $1::uuid FOR NO KEY UPDATE"
#define LOCK_STATE                                        \
  "SELECT entries_used, inside, foyer_micros (last_exit)" \
  " FROM ticket_states WHERE ticket_id = $1::uuid AND list_id = $2::uuid FOR NO KEY UPDATE"

static void
amendment_clear (FoyerDbAmendment *self)
{
  g_free (self->answer_id);
  g_free (self->override_id);
  g_free (self->reconciled_id);
  g_free (self->ticket_id);
  g_free (self->list_id);
  g_free (self->log_id);
  g_free (self->earlier_id);
  foyer_ticket_state_clear (&self->state);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerDbAmendment, amendment_clear)

/**
 * foyer_db_amend_fail:
 *
 * Returns: %FALSE, with @error set
 */
gboolean
foyer_db_amend_fail (GError **error, FoyerError code, const char *message)
{
  g_set_error_literal (error, FOYER_ERROR, (int)code, message);
  return FALSE;
}

static gboolean
lock_head (FoyerDbAmendment *self, GError **error)
{
  g_autoptr (PGresult) head = foyer_db_query (self->connection,
                                              foyer_db_verify_statements[FOYER_DB_VERIFY_LOCK_HEAD],
                                              FOYER_DB_PARAMS (self->event_id),
                                              error);

  if (head == NULL)
    return FALSE;
  if (PQntuples (head) == 0)
    return foyer_db_amend_fail (error, FOYER_ERROR_NOT_FOUND, "There is no such event.");
  self->seq = foyer_db_get_int (head, 0, 0);
  self->log_no = foyer_db_get_int (head, 0, 1);
  foyer_db_chain_parse (foyer_db_get_text (head, 0, 2), self->log_hash);
  self->epoch = foyer_db_get_int (head, 0, 3);
  return TRUE;
}

static gboolean
find_scan (FoyerDbAmendment *self, GError **error)
{
  g_autoptr (PGresult) row = foyer_db_query (self->connection,
                                             FIND_SCAN,
                                             FOYER_DB_PARAMS (self->event_id, self->scan_id),
                                             error);

  if (row == NULL)
    return FALSE;
  if (PQntuples (row) == 0)
    return foyer_db_amend_fail (error, FOYER_ERROR_NOT_FOUND, "There is no such scan.");
  self->answer_id = g_strdup (PQgetvalue (row, 0, 0));
  foyer_outcome_from_nick (PQgetvalue (row, 0, 1), &self->outcome);
  self->ticket_id = g_strdup (foyer_db_get_text (row, 0, 2));
  self->list_id = g_strdup (foyer_db_get_text (row, 0, 3));
  self->override_id = g_strdup (foyer_db_get_text (row, 0, 5));
  self->undone = foyer_db_get_bool (row, 0, 6);
  self->now = foyer_db_get_time (row, 0, 7);
  self->reconciled_id = g_strdup (foyer_db_get_text (row, 0, 8));
  return sodium_hex2bin (self->scan_hash,
                         sizeof self->scan_hash,
                         PQgetvalue (row, 0, 4),
                         2 * sizeof self->scan_hash,
                         NULL,
                         NULL,
                         NULL) == 0 &&
         self->kind->check (self, error);
}

static gboolean
read_state (FoyerDbAmendment *self, GError **error)
{
  g_autoptr (PGresult) state = NULL;

  if (!foyer_db_execute (self->connection, LOCK_TICKET, FOYER_DB_PARAMS (self->ticket_id), error))
    return FALSE;
  state = foyer_db_query (self->connection,
                          LOCK_STATE,
                          FOYER_DB_PARAMS (self->ticket_id, self->list_id),
                          error);
  if (state == NULL)
    return FALSE;
  self->has_state = PQntuples (state) > 0;
  if (!self->has_state)
    return TRUE;
  self->state.entries_used = (guint)foyer_db_get_int (state, 0, 0);
  self->state.inside = (guint)foyer_db_get_int (state, 0, 1);
  self->state.last_exit = foyer_db_get_time (state, 0, 2);
  return TRUE;
}

static gboolean
change_state (FoyerDbAmendment *self, GError **error)
{
  guint entries_used, inside;

  if (!read_state (self, error))
    return FALSE;
  entries_used = self->state.entries_used;
  inside = self->state.inside;
  if (!self->kind->amend (self, error))
    return FALSE;
  self->moved_admitted = (self->state.entries_used > 0) - (entries_used > 0);
  self->moved_inside = (gint64)self->state.inside - (gint64)inside;
  return TRUE;
}

static gboolean
write_table (FoyerDbAmendment *self,
             guint statement,
             gboolean with_event,
             FoyerDbTable *table,
             GError **error)
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
write_state (FoyerDbAmendment *self, GError **error)
{
  g_auto (FoyerDbTable) table;

  foyer_db_table_init (&table, 10);
  foyer_db_table_add_text (&table, self->ticket_id);
  foyer_db_table_add_text (&table, self->list_id);
  foyer_db_table_add_int (&table, self->state.entries_used);
  foyer_db_table_add_int (&table, self->state.inside);
  foyer_db_table_add_text (&table, self->last_scan);
  foyer_db_table_add_text (&table, self->last_admission);
  foyer_db_table_add_text (&table, self->state.last_admission.verified_by);
  foyer_db_table_add_text (&table, self->state.last_admission.device);
  foyer_db_table_add_int (&table, self->state.last_admission.timestamp);
  foyer_db_table_add_int (&table, self->state.last_exit);
  return write_table (self, FOYER_DB_VERIFY_WRITE_STATES, FALSE, &table, error);
}

static gboolean
change_ticket (FoyerDbAmendment *self, GError **error)
{
  g_autoptr (PGresult) ticket = self->kind->write_ticket (self, error);

  if (ticket == NULL)
    return FALSE;
  foyer_ticket_status_from_nick (PQgetvalue (ticket, 0, 0), &self->status);
  self->version = foyer_db_get_int (ticket, 0, 1);
  return TRUE;
}

static gboolean
move_counter (FoyerDbAmendment *self, GError **error)
{
  g_auto (FoyerDbTable) table;

  foyer_db_table_init (&table, 3);
  foyer_db_table_add_text (&table, self->list_id);
  foyer_db_table_add_int (&table, self->moved_admitted);
  foyer_db_table_add_int (&table, self->moved_inside);
  return write_table (self, FOYER_DB_VERIFY_MOVE_COUNTERS, FALSE, &table, error);
}

static gboolean
write_log (FoyerDbAmendment *self, GError **error)
{
  g_auto (FoyerDbTable) table;

  foyer_db_table_init (&table, FOYER_DB_LOG_ROW_N_COLUMNS);
  foyer_db_log_row_add (&(FoyerDbLogRow){ .event_id = self->event_id,
                                          .id = self->log_id,
                                          .log_no = ++self->log_no,
                                          .ticket_id = self->ticket_id,
                                          .list_id = self->list_id,
                                          .actor = self->actor,
                                          .action = self->kind->action,
                                          .timestamp = self->now,
                                          .scan_id = self->scan_id,
                                          .scan_hash = self->scan_hash,
                                          .direction = FOYER_DIRECTION_ENTRY,
                                          .outcome = FOYER_OUTCOME_ADMITTED,
                                          .explanation = self->reason,
                                          .earlier_id = self->about_id,
                                          .seq = self->seq },
                        self->log_hash,
                        &table);
  return write_table (self, FOYER_DB_VERIFY_WRITE_LOGS, TRUE, &table, error);
}

static FoyerChange *
make_change (FoyerDbAmendment *self)
{
  return foyer_change_new (&(FoyerChange){ .seq = ++self->seq,
                                           .kind = self->kind->change,
                                           .ticket_id = self->ticket_id,
                                           .list_id = self->list_id,
                                           .status = self->status,
                                           .verified_by = (char *)self->actor->staff_email,
                                           .device = (char *)self->actor->device_name,
                                           .scan_id = (char *)self->scan_id,
                                           .amends = TRUE,
                                           .timestamp = self->now,
                                           .direction = FOYER_DIRECTION_ENTRY,
                                           .version = self->version,
                                           .state = &self->state });
}

static gboolean
write_change (FoyerDbAmendment *self, const FoyerChange *change, GError **error)
{
  g_auto (FoyerDbTable) table;

  foyer_db_table_init (&table, FOYER_DB_CHANGE_ROW_N_COLUMNS);
  foyer_db_change_row_add (change, &table);
  return write_table (self, FOYER_DB_VERIFY_WRITE_CHANGES, TRUE, &table, error);
}

static gboolean
move_head (FoyerDbAmendment *self, GError **error)
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
make_batch (FoyerDbAmendment *self, FoyerChange *change, GError **error)
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
audit (FoyerDbAmendment *self, GError **error)
{
  g_autofree char *details = NULL;

  if (!self->kind->audited)
    return TRUE;
  details =
      g_strdup_printf ("{\"scan_id\":\"%s\",\"ticket_id\":\"%s\"}", self->scan_id, self->ticket_id);
  return foyer_db_audit (self->connection,
                         self->event_id,
                         self->kind->name,
                         details,
                         self->actor,
                         error);
}

static gboolean
amend_scan (FoyerDbAmendment *self, FoyerChangeBatch **batch, GError **error)
{
  g_autoptr (FoyerChange) change = NULL;

  if (!find_scan (self, error) || !change_state (self, error) || !write_state (self, error) ||
      !change_ticket (self, error) || !move_counter (self, error))
    return FALSE;
  change = make_change (self);
  if (!write_log (self, error) || !write_change (self, change, error) || !move_head (self, error) ||
      !audit (self, error) || (self->kind->settle != NULL && !self->kind->settle (self, error)))
    return FALSE;
  *batch = make_batch (self, change, error);
  return *batch != NULL;
}

/* What a request asks for, so that its id cannot come back with something else. */
static char *
make_fingerprint (const FoyerDbAmendment *self)
{
  const char *const parts[] = { self->kind->name, self->event_id, self->scan_id, self->reason };
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

/**
 * foyer_db_amend_within:
 *
 * As foyer_db_amend(), as a part of a transaction that has the event's head row, by somebody who is
 * permitted to, for a request that is remembered by another name.
 *
 * Returns: whether it is done
 */
gboolean
foyer_db_amend_within (const FoyerDbAmendmentKind *kind,
                       FoyerDbConnection *connection,
                       const char *event_id,
                       const char *scan_id,
                       const char *reason,
                       const FoyerDbActor *actor,
                       FoyerChangeBatch **batch,
                       GError **error)
{
  g_auto (FoyerDbAmendment) amendment = { .kind = kind,
                                          .connection = connection,
                                          .event_id = event_id,
                                          .scan_id = scan_id,
                                          .reason = reason,
                                          .actor = actor,
                                          .log_id = foyer_uuid_new () };

  return lock_head (&amendment, error) && amend_scan (&amendment, batch, error);
}

static gboolean
run (FoyerDbAmendment *self, const char *request_id, FoyerChangeBatch **batch, GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (self->connection, error);
  g_autofree char *fingerprint = make_fingerprint (self);
  g_autoptr (PGresult) known = NULL;

  if (transaction == NULL || !lock_head (self, error) ||
      !foyer_db_session_permit (self->connection,
                                self->actor,
                                self->event_id,
                                self->kind->permission,
                                error))
    return FALSE;
  known = foyer_db_query (self->connection, FIND_REQUEST, FOYER_DB_PARAMS (request_id), error);
  if (known == NULL)
    return FALSE;
  if (PQntuples (known) > 0)
    return g_str_equal (PQgetvalue (known, 0, 0), fingerprint)
               ? TRUE
               : foyer_db_amend_fail (error,
                                      FOYER_ERROR_BAD_REQUEST,
                                      "This request id stands for another request.");
  return amend_scan (self, batch, error) &&
         foyer_db_execute (self->connection,
                           ADD_REQUEST,
                           FOYER_DB_PARAMS (request_id,
                                            self->event_id,
                                            fingerprint,
                                            self->kind->name),
                           error) &&
         foyer_db_transaction_commit (&transaction, error);
}

/**
 * foyer_db_amend:
 * @kind: what is done
 * @request_id: a UUID; a request that was done already is done, and nothing happens again
 * @event_id: a UUID
 * @scan_id: the scan whose verdict it is about
 * @reason: why, in the supervisor's words
 * @batch: (out) (transfer full) (nullable): what devices are to be told; %NULL where it had been
 *   done
 *
 * Returns: whether it is done
 */
gboolean
foyer_db_amend (const FoyerDbAmendmentKind *kind,
                FoyerDbConnection *connection,
                const char *request_id,
                const char *event_id,
                const char *scan_id,
                const char *reason,
                const FoyerDbActor *actor,
                FoyerChangeBatch **batch,
                GError **error)
{
  g_auto (FoyerDbAmendment) amendment = { .kind = kind,
                                          .connection = connection,
                                          .event_id = event_id,
                                          .scan_id = scan_id,
                                          .reason = reason,
                                          .actor = actor,
                                          .log_id = foyer_uuid_new () };
  g_autoptr (FoyerChangeBatch) news = NULL;

  *batch = NULL;
  if (!run (&amendment, request_id, &news, error))
    return FALSE;
  *batch = g_steal_pointer (&news);
  return TRUE;
}
