/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-judge"

#include "config.h"

#include "store/foyer-store-judge.h"

#include "base/foyer-error.h"
#include "store/foyer-store-codes.h"
#include "store/foyer-store-events.h"
#include "store/foyer-store-scan-row.h"
#include "store/foyer-store-state.h"
#include "store/foyer-store-ticket-row.h"

#include <glib/gi18n.h>

/* The desk's own verdict, while no relay answers. What the judge is told is what the relay would
 * tell it, as far as this desk knows it. */

#define FIND_BY_ID \
  "SELECT" FOYER_STORE_TICKET_COLUMNS " FROM tickets t WHERE t.copy = ? AND t.id = ?"
#define FIND_BY_CODE                                                       \
  "SELECT" FOYER_STORE_TICKET_COLUMNS " FROM codes c CROSS JOIN tickets t" \
  " ON t.copy = c.copy AND t.id = c.ticket"                                \
  " WHERE c.copy = ? AND c.key = ? AND t.code_sha256 = ?"
#define IS_ID_ELSEWHERE                                                           \
  "SELECT EXISTS (SELECT 1 FROM events e CROSS JOIN tickets t ON t.copy = e.copy" \
  " WHERE e.id <> ? AND t.id = ?)"
#define IS_CODE_ELSEWHERE                                                       \
  "SELECT EXISTS (SELECT 1 FROM events e CROSS JOIN codes c ON c.copy = e.copy" \
  " CROSS JOIN tickets t ON t.copy = c.copy AND t.id = c.ticket"                \
  " WHERE e.id <> ? AND c.key = ? AND t.code_sha256 = ?)"

typedef struct {
  FoyerStoreEvent event;
  FoyerSignedCode signed_code;
  FoyerCodeCheck check;
  const FoyerCheckInList *list;
  FoyerTicket *ticket;
  gboolean other_event;
  FoyerTicketState state;
  FoyerTime now;
} Inquiry;

static void
inquiry_clear (Inquiry *self)
{
  foyer_store_event_clear (&self->event);
  g_clear_pointer (&self->ticket, foyer_ticket_unref);
  foyer_ticket_state_clear (&self->state);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Inquiry, inquiry_clear)

/* Takes two parameters. */
static void
bind_code (sqlite3_stmt *row, int parameter, const char *code)
{
  guint8 hash[FOYER_CODE_HASH_BYTES];

  foyer_code_hash (code, hash);
  sqlite3_bind_int64 (row, parameter, foyer_store_code_get_key (hash));
  sqlite3_bind_blob (row, parameter + 1, hash, sizeof hash, SQLITE_TRANSIENT);
}

static gboolean
take_ticket (FoyerStoreFile *file, sqlite3_stmt *row, Inquiry *inquiry, GError **error)
{
  FoyerStoreStep step = foyer_store_step (file, row, error);

  if (step != FOYER_STORE_ROW)
    return step == FOYER_STORE_DONE;
  inquiry->ticket = foyer_store_read_ticket (file, row, inquiry->event.event, error);
  sqlite3_reset (row);
  return inquiry->ticket != NULL;
}

static gboolean
find_by_id (FoyerStoreFile *file, const char *ticket_id, Inquiry *inquiry, GError **error)
{
  sqlite3_stmt *row = foyer_store_prepare (file, FIND_BY_ID, error);

  if (row == NULL)
    return FALSE;
  sqlite3_bind_int64 (row, 1, inquiry->event.copy);
  foyer_store_bind_uuid (row, 2, ticket_id);
  return take_ticket (file, row, inquiry, error);
}

static gboolean
find_by_code (FoyerStoreFile *file, const char *code, Inquiry *inquiry, GError **error)
{
  sqlite3_stmt *row = foyer_store_prepare (file, FIND_BY_CODE, error);

  if (row == NULL)
    return FALSE;
  sqlite3_bind_int64 (row, 1, inquiry->event.copy);
  bind_code (row, 2, code);
  return take_ticket (file, row, inquiry, error);
}

/* Whether it is a ticket of another event that this desk knows. */
static gboolean
find_elsewhere (FoyerStoreFile *file, const FoyerScan *scan, Inquiry *inquiry, GError **error)
{
  sqlite3_stmt *row =
      foyer_store_prepare (file, scan->code != NULL ? IS_CODE_ELSEWHERE : IS_ID_ELSEWHERE, error);

  if (row == NULL)
    return FALSE;
  foyer_store_bind_uuid (row, 1, scan->event_id);
  if (scan->code != NULL)
    bind_code (row, 2, scan->code);
  else
    foyer_store_bind_uuid (row, 2, scan->ticket_id);
  if (foyer_store_step (file, row, error) != FOYER_STORE_ROW)
    return FALSE;
  inquiry->other_event = sqlite3_column_int (row, 0) != 0;
  sqlite3_reset (row);
  return TRUE;
}

/* A signed code speaks for itself: its ticket may be newer than what this desk has. */
static FoyerTicket *
make_ticket (const Inquiry *inquiry)
{
  const FoyerSignedCode *code = &inquiry->signed_code;
  const FoyerEvent *event = inquiry->event.event;
  char id[FOYER_UUID_TEXT_SIZE];

  foyer_uuid_write (code->ticket_id, id);
  return foyer_ticket_new (
      &(FoyerTicket){ .id = id,
                      .event_id = event->id,
                      .type_number = code->type_number,
                      .ticket_type = (char *)foyer_event_get_type_name (event, code->type_number),
                      .paid = TRUE,
                      .valid_from = code->valid_from,
                      .valid_until = code->valid_until });
}

static gboolean
find_signed (FoyerStoreFile *file, Inquiry *inquiry, GError **error)
{
  char id[FOYER_UUID_TEXT_SIZE];

  foyer_uuid_write (inquiry->signed_code.ticket_id, id);
  if (!find_by_id (file, id, inquiry, error))
    return FALSE;
  if (inquiry->ticket == NULL)
    inquiry->ticket = make_ticket (inquiry);
  return TRUE;
}

/* What is not signed for this event may be for another one of this desk. */
static gboolean
find_signed_elsewhere (FoyerStoreFile *file,
                       const FoyerScan *scan,
                       Inquiry *inquiry,
                       GError **error)
{
  g_autoptr (GPtrArray) others = foyer_store_load_other_events (file, scan->event_id, error);

  if (others == NULL)
    return FALSE;
  for (guint i = 0; i < others->len; i++) {
    const FoyerEvent *other = g_ptr_array_index (others, i);

    if (foyer_code_check (scan->code, other->id, other->keys, NULL) == FOYER_CODE_CHECK_VALID)
      inquiry->check = FOYER_CODE_CHECK_OTHER_EVENT;
  }
  return TRUE;
}

static gboolean
find_unsigned (FoyerStoreFile *file, const FoyerScan *scan, Inquiry *inquiry, GError **error)
{
  if (inquiry->event.tickets != FOYER_STORE_TICKETS_ALL) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_UNAVAILABLE,
                         _ ("This desk has no ticket list yet: only signed codes can be judged "
                            "now."));
    return FALSE;
  }
  if (scan->code != NULL ? !find_by_code (file, scan->code, inquiry, error)
                         : !find_by_id (file, scan->ticket_id, inquiry, error))
    return FALSE;
  return inquiry->ticket != NULL || find_elsewhere (file, scan, inquiry, error);
}

static gboolean
find_ticket (FoyerStoreFile *file, const FoyerScan *scan, Inquiry *inquiry, GError **error)
{
  const FoyerEvent *event = inquiry->event.event;

  inquiry->check = FOYER_CODE_CHECK_UNSIGNED;
  if (scan->code != NULL)
    inquiry->check = foyer_code_check (scan->code, event->id, event->keys, &inquiry->signed_code);
  switch (inquiry->check) {
  case FOYER_CODE_CHECK_VALID:
    return find_signed (file, inquiry, error);
  case FOYER_CODE_CHECK_BAD:
  case FOYER_CODE_CHECK_OTHER_EVENT:
    return find_signed_elsewhere (file, scan, inquiry, error);
  case FOYER_CODE_CHECK_UNSIGNED:
  default:
    return find_unsigned (file, scan, inquiry, error);
  }
}

static gboolean
find_state (FoyerStoreFile *file, const FoyerScan *scan, Inquiry *inquiry, GError **error)
{
  inquiry->list = foyer_event_get_list (inquiry->event.event, scan->list_id);
  if (inquiry->ticket == NULL || inquiry->list == NULL)
    return TRUE;
  return foyer_store_know_state (file,
                                 scan->event_id,
                                 inquiry->event.copy,
                                 inquiry->ticket->id,
                                 inquiry->list,
                                 &inquiry->state,
                                 error);
}

static FoyerVerdict *
rule (const FoyerScan *scan, const FoyerStoreDesk *desk, const Inquiry *inquiry)
{
  g_auto (FoyerRuling) ruling = { 0 };
  FoyerVerdict verdict = { .scan_id = scan->id, .ticket = inquiry->ticket };

  foyer_judge_alone (&(FoyerCase){ .direction = scan->direction,
                                   .code_check = inquiry->check,
                                   .ticket = inquiry->ticket,
                                   .other_event = inquiry->other_event,
                                   .event = inquiry->event.event,
                                   .list = inquiry->list,
                                   .state = &inquiry->state,
                                   .permitted = foyer_event_permits (inquiry->event.event,
                                                                     desk->gate,
                                                                     inquiry->list),
                                   .now = inquiry->now },
                     desk->exposure,
                     &ruling);
  verdict.outcome = ruling.outcome;
  verdict.reason = ruling.reason;
  verdict.explanation = ruling.explanation;
  if (ruling.reason == FOYER_REASON_ALREADY_ADMITTED)
    verdict.earlier = inquiry->state.last_admission;
  return foyer_verdict_new (&verdict);
}

/* With all that is known of the ticket: with the scan only its id was kept. */
static FoyerVerdict *
complete (FoyerStoreFile *file, const FoyerScan *scan, FoyerVerdict *verdict, GError **error)
{
  g_auto (Inquiry) inquiry = { 0 };
  FoyerVerdict fields = *verdict;

  if (verdict->ticket == NULL)
    return foyer_verdict_ref (verdict);
  if (!foyer_store_load_event (file, scan->event_id, &inquiry.event, error) ||
      !find_by_id (file, verdict->ticket->id, &inquiry, error))
    return NULL;
  if (inquiry.ticket != NULL)
    fields.ticket = inquiry.ticket;
  return foyer_verdict_new (&fields);
}

/* The same id stands for the same scan. */
static FoyerVerdict *
repeat (FoyerStoreFile *file, const FoyerScan *scan, const FoyerStoreScan *known, GError **error)
{
  if (g_strcmp0 (scan->code, known->report->scan->code) == 0 &&
      g_strcmp0 (scan->ticket_id, known->report->scan->ticket_id) == 0)
    return complete (file, scan, known->verdict, error);
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_SCAN_ID_REUSED,
                       _ ("This scan id stands for another code."));
  return NULL;
}

/* Of a closed event no ticket is left to look up. For whoever wants in that does not matter;
 * whoever goes out is recorded where their code speaks for itself, and otherwise only the relay can
 * tell. */
static gboolean
is_shut_for (const FoyerScan *scan, const FoyerEvent *event)
{
  return event->policy.closed && scan->direction == FOYER_DIRECTION_ENTRY &&
         (scan->code == NULL ||
          foyer_code_check (scan->code, event->id, event->keys, NULL) == FOYER_CODE_CHECK_UNSIGNED);
}

static FoyerVerdict *
refuse_closed (const FoyerScan *scan)
{
  return foyer_verdict_new (&(FoyerVerdict){ .scan_id = scan->id,
                                             .outcome = FOYER_OUTCOME_REFUSED,
                                             .reason = FOYER_REASON_ENTRY_PAUSED,
                                             .explanation = (char *)FOYER_RULING_CLOSED });
}

static FoyerVerdict *
decide (FoyerStoreFile *file,
        const FoyerScan *scan,
        const FoyerStoreDesk *desk,
        Inquiry *inquiry,
        GError **error)
{
  g_autoptr (FoyerVerdict) verdict = NULL;
  FoyerStoreRecord record = { .scan = scan, .desk = desk };

  if (scan->scanned_at <= 0) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         _ ("A scan needs the time at which it happened."));
    return NULL;
  }
  inquiry->now = scan->scanned_at - desk->clock_offset_ms * G_TIME_SPAN_MILLISECOND;
  if (!foyer_store_load_event (file, scan->event_id, &inquiry->event, error))
    return NULL;
  if (is_shut_for (scan, inquiry->event.event))
    verdict = refuse_closed (scan);
  else if (find_ticket (file, scan, inquiry, error) && find_state (file, scan, inquiry, error))
    verdict = rule (scan, desk, inquiry);
  if (verdict == NULL)
    return NULL;
  record.verdict = verdict;
  record.list_id = inquiry->list != NULL ? inquiry->list->id : NULL;
  record.epoch = inquiry->event.event->epoch;
  return foyer_store_write_scan (file, &record, error) ? g_steal_pointer (&verdict) : NULL;
}

/**
 * foyer_store_judge:
 * @scan: what was read, and when
 * @desk: who reads it
 *
 * Decides about a scan by what this desk knows, at the time when it was read, and keeps scan and
 * verdict: when this returns they are on the disk. A scan that is known already gets the verdict
 * that it had.
 *
 * Returns: (transfer full) (nullable): what to do; %FOYER_ERROR_UNAVAILABLE where only the ticket
 *   list could tell and there is none
 */
FoyerVerdict *
foyer_store_judge (FoyerStoreFile *file,
                   const FoyerScan *scan,
                   const FoyerStoreDesk *desk,
                   GError **error)
{
  g_autoptr (FoyerStoreTransaction) transaction = file;
  g_autoptr (FoyerStoreScan) known = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_auto (Inquiry) inquiry = { 0 };

  if (!foyer_store_begin (file, error) || !foyer_store_find_scan (file, scan->id, &known, error))
    return NULL;
  verdict = known != NULL ? repeat (file, scan, known, error)
                          : decide (file, scan, desk, &inquiry, error);
  if (verdict == NULL || !foyer_store_commit (file, error))
    return NULL;
  return g_steal_pointer (&verdict);
}
