/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-test-door.h"

G_BEGIN_DECLS

/**
 * FoyerTestReport:
 * @id: the scan
 * @ticket: the number of a ticket at the door
 * @code: (nullable): what was scanned instead
 * @list_id: (nullable): for which check-in list
 * @seconds_ago: when; the desk's clock is five seconds ahead
 * @at: when by the relay's clock instead, if it is not 0
 * @error_ms: how much that may be off; 0 is a little
 * @key: (nullable): what signs it
 * @let_in: (nullable): why a supervisor let the guest in five seconds later, in @let_in_session
 *
 * What a desk says that it decided by itself.
 */
typedef struct {
  const char *id;
  guint ticket;
  const char *code;
  const char *list_id;
  FoyerOutcome outcome;
  FoyerReason reason;
  int seconds_ago;
  FoyerTime at;
  gint64 error_ms;
  const char *session_id;
  const FoyerSigningKey *key;
  const char *let_in;
  const char *let_in_session;
} FoyerTestReport;

typedef void (*FoyerTestReportFunc) (FoyerTestDoor *door, gconstpointer database);

void foyer_test_report_add (FoyerTestDatabase *database,
                            const char *path,
                            FoyerTestReportFunc func);
char **foyer_test_report_make_ids (guint n);
FoyerDbBatchResult *foyer_test_report_all (FoyerTestDoor *door,
                                           const FoyerTestReport *said,
                                           guint n);
char *foyer_test_report_make_session (FoyerTestDoor *door, FoyerSigningKey *key);
FoyerVerdict *foyer_test_report (FoyerTestDoor *door, const FoyerTestReport *said);

G_END_DECLS
