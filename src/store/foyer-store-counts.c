/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-counts"

#include "config.h"

#include "store/foyer-store-copy.h"

#include "store/foyer-store-events.h"
#include "store/foyer-store-sql.h"

/* How full an event is by the copy of its tickets, as the relay counts: where it cannot be asked.
 */

#define COUNT_TICKETS                                                                    \
  "SELECT type_number, count (*) FROM tickets WHERE copy = ?1 AND status <> ?2 GROUP BY" \
  " type_number"
#define COUNT_ADMITTED                                                                    \
  "SELECT list, count (*), sum (inside) FROM states WHERE copy = ?1 AND entries_used > 0" \
  " GROUP BY list"

static void
add_tickets (const FoyerEvent *event, guint type_number, gint64 n_tickets, FoyerListCounts *lists)
{
  for (guint i = 0; i < event->lists->len; i++) {
    if (foyer_check_in_list_lets_in (g_ptr_array_index (event->lists, i), type_number))
      lists[i].tickets += n_tickets;
  }
}

static gboolean
count_tickets (FoyerStoreFile *file,
               const FoyerStoreEvent *event,
               FoyerListCounts *lists,
               GError **error)
{
  sqlite3_stmt *row = foyer_store_prepare (file, COUNT_TICKETS, error);
  FoyerStoreStep step;

  if (row == NULL)
    return FALSE;
  sqlite3_bind_int64 (row, 1, event->copy);
  sqlite3_bind_int (row, 2, FOYER_TICKET_STATUS_VOID);
  while ((step = foyer_store_step (file, row, error)) == FOYER_STORE_ROW)
    add_tickets (event->event,
                 (guint)sqlite3_column_int (row, 0),
                 sqlite3_column_int64 (row, 1),
                 lists);
  return step == FOYER_STORE_DONE;
}

static gboolean
count_admitted (FoyerStoreFile *file,
                const FoyerStoreEvent *event,
                FoyerListCounts *lists,
                GError **error)
{
  sqlite3_stmt *row = foyer_store_prepare (file, COUNT_ADMITTED, error);
  FoyerStoreStep step;

  if (row == NULL)
    return FALSE;
  sqlite3_bind_int64 (row, 1, event->copy);
  while ((step = foyer_store_step (file, row, error)) == FOYER_STORE_ROW) {
    g_autofree char *list_id = foyer_store_get_uuid (row, 0);

    for (guint i = 0; i < event->event->lists->len; i++) {
      if (g_strcmp0 (lists[i].list_id, list_id) != 0)
        continue;
      lists[i].admitted = sqlite3_column_int64 (row, 1);
      lists[i].inside = sqlite3_column_int64 (row, 2);
    }
  }
  return step == FOYER_STORE_DONE;
}

static FoyerCounts *
make_counts (const FoyerEvent *event, FoyerListCounts *lists)
{
  FoyerCounts counts = { .lists = lists, .n_lists = event->lists->len };

  for (guint i = 0; i < event->lists->len; i++) {
    const FoyerCheckInList *list = g_ptr_array_index (event->lists, i);

    if (!list->is_default)
      continue;
    counts.tickets = lists[i].tickets;
    counts.admitted = lists[i].admitted;
    counts.inside = lists[i].inside;
  }
  return foyer_counts_new (&counts);
}

/**
 * foyer_store_count_copy:
 * @counts: (out) (transfer full) (nullable): how full the event is, as far as its copy tells; %NULL
 *   where there is no whole copy
 */
gboolean
foyer_store_count_copy (FoyerStoreFile *file,
                        const char *event_id,
                        FoyerCounts **counts,
                        GError **error)
{
  g_auto (FoyerStoreEvent) event = { 0 };
  g_autofree FoyerListCounts *lists = NULL;

  *counts = NULL;
  if (!foyer_store_load_event (file, event_id, &event, error))
    return FALSE;
  if (event.tickets != FOYER_STORE_TICKETS_ALL)
    return TRUE;
  lists = g_new0 (FoyerListCounts, event.event->lists->len + 1);
  for (guint i = 0; i < event.event->lists->len; i++)
    lists[i].list_id = ((FoyerCheckInList *)g_ptr_array_index (event.event->lists, i))->id;
  if (!count_tickets (file, &event, lists, error) || !count_admitted (file, &event, lists, error))
    return FALSE;
  *counts = make_counts (event.event, lists);
  return TRUE;
}
