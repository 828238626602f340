/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-evening.h"

#include "store/foyer-store-events.h"
#include "store/foyer-store-state.h"

/* What has to hold at the end of an evening, whatever happened in it. */

static gboolean fail (char **trouble, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (char **trouble, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  *trouble = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return FALSE;
}

static gboolean
is_named (const SimLedger *ledger, const char *scan_id)
{
  const GPtrArray *conflicts = sim_ledger_get_conflicts (ledger);

  for (guint i = 0; i < conflicts->len; i++) {
    const SimConflict *conflict = g_ptr_array_index (conflicts, i);

    if (g_hash_table_contains (conflict->scans, scan_id))
      return TRUE;
  }
  return FALSE;
}

/* By whatever, and whatever became of it. */
static gboolean
is_in (const SimAnswer *answer)
{
  const FoyerRecordedAnswer *recorded = &answer->recorded;

  return recorded->overridden || recorded->outcome == FOYER_OUTCOME_ADMITTED ||
         (recorded->reconciled && answer->effective == FOYER_OUTCOME_ADMITTED);
}

/* Whoever heard something finds it in the record, once, or a conflict says that it is otherwise. */
gboolean
sim_check_doors (const SimEvening *self, char **trouble)
{
  const SimLedger *ledger = self->database.ledger;

  for (guint i = 0; i < self->doors->len; i++) {
    const SimDoor *door = g_ptr_array_index (self->doors, i);
    const SimAnswer *answer = sim_ledger_get_answer (ledger, door->scan->id);

    if (answer == NULL)
      return fail (trouble, "scan %s of desk %u is not in the record", door->scan->id, door->desk);
    if (answer->n_rows != 1 || answer->n_beside > 1)
      return fail (trouble,
                   "scan %s is in the record %u times, and %u times beside that",
                   door->scan->id,
                   answer->n_rows,
                   answer->n_beside);
    if (door->is_let_in && !is_in (answer))
      return fail (trouble,
                   "scan %s of desk %u: a supervisor let the guest in, and the record does not say "
                   "so",
                   door->scan->id,
                   door->desk);
    /* Whoever was let in anyway heard otherwise before. */
    if (!door->is_let_in && answer->effective != door->outcome &&
        !sim_ledger_was_let_in (ledger, door->scan->id) && !is_named (ledger, door->scan->id))
      return fail (trouble,
                   "scan %s of desk %u: the guest heard %d (%d, %s), the record has %d",
                   door->scan->id,
                   door->desk,
                   door->outcome,
                   door->reason,
                   door->is_local ? "from the desk" : "from the relay",
                   answer->effective);
  }
  return TRUE;
}

/* Returns: (transfer full): who came in and went out, and what conflicts say of it. */
static char *
describe_place (const SimLedger *ledger, const SimPlace *place, guint ticket, guint list)
{
  const GPtrArray *conflicts = sim_ledger_get_conflicts (ledger);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < place->passages->len; i++) {
    const FoyerPassage *passage = &g_array_index (place->passages, FoyerPassage, i);

    g_string_append_printf (text,
                            "\n  %s %s%s at %" G_GINT64_FORMAT ", row %" G_GINT64_FORMAT
                            ", by %s%s",
                            passage->scan_id,
                            passage->outcome == FOYER_OUTCOME_ADMITTED ? "in" : "out",
                            passage->overridden ? " anyway" : "",
                            passage->time / G_TIME_SPAN_MILLISECOND,
                            passage->log_no,
                            passage->by.device,
                            is_named (ledger, passage->scan_id) ? ", in a conflict" : "");
  }
  for (guint i = 0; i < conflicts->len; i++) {
    const SimConflict *conflict = g_ptr_array_index (conflicts, i);

    if (conflict->ticket == (int)ticket && conflict->list == list)
      g_string_append_printf (text,
                              "\n  %s of kind %d, %s, names %u",
                              conflict->id,
                              conflict->kind,
                              conflict->is_open ? "open" : "explained",
                              g_hash_table_size (conflict->scans));
  }
  return g_string_free (text, FALSE);
}

/* Nobody gets in twice, unless a supervisor let them, or a conflict names everybody who did. */
static gboolean
check_place (const SimEvening *self, guint ticket, guint list, char **trouble)
{
  const SimLedger *ledger = self->database.ledger;
  const SimPlace *place = sim_ledger_get_place (ledger, ticket, list);
  const FoyerTicket *value = sim_ledger_get_ticket (ledger, ticket);
  g_autofree char *passages = NULL;

  if (place->passages == NULL)
    return TRUE;
  if (place->state.inside > place->state.entries_used)
    return fail (trouble, "ticket %u has more guests inside than came in", ticket);
  if (place->state.entries_used <= sim_ledger_count_allowed (ledger, ticket, list, NULL))
    return TRUE;
  passages = describe_place (ledger, place, ticket, list);
  return fail (trouble,
               "ticket %u has %u entries of %u on list %u, and no conflict names them all:%s",
               ticket,
               place->state.entries_used,
               value->allowed_entries,
               list,
               passages);
}

static gboolean
is_same_state (const FoyerTicketState *a, const FoyerTicketState *b)
{
  return a->entries_used == b->entries_used && a->inside == b->inside &&
         a->last_admission.timestamp / G_TIME_SPAN_MILLISECOND ==
             b->last_admission.timestamp / G_TIME_SPAN_MILLISECOND &&
         a->last_exit / G_TIME_SPAN_MILLISECOND == b->last_exit / G_TIME_SPAN_MILLISECOND;
}

static gboolean
check_state (const SimEvening *self,
             guint desk,
             gint64 copy,
             guint ticket,
             guint list,
             char **trouble)
{
  const SimHall *hall = sim_hall_get ();
  const FoyerTicketState *truth =
      &sim_ledger_get_place (self->database.ledger, ticket, list)->state;
  const FoyerTicket *value = g_ptr_array_index (hall->tickets, ticket);
  g_auto (FoyerTicketState) state = { 0 };
  g_autoptr (GError) error = NULL;

  if (!foyer_store_know_state (sim_desk_get_file (self->desks[desk]),
                               hall->event->id,
                               copy,
                               value->id,
                               g_ptr_array_index (hall->event->lists, list),
                               &state,
                               &error))
    return fail (trouble, "desk %u: %s", desk, error->message);
  if (is_same_state (&state, truth))
    return TRUE;
  return fail (trouble,
               "desk %u has %u used, %u inside of ticket %u on list %u, the record %u and %u"
               " (last in %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT ", out %" G_GINT64_FORMAT
               " and %" G_GINT64_FORMAT ")",
               desk,
               state.entries_used,
               state.inside,
               ticket,
               list,
               truth->entries_used,
               truth->inside,
               state.last_admission.timestamp,
               truth->last_admission.timestamp,
               state.last_exit,
               truth->last_exit);
}

/* All desks end with what the record has. */
static gboolean
check_desk (const SimEvening *self, guint desk, char **trouble)
{
  g_auto (FoyerStoreEvent) event = { 0 };
  g_autoptr (GError) error = NULL;

  if (!foyer_store_load_event (sim_desk_get_file (self->desks[desk]),
                               sim_hall_get ()->event->id,
                               &event,
                               &error))
    return fail (trouble, "desk %u: %s", desk, error->message);
  for (guint i = 0; i < SIM_N_TICKETS * SIM_N_LISTS; i++) {
    guint ticket = i / SIM_N_LISTS, list = i % SIM_N_LISTS;

    if (sim_ledger_get_place (self->database.ledger, ticket, list)->passages != NULL &&
        !check_state (self, desk, event.copy, ticket, list, trouble))
      return FALSE;
  }
  return TRUE;
}

gboolean
sim_check (const SimEvening *self, char **trouble)
{
  if (!sim_check_doors (self, trouble))
    return FALSE;
  for (guint i = 0; i < SIM_N_TICKETS * SIM_N_LISTS; i++) {
    if (!check_place (self, i / SIM_N_LISTS, i % SIM_N_LISTS, trouble))
      return FALSE;
  }
  for (guint i = 0; i < SIM_N_DESKS; i++) {
    if (!check_desk (self, i, trouble))
      return FALSE;
  }
  return TRUE;
}
