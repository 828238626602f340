/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-sync"

#include "config.h"

#include "wire/foyer-wire-sync.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "model/foyer-proof.h"
#include "wire/foyer-fields.h"
#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-parts.h"

/* Late scans, from and to the values of room `model`. */

void
foyer_reported_free (FoyerReported *self)
{
  g_free (self->scan_id);
  g_clear_pointer (&self->report, foyer_report_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static void
add_override (FoyerJsonWriter *writer, const FoyerOverride *override)
{
  foyer_json_writer_begin_object (writer, "override");
  foyer_json_writer_add_time (writer, "at", override->at);
  foyer_json_writer_add_string (writer, "reason", override->reason);
  if (override->session_id != NULL)
    foyer_json_writer_add_string (writer, "session_id", override->session_id);
  foyer_json_writer_add_integer (writer, "clock_offset_ms", override->clock_offset_ms);
  foyer_json_writer_add_integer (writer, "clock_error_ms", override->clock_error_ms);
  if (override->signature != NULL)
    foyer_json_writer_add_string (writer, "signature", override->signature);
  foyer_json_writer_end_object (writer);
}

static void
add_report (FoyerJsonWriter *writer, const FoyerReport *report)
{
  const FoyerScan *scan = report->scan;

  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_string (writer, "scan_id", scan->id);
  if (scan->code != NULL)
    foyer_json_writer_add_string (writer, "code", scan->code);
  else
    foyer_json_writer_add_string (writer, "ticket_id", scan->ticket_id);
  if (scan->list_id != NULL)
    foyer_json_writer_add_string (writer, "list_id", scan->list_id);
  foyer_json_writer_add_string (writer, "direction", foyer_direction_to_nick (scan->direction));
  foyer_json_writer_add_time (writer, "scanned_at", scan->scanned_at);
  foyer_json_writer_begin_object (writer, "device_verdict");
  foyer_json_writer_add_string (writer, "outcome", foyer_outcome_to_nick (report->outcome));
  if (report->reason != FOYER_REASON_NONE)
    foyer_json_writer_add_string (writer, "reason", foyer_reason_to_nick (report->reason));
  foyer_json_writer_end_object (writer);
  if (report->session_id != NULL)
    foyer_json_writer_add_string (writer, "session_id", report->session_id);
  foyer_json_writer_add_integer (writer, "clock_offset_ms", report->clock_offset_ms);
  foyer_json_writer_add_integer (writer, "clock_error_ms", report->clock_error_ms);
  if (report->signature != NULL)
    foyer_json_writer_add_string (writer, "signature", report->signature);
  if (report->override != NULL)
    add_override (writer, report->override);
  foyer_json_writer_end_object (writer);
}

/* What closes the message: "]}". */
#define END_BYTES 2

/* The member `scans`, and the end of the message. */
static char *
end_with_reports (FoyerJsonWriter writer, const GPtrArray *reports, gsize limit, guint *n_taken)
{
  guint most = MIN (reports->len, FOYER_LIMIT_SYNC_SCANS);

  foyer_json_writer_begin_array (&writer, "scans");
  for (*n_taken = 0; *n_taken < most; (*n_taken)++) {
    FoyerJsonWriter before = writer;
    gsize length = writer.out->len;

    add_report (&writer, g_ptr_array_index (reports, *n_taken));
    if (*n_taken == 0 || writer.out->len + END_BYTES <= limit)
      continue;
    g_string_truncate (writer.out, length);
    writer = before;
    break;
  }
  foyer_json_writer_end_array (&writer);
  foyer_wire_end (&writer);
  return g_string_free (writer.out, FALSE);
}

/**
 * foyer_wire_encode_sync_scans:
 * @id: what the `scans_synced` will carry as `re`
 * @reports: (element-type FoyerReport): the oldest first; at least one
 * @n_taken: (out): how many of the first ones the message brings, at least one: as many as fit
 *
 * Returns: (transfer full): a `sync_scans`
 */
char *
foyer_wire_encode_sync_scans (const char *id,
                              const char *event_id,
                              const GPtrArray *reports,
                              guint *n_taken)
{
  FoyerJsonWriter writer =
      foyer_wire_begin (g_string_sized_new (1024), FOYER_MESSAGE_KIND_SYNC_SCANS);

  foyer_json_writer_add_string (&writer, "id", id);
  foyer_json_writer_add_string (&writer, "event_id", event_id);
  return end_with_reports (writer, reports, FOYER_LIMIT_MESSAGE_TO_RELAY, n_taken);
}

/**
 * foyer_wire_encode_deliver_scans:
 * @challenge: what the relay has asked to sign
 * @reports: (element-type FoyerReport): the oldest first; at least one
 * @n_taken: (out): how many of the first ones the message brings, at least one: as many as fit
 *
 * Returns: (transfer full): a `deliver_scans`
 */
char *
foyer_wire_encode_deliver_scans (const char *device_id,
                                 const FoyerSigningKey *key,
                                 const char *challenge,
                                 const char *event_id,
                                 const GPtrArray *reports,
                                 guint *n_taken)
{
  FoyerJsonWriter writer =
      foyer_wire_begin (g_string_sized_new (1024), FOYER_MESSAGE_KIND_DELIVER_SCANS);
  g_autofree char *proof = foyer_proof_sign (key, FOYER_PROOF_DELIVER, challenge);

  foyer_json_writer_add_string (&writer, "device_id", device_id);
  foyer_json_writer_add_string (&writer, "challenge", challenge);
  foyer_json_writer_add_string (&writer, "proof", proof);
  foyer_json_writer_add_string (&writer, "event_id", event_id);
  return end_with_reports (writer, reports, FOYER_LIMIT_VISIT, n_taken);
}

/**
 * foyer_wire_encode_measure_clock:
 * @id: what the `clock_measured` will carry as `re`
 * @device_time: the device's clock, now
 *
 * Returns: (transfer full): a `measure_clock`
 */
char *
foyer_wire_encode_measure_clock (const char *id, FoyerTime device_time)
{
  FoyerJsonWriter writer =
      foyer_wire_begin (g_string_sized_new (128), FOYER_MESSAGE_KIND_MEASURE_CLOCK);

  foyer_json_writer_add_string (&writer, "id", id);
  foyer_json_writer_add_time (&writer, "device_time", device_time);
  foyer_wire_end (&writer);
  return g_string_free (writer.out, FALSE);
}

static void
add_synced (FoyerJsonWriter *writer, const FoyerSynced *synced)
{
  foyer_json_writer_begin_object (writer, NULL);
  if (synced->error == NULL) {
    foyer_wire_write_verdict_fields (writer, synced->verdict);
  } else {
    gboolean travels =
        synced->error->domain == FOYER_ERROR && synced->error->code <= FOYER_ERROR_REVOKED;

    foyer_json_writer_add_string (writer, "scan_id", synced->scan_id);
    foyer_json_writer_begin_object (writer, "error");
    foyer_json_writer_add_string (writer,
                                  "code",
                                  foyer_error_to_nick (travels ? (FoyerError)synced->error->code
                                                               : FOYER_ERROR_UNAVAILABLE));
    foyer_json_writer_add_string (writer, "message", synced->error->message);
    foyer_json_writer_end_object (writer);
  }
  foyer_json_writer_end_object (writer);
}

/* The desk knows the ticket, and has said what it had to say. */
static FoyerSynced *
shorten (const FoyerSynced *synced)
{
  const FoyerVerdict *whole = synced->verdict;
  FoyerVerdict fields = { .scan_id = whole->scan_id,
                          .outcome = whole->outcome,
                          .reason = whole->reason,
                          .seq = whole->seq,
                          .overridden = whole->overridden };
  FoyerTicket face = { .id = whole->ticket != NULL ? whole->ticket->id : NULL };
  g_autoptr (FoyerTicket) ticket = whole->ticket != NULL ? foyer_ticket_new (&face) : NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;

  fields.ticket = ticket;
  verdict = foyer_verdict_new (&fields);
  return foyer_synced_new (synced->scan_id, verdict);
}

/* What a visit asks has no id. */
static void
write_synced (GString *out, const char *re, const GPtrArray *synced, gboolean is_short)
{
  FoyerJsonWriter writer = foyer_wire_begin (out,
                                             re != NULL ? FOYER_MESSAGE_KIND_SCANS_SYNCED
                                                        : FOYER_MESSAGE_KIND_SCANS_DELIVERED);

  if (re != NULL)
    foyer_json_writer_add_string (&writer, "re", re);
  foyer_json_writer_begin_array (&writer, "verdicts");
  for (guint i = 0; i < synced->len; i++) {
    const FoyerSynced *whole = g_ptr_array_index (synced, i);
    g_autoptr (FoyerSynced) part = is_short && whole->error == NULL ? shorten (whole) : NULL;

    add_synced (&writer, part != NULL ? part : whole);
  }
  foyer_json_writer_end_array (&writer);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_write_scans_synced:
 * @re: the request that it answers
 * @synced: (element-type FoyerSynced): one per scan, in the order in which they came; where they
 * are too long for one message, no more than the ids of the tickets is said
 */
void
foyer_wire_write_scans_synced (GString *out, const char *re, const GPtrArray *synced)
{
  gsize length = out->len;

  write_synced (out, re, synced, FALSE);
  if (out->len - length <= FOYER_LIMIT_MESSAGE_FROM_RELAY)
    return;
  g_string_truncate (out, length);
  write_synced (out, re, synced, TRUE);
}

/**
 * foyer_wire_write_scans_delivered:
 * @synced: (element-type FoyerSynced): one per scan, in the order in which they came
 */
void
foyer_wire_write_scans_delivered (GString *out, const GPtrArray *synced)
{
  write_synced (out, NULL, synced, FALSE);
}

/**
 * foyer_wire_write_clock_measured:
 * @re: the request that it answers
 * @device_time: what it said
 * @received: the relay's clock when it came
 * @sent: the relay's clock now
 */
void
foyer_wire_write_clock_measured (GString *out,
                                 const char *re,
                                 FoyerTime device_time,
                                 FoyerTime received,
                                 FoyerTime sent)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_CLOCK_MEASURED);

  foyer_json_writer_add_string (&writer, "re", re);
  foyer_json_writer_add_time (&writer, "device_time", device_time);
  foyer_json_writer_add_time (&writer, "received", received);
  foyer_json_writer_add_time (&writer, "sent", sent);
  foyer_wire_end (&writer);
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, why);
  return FALSE;
}

/* What no single field can say. */
static gboolean
check_together (const FoyerReport *report, const FoyerScan *scan, GError **error)
{
  gboolean is_refused = report->outcome == FOYER_OUTCOME_REFUSED;
  FoyerOutcome passed =
      scan->direction == FOYER_DIRECTION_EXIT ? FOYER_OUTCOME_EXITED : FOYER_OUTCOME_ADMITTED;

  if ((scan->code == NULL) == (scan->ticket_id == NULL))
    return refuse (error, "Exactly one of the fields code and ticket_id must be there.");
  if (is_refused != (report->reason != FOYER_REASON_NONE))
    return refuse (error, "A scan has a reason where it was refused, and only there.");
  if (!is_refused && report->outcome != passed)
    return refuse (error, "The outcome does not fit the direction.");
  if (report->override != NULL && !is_refused)
    return refuse (error, "Only who was refused can be let in anyway.");
  return TRUE;
}

static FoyerOverride *
read_override (JsonObject *object)
{
  return foyer_override_new (&(FoyerOverride){
      .at = foyer_json_fields_get_time (object, "at"),
      .reason = (char *)foyer_json_fields_get_string (object, "reason"),
      .session_id = (char *)foyer_json_fields_get_string (object, "session_id"),
      .clock_offset_ms = foyer_json_fields_get_integer (object, "clock_offset_ms", 0),
      .clock_error_ms = foyer_json_fields_get_integer (object, "clock_error_ms", 0),
      .signature = (char *)foyer_json_fields_get_string (object, "signature") });
}

static FoyerReport *
read_report (JsonObject *object, const char *event_id, GError **error)
{
  JsonObject *verdict, *said;
  g_autoptr (FoyerOverride) override = NULL;
  FoyerReport report = { 0 };
  FoyerScan scan = { .event_id = (char *)event_id };
  g_autoptr (FoyerScan) kept = NULL;

  if (!foyer_json_fields_check (object, foyer_fields_part_report, error))
    return NULL;
  verdict = foyer_json_fields_get_object (object, "device_verdict");
  scan.id = (char *)foyer_json_fields_get_string (object, "scan_id");
  scan.list_id = (char *)foyer_json_fields_get_string (object, "list_id");
  scan.code = (char *)foyer_json_fields_get_string (object, "code");
  scan.ticket_id = (char *)foyer_json_fields_get_string (object, "ticket_id");
  foyer_direction_from_nick (foyer_json_fields_get_string (object, "direction"), &scan.direction);
  scan.scanned_at = foyer_json_fields_get_time (object, "scanned_at");
  foyer_outcome_from_nick (foyer_json_fields_get_string (verdict, "outcome"), &report.outcome);
  foyer_reason_from_nick (foyer_json_fields_get_string (verdict, "reason"), &report.reason);
  report.session_id = (char *)foyer_json_fields_get_string (object, "session_id");
  report.clock_offset_ms = foyer_json_fields_get_integer (object, "clock_offset_ms", 0);
  report.clock_error_ms = foyer_json_fields_get_integer (object, "clock_error_ms", 0);
  report.signature = (char *)foyer_json_fields_get_string (object, "signature");
  said = foyer_json_fields_get_object (object, "override");
  override = said != NULL ? read_override (said) : NULL;
  report.override = override;
  if (!check_together (&report, &scan, error))
    return NULL;
  kept = foyer_scan_new (&scan);
  report.scan = kept;
  return foyer_report_new (&report);
}

/**
 * foyer_wire_read_sync_scans:
 * @message: a `sync_scans` or a `deliver_scans`
 *
 * Returns: (transfer full) (element-type FoyerReported): its scans, in their order; those that
 *   cannot be read with an error
 */
GPtrArray *
foyer_wire_read_sync_scans (const FoyerMessage *message)
{
  JsonArray *array = foyer_json_fields_get_array (message->fields, "scans");
  const char *event_id = foyer_message_get_string (message, "event_id");
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_reported_free);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *object = json_array_get_object_element (array, i);
    FoyerReported *reported = g_new0 (FoyerReported, 1);

    reported->scan_id = g_strdup (foyer_json_fields_get_string (object, "scan_id"));
    reported->report = read_report (object, event_id, &reported->error);
    g_ptr_array_add (all, reported);
  }
  return all;
}

static FoyerSynced *
read_synced (JsonObject *object)
{
  JsonObject *failure = foyer_json_fields_get_object (object, "error");
  const char *scan_id = foyer_json_fields_get_string (object, "scan_id");
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;
  FoyerError code = FOYER_ERROR_UNAVAILABLE;

  if (failure == NULL) {
    verdict = foyer_wire_read_verdict_fields (object);
    return foyer_synced_new (scan_id, verdict);
  }
  foyer_error_from_nick (foyer_json_fields_get_string (failure, "code"), &code);
  error = g_error_new_literal (FOYER_ERROR,
                               (gint)code,
                               foyer_json_fields_get_string (failure, "message"));
  return foyer_synced_new_error (scan_id, error);
}

/**
 * foyer_wire_read_scans_synced:
 * @message: a `scans_synced` or a `scans_delivered`
 *
 * Returns: (transfer full) (element-type FoyerSynced): what became of each scan, in the order in
 *   which they were sent
 */
GPtrArray *
foyer_wire_read_scans_synced (const FoyerMessage *message)
{
  JsonArray *array = foyer_json_fields_get_array (message->fields, "verdicts");
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_synced_free);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (all, read_synced (json_array_get_object_element (array, i)));
  return all;
}
