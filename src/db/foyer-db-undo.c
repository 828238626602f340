/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-undo"

#include "config.h"

#include "db/foyer-db-undo.h"

#include "base/foyer-error.h"
#include "db/foyer-db-amend.h"
#include "db/foyer-db-entries.h"
#include "db/foyer-db-query.h"

/* Taking an admission back, whether the judge or a supervisor made it. */

/* The admission that a later refusal will name: the last one on this list that nobody took back. */
#define FIND_EARLIER                                                                 \
  "SELECT l.id, l.staff_email, l.device_name, " FOYER_DB_LOG_TIME                    \
  " FROM verification_logs l WHERE l.event_id = $1::uuid AND l.ticket_id = $2::uuid" \
  " AND l.list_id = $3::uuid AND " FOYER_DB_LOG_IS_ADMISSION                         \
  " AND l.scan_id <> $4::uuid AND " FOYER_DB_LOG_STANDS " ORDER BY l.log_no DESC LIMIT 1"
/* What happened to the ticket on this list besides, in the order of time: desks may have told
 * later.
 */
#define FIND_OTHERS                                                                         \
  "SELECT l.outcome, " FOYER_DB_LOG_TIME " AS happened, l.action = 'overridden'"            \
  " FROM verification_logs l"                                                               \
  " WHERE l.event_id = $1::uuid AND l.ticket_id = $2::uuid AND l.list_id = $3::uuid"        \
  " AND " FOYER_DB_LOG_IS_PASSAGE " AND (l.outcome <> 'admitted' OR (l.scan_id <> $4::uuid" \
  " AND " FOYER_DB_LOG_STANDS ")) ORDER BY happened, l.log_no"
/* How often the ticket may be used without the admission that is taken back. */
#define BESIDES "l.scan_id <> $4::uuid"
#define COUNT_ALLOWED                                                        \
  "SELECT " FOYER_DB_ENTRIES_COVERED (                                       \
      "$1::uuid",                                                            \
      "$3::uuid",                                                            \
      BESIDES) " + " FOYER_DB_ENTRIES_OVERRIDDEN ("$1::uuid",                \
                                                  "$3::uuid",                \
                                                  BESIDES) " FROM tickets t" \
                                                           " WHERE t.id = $2::uuid"
#define FIND_LIST "SELECT reentry, reentry_delay_ms FROM check_in_lists WHERE id = $1::uuid"
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

/* Whoever looks at a conflict sees which of its scans still count. */
#define TELL_CONFLICTS                                                             \
  "UPDATE conflicts SET version = version + 1, changed_at = clock_timestamp ()"    \
  " WHERE event_id = $1::uuid AND ticket_id = $2::uuid AND $3::uuid = ANY (scans)" \
  " AND resolved_at IS NULL"

static gboolean
check (FoyerDbAmendment *self, GError **error)
{
  if (self->outcome != FOYER_OUTCOME_ADMITTED && self->override_id == NULL &&
      self->reconciled_id == NULL)
    return foyer_db_amend_fail (error, FOYER_ERROR_BAD_REQUEST, "Only an admission can be undone.");
  if (self->undone)
    return foyer_db_amend_fail (error,
                                FOYER_ERROR_CHANGED_MEANWHILE,
                                "This admission was undone already.");
  self->about_id = self->answer_id;
  if (self->reconciled_id != NULL)
    self->about_id = self->reconciled_id;
  if (self->override_id != NULL)
    self->about_id = self->override_id;
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

/* Who came back in has used no entry, and who came back in later may have used the one that is
 * given back: what is left is what the other scans make of the ticket. A list whose rules are
 * others by now makes no more of them than there was. */
static gboolean
replay (FoyerDbAmendment *self, GError **error)
{
  g_autoptr (PGresult) rule =
      foyer_db_query (self->connection, FIND_LIST, FOYER_DB_PARAMS (self->list_id), error);
  g_autoptr (PGresult) rows = NULL;
  g_auto (FoyerTicketState) state = { 0 };
  FoyerCheckInList list = { 0 };
  GTimeSpan delay;

  if (rule == NULL)
    return FALSE;
  rows = foyer_db_query (self->connection,
                         FIND_OTHERS,
                         FOYER_DB_PARAMS (self->event_id,
                                          self->ticket_id,
                                          self->list_id,
                                          self->scan_id),
                         error);
  if (rows == NULL)
    return FALSE;
  list.reentry = foyer_db_get_bool (rule, 0, 0);
  delay = foyer_db_get_int (rule, 0, 1) * G_TIME_SPAN_MILLISECOND;
  for (int row = 0; row < PQntuples (rows); row++) {
    FoyerEarlier by = { .timestamp = foyer_db_get_time (rows, row, 1) };
    FoyerOutcome outcome = FOYER_OUTCOME_REFUSED;

    foyer_outcome_from_nick (PQgetvalue (rows, row, 0), &outcome);
    /* A supervisor lets in whoever went out, whatever delay there is. */
    list.reentry_delay = foyer_db_get_bool (rows, row, 2) ? 0 : delay;
    foyer_ticket_state_apply (&state, &list, outcome, &by);
  }
  self->state.entries_used = MIN (self->state.entries_used, state.entries_used);
  self->state.inside = MIN (self->state.entries_used, state.inside);
  return TRUE;
}

/* Guests who went out may have come back in with an entry that is there only by an override, or
 * because of a conflict. They are in by nothing else, so it stays until their coming back is taken
 * back. */
static gboolean
check_allowed (FoyerDbAmendment *self, guint before, GError **error)
{
  g_autoptr (PGresult) row = NULL;

  if (self->state.entries_used < before)
    return TRUE;
  row = foyer_db_query (self->connection,
                        COUNT_ALLOWED,
                        FOYER_DB_PARAMS (self->event_id,
                                         self->ticket_id,
                                         self->list_id,
                                         self->scan_id),
                        error);
  if (row == NULL)
    return FALSE;
  if (self->state.entries_used <= foyer_db_get_int (row, 0, 0))
    return TRUE;
  return foyer_db_amend_fail (error,
                              FOYER_ERROR_CHANGED_MEANWHILE,
                              "Somebody came back in with this entry: undo that first.");
}

static gboolean
amend (FoyerDbAmendment *self, GError **error)
{
  guint before = self->state.entries_used;

  if (!self->has_state)
    return foyer_db_amend_fail (error,
                                FOYER_ERROR_FAILED,
                                "The ticket has no admission that could be undone.");
  self->last_scan = self->about_id;
  return replay (self, error) && check_allowed (self, before, error) && find_earlier (self, error);
}

static PGresult *
write_ticket (FoyerDbAmendment *self, GError **error)
{
  return foyer_db_query (self->connection,
                         RESTORE_TICKET,
                         FOYER_DB_PARAMS (self->ticket_id),
                         error);
}

static gboolean
settle (FoyerDbAmendment *self, GError **error)
{
  return foyer_db_execute (self->connection,
                           TELL_CONFLICTS,
                           FOYER_DB_PARAMS (self->event_id, self->ticket_id, self->scan_id),
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
  .settle = settle,
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
 *   %FOYER_ERROR_CHANGED_MEANWHILE where somebody else undid it, or where it was an override and
 *   somebody came back in with its entry since
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

/**
 * foyer_db_undo_within:
 *
 * As foyer_db_undo(), as a part of a transaction that has the event's head row, by somebody who is
 * permitted to.
 *
 * Returns: whether it is undone
 */
gboolean
foyer_db_undo_within (FoyerDbConnection *connection,
                      const char *event_id,
                      const char *scan_id,
                      const char *reason,
                      const FoyerDbActor *actor,
                      FoyerChangeBatch **batch,
                      GError **error)
{
  return foyer_db_amend_within (&kind, connection, event_id, scan_id, reason, actor, batch, error);
}
