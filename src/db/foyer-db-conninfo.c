/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-conninfo"

#include "config.h"

#include "db/foyer-db-conninfo.h"

/**
 * foyer_db_conninfo_append:
 * @self: a connection string so far
 *
 * Says one more thing about a connection, whatever is in @value.
 */
void
foyer_db_conninfo_append (GString *self, const char *keyword, const char *value)
{
  g_string_append_printf (self, "%s='", keyword);
  for (const char *at = value; *at != '\0'; at++) {
    if (*at == '\'' || *at == '\\')
      g_string_append_c (self, '\\');
    g_string_append_c (self, *at);
  }
  g_string_append (self, "' ");
}
