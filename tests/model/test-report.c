/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-limits.h"
#include "model/foyer-proof.h"
#include "model/foyer-report.h"

#define SCAN    "3c0c0b2e-1d0a-4e12-a5c6-2b1d6a5c7e11"
#define EVENT   "0d9f2f0a-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define TICKET  "9b0c6a2d-0c35-4b50-8d8f-8a0e4e6f5d03"
#define LIST    "8c1d0a52-7f8e-4a55-b3a0-0d6a7a0b9c01"
#define SESSION "6f2e7c11-6f0c-4b6e-8f57-0a4b1f6f7a10"
#define NOON    G_GINT64_CONSTANT (1777658553123000)

typedef struct {
  FoyerScan scan;
  FoyerReport report;
} Fields;

static const Fields plain = {
  .scan = { .id = (char *)SCAN,
            .event_id = (char *)EVENT,
            .list_id = (char *)LIST,
            .code = (char *)"HELLO",
            .scanned_at = NOON },
  .report = { .outcome = FOYER_OUTCOME_ADMITTED,
              .session_id = (char *)SESSION,
              .clock_offset_ms = -1200,
              .clock_error_ms = 5 },
};

static FoyerReport *
make (const Fields *fields, const char *signature)
{
  g_autoptr (FoyerScan) scan = foyer_scan_new (&fields->scan);
  FoyerReport report = fields->report;

  report.scan = scan;
  report.signature = (char *)signature;
  return foyer_report_new (&report);
}

static void
test_lines (void)
{
  /* The SHA-256 of HELLO. */
  const char *text = SCAN "\n" EVENT "\n" LIST "\n"
                          "code:3733cd977ff8eb18b987357e22ced99f46097f31ecb239e878ae63760e83e4d5\n"
                          "entry\n2026-05-01T18:02:33.123Z\nadmitted\n\n" SESSION "\n-1200\n5\n";
  const char *bare = SCAN "\n" EVENT "\n\nticket:" TICKET "\n"
                          "exit\n2026-05-01T18:02:33.123Z\nrefused\nunknown_code\n\n0\n0\n";
  Fields fields = { .scan = { .id = (char *)SCAN,
                              .event_id = (char *)EVENT,
                              .ticket_id = (char *)TICKET,
                              .direction = FOYER_DIRECTION_EXIT,
                              .scanned_at = NOON },
                    .report = { .outcome = FOYER_OUTCOME_REFUSED,
                                .reason = FOYER_REASON_UNKNOWN_CODE } };
  g_auto (FoyerSigningKey) key = { 0 };
  g_autoptr (FoyerReport) report = make (&plain, NULL);
  g_autoptr (FoyerReport) other = make (&fields, NULL);
  g_autofree char *signature = NULL;
  g_autofree char *other_signature = NULL;

  foyer_signing_key_generate (&key, 0);
  signature = foyer_report_sign (report, &key);
  other_signature = foyer_report_sign (other, &key);
  g_assert_true (foyer_proof_check (key.public_key, FOYER_PROOF_SCAN, text, signature));
  g_assert_true (foyer_proof_check (key.public_key, FOYER_PROOF_SCAN, bare, other_signature));
}

/* Signs @fields' twin and looks whether that signs @fields too. */
static gboolean
is_same (const FoyerSigningKey *key, const Fields *fields)
{
  g_autoptr (FoyerReport) twin = make (&plain, NULL);
  g_autofree char *signature = foyer_report_sign (twin, key);
  g_autoptr (FoyerReport) report = make (fields, signature);

  return foyer_report_check (report, key->public_key);
}

static void
test_every_field_is_signed (void)
{
  g_auto (FoyerSigningKey) key = { 0 };
  g_auto (FoyerSigningKey) other = { 0 };
  Fields changed[12];
  g_autoptr (FoyerReport) unsigned_report = make (&plain, NULL);

  foyer_signing_key_generate (&key, 0);
  foyer_signing_key_generate (&other, 0);
  for (guint i = 0; i < G_N_ELEMENTS (changed); i++)
    changed[i] = plain;
  changed[0].scan.id = (char *)LIST;
  changed[1].scan.event_id = (char *)LIST;
  changed[2].scan.list_id = NULL;
  changed[3].scan.code = (char *)"HELL0";
  changed[4].scan.code = NULL;
  changed[4].scan.ticket_id = (char *)TICKET;
  changed[5].scan.direction = FOYER_DIRECTION_EXIT;
  changed[6].scan.scanned_at += 1000;
  changed[7].report.outcome = FOYER_OUTCOME_EXITED;
  changed[8].report.reason = FOYER_REASON_RULE;
  changed[9].report.session_id = NULL;
  changed[10].report.clock_offset_ms = 1200;
  changed[11].report.clock_error_ms = 6;
  g_assert_true (is_same (&key, &plain));
  for (guint i = 0; i < G_N_ELEMENTS (changed); i++)
    g_assert_false (is_same (&key, &changed[i]));
  g_assert_false (foyer_report_check (unsigned_report, key.public_key));
  {
    g_autofree char *signature = foyer_report_sign (unsigned_report, &other);
    g_autoptr (FoyerReport) report = make (&plain, signature);

    g_assert_true (foyer_report_check (report, other.public_key));
    g_assert_false (foyer_report_check (report, key.public_key));
  }
}

static FoyerOverride *
make_override (const FoyerOverride *fields, const char *signature)
{
  FoyerOverride copy = *fields;

  copy.signature = (char *)signature;
  return foyer_override_new (&copy);
}

/* What is signed with a scan is the same with an override; that has a signature of its own. */
static void
test_override_is_signed_by_itself (void)
{
  const char *text = SCAN
      "\n" EVENT "\n2026-05-01T18:02:33.123Z\n"
      "3733cd977ff8eb18b987357e22ced99f46097f31ecb239e878ae63760e83e4d5\n" SESSION "\n-1200\n5\n";
  const FoyerOverride fields = { .at = NOON,
                                 .reason = (char *)"HELLO",
                                 .session_id = (char *)SESSION,
                                 .clock_offset_ms = -1200,
                                 .clock_error_ms = 5 };
  g_auto (FoyerSigningKey) key = { 0 };
  g_autoptr (FoyerOverride) override = make_override (&fields, NULL);
  Fields with = plain;
  g_autoptr (FoyerReport) bare = make (&plain, NULL);
  g_autoptr (FoyerReport) full = NULL;
  g_autoptr (FoyerReport) signed_report = NULL;
  FoyerOverride changed[5] = { fields, fields, fields, fields, fields };

  foyer_signing_key_generate (&key, 0);
  with.report.override = override;
  full = make (&with, NULL);
  signed_report = foyer_report_new_signed (full, &key);
  g_assert_true (foyer_report_check (signed_report, key.public_key));
  g_assert_true (foyer_proof_check (key.public_key,
                                    FOYER_PROOF_OVERRIDE,
                                    text,
                                    signed_report->override->signature));
  g_assert_true (foyer_override_check (signed_report->override, SCAN, EVENT, key.public_key));
  g_assert_false (foyer_override_check (signed_report->override, LIST, EVENT, key.public_key));
  g_assert_false (foyer_override_check (signed_report->override, SCAN, LIST, key.public_key));
  g_assert_false (foyer_override_check (override, SCAN, EVENT, key.public_key));
  {
    g_autofree char *signature = foyer_report_sign (bare, &key);

    g_assert_cmpstr (signature, ==, signed_report->signature);
  }
  changed[0].at += 1000;
  changed[1].reason = (char *)"HELL0";
  changed[2].session_id = NULL;
  changed[3].clock_offset_ms = 1200;
  changed[4].clock_error_ms = 6;
  for (guint i = 0; i < G_N_ELEMENTS (changed); i++) {
    g_autoptr (FoyerOverride) other =
        make_override (&changed[i], signed_report->override->signature);

    g_assert_false (foyer_override_check (other, SCAN, EVENT, key.public_key));
  }
  g_assert_cmpint (foyer_override_get_time (override), ==, NOON + 1200000);
}

static void
test_corrected_time (void)
{
  static const struct {
    FoyerTime scanned_at;
    gint64 offset_ms;
    FoyerTime time;
  } cases[] = {
    { NOON, 0, NOON },
    { NOON, 1500, NOON - 1500000 },
    { NOON, -1500, NOON + 1500000 },
    { NOON, G_MAXINT64, 1000 },
    { NOON, G_MININT64, FOYER_TIME_MAX },
    { 1000, 5, 1000 },
    { FOYER_TIME_MAX, -1, FOYER_TIME_MAX },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Fields fields = plain;
    g_autoptr (FoyerReport) report = NULL;

    fields.scan.scanned_at = cases[i].scanned_at;
    fields.report.clock_offset_ms = cases[i].offset_ms;
    report = make (&fields, NULL);
    g_assert_cmpint (foyer_report_get_time (report), ==, cases[i].time);
  }
}

#define DAY       G_TIME_SPAN_DAY
#define DAY_MS    (DAY / G_TIME_SPAN_MILLISECOND)
#define ERROR_MAX FOYER_LIMIT_CLOCK_ERROR_MS

static void
test_bounded_time (void)
{
  static const struct {
    FoyerTime earliest;
    FoyerTime latest;
    FoyerTime time;
    gint64 error_ms;
    FoyerTime expected;
    gint64 expected_ms;
  } cases[] = {
    { NOON - DAY, NOON, NOON - 5000, 3, NOON - 5000, 3 },
    { NOON - DAY, NOON, NOON + 5000, 3, NOON, 3 },
    { NOON - DAY, NOON, NOON - 2 * DAY, 3, NOON - DAY, DAY_MS },
    { NOON - DAY, NOON, NOON - 2 * DAY, 9 * DAY_MS, NOON - DAY, 9 * DAY_MS },
    /* A relay whose clock went back behind the day on which the event was made. */
    { NOON, NOON - DAY, NOON - 2 * DAY, 3, NOON - DAY, DAY_MS },
    { NOON - DAY, NOON, NOON, G_MAXINT64, NOON, ERROR_MAX },
    { FOYER_TIME_MAX, FOYER_TIME_MAX, 1000, 3, FOYER_TIME_MAX, ERROR_MAX },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    FoyerTime time = cases[i].time;
    gint64 error_ms = cases[i].error_ms;

    foyer_report_bound_time (cases[i].earliest, cases[i].latest, &time, &error_ms);
    g_assert_cmpint (time, ==, cases[i].expected);
    g_assert_cmpint (error_ms, ==, cases[i].expected_ms);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/report/what-is-signed-is-what-the-page-says", test_lines);
  g_test_add_func ("/model/report/every-field-is-signed", test_every_field_is_signed);
  g_test_add_func ("/model/report/time-is-corrected-and-can-be-written", test_corrected_time);
  g_test_add_func ("/model/report/time-has-bounds", test_bounded_time);
  g_test_add_func ("/model/report/an-override-is-signed-by-itself",
                   test_override_is_signed_by_itself);
  return g_test_run ();
}
