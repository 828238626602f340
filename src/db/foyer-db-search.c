/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-search"

#include "config.h"

#include "db/foyer-db-search.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-sessions.h"

/* Tickets by what a guest says at the door. The words of name, address and order are folded (no
 * case, no accents) and kept with the ticket; a search takes what begins with each of its words, in
 * any order. Folding happens here, so that no extension of PostgreSQL is needed. */

/* The words of a text, each written as a lexeme: in quotes. A word is a run of letters and digits,
 * so that there is nothing in it to escape. */
static void
append_lexemes (GString *lexemes, const char *text, const char *suffix, const char *joiner)
{
  g_auto (GStrv) words = foyer_text_words (text);

  for (guint i = 0; words[i] != NULL; i++)
    g_string_append_printf (lexemes, "%s'%s'%s", lexemes->len > 0 ? joiner : "", words[i], suffix);
}

/**
 * foyer_db_search_vector:
 * @name: (nullable): the guest's name
 * @email: (nullable): the guest's address
 * @order_code: (nullable): the order
 *
 * Returns: (transfer full): what the column tickets.search holds for such a ticket: a tsvector in
 *   text
 */
char *
foyer_db_search_vector (const char *name, const char *email, const char *order_code)
{
  GString *lexemes = g_string_new (NULL);
  const char *const texts[] = { name, email, order_code };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    if (texts[i] != NULL)
      append_lexemes (lexemes, texts[i], "", " ");
  }
  return g_string_free (lexemes, FALSE);
}

static FoyerFoundTicket *
read_row (const PGresult *rows, int row)
{
  g_autoptr (FoyerTicket) ticket = NULL;
  FoyerTicket fields = {
    .id = (char *)foyer_db_get_text (rows, row, 0),
    .event_id = (char *)foyer_db_get_text (rows, row, 1),
    .type_number = (guint)foyer_db_get_int (rows, row, 2),
    .ticket_type = (char *)foyer_db_get_text (rows, row, 3),
    .order_code = (char *)foyer_db_get_text (rows, row, 4),
    .name = (char *)foyer_db_get_text (rows, row, 5),
    .email = (char *)foyer_db_get_text (rows, row, 6),
    .attention = (char *)foyer_db_get_text (rows, row, 7),
    .paid = foyer_db_get_bool (rows, row, 9),
    .valid_from = foyer_db_get_time (rows, row, 10),
    .valid_until = foyer_db_get_time (rows, row, 11),
    .allowed_entries = (guint)foyer_db_get_int (rows, row, 12),
    .version = foyer_db_get_int (rows, row, 13),
  };

  foyer_ticket_status_from_nick (foyer_db_get_text (rows, row, 8), &fields.status);
  ticket = foyer_ticket_new (&fields);
  return foyer_found_ticket_new (
      &(FoyerFoundTicket){ .ticket = ticket,
                           .entries_used = (guint)foyer_db_get_int (rows, row, 14),
                           .inside = (guint)foyer_db_get_int (rows, row, 15),
                           .earlier = { .verified_by = (char *)foyer_db_get_text (rows, row, 16),
                                        .device = (char *)foyer_db_get_text (rows, row, 17),
                                        .timestamp = foyer_db_get_time (rows, row, 18) } });
}

#define FOUND                                                                                  \
  "SELECT t.id, t.event_id, y.number, y.name, NULLIF (t.order_code, ''), NULLIF (t.name, '')," \
  " NULLIF (t.email, ''), NULLIF (t.attention, ''), t.status, t.paid,"                         \
  " foyer_micros (t.valid_from), foyer_micros (t.valid_until), t.allowed_entries, t.version,"  \
  " COALESCE (s.entries_used, 0), COALESCE (s.inside, 0), s.last_admitted_by,"                 \
  " s.last_admitted_device, foyer_micros (s.last_admitted_at)"                                 \
  " FROM tickets t JOIN ticket_types y ON y.id = t.ticket_type_id"                             \
  " LEFT JOIN check_in_lists l ON l.event_id = t.event_id"                                     \
  "  AND CASE WHEN $2::uuid IS NULL THEN l.is_default ELSE l.id = $2::uuid END"                \
  " LEFT JOIN ticket_states s ON s.ticket_id = t.id AND s.list_id = l.id"

#define SEARCH                                                     \
  FOUND " WHERE t.event_id = $1::uuid AND t.search @@ $3::tsquery" \
        " ORDER BY t.name, t.order_code, t.id LIMIT $4::integer"
#define FIND_TICKET FOUND " WHERE t.event_id = $1::uuid AND t.id = $3::uuid LIMIT $4::integer"

#define EXISTS_LIST                                                                    \
  "SELECT EXISTS (SELECT FROM events WHERE id = $1::uuid), $2::uuid IS NULL OR EXISTS" \
  " (SELECT FROM check_in_lists WHERE id = $2::uuid AND event_id = $1::uuid)"

/* Where it is not looked, nothing is found, and nothing must not be taken for "not used". */
static gboolean
check_place (FoyerDbConnection *connection,
             const char *event_id,
             const char *list_id,
             GError **error)
{
  g_autoptr (PGresult) row =
      foyer_db_query (connection, EXISTS_LIST, FOYER_DB_PARAMS (event_id, list_id), error);

  if (row == NULL)
    return FALSE;
  if (foyer_db_get_bool (row, 0, 0) && foyer_db_get_bool (row, 0, 1))
    return TRUE;
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_NOT_FOUND,
                       foyer_db_get_bool (row, 0, 0) ? "The event has no such check-in list."
                                                     : "There is no such event.");
  return FALSE;
}

static GPtrArray *
find (FoyerDbConnection *connection,
      const char *sql,
      const char *event_id,
      const char *list_id,
      const char *what,
      guint limit,
      GError **error)
{
  g_autofree char *limit_text = g_strdup_printf ("%u", CLAMP (limit, 1, FOYER_LIMIT_FOUND_TICKETS));
  g_autoptr (PGresult) rows = foyer_db_query (connection,
                                              sql,
                                              FOYER_DB_PARAMS (event_id, list_id, what, limit_text),
                                              error);
  GPtrArray *found;

  if (rows == NULL)
    return NULL;
  found = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_found_ticket_unref);
  for (int row = 0; row < PQntuples (rows); row++)
    g_ptr_array_add (found, read_row (rows, row));
  return found;
}

static gboolean
record (FoyerDbConnection *connection,
        const char *event_id,
        const char *details,
        const FoyerDbActor *actor,
        GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);

  return transaction != NULL &&
         foyer_db_audit (connection, event_id, "tickets_searched", details, actor, error) &&
         foyer_db_session_permit (connection, actor, event_id, FOYER_PERMISSION_SEARCH, error) &&
         foyer_db_transaction_commit (&transaction, error);
}

/**
 * foyer_db_search:
 * @list_id: (nullable): the check-in list whose state is wanted, or %NULL for the default list
 * @text: what the guest says: parts of a name, an address or an order
 * @limit: how many tickets at the most, up to %FOYER_LIMIT_FOUND_TICKETS
 * @actor: who looks
 *
 * Looks for tickets. The audit log says who did, before anybody sees what was found.
 *
 * Returns: (transfer full) (element-type FoyerFoundTicket) (nullable): what was found, by name;
 *   perhaps nothing; %NULL with %FOYER_ERROR_NOT_FOUND where there is no such event or list, or
 *   where @actor may not look any more
 */
GPtrArray *
foyer_db_search (FoyerDbConnection *connection,
                 const char *event_id,
                 const char *list_id,
                 const char *text,
                 guint limit,
                 const FoyerDbActor *actor,
                 GError **error)
{
  g_autoptr (GString) query = g_string_new (NULL);
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *details = NULL;

  if (!check_place (connection, event_id, list_id, error))
    return NULL;
  append_lexemes (query, text, ":*", " & ");
  if (query->len == 0)
    return g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_found_ticket_unref);
  found = find (connection, SEARCH, event_id, list_id, query->str, limit, error);
  if (found == NULL)
    return NULL;
  /* What somebody looks for is mostly a guest's name: only how long it was is kept. */
  details =
      g_strdup_printf ("{\"length\": %ld, \"found\": %u}", g_utf8_strlen (text, -1), found->len);
  return record (connection, event_id, details, actor, error) ? g_steal_pointer (&found) : NULL;
}

/**
 * foyer_db_search_ticket:
 * @list_id: (nullable): the check-in list whose state is wanted, or %NULL for the default list
 * @ticket_id: a UUID
 * @actor: who looks
 *
 * Looks for one ticket, for whoever has its id and wants to know the rest. The audit log says so.
 *
 * Returns: (transfer full) (element-type FoyerFoundTicket) (nullable): the ticket, or none
 */
GPtrArray *
foyer_db_search_ticket (FoyerDbConnection *connection,
                        const char *event_id,
                        const char *list_id,
                        const char *ticket_id,
                        const FoyerDbActor *actor,
                        GError **error)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *details = g_strdup_printf ("{\"ticket_id\": \"%s\"}", ticket_id);

  if (!check_place (connection, event_id, list_id, error))
    return NULL;
  found = find (connection, FIND_TICKET, event_id, list_id, ticket_id, 1, error);
  if (found == NULL || !record (connection, event_id, details, actor, error))
    return NULL;
  return g_steal_pointer (&found);
}
