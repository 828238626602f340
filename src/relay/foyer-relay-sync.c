/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-sync"

#include "config.h"

#include "relay/foyer-relay-sync.h"

#include "base/foyer-error.h"
#include "model/foyer-synced.h"
#include "wire/foyer-wire-sync.h"

/* One message with late scans, until each of them has an answer: they may go through several
 * batches, and come back in any order. Whoever holds it last sends what is known. */

struct _FoyerRelaySync {
  FoyerRelayPeer *peer;
  char *re;
  FoyerRelayMetrics *metrics;
  char **scan_ids;
  /* (element-type FoyerSynced): %NULL where there is no answer yet */
  GPtrArray *synced;
};

static void
free_synced (gpointer data)
{
  if (data != NULL)
    foyer_synced_free (data);
}

/**
 * foyer_relay_sync_new:
 * @re: the request's id
 * @n_scans: how many scans it brings
 * @metrics: where the answers count; it must outlive this
 *
 * Returns: (transfer full): a message without answers; it keeps @peer, and counts as one of its
 *   requests until all have gone that hold it
 */
FoyerRelaySync *
foyer_relay_sync_new (FoyerRelayPeer *peer,
                      const char *re,
                      guint n_scans,
                      FoyerRelayMetrics *metrics)
{
  FoyerRelaySync *self = g_rc_box_new0 (FoyerRelaySync);

  self->peer = g_object_ref (peer);
  self->re = g_strdup (re);
  self->metrics = metrics;
  self->scan_ids = g_new0 (char *, n_scans + 1);
  self->synced = g_ptr_array_new_with_free_func (free_synced);
  g_ptr_array_set_size (self->synced, (gint)n_scans);
  return self;
}

/**
 * foyer_relay_sync_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerRelaySync *
foyer_relay_sync_ref (FoyerRelaySync *self)
{
  return g_rc_box_acquire (self);
}

/* A message holds a hundred verdicts with what they say of tickets, all of which may be long. */
static void
send (FoyerRelaySync *self)
{
  g_autoptr (GString) text = g_string_sized_new (8192);

  foyer_wire_write_scans_synced (text, self->re, self->synced);
  foyer_relay_peer_send_text (self->peer, text);
}

static void
fill_gaps (FoyerRelaySync *self)
{
  g_autoptr (GError) error =
      g_error_new_literal (FOYER_ERROR, FOYER_ERROR_UNAVAILABLE, "Please send this scan again.");

  for (guint i = 0; i < self->synced->len; i++) {
    if (self->synced->pdata[i] == NULL)
      self->synced->pdata[i] = foyer_synced_new_error (self->scan_ids[i], error);
  }
}

static void
finish (gpointer data)
{
  FoyerRelaySync *self = data;

  fill_gaps (self);
  send (self);
  foyer_relay_peer_end_request (self->peer);
  g_object_unref (self->peer);
  g_free (self->re);
  g_strfreev (self->scan_ids);
  g_ptr_array_unref (self->synced);
}

/**
 * foyer_relay_sync_unref:
 *
 * Whoever is the last one sends the answer.
 */
void
foyer_relay_sync_unref (FoyerRelaySync *self)
{
  g_rc_box_release_full (self, finish);
}

/**
 * foyer_relay_sync_name:
 *
 * Says which scan is the one at @position; all of them are named.
 */
void
foyer_relay_sync_name (FoyerRelaySync *self, guint position, const char *scan_id)
{
  g_free (self->scan_ids[position]);
  self->scan_ids[position] = g_strdup (scan_id);
}

/**
 * foyer_relay_sync_take:
 *
 * Takes the answer to the scan at @position.
 */
void
foyer_relay_sync_take (FoyerRelaySync *self, guint position, const FoyerDbScanAnswer *answer)
{
  if (answer->verdict == NULL) {
    foyer_relay_sync_refuse (self, position, answer->error);
    return;
  }
  self->metrics->late_scans += answer->repeated ? 0 : 1;
  self->synced->pdata[position] = foyer_synced_new (self->scan_ids[position], answer->verdict);
}

/**
 * foyer_relay_sync_refuse:
 * @error: why the scan at @position is not stored
 */
void
foyer_relay_sync_refuse (FoyerRelaySync *self, guint position, const GError *error)
{
  self->synced->pdata[position] = foyer_synced_new_error (self->scan_ids[position], error);
}
