/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-values.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "model/foyer-proof.h"
#include "wire/foyer-wire-sync.h"

#include <string.h>

/* What is said about late scans and clocks is read back as it was written. */

#define EVENT "0d9f2f0a-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define PROOF \
  "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-Pw"

static FoyerOverride *
random_override (void)
{
  g_autofree char *session_id = wire_maybe_uuid ();

  return foyer_override_new (
      &(FoyerOverride){ .at = wire_random_time (),
                        .reason = (char *)"Sagte: „Zoë darf \"immer\" rein“.",
                        .session_id = session_id,
                        .clock_offset_ms = g_test_rand_int (),
                        .clock_error_ms = g_test_rand_int_range (0, G_MAXINT32),
                        .signature = wire_random_boolean () ? (char *)PROOF : NULL });
}

static FoyerReport *
random_report (gsize code_length)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *list_id = wire_maybe_uuid ();
  g_autofree char *session_id = wire_maybe_uuid ();
  g_autofree char *code = g_strnfill (code_length, '"');
  g_autofree char *ticket_id = foyer_uuid_new ();
  FoyerScan fields = { .id = id,
                       .event_id = (char *)EVENT,
                       .list_id = list_id,
                       .direction = (FoyerDirection)g_test_rand_int_range (0, 2),
                       .scanned_at = wire_random_time () };
  FoyerReport report = { .session_id = session_id,
                         .clock_offset_ms = g_test_rand_int (),
                         .clock_error_ms = g_test_rand_int_range (0, G_MAXINT32),
                         .signature = wire_random_boolean () ? (char *)PROOF : NULL };
  g_autoptr (FoyerScan) scan = NULL;

  *(code_length != 0 ? &fields.code : &fields.ticket_id) = code_length != 0 ? code : ticket_id;
  scan = foyer_scan_new (&fields);
  report.scan = scan;
  report.outcome =
      fields.direction == FOYER_DIRECTION_EXIT ? FOYER_OUTCOME_EXITED : FOYER_OUTCOME_ADMITTED;
  if (wire_random_boolean ()) {
    report.outcome = FOYER_OUTCOME_REFUSED;
    report.reason = (FoyerReason)g_test_rand_int_range (1, FOYER_REASON_RULE + 1);
  }
  return foyer_report_new (&report);
}

static void
assert_same (const FoyerReport *a, const FoyerReport *b)
{
  g_assert_cmpstr (a->scan->id, ==, b->scan->id);
  g_assert_cmpstr (a->scan->event_id, ==, b->scan->event_id);
  g_assert_cmpstr (a->scan->list_id, ==, b->scan->list_id);
  g_assert_cmpstr (a->scan->code, ==, b->scan->code);
  g_assert_cmpstr (a->scan->ticket_id, ==, b->scan->ticket_id);
  g_assert_cmpint (a->scan->direction, ==, b->scan->direction);
  g_assert_cmpint (a->scan->scanned_at, ==, b->scan->scanned_at);
  g_assert_cmpint (a->outcome, ==, b->outcome);
  g_assert_cmpint (a->reason, ==, b->reason);
  g_assert_cmpstr (a->session_id, ==, b->session_id);
  g_assert_cmpint (a->clock_offset_ms, ==, b->clock_offset_ms);
  g_assert_cmpint (a->clock_error_ms, ==, b->clock_error_ms);
  g_assert_cmpstr (a->signature, ==, b->signature);
  g_assert_cmpint (a->override != NULL, ==, b->override != NULL);
  if (a->override == NULL)
    return;
  g_assert_cmpint (a->override->at, ==, b->override->at);
  g_assert_cmpstr (a->override->reason, ==, b->override->reason);
  g_assert_cmpstr (a->override->session_id, ==, b->override->session_id);
  g_assert_cmpint (a->override->clock_offset_ms, ==, b->override->clock_offset_ms);
  g_assert_cmpint (a->override->clock_error_ms, ==, b->override->clock_error_ms);
  g_assert_cmpstr (a->override->signature, ==, b->override->signature);
}

/* A refusal, and that a supervisor let the guest in. */
static FoyerReport *
random_overridden_report (void)
{
  g_autoptr (FoyerReport) plain = random_report (40);
  g_autoptr (FoyerOverride) override = random_override ();
  FoyerReport fields = *plain;

  fields.outcome = FOYER_OUTCOME_REFUSED;
  fields.reason = FOYER_REASON_RULE;
  fields.override = override;
  return foyer_report_new (&fields);
}

/* A whole queue is told in as many messages as it takes, with no scan twice and none left out. */
static void
check_queue (gsize code_length, guint n_reports, guint most)
{
  g_autoptr (GPtrArray) reports =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_report_unref);

  for (guint i = 0; i < n_reports; i++)
    g_ptr_array_add (reports, random_report (code_length));
  while (reports->len > 0) {
    guint n_taken = 0;
    g_autofree char *text = foyer_wire_encode_sync_scans ("9", EVENT, reports, &n_taken);
    g_autoptr (FoyerMessage) message = wire_read_back (text, FOYER_SENDER_DEVICE);
    g_autoptr (GPtrArray) read = foyer_wire_read_sync_scans (message);

    g_assert_cmpstr (message->id, ==, "9");
    g_assert_cmpuint (n_taken, >, 0);
    g_assert_cmpuint (n_taken, ==, MIN (most, reports->len));
    g_assert_cmpuint (read->len, ==, n_taken);
    for (guint i = 0; i < n_taken; i++) {
      const FoyerReported *reported = g_ptr_array_index (read, i);

      g_assert_no_error (reported->error);
      assert_same (reported->report, g_ptr_array_index (reports, i));
    }
    g_ptr_array_remove_range (reports, 0, n_taken);
  }
}

static void
test_queue (void)
{
  check_queue (0, 1, FOYER_LIMIT_SYNC_SCANS);
  check_queue (40, 250, FOYER_LIMIT_SYNC_SCANS);
  /* The longest codes, of characters that double in JSON: what does not fit comes next. */
  check_queue (FOYER_LIMIT_CODE, 3, 3);
}

static void
test_overrides (void)
{
  g_autoptr (GPtrArray) reports =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_report_unref);
  guint n_taken = 0;
  g_autofree char *text = NULL;
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GPtrArray) read = NULL;

  for (guint i = 0; i < 20; i++)
    g_ptr_array_add (reports, i % 3 == 0 ? random_report (40) : random_overridden_report ());
  text = foyer_wire_encode_sync_scans ("9", EVENT, reports, &n_taken);
  g_assert_cmpuint (n_taken, ==, reports->len);
  message = wire_read_back (text, FOYER_SENDER_DEVICE);
  read = foyer_wire_read_sync_scans (message);
  for (guint i = 0; i < n_taken; i++)
    assert_same (((FoyerReported *)g_ptr_array_index (read, i))->report,
                 g_ptr_array_index (reports, i));
}

static void
test_long_queue (void)
{
  g_autoptr (GPtrArray) reports =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_report_unref);
  guint n_taken = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < FOYER_LIMIT_SYNC_SCANS; i++)
    g_ptr_array_add (reports, random_report (FOYER_LIMIT_CODE));
  text = foyer_wire_encode_sync_scans ("9", EVENT, reports, &n_taken);
  g_assert_cmpuint (n_taken, <, FOYER_LIMIT_SYNC_SCANS);
  g_assert_cmpuint (n_taken, >=, FOYER_LIMIT_MESSAGE_TO_RELAY / 3072);
  g_assert_cmpuint (strlen (text), <=, FOYER_LIMIT_MESSAGE_TO_RELAY);
}

/* The same without a session, over HTTP. */
static void
test_deliveries (void)
{
  g_auto (FoyerSigningKey) key = { 0 };
  g_autofree char *challenge = foyer_challenge_new ();
  g_autoptr (GPtrArray) reports =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_report_unref);
  guint n_taken = 0;
  g_autofree char *text = NULL;
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GPtrArray) synced = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_synced_free);
  g_autoptr (GError) error = g_error_new_literal (FOYER_ERROR, FOYER_ERROR_NOT_PERMITTED, "No.");
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) answer = NULL;
  g_autoptr (GPtrArray) told = NULL;

  foyer_signing_key_generate (&key, 0);
  for (guint i = 0; i < FOYER_LIMIT_SYNC_SCANS; i++)
    g_ptr_array_add (reports, random_report (100));
  text = foyer_wire_encode_deliver_scans (EVENT, &key, challenge, EVENT, reports, &n_taken);
  g_assert_cmpuint (n_taken, >, 10);
  g_assert_cmpuint (strlen (text), <=, FOYER_LIMIT_VISIT);
  message = wire_read_back (text, FOYER_SENDER_VISITOR);
  g_assert_true (foyer_proof_check (key.public_key,
                                    FOYER_PROOF_DELIVER,
                                    challenge,
                                    foyer_message_get_string (message, "proof")));
  read = foyer_wire_read_sync_scans (message);
  g_assert_cmpuint (read->len, ==, n_taken);
  for (guint i = 0; i < n_taken; i++)
    assert_same (((FoyerReported *)g_ptr_array_index (read, i))->report,
                 g_ptr_array_index (reports, i));
  g_ptr_array_add (synced, foyer_synced_new_error (EVENT, error));
  foyer_wire_write_scans_delivered (out, synced);
  answer = wire_read_back (out->str, FOYER_SENDER_RELAY);
  told = foyer_wire_read_scans_synced (answer);
  g_assert_error (((FoyerSynced *)g_ptr_array_index (told, 0))->error,
                  FOYER_ERROR,
                  FOYER_ERROR_NOT_PERMITTED);
}

static void
test_poison (void)
{
  static const char *const wrong[] = {
    "",
    ",\"code\":\"A\",\"scanned_at\":\"2026-05-01T18:03:01.456Z\"",
    ",\"code\":\"A\",\"device_verdict\":{\"outcome\":\"admitted\"}",
    ",\"scanned_at\":\"2026-05-01T18:03:01.456Z\",\"device_verdict\":{\"outcome\":\"admitted\"}",
    ",\"code\":\"A\",\"ticket_id\":\"" EVENT "\",\"scanned_at\":\"2026-05-01T18:03:01.456Z\","
    "\"device_verdict\":{\"outcome\":\"admitted\"}",
    ",\"code\":7,\"scanned_at\":\"2026-05-01T18:03:01.456Z\","
    "\"device_verdict\":{\"outcome\":\"admitted\"}",
    ",\"code\":\"\",\"scanned_at\":\"2026-05-01T18:03:01.456Z\","
    "\"device_verdict\":{\"outcome\":\"admitted\"}",
    ",\"code\":\"A\",\"scanned_at\":\"yesterday\",\"device_verdict\":{\"outcome\":\"admitted\"}",
    ",\"code\":\"A\",\"scanned_at\":\"2026-05-01T18:03:01.456Z\","
    "\"device_verdict\":{\"outcome\":\"refused\"}",
    ",\"code\":\"A\",\"scanned_at\":\"2026-05-01T18:03:01.456Z\","
    "\"device_verdict\":{\"outcome\":\"admitted\",\"reason\":\"void\"}",
    ",\"code\":\"A\",\"scanned_at\":\"2026-05-01T18:03:01.456Z\","
    "\"device_verdict\":{\"outcome\":\"exited\"}",
    ",\"code\":\"A\",\"scanned_at\":\"2026-05-01T18:03:01.456Z\",\"direction\":\"exit\","
    "\"device_verdict\":{\"outcome\":\"admitted\"}",
    ",\"code\":\"A\",\"scanned_at\":\"2026-05-01T18:03:01.456Z\",\"signature\":\"short\","
    "\"device_verdict\":{\"outcome\":\"admitted\"}",
    ",\"code\":\"A\",\"scanned_at\":\"2026-05-01T18:03:01.456Z\","
    "\"device_verdict\":{\"outcome\":\"admitted\"},"
    "\"override\":{\"at\":\"2026-05-01T18:04:01.456Z\",\"reason\":\"Paid.\"}",
    ",\"code\":\"A\",\"scanned_at\":\"2026-05-01T18:03:01.456Z\","
    "\"device_verdict\":{\"outcome\":\"refused\",\"reason\":\"rule\"},"
    "\"override\":{\"at\":\"2026-05-01T18:04:01.456Z\",\"reason\":\"\"}",
    ",\"code\":\"A\",\"scanned_at\":\"2026-05-01T18:03:01.456Z\","
    "\"device_verdict\":{\"outcome\":\"refused\",\"reason\":\"rule\"},"
    "\"override\":{\"reason\":\"Paid.\"}",
  };
  const char *good = "{\"scan_id\":\"" EVENT "\",\"code\":\"A\","
                     "\"scanned_at\":\"2026-05-01T18:03:01.456Z\","
                     "\"device_verdict\":{\"outcome\":\"admitted\"}}";

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autofree char *text = g_strdup_printf ("{\"type\":\"sync_scans\",\"id\":\"1\","
                                             "\"event_id\":\"" EVENT "\",\"scans\":["
                                             "{\"scan_id\":\"" EVENT "\"%s},%s]}",
                                             wrong[i],
                                             good);
    g_autoptr (FoyerMessage) message = wire_read_back (text, FOYER_SENDER_DEVICE);
    g_autoptr (GPtrArray) read = foyer_wire_read_sync_scans (message);
    const FoyerReported *bad = g_ptr_array_index (read, 0);
    const FoyerReported *fine = g_ptr_array_index (read, 1);

    g_assert_cmpstr (bad->scan_id, ==, EVENT);
    g_assert_null (bad->report);
    g_assert_error (bad->error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST);
    g_assert_no_error (fine->error);
    g_assert_cmpstr (fine->report->scan->code, ==, "A");
  }
}

static void
test_answers (void)
{
  g_autoptr (FoyerTicket) ticket = wire_random_ticket (FALSE);
  FoyerVerdict fields = { .scan_id = (char *)EVENT,
                          .outcome = FOYER_OUTCOME_ADMITTED,
                          .ticket = ticket,
                          .seq = 7 };
  g_autoptr (FoyerVerdict) verdict = foyer_verdict_new (&fields);
  FoyerVerdict let_in = { .scan_id = (char *)EVENT,
                          .outcome = FOYER_OUTCOME_REFUSED,
                          .reason = FOYER_REASON_RULE,
                          .overridden = TRUE };
  g_autoptr (FoyerVerdict) overridden = foyer_verdict_new (&let_in);
  g_autoptr (GError) error =
      g_error_new_literal (FOYER_ERROR, FOYER_ERROR_SCAN_ID_REUSED, "Another code.");
  g_autoptr (GError) inner = g_error_new_literal (FOYER_ERROR, FOYER_ERROR_FAILED, "Broken.");
  g_autoptr (GPtrArray) synced = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_synced_free);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GPtrArray) read = NULL;
  const FoyerSynced *item;

  g_ptr_array_add (synced, foyer_synced_new (EVENT, verdict));
  g_ptr_array_add (synced, foyer_synced_new_error (EVENT, error));
  g_ptr_array_add (synced, foyer_synced_new_error (EVENT, inner));
  g_ptr_array_add (synced, foyer_synced_new (EVENT, overridden));
  foyer_wire_write_scans_synced (out, "4", synced);
  message = wire_read_back (out->str, FOYER_SENDER_RELAY);
  g_assert_cmpstr (message->re, ==, "4");
  read = foyer_wire_read_scans_synced (message);
  g_assert_cmpuint (read->len, ==, 4);
  item = g_ptr_array_index (read, 0);
  g_assert_no_error (item->error);
  g_assert_cmpstr (item->verdict->scan_id, ==, EVENT);
  g_assert_cmpint (item->verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  g_assert_cmpint (item->verdict->seq, ==, 7);
  g_assert_false (item->verdict->overridden);
  wire_assert_same_ticket (item->verdict->ticket, ticket);
  item = g_ptr_array_index (read, 1);
  g_assert_error (item->error, FOYER_ERROR, FOYER_ERROR_SCAN_ID_REUSED);
  g_assert_cmpstr (item->error->message, ==, "Another code.");
  item = g_ptr_array_index (read, 2);
  g_assert_error (item->error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
  item = g_ptr_array_index (read, 3);
  g_assert_true (item->verdict->overridden);
}

/* A hundred tickets with the longest texts: their ids are enough. */
static void
test_long_answers (void)
{
  g_autofree char *text = g_strnfill (FOYER_LIMIT_NOTE, '\1');
  FoyerTicket face = { .id = (char *)EVENT, .name = text, .attention = text };
  g_autoptr (FoyerTicket) ticket = foyer_ticket_new (&face);
  FoyerVerdict fields = { .scan_id = (char *)EVENT, .ticket = ticket };
  g_autoptr (FoyerVerdict) verdict = foyer_verdict_new (&fields);
  g_autoptr (GPtrArray) synced = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_synced_free);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) message = NULL;
  g_autoptr (GPtrArray) read = NULL;

  for (guint i = 0; i < FOYER_LIMIT_SYNC_SCANS; i++)
    g_ptr_array_add (synced, foyer_synced_new (EVENT, verdict));
  foyer_wire_write_scans_synced (out, "4", synced);
  g_assert_cmpuint (out->len, <=, FOYER_LIMIT_MESSAGE_FROM_RELAY);
  message = wire_read_back (out->str, FOYER_SENDER_RELAY);
  read = foyer_wire_read_scans_synced (message);
  g_assert_cmpuint (read->len, ==, FOYER_LIMIT_SYNC_SCANS);
  g_assert_cmpstr (((FoyerSynced *)g_ptr_array_index (read, 7))->verdict->ticket->id, ==, EVENT);
}

static void
test_answer_without_a_verdict (void)
{
  static const char *const items[] = {
    "{\"scan_id\":\"" EVENT "\"}",
    "{\"scan_id\":\"" EVENT "\",\"outcome\":\"exited\","
    "\"error\":{\"code\":\"bad_request\",\"message\":\"x\"}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (items); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"type\":\"scans_synced\",\"re\":\"1\",\"verdicts\":[%s]}", items[i]);

    g_assert_null (foyer_message_parse (text, strlen (text), FOYER_SENDER_RELAY, NULL, NULL));
  }
}

static void
test_clock (void)
{
  const FoyerTime noon = G_GINT64_CONSTANT (1777658553123000);
  g_autofree char *text = foyer_wire_encode_measure_clock ("5", noon);
  g_autoptr (FoyerMessage) ask = wire_read_back (text, FOYER_SENDER_DEVICE);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) answer = NULL;

  g_assert_cmpint (foyer_message_get_time (ask, "device_time"), ==, noon);
  foyer_wire_write_clock_measured (out, "5", noon, noon + 1000, noon + 2000);
  answer = wire_read_back (out->str, FOYER_SENDER_RELAY);
  g_assert_cmpstr (answer->re, ==, "5");
  g_assert_cmpint (foyer_message_get_time (answer, "device_time"), ==, noon);
  g_assert_cmpint (foyer_message_get_time (answer, "received"), ==, noon + 1000);
  g_assert_cmpint (foyer_message_get_time (answer, "sent"), ==, noon + 2000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/sync/a-queue-is-read-back", test_queue);
  g_test_add_func ("/wire/sync/an-override-goes-with-its-refusal", test_overrides);
  g_test_add_func ("/wire/sync/a-message-takes-what-fits", test_long_queue);
  g_test_add_func ("/wire/sync/deliveries-are-read-back", test_deliveries);
  g_test_add_func ("/wire/sync/a-poison-scan-stops-no-other", test_poison);
  g_test_add_func ("/wire/sync/answers-are-read-back", test_answers);
  g_test_add_func ("/wire/sync/long-answers-fit", test_long_answers);
  g_test_add_func ("/wire/sync/an-answer-says-one-thing", test_answer_without_a_verdict);
  g_test_add_func ("/wire/sync/clocks-are-read-back", test_clock);
  return g_test_run ();
}
