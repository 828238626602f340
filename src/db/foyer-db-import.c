/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-import"

#include "config.h"

#include "db/foyer-db-import.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-changes.h"
#include "db/foyer-db-copy.h"
#include "db/foyer-db-events.h"
#include "db/foyer-db-import-codes.h"
#include "db/foyer-db-import-tables.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-search.h"
#include "db/foyer-db-tickets.h"
#include "model/foyer-code.h"

#include <sodium.h>
#include <string.h>

/* Tickets in bulk. The rows go into a temporary table by COPY; all that takes long (finding tickets
 * that are there already, signing codes) happens there, without a lock that a desk might wait for.
 * Then the tickets move over in chunks, a transaction each, in which the event's head row is locked
 * as for every writer. One import per event runs at a time, so that what was not found stays so. */

/* What a ticket gets whose file says nothing of its type. */
#define DEFAULT_TYPE "Ticket"

struct _FoyerDbImport {
  FoyerDbConnection *connection;
  const FoyerDbSeal *seal;
  char *event_id;
  FoyerDbActor actor;
  FoyerDbCopy *copy;
  guint n_rows;
  gboolean is_loaded;
  FoyerDbImportCodes *codes;
  /* Of the chunk that moves now. */
  GString *code_positions;
  GString *code_texts;
};

static gboolean
lock_event (FoyerDbImport *self, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (foyer_db_execute (self->connection,
                        "SELECT pg_advisory_lock (hashtextextended ('import:' || $1, 0))",
                        FOYER_DB_PARAMS (self->event_id),
                        &problem))
    return TRUE;
  if (strstr (problem->message, "55P03") == NULL) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_UNAVAILABLE,
                       "Another import into this event is running: wait for it and try again.");
  return FALSE;
}

/**
 * foyer_db_import_begin:
 * @connection: as the owner of the tables; not to be used otherwise until the import is freed
 * @seal: seals what is private; it must live as long as the import
 * @actor: who does it; its texts must live as long as the import
 *
 * Returns: (transfer full) (nullable): an import without rows
 */
FoyerDbImport *
foyer_db_import_begin (FoyerDbConnection *connection,
                       const FoyerDbSeal *seal,
                       const char *event_id,
                       const FoyerDbActor *actor,
                       GError **error)
{
  g_autoptr (FoyerDbImport) self = g_new0 (FoyerDbImport, 1);
  g_autoptr (FoyerEventHead) head = foyer_db_event_get_head (connection, event_id, error);

  self->connection = connection;
  self->seal = seal;
  self->event_id = g_strdup (event_id);
  self->actor = *actor;
  self->code_positions = g_string_new (NULL);
  self->code_texts = g_string_new (NULL);
  if (head == NULL || !lock_event (self, error) ||
      !foyer_db_run_script (connection, FOYER_DB_IMPORT_MAKE_ROWS, error) ||
      !foyer_db_run_script (connection, FOYER_DB_IMPORT_MAKE_FOUND, error))
    return NULL;
  self->copy = foyer_db_copy_begin (connection, FOYER_DB_IMPORT_COPY, error);
  return self->copy != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * foyer_db_import_free:
 *
 * Lets the event go to the next import.
 */
void
foyer_db_import_free (FoyerDbImport *self)
{
  g_clear_pointer (&self->copy, foyer_db_copy_free);
  foyer_db_execute (self->connection, "SELECT pg_advisory_unlock_all ()", FOYER_DB_NO_PARAMS, NULL);
  g_clear_pointer (&self->codes, foyer_db_import_codes_free);
  g_string_free (self->code_positions, TRUE);
  g_string_free (self->code_texts, TRUE);
  g_free (self->event_id);
  g_free (self);
}

static const char *
get_text (const char *text)
{
  return text != NULL ? text : "";
}

/* By what a ticket without a code in the file is known again. A tab is in none of the parts. */
static void
add_import_key (FoyerDbImport *self, const FoyerDbImportRow *row)
{
  g_autofree char *text = g_strdup_printf ("%s\t%s\t%s\t%s\t%u",
                                           get_text (row->order_code),
                                           get_text (row->email),
                                           get_text (row->name),
                                           get_text (row->ticket_type),
                                           row->copy);
  guint8 hash[crypto_hash_sha256_BYTES];

  crypto_hash_sha256 (hash, (const guint8 *)text, strlen (text));
  foyer_db_copy_add_bytes (self->copy, hash, sizeof hash);
}

static void
add_code (FoyerDbCopy *copy, const char *code)
{
  guint8 hash[FOYER_CODE_HASH_BYTES];

  foyer_db_copy_add_text (copy, code);
  if (code != NULL)
    foyer_code_hash (code, hash);
  foyer_db_copy_add_bytes (copy, code != NULL ? hash : NULL, sizeof hash);
}

static void
add_private_data (FoyerDbImport *self, const char *private_data)
{
  g_autofree char *purpose = g_strdup_printf ("ticket:%s", self->event_id);
  g_autoptr (GBytes) sealed = NULL;
  gsize size = 0;

  if (private_data != NULL && *private_data != '\0')
    sealed = foyer_seal_data (self->seal, purpose, private_data, strlen (private_data));
  foyer_db_copy_add_bytes (self->copy,
                           sealed != NULL ? g_bytes_get_data (sealed, &size) : NULL,
                           size);
}

/**
 * foyer_db_import_add:
 *
 * Adds a row, after all others.
 */
gboolean
foyer_db_import_add (FoyerDbImport *self, const FoyerDbImportRow *row, GError **error)
{
  FoyerDbCopy *copy = self->copy;
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *search = foyer_db_search_vector (row->name, row->email, row->order_code);

  foyer_db_copy_add_int (copy, self->n_rows++);
  foyer_db_copy_add_text (copy, id);
  add_code (copy, row->code);
  if (row->code == NULL && row->copy > 0)
    add_import_key (self, row);
  else
    foyer_db_copy_add_bytes (copy, NULL, 0);
  foyer_db_copy_add_text (copy, get_text (row->name));
  foyer_db_copy_add_text (copy, get_text (row->email));
  foyer_db_copy_add_text (copy, get_text (row->order_code));
  foyer_db_copy_add_text (copy, get_text (row->attention));
  foyer_db_copy_add_text (copy, get_text (row->ticket_type));
  foyer_db_copy_add_text (copy, search);
  add_private_data (self, row->private_data);
  foyer_db_copy_add_text (copy, row->says_paid ? "t" : "f");
  foyer_db_copy_add_text (copy, row->paid ? "t" : "f");
  foyer_db_copy_add_text (copy, row->is_void ? "t" : "f");
  foyer_db_copy_add_time (copy, row->valid_from);
  foyer_db_copy_add_time (copy, row->valid_until);
  foyer_db_copy_add_int (copy, row->allowed_entries);
  return foyer_db_copy_end_row (copy, error);
}

/* Ends the copying and finds the tickets that are there already. */
static gboolean
load_rows (FoyerDbImport *self, GError **error)
{
  if (self->is_loaded)
    return TRUE;
  if (!foyer_db_copy_end (self->copy, error))
    return FALSE;
  self->is_loaded = TRUE;
  return foyer_db_run_script (self->connection, FOYER_DB_IMPORT_ANALYZE, error) &&
         foyer_db_execute (self->connection,
                           FOYER_DB_IMPORT_FIND_BY_CODE,
                           FOYER_DB_PARAMS (self->event_id),
                           error) &&
         foyer_db_execute (self->connection,
                           FOYER_DB_IMPORT_FIND_BY_KEY,
                           FOYER_DB_PARAMS (self->event_id),
                           error);
}

/**
 * foyer_db_import_preview:
 * @summary: (out caller-allocates): what foyer_db_import_merge() would do
 *
 * Ends the adding of rows, and changes nothing.
 */
gboolean
foyer_db_import_preview (FoyerDbImport *self, FoyerDbImportSummary *summary, GError **error)
{
  g_autoptr (PGresult) counts = NULL;

  if (!load_rows (self, error))
    return FALSE;
  counts = foyer_db_query (self->connection, FOYER_DB_IMPORT_PREVIEW, FOYER_DB_NO_PARAMS, error);
  if (counts == NULL)
    return FALSE;
  summary->added = (guint)foyer_db_get_int (counts, 0, 0);
  summary->changed = (guint)foyer_db_get_int (counts, 0, 1);
  summary->unchanged = (guint)foyer_db_get_int (counts, 0, 2);
  return TRUE;
}

static gboolean
set_type (FoyerDbImport *self, const char *name, GError **error)
{
  g_autofree char *number_text = NULL;
  guint number;

  if (!foyer_db_ticket_type_ensure (self->connection,
                                    self->event_id,
                                    *name != '\0' ? name : DEFAULT_TYPE,
                                    &number,
                                    error))
    return FALSE;
  number_text = g_strdup_printf ("%u", number);
  return foyer_db_execute (self->connection,
                           FOYER_DB_IMPORT_SET_TYPE,
                           FOYER_DB_PARAMS (self->event_id, number_text, name),
                           error);
}

static gboolean
set_types (FoyerDbImport *self, const FoyerDbResult *names, GError **error)
{
  for (int row = 0; row < PQntuples (names); row++) {
    if (!set_type (self, PQgetvalue (names, row, 0), error))
      return FALSE;
  }
  return TRUE;
}

/* The ticket types that the file names are there from now on, whatever becomes of its tickets.
 * Which these are is read off all rows before the head row is locked. */
static gboolean
ensure_types (FoyerDbImport *self, GError **error)
{
  g_autoptr (PGresult) names =
      foyer_db_query (self->connection, FOYER_DB_IMPORT_TYPE_NAMES, FOYER_DB_NO_PARAMS, error);
  g_autoptr (FoyerDbTransaction) transaction = NULL;

  if (names == NULL)
    return FALSE;
  transaction = foyer_db_transaction_begin (self->connection, error);
  return transaction != NULL &&
         foyer_db_execute (self->connection,
                           FOYER_DB_IMPORT_LOCK,
                           FOYER_DB_PARAMS (self->event_id),
                           error) &&
         set_types (self, names, error) && foyer_db_transaction_commit (&transaction, error);
}

/* The positions of a chunk, from its first up to the first of the next, and how many tickets of it
 * were found and how many are new. */
typedef struct {
  const char *first;
  const char *end;
  gint64 n_found;
  gint64 n_new;
} Chunk;

/* What a statement over the rows of a chunk answers: how many tickets it touched. */
static gboolean
take_count (const PGresult *answer, gint64 *n_done)
{
  *n_done = answer != NULL ? foyer_db_get_int (answer, 0, 0) : 0;
  return answer != NULL;
}

static gboolean
change_rows (FoyerDbImport *self,
             const Chunk *chunk,
             gint64 seq,
             const char *now,
             gint64 *n_done,
             GError **error)
{
  g_autofree char *seq_text = g_strdup_printf ("%" G_GINT64_FORMAT, seq);
  g_autoptr (PGresult) count =
      foyer_db_query (self->connection,
                      FOYER_DB_IMPORT_CHANGE,
                      FOYER_DB_PARAMS (self->event_id, chunk->first, chunk->end, seq_text, now),
                      error);

  return take_count (count, n_done);
}

/* While the database adds the tickets of a chunk, the codes of as many more are made. */
static gboolean
add_rows (FoyerDbImport *self,
          const Chunk *chunk,
          gint64 seq,
          const char *now,
          gint64 *n_done,
          GError **error)
{
  g_autofree char *seq_text = g_strdup_printf ("%" G_GINT64_FORMAT, seq);
  g_autoptr (PGresult) count = NULL;

  if (!foyer_db_run_script (self->connection, FOYER_DB_IMPORT_PLAN_INSERT, error) ||
      !foyer_db_send (self->connection,
                      FOYER_DB_IMPORT_INSERT,
                      FOYER_DB_PARAMS (self->event_id,
                                       chunk->first,
                                       chunk->end,
                                       seq_text,
                                       now,
                                       self->code_positions->str,
                                       self->code_texts->str),
                      error))
    return FALSE;
  foyer_db_import_codes_make_ahead (self->codes, (guint)chunk->n_new);
  count = foyer_db_receive (self->connection, error);
  return take_count (count, n_done);
}

static gboolean
move_rows (FoyerDbImport *self,
           const Chunk *chunk,
           FoyerDbImportSummary *summary,
           gint64 *seq,
           GError **error)
{
  g_autoptr (PGresult) head = foyer_db_query (self->connection,
                                              FOYER_DB_IMPORT_LOCK,
                                              FOYER_DB_PARAMS (self->event_id),
                                              error);
  g_autofree char *seq_text = NULL;
  const char *now;
  gint64 n_changed = 0;
  gint64 n_added = 0;

  if (head == NULL)
    return FALSE;
  *seq = foyer_db_get_int (head, 0, 0);
  now = PQgetvalue (head, 0, 1);
  if (chunk->n_found > 0 && !change_rows (self, chunk, *seq, now, &n_changed, error))
    return FALSE;
  if (chunk->n_new > 0 && !add_rows (self, chunk, *seq + n_changed, now, &n_added, error))
    return FALSE;
  *seq += n_changed + n_added;
  summary->changed += (guint)n_changed;
  summary->added += (guint)n_added;
  seq_text = g_strdup_printf ("%" G_GINT64_FORMAT, *seq);
  return foyer_db_execute (self->connection,
                           FOYER_DB_IMPORT_MOVE_HEAD,
                           FOYER_DB_PARAMS (self->event_id, seq_text),
                           error);
}

/* What takes time and touches no ticket comes before the head row is locked. */
static gboolean
move_chunk (FoyerDbImport *self,
            const Chunk *chunk,
            FoyerDbImportSummary *summary,
            gint64 *seq,
            GError **error)
{
  gint64 end = g_ascii_strtoll (chunk->end, NULL, 10);
  g_autoptr (FoyerDbTransaction) transaction = NULL;

  foyer_db_import_codes_take (self->codes, end, self->code_positions, self->code_texts);
  transaction = foyer_db_transaction_begin (self->connection, error);
  return transaction != NULL &&
         foyer_db_run_script (self->connection, FOYER_DB_IMPORT_PLAN, error) &&
         move_rows (self, chunk, summary, seq, error) &&
         foyer_db_transaction_commit (&transaction, error);
}

/* A desk that waits gets the head row when a chunk is over, or one of the next few: so the chunks
 * are as large as this machine moves in a moment, whatever else it has to do. */
static guint
adapt (guint n_rows, gint64 took)
{
  gint64 fitting = n_rows * FOYER_LIMIT_IMPORT_CHUNK_MS * G_TIME_SPAN_MILLISECOND / MAX (took, 1);

  return (guint)CLAMP (fitting, FOYER_LIMIT_IMPORT_CHUNK_ROWS / 20, FOYER_LIMIT_IMPORT_CHUNK_ROWS);
}

static PGresult *
find_chunk (FoyerDbImport *self, const char *first, guint n_rows, Chunk *chunk, GError **error)
{
  g_autofree char *most = g_strdup_printf ("%u", n_rows);
  g_autoptr (PGresult) row = foyer_db_query (self->connection,
                                             FOYER_DB_IMPORT_NEXT_CHUNK,
                                             FOYER_DB_PARAMS (first, most),
                                             error);

  if (row == NULL)
    return NULL;
  *chunk = (Chunk){
    .first = first,
    .end = foyer_db_get_text (row, 0, 0),
    .n_found = foyer_db_get_int (row, 0, 1),
    .n_new = foyer_db_get_int (row, 0, 2),
  };
  return g_steal_pointer (&row);
}

static gboolean
move_chunks (FoyerDbImport *self, FoyerDbImportSummary *summary, GError **error)
{
  g_autofree char *first = g_strdup ("0");
  guint n_rows = FOYER_LIMIT_IMPORT_CHUNK_ROWS / 4;

  while (TRUE) {
    Chunk chunk;
    g_autoptr (PGresult) row = find_chunk (self, first, n_rows, &chunk, error);
    gint64 begun = g_get_monotonic_time ();
    gint64 seq;

    if (row == NULL)
      return FALSE;
    if (chunk.end == NULL)
      return TRUE;
    if (!move_chunk (self, &chunk, summary, &seq, error))
      return FALSE;
    n_rows = adapt (n_rows, g_get_monotonic_time () - begun);
    /* This lets a desk that waits for the head row take it before the next chunk does. */
    foyer_db_changes_ring (self->connection, self->event_id, seq);
    g_free (first);
    first = g_strdup (chunk.end);
  }
}

static gboolean
audit (FoyerDbImport *self, const FoyerDbImportSummary *summary, GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (self->connection, error);
  g_autofree char *details = g_strdup_printf ("{\"added\":%u,\"changed\":%u,\"unchanged\":%u}",
                                              summary->added,
                                              summary->changed,
                                              summary->unchanged);

  return transaction != NULL &&
         foyer_db_audit (self->connection,
                         self->event_id,
                         "tickets_imported",
                         details,
                         &self->actor,
                         error) &&
         foyer_db_transaction_commit (&transaction, error);
}

/**
 * foyer_db_import_merge:
 * @summary: (out caller-allocates): what was done
 *
 * Ends the adding of rows and brings the event's tickets to what they say. Where a chunk fails
 * those before it stay: the same rows again then do the rest.
 */
gboolean
foyer_db_import_merge (FoyerDbImport *self, FoyerDbImportSummary *summary, GError **error)
{
  *summary = (FoyerDbImportSummary){ 0 };
  if (!load_rows (self, error) ||
      !foyer_db_run_script (self->connection, FOYER_DB_IMPORT_DROP_UNCHANGED, error) ||
      !ensure_types (self, error))
    return FALSE;
  self->codes = foyer_db_import_codes_new (self->connection, self->seal, self->event_id, error);
  if (self->codes == NULL || !move_chunks (self, summary, error))
    return FALSE;
  summary->unchanged = self->n_rows - summary->added - summary->changed;
  return summary->added + summary->changed == 0 || audit (self, summary, error);
}

/**
 * foyer_db_import_get_codes:
 *
 * Returns: (transfer full) (element-type FoyerDbTicketCode) (nullable): the ids and codes of the
 *   rows, where all of them were new
 */
GPtrArray *
foyer_db_import_get_codes (FoyerDbImport *self, GError **error)
{
  g_autoptr (PGresult) rows =
      foyer_db_query (self->connection, FOYER_DB_IMPORT_GET_CODES, FOYER_DB_NO_PARAMS, error);
  g_autoptr (GPtrArray) codes =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_db_ticket_code_free);

  if (rows == NULL)
    return NULL;
  for (int row = 0; row < PQntuples (rows); row++) {
    FoyerDbTicketCode *code = g_new0 (FoyerDbTicketCode, 1);

    code->ticket_id = g_strdup (PQgetvalue (rows, row, 0));
    code->code = g_strdup (PQgetvalue (rows, row, 1));
    g_ptr_array_add (codes, code);
  }
  return g_steal_pointer (&codes);
}
