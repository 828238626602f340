/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-deliver"

#include "config.h"

#include "db/foyer-db-deliver.h"

#include "base/foyer-error.h"
#include "db/foyer-db-changes.h"
#include "db/foyer-db-query.h"

/* Late scans of a device on which nobody is signed in any more, and which may have been revoked:
 * nothing that happened at a door is refused. What was scanned in a session of it is credited to
 * that session. Somebody is to look at what a revoked device brings; foyer_db_verify_batch() sees
 * to that. */

#define FIND_REVOKED \
  "SELECT foyer_micros (revoked_at) FROM staff_devices WHERE id = $1::uuid AND status = 'revoked'"

/* Returns FALSE where the device never was let in, so that nobody can have scanned on it. */
static gboolean
check_status (const FoyerDevice *device, GError **error)
{
  if (device->status != FOYER_DEVICE_STATUS_PENDING)
    return TRUE;
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_NOT_PERMITTED,
                       "An admin has to approve this device first.");
  return FALSE;
}

static gboolean
find_revoked (FoyerDbConnection *connection,
              const char *device_id,
              FoyerTime *revoked_at,
              GError **error)
{
  g_autoptr (PGresult) row =
      foyer_db_query (connection, FIND_REVOKED, FOYER_DB_PARAMS (device_id), error);

  if (row == NULL)
    return FALSE;
  *revoked_at = PQntuples (row) == 1 ? foyer_db_get_time (row, 0, 0) : 0;
  return TRUE;
}

static GPtrArray *
make_requests (GPtrArray *reports, const FoyerDbActor *actor, FoyerTime revoked_at)
{
  GPtrArray *requests = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < reports->len; i++) {
    FoyerReport *report = g_ptr_array_index (reports, i);
    FoyerDbScanRequest *request = g_new0 (FoyerDbScanRequest, 1);

    request->scan = report->scan;
    request->report = report;
    request->actor = *actor;
    request->revoked_at = revoked_at;
    g_ptr_array_add (requests, request);
  }
  return requests;
}

/**
 * foyer_db_deliver:
 * @proof: for the purpose deliver
 * @reports: (element-type FoyerReport): scans of that event, at most %FOYER_LIMIT_SYNC_SCANS
 * @actor: from where they come
 *
 * Stores late scans as foyer_db_verify_batch() does, and makes the relays look. A scan whose
 * session is none of the device, or whose signature does not hold, is %FOYER_ERROR_NOT_PERMITTED.
 *
 * Returns: (transfer full) (nullable): the answers, or %NULL with the errors of
 *   foyer_db_device_prove(), or where nothing is known to have been committed
 */
FoyerDbBatchResult *
foyer_db_deliver (FoyerDbConnection *connection,
                  const FoyerDbProof *proof,
                  const char *event_id,
                  GPtrArray *reports,
                  const FoyerDbActor *actor,
                  GError **error)
{
  g_autoptr (FoyerDbEventCache) cache = foyer_db_event_cache_new ();
  g_autoptr (FoyerDevice) device =
      foyer_db_device_prove (connection, proof, FOYER_PROOF_DELIVER, error);
  FoyerDbActor known = { .ip_address = actor->ip_address, .user_agent = actor->user_agent };
  g_autoptr (FoyerDbBatchResult) result = NULL;
  g_autoptr (GPtrArray) requests = NULL;
  FoyerTime revoked_at = 0;

  if (device == NULL || !check_status (device, error) ||
      !find_revoked (connection, device->id, &revoked_at, error))
    return NULL;
  known.device_id = device->id;
  known.device_name = device->name;
  requests = make_requests (reports, &known, revoked_at);
  result = foyer_db_verify_batch (connection, cache, event_id, requests, error);
  if (result == NULL)
    return NULL;
  if (result->is_news)
    foyer_db_changes_ring (connection, event_id, result->seq);
  return g_steal_pointer (&result);
}
