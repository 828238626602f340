/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-edit"

#include "config.h"

#include "db/foyer-db-edit.h"

#include "base/foyer-error.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-change-row.h"
#include "db/foyer-db-counts.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-request.h"
#include "db/foyer-db-search.h"
#include "db/foyer-db-sessions.h"
#include "db/foyer-db-ticket-row.h"
#include "db/foyer-db-verify-batch.h"
#include "model/foyer-permission.h"
#include "model/foyer-ticket-field.h"

/* Editing a ticket, and making it void. Who edits says which version they saw, so that of two who
 * edit at the same time the second one is told what the first one did. Like every writer of the
 * event this takes the head row first. The audit log says which fields were edited, and never what
 * stood in them. */

#define LOCK_HEAD                                                             \
  "SELECT seq + 1, epoch, foyer_micros (clock_timestamp ()) FROM event_heads" \
  " WHERE event_id = $1::uuid FOR NO KEY UPDATE"
#define LOCK_TICKET                                                          \
  "SELECT " FOYER_DB_TICKET_COLUMNS ", (SELECT COALESCE (max (entries_used)" \
  ", 0) FROM ticket_states s WHERE s.ticket_id = t.id) FROM tickets t"       \
  " JOIN ticket_types y ON y.id = t.ticket_type_id"                          \
  " WHERE t.id = $1::uuid AND t.event_id = $2::uuid FOR NO KEY UPDATE OF t"
#define EXISTS_TYPE "SELECT FROM ticket_types WHERE event_id = $1::uuid AND number = $2::integer"
#define WRITE_TICKET                                                               \
  "UPDATE tickets t SET name = $2, email = $3, order_code = $4, attention = $5,"   \
  " search = $6::tsvector, ticket_type_id = y.id, paid = $8::boolean,"             \
  " valid_from = foyer_time ($9::bigint), valid_until = foyer_time ($10::bigint)," \
  " allowed_entries = $11::integer, version = version + 1 FROM ticket_types y"     \
  " WHERE t.id = $1::uuid AND y.event_id = t.event_id AND y.number = $7::integer"  \
  " RETURNING " FOYER_DB_TICKET_COLUMNS
#define MAKE_VOID                                                          \
  "UPDATE tickets t SET status = 'void', version = version + 1"            \
  " FROM ticket_types y WHERE t.id = $1::uuid AND y.id = t.ticket_type_id" \
  " RETURNING " FOYER_DB_TICKET_COLUMNS
/* From a type to another one; NULL is no type: tickets that are void are in no list's count. */
#define MOVE_COUNTERS                                                                       \
  "UPDATE list_counters c SET tickets = c.tickets + d.more FROM (SELECT id,"                \
  " COALESCE ((type_numbers = '{}' AND $3::integer IS NOT NULL OR $3 = ANY (type_numbers))" \
  "  ::integer, 0) - COALESCE ((type_numbers = '{}' AND $2::integer IS NOT NULL"            \
  "  OR $2 = ANY (type_numbers))::integer, 0) AS more"                                      \
  " FROM check_in_lists WHERE event_id = $1::uuid) d WHERE c.list_id = d.id AND d.more <> 0"
#define MOVE_HEAD "UPDATE event_heads SET seq = $2::bigint WHERE event_id = $1::uuid"

/* @wanted: what the ticket is to be; its id, its event and the version that was seen
 * @found: what it is */
typedef struct {
  FoyerDbConnection *connection;
  const FoyerTicket *wanted;
  const FoyerDbActor *actor;
  gint64 seq;
  gint64 epoch;
  FoyerTime now;
  FoyerTicket *found;
  guint entries_used;
} Edit;

static void
edit_clear (Edit *self)
{
  g_clear_pointer (&self->found, foyer_ticket_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Edit, edit_clear)

static gboolean
fail (GError **error, FoyerError code, const char *sentence)
{
  g_set_error_literal (error, FOYER_ERROR, (int)code, sentence);
  return FALSE;
}

static gboolean
lock_head (Edit *self, GError **error)
{
  g_autoptr (PGresult) head =
      foyer_db_query (self->connection, LOCK_HEAD, FOYER_DB_PARAMS (self->wanted->event_id), error);

  if (head == NULL)
    return FALSE;
  if (PQntuples (head) == 0)
    return fail (error, FOYER_ERROR_NOT_FOUND, "There is no such event.");
  self->seq = foyer_db_get_int (head, 0, 0);
  self->epoch = foyer_db_get_int (head, 0, 1);
  self->now = foyer_db_get_time (head, 0, 2);
  return TRUE;
}

static gboolean
lock_ticket (Edit *self, GError **error)
{
  const FoyerTicket *wanted = self->wanted;
  g_autoptr (PGresult) row = foyer_db_query (self->connection,
                                             LOCK_TICKET,
                                             FOYER_DB_PARAMS (wanted->id, wanted->event_id),
                                             error);

  if (row == NULL)
    return FALSE;
  if (PQntuples (row) == 0)
    return fail (error, FOYER_ERROR_NOT_FOUND, "The event has no such ticket.");
  self->found = foyer_db_read_ticket (row, 0, 0);
  self->entries_used = (guint)foyer_db_get_int (row, 0, FOYER_DB_TICKET_N_COLUMNS);
  return TRUE;
}

/* Whoever did not look (version 0) is the operator, who means whatever there is. */
static gboolean
check_version (const Edit *self, GError **error)
{
  if (self->wanted->version == 0 || self->wanted->version == self->found->version)
    return TRUE;
  return fail (error,
               FOYER_ERROR_CHANGED_MEANWHILE,
               "Somebody else has changed this ticket meanwhile.");
}

/* More admissions than are allowed would be nobody's decision. */
static gboolean
check_entries (const Edit *self, GError **error)
{
  if (self->wanted->allowed_entries >= self->found->allowed_entries ||
      self->wanted->allowed_entries >= self->entries_used)
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_BAD_REQUEST,
               "This ticket was admitted %u times already: it must allow as many.",
               self->entries_used);
  return FALSE;
}

static gboolean
check (const Edit *self, GError **error)
{
  const FoyerTicket *wanted = self->wanted;
  g_autofree char *number = g_strdup_printf ("%u", wanted->type_number);
  g_autoptr (PGresult) type = NULL;

  if (wanted->valid_from != 0 && wanted->valid_until != 0 &&
      wanted->valid_until <= wanted->valid_from)
    return fail (error,
                 FOYER_ERROR_BAD_REQUEST,
                 "A ticket is valid until a time after that from which it is.");
  if (!check_entries (self, error))
    return FALSE;
  type = foyer_db_query (self->connection,
                         EXISTS_TYPE,
                         FOYER_DB_PARAMS (wanted->event_id, number),
                         error);
  if (type == NULL)
    return FALSE;
  return PQntuples (type) > 0 ||
         fail (error, FOYER_ERROR_NOT_FOUND, "The event has no such ticket type.");
}

static const char *
get_text (const char *text)
{
  return text != NULL ? text : "";
}

static PGresult *
write_ticket (const Edit *self, GError **error)
{
  const FoyerTicket *wanted = self->wanted;
  g_autofree char *search =
      foyer_db_search_vector (wanted->name, wanted->email, wanted->order_code);
  g_autofree char *number = g_strdup_printf ("%u", wanted->type_number);
  g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, wanted->valid_from);
  g_autofree char *until = g_strdup_printf ("%" G_GINT64_FORMAT, wanted->valid_until);
  g_autofree char *entries = g_strdup_printf ("%u", wanted->allowed_entries);

  return foyer_db_query (self->connection,
                         WRITE_TICKET,
                         FOYER_DB_PARAMS (wanted->id,
                                          get_text (wanted->name),
                                          get_text (wanted->email),
                                          get_text (wanted->order_code),
                                          get_text (wanted->attention),
                                          search,
                                          number,
                                          wanted->paid ? "t" : "f",
                                          from,
                                          until,
                                          entries),
                         error);
}

static char *
get_counted_type (const FoyerTicket *ticket)
{
  return ticket->status != FOYER_TICKET_STATUS_VOID ? g_strdup_printf ("%u", ticket->type_number)
                                                    : NULL;
}

static gboolean
move_counters (const Edit *self, const FoyerTicket *written, GError **error)
{
  g_autofree char *before = get_counted_type (self->found);
  g_autofree char *after = get_counted_type (written);

  return g_strcmp0 (before, after) == 0 ||
         foyer_db_execute (self->connection,
                           MOVE_COUNTERS,
                           FOYER_DB_PARAMS (written->event_id, before, after),
                           error);
}

static FoyerChange *
make_change (const Edit *self, FoyerChangeKind kind, FoyerTicket *written)
{
  return foyer_change_new (&(FoyerChange){
      .seq = self->seq,
      .kind = kind,
      .ticket_id = written->id,
      .status = written->status,
      .verified_by = (char *)self->actor->staff_email,
      .device = (char *)self->actor->device_name,
      .timestamp = self->now,
      .version = written->version,
      .ticket = kind == FOYER_CHANGE_KIND_EDITED ? written : NULL,
  });
}

static gboolean
write_change (const Edit *self, const FoyerChange *change, GError **error)
{
  g_auto (FoyerDbTable) table;
  const char *const *columns;
  const char *params[FOYER_DB_CHANGE_ROW_N_COLUMNS + 1] = { self->wanted->event_id };
  g_autofree char *seq = g_strdup_printf ("%" G_GINT64_FORMAT, self->seq);

  foyer_db_table_init (&table, FOYER_DB_CHANGE_ROW_N_COLUMNS);
  foyer_db_change_row_add (change, &table);
  columns = foyer_db_table_get_params (&table);
  for (guint i = 0; i < table.n_columns; i++)
    params[i + 1] = columns[i];
  return foyer_db_execute (self->connection,
                           foyer_db_verify_statements[FOYER_DB_VERIFY_WRITE_CHANGES],
                           params,
                           G_N_ELEMENTS (params),
                           error) &&
         foyer_db_execute (self->connection,
                           MOVE_HEAD,
                           FOYER_DB_PARAMS (self->wanted->event_id, seq),
                           error);
}

static FoyerChangeBatch *
make_batch (const Edit *self, FoyerChange *change, GError **error)
{
  g_autoptr (GPtrArray) changes =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_unref);
  g_autoptr (FoyerCounts) counts = NULL;

  if (!foyer_db_counts_load (self->connection, self->wanted->event_id, &counts, NULL, NULL, error))
    return NULL;
  g_ptr_array_add (changes, foyer_change_ref (change));
  return foyer_change_batch_new (&(FoyerChangeBatch){ .event_id = self->wanted->event_id,
                                                      .epoch = self->epoch,
                                                      .from = change->seq,
                                                      .to = change->seq,
                                                      .changes = changes,
                                                      .counts = counts });
}

/* What follows from what was written: counts, the change, and a row of the audit log. */
static FoyerChangeBatch *
record (const Edit *self,
        FoyerChangeKind kind,
        const FoyerDbResult *row,
        const char *act,
        const char *details,
        GError **error)
{
  g_autoptr (FoyerTicket) written = foyer_db_read_ticket (row, 0, 0);
  g_autoptr (FoyerChange) change = make_change (self, kind, written);

  if (!move_counters (self, written, error) || !write_change (self, change, error) ||
      !foyer_db_audit (self->connection, self->wanted->event_id, act, details, self->actor, error))
    return NULL;
  return make_batch (self, change, error);
}

static char *
describe (const Edit *self, FoyerTicketFields fields)
{
  GString *details = g_string_new (NULL);
  const char *comma = "";

  g_string_append_printf (details, "{\"ticket_id\":\"%s\",\"fields\":[", self->wanted->id);
  for (guint field = 0; field < FOYER_N_TICKET_FIELDS; field++) {
    if ((fields & FOYER_TICKET_FIELD_BIT (field)) == 0)
      continue;
    g_string_append_printf (details,
                            "%s\"%s\"",
                            comma,
                            foyer_ticket_field_to_nick ((FoyerTicketField)field));
    comma = ",";
  }
  g_string_append (details, "]}");
  return g_string_free (details, FALSE);
}

/* What changes nothing is done, and nobody need hear of it. */
static gboolean
edit (Edit *self, FoyerChangeBatch **batch, GError **error)
{
  FoyerTicketFields fields = foyer_ticket_compare (self->found, self->wanted);
  g_autofree char *details = describe (self, fields);
  g_autoptr (PGresult) row = NULL;

  if (!check_version (self, error))
    return FALSE;
  if (fields == 0)
    return TRUE;
  if (!check (self, error))
    return FALSE;
  row = write_ticket (self, error);
  if (row != NULL)
    *batch = record (self, FOYER_CHANGE_KIND_EDITED, row, "ticket_edited", details, error);
  return *batch != NULL;
}

static gboolean
make_void (Edit *self, FoyerChangeBatch **batch, GError **error)
{
  g_autofree char *details = g_strdup_printf ("{\"ticket_id\":\"%s\"}", self->wanted->id);
  g_autoptr (PGresult) row = NULL;

  if (self->found->status == FOYER_TICKET_STATUS_VOID)
    return TRUE;
  if (!check_version (self, error))
    return FALSE;
  row = foyer_db_query (self->connection, MAKE_VOID, FOYER_DB_PARAMS (self->wanted->id), error);
  if (row != NULL)
    *batch = record (self, FOYER_CHANGE_KIND_VOIDED, row, "ticket_voided", details, error);
  return *batch != NULL;
}

static gboolean
take_request (const Edit *self,
              const char *request_id,
              const char *kind,
              gboolean *was_done,
              GError **error)
{
  const FoyerTicket *wanted = self->wanted;
  g_autofree char *numbers =
      g_strdup_printf ("%" G_GINT64_FORMAT " %u %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u",
                       wanted->version,
                       wanted->type_number,
                       wanted->paid,
                       wanted->valid_from,
                       wanted->valid_until,
                       wanted->allowed_entries);
  const char *const parts[] = { wanted->event_id, wanted->id,    numbers,
                                wanted->name,     wanted->email, wanted->order_code,
                                wanted->attention };

  return foyer_db_request_take (self->connection,
                                request_id,
                                kind,
                                parts,
                                G_N_ELEMENTS (parts),
                                was_done,
                                error);
}

typedef gboolean (*Act) (Edit *self, FoyerChangeBatch **batch, GError **error);

static gboolean
run (Edit *self,
     const char *request_id,
     const char *kind,
     Act act,
     FoyerChangeBatch **batch,
     GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (self->connection, error);
  g_autoptr (FoyerChangeBatch) news = NULL;
  gboolean was_done;

  if (transaction == NULL || !lock_head (self, error) ||
      !foyer_db_session_permit (self->connection,
                                self->actor,
                                self->wanted->event_id,
                                FOYER_PERMISSION_EDIT,
                                error) ||
      !take_request (self, request_id, kind, &was_done, error))
    return FALSE;
  if (was_done)
    return TRUE;
  if (!lock_ticket (self, error) || !act (self, &news, error) ||
      !foyer_db_transaction_commit (&transaction, error))
    return FALSE;
  *batch = g_steal_pointer (&news);
  return TRUE;
}

static gboolean
change (FoyerDbConnection *connection,
        const char *request_id,
        const char *kind,
        Act act,
        const FoyerTicket *ticket,
        const FoyerDbActor *actor,
        FoyerChangeBatch **batch,
        FoyerTicket **current,
        GError **error)
{
  g_auto (Edit) self = { .connection = connection, .wanted = ticket, .actor = actor };
  g_autoptr (GError) problem = NULL;

  *batch = NULL;
  *current = NULL;
  if (run (&self, request_id, kind, act, batch, &problem))
    return TRUE;
  if (g_error_matches (problem, FOYER_ERROR, FOYER_ERROR_CHANGED_MEANWHILE))
    *current = g_steal_pointer (&self.found);
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/**
 * foyer_db_edit_ticket:
 * @request_id: a UUID; a request that was done already is done, and nothing happens again
 * @ticket: what it is to be; its version is the one that was seen, its status does not count
 * @batch: (out) (transfer full) (nullable): what devices are to be told; %NULL where nothing
 * changed
 * @current: (out) (transfer full) (nullable): the ticket as it is, where it was changed meanwhile
 *
 * Edits a ticket. What it was admitted by stays as it is, whatever its type and validity are now.
 *
 * Returns: whether it is done; %FOYER_ERROR_CHANGED_MEANWHILE where the ticket is of another
 *   version than @ticket, %FOYER_ERROR_NOT_FOUND where the event has no such ticket or type
 */
gboolean
foyer_db_edit_ticket (FoyerDbConnection *connection,
                      const char *request_id,
                      const FoyerTicket *ticket,
                      const FoyerDbActor *actor,
                      FoyerChangeBatch **batch,
                      FoyerTicket **current,
                      GError **error)
{
  return change (connection, request_id, "edit_ticket", edit, ticket, actor, batch, current, error);
}

/**
 * foyer_db_edit_void:
 * @request_id: (nullable): a UUID; a request that was done already is done, and nothing happens
 *   again
 * @ticket: its event, its id, and the version that was seen; 0: whichever it is
 * @batch: (out) (transfer full) (nullable): what devices are to be told; %NULL where nothing
 * changed
 * @current: (out) (transfer full) (nullable): the ticket as it is, where it was changed meanwhile
 *
 * Makes a ticket admit nobody any more. One that is void already stays as it is.
 *
 * Returns: whether it is void; %FOYER_ERROR_CHANGED_MEANWHILE where the ticket is of another
 *   version than @ticket
 */
gboolean
foyer_db_edit_void (FoyerDbConnection *connection,
                    const char *request_id,
                    const FoyerTicket *ticket,
                    const FoyerDbActor *actor,
                    FoyerChangeBatch **batch,
                    FoyerTicket **current,
                    GError **error)
{
  return change (connection,
                 request_id,
                 "void_ticket",
                 make_void,
                 ticket,
                 actor,
                 batch,
                 current,
                 error);
}
