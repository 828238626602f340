/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-event-cache"

#include "config.h"

#include "db/foyer-db-events.h"

/* How events are set up, as one worker remembers it. Whatever changes an event's set-up raises the
 * version in its head row, which every batch reads under the lock: a memory of another version is
 * loaded again. */

typedef struct {
  FoyerEvent *event;
  gint64 config_version;
} Entry;

struct _FoyerDbEventCache {
  /* event id → Entry */
  GHashTable *entries;
};

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  foyer_event_unref (entry->event);
  g_free (entry);
}

/**
 * foyer_db_event_cache_new:
 *
 * Returns: (transfer full): a cache for one thread
 */
FoyerDbEventCache *
foyer_db_event_cache_new (void)
{
  FoyerDbEventCache *self = g_new0 (FoyerDbEventCache, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_entry);
  return self;
}

void
foyer_db_event_cache_free (FoyerDbEventCache *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

/**
 * foyer_db_event_cache_get:
 * @connection: in the transaction that has locked the event's head row
 * @config_version: what the head row says
 *
 * Returns: (transfer full) (nullable): how the event is set up now
 */
FoyerEvent *
foyer_db_event_cache_get (FoyerDbEventCache *self,
                          FoyerDbConnection *connection,
                          const char *event_id,
                          gint64 config_version,
                          GError **error)
{
  Entry *entry = g_hash_table_lookup (self->entries, event_id);
  FoyerEvent *event;

  if (entry != NULL && entry->config_version == config_version)
    return foyer_event_ref (entry->event);
  event = foyer_db_event_load (connection, event_id, error);
  if (event == NULL)
    return NULL;
  entry = g_new0 (Entry, 1);
  entry->event = event;
  entry->config_version = config_version;
  g_hash_table_replace (self->entries, g_strdup (event_id), entry);
  return foyer_event_ref (event);
}
