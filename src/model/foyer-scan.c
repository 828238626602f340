/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-scan"

#include "config.h"

#include "model/foyer-scan.h"

G_DEFINE_BOXED_TYPE (FoyerScan, foyer_scan, foyer_scan_ref, foyer_scan_unref)

/**
 * foyer_scan_new:
 * @fields: what the scan holds; it is copied
 *
 * Returns: (transfer full): a new scan
 */
FoyerScan *
foyer_scan_new (const FoyerScan *fields)
{
  FoyerScan *self = g_atomic_rc_box_new0 (FoyerScan);

  *self = *fields;
  self->id = g_strdup (fields->id);
  self->event_id = g_strdup (fields->event_id);
  self->list_id = g_strdup (fields->list_id);
  self->code = g_strdup (fields->code);
  self->ticket_id = g_strdup (fields->ticket_id);
  return self;
}

/**
 * foyer_scan_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerScan *
foyer_scan_ref (FoyerScan *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerScan *self = data;

  g_free (self->id);
  g_free (self->event_id);
  g_free (self->list_id);
  g_free (self->code);
  g_free (self->ticket_id);
}

void
foyer_scan_unref (FoyerScan *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}
