/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "model/judge-table.h"
#include "store/bed.h"
#include "store/foyer-store-sql.h"

/* Runs the table of cases on a desk's file: each case is what the desk knows, and a scan. */

#define OTHER_EVENT "44444444-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define NO_LIST     "55555555-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define GATE        "66666666-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define CODE        "code-1"

static Bed bed;

static FoyerTime
get_time (gint64 second)
{
  return judge_table_time (second, BED_NOW, FOYER_TIME_SECOND);
}

static void
add_lists (FoyerEvent *fields, const JudgeCase *row)
{
  FoyerCheckInList list = { .id = (char *)BED_FRIDAY,
                            .name = (char *)"Friday",
                            .type_numbers = (guint *)row->type_numbers,
                            .n_type_numbers = row->n_type_numbers,
                            .starts = get_time (row->starts),
                            .ends = get_time (row->ends),
                            .reentry = row->reentry,
                            .reentry_delay = row->delay * FOYER_TIME_SECOND };
  FoyerCheckInList other = { .id = (char *)BED_SATURDAY,
                             .name = (char *)"Saturday",
                             .is_default = TRUE };
  FoyerGate gate = { .id = (char *)GATE, .name = (char *)"North", .list_id = other.id };

  g_ptr_array_add (fields->lists, foyer_check_in_list_copy (&list));
  g_ptr_array_add (fields->lists, foyer_check_in_list_copy (&other));
  g_ptr_array_add (fields->gates, foyer_gate_copy (&gate));
}

static void
save_event (const char *event_id, const JudgeCase *row)
{
  FoyerEvent fields = {
    .id = (char *)event_id,
    .name = (char *)"Summer party",
    .time_zone = (char *)"UTC",
    .epoch = BED_EPOCH,
    .policy.entry_paused = row->paused,
    .policy.closed = row->closed,
    .lists = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_check_in_list_free),
    .gates = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_gate_free),
    .keys = foyer_key_ring_new (),
  };
  g_autoptr (FoyerEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  add_lists (&fields, row);
  foyer_key_ring_add (fields.keys, bed.key.number, bed.key.public_key);
  event = foyer_event_new (&fields);
  g_assert_true (foyer_store_save_event (bed.file, event, &error));
  g_assert_no_error (error);
  g_ptr_array_unref (fields.lists);
  g_ptr_array_unref (fields.gates);
  foyer_key_ring_unref (fields.keys);
}

static void
finish_copy (const char *event_id, FoyerSnapshotTicket *line)
{
  FoyerStoreCopy copy = { .copy = bed_begin_copy (&bed),
                          .event_id = event_id,
                          .epoch = BED_EPOCH,
                          .seq = BED_SEQ,
                          .whole = TRUE };
  g_autoptr (GError) error = NULL;

  if (line != NULL)
    bed_add (&bed, copy.copy, line);
  g_assert_true (foyer_store_finish_copy (bed.file, &copy, &error));
  g_assert_no_error (error);
}

static FoyerSnapshotTicket *
make_line (const JudgeCase *row)
{
  FoyerTicket ticket = { .type_number = row->type_number,
                         .status = row->status,
                         .paid = row->paid,
                         .allowed_entries = row->allowed_entries,
                         .valid_from = get_time (row->valid_from),
                         .valid_until = get_time (row->valid_until) };
  FoyerTicketState state = { .entries_used = row->entries_used,
                             .inside = row->inside,
                             .last_exit = get_time (row->last_exit) };

  return bed_make_line (1, &ticket, BED_FRIDAY, judge_case_was_used (row) ? &state : NULL);
}

static char *
sign (const char *event_id)
{
  g_autofree char *id = bed_get_ticket_id (1);
  FoyerSignedCode code = { .key_number = bed.key.number, .type_number = 1 };

  g_assert_true (foyer_uuid_parse (id, code.ticket_id));
  return foyer_code_sign (&code, event_id, &bed.key);
}

static char *
make_code (const JudgeCase *row)
{
  char *code;

  switch (row->code_check) {
  case FOYER_CODE_CHECK_VALID:
    return sign (BED_EVENT);
  case FOYER_CODE_CHECK_OTHER_EVENT:
    return sign (OTHER_EVENT);
  case FOYER_CODE_CHECK_BAD:
    code = sign (BED_EVENT);
    code[80] = code[80] == 'A' ? 'B' : 'A';
    return code;
  case FOYER_CODE_CHECK_UNSIGNED:
  default:
    return g_strdup (CODE);
  }
}

static FoyerVerdict *
judge (const JudgeCase *row, GError **error)
{
  g_autofree char *code = make_code (row);
  FoyerScan fields = { .id = (char *)BED_SESSION,
                       .event_id = (char *)BED_EVENT,
                       .list_id = (char *)(row->has_list ? BED_FRIDAY : NO_LIST),
                       .code = code,
                       .direction = row->direction,
                       .scanned_at = BED_NOW };
  g_autoptr (FoyerScan) scan = foyer_scan_new (&fields);

  bed.desk.gate = row->permitted ? NULL : "North";
  return foyer_store_judge (bed.file, scan, &bed.desk, error);
}

/* A relay knows all tickets. A desk never does: of a code that is signed and that its list does not
 * have it cannot say that no list has it, and lets in who bought their ticket since. */
static gboolean
is_for_relays (const JudgeCase *row)
{
  return row->code_check == FOYER_CODE_CHECK_VALID && !row->has_ticket;
}

/* Of a closed event a desk has no ticket: who wants in stays out whatever their ticket says, and
 * who goes out with a code that means nothing by itself the relay has to know. */
static void
assert_closed (const JudgeCase *row, const FoyerVerdict *verdict, const GError *error)
{
  if (row->direction == FOYER_DIRECTION_ENTRY) {
    g_assert_no_error (error);
    g_assert_cmpint (verdict->reason, ==, FOYER_REASON_ENTRY_PAUSED);
  } else if (row->code_check == FOYER_CODE_CHECK_UNSIGNED) {
    g_assert_error (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);
  } else {
    g_assert_no_error (error);
    judge_case_assert (row, verdict->outcome, verdict->reason, verdict->explanation);
  }
}

static void
test_case (gconstpointer data)
{
  const JudgeCase *row = data;
  g_autoptr (FoyerVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;

  save_event (BED_EVENT, row);
  save_event (OTHER_EVENT, row);
  if (!row->closed) {
    finish_copy (BED_EVENT, row->has_ticket ? make_line (row) : NULL);
    finish_copy (OTHER_EVENT, row->other_event ? make_line (row) : NULL);
  }
  verdict = judge (row, &error);
  if (!row->closed)
    g_assert_no_error (error);
  if (row->closed)
    assert_closed (row, verdict, error);
  else if (is_for_relays (row))
    g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  else
    judge_case_assert (row, verdict->outcome, verdict->reason, verdict->explanation);
  g_assert_true (foyer_store_run (bed.file,
                                  "DELETE FROM scans; DELETE FROM states; DELETE FROM tickets;"
                                  " DELETE FROM events",
                                  NULL));
}

static void
test_one_case_is_for_relays (void)
{
  g_autoptr (GPtrArray) cases = judge_table_read ();
  guint n = 0;

  for (guint i = 0; i < cases->len; i++)
    n += is_for_relays (g_ptr_array_index (cases, i));
  g_assert_cmpuint (n, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) cases = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  cases = judge_table_read ();
  bed_init (&bed);
  for (guint i = 0; i < cases->len; i++) {
    const JudgeCase *row = g_ptr_array_index (cases, i);
    g_autofree char *path = g_strconcat ("/store/judge-table/", row->name, NULL);

    g_test_add_data_func (path, row, test_case);
  }
  g_test_add_func ("/store/judge-table/one-case-is-for-relays", test_one_case_is_for_relays);
  status = g_test_run ();
  bed_clear (&bed);
  return status;
}
