/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-desks"

#include "config.h"

#include "store/foyer-store-heard.h"

#include "store/foyer-store-sql.h"

#include <string.h>

/* The other desks of an event as the relay told of them last, so that a desk that is started
 * without a relay knows whom it may listen to. */

#define ADD                                                                          \
  "INSERT INTO desks (event, device, name, public_key, last_heard, rate, addresses)" \
  " VALUES (?, ?, ?, ?, ?, ?, ?)"

static gboolean
add_desk (FoyerStoreFile *file, const char *event_id, const FoyerDesk *desk, GError **error)
{
  g_autofree char *addresses = g_strjoinv (" ", desk->addresses);
  sqlite3_stmt *statement = foyer_store_prepare (file, ADD, error);

  if (statement == NULL)
    return FALSE;
  foyer_store_bind_uuid (statement, 1, event_id);
  foyer_store_bind_uuid (statement, 2, desk->device_id);
  foyer_store_bind_text (statement, 3, desk->name);
  if (desk->has_key)
    sqlite3_bind_blob (statement, 4, desk->public_key, sizeof desk->public_key, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (statement, 5, desk->last_heard);
  sqlite3_bind_double (statement, 6, desk->rate);
  foyer_store_bind_text (statement, 7, addresses);
  return foyer_store_execute (file, statement, error);
}

/**
 * foyer_store_save_desks:
 * @desks: (element-type FoyerDesk): all desks of the event
 *
 * Keeps them in place of those from before.
 */
gboolean
foyer_store_save_desks (FoyerStoreFile *file,
                        const char *event_id,
                        const GPtrArray *desks,
                        GError **error)
{
  g_autoptr (FoyerStoreTransaction) transaction = file;

  if (!foyer_store_begin (file, error) ||
      !foyer_store_execute_for (file, "DELETE FROM desks WHERE event = ?", event_id, error))
    return FALSE;
  for (guint i = 0; i < desks->len; i++) {
    if (!add_desk (file, event_id, g_ptr_array_index (desks, i), error))
      return FALSE;
  }
  return foyer_store_commit (file, error);
}

static FoyerDesk *
read_desk (sqlite3_stmt *row)
{
  g_autofree char *device_id = foyer_store_get_uuid (row, 0);
  const char *text = (const char *)sqlite3_column_text (row, 5);
  g_auto (GStrv) addresses = text != NULL && *text != '\0' ? g_strsplit (text, " ", -1) : NULL;
  FoyerDesk desk = { .device_id = device_id,
                     .name = (char *)sqlite3_column_text (row, 1),
                     .has_key = sqlite3_column_bytes (row, 2) == sizeof desk.public_key,
                     .last_heard = sqlite3_column_int64 (row, 3),
                     .rate = sqlite3_column_double (row, 4),
                     .addresses = addresses };

  if (desk.has_key)
    memcpy (desk.public_key, sqlite3_column_blob (row, 2), sizeof desk.public_key);
  return foyer_desk_new (&desk);
}

/**
 * foyer_store_load_desks:
 *
 * Returns: (transfer full) (nullable) (element-type FoyerDesk): the desks as they were known last;
 *   whether a relay hears them nobody knows
 */
GPtrArray *
foyer_store_load_desks (FoyerStoreFile *file, const char *event_id, GError **error)
{
  g_autoptr (GPtrArray) desks = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_desk_unref);
  sqlite3_stmt *row =
      foyer_store_prepare (file,
                           "SELECT device, name, public_key, last_heard, rate, addresses"
                           " FROM desks WHERE event = ? ORDER BY device",
                           error);
  FoyerStoreStep step;

  if (row == NULL)
    return NULL;
  foyer_store_bind_uuid (row, 1, event_id);
  while ((step = foyer_store_step (file, row, error)) == FOYER_STORE_ROW)
    g_ptr_array_add (desks, read_desk (row));
  return step == FOYER_STORE_DONE ? g_steal_pointer (&desks) : NULL;
}
