/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ticket-row"

#include "config.h"

#include "model/foyer-ticket-row.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "model/foyer-ticket-cells.h"
#include "model/foyer-ticket-columns.h"

#include <string.h>

/* Reads single rows of a file of tickets: which column is about what, and what the cells of a row
 * say together. Sentences about what is wrong name the column, never what stands in it, except for
 * a status: cells are private. */

typedef struct {
  guint position;
  guint rank;
  /* In how many rows it was the one that counted, and whether it is in this one. */
  guint n_rows;
  gboolean is_used;
} Source;

struct _FoyerTicketRowReader {
  GTimeZone *zone;
  GPtrArray *header;
  /* Where each kind of column is, the best first. */
  GArray *sources[FOYER_TICKET_N_COLUMNS];
};

static int
compare_ranks (gconstpointer one, gconstpointer other)
{
  const Source *first = one;
  const Source *second = other;

  if (first->rank != second->rank)
    return first->rank < second->rank ? -1 : 1;
  return first->position < second->position ? -1 : 1;
}

/* All that is wrong with a row is FOYER_ERROR_BAD_REQUEST. */
#define refuse(error, ...) g_set_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, __VA_ARGS__)

/* What a spreadsheet puts around a cell so that it stays text: ="…", the apostrophe that
 * guards against formulas, and blanks. What stands inside a note may well be several lines. */
static char *
tidy (const char *cell)
{
  g_autofree char *text = g_strdup (cell);
  gsize length;

  for (char *at = text; *at != '\0'; at++) {
    if (*at == '\n' || *at == '\r' || *at == '\t')
      *at = ' ';
  }
  g_strstrip (text);
  length = strlen (text);
  if (length >= 3 && text[0] == '=' && text[1] == '"' && text[length - 1] == '"')
    return g_strndup (text + 2, length - 3);
  if (text[0] == '\'' && text[1] != '\0' && strchr ("=+-@", text[1]) != NULL)
    return g_strdup (text + 1);
  return g_steal_pointer (&text);
}

/* Two columns of the same name, or of names that mean the same, that say different things leave it
 * open which of them counts. */
static gboolean
read_text (FoyerTicketRowReader *self,
           const FoyerCsvRow *row,
           FoyerTicketColumn column,
           char **text,
           GError **error)
{
  GArray *sources = self->sources[column];
  guint rank = 0;

  g_clear_pointer (text, g_free);
  for (guint i = 0; i < sources->len; i++) {
    Source *source = &g_array_index (sources, Source, i);
    g_autofree char *says = NULL;

    if (source->position >= row->cells->len || (*text != NULL && source->rank != rank))
      continue;
    says = tidy (g_ptr_array_index (row->cells, source->position));
    if (*says == '\0')
      continue;
    if (*text != NULL && !g_str_equal (*text, says)) {
      refuse (error,
              "Two columns say different things about the %s.",
              foyer_ticket_column_get_label (column));
      return FALSE;
    }
    if (*text != NULL)
      continue;
    rank = source->rank;
    source->is_used = TRUE;
    *text = g_steal_pointer (&says);
  }
  return TRUE;
}

static gboolean
read_clean_text (FoyerTicketRowReader *self,
                 const FoyerCsvRow *row,
                 FoyerTicketColumn column,
                 gsize max_bytes,
                 char **text,
                 GError **error)
{
  const char *label = foyer_ticket_column_get_label (column);

  if (!read_text (self, row, column, text, error))
    return FALSE;
  if (*text == NULL)
    return TRUE;
  if (strlen (*text) > max_bytes) {
    refuse (error, "The %s is longer than %" G_GSIZE_FORMAT " bytes.", label, max_bytes);
    return FALSE;
  }
  if (!foyer_text_is_clean (*text, max_bytes)) {
    refuse (error, "The %s holds control characters.", label);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_code (FoyerTicketRowReader *self, const FoyerCsvRow *row, char **code, GError **error)
{
  if (!read_clean_text (self, row, FOYER_TICKET_COLUMN_CODE, FOYER_LIMIT_CODE, code, error))
    return FALSE;
  if (*code != NULL && foyer_ticket_cell_is_mangled_number (*code)) {
    refuse (error,
            "The code is a number that a spreadsheet has shortened: export it again as text.");
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_email (FoyerTicketRowReader *self, const FoyerCsvRow *row, char **email, GError **error)
{
  if (!read_clean_text (self, row, FOYER_TICKET_COLUMN_EMAIL, FOYER_LIMIT_EMAIL, email, error))
    return FALSE;
  if (*email != NULL && !foyer_text_is_email (*email)) {
    refuse (error, "The e-mail is not an address.");
    return FALSE;
  }
  return TRUE;
}

/* Joins what two columns say, such as a first and a last name. */
static gboolean
read_joined (FoyerTicketRowReader *self,
             const FoyerCsvRow *row,
             const FoyerTicketColumn columns[2],
             const char *separator,
             char **text,
             GError **error)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (!read_clean_text (self, row, columns[0], FOYER_LIMIT_NAME, &first, error) ||
      !read_clean_text (self, row, columns[1], FOYER_LIMIT_NAME, &second, error))
    return FALSE;
  if (first != NULL && second != NULL)
    *text = g_strconcat (first, separator, second, NULL);
  else
    *text = first != NULL ? g_steal_pointer (&first) : g_steal_pointer (&second);
  if (*text != NULL && strlen (*text) > FOYER_LIMIT_NAME) {
    refuse (error,
            "The %s and the %s together are longer than %d bytes.",
            foyer_ticket_column_get_label (columns[0]),
            foyer_ticket_column_get_label (columns[1]),
            FOYER_LIMIT_NAME);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_name (FoyerTicketRowReader *self, const FoyerCsvRow *row, char **name, GError **error)
{
  static const FoyerTicketColumn parts[] = {
    FOYER_TICKET_COLUMN_FIRST_NAME,
    FOYER_TICKET_COLUMN_LAST_NAME,
  };

  if (!read_clean_text (self, row, FOYER_TICKET_COLUMN_NAME, FOYER_LIMIT_NAME, name, error))
    return FALSE;
  return *name != NULL || read_joined (self, row, parts, " ", name, error);
}

static gboolean
read_type (FoyerTicketRowReader *self, const FoyerCsvRow *row, char **type, GError **error)
{
  static const FoyerTicketColumn parts[] = {
    FOYER_TICKET_COLUMN_TYPE,
    FOYER_TICKET_COLUMN_VARIATION,
  };

  return read_joined (self, row, parts, " – ", type, error);
}

static gboolean
read_attention (FoyerTicketRowReader *self, const FoyerCsvRow *row, char **text, GError **error)
{
  g_autofree char *flag = NULL;

  if (!read_clean_text (self, row, FOYER_TICKET_COLUMN_ATTENTION, FOYER_LIMIT_NOTE, text, error) ||
      !read_text (self, row, FOYER_TICKET_COLUMN_FLAG, &flag, error))
    return FALSE;
  if (*text == NULL && flag != NULL && foyer_ticket_cell_is_yes (flag))
    *text = g_strdup ("Special attention");
  return TRUE;
}

static void
refuse_status (const char *text, GError **error)
{
  if (foyer_text_is_clean (text, 40))
    refuse (error, "Nobody knows what the status “%s” means.", text);
  else
    refuse (error, "The status is no word that is known.");
}

/* A file may say in one column that a ticket is paid and in another that it was cancelled: what
 * keeps a guest out counts. */
static gboolean
read_status (FoyerTicketRowReader *self,
             const FoyerCsvRow *row,
             FoyerTicketRow *ticket,
             GError **error)
{
  GArray *sources = self->sources[FOYER_TICKET_COLUMN_STATUS];
  FoyerPayment worst = FOYER_PAYMENT_PAID;

  for (guint i = 0; i < sources->len; i++) {
    Source *source = &g_array_index (sources, Source, i);
    g_autofree char *text = NULL;
    FoyerPayment payment;

    if (source->position >= row->cells->len)
      continue;
    text = tidy (g_ptr_array_index (row->cells, source->position));
    if (!foyer_ticket_cell_read_status (text, &payment)) {
      refuse_status (text, error);
      return FALSE;
    }
    source->is_used = *text != '\0';
    worst = MAX (worst, payment);
  }
  ticket->says_paid = sources->len > 0;
  ticket->paid = worst != FOYER_PAYMENT_UNPAID;
  ticket->is_void = worst == FOYER_PAYMENT_CANCELLED;
  return TRUE;
}

static gboolean
read_count (FoyerTicketRowReader *self,
            const FoyerCsvRow *row,
            FoyerTicketColumn column,
            guint *count,
            GError **error)
{
  g_autofree char *text = NULL;

  if (!read_text (self, row, column, &text, error))
    return FALSE;
  if (text != NULL && !foyer_ticket_cell_read_count (text, count)) {
    refuse (error,
            "The %s is no whole number from 1 to %d.",
            foyer_ticket_column_get_label (column),
            FOYER_LIMIT_ALLOWED_ENTRIES);
    return FALSE;
  }
  return TRUE;
}

/* A row with a code is one ticket, whatever its quantity: that many may enter with it. */
static gboolean
read_counts (FoyerTicketRowReader *self,
             const FoyerCsvRow *row,
             FoyerTicketRow *ticket,
             guint *n_tickets,
             GError **error)
{
  guint quantity = 0;
  guint entries = 0;

  if (!read_count (self, row, FOYER_TICKET_COLUMN_QUANTITY, &quantity, error) ||
      !read_count (self, row, FOYER_TICKET_COLUMN_ALLOWED_ENTRIES, &entries, error))
    return FALSE;
  *n_tickets = ticket->code != NULL ? 1 : MAX (quantity, 1);
  if (entries == 0 && ticket->code != NULL)
    entries = quantity;
  ticket->says_entries = entries > 0;
  ticket->allowed_entries = MAX (entries, 1);
  return TRUE;
}

static gboolean
read_time (FoyerTicketRowReader *self,
           const FoyerCsvRow *row,
           FoyerTicketColumn column,
           FoyerTime *time,
           GError **error)
{
  gboolean is_end = column == FOYER_TICKET_COLUMN_VALID_UNTIL;
  g_autofree char *text = NULL;

  if (!read_text (self, row, column, &text, error))
    return FALSE;
  if (text != NULL && !foyer_ticket_cell_read_time (text, self->zone, is_end, time)) {
    refuse (error,
            "“%s” is no date such as 2026-05-01 18:00.",
            foyer_ticket_column_get_label (column));
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_times (FoyerTicketRowReader *self,
            const FoyerCsvRow *row,
            FoyerTicketRow *ticket,
            GError **error)
{
  if (!read_time (self, row, FOYER_TICKET_COLUMN_VALID_FROM, &ticket->valid_from, error) ||
      !read_time (self, row, FOYER_TICKET_COLUMN_VALID_UNTIL, &ticket->valid_until, error))
    return FALSE;
  if (ticket->valid_until != 0 && ticket->valid_until <= ticket->valid_from) {
    refuse (error, "It is valid until before it is valid from.");
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_width (FoyerTicketRowReader *self, const FoyerCsvRow *row, GError **error)
{
  for (guint i = self->header->len; i < row->cells->len; i++) {
    if (*(const char *)g_ptr_array_index (row->cells, i) != '\0') {
      refuse (error,
              "It has %u cells where the first row has %u.",
              row->cells->len,
              self->header->len);
      return FALSE;
    }
  }
  return TRUE;
}

static void
forget_uses (FoyerTicketRowReader *self)
{
  for (guint column = 0; column < FOYER_TICKET_N_COLUMNS; column++) {
    for (guint i = 0; i < self->sources[column]->len; i++)
      g_array_index (self->sources[column], Source, i).is_used = FALSE;
  }
}

static void
count_uses (FoyerTicketRowReader *self)
{
  for (guint column = 0; column < FOYER_TICKET_N_COLUMNS; column++) {
    for (guint i = 0; i < self->sources[column]->len; i++) {
      Source *source = &g_array_index (self->sources[column], Source, i);

      source->n_rows += source->is_used ? 1 : 0;
    }
  }
}

/**
 * foyer_ticket_row_reader_read:
 * @n_tickets: (out): how many tickets the row stands for
 *
 * Returns: (transfer full) (nullable): what @row says, or %NULL with @error set where it says
 *   nothing that a ticket could be made of
 */
FoyerTicketRow *
foyer_ticket_row_reader_read (FoyerTicketRowReader *self,
                              const FoyerCsvRow *row,
                              guint *n_tickets,
                              GError **error)
{
  g_autoptr (FoyerTicketRow) ticket = g_new0 (FoyerTicketRow, 1);

  ticket->line = row->line;
  forget_uses (self);
  if (!check_width (self, row, error) || !read_code (self, row, &ticket->code, error) ||
      !read_email (self, row, &ticket->email, error) ||
      !read_name (self, row, &ticket->name, error) ||
      !read_type (self, row, &ticket->ticket_type, error) ||
      !read_clean_text (self,
                        row,
                        FOYER_TICKET_COLUMN_ORDER,
                        FOYER_LIMIT_ORDER_CODE,
                        &ticket->order_code,
                        error) ||
      !read_attention (self, row, &ticket->attention, error) ||
      !read_status (self, row, ticket, error) ||
      !read_counts (self, row, ticket, n_tickets, error) || !read_times (self, row, ticket, error))
    return NULL;
  count_uses (self);
  return g_steal_pointer (&ticket);
}

static void
free_choice (gpointer data)
{
  FoyerTicketChoice *self = data;

  g_free (self->column);
  g_free (self);
}

static void
add_choices (FoyerTicketRowReader *self, FoyerTicketColumn column, GPtrArray *choices)
{
  for (guint i = 0; i < self->sources[column]->len; i++) {
    const Source *source = &g_array_index (self->sources[column], Source, i);
    FoyerTicketChoice *choice = g_new0 (FoyerTicketChoice, 1);

    choice->meaning = foyer_ticket_column_get_label (column);
    choice->column = g_strdup (g_ptr_array_index (self->header, source->position));
    choice->n_rows = source->n_rows;
    g_ptr_array_add (choices, choice);
  }
}

/* A whole name counts, and its parts where there is none. */
static gboolean
is_chosen (FoyerTicketRowReader *self, FoyerTicketColumn column)
{
  guint n_names = self->sources[FOYER_TICKET_COLUMN_NAME]->len;
  guint n_parts = self->sources[FOYER_TICKET_COLUMN_FIRST_NAME]->len +
                  self->sources[FOYER_TICKET_COLUMN_LAST_NAME]->len;

  if (column == FOYER_TICKET_COLUMN_NAME || column == FOYER_TICKET_COLUMN_FIRST_NAME ||
      column == FOYER_TICKET_COLUMN_LAST_NAME)
    return self->sources[column]->len > 1 || (n_names > 0 && n_parts > 0);
  return column != FOYER_TICKET_COLUMN_UNKNOWN && self->sources[column]->len > 1;
}

/**
 * foyer_ticket_row_reader_list_choices:
 *
 * Returns: (transfer full) (element-type FoyerTicketChoice): the columns that are about the same,
 * and how often each was used so far
 */
GPtrArray *
foyer_ticket_row_reader_list_choices (FoyerTicketRowReader *self)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func (free_choice);

  for (guint i = 0; i < FOYER_TICKET_N_COLUMNS; i++) {
    if (is_chosen (self, (FoyerTicketColumn)i))
      add_choices (self, (FoyerTicketColumn)i, choices);
  }
  return choices;
}

/**
 * foyer_ticket_row_reader_is_header:
 *
 * Returns: whether @row is the header once more, as in files that were put one behind the other
 */
gboolean
foyer_ticket_row_reader_is_header (FoyerTicketRowReader *self, const FoyerCsvRow *row)
{
  if (row->cells->len != self->header->len)
    return FALSE;
  for (guint i = 0; i < row->cells->len; i++) {
    if (!g_str_equal (g_ptr_array_index (row->cells, i), g_ptr_array_index (self->header, i)))
      return FALSE;
  }
  return TRUE;
}

static void
add_column (FoyerTicketRowReader *self,
            const char *header,
            guint position,
            GPtrArray *unknown_columns)
{
  Source source = { .position = position };
  FoyerTicketColumn column = foyer_ticket_column_find (header, &source.rank);

  g_ptr_array_add (self->header, g_strdup (header));
  g_array_append_val (self->sources[column], source);
  if (column == FOYER_TICKET_COLUMN_UNKNOWN && *header != '\0')
    g_ptr_array_add (unknown_columns, g_strdup (header));
}

/* A file that starts with its first ticket would lose it: at least one of the columns that say
 * which ticket it is must be there. */
static gboolean
has_enough (FoyerTicketRowReader *self)
{
  static const FoyerTicketColumn enough[] = {
    FOYER_TICKET_COLUMN_CODE,       FOYER_TICKET_COLUMN_EMAIL,     FOYER_TICKET_COLUMN_NAME,
    FOYER_TICKET_COLUMN_FIRST_NAME, FOYER_TICKET_COLUMN_LAST_NAME, FOYER_TICKET_COLUMN_ORDER,
    FOYER_TICKET_COLUMN_TYPE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (enough); i++) {
    if (self->sources[enough[i]]->len > 0)
      return TRUE;
  }
  return FALSE;
}

/**
 * foyer_ticket_row_reader_new:
 * @header: the first row of a file
 * @zone: where times without an offset are meant
 * @unknown_columns: (element-type utf8): takes the names of columns that will be ignored
 *
 * Returns: (transfer full) (nullable): what reads the rows below @header, or %NULL with @error set
 *   where none of its columns says which ticket a row is
 */
FoyerTicketRowReader *
foyer_ticket_row_reader_new (const FoyerCsvRow *header,
                             GTimeZone *zone,
                             GPtrArray *unknown_columns,
                             GError **error)
{
  g_autoptr (FoyerTicketRowReader) self = g_new0 (FoyerTicketRowReader, 1);

  self->zone = g_time_zone_ref (zone);
  self->header = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < FOYER_TICKET_N_COLUMNS; i++)
    self->sources[i] = g_array_new (FALSE, FALSE, sizeof (Source));
  for (guint i = 0; i < header->cells->len; i++)
    add_column (self, g_ptr_array_index (header->cells, i), i, unknown_columns);
  for (guint i = 0; i < FOYER_TICKET_N_COLUMNS; i++)
    g_array_sort (self->sources[i], compare_ranks);
  if (!has_enough (self)) {
    refuse (error,
            "The first row names no column that says which ticket it is, such as “Code”, "
            "“E-mail”, “Name”, “Order” or “Ticket type”.");
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
foyer_ticket_row_reader_free (FoyerTicketRowReader *self)
{
  g_time_zone_unref (self->zone);
  g_ptr_array_unref (self->header);
  for (guint i = 0; i < FOYER_TICKET_N_COLUMNS; i++)
    g_array_unref (self->sources[i]);
  g_free (self);
}

/**
 * foyer_ticket_row_copy:
 *
 * Returns: (transfer full): a row of its own with the same fields
 */
FoyerTicketRow *
foyer_ticket_row_copy (const FoyerTicketRow *self)
{
  FoyerTicketRow *copy = g_memdup2 (self, sizeof (FoyerTicketRow));

  copy->code = g_strdup (self->code);
  copy->name = g_strdup (self->name);
  copy->email = g_strdup (self->email);
  copy->ticket_type = g_strdup (self->ticket_type);
  copy->order_code = g_strdup (self->order_code);
  copy->attention = g_strdup (self->attention);
  return copy;
}

void
foyer_ticket_row_free (FoyerTicketRow *self)
{
  g_free (self->code);
  g_free (self->name);
  g_free (self->email);
  g_free (self->ticket_type);
  g_free (self->order_code);
  g_free (self->attention);
  g_free (self);
}
