/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-verify"

#include "config.h"

#include "db/foyer-db-verify.h"

#include "base/foyer-error.h"
#include "db/foyer-db-alerts.h"
#include "db/foyer-db-pipeline.h"
#include "db/foyer-db-verify-batch.h"
#include "model/foyer-code.h"

#include <string.h>

/* The verification of a batch of scans for one event: one transaction, two round trips. Nothing is
 * said to anybody before its commit is known to have succeeded. */

static void
clear_answer (gpointer data)
{
  FoyerDbScanAnswer *answer = data;

  g_clear_pointer (&answer->verdict, foyer_verdict_unref);
  g_clear_error (&answer->error);
}

static FoyerDbBatchResult *
new_result (void)
{
  FoyerDbBatchResult *self = g_new0 (FoyerDbBatchResult, 1);

  self->answers = g_array_new (FALSE, TRUE, sizeof (FoyerDbScanAnswer));
  g_array_set_clear_func (self->answers, clear_answer);
  self->batches = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_batch_unref);
  return self;
}

/**
 * foyer_db_batch_result_free:
 * @self: (transfer full):
 */
void
foyer_db_batch_result_free (FoyerDbBatchResult *self)
{
  g_array_unref (self->answers);
  g_ptr_array_unref (self->batches);
  g_clear_pointer (&self->event, foyer_event_unref);
  g_free (self);
}

static void
free_state (gpointer data)
{
  VerifyState *state = data;

  foyer_ticket_state_clear (&state->state);
  g_free (state->list_id);
  g_free (state->last_scan);
  g_free (state->last_admission);
  g_clear_pointer (&state->passages, g_array_unref);
  g_clear_pointer (&state->conflicts, g_array_unref);
  g_clear_pointer (&state->refusals, g_array_unref);
  g_free (state);
}

static void
free_ticket (gpointer data)
{
  VerifyTicket *ticket = data;

  g_ptr_array_foreach (ticket->states, (GFunc)(void (*) (void))free_state, NULL);
  g_ptr_array_unref (ticket->states);
  foyer_ticket_unref (ticket->ticket);
  g_free (ticket);
}

static void
free_conflict (gpointer data)
{
  VerifyConflict *conflict = data;

  g_free (conflict->id);
  g_free (conflict->ticket_id);
  g_hash_table_unref (conflict->scans);
  g_free (conflict);
}

static void
clear_scan (VerifyScan *scan)
{
  clear_answer (&scan->answer);
  g_free (scan->log_id);
  g_free (scan->earlier_copy);
  g_clear_pointer (&scan->known, foyer_verdict_unref);
  g_free (scan->known_log_id);
  g_free (scan->known_list_id);
  g_free (scan->credited_email);
  g_free (scan->undo_id);
  foyer_db_verify_clear_override (&scan->override);
}

static void
batch_clear (VerifyBatch *batch)
{
  for (guint i = 0; i < batch->n_scans; i++)
    clear_scan (&batch->scans[i]);
  g_free (batch->scans);
  g_hash_table_unref (batch->scans_by_id);
  g_hash_table_unref (batch->tickets_by_id);
  g_hash_table_unref (batch->tickets_by_hash);
  g_ptr_array_unref (batch->tickets);
  g_ptr_array_unref (batch->changes);
  g_ptr_array_unref (batch->conflicts);
  g_ptr_array_unref (batch->explained);
  g_array_unref (batch->moves);
  g_clear_pointer (&batch->event, foyer_event_unref);
  g_clear_pointer (&batch->counts, foyer_counts_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VerifyBatch, batch_clear)

/* What is presented besides a code is a ticket id, told from a code of the same text by a prefix
 * that holds a NUL, which no code does. */
static void
hash_ticket_id (const char *ticket_id, guint8 hash[FOYER_DB_CHAIN_BYTES])
{
  static const char prefix[] = "foyer-ticket";
  crypto_hash_sha256_state state;

  crypto_hash_sha256_init (&state);
  crypto_hash_sha256_update (&state, (const guint8 *)prefix, sizeof prefix);
  crypto_hash_sha256_update (&state, (const guint8 *)ticket_id, strlen (ticket_id));
  crypto_hash_sha256_final (&state, hash);
}

static void
claim_id (VerifyScan *scan, const char *event_id, const FoyerKeyRing *no_keys)
{
  static const guint8 none[FOYER_UUID_BYTES];
  const FoyerScan *facts = scan->request->scan;
  FoyerSignedCode says;

  if (facts->code == NULL) {
    g_strlcpy (scan->claimed_id, facts->ticket_id, sizeof scan->claimed_id);
    return;
  }
  foyer_code_check (facts->code, event_id, no_keys, &says);
  if (memcmp (says.ticket_id, none, sizeof none) != 0)
    foyer_uuid_write (says.ticket_id, scan->claimed_id);
}

static gboolean
is_sound (const FoyerScan *scan)
{
  guint8 bytes[FOYER_UUID_BYTES];

  return foyer_uuid_parse (scan->id, bytes) && (scan->code == NULL) != (scan->ticket_id == NULL) &&
         (scan->ticket_id == NULL || foyer_uuid_parse (scan->ticket_id, bytes));
}

static void
prepare_scan (VerifyBatch *batch,
              VerifyScan *scan,
              const FoyerDbScanRequest *request,
              const FoyerKeyRing *no_keys)
{
  scan->request = request;
  if (!is_sound (request->scan)) {
    scan->answer.error = g_error_new_literal (FOYER_ERROR,
                                              FOYER_ERROR_BAD_REQUEST,
                                              "A scan has an id, and a code or a ticket's id.");
    return;
  }
  if (request->scan->code != NULL)
    foyer_code_hash (request->scan->code, scan->hash);
  else
    hash_ticket_id (request->scan->ticket_id, scan->hash);
  sodium_bin2hex (scan->hash_text, sizeof scan->hash_text, scan->hash, sizeof scan->hash);
  claim_id (scan, batch->event_id, no_keys);
  if (g_hash_table_contains (batch->scans_by_id, request->scan->id))
    scan->is_twin = TRUE;
  else
    g_hash_table_insert (batch->scans_by_id, request->scan->id, scan);
}

static void
batch_init (VerifyBatch *batch, FoyerDbScanRequest *const *requests, guint n_requests)
{
  g_autoptr (FoyerKeyRing) no_keys = foyer_key_ring_new ();

  batch->n_scans = n_requests;
  batch->scans = g_new0 (VerifyScan, n_requests);
  batch->scans_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  batch->tickets = g_ptr_array_new_with_free_func (free_ticket);
  batch->tickets_by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  batch->tickets_by_hash = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  batch->changes = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_unref);
  batch->conflicts = g_ptr_array_new_with_free_func (free_conflict);
  batch->explained = g_ptr_array_new_with_free_func (g_free);
  batch->moves = g_array_new (FALSE, FALSE, sizeof (FoyerListCounts));
  g_array_set_clear_func (batch->moves, (GDestroyNotify)foyer_list_counts_clear);
  for (guint i = 0; i < n_requests; i++)
    prepare_scan (batch, &batch->scans[i], requests[i], no_keys);
}

static gboolean
ensure_prepared (FoyerDbConnection *connection, GError **error)
{
  if (foyer_db_connection_is_prepared (connection))
    return TRUE;
  if (!foyer_db_pipeline_prepare (connection,
                                  foyer_db_verify_statements,
                                  FOYER_DB_VERIFY_N_STATEMENTS,
                                  error))
    return FALSE;
  foyer_db_connection_set_prepared (connection);
  return TRUE;
}

static gboolean
is_written (const VerifyScan *scan)
{
  return scan->log_id != NULL || scan->override.log_id != NULL;
}

static gboolean
has_news (const VerifyBatch *batch)
{
  for (guint i = 0; i < batch->n_scans; i++) {
    if (is_written (&batch->scans[i]))
      return TRUE;
  }
  return FALSE;
}

/* Of one that was committed without it nobody would hear: what is told again is no news. */
static gboolean
raise_late_delivery (VerifyBatch *batch, GError **error)
{
  for (guint i = 0; i < batch->n_scans; i++) {
    const FoyerDbScanRequest *request = batch->scans[i].request;

    if (request->revoked_at != 0 && is_written (&batch->scans[i]))
      return foyer_db_alerts_raise (batch->connection,
                                    FOYER_ALERT_LATE_DELIVERY,
                                    request->actor.device_id,
                                    request->actor.device_id,
                                    batch->event_id,
                                    error);
  }
  return TRUE;
}

/* Runs the transaction to its end. Where nothing is new it is rolled back, and writes nothing. */
static gboolean
run (VerifyBatch *batch, GError **error)
{
  if (!ensure_prepared (batch->connection, error))
    return FALSE;
  if (!foyer_db_verify_read (batch, error)) {
    foyer_db_rollback (batch->connection);
    return FALSE;
  }
  foyer_db_verify_judge (batch);
  if (!has_news (batch)) {
    foyer_db_rollback (batch->connection);
    return TRUE;
  }
  if (!foyer_db_verify_audit_overrides (batch, error) || !raise_late_delivery (batch, error) ||
      !foyer_db_verify_write (batch, error)) {
    foyer_db_rollback (batch->connection);
    return FALSE;
  }
  return TRUE;
}

static void
add_changes (VerifyBatch *batch, FoyerDbBatchResult *result)
{
  FoyerChangeBatch fields = { .event_id = (char *)batch->event_id,
                              .epoch = batch->epoch,
                              .to = batch->seq,
                              .changes = batch->changes,
                              .counts = batch->counts };

  if (batch->changes->len == 0)
    return;
  fields.from = batch->seq - batch->changes->len + 1;
  g_ptr_array_add (result->batches, foyer_change_batch_new (&fields));
}

static void
add_to_result (VerifyBatch *batch, FoyerDbBatchResult *result)
{
  for (guint i = 0; i < batch->n_scans; i++) {
    g_array_append_val (result->answers, batch->scans[i].answer);
    batch->scans[i].answer = (FoyerDbScanAnswer){ 0 };
  }
  add_changes (batch, result);
  result->seq = batch->seq;
  result->is_news = result->is_news || has_news (batch);
  g_clear_pointer (&result->event, foyer_event_unref);
  result->event = g_steal_pointer (&batch->event);
}

static gboolean
run_some (FoyerDbConnection *connection,
          FoyerDbEventCache *cache,
          const char *event_id,
          FoyerDbScanRequest *const *requests,
          guint n_requests,
          FoyerDbBatchResult *result,
          GError **error)
{
  g_auto (VerifyBatch) batch = { .connection = connection, .cache = cache, .event_id = event_id };

  batch_init (&batch, requests, n_requests);
  if (!run (&batch, error))
    return FALSE;
  add_to_result (&batch, result);
  return TRUE;
}

static void
add_error (FoyerDbBatchResult *result, const GError *error)
{
  FoyerDbScanAnswer answer = { 0 };

  if (foyer_db_error_is_about_data (error))
    answer.error =
        g_error_new_literal (FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, "This scan cannot be stored.");
  else
    answer.error = g_error_copy (error);
  g_array_append_val (result->answers, answer);
}

/* After an error about data: each scan by itself, so that the others get their verdicts. */
static void
run_one_by_one (FoyerDbConnection *connection,
                FoyerDbEventCache *cache,
                const char *event_id,
                GPtrArray *requests,
                FoyerDbBatchResult *result)
{
  for (guint i = 0; i < requests->len; i++) {
    g_autoptr (GError) error = NULL;
    FoyerDbScanRequest *request = g_ptr_array_index (requests, i);

    if (!run_some (connection, cache, event_id, &request, 1, result, &error))
      add_error (result, error);
  }
}

/**
 * foyer_db_verify_batch:
 * @connection: one that nobody else uses meanwhile
 * @cache: the worker's memory of how events are set up
 * @event_id: the event of all scans
 * @requests: (element-type FoyerDbScanRequest): the scans in the order of their arrival, at most
 *   %FOYER_LIMIT_SCANS_PER_BATCH
 *
 * Verifies scans in one transaction and returns when it is committed. A scan that was answered
 * before gets that answer again and writes nothing. One that comes with a report is not judged but
 * stored as it happened, and the verdict is what stands in the record of it. Where one of them
 * cannot be stored, each is run by itself.
 *
 * Returns: (transfer full) (nullable): the answers, or %NULL where nothing is known to have been
 *   committed: %FOYER_ERROR_UNAVAILABLE says to ask again with the same scan ids
 */
FoyerDbBatchResult *
foyer_db_verify_batch (FoyerDbConnection *connection,
                       FoyerDbEventCache *cache,
                       const char *event_id,
                       GPtrArray *requests,
                       GError **error)
{
  g_autoptr (FoyerDbBatchResult) result = new_result ();
  g_autoptr (GError) inner = NULL;

  if (!run_some (connection,
                 cache,
                 event_id,
                 (FoyerDbScanRequest *const *)requests->pdata,
                 requests->len,
                 result,
                 &inner)) {
    if (!foyer_db_error_is_about_data (inner)) {
      g_propagate_error (error, g_steal_pointer (&inner));
      return NULL;
    }
    run_one_by_one (connection, cache, event_id, requests, result);
  }
  return g_steal_pointer (&result);
}
