/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* How many minutes are remembered: a day. */
#define FOYER_ARRIVALS_MINUTES (24 * 60)

#define FOYER_TYPE_ARRIVALS    (foyer_arrivals_get_type ())
G_DECLARE_FINAL_TYPE (FoyerArrivals, foyer_arrivals, FOYER, ARRIVALS, GObject)

FoyerArrivals *foyer_arrivals_new (void);

void foyer_arrivals_add (FoyerArrivals *self, FoyerTime time);
void foyer_arrivals_clear (FoyerArrivals *self);
void foyer_arrivals_fill (FoyerArrivals *self, FoyerTime now, guint *counts, guint n_counts);

G_END_DECLS
