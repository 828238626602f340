/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-verify"

#include "config.h"

#include "base/foyer-error.h"
#include "db/foyer-db-pipeline.h"
#include "db/foyer-db-session-row.h"
#include "db/foyer-db-table.h"
#include "db/foyer-db-ticket-row.h"
#include "db/foyer-db-verify-batch.h"
#include "model/foyer-code.h"

#include <string.h>

/* The first round trip of a verification: lock the event's head, read the clock, find scans that
 * were answered already, lock the tickets. A second one follows only where a code is none of this
 * event's, to tell a ticket of another event from no ticket at all. */

#define COLUMN_HASH  FOYER_DB_TICKET_N_COLUMNS
#define COLUMN_LIST  (COLUMN_HASH + 1)
#define COLUMN_SENT  (COLUMN_LIST + 9)
#define N_OF_ANSWERS 13

/**
 * foyer_db_verify_get_state:
 *
 * Returns: (transfer none): how far the ticket is used on the list; not at all where it never was
 */
VerifyState *
foyer_db_verify_get_state (VerifyTicket *ticket, const char *list_id)
{
  VerifyState *state;

  for (guint i = 0; i < ticket->states->len; i++) {
    state = g_ptr_array_index (ticket->states, i);
    if (g_str_equal (state->list_id, list_id))
      return state;
  }
  state = g_new0 (VerifyState, 1);
  state->list_id = g_strdup (list_id);
  g_ptr_array_add (ticket->states, state);
  return state;
}

static void
read_head (VerifyBatch *batch, const FoyerDbResult *head)
{
  batch->seq = foyer_db_get_int (head, 0, 0);
  batch->log_no = foyer_db_get_int (head, 0, 1);
  foyer_db_chain_parse (foyer_db_get_text (head, 0, 2), batch->log_hash);
  batch->epoch = foyer_db_get_int (head, 0, 3);
  batch->config_version = foyer_db_get_int (head, 0, 4);
}

static void
read_answer (VerifyScan *scan, const FoyerDbResult *rows, int row)
{
  g_autoptr (FoyerTicket) ticket = NULL;
  FoyerVerdict verdict = { .scan_id = scan->request->scan->id };

  if (!g_str_equal (PQgetvalue (rows, row, 1), scan->hash_text)) {
    scan->answer.error = g_error_new_literal (FOYER_ERROR,
                                              FOYER_ERROR_SCAN_ID_REUSED,
                                              "This scan id stands for another code.");
    return;
  }
  foyer_outcome_from_nick (PQgetvalue (rows, row, 2), &verdict.outcome);
  foyer_reason_from_nick (foyer_db_get_text (rows, row, 3), &verdict.reason);
  verdict.explanation = (char *)foyer_db_get_text (rows, row, 4);
  verdict.seq = foyer_db_get_int (rows, row, 5);
  verdict.earlier.verified_by = (char *)foyer_db_get_text (rows, row, 8);
  verdict.earlier.device = (char *)foyer_db_get_text (rows, row, 9);
  verdict.earlier.timestamp = foyer_db_get_time (rows, row, 10);
  if (!PQgetisnull (rows, row, N_OF_ANSWERS))
    ticket = foyer_db_read_ticket (rows, row, N_OF_ANSWERS);
  verdict.ticket = ticket;
  if (foyer_db_verify_is_late (scan)) {
    scan->known = foyer_verdict_new (&verdict);
    scan->known_log_no = foyer_db_get_int (rows, row, 6);
    scan->known_timestamp = foyer_db_get_time (rows, row, 7);
    scan->known_list_id = g_strdup (foyer_db_get_text (rows, row, 11));
    scan->known_log_id = g_strdup (PQgetvalue (rows, row, 12));
    return;
  }
  scan->answer.verdict = foyer_verdict_new (&verdict);
  scan->answer.log_no = foyer_db_get_int (rows, row, 6);
  scan->answer.timestamp = foyer_db_get_time (rows, row, 7);
  scan->answer.repeated = TRUE;
}

static void
read_answers (VerifyBatch *batch, const FoyerDbResult *rows)
{
  for (int row = 0; row < PQntuples (rows); row++) {
    VerifyScan *scan = g_hash_table_lookup (batch->scans_by_id, PQgetvalue (rows, row, 0));

    if (scan->answer.error == NULL)
      read_answer (scan, rows, row);
  }
}

/* Why the scans of a session are not looked at; %NULL where they are. */
static GError *
find_objection (const FoyerDbResult *rows, int row)
{
  GError *error = NULL;

  if (foyer_db_check_session_state (row < 0 ? "ended" : PQgetvalue (rows, row, 1), &error) &&
      !foyer_db_get_bool (rows, row, 2))
    g_set_error_literal (&error,
                         FOYER_ERROR,
                         FOYER_ERROR_NOT_PERMITTED,
                         "You do not work for this event.");
  return error;
}

/* A late scan says what happened, whoever brings it: where they may not any more, somebody else
 * does. What is refused for good a desk would set aside. */
static GError *
put_off (GError *objection)
{
  g_error_free (objection);
  return g_error_new_literal (FOYER_ERROR,
                              FOYER_ERROR_UNAVAILABLE,
                              "Whoever brings this scan may not do so any more.");
}

static void
check_sessions (VerifyBatch *batch, const FoyerDbResult *rows)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);

  for (int row = 0; row < PQntuples (rows); row++)
    g_hash_table_insert (numbers, PQgetvalue (rows, row, 0), GINT_TO_POINTER (row + 1));
  for (guint i = 0; i < batch->n_scans; i++) {
    VerifyScan *scan = &batch->scans[i];
    const char *session_id = scan->request->actor.session_id;
    GError *objection = NULL;

    if (session_id != NULL && scan->answer.error == NULL)
      objection =
          find_objection (rows, GPOINTER_TO_INT (g_hash_table_lookup (numbers, session_id)) - 1);
    if (objection != NULL)
      scan->answer.error = foyer_db_verify_is_late (scan) ? put_off (objection) : objection;
  }
}

static VerifyTicket *
add_ticket (VerifyBatch *batch, const FoyerDbResult *rows, int row)
{
  VerifyTicket *ticket = g_hash_table_lookup (batch->tickets_by_id, PQgetvalue (rows, row, 0));

  if (ticket != NULL)
    return ticket;
  ticket = g_new0 (VerifyTicket, 1);
  ticket->ticket = foyer_db_read_ticket (rows, row, 0);
  ticket->states = g_ptr_array_new ();
  ticket->was_sent = foyer_db_get_bool (rows, row, COLUMN_SENT);
  g_ptr_array_add (batch->tickets, ticket);
  g_hash_table_insert (batch->tickets_by_id, g_strdup (ticket->ticket->id), ticket);
  g_hash_table_insert (batch->tickets_by_hash,
                       g_strdup (PQgetvalue (rows, row, COLUMN_HASH)),
                       ticket);
  return ticket;
}

static void
read_tickets (VerifyBatch *batch, const FoyerDbResult *rows)
{
  for (int row = 0; row < PQntuples (rows); row++) {
    VerifyTicket *ticket = add_ticket (batch, rows, row);
    VerifyState *state;

    if (PQgetisnull (rows, row, COLUMN_LIST))
      continue;
    state = foyer_db_verify_get_state (ticket, PQgetvalue (rows, row, COLUMN_LIST));
    state->state.entries_used = (guint)foyer_db_get_int (rows, row, COLUMN_LIST + 1);
    state->state.inside = (guint)foyer_db_get_int (rows, row, COLUMN_LIST + 2);
    state->last_scan = g_strdup (foyer_db_get_text (rows, row, COLUMN_LIST + 3));
    state->last_admission = g_strdup (foyer_db_get_text (rows, row, COLUMN_LIST + 4));
    state->state.last_admission.verified_by =
        g_strdup (foyer_db_get_text (rows, row, COLUMN_LIST + 5));
    state->state.last_admission.device = g_strdup (foyer_db_get_text (rows, row, COLUMN_LIST + 6));
    state->state.last_admission.timestamp = foyer_db_get_time (rows, row, COLUMN_LIST + 7);
    state->state.last_exit = foyer_db_get_time (rows, row, COLUMN_LIST + 8);
  }
}

static gboolean
needs_ticket (const VerifyScan *scan)
{
  return !scan->is_twin && scan->answer.verdict == NULL && scan->answer.error == NULL;
}

static void
add_keys (const VerifyScan *scan, FoyerDbTable *hashes, FoyerDbTable *ids)
{
  if (scan->request->scan->code != NULL)
    foyer_db_table_add_bytes (hashes, scan->hash, sizeof scan->hash);
  if (*scan->claimed_id != '\0')
    foyer_db_table_add_text (ids, scan->claimed_id);
}

/* Each once, and none where the operator scans. */
static void
add_sessions (const VerifyBatch *batch, FoyerDbTable *session_ids)
{
  g_autoptr (GHashTable) added = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < batch->n_scans; i++) {
    const char *session_id = batch->scans[i].request->actor.session_id;

    if (session_id != NULL && g_hash_table_add (added, (gpointer)session_id))
      foyer_db_table_add_text (session_ids, session_id);
  }
}

static gboolean
read_all (VerifyBatch *batch, GError **error)
{
  g_auto (FoyerDbPipeline) pipeline = { NULL };
  g_auto (FoyerDbTable) hashes, ids, scan_ids, session_ids;
  const char *event_id = batch->event_id;
  const char *scans, *codes, *tickets, *sessions;
  guint head, checks, clock, answers, found;

  foyer_db_table_init (&hashes, 1);
  foyer_db_table_init (&ids, 1);
  foyer_db_table_init (&scan_ids, 1);
  foyer_db_table_init (&session_ids, 1);
  add_sessions (batch, &session_ids);
  for (guint i = 0; i < batch->n_scans; i++) {
    if (!needs_ticket (&batch->scans[i]))
      continue;
    foyer_db_table_add_text (&scan_ids, batch->scans[i].request->scan->id);
    add_keys (&batch->scans[i], &hashes, &ids);
  }
  scans = foyer_db_table_get_params (&scan_ids)[0];
  codes = foyer_db_table_get_params (&hashes)[0];
  tickets = foyer_db_table_get_params (&ids)[0];
  sessions = foyer_db_table_get_params (&session_ids)[0];

  if (!foyer_db_pipeline_begin (&pipeline, batch->connection, error))
    return FALSE;
  foyer_db_pipeline_send (&pipeline, FOYER_DB_VERIFY_BEGIN, FOYER_DB_NO_PARAMS);
  head = foyer_db_pipeline_send (&pipeline, FOYER_DB_VERIFY_LOCK_HEAD, FOYER_DB_PARAMS (event_id));
  checks = foyer_db_pipeline_send (&pipeline,
                                   FOYER_DB_VERIFY_CHECK_SESSIONS,
                                   FOYER_DB_PARAMS (event_id, sessions));
  clock = foyer_db_pipeline_send (&pipeline, FOYER_DB_VERIFY_CLOCK, FOYER_DB_NO_PARAMS);
  answers = foyer_db_pipeline_send (&pipeline,
                                    FOYER_DB_VERIFY_FIND_ANSWERS,
                                    FOYER_DB_PARAMS (event_id, scans));
  found = foyer_db_pipeline_send (&pipeline,
                                  FOYER_DB_VERIFY_LOCK_TICKETS,
                                  FOYER_DB_PARAMS (event_id, codes, tickets));
  if (!foyer_db_pipeline_finish (&pipeline, error))
    return FALSE;
  if (PQntuples (foyer_db_pipeline_get (&pipeline, head)) == 0) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such event.");
    return FALSE;
  }
  read_head (batch, foyer_db_pipeline_get (&pipeline, head));
  batch->now = foyer_db_get_time (foyer_db_pipeline_get (&pipeline, clock), 0, 0);
  check_sessions (batch, foyer_db_pipeline_get (&pipeline, checks));
  read_answers (batch, foyer_db_pipeline_get (&pipeline, answers));
  read_tickets (batch, foyer_db_pipeline_get (&pipeline, found));
  return TRUE;
}

/* The exact text of a ticket of this event needs no other proof. Where there is none, a signature
 * for this event stands for the ticket that it names. */
static void
find_ticket (VerifyBatch *batch, VerifyScan *scan)
{
  const char *code = scan->request->scan->code;

  scan->check = FOYER_CODE_CHECK_UNSIGNED;
  if (code == NULL) {
    scan->ticket = g_hash_table_lookup (batch->tickets_by_id, scan->claimed_id);
    return;
  }
  scan->ticket = g_hash_table_lookup (batch->tickets_by_hash, scan->hash_text);
  if (scan->ticket != NULL)
    return;
  scan->check = foyer_code_check (code, batch->event_id, batch->event->keys, NULL);
  if (scan->check == FOYER_CODE_CHECK_VALID)
    scan->ticket = g_hash_table_lookup (batch->tickets_by_id, scan->claimed_id);
}

/* Whether a row is what was scanned: by the exact text, by the id that was picked, or because the
 * signature is good for the row's event. */
static gboolean
is_same (VerifyBatch *batch, const VerifyScan *scan, const FoyerDbResult *rows, int row)
{
  const char *code = scan->request->scan->code;

  if (code != NULL && g_str_equal (PQgetvalue (rows, row, 0), scan->hash_text))
    return TRUE;
  if (!g_str_equal (PQgetvalue (rows, row, 1), scan->claimed_id))
    return FALSE;
  return code == NULL ||
         foyer_code_check (code, PQgetvalue (rows, row, 2), batch->event->keys, NULL) ==
             FOYER_CODE_CHECK_VALID;
}

static void
note_elsewhere (VerifyBatch *batch, const FoyerDbResult *rows)
{
  for (guint i = 0; i < batch->n_scans; i++) {
    VerifyScan *scan = &batch->scans[i];

    if (!needs_ticket (scan) || scan->ticket != NULL)
      continue;
    for (int row = 0; row < PQntuples (rows) && !scan->elsewhere; row++)
      scan->elsewhere = is_same (batch, scan, rows, row);
    if (scan->elsewhere && scan->check == FOYER_CODE_CHECK_BAD)
      scan->check = FOYER_CODE_CHECK_OTHER_EVENT;
  }
}

static gboolean
look_elsewhere (VerifyBatch *batch, GError **error)
{
  g_auto (FoyerDbPipeline) pipeline = { NULL };
  g_auto (FoyerDbTable) hashes, ids;
  const char *codes, *tickets;
  guint n_missing = 0;

  foyer_db_table_init (&hashes, 1);
  foyer_db_table_init (&ids, 1);
  for (guint i = 0; i < batch->n_scans; i++) {
    if (!needs_ticket (&batch->scans[i]) || batch->scans[i].ticket != NULL)
      continue;
    add_keys (&batch->scans[i], &hashes, &ids);
    n_missing++;
  }
  if (n_missing == 0)
    return TRUE;
  codes = foyer_db_table_get_params (&hashes)[0];
  tickets = foyer_db_table_get_params (&ids)[0];
  if (!foyer_db_pipeline_begin (&pipeline, batch->connection, error))
    return FALSE;
  foyer_db_pipeline_send (&pipeline,
                          FOYER_DB_VERIFY_FIND_ELSEWHERE,
                          FOYER_DB_PARAMS (batch->event_id, codes, tickets));
  if (!foyer_db_pipeline_finish (&pipeline, error))
    return FALSE;
  note_elsewhere (batch, foyer_db_pipeline_get (&pipeline, 0));
  return TRUE;
}

/**
 * foyer_db_verify_read:
 *
 * Begins the transaction and reads all that the verdicts depend on. Where it fails the transaction
 * is still open.
 */
gboolean
foyer_db_verify_read (VerifyBatch *batch, GError **error)
{
  if (!read_all (batch, error))
    return FALSE;
  batch->event = foyer_db_event_cache_get (batch->cache,
                                           batch->connection,
                                           batch->event_id,
                                           batch->config_version,
                                           error);
  if (batch->event == NULL)
    return FALSE;
  for (guint i = 0; i < batch->n_scans; i++) {
    if (needs_ticket (&batch->scans[i]))
      find_ticket (batch, &batch->scans[i]);
  }
  return look_elsewhere (batch, error) && foyer_db_verify_read_history (batch, error);
}
