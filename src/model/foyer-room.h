/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-counts.h"
#include "model/foyer-event.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_ROOM (foyer_room_get_type ())

typedef struct _FoyerRoom FoyerRoom;

/**
 * FoyerRoom:
 * @event: how the event is set up; its epoch is the one that @seq counts in
 * @seq: the number of the event's newest change
 * @counts: how full it is
 * @snapshot_url: (nullable): where the event's state is to be taken from, because the changes since
 *   the number that was asked for are not to be had; otherwise they follow
 * @desks: (nullable) (element-type FoyerDesk): the devices that work for the event, where that was
 *   asked for
 *
 * What a device learns when it joins an event's room. A value: its fields never change.
 */
struct _FoyerRoom {
  FoyerEvent *event;
  gint64 seq;
  FoyerCounts *counts;
  char *snapshot_url;
  GPtrArray *desks;
};

GType foyer_room_get_type (void);
FoyerRoom *foyer_room_new (const FoyerRoom *fields);
FoyerRoom *foyer_room_ref (FoyerRoom *self);
void foyer_room_unref (FoyerRoom *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerRoom, foyer_room_unref)

G_END_DECLS
