/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-nick"

#include "config.h"

#include "base/foyer-nick.h"

#include <string.h>

/* Enumerations travel by name (JSON, SQL, command lines). A table of names, indexed by value, is
 * all that takes; these two functions read it in either direction. */

/**
 * foyer_nick_get:
 * @nicks: (array length=n_nicks): names, indexed by value; a hole is %NULL
 * @value: below @n_nicks
 *
 * Returns: (transfer none) (nullable): the name of @value
 */
const char *
foyer_nick_get (const char *const *nicks, guint n_nicks, guint value)
{
  g_return_val_if_fail (value < n_nicks, NULL);

  return nicks[value];
}

/**
 * foyer_nick_find:
 * @nicks: (array length=n_nicks): names, indexed by value; a hole is %NULL
 * @nick: (nullable): the name that is looked for
 * @value: (out): its value; untouched where there is none
 *
 * Returns: whether @nick is one of @nicks
 */
gboolean
foyer_nick_find (const char *const *nicks, guint n_nicks, const char *nick, guint *value)
{
  if (nick == NULL)
    return FALSE;
  for (guint i = 0; i < n_nicks; i++) {
    if (nicks[i] != NULL && strcmp (nicks[i], nick) == 0) {
      *value = i;
      return TRUE;
    }
  }
  return FALSE;
}
