/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-report"

#include "config.h"

#include "model/foyer-report.h"

#include "base/foyer-limits.h"
#include "model/foyer-proof.h"

/* What is signed are these lines, each ended by a line feed:
 *
 *   the scan's id, the event's id, the check-in list's id or nothing, `code:` and the SHA-256 of
 * the code in hexadecimal or `ticket:` and the ticket's id, the direction, `scanned_at` as it goes
 *   over the wire, the outcome, the reason or nothing, the session's id or nothing,
 * clock_offset_ms, clock_error_ms
 *
 * None of them can hold a line feed, so no two reports give the same text. */

G_DEFINE_BOXED_TYPE (FoyerReport, foyer_report, foyer_report_ref, foyer_report_unref)

/**
 * foyer_report_new:
 * @fields: what the report holds; texts are copied, the scan is shared
 *
 * Returns: (transfer full): a new report
 */
FoyerReport *
foyer_report_new (const FoyerReport *fields)
{
  FoyerReport *self = g_atomic_rc_box_new0 (FoyerReport);

  *self = *fields;
  self->scan = foyer_scan_ref (fields->scan);
  self->session_id = g_strdup (fields->session_id);
  self->signature = g_strdup (fields->signature);
  self->override = fields->override != NULL ? foyer_override_ref (fields->override) : NULL;
  return self;
}

/**
 * foyer_report_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerReport *
foyer_report_ref (FoyerReport *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerReport *self = data;

  foyer_scan_unref (self->scan);
  g_free (self->session_id);
  g_free (self->signature);
  g_clear_pointer (&self->override, foyer_override_unref);
}

void
foyer_report_unref (FoyerReport *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}

/**
 * foyer_report_correct_time:
 * @time: what a device's clock said
 * @clock_offset_ms: how far it was ahead of the relay's
 *
 * Returns: when that was by the relay's clock; always a time that can be written
 */
FoyerTime
foyer_report_correct_time (FoyerTime time, gint64 clock_offset_ms)
{
  /* An offset that is beyond all time would overflow. */
  const gint64 most = FOYER_TIME_MAX / G_TIME_SPAN_MILLISECOND;
  gint64 offset = CLAMP (clock_offset_ms, -most, most) * G_TIME_SPAN_MILLISECOND;

  return CLAMP (time - offset, G_TIME_SPAN_MILLISECOND, FOYER_TIME_MAX);
}

/**
 * foyer_report_bound_time:
 * @earliest: before which it cannot have been
 * @latest: after which it cannot have been; it counts for more
 * @time: (inout): when something is said to have happened
 * @error_ms: (inout): how much that may be off
 *
 * Brings the time to between the two. What was said to be too early is off by as much at least.
 */
void
foyer_report_bound_time (FoyerTime earliest, FoyerTime latest, FoyerTime *time, gint64 *error_ms)
{
  FoyerTime bounded = MIN (MAX (*time, earliest), latest);
  gint64 moved_ms = (bounded - *time) / G_TIME_SPAN_MILLISECOND;

  *error_ms = CLAMP (MAX (*error_ms, moved_ms), 0, FOYER_LIMIT_CLOCK_ERROR_MS);
  *time = bounded;
}

/**
 * foyer_report_get_time:
 *
 * Returns: when it was scanned, by the relay's clock, give or take the report's `clock_error_ms`;
 *   always a time that can be written
 */
FoyerTime
foyer_report_get_time (const FoyerReport *self)
{
  return foyer_report_correct_time (self->scan->scanned_at, self->clock_offset_ms);
}

static void
add_line (GString *text, const char *line)
{
  if (line != NULL)
    g_string_append (text, line);
  g_string_append_c (text, '\n');
}

static char *
make_text (const FoyerReport *self)
{
  const FoyerScan *scan = self->scan;
  GString *text = g_string_sized_new (400);
  g_autofree char *scanned_at = foyer_time_format (scan->scanned_at);

  add_line (text, scan->id);
  add_line (text, scan->event_id);
  add_line (text, scan->list_id);
  if (scan->code != NULL) {
    g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, scan->code, -1);

    g_string_append_printf (text, "code:%s\n", hash);
  } else {
    g_string_append_printf (text, "ticket:%s\n", scan->ticket_id);
  }
  add_line (text, foyer_direction_to_nick (scan->direction));
  add_line (text, scanned_at);
  add_line (text, foyer_outcome_to_nick (self->outcome));
  add_line (text, foyer_reason_to_nick (self->reason));
  add_line (text, self->session_id);
  g_string_append_printf (text, "%" G_GINT64_FORMAT "\n", self->clock_offset_ms);
  g_string_append_printf (text, "%" G_GINT64_FORMAT "\n", self->clock_error_ms);
  return g_string_free (text, FALSE);
}

/**
 * foyer_report_sign:
 * @key: the device's key
 *
 * Returns: (transfer full): what goes into the report's `signature`; the one that it has does not
 *   matter
 */
char *
foyer_report_sign (const FoyerReport *self, const FoyerSigningKey *key)
{
  g_autofree char *text = make_text (self);

  return foyer_proof_sign (key, FOYER_PROOF_SCAN, text);
}

/**
 * foyer_report_new_signed:
 * @key: the device's key
 *
 * Returns: (transfer full): the same, signed with all that belongs to it
 */
FoyerReport *
foyer_report_new_signed (const FoyerReport *self, const FoyerSigningKey *key)
{
  g_autofree char *signature = foyer_report_sign (self, key);
  g_autoptr (FoyerOverride) override = NULL;
  FoyerReport fields = *self;

  fields.signature = signature;
  if (self->override != NULL)
    override =
        foyer_override_new_signed (self->override, self->scan->id, self->scan->event_id, key);
  fields.override = override;
  return foyer_report_new (&fields);
}

/**
 * foyer_report_check:
 * @public_key: the key of the device that should have signed
 *
 * Returns: whether the report is signed, by that key
 */
gboolean
foyer_report_check (const FoyerReport *self, const guint8 public_key[FOYER_PUBLIC_KEY_BYTES])
{
  g_autofree char *text = make_text (self);

  return self->signature != NULL &&
         foyer_proof_check (public_key, FOYER_PROOF_SCAN, text, self->signature);
}
