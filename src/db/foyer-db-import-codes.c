/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-import-codes"

#include "config.h"

#include "db/foyer-db-import-codes.h"

#include "base/foyer-uuid.h"
#include "db/foyer-db-events.h"
#include "db/foyer-db-import-tables.h"
#include "db/foyer-db-keys.h"
#include "db/foyer-db-query.h"
#include "model/foyer-code.h"

/* Signing takes as long as a good part of what the database does with a ticket, so codes are made
 * while the database is busy with the rows before them. */

struct _FoyerDbImportCodes {
  char *event_id;
  gboolean is_signed;
  FoyerSigningKey key;
  /* The rows that want one, in their order; how many have got one, and how many of these were
   * taken. */
  PGresult *rows;
  GPtrArray *made;
  guint n_taken;
};

/**
 * foyer_db_import_codes_new:
 * @connection: with the rows of an import, whose ticket types are known
 *
 * Returns: (transfer full) (nullable): the codes that are wanted, none of them made
 */
FoyerDbImportCodes *
foyer_db_import_codes_new (FoyerDbConnection *connection,
                           const FoyerDbSeal *seal,
                           const char *event_id,
                           GError **error)
{
  g_autoptr (FoyerDbImportCodes) self = g_new0 (FoyerDbImportCodes, 1);
  g_autoptr (FoyerEvent) event = NULL;

  self->event_id = g_strdup (event_id);
  self->made = g_ptr_array_new_with_free_func (g_free);
  self->rows = foyer_db_query (connection, FOYER_DB_IMPORT_WANT_CODES, FOYER_DB_NO_PARAMS, error);
  if (self->rows == NULL)
    return NULL;
  if (PQntuples (self->rows) == 0)
    return g_steal_pointer (&self);
  event = foyer_db_event_load (connection, event_id, error);
  if (event == NULL)
    return NULL;
  self->is_signed = event->policy.code_kind != FOYER_CODE_KIND_SHORT;
  if (self->is_signed && !foyer_db_signing_key_load (connection, seal, &self->key, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
foyer_db_import_codes_free (FoyerDbImportCodes *self)
{
  foyer_signing_key_clear (&self->key);
  g_clear_pointer (&self->rows, PQclear);
  g_ptr_array_unref (self->made);
  g_free (self->event_id);
  g_free (self);
}

static char *
make (const FoyerDbImportCodes *self, int row)
{
  FoyerSignedCode says = {
    .type_number = (guint)foyer_db_get_int (self->rows, row, 2),
    .valid_from = foyer_db_get_time (self->rows, row, 3),
    .valid_until = foyer_db_get_time (self->rows, row, 4),
  };

  if (!self->is_signed)
    return foyer_code_new_short ();
  foyer_uuid_parse (PQgetvalue (self->rows, row, 1), says.ticket_id);
  return foyer_code_sign (&says, self->event_id, &self->key);
}

/**
 * foyer_db_import_codes_make_ahead:
 * @n: how many
 *
 * Makes the next codes that will be taken, as far as they are not made.
 */
void
foyer_db_import_codes_make_ahead (FoyerDbImportCodes *self, guint n)
{
  guint end = MIN (self->n_taken + n, (guint)PQntuples (self->rows));

  while (self->made->len < end)
    g_ptr_array_add (self->made, make (self, (int)self->made->len));
}

static void
append (GString *array, const char *item)
{
  g_string_append_printf (array, "%s%s", array->len > 1 ? "," : "", item);
}

/**
 * foyer_db_import_codes_take:
 * @end: the position behind the last row
 * @positions: gets an array of SQL: which rows before @end have a new code
 * @codes: gets an array of SQL: these codes
 *
 * Rows are taken in their order, and each once.
 */
void
foyer_db_import_codes_take (FoyerDbImportCodes *self,
                            gint64 end,
                            GString *positions,
                            GString *codes)
{
  guint n_rows = (guint)PQntuples (self->rows);

  g_string_assign (positions, "{");
  g_string_assign (codes, "{");
  while (self->n_taken < n_rows && foyer_db_get_int (self->rows, (int)self->n_taken, 0) < end) {
    foyer_db_import_codes_make_ahead (self, 1);
    append (positions, PQgetvalue (self->rows, (int)self->n_taken, 0));
    append (codes, g_ptr_array_index (self->made, self->n_taken));
    g_clear_pointer (&g_ptr_array_index (self->made, self->n_taken), g_free);
    self->n_taken++;
  }
  g_string_append_c (positions, '}');
  g_string_append_c (codes, '}');
}
