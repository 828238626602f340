/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-clock.h"
#include "model/foyer-signing-key.h"
#include "store/foyer-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOYER_TYPE_HEARING (foyer_hearing_get_type ())
G_DECLARE_FINAL_TYPE (FoyerHearing, foyer_hearing, FOYER, HEARING, GObject)

FoyerHearing *foyer_hearing_new (FoyerStore *store,
                                 const char *event_id,
                                 const char *device_id,
                                 const FoyerSigningKey *key,
                                 const FoyerClock *clock);
void foyer_hearing_start (FoyerHearing *self, gboolean is_local);

void foyer_hearing_set_desks (FoyerHearing *self, GPtrArray *desks);
void foyer_hearing_note_scan (FoyerHearing *self);

GStrv foyer_hearing_list_addresses (FoyerHearing *self);
GPtrArray *foyer_hearing_get_desks (FoyerHearing *self);
gboolean foyer_hearing_hears (FoyerHearing *self, const char *device_id);
guint foyer_hearing_get_n_heard (FoyerHearing *self);
guint foyer_hearing_get_n_desks (FoyerHearing *self);

G_END_DECLS
