/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-search"

#include "config.h"

#include "store/foyer-store-search.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "base/foyer-uuid.h"
#include "model/foyer-found-ticket.h"
#include "store/foyer-store-events.h"
#include "store/foyer-store-state.h"
#include "store/foyer-store-ticket-row.h"

#include <glib/gi18n.h>

/* Nothing private can be looked up in the file: a search looks through all tickets, in the order of
 * their ids, and puts what it found in the order of names at its end. */

/* The last column: whether anything at all is known of its use. */
#define NEXT                                                                           \
  "SELECT" FOYER_STORE_TICKET_COLUMNS ", EXISTS (SELECT 1 FROM states s WHERE"         \
  " s.copy = t.copy AND s.ticket = t.id AND s.list = ?4)"                              \
  " OR EXISTS (SELECT 1 FROM scans s WHERE s.event = ?3 AND s.ticket = t.id)"          \
  " OR EXISTS (SELECT 1 FROM heard h WHERE h.event = ?3 AND h.ticket = t.id)"          \
  " FROM tickets t WHERE t.copy = ?1 AND t.id > ?2 ORDER BY t.id LIMIT " G_STRINGIFY ( \
      FOYER_LIMIT_STORE_READ)

struct _FoyerStoreSearch {
  char *event_id;
  char *list_id;
  /* What is searched for; %NULL where it is who is still to come. */
  GStrv words;
  guint limit;
  /* The last ticket that was looked at. */
  guint8 last[FOYER_UUID_BYTES];
  gsize last_size;
  GPtrArray *items;
};

/* Something that was found, and where it belongs. */
typedef struct {
  char *key;
  char *order;
  FoyerFoundTicket *found;
} Item;

/* What a step works with. */
typedef struct {
  FoyerStoreFile *file;
  FoyerStoreEvent event;
  const FoyerCheckInList *list;
  gboolean is_used;
} Place;

static void
place_clear (Place *self)
{
  foyer_store_event_clear (&self->event);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static void
item_free (Item *self)
{
  g_free (self->key);
  g_free (self->order);
  foyer_found_ticket_unref (self->found);
  g_free (self);
}

static FoyerStoreSearch *
new_search (const char *event_id, const char *list_id)
{
  FoyerStoreSearch *self = g_new0 (FoyerStoreSearch, 1);

  self->event_id = g_strdup (event_id);
  self->list_id = g_strdup (list_id);
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify)item_free);
  return self;
}

/**
 * foyer_store_search_new:
 * @list_id: (nullable): the check-in list whose state is wanted, or %NULL for the default list
 * @text: what the guest says: beginnings of words of a name, an address or an order
 * @limit: how many are wanted at most
 *
 * Returns: (transfer full): a search that finds #FoyerFoundTicket
 */
FoyerStoreSearch *
foyer_store_search_new (const char *event_id, const char *list_id, const char *text, guint limit)
{
  FoyerStoreSearch *self = new_search (event_id, list_id);

  self->words = foyer_text_words (text);
  self->limit = limit;
  return self;
}

/**
 * foyer_store_search_new_to_come:
 * @list_id: (nullable): a check-in list, or %NULL for the default list
 *
 * Returns: (transfer full): a search that finds what @list_id lets in and that somebody may still
 * come with, or come back with who went out, as far as this desk knows
 */
FoyerStoreSearch *
foyer_store_search_new_to_come (const char *event_id, const char *list_id)
{
  FoyerStoreSearch *self = new_search (event_id, list_id);

  self->limit = G_MAXUINT;
  return self;
}

void
foyer_store_search_free (FoyerStoreSearch *self)
{
  g_ptr_array_unref (self->items);
  g_strfreev (self->words);
  g_free (self->event_id);
  g_free (self->list_id);
  g_free (self);
}

static void
add_words (GPtrArray *words, const char *text)
{
  g_auto (GStrv) more = text != NULL ? foyer_text_words (text) : NULL;

  for (guint i = 0; more != NULL && more[i] != NULL; i++)
    g_ptr_array_add (words, g_steal_pointer (&more[i]));
}

static gboolean
begins_one (const GPtrArray *words, const char *beginning)
{
  for (guint i = 0; i < words->len; i++) {
    if (g_str_has_prefix (g_ptr_array_index (words, i), beginning))
      return TRUE;
  }
  return FALSE;
}

static gboolean
matches (const FoyerStoreSearch *self, const FoyerTicket *ticket)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  add_words (words, ticket->name);
  add_words (words, ticket->email);
  add_words (words, ticket->order_code);
  for (guint i = 0; self->words[i] != NULL; i++) {
    if (!begins_one (words, self->words[i]))
      return FALSE;
  }
  return TRUE;
}

static void
add_item (FoyerStoreSearch *self, FoyerTicket *ticket, const FoyerTicketState *state)
{
  g_autofree char *name = foyer_text_fold (ticket->name != NULL ? ticket->name : "");
  Item *item = g_new0 (Item, 1);

  item->key = g_utf8_collate_key (name, -1);
  item->order = g_strdup (ticket->order_code);
  item->found = foyer_found_ticket_new (&(FoyerFoundTicket){ .ticket = ticket,
                                                             .entries_used = state->entries_used,
                                                             .inside = state->inside,
                                                             .earlier = state->last_admission });
  g_ptr_array_add (self->items, item);
}

static gboolean
know_state (FoyerStoreSearch *self,
            const Place *place,
            const FoyerTicket *ticket,
            FoyerTicketState *state,
            GError **error)
{
  return !place->is_used || foyer_store_know_state (place->file,
                                                    self->event_id,
                                                    place->event.copy,
                                                    ticket->id,
                                                    place->list,
                                                    state,
                                                    error);
}

static gboolean
take_found (FoyerStoreSearch *self, const Place *place, FoyerTicket *ticket, GError **error)
{
  g_auto (FoyerTicketState) state = { 0 };

  if (!matches (self, ticket))
    return TRUE;
  if (!know_state (self, place, ticket, &state, error))
    return FALSE;
  add_item (self, ticket, &state);
  return TRUE;
}

static gboolean
take_to_come (FoyerStoreSearch *self, const Place *place, FoyerTicket *ticket, GError **error)
{
  g_auto (FoyerTicketState) state = { 0 };

  if (ticket->status == FOYER_TICKET_STATUS_VOID ||
      !foyer_check_in_list_lets_in (place->list, ticket->type_number))
    return TRUE;
  if (!know_state (self, place, ticket, &state, error))
    return FALSE;
  if (state.entries_used < ticket->allowed_entries ||
      (place->list->reentry && state.inside < state.entries_used))
    add_item (self, ticket, &state);
  return TRUE;
}

static gboolean
find_place (FoyerStoreSearch *self, Place *place, GError **error)
{
  if (!foyer_store_load_event (place->file, self->event_id, &place->event, error))
    return FALSE;
  place->list = foyer_event_get_list (place->event.event, self->list_id);
  if (place->event.tickets == FOYER_STORE_TICKETS_ALL && place->list != NULL)
    return TRUE;
  g_set_error_literal (error,
                       FOYER_ERROR,
                       place->list != NULL ? FOYER_ERROR_UNAVAILABLE : FOYER_ERROR_NOT_FOUND,
                       place->list != NULL ? _ ("This desk has no ticket list yet.")
                                           : _ ("The event has no such check-in list."));
  return FALSE;
}

static gboolean
take_row (FoyerStoreSearch *self, Place *place, sqlite3_stmt *row, GError **error)
{
  g_autoptr (FoyerTicket) ticket =
      foyer_store_read_ticket (place->file, row, place->event.event, error);

  if (ticket == NULL)
    return FALSE;
  place->is_used = sqlite3_column_int (row, FOYER_STORE_TICKET_N_COLUMNS) != 0;
  self->last_size = (gsize)sqlite3_column_bytes (row, 0);
  memcpy (self->last, sqlite3_column_blob (row, 0), MIN (self->last_size, sizeof self->last));
  return self->words != NULL ? take_found (self, place, ticket, error)
                             : take_to_come (self, place, ticket, error);
}

static gboolean
take_rows (FoyerStoreSearch *self, Place *place, guint *n_rows, GError **error)
{
  sqlite3_stmt *row = foyer_store_prepare (place->file, NEXT, error);
  FoyerStoreStep step;

  *n_rows = 0;
  if (row == NULL)
    return FALSE;
  sqlite3_bind_int64 (row, 1, place->event.copy);
  sqlite3_bind_blob (row, 2, self->last, (int)self->last_size, SQLITE_TRANSIENT);
  foyer_store_bind_uuid (row, 3, self->event_id);
  foyer_store_bind_uuid (row, 4, place->list->id);
  while ((step = foyer_store_step (place->file, row, error)) == FOYER_STORE_ROW) {
    if (!take_row (self, place, row, error)) {
      sqlite3_reset (row);
      return FALSE;
    }
    (*n_rows)++;
  }
  return step == FOYER_STORE_DONE;
}

/**
 * foyer_store_search_step:
 * @is_over: (out): whether there is nothing more to look at
 *
 * Looks at the next few tickets.
 *
 * Returns: %FALSE with %FOYER_ERROR_UNAVAILABLE where this desk has no list of all tickets
 */
gboolean
foyer_store_search_step (FoyerStoreSearch *self,
                         FoyerStoreFile *file,
                         gboolean *is_over,
                         GError **error)
{
  g_auto (Place) place = { .file = file };
  guint n_rows;

  *is_over = TRUE;
  if (!find_place (self, &place, error))
    return FALSE;
  if (self->words != NULL && self->words[0] == NULL)
    return TRUE;
  if (!take_rows (self, &place, &n_rows, error))
    return FALSE;
  *is_over = n_rows < FOYER_LIMIT_STORE_READ ||
             (self->words != NULL && self->items->len >= FOYER_LIMIT_STORE_FOUND);
  return TRUE;
}

static gint
compare_items (gconstpointer a, gconstpointer b)
{
  const Item *one = *(const Item *const *)a;
  const Item *other = *(const Item *const *)b;
  int names = strcmp (one->key, other->key);

  return names != 0 ? names : g_strcmp0 (one->order, other->order);
}

/**
 * foyer_store_search_end:
 *
 * Needs no file, and takes its time where much was found.
 *
 * Returns: (transfer full) (element-type FoyerFoundTicket): what was found, as people sort names;
 * it is @self's no more
 */
GPtrArray *
foyer_store_search_end (FoyerStoreSearch *self)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_found_ticket_unref);

  g_ptr_array_sort (self->items, compare_items);
  for (guint i = 0; i < MIN (self->items->len, self->limit); i++) {
    const Item *item = g_ptr_array_index (self->items, i);

    g_ptr_array_add (found, foyer_found_ticket_ref (item->found));
  }
  g_ptr_array_set_size (self->items, 0);
  return found;
}
