/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-copy"

#include "config.h"

#include "db/foyer-db-copy.h"

#include "base/foyer-error.h"
#include "db/foyer-db-query.h"

/* COPY … FROM STDIN in its text format. What is sent is collected into blocks. */

#define BLOCK (256 * 1024)

struct _FoyerDbCopy {
  FoyerDbConnection *connection;
  GString *block;
  gboolean in_row;
  gboolean is_open;
};

/**
 * foyer_db_copy_begin:
 * @sql: a COPY … FROM STDIN
 *
 * Returns: (transfer full) (nullable): the connection takes rows and nothing else until
 *   foyer_db_copy_end()
 */
FoyerDbCopy *
foyer_db_copy_begin (FoyerDbConnection *connection, const char *sql, GError **error)
{
  g_autoptr (PGresult) result = PQexec (foyer_db_connection_get_handle (connection), sql);
  FoyerDbCopy *self;

  if (!foyer_db_check_result (connection, result, error))
    return NULL;
  self = g_new0 (FoyerDbCopy, 1);
  self->connection = connection;
  self->block = g_string_sized_new (BLOCK + 4096);
  self->is_open = TRUE;
  return self;
}

/* Reads what the server says of the copying, up to the last result. */
static gboolean
finish (FoyerDbCopy *self, const char *abandon, GError **error)
{
  PGconn *handle = foyer_db_connection_get_handle (self->connection);
  gboolean done = PQputCopyEnd (handle, abandon) == 1;
  g_autoptr (PGresult) result = PQgetResult (handle);

  self->is_open = FALSE;
  done = foyer_db_check_result (self->connection, result, error) && done;
  while (result != NULL) {
    PQclear (g_steal_pointer (&result));
    result = PQgetResult (handle);
  }
  return done;
}

/**
 * foyer_db_copy_free:
 *
 * Gives up the rows where foyer_db_copy_end() was not called.
 */
void
foyer_db_copy_free (FoyerDbCopy *self)
{
  if (self->is_open)
    finish (self, "given up", NULL);
  g_string_free (self->block, TRUE);
  g_free (self);
}

static void
begin_cell (FoyerDbCopy *self)
{
  if (self->in_row)
    g_string_append_c (self->block, '\t');
  self->in_row = TRUE;
}

/**
 * foyer_db_copy_add_text:
 * @text: (nullable): %NULL is SQL's NULL
 */
void
foyer_db_copy_add_text (FoyerDbCopy *self, const char *text)
{
  begin_cell (self);
  if (text == NULL) {
    g_string_append (self->block, "\\N");
    return;
  }
  for (const char *at = text; *at != '\0'; at++) {
    switch (*at) {
    case '\\':
      g_string_append (self->block, "\\\\");
      break;
    case '\n':
      g_string_append (self->block, "\\n");
      break;
    case '\r':
      g_string_append (self->block, "\\r");
      break;
    case '\t':
      g_string_append (self->block, "\\t");
      break;
    default:
      g_string_append_c (self->block, *at);
    }
  }
}

void
foyer_db_copy_add_int (FoyerDbCopy *self, gint64 value)
{
  begin_cell (self);
  g_string_append_printf (self->block, "%" G_GINT64_FORMAT, value);
}

/**
 * foyer_db_copy_add_bytes:
 * @bytes: (nullable): a bytea; %NULL is SQL's NULL
 */
void
foyer_db_copy_add_bytes (FoyerDbCopy *self, gconstpointer bytes, gsize size)
{
  static const char digits[] = "0123456789abcdef";
  const guint8 *at = bytes;

  begin_cell (self);
  if (bytes == NULL) {
    g_string_append (self->block, "\\N");
    return;
  }
  g_string_append (self->block, "\\\\x");
  for (gsize i = 0; i < size; i++) {
    g_string_append_c (self->block, digits[at[i] >> 4]);
    g_string_append_c (self->block, digits[at[i] & 15]);
  }
}

/**
 * foyer_db_copy_add_time:
 * @time: a timestamptz to the microsecond; 0 is SQL's NULL
 */
void
foyer_db_copy_add_time (FoyerDbCopy *self, FoyerTime time)
{
  char text[FOYER_TIME_TEXT_SIZE];

  if (time == 0) {
    foyer_db_copy_add_text (self, NULL);
    return;
  }
  foyer_time_write (time, text);
  begin_cell (self);
  /* The last character is the Z; three more digits go before it. */
  g_string_append_len (self->block, text, FOYER_TIME_TEXT_SIZE - 2);
  g_string_append_printf (self->block, "%03dZ", (int)(time % 1000));
}

static gboolean
send_block (FoyerDbCopy *self, GError **error)
{
  PGconn *handle = foyer_db_connection_get_handle (self->connection);
  int sent = PQputCopyData (handle, self->block->str, (int)self->block->len);

  g_string_truncate (self->block, 0);
  if (sent == 1)
    return TRUE;
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_UNAVAILABLE,
                       "The database does not take any more rows.");
  return FALSE;
}

/**
 * foyer_db_copy_end_row:
 *
 * Ends a row, and sends it at the latest with the next ones.
 */
gboolean
foyer_db_copy_end_row (FoyerDbCopy *self, GError **error)
{
  g_string_append_c (self->block, '\n');
  self->in_row = FALSE;
  return self->block->len < BLOCK || send_block (self, error);
}

/**
 * foyer_db_copy_end:
 *
 * Returns: whether the database took all rows
 */
gboolean
foyer_db_copy_end (FoyerDbCopy *self, GError **error)
{
  return send_block (self, error) && finish (self, NULL, error);
}
