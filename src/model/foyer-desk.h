/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "model/foyer-signing-key.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_TYPE_DESK (foyer_desk_get_type ())

typedef struct _FoyerDesk FoyerDesk;

/**
 * FoyerDesk:
 * @device_id: a UUID
 * @name: what people call it
 * @has_key: whether it has a key of its own; one without can prove nothing to other desks
 * @public_key: what checks its signatures, where @has_key
 * @online: whether a relay hears it
 * @last_heard: when a relay heard it last; 0: never
 * @rate: how many guests it has admitted per minute lately
 * @addresses: where other desks of the same network may find it, as `IP:PORT`; never %NULL
 *
 * A device that works for an event, as the relay and so the other desks know it. A value: its
 * fields never change.
 */
struct _FoyerDesk {
  char *device_id;
  char *name;
  gboolean has_key;
  guint8 public_key[FOYER_PUBLIC_KEY_BYTES];
  gboolean online;
  FoyerTime last_heard;
  double rate;
  GStrv addresses;
};

GType foyer_desk_get_type (void);
FoyerDesk *foyer_desk_new (const FoyerDesk *fields);
FoyerDesk *foyer_desk_ref (FoyerDesk *self);
void foyer_desk_unref (FoyerDesk *self);
gboolean foyer_desk_is_same (const FoyerDesk *a, const FoyerDesk *b);
FoyerDesk *foyer_desks_find (const GPtrArray *desks, const char *device_id);
GPtrArray *foyer_desks_change (const GPtrArray *desks, const GPtrArray *news, GStrv gone);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDesk, foyer_desk_unref)

G_END_DECLS
