/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-migrate"

#include "config.h"

#include "store/foyer-store-migrate.h"

#include "foyer-store-resources.h"

#include <gio/gio.h>

/* The tables of a desk's file come about in steps, each with one more than the version before it
 * has: a file that an older Foyer wrote takes those that it lacks, and a new one takes all. A step
 * that was in a release never changes. */

#define FOLDER "/io/github/foyer_app/store/migrations/"

static const char *const steps[] = {
  FOLDER "001-base.sql",
  FOLDER "002-overrides.sql",
  FOLDER "003-counts.sql",
};

/* Resources register themselves when the first of any is looked for. A thread that asks for its own
 * one while another registers them gets %NULL; looking for data waits for that. */
static gboolean
take_step (FoyerStoreFile *file, const char *step, GError **error)
{
  g_autoptr (GBytes) script = g_resources_lookup_data (step, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  return script != NULL && foyer_store_run (file, g_bytes_get_data (script, NULL), error);
}

/**
 * foyer_store_migrate:
 * @version: how many steps @file has taken, at most %FOYER_STORE_VERSION; none where it is new
 *
 * Takes the others, within the caller's transaction.
 */
gboolean
foyer_store_migrate (FoyerStoreFile *file, gint64 version, GError **error)
{
  g_autofree char *taken = g_strdup_printf ("PRAGMA user_version = %d", FOYER_STORE_VERSION);

  G_STATIC_ASSERT (G_N_ELEMENTS (steps) == FOYER_STORE_VERSION);
  /* So that the steps are linked. */
  foyer_store_get_resource ();
  for (gint64 i = version; i < FOYER_STORE_VERSION; i++) {
    if (!take_step (file, steps[i], error))
      return FALSE;
  }
  return foyer_store_run (file, taken, error);
}
