/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-settings"

#include "config.h"

#include "app/foyer-settings.h"

/* What a profile remembers of how its person likes things. */

/**
 * foyer_settings_new:
 * @profile: a profile's name
 *
 * Returns: (transfer full) (nullable): its settings; %NULL where the schema is not installed, as
 *   in a folder where Foyer was just built: it then works with its defaults
 */
GSettings *
foyer_settings_new (const char *profile)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autofree char *path = g_strdup_printf ("/io/github/foyer_app/Foyer/%s/", profile);

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, FOYER_APPLICATION_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, path) : NULL;
}
