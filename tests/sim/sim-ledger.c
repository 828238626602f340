/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-ledger-private.h"

#include "base/foyer-error.h"
#include "model/foyer-code.h"

static void
input_free (gpointer data)
{
  SimInput *self = data;

  g_clear_pointer (&self->scan, foyer_scan_unref);
  g_clear_pointer (&self->report, foyer_report_unref);
  g_free (self->amendment.request_id);
  g_free (self->amendment.scan_id);
  g_free (self->amendment.staff);
  g_free (self->device);
  g_free (self);
}

static void
answer_free (gpointer data)
{
  SimAnswer *self = data;

  g_free (self->presented);
  g_clear_pointer (&self->said, foyer_verdict_unref);
  g_free (self);
}

static void
conflict_free (gpointer data)
{
  SimConflict *self = data;

  g_free (self->id);
  g_hash_table_unref (self->scans);
  g_free (self);
}

SimLedger *
sim_ledger_new (const SimHall *hall, gint64 epoch)
{
  SimLedger *self = g_new0 (SimLedger, 1);

  self->hall = hall;
  self->epoch = epoch;
  self->tickets = g_new0 (FoyerTicket *, SIM_N_TICKETS);
  self->places = g_new0 (SimPlace, SIM_N_TICKETS * SIM_N_LISTS);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answer_free);
  self->conflicts = g_ptr_array_new_with_free_func (conflict_free);
  self->changes = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_unref);
  self->requests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->let_in = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->inputs = g_ptr_array_new_with_free_func (input_free);
  return self;
}

static void
place_clear (SimPlace *self)
{
  foyer_ticket_state_clear (&self->state);
  g_clear_pointer (&self->passages, g_array_unref);
  g_clear_pointer (&self->conflicts, g_array_unref);
  g_clear_pointer (&self->refusals, g_array_unref);
}

void
sim_ledger_free (SimLedger *self)
{
  for (guint i = 0; i < SIM_N_TICKETS; i++)
    g_clear_pointer (&self->tickets[i], foyer_ticket_unref);
  for (guint i = 0; i < SIM_N_TICKETS * SIM_N_LISTS; i++)
    place_clear (&self->places[i]);
  g_free (self->tickets);
  g_free (self->places);
  g_hash_table_unref (self->answers);
  g_ptr_array_unref (self->conflicts);
  g_ptr_array_unref (self->changes);
  g_hash_table_unref (self->requests);
  g_hash_table_unref (self->let_in);
  g_ptr_array_unref (self->inputs);
  g_free (self);
}

const FoyerTicket *
sim_ledger_get_ticket (const SimLedger *self, guint ticket)
{
  if (self->tickets[ticket] != NULL)
    return self->tickets[ticket];
  return g_ptr_array_index (self->hall->tickets, ticket);
}

SimPlace *
sim_ledger_find_place (SimLedger *self, int ticket, guint list)
{
  SimPlace *place;

  if (ticket < 0)
    return NULL;
  place = &self->places[(guint)ticket * SIM_N_LISTS + list];
  if (place->passages == NULL) {
    place->passages = foyer_passages_new ();
    place->conflicts = foyer_open_conflicts_new ();
    place->refusals = foyer_refusals_new ();
  }
  return place;
}

static void
replace_ticket (SimLedger *self, guint ticket, const FoyerTicket *fields)
{
  FoyerTicket *replaced = self->tickets[ticket];

  self->tickets[ticket] = foyer_ticket_new (fields);
  g_clear_pointer (&replaced, foyer_ticket_unref);
}

void
sim_ledger_set_status (SimLedger *self, int ticket, FoyerTicketStatus status)
{
  FoyerTicket fields = *sim_ledger_get_ticket (self, (guint)ticket);

  if (fields.status != FOYER_TICKET_STATUS_VOID)
    fields.status = status;
  fields.version++;
  replace_ticket (self, (guint)ticket, &fields);
}

gint64
sim_ledger_add_change (SimLedger *self, const SimChange *fields)
{
  const FoyerTicket *now = sim_ledger_get_ticket (self, (guint)fields->ticket);
  const FoyerCheckInList *list = g_ptr_array_index (self->hall->event->lists, fields->list);
  gboolean is_exit = fields->kind == FOYER_CHANGE_KIND_EXITED;
  FoyerChange change = { .seq = self->changes->len + 1,
                         .kind = fields->kind,
                         .ticket_id = now->id,
                         .list_id = list->id,
                         .status = now->status,
                         .verified_by = fields->by->verified_by,
                         .device = fields->by->device,
                         .scan_id = (char *)fields->scan_id,
                         .amends = fields->amends,
                         .timestamp = fields->by->timestamp,
                         .direction = is_exit ? FOYER_DIRECTION_EXIT : FOYER_DIRECTION_ENTRY,
                         .version = now->version };

  change.state = &sim_ledger_find_place (self, fields->ticket, fields->list)->state;
  g_ptr_array_add (self->changes, foyer_change_new (&change));
  return change.seq;
}

gboolean
sim_ledger_look_up (SimLedger *self, SimInquiry *inquiry, GError **error)
{
  const FoyerScan *scan = inquiry->scan;
  const char *presented = scan->code != NULL ? scan->code : scan->ticket_id;
  FoyerSignedCode code;

  inquiry->known = g_hash_table_lookup (self->answers, scan->id);
  if (inquiry->known != NULL && !g_str_equal (inquiry->known->presented, presented)) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_SCAN_ID_REUSED, "another code");
    return FALSE;
  }
  inquiry->check = FOYER_CODE_CHECK_UNSIGNED;
  if (scan->code != NULL)
    inquiry->check =
        foyer_code_check (scan->code, self->hall->event->id, self->hall->event->keys, &code);
  inquiry->ticket = sim_hall_find (self->hall, scan->code, scan->ticket_id);
  inquiry->list = sim_hall_get_list (self->hall, scan->list_id);
  inquiry->place = sim_ledger_find_place (self, inquiry->ticket, inquiry->list);
  return TRUE;
}

FoyerCase
sim_ledger_make_case (SimLedger *self, const SimInquiry *inquiry, FoyerTime now)
{
  return (FoyerCase){
    .direction = inquiry->scan->direction,
    .code_check = inquiry->check,
    .ticket = inquiry->ticket >= 0 ? sim_ledger_get_ticket (self, (guint)inquiry->ticket) : NULL,
    .event = self->hall->event,
    .list = g_ptr_array_index (self->hall->event->lists, inquiry->list),
    .state = inquiry->place != NULL ? &inquiry->place->state : NULL,
    .permitted = TRUE,
    .now = now,
  };
}

SimAnswer *
sim_ledger_find_answer (SimLedger *self, const SimInquiry *inquiry)
{
  const FoyerScan *scan = inquiry->scan;
  SimAnswer *answer = inquiry->known;

  if (answer != NULL)
    return answer;
  answer = g_new0 (SimAnswer, 1);
  answer->presented = g_strdup (scan->code != NULL ? scan->code : scan->ticket_id);
  answer->ticket = inquiry->ticket;
  answer->list = inquiry->list;
  g_hash_table_insert (self->answers, g_strdup (scan->id), answer);
  return answer;
}

SimInput *
sim_ledger_keep_input (SimLedger *self,
                       const FoyerScan *scan,
                       const FoyerReport *report,
                       const char *device,
                       FoyerTime now)
{
  SimInput *input = g_new0 (SimInput, 1);

  if (scan != NULL)
    input->scan = foyer_scan_ref ((FoyerScan *)scan);
  if (report != NULL)
    input->report = foyer_report_ref ((FoyerReport *)report);
  input->device = g_strdup (device);
  input->now = now;
  g_ptr_array_add (self->inputs, input);
  return input;
}

void
sim_ledger_keep_amendment (SimLedger *self, const SimAmendment *amendment)
{
  SimInput *input = sim_ledger_keep_input (self, NULL, NULL, NULL, amendment->now);

  input->amendment = *amendment;
  input->amendment.request_id = g_strdup (amendment->request_id);
  input->amendment.scan_id = g_strdup (amendment->scan_id);
  input->amendment.staff = g_strdup (amendment->staff);
}

/* When it happened is when somebody did it. */
void
sim_ledger_add_passage (SimLedger *self, SimPlace *place, const FoyerPassage *fields)
{
  g_autofree char *log_id = g_strdup_printf ("%" G_GINT64_FORMAT, self->log_no);
  FoyerPassage passage = *fields;

  passage.time = fields->by.timestamp;
  passage.log_no = self->log_no;
  passage.log_id = log_id;
  foyer_passages_add (place->passages, &passage);
}

static gint64
apply_ruling (SimLedger *self, const SimInquiry *inquiry, FoyerOutcome outcome)
{
  const FoyerCheckInList *list = g_ptr_array_index (self->hall->event->lists, inquiry->list);
  gboolean is_exit = outcome == FOYER_OUTCOME_EXITED;

  foyer_ticket_state_apply (&inquiry->place->state, list, outcome, &inquiry->by);
  sim_ledger_add_passage (self,
                          inquiry->place,
                          &(FoyerPassage){ .scan_id = inquiry->scan->id,
                                           .outcome = outcome,
                                           .by = inquiry->by });
  if (!is_exit)
    sim_ledger_set_status (self, inquiry->ticket, FOYER_TICKET_STATUS_VERIFIED);
  else
    sim_ledger_set_status (self,
                           inquiry->ticket,
                           sim_ledger_get_ticket (self, (guint)inquiry->ticket)->status);
  return sim_ledger_add_change (self,
                                &(SimChange){ .ticket = inquiry->ticket,
                                              .list = inquiry->list,
                                              .kind = is_exit ? FOYER_CHANGE_KIND_EXITED
                                                              : FOYER_CHANGE_KIND_VERIFIED,
                                              .scan_id = inquiry->scan->id,
                                              .by = &inquiry->by });
}

void
sim_ledger_say (SimLedger *self,
                SimAnswer *answer,
                const SimInquiry *inquiry,
                const FoyerRuling *ruling,
                gint64 seq)
{
  FoyerVerdict verdict = { .scan_id = inquiry->scan->id,
                           .outcome = ruling->outcome,
                           .reason = ruling->reason,
                           .seq = seq };

  if (inquiry->ticket >= 0)
    verdict.ticket = (FoyerTicket *)sim_ledger_get_ticket (self, (guint)inquiry->ticket);
  g_clear_pointer (&answer->said, foyer_verdict_unref);
  answer->said = foyer_verdict_new (&verdict);
  answer->effective = ruling->outcome;
}

/* A scan that is live: judged by the ledger's clock. */
FoyerVerdict *
sim_ledger_verify (SimLedger *self,
                   const FoyerScan *scan,
                   const char *device,
                   FoyerTime now,
                   GError **error)
{
  SimInquiry inquiry = { .scan = scan, .by = { (char *)device, (char *)device, now } };
  g_auto (FoyerRuling) ruling = { 0 };
  FoyerCase the_case;
  SimAnswer *answer;
  gint64 seq = 0;

  if (!sim_ledger_look_up (self, &inquiry, error))
    return NULL;
  if (inquiry.known != NULL)
    return foyer_verdict_ref (inquiry.known->said);
  sim_ledger_keep_input (self, scan, NULL, device, now);
  the_case = sim_ledger_make_case (self, &inquiry, now);
  foyer_judge (&the_case, &ruling);
  self->log_no++;
  if (ruling.outcome != FOYER_OUTCOME_REFUSED)
    seq = apply_ruling (self, &inquiry, ruling.outcome);
  answer = sim_ledger_find_answer (self, &inquiry);
  answer->recorded.outcome = ruling.outcome;
  answer->recorded.reason = ruling.reason;
  answer->n_rows = 1;
  sim_ledger_say (self, answer, &inquiry, &ruling, seq);
  return foyer_verdict_ref (answer->said);
}

/* An admin says that a ticket admits nobody any more. One that is void already stays as it is. */
void
sim_ledger_void (SimLedger *self, guint ticket, FoyerTime now)
{
  FoyerTicket fields = *sim_ledger_get_ticket (self, ticket);
  FoyerChange change;

  if (fields.status == FOYER_TICKET_STATUS_VOID)
    return;
  change = (FoyerChange){ .seq = self->changes->len + 1,
                          .kind = FOYER_CHANGE_KIND_VOIDED,
                          .ticket_id = fields.id,
                          .status = FOYER_TICKET_STATUS_VOID,
                          .timestamp = now,
                          .version = ++fields.version };

  sim_ledger_keep_input (self, NULL, NULL, NULL, now)->voided = ticket;
  fields.status = FOYER_TICKET_STATUS_VOID;
  g_ptr_array_add (self->changes, foyer_change_new (&change));
  replace_ticket (self, ticket, &fields);
}

gint64
sim_ledger_get_epoch (const SimLedger *self)
{
  return self->epoch;
}

gint64
sim_ledger_get_seq (const SimLedger *self)
{
  return self->changes->len;
}

/* Returns: (nullable): what came after @since, at most so many. */
FoyerChangeBatch *
sim_ledger_list_changes (const SimLedger *self, gint64 since, guint limit)
{
  g_autoptr (GPtrArray) changes =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_unref);
  gint64 to = MIN (since + limit, (gint64)self->changes->len);
  g_autoptr (FoyerCounts) counts = NULL;

  if (since >= to)
    return NULL;
  for (gint64 seq = since; seq < to; seq++)
    g_ptr_array_add (changes, foyer_change_ref (g_ptr_array_index (self->changes, seq)));
  counts = foyer_counts_new (&(FoyerCounts){ .tickets = SIM_N_TICKETS });
  return foyer_change_batch_new (&(FoyerChangeBatch){ .event_id = self->hall->event->id,
                                                      .epoch = self->epoch,
                                                      .from = since + 1,
                                                      .to = to,
                                                      .changes = changes,
                                                      .counts = counts });
}

const SimPlace *
sim_ledger_get_place (const SimLedger *self, guint ticket, guint list)
{
  return &self->places[ticket * SIM_N_LISTS + list];
}

/* Returns: (transfer full): the scans that changes of a ticket on a list are about. */
char **
sim_ledger_list_scans (const SimLedger *self, guint ticket, guint list)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  const char *ticket_id = sim_ledger_get_ticket (self, ticket)->id;
  const char *list_id = ((FoyerCheckInList *)self->hall->event->lists->pdata[list])->id;

  for (guint i = 0; i < self->changes->len; i++) {
    const FoyerChange *change = g_ptr_array_index (self->changes, i);

    if (change->scan_id != NULL && g_str_equal (change->ticket_id, ticket_id) &&
        g_str_equal (change->list_id, list_id))
      g_ptr_array_add (ids, g_strdup (change->scan_id));
  }
  g_ptr_array_add (ids, NULL);
  return (char **)g_ptr_array_steal (ids, NULL);
}

const SimAnswer *
sim_ledger_get_answer (const SimLedger *self, const char *scan_id)
{
  return g_hash_table_lookup (self->answers, scan_id);
}

/* Whether a supervisor let in the guest of a scan, in whichever epoch: a desk that heard of it
 * tells a restored ledger of an admission. */
gboolean
sim_ledger_was_let_in (const SimLedger *self, const char *scan_id)
{
  return g_hash_table_contains (self->let_in, scan_id);
}

const GPtrArray *
sim_ledger_get_conflicts (const SimLedger *self)
{
  return self->conflicts;
}

/* Returns: (transfer full) (nullable): the verdict, where it was a scan. */
FoyerVerdict *
sim_ledger_take (SimLedger *self, const SimInput *input, GError **error)
{
  if (input->scan != NULL)
    return sim_ledger_verify (self, input->scan, input->device, input->now, error);
  if (input->report != NULL)
    return sim_ledger_reconcile (self, input->report, input->device, input->now, error);
  if (input->amendment.scan_id != NULL)
    sim_ledger_amend (self, &input->amendment, error);
  else
    sim_ledger_void (self, input->voided, input->now);
  return NULL;
}

/* Returns: (transfer full): what the ledger was after the first @part of what it was asked, in a
 * new epoch: a backup that was restored. */
SimLedger *
sim_ledger_restore (const SimLedger *self, double part)
{
  SimLedger *older = sim_ledger_new (self->hall, self->epoch + 1);
  guint n = (guint)(part * self->inputs->len);
  GHashTableIter iter;
  gpointer scan_id;

  for (guint i = 0; i < n; i++) {
    g_autoptr (FoyerVerdict) verdict =
        sim_ledger_take (older, g_ptr_array_index (self->inputs, i), NULL);
  }
  g_hash_table_iter_init (&iter, self->let_in);
  while (g_hash_table_iter_next (&iter, &scan_id, NULL))
    g_hash_table_add (older->let_in, g_strdup (scan_id));
  return older;
}
