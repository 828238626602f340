/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-activities"

#include "config.h"

#include "relay/foyer-relay-activities.h"

/* What staff do, as those who watch over them are told: the event's verification log, row by row.
 * Rows of this relay need not be read where they follow on what was told. */

static FoyerActivity *
make_activity (const FoyerDbScanRequest *request, const FoyerDbScanAnswer *answer)
{
  const FoyerVerdict *verdict = answer->verdict;

  return foyer_activity_new (&(FoyerActivity){
      .staff_email = (char *)request->actor.staff_email,
      .device = (char *)request->actor.device_name,
      .action = foyer_verdict_get_action (verdict),
      .outcome = verdict->outcome,
      .reason = verdict->reason,
      .ticket_id = verdict->ticket != NULL ? verdict->ticket->id : NULL,
      .timestamp = answer->timestamp,
  });
}

/**
 * foyer_relay_activities_of_batch:
 * @requests: (element-type FoyerDbScanRequest): a batch of scans
 * @result: what became of it
 * @told: the number of the last log row that was told
 * @is_whole: (out): whether that is all; otherwise rows of another relay lie in between
 *
 * Returns: (transfer full) (element-type FoyerActivity): what staff did, from @told + 1 on and
 *   without a gap; what was only asked again is no row
 */
GPtrArray *
foyer_relay_activities_of_batch (GPtrArray *requests,
                                 const FoyerDbBatchResult *result,
                                 gint64 told,
                                 gboolean *is_whole)
{
  GPtrArray *activities = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_activity_unref);

  *is_whole = TRUE;
  for (guint i = 0; *is_whole && i < requests->len; i++) {
    const FoyerDbScanAnswer *answer = &g_array_index (result->answers, FoyerDbScanAnswer, i);

    if (answer->verdict == NULL || answer->repeated || answer->log_no <= told)
      continue;
    *is_whole = answer->log_no == told + activities->len + 1;
    if (*is_whole)
      g_ptr_array_add (activities, make_activity (g_ptr_array_index (requests, i), answer));
  }
  return activities;
}
