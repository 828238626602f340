/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-set-up"

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-chain.h"
#include "db/foyer-db-events.h"
#include "db/foyer-db-keys.h"
#include "db/foyer-db-query.h"

#include <sodium.h>

/* What the operator makes: events, check-in lists, gates, ticket types, and the key that signs
 * codes. The functions are declared in foyer-db-events.h. */

static gboolean
check_name (const char *name, GError **error)
{
  if (name != NULL && foyer_text_is_clean (name, FOYER_LIMIT_NAME) && !foyer_text_is_blank (name))
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_BAD_REQUEST,
               "A name has 1 to %d bytes, no control characters and more than blanks.",
               FOYER_LIMIT_NAME);
  return FALSE;
}

static gboolean
check_span (FoyerTime starts, FoyerTime ends, GError **error)
{
  if (starts == 0 || ends == 0 || starts < ends)
    return TRUE;
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_BAD_REQUEST,
                       "The end must come after the start.");
  return FALSE;
}

static gboolean
check_time_zone (const char *name, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (name);

  if (zone != NULL)
    return TRUE;
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_BAD_REQUEST,
                       "There is no such time zone: write one like Europe/Berlin.");
  return FALSE;
}

static char *
format_time (FoyerTime time)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, time);
}

/* The first event brings the installation its first key. */
static gboolean
ensure_signing_key (FoyerDbConnection *connection, const FoyerDbSeal *seal, GError **error)
{
  g_autoptr (PGresult) number =
      foyer_db_query (connection,
                      "UPDATE installation SET next_key_number = next_key_number + 1"
                      " WHERE NOT EXISTS (SELECT FROM signing_keys WHERE retired_at IS NULL)"
                      " RETURNING next_key_number - 1",
                      FOYER_DB_NO_PARAMS,
                      error);
  g_auto (FoyerSigningKey) key = { 0 };
  g_autoptr (GBytes) sealed = NULL;
  g_autofree char *sealed_text = NULL;
  char public_text[FOYER_DB_CHAIN_TEXT_SIZE + 2];
  gsize text_size;

  if (number == NULL)
    return FALSE;
  if (PQntuples (number) == 0)
    return TRUE;
  foyer_signing_key_generate (&key, (guint32)foyer_db_get_int (number, 0, 0));
  sealed =
      foyer_seal_data (seal, FOYER_DB_SIGNING_KEY_PURPOSE, key.secret_key, sizeof key.secret_key);
  text_size = g_bytes_get_size (sealed) * 2 + 1;
  sealed_text = g_malloc (text_size);
  sodium_bin2hex (sealed_text,
                  text_size,
                  g_bytes_get_data (sealed, NULL),
                  g_bytes_get_size (sealed));
  foyer_db_chain_write (key.public_key, public_text);
  return foyer_db_execute (connection,
                           "INSERT INTO signing_keys (number, public_key, sealed_secret)"
                           " VALUES ($1::bigint, $2::bytea, decode ($3, 'hex'))",
                           FOYER_DB_PARAMS (foyer_db_get_text (number, 0, 0),
                                            public_text,
                                            sealed_text),
                           error);
}

static char *
write_numbers (const FoyerCheckInList *list)
{
  g_autoptr (GString) text = g_string_new ("{");

  for (guint i = 0; i < list->n_type_numbers; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "," : "", list->type_numbers[i]);
  g_string_append_c (text, '}');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A new list may let in tickets that are there already. */
#define COUNT_LIST                                                                               \
  "INSERT INTO list_counters (list_id, tickets) SELECT l.id, count (t.id) FROM check_in_lists l" \
  " LEFT JOIN (tickets t JOIN ticket_types y ON y.id = t.ticket_type_id)"                        \
  " ON t.event_id = l.event_id AND t.status <> 'void'"                                           \
  "  AND (l.type_numbers = '{}' OR y.number = ANY (l.type_numbers))"                             \
  " WHERE l.id = $1::uuid GROUP BY l.id"

static char *
insert_list (FoyerDbConnection *connection,
             const char *event_id,
             const FoyerCheckInList *fields,
             GError **error)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *numbers = write_numbers (fields);
  g_autofree char *starts = format_time (fields->starts);
  g_autofree char *ends = format_time (fields->ends);
  g_autofree char *delay = format_time (fields->reentry_delay / G_TIME_SPAN_MILLISECOND);

  if (!foyer_db_execute (connection,
                         "INSERT INTO check_in_lists (id, event_id, name, is_default,"
                         " type_numbers, starts, ends, reentry, reentry_delay_ms) VALUES"
                         " ($1::uuid, $2::uuid, $3, $4::boolean, $5::integer[],"
                         " foyer_time ($6::bigint), foyer_time ($7::bigint), $8::boolean,"
                         " $9::bigint)",
                         FOYER_DB_PARAMS (id,
                                          event_id,
                                          fields->name,
                                          fields->is_default ? "true" : "false",
                                          numbers,
                                          starts,
                                          ends,
                                          fields->reentry ? "true" : "false",
                                          delay),
                         error) ||
      !foyer_db_execute (connection, COUNT_LIST, FOYER_DB_PARAMS (id), error))
    return NULL;
  return g_steal_pointer (&id);
}

static gboolean
insert_event (FoyerDbConnection *connection,
              const char *id,
              const FoyerEvent *fields,
              const char *time_zone,
              GError **error)
{
  g_autofree char *starts = format_time (fields->starts);
  g_autofree char *ends = format_time (fields->ends);
  const char *codes = fields->policy.code_kind == FOYER_CODE_KIND_SHORT ? "short" : "signed";

  return foyer_db_execute (connection,
                           "INSERT INTO events (id, name, time_zone, starts, ends, code_kind)"
                           " VALUES ($1::uuid, $2, $3, foyer_time ($4::bigint),"
                           " foyer_time ($5::bigint), $6)",
                           FOYER_DB_PARAMS (id, fields->name, time_zone, starts, ends, codes),
                           error) &&
         foyer_db_execute (connection,
                           "INSERT INTO event_heads (event_id) VALUES ($1::uuid)",
                           FOYER_DB_PARAMS (id),
                           error);
}

/**
 * foyer_db_event_create:
 * @fields: its name, and where wanted its time zone, span and kind of codes; the rest is not read
 *
 * Makes an event with its head, its default check-in list, and, where the installation has none
 * yet, the key that signs codes.
 *
 * Returns: (transfer full) (nullable): the new event's id; %FOYER_ERROR_BAD_REQUEST where a field
 *   cannot be
 */
char *
foyer_db_event_create (FoyerDbConnection *connection,
                       const FoyerDbSeal *seal,
                       const FoyerEvent *fields,
                       const FoyerDbActor *actor,
                       GError **error)
{
  const char *time_zone = fields->time_zone != NULL ? fields->time_zone : "UTC";
  g_autoptr (FoyerDbTransaction) transaction = NULL;
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *list_id = NULL;
  const FoyerCheckInList list = { .name = (char *)"Main", .is_default = TRUE };

  if (!check_name (fields->name, error) || !check_time_zone (time_zone, error) ||
      !check_span (fields->starts, fields->ends, error))
    return NULL;
  transaction = foyer_db_transaction_begin (connection, error);
  if (transaction == NULL || !ensure_signing_key (connection, seal, error) ||
      !insert_event (connection, id, fields, time_zone, error) ||
      (list_id = insert_list (connection, id, &list, error)) == NULL ||
      !foyer_db_audit (connection, id, "event_created", NULL, actor, error) ||
      !foyer_db_transaction_commit (&transaction, error))
    return NULL;
  return g_steal_pointer (&id);
}

/* Locks the event's head row, as everything does that writes to an event, and looks whether the
 * name is free. */
static gboolean
lock_and_check (FoyerDbConnection *connection,
                const char *event_id,
                const char *name,
                const char *find_name,
                const char *taken_sentence,
                GError **error)
{
  g_autoptr (PGresult) head = foyer_db_query (connection,
                                              "SELECT FROM event_heads WHERE event_id = $1::uuid"
                                              " FOR NO KEY UPDATE",
                                              FOYER_DB_PARAMS (event_id),
                                              error);
  g_autoptr (PGresult) taken = NULL;

  if (head == NULL)
    return FALSE;
  if (PQntuples (head) == 0) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such event.");
    return FALSE;
  }
  taken = foyer_db_query (connection, find_name, FOYER_DB_PARAMS (event_id, name), error);
  if (taken == NULL)
    return FALSE;
  if (PQntuples (taken) > 0) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, taken_sentence);
    return FALSE;
  }
  return TRUE;
}

/**
 * foyer_db_ticket_type_ensure:
 * @connection: in a transaction that has locked the event's head row
 * @name: what the ticket type is called
 * @number: (out): its number within the event
 *
 * Finds the ticket type of a name, or makes it with the next free number.
 *
 * Returns: whether there is one now
 */
gboolean
foyer_db_ticket_type_ensure (FoyerDbConnection *connection,
                             const char *event_id,
                             const char *name,
                             guint *number,
                             GError **error)
{
  g_autoptr (PGresult) rows = NULL;

  if (!check_name (name, error))
    return FALSE;
  rows = foyer_db_query (connection,
                         "WITH known AS (SELECT number FROM ticket_types"
                         "  WHERE event_id = $1::uuid AND name = $2),"
                         " made AS (INSERT INTO ticket_types (event_id, number, name)"
                         "  SELECT $1::uuid, 1 + COALESCE ((SELECT max (number) FROM ticket_types"
                         "   WHERE event_id = $1::uuid), 0), $2"
                         "  WHERE NOT EXISTS (SELECT FROM known) RETURNING number)"
                         " SELECT number FROM known UNION ALL SELECT number FROM made",
                         FOYER_DB_PARAMS (event_id, name),
                         error);
  if (rows == NULL)
    return FALSE;
  *number = (guint)foyer_db_get_int (rows, 0, 0);
  if (*number > FOYER_LIMIT_TICKET_TYPES) {
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_BAD_REQUEST,
                 "An event has at most %d ticket types.",
                 FOYER_LIMIT_TICKET_TYPES);
    return FALSE;
  }
  return TRUE;
}

/* The numbers that a list has already, and those of the types that are named. */
static GArray *
collect_types (FoyerDbConnection *connection,
               const char *event_id,
               const FoyerCheckInList *fields,
               const char *const *type_names,
               GError **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));

  if (fields->n_type_numbers > 0)
    g_array_append_vals (numbers, fields->type_numbers, fields->n_type_numbers);
  for (guint i = 0; type_names != NULL && type_names[i] != NULL; i++) {
    guint number;

    if (!foyer_db_ticket_type_ensure (connection, event_id, type_names[i], &number, error))
      return NULL;
    g_array_append_val (numbers, number);
  }
  return g_steal_pointer (&numbers);
}

static char *
insert_list_with_types (FoyerDbConnection *connection,
                        const char *event_id,
                        const FoyerCheckInList *fields,
                        const char *const *type_names,
                        GError **error)
{
  g_autoptr (GArray) numbers = collect_types (connection, event_id, fields, type_names, error);
  FoyerCheckInList list = *fields;

  if (numbers == NULL)
    return NULL;
  list.is_default = FALSE;
  list.type_numbers = (guint *)(gpointer)numbers->data;
  list.n_type_numbers = numbers->len;
  return insert_list (connection, event_id, &list, error);
}

/**
 * foyer_db_list_create:
 * @fields: what the list is like; its id is not read, and it is never the default one
 * @type_names: (array zero-terminated=1) (nullable): ticket types that it lets in beside those of
 *   @fields, made where the event has none of that name
 *
 * Returns: (transfer full) (nullable): the new check-in list's id; %FOYER_ERROR_NOT_FOUND where
 *   there is no such event, %FOYER_ERROR_BAD_REQUEST where a field cannot be
 */
char *
foyer_db_list_create (FoyerDbConnection *connection,
                      const char *event_id,
                      const FoyerCheckInList *fields,
                      const char *const *type_names,
                      const FoyerDbActor *actor,
                      GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = NULL;
  g_autofree char *id = NULL;

  if (!check_name (fields->name, error) || !check_span (fields->starts, fields->ends, error))
    return NULL;
  transaction = foyer_db_transaction_begin (connection, error);
  if (transaction == NULL ||
      !lock_and_check (connection,
                       event_id,
                       fields->name,
                       "SELECT FROM check_in_lists WHERE event_id = $1::uuid AND name = $2",
                       "The event already has a check-in list of this name.",
                       error) ||
      (id = insert_list_with_types (connection, event_id, fields, type_names, error)) == NULL ||
      !foyer_db_audit (connection, event_id, "list_created", NULL, actor, error) ||
      !foyer_db_transaction_commit (&transaction, error))
    return NULL;
  return g_steal_pointer (&id);
}

/**
 * foyer_db_gate_create:
 * @fields: its name, and where its desks are bound to one check-in list, that list's id
 *
 * Returns: (transfer full) (nullable): the new gate's id; %FOYER_ERROR_NOT_FOUND where there is no
 *   such event, %FOYER_ERROR_BAD_REQUEST where a field cannot be
 */
char *
foyer_db_gate_create (FoyerDbConnection *connection,
                      const char *event_id,
                      const FoyerGate *fields,
                      const FoyerDbActor *actor,
                      GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = NULL;
  g_autoptr (PGresult) rows = NULL;
  g_autofree char *id = foyer_uuid_new ();

  if (!check_name (fields->name, error))
    return NULL;
  transaction = foyer_db_transaction_begin (connection, error);
  if (transaction == NULL ||
      !lock_and_check (connection,
                       event_id,
                       fields->name,
                       "SELECT FROM gates WHERE event_id = $1::uuid AND name = $2",
                       "The event already has a gate of this name.",
                       error))
    return NULL;
  rows = foyer_db_query (connection,
                         "INSERT INTO gates (id, event_id, name, list_id)"
                         " SELECT $1::uuid, $2::uuid, $3, $4::uuid WHERE $4::uuid IS NULL OR EXISTS"
                         " (SELECT FROM check_in_lists WHERE id = $4::uuid"
                         " AND event_id = $2::uuid) RETURNING id",
                         FOYER_DB_PARAMS (id, event_id, fields->name, fields->list_id),
                         error);
  if (rows == NULL)
    return NULL;
  if (PQntuples (rows) == 0) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         "The event has no such check-in list.");
    return NULL;
  }
  if (!foyer_db_audit (connection, event_id, "gate_created", NULL, actor, error) ||
      !foyer_db_transaction_commit (&transaction, error))
    return NULL;
  return g_steal_pointer (&id);
}
