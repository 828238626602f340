/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-rows"

#include "config.h"

#include "ctl/foyer-ctl-rows.h"

/* Every list that foyerctl prints. A function says what one thing of it is like; whether that
 * becomes a line or an object is decided here. */

/**
 * foyer_ctl_row_add_cell:
 * @value: (nullable): what people read, where JSON has it in another way or not at all
 */
void
foyer_ctl_row_add_cell (FoyerCtlRow *self, const char *value)
{
  if (self->writer != NULL)
    return;
  if (self->has_cells)
    g_string_append_c (self->line, '\t');
  g_string_append (self->line, value != NULL ? value : "");
  self->has_cells = TRUE;
}

/**
 * foyer_ctl_row_add:
 * @name: what JSON calls it
 * @value: (nullable): what it is
 */
void
foyer_ctl_row_add (FoyerCtlRow *self, const char *name, const char *value)
{
  if (self->writer != NULL)
    foyer_json_writer_add_string (self->writer, name, value);
  foyer_ctl_row_add_cell (self, value);
}

/**
 * foyer_ctl_row_add_integer:
 * @name: what JSON calls it
 */
void
foyer_ctl_row_add_integer (FoyerCtlRow *self, const char *name, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  if (self->writer != NULL)
    foyer_json_writer_add_integer (self->writer, name, value);
  foyer_ctl_row_add_cell (self, text);
}

/**
 * foyer_ctl_row_add_time:
 * @name: what JSON calls it
 * @value: when; 0 is never
 */
void
foyer_ctl_row_add_time (FoyerCtlRow *self, const char *name, FoyerTime value)
{
  g_autofree char *text = value != 0 ? foyer_time_format (value) : NULL;

  if (self->writer != NULL)
    foyer_json_writer_add_time (self->writer, name, value);
  foyer_ctl_row_add_cell (self, text);
}

static void
print_lines (GString *out, GPtrArray *items, FoyerCtlRowFunc fill)
{
  for (guint i = 0; i < items->len; i++) {
    FoyerCtlRow row = { .line = out };

    fill (&row, g_ptr_array_index (items, i));
    g_string_append_c (out, '\n');
  }
}

static void
print_document (GString *out, const char *name, GPtrArray *items, FoyerCtlRowFunc fill)
{
  FoyerJsonWriter writer = { .out = out };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_begin_array (&writer, name);
  for (guint i = 0; i < items->len; i++) {
    FoyerCtlRow row = { .writer = &writer };

    foyer_json_writer_begin_object (&writer, NULL);
    fill (&row, g_ptr_array_index (items, i));
    foyer_json_writer_end_object (&writer);
  }
  foyer_json_writer_end_array (&writer);
  foyer_json_writer_end_object (&writer);
  g_string_append_c (out, '\n');
}

/**
 * foyer_ctl_rows_print:
 * @name: what JSON calls the list
 * @items: (nullable): what is in it; %NULL where it could not be had
 * @fill: says what each is like
 *
 * Prints a list.
 *
 * Returns: whether there was one
 */
gboolean
foyer_ctl_rows_print (FoyerCtlCall *call, const char *name, GPtrArray *items, FoyerCtlRowFunc fill)
{
  if (items == NULL)
    return FALSE;
  if (call->json)
    print_document (call->out, name, items, fill);
  else
    print_lines (call->out, items, fill);
  return TRUE;
}
