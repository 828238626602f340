/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-json-writer"

#include "config.h"

#include "wire/foyer-json-writer.h"

/* The names of members are the program's own and are written as they are; values are escaped as
 * RFC 8259 asks and no further, so that texts in any language stay readable and short. */

static void
begin_value (FoyerJsonWriter *self, const char *name)
{
  if (self->needs_comma)
    g_string_append_c (self->out, ',');
  self->needs_comma = TRUE;
  if (name == NULL)
    return;
  g_string_append_c (self->out, '"');
  g_string_append (self->out, name);
  g_string_append_len (self->out, "\":", 2);
}

static void
append_escaped (GString *out, guchar c)
{
  switch (c) {
  case '"':
    g_string_append_len (out, "\\\"", 2);
    break;
  case '\\':
    g_string_append_len (out, "\\\\", 2);
    break;
  case '\n':
    g_string_append_len (out, "\\n", 2);
    break;
  case '\r':
    g_string_append_len (out, "\\r", 2);
    break;
  case '\t':
    g_string_append_len (out, "\\t", 2);
    break;
  default:
    g_string_append_printf (out, "\\u%04x", c);
    break;
  }
}

static void
append_text (GString *out, const char *text)
{
  const char *copied = text;
  const char *at = text;

  g_string_append_c (out, '"');
  for (; *at != '\0'; at++) {
    guchar c = (guchar)*at;

    if (c >= 0x20 && c != '"' && c != '\\')
      continue;
    g_string_append_len (out, copied, at - copied);
    append_escaped (out, c);
    copied = at + 1;
  }
  g_string_append_len (out, copied, at - copied);
  g_string_append_c (out, '"');
}

void
foyer_json_writer_begin_object (FoyerJsonWriter *self, const char *name)
{
  begin_value (self, name);
  g_string_append_c (self->out, '{');
  self->needs_comma = FALSE;
}

void
foyer_json_writer_end_object (FoyerJsonWriter *self)
{
  g_string_append_c (self->out, '}');
  self->needs_comma = TRUE;
}

void
foyer_json_writer_begin_array (FoyerJsonWriter *self, const char *name)
{
  begin_value (self, name);
  g_string_append_c (self->out, '[');
  self->needs_comma = FALSE;
}

void
foyer_json_writer_end_array (FoyerJsonWriter *self)
{
  g_string_append_c (self->out, ']');
  self->needs_comma = TRUE;
}

/**
 * foyer_json_writer_add_string:
 * @value: (nullable): valid UTF-8; %NULL is written as null
 */
void
foyer_json_writer_add_string (FoyerJsonWriter *self, const char *name, const char *value)
{
  begin_value (self, name);
  if (value == NULL)
    g_string_append_len (self->out, "null", 4);
  else
    append_text (self->out, value);
}

/**
 * foyer_json_writer_add_texts:
 * @texts: (nullable): an array of them that ends with %NULL; %NULL is written as none
 */
void
foyer_json_writer_add_texts (FoyerJsonWriter *self, const char *name, const char *const *texts)
{
  foyer_json_writer_begin_array (self, name);
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    foyer_json_writer_add_string (self, NULL, texts[i]);
  foyer_json_writer_end_array (self);
}

/**
 * foyer_json_writer_add_integer:
 * @value: within ±2^53, so that every reader can hold it
 */
void
foyer_json_writer_add_integer (FoyerJsonWriter *self, const char *name, gint64 value)
{
  char digits[20];
  char *at = digits + sizeof digits;
  guint64 rest = value < 0 ? -(guint64)value : (guint64)value;

  begin_value (self, name);
  if (value < 0)
    g_string_append_c (self->out, '-');
  do {
    *--at = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  g_string_append_len (self->out, at, digits + sizeof digits - at);
}

void
foyer_json_writer_add_boolean (FoyerJsonWriter *self, const char *name, gboolean value)
{
  begin_value (self, name);
  g_string_append (self->out, value ? "true" : "false");
}

/**
 * foyer_json_writer_add_time:
 * @value: a moment; 0 is written as null
 */
void
foyer_json_writer_add_time (FoyerJsonWriter *self, const char *name, FoyerTime value)
{
  char text[FOYER_TIME_TEXT_SIZE];

  if (value == 0) {
    foyer_json_writer_add_null (self, name);
    return;
  }
  foyer_time_write (value, text);
  foyer_json_writer_add_string (self, name, text);
}

void
foyer_json_writer_add_null (FoyerJsonWriter *self, const char *name)
{
  begin_value (self, name);
  g_string_append_len (self->out, "null", 4);
}
