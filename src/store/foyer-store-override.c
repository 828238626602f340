/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-override"

#include "config.h"

#include "base/foyer-error.h"
#include "store/foyer-store-scan-row.h"

#include <glib/gi18n.h>

/* A supervisor lets in whom this desk refused, while no relay can be asked. It is kept with the
 * scan and told with it: from then on the guest is in, for the judge here and for other desks. */

/* What the relay has it has to hear again. What it can never store stays set aside. */
#define OVERRIDE                                                                     \
  "UPDATE scans SET override_at = ?, override_offset_ms = ?, override_error_ms = ?," \
  " override_session = ?, override_sealed = ?, seq = 0,"                             \
  " standing = CASE standing WHEN 'aside' THEN 'aside' ELSE 'waiting' END WHERE id = ?"

static gboolean
fail (FoyerError code, const char *message, GError **error)
{
  g_set_error_literal (error, FOYER_ERROR, (int)code, message);
  return FALSE;
}

static gboolean
check (const FoyerStoreScan *scan, GError **error)
{
  if (scan == NULL)
    return fail (FOYER_ERROR_NOT_FOUND, _ ("This desk knows no such scan."), error);
  if (scan->verdict->outcome != FOYER_OUTCOME_REFUSED || scan->verdict->ticket == NULL)
    return fail (FOYER_ERROR_BAD_REQUEST,
                 "Only who was refused with a ticket can be let in anyway.",
                 error);
  if (scan->report->override != NULL)
    return fail (FOYER_ERROR_CHANGED_MEANWHILE, _ ("This guest was let in already."), error);
  return TRUE;
}

static gboolean
write_override (FoyerStoreFile *file,
                const char *scan_id,
                const char *reason,
                FoyerTime at,
                const FoyerStoreDesk *desk,
                GError **error)
{
  g_autoptr (GBytes) sealed = foyer_store_seal (file,
                                                FOYER_STORE_OVERRIDE_KIND,
                                                scan_id,
                                                g_variant_new (FOYER_STORE_OVERRIDE_PRIVATE,
                                                               desk->staff_email,
                                                               desk->device_name,
                                                               reason));
  sqlite3_stmt *statement = foyer_store_prepare (file, OVERRIDE, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, at);
  sqlite3_bind_int64 (statement, 2, desk->clock_offset_ms);
  sqlite3_bind_int64 (statement, 3, desk->clock_error_ms);
  foyer_store_bind_uuid (statement, 4, desk->session_id);
  foyer_store_bind_bytes (statement, 5, sealed);
  foyer_store_bind_uuid (statement, 6, scan_id);
  return foyer_store_execute (file, statement, error);
}

/**
 * foyer_store_override:
 * @scan_id: a scan of a ticket that was refused, here or by the relay
 * @reason: why, in the supervisor's words
 * @at: when, by the desk's clock
 * @desk: who lets the guest in
 *
 * Keeps that a supervisor let the guest in: when this returns it is on the disk, and the scan waits
 * to be delivered with it.
 *
 * Returns: whether they are in; %FOYER_ERROR_NOT_FOUND where this desk has no such scan,
 *   %FOYER_ERROR_CHANGED_MEANWHILE where they were let in before
 */
gboolean
foyer_store_override (FoyerStoreFile *file,
                      const char *scan_id,
                      const char *reason,
                      FoyerTime at,
                      const FoyerStoreDesk *desk,
                      GError **error)
{
  g_autoptr (FoyerStoreTransaction) transaction = file;
  g_autoptr (FoyerStoreScan) scan = NULL;

  return foyer_store_begin (file, error) && foyer_store_find_scan (file, scan_id, &scan, error) &&
         check (scan, error) && write_override (file, scan_id, reason, at, desk, error) &&
         foyer_store_commit (file, error);
}
