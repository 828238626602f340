/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-test-report"

#include "config.h"

#include "db/foyer-test-report.h"

#include "base/foyer-uuid.h"
#include "db/foyer-db-chain.h"
#include "db/foyer-db-staff.h"

/* Late scans at the door of the tests. */

/* Every test has the tables for itself. */
static void
set_up (FoyerTestDoor *door, gconstpointer data)
{
  FoyerTestDatabase *database = (FoyerTestDatabase *)data;

  foyer_test_database_run (database,
                           "TRUNCATE events CASCADE;"
                           "UPDATE installation SET audit_no = 0,"
                           " audit_hash = decode (repeat ('00', 32), 'hex')");
  foyer_test_door_init (door, database, 6);
}

static void
tear_down (FoyerTestDoor *door, gconstpointer database)
{
  foyer_test_door_assert_sound (door);
  foyer_test_door_clear (door);
}

/**
 * foyer_test_report_add:
 *
 * Adds a test with an event of its own, whose record has to be sound in the end.
 */
void
foyer_test_report_add (FoyerTestDatabase *database, const char *path, FoyerTestReportFunc func)
{
  g_test_add (path, FoyerTestDoor, database, set_up, func, tear_down);
}

/**
 * foyer_test_report_make_ids:
 *
 * Returns: (transfer full): ids of so many scans
 */
char **
foyer_test_report_make_ids (guint n)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < n; i++) {
    g_autofree char *id = foyer_uuid_new ();

    g_strv_builder_add (ids, id);
  }
  return g_strv_builder_end (ids);
}

static FoyerOverride *
make_override (const FoyerTestReport *said, FoyerTime scanned_at)
{
  if (said->let_in == NULL)
    return NULL;
  return foyer_override_new (&(FoyerOverride){ .at = scanned_at + 5 * G_TIME_SPAN_SECOND,
                                               .reason = (char *)said->let_in,
                                               .session_id = (char *)said->let_in_session,
                                               .clock_offset_ms = 5000,
                                               .clock_error_ms = 9 });
}

static FoyerTime
get_time (const FoyerTestReport *said)
{
  FoyerTime at =
      said->at != 0 ? said->at : g_get_real_time () - said->seconds_ago * G_TIME_SPAN_SECOND;

  /* As on the wire. */
  return at / G_TIME_SPAN_MILLISECOND * G_TIME_SPAN_MILLISECOND;
}

static FoyerReport *
make_report (FoyerTestDoor *door, const FoyerTestReport *said)
{
  FoyerScan fields = { .id = (char *)said->id,
                       .event_id = door->event_id,
                       .code = (char *)(said->code != NULL
                                            ? said->code
                                            : foyer_test_door_get_code (door, said->ticket)),
                       .list_id = (char *)said->list_id,
                       .direction = said->outcome == FOYER_OUTCOME_EXITED ? FOYER_DIRECTION_EXIT
                                                                          : FOYER_DIRECTION_ENTRY,
                       .scanned_at = get_time (said) + 5 * G_TIME_SPAN_SECOND };
  FoyerReport report = { .outcome = said->outcome,
                         .reason = said->reason,
                         .session_id = (char *)said->session_id,
                         .clock_offset_ms = 5000,
                         .clock_error_ms = said->error_ms != 0 ? said->error_ms : 7 };
  g_autoptr (FoyerScan) scan = foyer_scan_new (&fields);
  g_autoptr (FoyerOverride) override = make_override (said, fields.scanned_at);

  report.scan = scan;
  report.override = override;
  return said->key != NULL ? foyer_report_new_signed (&report, said->key)
                           : foyer_report_new (&report);
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

/**
 * foyer_test_report_make_session:
 * @key: (out caller-allocates): that of the device, to which it is bound
 *
 * Returns: (transfer full): a session of bo@example.org on the same device, which has ended
 */
char *
foyer_test_report_make_session (FoyerTestDoor *door, FoyerSigningKey *key)
{
  g_autoptr (FoyerDbConnection) owner =
      foyer_test_database_connect (door->database, FOYER_DB_ROLE_OWNER);
  FoyerStaff fields = { .email = (char *)"bo@example.org", .role = FOYER_ROLE_STAFF };
  g_autoptr (FoyerStaff) staff = foyer_staff_new (&fields);
  FoyerDbActor actor = { .staff_email = "foyerctl" };
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = NULL;
  char bytea[FOYER_DB_CHAIN_TEXT_SIZE + 2];
  char *id = foyer_uuid_new ();

  foyer_db_staff_add (owner, staff, &actor, &error);
  g_assert_no_error (error);
  foyer_signing_key_generate (key, 0);
  foyer_db_chain_write (key->public_key, bytea);
  sql = g_strdup_printf ("UPDATE staff_devices SET public_key = '%s'::bytea WHERE id = '%s';"
                         "INSERT INTO sessions (id, token_sha256, staff_id, device_id, key_bound, "
                         "ended_at)"
                         " SELECT '%s', sha256 ('x'), id, '%s', true, now () FROM staff"
                         " WHERE email = 'bo@example.org'",
                         bytea,
                         door->device_id,
                         id,
                         door->device_id);
  foyer_test_database_run (door->database, sql);
  return id;
}
