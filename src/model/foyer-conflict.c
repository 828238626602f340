/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-conflict"

#include "config.h"

#include "model/foyer-conflict.h"

#include "base/foyer-nick.h"

/* Conflicts, as they are stored, told and shown. */

static const char *const kinds[] = {
  [FOYER_CONFLICT_TOO_MANY] = "too_many",
  [FOYER_CONFLICT_SHOULD_REFUSE] = "should_refuse",
  [FOYER_CONFLICT_SHOULD_ADMIT] = "should_admit",
};

static const char *const resolutions[] = {
  /* An open one has no nick: the wire says null. */
  [FOYER_CONFLICT_NONE] = NULL,
  [FOYER_CONFLICT_SHARED_SCREENSHOT] = "shared_screenshot",
  [FOYER_CONFLICT_SWAPPED_TICKETS] = "swapped_tickets",
  [FOYER_CONFLICT_CLOCK] = "clock",
  [FOYER_CONFLICT_STAFF_ERROR] = "staff_error",
  [FOYER_CONFLICT_FRAUD] = "fraud",
  [FOYER_CONFLICT_EXPLAINED] = "explained",
  [FOYER_CONFLICT_OTHER] = "other",
};

G_DEFINE_BOXED_TYPE (FoyerConflict, foyer_conflict, foyer_conflict_ref, foyer_conflict_unref)

/**
 * foyer_conflict_scan_copy:
 *
 * Returns: (transfer full): one of its own with the same fields
 */
FoyerConflictScan *
foyer_conflict_scan_copy (const FoyerConflictScan *fields)
{
  FoyerConflictScan *self = g_memdup2 (fields, sizeof (FoyerConflictScan));

  self->scan_id = g_strdup (fields->scan_id);
  self->device_id = g_strdup (fields->device_id);
  self->device = g_strdup (fields->device);
  self->staff_email = g_strdup (fields->staff_email);
  return self;
}

void
foyer_conflict_scan_free (FoyerConflictScan *self)
{
  g_free (self->scan_id);
  g_free (self->device_id);
  g_free (self->device);
  g_free (self->staff_email);
  g_free (self);
}

/**
 * foyer_conflict_new:
 * @fields: what the conflict holds; texts are copied, ticket and scans are shared and must not be
 *   changed any more; no scans are an empty array
 *
 * Returns: (transfer full): a new conflict
 */
FoyerConflict *
foyer_conflict_new (const FoyerConflict *fields)
{
  FoyerConflict *self = g_atomic_rc_box_new0 (FoyerConflict);

  *self = *fields;
  self->id = g_strdup (fields->id);
  self->event_id = g_strdup (fields->event_id);
  self->ticket = fields->ticket != NULL ? foyer_ticket_ref (fields->ticket) : NULL;
  self->list_id = g_strdup (fields->list_id);
  self->scans = fields->scans != NULL
                    ? g_ptr_array_ref (fields->scans)
                    : g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_conflict_scan_free);
  self->resolved_by = g_strdup (fields->resolved_by);
  self->reason = g_strdup (fields->reason);
  return self;
}

/**
 * foyer_conflict_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerConflict *
foyer_conflict_ref (FoyerConflict *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerConflict *self = data;

  g_free (self->id);
  g_free (self->event_id);
  g_clear_pointer (&self->ticket, foyer_ticket_unref);
  g_free (self->list_id);
  g_ptr_array_unref (self->scans);
  g_free (self->resolved_by);
  g_free (self->reason);
}

void
foyer_conflict_unref (FoyerConflict *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}

/**
 * foyer_conflict_names_device:
 *
 * Returns: whether one of its scans was made on that device
 */
gboolean
foyer_conflict_names_device (const FoyerConflict *self, const char *device_id)
{
  for (guint i = 0; i < self->scans->len; i++) {
    const FoyerConflictScan *scan = g_ptr_array_index (self->scans, i);

    if (scan->device_id != NULL && g_strcmp0 (scan->device_id, device_id) == 0)
      return TRUE;
  }
  return FALSE;
}

const char *
foyer_conflict_kind_to_nick (FoyerConflictKind kind)
{
  return foyer_nick_get (kinds, G_N_ELEMENTS (kinds), kind);
}

/**
 * foyer_conflict_kind_from_nick:
 * @kind: (out): untouched where @nick is none
 */
gboolean
foyer_conflict_kind_from_nick (const char *nick, FoyerConflictKind *kind)
{
  guint found;

  if (!foyer_nick_find (kinds, G_N_ELEMENTS (kinds), nick, &found))
    return FALSE;
  *kind = (FoyerConflictKind)found;
  return TRUE;
}

/**
 * foyer_conflict_resolution_to_nick:
 *
 * Returns: (nullable): its word; %NULL for %FOYER_CONFLICT_NONE
 */
const char *
foyer_conflict_resolution_to_nick (FoyerConflictResolution resolution)
{
  return foyer_nick_get (resolutions, G_N_ELEMENTS (resolutions), resolution);
}

/**
 * foyer_conflict_resolution_from_nick:
 * @resolution: (out): untouched where @nick is none
 */
gboolean
foyer_conflict_resolution_from_nick (const char *nick, FoyerConflictResolution *resolution)
{
  guint found;

  if (!foyer_nick_find (resolutions, G_N_ELEMENTS (resolutions), nick, &found))
    return FALSE;
  *resolution = (FoyerConflictResolution)found;
  return TRUE;
}
