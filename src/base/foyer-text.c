/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-text"

#include "config.h"

#include "base/foyer-text.h"

#include "base/foyer-limits.h"

#include <string.h>

/* What people and peers write: checks of what is kept, and one folding for what is searched. */

/**
 * foyer_text_is_clean:
 * @text: NUL-terminated bytes from outside
 * @max_bytes: the most bytes it may have
 *
 * Returns: whether @text is UTF-8, holds no control characters and is not too long
 */
gboolean
foyer_text_is_clean (const char *text, gsize max_bytes)
{
  gsize length = strnlen (text, max_bytes + 1);

  if (length > max_bytes || !g_utf8_validate_len (text, length, NULL))
    return FALSE;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    if (g_unichar_iscntrl (g_utf8_get_char (at)))
      return FALSE;
  }
  return TRUE;
}

/**
 * foyer_text_is_blank:
 * @text: valid UTF-8
 *
 * Returns: whether nobody would see anything of @text
 */
gboolean
foyer_text_is_blank (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (!g_unichar_isspace (c) && !g_unichar_iszerowidth (c))
      return FALSE;
  }
  return TRUE;
}

/**
 * foyer_text_is_email:
 * @text: NUL-terminated bytes from outside
 *
 * Tells a plausible address from something else that stands in its place, such as a name or two
 * addresses; whether anybody reads it only a letter can tell.
 *
 * Returns: whether @text is something before and something after one @, without blanks
 */
gboolean
foyer_text_is_email (const char *text)
{
  const char *at = strchr (text, '@');

  return foyer_text_is_clean (text, FOYER_LIMIT_EMAIL) && at != NULL && at != text &&
         at[1] != '\0' && strchr (at + 1, '@') == NULL && strpbrk (text, " ,;<>\"()") == NULL;
}

/**
 * foyer_text_fold:
 * @text: valid UTF-8
 *
 * Folds case and drops accents, so that "jose" finds "José".
 *
 * Returns: (transfer full): the folded text
 */
char *
foyer_text_fold (const char *text)
{
  g_autofree char *decomposed = NULL;
  g_autoptr (GString) plain = NULL;

  /* Most addresses and orders, and quick: a desk folds those of all tickets to find a few. */
  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);
  decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  plain = g_string_new (NULL);
  for (const char *at = decomposed; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (!g_unichar_ismark (c))
      g_string_append_unichar (plain, c);
  }
  return g_utf8_casefold (plain->str, (gssize)plain->len);
}

/**
 * foyer_text_words:
 * @text: valid UTF-8
 *
 * Splits a text into what can be searched for: its folded runs of letters and digits.
 *
 * Returns: (transfer full): the words, in their order; perhaps none
 */
GStrv
foyer_text_words (const char *text)
{
  g_autofree char *folded = foyer_text_fold (text);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  const char *start = NULL;

  for (const char *at = folded;; at = g_utf8_next_char (at)) {
    gboolean is_letter = *at != '\0' && g_unichar_isalnum (g_utf8_get_char (at));

    if (is_letter && start == NULL)
      start = at;
    if (!is_letter && start != NULL) {
      g_autofree char *word = g_strndup (start, (gsize)(at - start));

      g_strv_builder_add (words, word);
      start = NULL;
    }
    if (*at == '\0')
      return g_strv_builder_end (words);
  }
}

/**
 * foyer_text_cut:
 * @text: (nullable): what somebody says; anything
 * @max_bytes: how much of it is kept at most
 *
 * Returns: (transfer full) (nullable): the first whole characters of @text, or %NULL where it is no
 *   UTF-8
 */
char *
foyer_text_cut (const char *text, gsize max_bytes)
{
  gsize length;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return NULL;
  length = strlen (text);
  if (length <= max_bytes)
    return g_strdup (text);
  return g_strndup (text, (gsize)(g_utf8_find_prev_char (text, text + max_bytes + 1) - text));
}
