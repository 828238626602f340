/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-room"

#include "config.h"

#include "model/foyer-room.h"

G_DEFINE_BOXED_TYPE (FoyerRoom, foyer_room, foyer_room_ref, foyer_room_unref)

/**
 * foyer_room_new:
 * @fields: what the answer holds; values in it are shared, texts copied
 *
 * Returns: (transfer full): a new value
 */
FoyerRoom *
foyer_room_new (const FoyerRoom *fields)
{
  FoyerRoom *self = g_atomic_rc_box_new0 (FoyerRoom);

  *self = *fields;
  self->snapshot_url = g_strdup (fields->snapshot_url);
  self->event = foyer_event_ref (fields->event);
  self->counts = foyer_counts_ref (fields->counts);
  if (fields->desks != NULL)
    self->desks = g_ptr_array_ref (fields->desks);
  return self;
}

/**
 * foyer_room_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerRoom *
foyer_room_ref (FoyerRoom *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerRoom *self = data;

  g_free (self->snapshot_url);
  foyer_event_unref (self->event);
  foyer_counts_unref (self->counts);
  g_clear_pointer (&self->desks, g_ptr_array_unref);
}

void
foyer_room_unref (FoyerRoom *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}
