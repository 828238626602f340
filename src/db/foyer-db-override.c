/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-override"

#include "config.h"

#include "db/foyer-db-override.h"

#include "base/foyer-error.h"
#include "db/foyer-db-amend.h"
#include "db/foyer-db-query.h"

/* Admitting whom the judge refused. The scan keeps its verdict; the admission is a row of its own.
 * A scan is overridden once at most, also where that admission was taken back. */

#define FIND_LIST "SELECT reentry FROM check_in_lists WHERE id = $1::uuid"
/* What is void stays so: it admitted this guest, and admits nobody else. */
#define ADMIT_TICKET                                                            \
  "UPDATE tickets SET version = version + 1,"                                   \
  " status = CASE WHEN status = 'void' THEN status ELSE 'verified' END,"        \
  " verified_at = COALESCE (verified_at, foyer_time ($2::bigint)),"             \
  " verified_by = CASE WHEN verified_at IS NULL THEN $3 ELSE verified_by END,"  \
  " device_id = CASE WHEN verified_at IS NULL THEN $4::uuid ELSE device_id END" \
  " WHERE id = $1::uuid RETURNING status, version"
/* Whoever was refused wrongly, and is let in by this, has been refused no more. */
#define EXPLAIN_REFUSAL                                                           \
  "UPDATE conflicts SET version = version + 1, resolved_at = clock_timestamp ()," \
  " changed_at = clock_timestamp (), resolution = 'explained'"                    \
  " WHERE event_id = $1::uuid AND ticket_id = $2::uuid AND kind = 'should_admit'" \
  " AND $3::uuid = ANY (scans) AND resolved_at IS NULL"

static gboolean
check (FoyerDbAmendment *self, GError **error)
{
  if (self->outcome != FOYER_OUTCOME_REFUSED)
    return foyer_db_amend_fail (error,
                                FOYER_ERROR_BAD_REQUEST,
                                "Only who was refused can be let in anyway.");
  if (self->ticket_id == NULL || self->list_id == NULL)
    return foyer_db_amend_fail (error,
                                FOYER_ERROR_BAD_REQUEST,
                                "This is no ticket of the event and its check-in lists.");
  if (self->override_id != NULL || self->reconciled_id != NULL)
    return foyer_db_amend_fail (error,
                                FOYER_ERROR_CHANGED_MEANWHILE,
                                "This guest was let in already.");
  self->about_id = self->answer_id;
  return TRUE;
}

/* Whoever went out takes up their entry again, whatever delay there is. */
static gboolean
amend (FoyerDbAmendment *self, GError **error)
{
  g_autoptr (PGresult) row =
      foyer_db_query (self->connection, FIND_LIST, FOYER_DB_PARAMS (self->list_id), error);
  FoyerEarlier by = { .verified_by = (char *)self->actor->staff_email,
                      .device = (char *)self->actor->device_name,
                      .timestamp = self->now };
  FoyerCheckInList list = { 0 };

  if (row == NULL)
    return FALSE;
  list.reentry = foyer_db_get_bool (row, 0, 0);
  foyer_ticket_state_apply (&self->state, &list, FOYER_OUTCOME_ADMITTED, &by);
  self->last_scan = self->log_id;
  self->last_admission = self->log_id;
  return TRUE;
}

static PGresult *
write_ticket (FoyerDbAmendment *self, GError **error)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, self->now);

  return foyer_db_query (self->connection,
                         ADMIT_TICKET,
                         FOYER_DB_PARAMS (self->ticket_id,
                                          now,
                                          self->actor->staff_email,
                                          self->actor->device_id),
                         error);
}

static gboolean
settle (FoyerDbAmendment *self, GError **error)
{
  return foyer_db_execute (self->connection,
                           EXPLAIN_REFUSAL,
                           FOYER_DB_PARAMS (self->event_id, self->ticket_id, self->scan_id),
                           error);
}

static const FoyerDbAmendmentKind kind = {
  .name = "override",
  .permission = FOYER_PERMISSION_OVERRIDE,
  .action = FOYER_ACTION_OVERRIDDEN,
  .change = FOYER_CHANGE_KIND_VERIFIED,
  .audited = TRUE,
  .check = check,
  .amend = amend,
  .write_ticket = write_ticket,
  .settle = settle,
};

static gboolean
is_blank (const char *text)
{
  g_autofree char *copy = g_strdup (text);

  return copy == NULL || *g_strstrip (copy) == '\0';
}

/**
 * foyer_db_override:
 * @request_id: a UUID; a request that was done already is done, and nothing happens again
 * @event_id: a UUID
 * @scan_id: a scan of a ticket of the event that was refused
 * @reason: why, in the supervisor's words; not empty
 * @batch: (out) (transfer full) (nullable): what devices are to be told; %NULL where it had been
 *   done
 *
 * Admits whom the judge refused: an entry is used, allowed or not, and the counts follow.
 *
 * Returns: whether they are admitted; %FOYER_ERROR_NOT_FOUND where there is no such scan,
 *   %FOYER_ERROR_CHANGED_MEANWHILE where somebody let them in before
 */
gboolean
foyer_db_override (FoyerDbConnection *connection,
                   const char *request_id,
                   const char *event_id,
                   const char *scan_id,
                   const char *reason,
                   const FoyerDbActor *actor,
                   FoyerChangeBatch **batch,
                   GError **error)
{
  *batch = NULL;
  if (is_blank (reason))
    return foyer_db_amend_fail (error, FOYER_ERROR_BAD_REQUEST, "An override needs a reason.");
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
