/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-verify"

#include "config.h"

#include "db/foyer-db-audit.h"
#include "db/foyer-db-verify-batch.h"

/* That a supervisor let in whom a desk had refused, as it comes with the late scan. It gets the row
 * that an override on request gets (foyer-db-override.c), of its own time, and moves the record as
 * a late admission does. */

/**
 * foyer_db_verify_has_override:
 *
 * Returns: whether a supervisor's override is told with the scan
 */
gboolean
foyer_db_verify_has_override (const VerifyScan *scan)
{
  return foyer_db_verify_is_late (scan) && scan->request->report->override != NULL;
}

/**
 * foyer_db_verify_clear_override:
 */
void
foyer_db_verify_clear_override (VerifyOverride *override)
{
  g_free (override->log_id);
  g_free (override->credited_email);
}

static FoyerReconcileCase
make_case (VerifyBatch *batch, VerifyScan *scan)
{
  const FoyerOverride *said = scan->request->report->override;
  FoyerReconcileCase the_case = foyer_db_verify_make_case (batch, scan);

  scan->override.time = foyer_override_get_time (said);
  scan->override.error_ms = said->clock_error_ms;
  foyer_db_verify_bound_time (batch, &scan->override.time, &scan->override.error_ms);
  the_case.the_case.now = scan->override.time;
  the_case.error_ms = scan->override.error_ms;
  the_case.outcome = FOYER_OUTCOME_ADMITTED;
  the_case.reason = FOYER_REASON_NONE;
  return the_case;
}

static void
record (VerifyBatch *batch, VerifyScan *scan, const FoyerReconciliation *result)
{
  VerifyOverride *override = &scan->override;
  FoyerPassage passage = { .scan_id = scan->request->scan->id,
                           .outcome = FOYER_OUTCOME_ADMITTED,
                           .time = override->time,
                           .error_ms = override->error_ms,
                           .overridden = TRUE };

  override->log_id = foyer_uuid_new ();
  override->log_no = ++batch->log_no;
  passage.log_no = override->log_no;
  passage.log_id = override->log_id;
  passage.by = (FoyerEarlier){ (char *) override->credited.staff_email,
                               (char *) override->credited.device_name,
                               override->time };
  if (result->changes)
    override->seq = foyer_db_verify_apply (batch, scan, result, &passage, &override->credited);
  scan->answer.repeated = FALSE;
}

/* The scan keeps its verdict; whoever delivered it is told that the rest is here too. */
static void
say_so (VerifyScan *scan)
{
  g_autoptr (FoyerVerdict) plain = g_steal_pointer (&scan->answer.verdict);
  FoyerVerdict fields = *plain;

  fields.overridden = TRUE;
  if (scan->override.seq != 0)
    fields.seq = scan->override.seq;
  scan->answer.verdict = foyer_verdict_new (&fields);
}

/**
 * foyer_db_verify_override:
 *
 * Decides what becomes of the override that is told with a late scan, after the scan itself.
 */
void
foyer_db_verify_override (VerifyBatch *batch, VerifyScan *scan)
{
  FoyerReconcileCase the_case = make_case (batch, scan);
  FoyerTime revoked_at = scan->request->revoked_at;
  g_auto (FoyerReconciliation) result = { 0 };

  foyer_reconcile_override (&the_case,
                            scan->override.is_permitted &&
                                (revoked_at == 0 || scan->override.time < revoked_at),
                            &result);
  if (result.writes) {
    record (batch, scan, &result);
    foyer_db_verify_note_conflicts (batch, scan, &the_case, &result);
  }
  say_so (scan);
}

static gboolean
audit (VerifyBatch *batch, const VerifyScan *scan, GError **error)
{
  const FoyerTicket *ticket = scan->answer.verdict->ticket;
  g_autoptr (GString) details = g_string_new (NULL);

  g_string_append_printf (details, "{\"scan_id\":\"%s\"", scan->request->scan->id);
  if (ticket != NULL)
    g_string_append_printf (details, ",\"ticket_id\":\"%s\"", ticket->id);
  g_string_append_c (details, '}');
  return foyer_db_audit (batch->connection,
                         batch->event_id,
                         "override",
                         details->str,
                         &scan->override.credited,
                         error);
}

/**
 * foyer_db_verify_audit_overrides:
 *
 * An override is an act besides: the audit log has a row of each that is new.
 */
gboolean
foyer_db_verify_audit_overrides (VerifyBatch *batch, GError **error)
{
  for (guint i = 0; i < batch->n_scans; i++) {
    if (batch->scans[i].override.log_id != NULL && !audit (batch, &batch->scans[i], error))
      return FALSE;
  }
  return TRUE;
}
