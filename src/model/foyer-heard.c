/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-heard"

#include "config.h"

#include "model/foyer-heard.h"

#include "base/foyer-limits.h"
#include "base/foyer-value.h"
#include "model/foyer-proof.h"

/* What is signed are these lines, each ended by a line feed: device, run, number, event, scan,
 * ticket, check-in list, outcome, time as it goes over the wire, error_ms, epoch, seq. None of them
 * can hold a line feed, so no two give the same text. Where a supervisor let the guest in the same
 * lines are signed a second time, for the purpose that says so. */

static void
free_fields (gpointer data)
{
  FoyerHeard *self = data;

  g_free (self->device_id);
  g_free (self->run_id);
  g_free (self->event_id);
  g_free (self->scan_id);
  g_free (self->ticket_id);
  g_free (self->list_id);
  g_free (self->signature);
  g_free (self->override_signature);
}

FOYER_DEFINE_VALUE (FoyerHeard, foyer_heard, free_fields)

/**
 * foyer_heard_new:
 * @fields: what it holds; texts are copied
 *
 * Returns: (transfer full): a new value
 */
FoyerHeard *
foyer_heard_new (const FoyerHeard *fields)
{
  FoyerHeard *self = g_atomic_rc_box_new0 (FoyerHeard);

  *self = *fields;
  self->device_id = g_strdup (fields->device_id);
  self->run_id = g_strdup (fields->run_id);
  self->event_id = g_strdup (fields->event_id);
  self->scan_id = g_strdup (fields->scan_id);
  self->ticket_id = g_strdup (fields->ticket_id);
  self->list_id = g_strdup (fields->list_id);
  self->signature = g_strdup (fields->signature);
  self->override_signature = g_strdup (fields->override_signature);
  return self;
}

static char *
make_text (const FoyerHeard *self)
{
  g_autofree char *time = foyer_time_format (self->time);

  return g_strdup_printf ("%s\n%s\n%" G_GINT64_FORMAT "\n%s\n%s\n%s\n%s\n%s\n%s\n%" G_GINT64_FORMAT
                          "\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT "\n",
                          self->device_id,
                          self->run_id,
                          self->number,
                          self->event_id,
                          self->scan_id,
                          self->ticket_id,
                          self->list_id,
                          foyer_outcome_to_nick (self->outcome),
                          time,
                          self->error_ms,
                          self->epoch,
                          self->seq);
}

/**
 * foyer_heard_new_signed:
 * @fields: what it holds; its signatures do not matter
 * @key: the device's key
 *
 * Returns: (transfer full): a new value, signed
 */
FoyerHeard *
foyer_heard_new_signed (const FoyerHeard *fields, const FoyerSigningKey *key)
{
  g_autofree char *text = make_text (fields);
  g_autofree char *signature = foyer_proof_sign (key, FOYER_PROOF_HEARD, text);
  g_autofree char *override_signature =
      fields->overridden ? foyer_proof_sign (key, FOYER_PROOF_HEARD_OVERRIDE, text) : NULL;
  FoyerHeard all = *fields;

  all.signature = signature;
  all.override_signature = override_signature;
  return foyer_heard_new (&all);
}

/**
 * foyer_heard_check:
 * @public_key: the key of the device that should have signed
 *
 * Returns: whether all of it is signed, by that key
 */
gboolean
foyer_heard_check (const FoyerHeard *self, const guint8 public_key[FOYER_PUBLIC_KEY_BYTES])
{
  g_autofree char *text = make_text (self);

  return self->signature != NULL &&
         foyer_proof_check (public_key, FOYER_PROOF_HEARD, text, self->signature) &&
         (!self->overridden ||
          (self->override_signature != NULL && foyer_proof_check (public_key,
                                                                  FOYER_PROOF_HEARD_OVERRIDE,
                                                                  text,
                                                                  self->override_signature)));
}

/**
 * foyer_heard_is_after:
 * @time: some moment by the relay's clock
 * @error: by how much that may be wrong
 *
 * Returns: whether it has certainly happened after that, however wrong either of the two is
 */
gboolean
foyer_heard_is_after (const FoyerHeard *self, FoyerTime time, GTimeSpan error)
{
  /* What others say may be any number. */
  gint64 slack = MIN (self->error_ms, FOYER_LIMIT_CLOCK_ERROR_MS) * G_TIME_SPAN_MILLISECOND;

  return self->time - time > slack + error;
}
