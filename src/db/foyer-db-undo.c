/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-undo"

#include "config.h"

#include "db/foyer-db-undo.h"

#include "base/foyer-error.h"
#include "db/foyer-db-amend.h"
#include "db/foyer-db-query.h"

/* Taking an admission back, whether the judge or a supervisor made it. */

/* The admission that a later refusal will name: the last one on this list that nobody took back. */
#define FIND_EARLIER                                                                   \
  "SELECT l.id, l.staff_email, l.device_name, foyer_micros (l.\"timestamp\")"          \
  " FROM verification_logs l WHERE l.event_id = $1::uuid AND l.ticket_id = $2::uuid"   \
  " AND l.list_id = $3::uuid AND l.action IN ('verified', 'overridden')"               \
  " AND l.scan_id <> $4::uuid"                                                         \
  " AND NOT EXISTS (SELECT FROM verification_logs u WHERE u.event_id = l.event_id"     \
  "  AND u.ticket_id = l.ticket_id AND u.scan_id = l.scan_id AND u.action = 'undone')" \
  " ORDER BY l.log_no DESC LIMIT 1"
/* A ticket that is admitted nowhere any more is what it was before. */
#define RESTORE_TICKET                                                                \
  "WITH used AS (SELECT EXISTS (SELECT FROM ticket_states WHERE ticket_id = $1::uuid" \
  "  AND entries_used > 0) AS yes)"                                                   \
  " UPDATE tickets SET version = version + 1,"                                        \
  " status = CASE WHEN status = 'void' OR used.yes THEN status"                       \
  "  WHEN sent_at IS NOT NULL THEN 'sent' ELSE 'generated' END,"                      \
  " verified_at = CASE WHEN used.yes THEN verified_at END,"                           \
  " verified_by = CASE WHEN used.yes THEN verified_by END,"                           \
  " device_id = CASE WHEN used.yes THEN device_id END"                                \
  " FROM used WHERE id = $1::uuid RETURNING status, version"

static gboolean
check (FoyerDbAmendment *self, GError **error)
{
  if (self->outcome != FOYER_OUTCOME_ADMITTED && self->override_id == NULL)
    return foyer_db_amend_fail (error, FOYER_ERROR_BAD_REQUEST, "Only an admission can be undone.");
  if (self->undone)
    return foyer_db_amend_fail (error,
                                FOYER_ERROR_CHANGED_MEANWHILE,
                                "This admission was undone already.");
  self->about_id = self->override_id != NULL ? self->override_id : self->answer_id;
  return TRUE;
}

static gboolean
find_earlier (FoyerDbAmendment *self, GError **error)
{
  g_autoptr (PGresult) row = foyer_db_query (self->connection,
                                             FIND_EARLIER,
                                             FOYER_DB_PARAMS (self->event_id,
                                                              self->ticket_id,
                                                              self->list_id,
                                                              self->scan_id),
                                             error);

  if (row == NULL)
    return FALSE;
  foyer_ticket_state_clear (&self->state);
  self->state.last_admission.timestamp = 0;
  if (PQntuples (row) == 0)
    return TRUE;
  self->earlier_id = g_strdup (PQgetvalue (row, 0, 0));
  self->last_admission = self->earlier_id;
  self->state.last_admission.verified_by = g_strdup (foyer_db_get_text (row, 0, 1));
  self->state.last_admission.device = g_strdup (foyer_db_get_text (row, 0, 2));
  self->state.last_admission.timestamp = foyer_db_get_time (row, 0, 3);
  return TRUE;
}

static gboolean
amend (FoyerDbAmendment *self, GError **error)
{
  if (!self->has_state)
    return foyer_db_amend_fail (error,
                                FOYER_ERROR_FAILED,
                                "The ticket has no admission that could be undone.");
  foyer_ticket_state_undo (&self->state);
  self->last_scan = self->about_id;
  return find_earlier (self, error);
}

static PGresult *
write_ticket (FoyerDbAmendment *self, GError **error)
{
  return foyer_db_query (self->connection,
                         RESTORE_TICKET,
                         FOYER_DB_PARAMS (self->ticket_id),
                         error);
}

static const FoyerDbAmendmentKind kind = {
  .name = "undo",
  .permission = FOYER_PERMISSION_UNDO,
  .action = FOYER_ACTION_UNDONE,
  .change = FOYER_CHANGE_KIND_UNDONE,
  .check = check,
  .amend = amend,
  .write_ticket = write_ticket,
};

/**
 * foyer_db_undo:
 * @request_id: a UUID; a request that was done already is done, and nothing happens again
 * @event_id: a UUID
 * @scan_id: the scan whose admission is taken back
 * @reason: (nullable): why, in the supervisor's words
 * @batch: (out) (transfer full) (nullable): what devices are to be told; %NULL where it had been
 * done
 *
 * Takes an admission back: its entry may be used again, and the counts and the ticket are what they
 * were before it.
 *
 * Returns: whether it is undone; %FOYER_ERROR_NOT_FOUND where there is no such scan,
 *   %FOYER_ERROR_CHANGED_MEANWHILE where somebody else undid it
 */
gboolean
foyer_db_undo (FoyerDbConnection *connection,
               const char *request_id,
               const char *event_id,
               const char *scan_id,
               const char *reason,
               const FoyerDbActor *actor,
               FoyerChangeBatch **batch,
               GError **error)
{
  return foyer_db_amend (&kind,
                         connection,
                         request_id,
                         event_id,
                         scan_id,
                         reason,
                         actor,
                         batch,
                         error);
}
