/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerRelayCensusLimits:
 * @connections: how many there may be
 * @per_address: how many from one address
 * @unsigned_per_address: how many of these that have not signed in yet
 */
typedef struct {
  guint connections;
  guint per_address;
  guint unsigned_per_address;
} FoyerRelayCensusLimits;

typedef struct _FoyerRelayCensus FoyerRelayCensus;

FoyerRelayCensus *foyer_relay_census_new (const FoyerRelayCensusLimits *limits);
void foyer_relay_census_free (FoyerRelayCensus *self);

gboolean foyer_relay_census_enter (FoyerRelayCensus *self, const char *address);
void foyer_relay_census_sign_in (FoyerRelayCensus *self, const char *address);
void foyer_relay_census_leave (FoyerRelayCensus *self, const char *address, gboolean signed_in);
guint foyer_relay_census_get_size (const FoyerRelayCensus *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerRelayCensus, foyer_relay_census_free)

G_END_DECLS
