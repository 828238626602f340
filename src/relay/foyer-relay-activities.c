/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-activities"

#include "config.h"

#include "relay/foyer-relay-activities.h"

/* What staff do, as those who watch over them are told: of this relay's scans all, refused ones
 * too; of other relays' what their changes say. */

/**
 * foyer_relay_activities_of_batch:
 * @requests: (element-type FoyerDbScanRequest): a batch of scans
 * @result: what became of it
 * @told: the last change that was told; activities up to it were told with it
 *
 * Returns: (transfer full) (element-type FoyerActivity): what staff did, without what was only
 *   asked again
 */
GPtrArray *
foyer_relay_activities_of_batch (GPtrArray *requests, const FoyerDbBatchResult *result, gint64 told)
{
  GPtrArray *activities = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_activity_unref);

  for (guint i = 0; i < requests->len; i++) {
    const FoyerDbScanRequest *request = g_ptr_array_index (requests, i);
    const FoyerDbScanAnswer *answer = &g_array_index (result->answers, FoyerDbScanAnswer, i);
    const FoyerVerdict *verdict = answer->verdict;

    if (verdict == NULL || answer->repeated || (verdict->seq > 0 && verdict->seq <= told))
      continue;
    g_ptr_array_add (activities,
                     foyer_activity_new (&(FoyerActivity){
                         .staff_email = (char *)request->actor.staff_email,
                         .device = (char *)request->actor.device_name,
                         .action = foyer_verdict_get_action (verdict),
                         .outcome = verdict->outcome,
                         .reason = verdict->reason,
                         .ticket_id = verdict->ticket != NULL ? verdict->ticket->id : NULL,
                         .timestamp = answer->timestamp,
                     }));
  }
  return activities;
}

static gboolean
read_change (const FoyerChange *change, FoyerActivity *fields)
{
  switch (change->kind) {
  case FOYER_CHANGE_KIND_VERIFIED:
    fields->action = FOYER_ACTION_VERIFIED;
    fields->outcome = FOYER_OUTCOME_ADMITTED;
    return TRUE;
  case FOYER_CHANGE_KIND_EXITED:
    fields->action = FOYER_ACTION_EXITED;
    fields->outcome = FOYER_OUTCOME_EXITED;
    return TRUE;
  case FOYER_CHANGE_KIND_UNDONE:
    fields->action = FOYER_ACTION_UNDONE;
    return TRUE;
  case FOYER_CHANGE_KIND_ADDED:
  case FOYER_CHANGE_KIND_EDITED:
  case FOYER_CHANGE_KIND_VOIDED:
  case FOYER_CHANGE_KIND_RELOAD:
  default:
    return FALSE;
  }
}

/**
 * foyer_relay_activities_of_changes:
 *
 * Returns: (transfer full) (element-type FoyerActivity): what staff did at the doors
 */
GPtrArray *
foyer_relay_activities_of_changes (const FoyerChangeBatch *batch)
{
  GPtrArray *activities = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_activity_unref);

  for (guint i = 0; i < batch->changes->len; i++) {
    const FoyerChange *change = g_ptr_array_index (batch->changes, i);
    FoyerActivity fields = {
      .staff_email = change->verified_by,
      .device = change->device,
      .ticket_id = change->ticket_id,
      .timestamp = change->timestamp,
    };

    if (read_change (change, &fields))
      g_ptr_array_add (activities, foyer_activity_new (&fields));
  }
  return activities;
}
