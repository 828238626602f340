/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-json-check"

#include "config.h"

#include "wire/foyer-json-check.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Whether a text from a stranger is JSON that json-glib may be given: it would crash on deep
 * nesting, keep the last of two equal keys, take 'x', var x= and 01, cut a text at NUL and make -1
 * of a long integer. One pass without recursion; nothing is built but the list of keys, which is
 * sorted at the end, so that equal keys are found in n log n whatever they are. */

/* Doubles, and so most readers of JSON, hold every integer up to here. */
#define INTEGER_MAX (G_GINT64_CONSTANT (1) << 53)
#define NUMBER_MAX  64

typedef enum {
  EXPECT_VALUE,
  EXPECT_VALUE_OR_END,
  EXPECT_KEY,
  EXPECT_KEY_OR_END,
  EXPECT_COMMA_OR_END,
  EXPECT_NOTHING,
} Expect;

/* A key as it reads once its escapes are resolved: in the text itself where it has none, else in
 * the scan's own buffer. */
typedef struct {
  guint object;
  guint length;
  gsize offset;
  gboolean resolved;
} Key;

typedef struct {
  const char *text;
  const char *at;
  const char *end;
  Expect expect;
  guint depth;
  char open[FOYER_LIMIT_JSON_DEPTH];
  guint objects[FOYER_LIMIT_JSON_DEPTH];
  guint n_objects;
  GArray *keys;
  GString *resolved;
  const char *problem;
} Scan;

static gboolean
fail (Scan *scan, const char *problem)
{
  scan->problem = problem;
  return FALSE;
}

static gboolean
read_hex4 (Scan *scan, gunichar *unit)
{
  gunichar value = 0;

  if (scan->end - scan->at < 4)
    return fail (scan, "it ends within an escape");
  for (int i = 0; i < 4; i++) {
    int digit = g_ascii_xdigit_value (*scan->at++);

    if (digit < 0)
      return fail (scan, "a \\u escape needs four hexadecimal digits");
    value = value << 4 | (gunichar)digit;
  }
  *unit = value;
  return TRUE;
}

/* After "\u". */
static gboolean
read_unicode_escape (Scan *scan, gunichar *character)
{
  gunichar low;

  if (!read_hex4 (scan, character))
    return FALSE;
  if (*character == 0)
    return fail (scan, "it holds a NUL character");
  if (*character < 0xd800 || *character > 0xdfff)
    return TRUE;
  if (*character > 0xdbff || scan->end - scan->at < 2 || scan->at[0] != '\\' || scan->at[1] != 'u')
    return fail (scan, "it holds half of a surrogate pair");
  scan->at += 2;
  if (!read_hex4 (scan, &low))
    return FALSE;
  if (low < 0xdc00 || low > 0xdfff)
    return fail (scan, "it holds half of a surrogate pair");
  *character = 0x10000 + ((*character - 0xd800) << 10) + (low - 0xdc00);
  return TRUE;
}

/* After the backslash. */
static gboolean
read_escape (Scan *scan, gunichar *character)
{
  static const char escapes[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *found;
  char c;

  if (scan->at == scan->end)
    return fail (scan, "it ends within an escape");
  c = *scan->at++;
  if (c == 'u')
    return read_unicode_escape (scan, character);
  found = strchr (escapes, c);
  if (found == NULL)
    return fail (scan, "it holds an unknown escape");
  *character = (gunichar)meanings[found - escapes];
  return TRUE;
}

/* At the opening quote. Where @key is given the text is noted there, its escapes resolved. */
static gboolean
read_string (Scan *scan, Key *key)
{
  const char *start = ++scan->at;
  const char *copied = start;

  while (scan->at < scan->end && *scan->at != '"') {
    gunichar character;

    if ((guchar)*scan->at < 0x20)
      return fail (scan, "a text holds a bare control character");
    if (*scan->at++ != '\\')
      continue;
    if (key != NULL) {
      if (!key->resolved)
        key->offset = scan->resolved->len;
      key->resolved = TRUE;
      g_string_append_len (scan->resolved, copied, scan->at - 1 - copied);
    }
    if (!read_escape (scan, &character))
      return FALSE;
    if (key != NULL)
      g_string_append_unichar (scan->resolved, character);
    copied = scan->at;
  }
  if (scan->at == scan->end)
    return fail (scan, "it ends within a text");
  if (key != NULL && key->resolved) {
    g_string_append_len (scan->resolved, copied, scan->at - copied);
    key->length = (guint)(scan->resolved->len - key->offset);
  } else if (key != NULL) {
    key->offset = (gsize)(start - scan->text);
    key->length = (guint)(scan->at - start);
  }
  scan->at++;
  return TRUE;
}

static gboolean
read_digits (Scan *scan)
{
  const char *start = scan->at;

  while (scan->at < scan->end && g_ascii_isdigit (*scan->at))
    scan->at++;
  return scan->at > start || fail (scan, "a number lacks its digits");
}

static gboolean
is_at (const Scan *scan, const char *one_of)
{
  return scan->at < scan->end && *scan->at != '\0' && strchr (one_of, *scan->at) != NULL;
}

static gboolean
check_number_value (Scan *scan, const char *start, gboolean is_integer)
{
  char literal[NUMBER_MAX + 1] = "";
  gsize length = (gsize)(scan->at - start);

  if (length > NUMBER_MAX)
    return fail (scan, "a number is too long");
  memcpy (literal, start, length);
  if (!is_integer)
    return isfinite (g_ascii_strtod (literal, NULL)) || fail (scan, "a number is too large");
  return (length <= 17 && ABS (g_ascii_strtoll (literal, NULL, 10)) <= INTEGER_MAX) ||
         fail (scan, "an integer is beyond 2^53");
}

static gboolean
read_number (Scan *scan)
{
  const char *start = scan->at;
  gboolean is_integer = TRUE;
  gboolean starts_with_zero;

  if (*scan->at == '-')
    scan->at++;
  starts_with_zero = is_at (scan, "0");
  if (starts_with_zero)
    scan->at++;
  else if (!read_digits (scan))
    return FALSE;
  if (starts_with_zero && is_at (scan, "0123456789"))
    return fail (scan, "a number starts with a superfluous 0");
  if (is_at (scan, ".")) {
    is_integer = FALSE;
    scan->at++;
    if (!read_digits (scan))
      return FALSE;
  }
  if (is_at (scan, "eE")) {
    is_integer = FALSE;
    scan->at++;
    if (is_at (scan, "+-"))
      scan->at++;
    if (!read_digits (scan))
      return FALSE;
  }
  return check_number_value (scan, start, is_integer);
}

static gboolean
read_word (Scan *scan, const char *word)
{
  gsize length = strlen (word);

  if ((gsize)(scan->end - scan->at) < length || memcmp (scan->at, word, length) != 0)
    return fail (scan, "it holds an unknown word");
  scan->at += length;
  return TRUE;
}

static gboolean
open_container (Scan *scan)
{
  if (scan->depth == FOYER_LIMIT_JSON_DEPTH)
    return fail (scan, "it is nested too deeply");
  scan->open[scan->depth] = *scan->at;
  if (*scan->at == '{')
    scan->objects[scan->depth] = scan->n_objects++;
  scan->expect = *scan->at == '{' ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
  scan->depth++;
  scan->at++;
  return TRUE;
}

static gboolean
close_container (Scan *scan)
{
  char opened = scan->open[scan->depth - 1];

  if (*scan->at != (opened == '{' ? '}' : ']'))
    return fail (scan, "its brackets do not match");
  scan->at++;
  scan->depth--;
  scan->expect = scan->depth == 0 ? EXPECT_NOTHING : EXPECT_COMMA_OR_END;
  return TRUE;
}

static gboolean
read_value (Scan *scan)
{
  char c = *scan->at;

  if (scan->depth == 0 && c != '{')
    return fail (scan, "it is not an object");
  if (c == '{' || c == '[')
    return open_container (scan);
  scan->expect = EXPECT_COMMA_OR_END;
  if (c == '"')
    return read_string (scan, NULL);
  if (c == '-' || g_ascii_isdigit (c))
    return read_number (scan);
  return read_word (scan, c == 't' ? "true" : c == 'f' ? "false" : "null");
}

static gboolean
skip_space (Scan *scan)
{
  while (is_at (scan, " \t\n\r"))
    scan->at++;
  return scan->at < scan->end;
}

static gboolean
read_key (Scan *scan)
{
  Key key = { .object = scan->objects[scan->depth - 1] };

  if (*scan->at != '"')
    return fail (scan, "a name is not in double quotes");
  if (!read_string (scan, &key))
    return FALSE;
  g_array_append_val (scan->keys, key);
  if (!skip_space (scan) || *scan->at != ':')
    return fail (scan, "a name is not followed by a colon");
  scan->at++;
  scan->expect = EXPECT_VALUE;
  return TRUE;
}

static gboolean
read_comma_or_end (Scan *scan)
{
  if (*scan->at != ',')
    return close_container (scan);
  scan->at++;
  scan->expect = scan->open[scan->depth - 1] == '{' ? EXPECT_KEY : EXPECT_VALUE;
  return TRUE;
}

static gboolean
read_token (Scan *scan)
{
  switch (scan->expect) {
  case EXPECT_VALUE_OR_END:
    return *scan->at == ']' ? close_container (scan) : read_value (scan);
  case EXPECT_VALUE:
    return read_value (scan);
  case EXPECT_KEY_OR_END:
    return *scan->at == '}' ? close_container (scan) : read_key (scan);
  case EXPECT_KEY:
    return read_key (scan);
  case EXPECT_COMMA_OR_END:
    return read_comma_or_end (scan);
  case EXPECT_NOTHING:
  default:
    return fail (scan, "something follows its end");
  }
}

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer data)
{
  const Scan *scan = data;
  const Key *left = a;
  const Key *right = b;

  if (left->object != right->object)
    return left->object < right->object ? -1 : 1;
  if (left->length != right->length)
    return left->length < right->length ? -1 : 1;
  return memcmp ((left->resolved ? scan->resolved->str : scan->text) + left->offset,
                 (right->resolved ? scan->resolved->str : scan->text) + right->offset,
                 left->length);
}

static gboolean
check_keys (Scan *scan)
{
  g_array_sort_with_data (scan->keys, compare_keys, scan);
  for (guint i = 1; i < scan->keys->len; i++) {
    if (compare_keys (&g_array_index (scan->keys, Key, i - 1),
                      &g_array_index (scan->keys, Key, i),
                      scan) == 0)
      return fail (scan, "a name occurs twice in one object");
  }
  return TRUE;
}

static gboolean
read_text (Scan *scan)
{
  if (!g_utf8_validate_len (scan->text, (gsize)(scan->end - scan->text), NULL))
    return fail (scan, "it is not UTF-8 or holds a NUL");
  while (skip_space (scan)) {
    if (!read_token (scan))
      return FALSE;
  }
  if (scan->expect != EXPECT_NOTHING)
    return fail (scan, "it ends too early");
  return check_keys (scan);
}

/**
 * foyer_json_check:
 * @text: @length bytes from a stranger; no NUL needs to follow
 * @error: %FOYER_ERROR_BAD_REQUEST says what is wrong
 *
 * Checks that @text is one JSON object as RFC 8259 has it and nothing else, and besides that it is
 * at most %FOYER_LIMIT_JSON_DEPTH deep, that no name occurs twice in one object, that integers lie
 * within ±2^53 and numbers are finite and at most 64 characters long, and that no text holds NUL or
 * half of a surrogate pair. The size is the caller's to bound.
 *
 * Returns: whether it is
 */
gboolean
foyer_json_check (const char *text, gsize length, GError **error)
{
  g_autoptr (GArray) keys = g_array_sized_new (FALSE, FALSE, sizeof (Key), 32);
  g_autoptr (GString) resolved = g_string_new (NULL);
  Scan scan = {
    .text = text,
    .at = text,
    .end = text + length,
    .expect = EXPECT_VALUE,
    .keys = keys,
    .resolved = resolved,
  };

  if (read_text (&scan))
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_BAD_REQUEST,
               "The message is not acceptable JSON: %s.",
               scan.problem);
  return FALSE;
}
