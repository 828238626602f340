/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-census"

#include "config.h"

#include "relay/foyer-relay-census.h"

/* Counts who is connected from where, so that no single address can take all the room. */

typedef struct {
  guint n_connections;
  guint n_unsigned;
} Household;

struct _FoyerRelayCensus {
  FoyerRelayCensusLimits limits;
  GHashTable *households;
  guint n_connections;
};

/**
 * foyer_relay_census_new:
 *
 * Returns: (transfer full): a census of nobody
 */
FoyerRelayCensus *
foyer_relay_census_new (const FoyerRelayCensusLimits *limits)
{
  FoyerRelayCensus *self = g_new0 (FoyerRelayCensus, 1);

  self->limits = *limits;
  self->households = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
foyer_relay_census_free (FoyerRelayCensus *self)
{
  g_hash_table_unref (self->households);
  g_free (self);
}

/**
 * foyer_relay_census_enter:
 * @address: where the connection comes from, as foyer_network_of() says
 *
 * Returns: whether there is room for it; it is counted then
 */
gboolean
foyer_relay_census_enter (FoyerRelayCensus *self, const char *address)
{
  Household *household = g_hash_table_lookup (self->households, address);

  if (self->n_connections >= self->limits.connections)
    return FALSE;
  if (household == NULL) {
    household = g_new0 (Household, 1);
    g_hash_table_insert (self->households, g_strdup (address), household);
  } else if (household->n_connections >= self->limits.per_address ||
             household->n_unsigned >= self->limits.unsigned_per_address) {
    return FALSE;
  }
  self->n_connections++;
  household->n_connections++;
  household->n_unsigned++;
  return TRUE;
}

/**
 * foyer_relay_census_sign_in:
 *
 * A connection that was counted has signed in.
 */
void
foyer_relay_census_sign_in (FoyerRelayCensus *self, const char *address)
{
  Household *household = g_hash_table_lookup (self->households, address);

  g_return_if_fail (household != NULL && household->n_unsigned > 0);

  household->n_unsigned--;
}

/**
 * foyer_relay_census_leave:
 * @signed_in: whether foyer_relay_census_sign_in() was called for it
 *
 * A connection that was counted is gone.
 */
void
foyer_relay_census_leave (FoyerRelayCensus *self, const char *address, gboolean signed_in)
{
  Household *household = g_hash_table_lookup (self->households, address);

  g_return_if_fail (household != NULL && household->n_connections > 0);

  self->n_connections--;
  household->n_connections--;
  if (!signed_in)
    household->n_unsigned--;
  if (household->n_connections == 0)
    g_hash_table_remove (self->households, address);
}

/**
 * foyer_relay_census_get_size:
 *
 * Returns: how many connections there are
 */
guint
foyer_relay_census_get_size (const FoyerRelayCensus *self)
{
  return self->n_connections;
}
