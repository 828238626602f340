/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-override"

#include "config.h"

#include "model/foyer-override.h"

#include "model/foyer-proof.h"
#include "model/foyer-report.h"

/* What is signed are these lines, each ended by a line feed:
 *
 *   the scan's id, the event's id, `at` as it goes over the wire, the SHA-256 of the reason in
 *   hexadecimal, the session's id or nothing, clock_offset_ms, clock_error_ms
 *
 * It is a signature of its own: that of the scan says the same with an override as without one. */

G_DEFINE_BOXED_TYPE (FoyerOverride, foyer_override, foyer_override_ref, foyer_override_unref)

/**
 * foyer_override_new:
 * @fields: what it holds; it is copied
 *
 * Returns: (transfer full): a new override
 */
FoyerOverride *
foyer_override_new (const FoyerOverride *fields)
{
  FoyerOverride *self = g_atomic_rc_box_new0 (FoyerOverride);

  *self = *fields;
  self->reason = g_strdup (fields->reason);
  self->session_id = g_strdup (fields->session_id);
  self->signature = g_strdup (fields->signature);
  return self;
}

/**
 * foyer_override_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerOverride *
foyer_override_ref (FoyerOverride *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerOverride *self = data;

  g_free (self->reason);
  g_free (self->session_id);
  g_free (self->signature);
}

void
foyer_override_unref (FoyerOverride *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}

/**
 * foyer_override_get_time:
 *
 * Returns: when the guest was let in, by the relay's clock, give or take `clock_error_ms`; always a
 *   time that can be written
 */
FoyerTime
foyer_override_get_time (const FoyerOverride *self)
{
  return foyer_report_correct_time (self->at, self->clock_offset_ms);
}

static char *
make_text (const FoyerOverride *self, const char *scan_id, const char *event_id)
{
  g_autofree char *at = foyer_time_format (self->at);
  g_autofree char *reason = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->reason, -1);

  return g_strdup_printf ("%s\n%s\n%s\n%s\n%s\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT "\n",
                          scan_id,
                          event_id,
                          at,
                          reason,
                          self->session_id != NULL ? self->session_id : "",
                          self->clock_offset_ms,
                          self->clock_error_ms);
}

/**
 * foyer_override_new_signed:
 * @scan_id: the scan that was refused
 * @event_id: its event
 * @key: the device's key
 *
 * Returns: (transfer full): the same, signed
 */
FoyerOverride *
foyer_override_new_signed (const FoyerOverride *self,
                           const char *scan_id,
                           const char *event_id,
                           const FoyerSigningKey *key)
{
  g_autofree char *text = make_text (self, scan_id, event_id);
  g_autofree char *signature = foyer_proof_sign (key, FOYER_PROOF_OVERRIDE, text);
  FoyerOverride fields = *self;

  fields.signature = signature;
  return foyer_override_new (&fields);
}

/**
 * foyer_override_check:
 * @public_key: the key of the device that should have signed
 *
 * Returns: whether it is signed, by that key, for that scan
 */
gboolean
foyer_override_check (const FoyerOverride *self,
                      const char *scan_id,
                      const char *event_id,
                      const guint8 public_key[FOYER_PUBLIC_KEY_BYTES])
{
  g_autofree char *text = make_text (self, scan_id, event_id);

  return self->signature != NULL &&
         foyer_proof_check (public_key, FOYER_PROOF_OVERRIDE, text, self->signature);
}
