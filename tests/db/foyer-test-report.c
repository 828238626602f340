/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-test-report"

#include "config.h"

#include "db/foyer-test-report.h"

/* Late scans at the door of the tests. */

static FoyerReport *
make_report (FoyerTestDoor *door, const FoyerTestReport *said)
{
  FoyerScan fields = { .id = (char *)said->id,
                       .event_id = door->event_id,
                       .code = (char *)(said->code != NULL
                                            ? said->code
                                            : foyer_test_door_get_code (door, said->ticket)),
                       .direction = said->outcome == FOYER_OUTCOME_EXITED ? FOYER_DIRECTION_EXIT
                                                                          : FOYER_DIRECTION_ENTRY,
                       .scanned_at = g_get_real_time () / 1000 * 1000 -
                                     said->seconds_ago * G_TIME_SPAN_SECOND + 5000000 };
  FoyerReport report = { .outcome = said->outcome,
                         .reason = said->reason,
                         .session_id = (char *)said->session_id,
                         .clock_offset_ms = 5000,
                         .clock_error_ms = 7 };
  g_autoptr (FoyerScan) scan = foyer_scan_new (&fields);
  g_autoptr (FoyerReport) plain = NULL;
  g_autofree char *signature = NULL;

  report.scan = scan;
  plain = foyer_report_new (&report);
  if (said->key != NULL)
    signature = foyer_report_sign (plain, said->key);
  report.signature = signature;
  return foyer_report_new (&report);
}

/**
 * foyer_test_report_all:
 *
 * Returns: (transfer full): what became of @n reports in one batch
 */
FoyerDbBatchResult *
foyer_test_report_all (FoyerTestDoor *door, const FoyerTestReport *said, guint n)
{
  g_autoptr (GPtrArray) batch = foyer_test_door_new_batch ();
  g_autoptr (GPtrArray) reports =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_report_unref);

  for (guint i = 0; i < n; i++) {
    FoyerReport *report = make_report (door, &said[i]);
    FoyerDbScanRequest *request;

    g_ptr_array_add (reports, report);
    foyer_test_door_add (door, batch, report->scan);
    request = g_ptr_array_index (batch, i);
    request->report = report;
  }
  return foyer_test_door_verify (door, batch);
}

/**
 * foyer_test_report:
 *
 * Returns: (transfer full): what stands in the record
 */
FoyerVerdict *
foyer_test_report (FoyerTestDoor *door, const FoyerTestReport *said)
{
  g_autoptr (FoyerDbBatchResult) result = foyer_test_report_all (door, said, 1);
  FoyerDbScanAnswer *answer = &g_array_index (result->answers, FoyerDbScanAnswer, 0);

  g_assert_no_error (answer->error);
  return foyer_verdict_ref (answer->verdict);
}
