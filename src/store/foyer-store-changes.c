/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-changes"

#include "config.h"

#include "store/foyer-store-changes.h"

#include "base/foyer-error.h"
#include "store/foyer-store-codes.h"
#include "store/foyer-store-events.h"
#include "store/foyer-store-heard.h"
#include "store/foyer-store-scans.h"
#include "store/foyer-store-state.h"
#include "store/foyer-store-ticket-row.h"

#include <glib/gi18n.h>

/* What happened elsewhere, step by step: the copy of the tickets becomes what the relay has. */

typedef struct {
  FoyerStoreFile *file;
  FoyerStoreEvent event;
} Follower;

static void
follower_clear (Follower *self)
{
  foyer_store_event_clear (&self->event);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Follower, follower_clear)

static gboolean
fall_behind (GError **error)
{
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_CHANGED_MEANWHILE,
                       _ ("This desk is too far behind: the tickets are fetched again."));
  return FALSE;
}

/* A ticket that a copy of all tickets does not have is a change that was missed. */
static gboolean
set_status (Follower *self, const FoyerChange *change, GError **error)
{
  sqlite3_stmt *statement =
      foyer_store_prepare (self->file,
                           "UPDATE tickets SET status = ?, version = ? WHERE copy = ? AND id = ?",
                           error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 1, change->status);
  sqlite3_bind_int64 (statement, 2, change->version);
  sqlite3_bind_int64 (statement, 3, self->event.copy);
  foyer_store_bind_uuid (statement, 4, change->ticket_id);
  if (!foyer_store_execute (self->file, statement, error))
    return FALSE;
  return sqlite3_changes (self->file->db) == 1 || self->event.tickets == FOYER_STORE_TICKETS_VOID
             ? TRUE
             : fall_behind (error);
}

/* What the change makes of the state, where it does not say so itself. An admission that is about a
 * scan of before is an override: whoever went out takes up their entry again, whatever delay there
 * is. */
static void
guess_state (FoyerTicketState *state, const FoyerCheckInList *list, const FoyerChange *change)
{
  FoyerCheckInList rule = *list;
  FoyerEarlier by = { .verified_by = change->verified_by,
                      .device = change->device,
                      .timestamp = change->timestamp };

  if (change->amends)
    rule.reentry_delay = 0;
  foyer_ticket_state_apply (state,
                            &rule,
                            change->kind == FOYER_CHANGE_KIND_VERIFIED ? FOYER_OUTCOME_ADMITTED
                                                                       : FOYER_OUTCOME_EXITED,
                            &by);
}

/* Whoever came in is the last admission; whoever went out leaves it as it was. */
static void
set_state (FoyerTicketState *state, const FoyerChange *change)
{
  FoyerEarlier last = change->state->last_admission;

  state->entries_used = change->state->entries_used;
  state->inside = change->state->inside;
  state->last_exit = change->state->last_exit;
  if (change->kind == FOYER_CHANGE_KIND_EXITED)
    return;
  if (change->kind == FOYER_CHANGE_KIND_VERIFIED)
    last = (FoyerEarlier){ change->verified_by, change->device, change->timestamp };
  foyer_ticket_state_clear (state);
  state->last_admission.verified_by = g_strdup (last.verified_by);
  state->last_admission.device = g_strdup (last.device);
  state->last_admission.timestamp = last.timestamp;
}

/* A list that this desk has not heard of may become one that it judges for. */
static gboolean
change_state (Follower *self, const FoyerChange *change, GError **error)
{
  const FoyerCheckInList *list = foyer_event_get_list (self->event.event, change->list_id);
  g_auto (FoyerTicketState) state = { 0 };

  if (change->list_id == NULL || (change->state == NULL && list == NULL))
    return TRUE;
  if (change->state == NULL && change->kind == FOYER_CHANGE_KIND_UNDONE)
    return fall_behind (error);
  if (!foyer_store_read_state (self->file,
                               self->event.copy,
                               change->ticket_id,
                               change->list_id,
                               &state,
                               error))
    return FALSE;
  if (change->state != NULL)
    set_state (&state, change);
  else
    guess_state (&state, list, change);
  return foyer_store_write_state (self->file,
                                  self->event.copy,
                                  change->ticket_id,
                                  change->list_id,
                                  &state,
                                  error);
}

static gboolean
forget_ticket (Follower *self, const char *ticket_id, GError **error)
{
  sqlite3_stmt *statement =
      foyer_store_prepare (self->file, "DELETE FROM tickets WHERE copy = ? AND id = ?", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, self->event.copy);
  foyer_store_bind_uuid (statement, 2, ticket_id);
  return foyer_store_execute (self->file, statement, error);
}

static gboolean
change_ticket (Follower *self, const FoyerChange *change, GError **error)
{
  const FoyerTicket *ticket = change->ticket;

  if (ticket == NULL)
    return fall_behind (error);
  if (self->event.tickets == FOYER_STORE_TICKETS_VOID && ticket->status != FOYER_TICKET_STATUS_VOID)
    return forget_ticket (self, ticket->id, error);
  return foyer_store_write_ticket (self->file,
                                   self->event.copy,
                                   ticket,
                                   ticket->code_sha256,
                                   error) &&
         foyer_store_write_code (self->file,
                                 self->event.copy,
                                 ticket->id,
                                 ticket->code_sha256,
                                 error);
}

static gboolean
void_ticket (Follower *self, const FoyerChange *change, GError **error)
{
  g_autoptr (FoyerTicket) ticket = NULL;

  if (self->event.tickets == FOYER_STORE_TICKETS_ALL)
    return set_status (self, change, error);
  ticket = foyer_ticket_new (&(FoyerTicket){ .id = change->ticket_id,
                                             .status = FOYER_TICKET_STATUS_VOID,
                                             .paid = TRUE,
                                             .version = change->version });
  return foyer_store_write_ticket (self->file, self->event.copy, ticket, NULL, error);
}

static gboolean
apply_change (Follower *self, const FoyerChange *change, GError **error)
{
  switch (change->kind) {
  case FOYER_CHANGE_KIND_VERIFIED:
  case FOYER_CHANGE_KIND_EXITED:
  case FOYER_CHANGE_KIND_UNDONE:
    return change_state (self, change, error) && set_status (self, change, error);
  case FOYER_CHANGE_KIND_ADDED:
  case FOYER_CHANGE_KIND_EDITED:
    return change_ticket (self, change, error);
  case FOYER_CHANGE_KIND_VOIDED:
    return void_ticket (self, change, error);
  case FOYER_CHANGE_KIND_RELOAD:
  default:
    return fall_behind (error);
  }
}

static gboolean
set_seq (Follower *self, gint64 seq, GError **error)
{
  sqlite3_stmt *statement =
      foyer_store_prepare (self->file, "UPDATE events SET seq = ? WHERE id = ?", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, seq);
  foyer_store_bind_uuid (statement, 2, self->event.event->id);
  return foyer_store_execute (self->file, statement, error);
}

static gboolean
apply_batch (Follower *self, const FoyerChangeBatch *batch, GError **error)
{
  gint64 seq = self->event.seq;

  for (guint i = 0; i < batch->changes->len; i++) {
    const FoyerChange *change = g_ptr_array_index (batch->changes, i);

    if (change->seq <= seq)
      continue;
    if (change->seq != seq + 1)
      return fall_behind (error);
    if (!apply_change (self, change, error) ||
        !foyer_store_note_amendment (self->file, change, error) ||
        (change->scan_id != NULL &&
         !foyer_store_note_recorded (self->file, batch->event_id, batch->epoch, change, error)))
      return FALSE;
    seq = change->seq;
  }
  return set_seq (self, seq, error);
}

static gboolean
apply (FoyerStoreFile *file, const FoyerChangeBatch *batch, GError **error)
{
  g_autoptr (FoyerStoreTransaction) transaction = file;
  g_auto (Follower) follower = { .file = file };

  if (!foyer_store_begin (file, error) ||
      !foyer_store_load_event (file, batch->event_id, &follower.event, error))
    return FALSE;
  if (follower.event.tickets == FOYER_STORE_TICKETS_NONE)
    return TRUE;
  if (batch->epoch != follower.event.event->epoch)
    return fall_behind (error);
  return apply_batch (&follower, batch, error) && foyer_store_commit (file, error);
}

/**
 * foyer_store_apply:
 * @batch: the next changes; those that are known already do no harm
 *
 * Brings the copy of the tickets to what it is after @batch, all or nothing. Without a copy nothing
 * happens. Nobody waits for the disk: what is lost with the power comes again.
 *
 * Returns: %FALSE with %FOYER_ERROR_CHANGED_MEANWHILE where only a new copy helps: changes are
 *   missing, or count in another epoch, or say so themselves
 */
gboolean
foyer_store_apply (FoyerStoreFile *file, const FoyerChangeBatch *batch, GError **error)
{
  gboolean done = foyer_store_wait_for_disk (file, FALSE, error) && apply (file, batch, error);

  return foyer_store_wait_for_disk (file, TRUE, done ? error : NULL) && done;
}
