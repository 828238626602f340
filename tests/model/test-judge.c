/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/judge-table.h"

/* Runs the table of cases, and what a sequence of scans makes of a ticket's state. */

#define NOW (JUDGE_TABLE_SECOND * FOYER_TIME_SECOND)

static FoyerTime
get_time (gint64 second)
{
  return judge_table_time (second, NOW, FOYER_TIME_SECOND);
}

static FoyerTicket *
make_ticket (const JudgeCase *row)
{
  return foyer_ticket_new (&(FoyerTicket){ .type_number = row->type_number,
                                           .ticket_type = (char *)"Day pass",
                                           .status = row->status,
                                           .paid = row->paid,
                                           .allowed_entries = row->allowed_entries,
                                           .valid_from = get_time (row->valid_from),
                                           .valid_until = get_time (row->valid_until) });
}

static void
test_case (gconstpointer data)
{
  const JudgeCase *row = data;
  g_autoptr (FoyerTicket) ticket = make_ticket (row);
  g_autoptr (FoyerEvent) event = foyer_event_new (
      &(FoyerEvent){ .policy.entry_paused = row->paused, .policy.closed = row->closed });
  FoyerCheckInList list = { .name = (char *)"Friday",
                            .type_numbers = (guint *)row->type_numbers,
                            .n_type_numbers = row->n_type_numbers,
                            .starts = get_time (row->starts),
                            .ends = get_time (row->ends),
                            .reentry = row->reentry,
                            .reentry_delay = row->delay * FOYER_TIME_SECOND };
  FoyerTicketState state = { .entries_used = row->entries_used,
                             .inside = row->inside,
                             .last_exit = get_time (row->last_exit) };
  g_auto (FoyerRuling) ruling = { 0 };

  foyer_judge (&(FoyerCase){ .direction = row->direction,
                             .code_check = row->code_check,
                             .ticket = row->has_ticket ? ticket : NULL,
                             .other_event = row->other_event,
                             .event = event,
                             .list = row->has_list ? &list : NULL,
                             .state = judge_case_was_used (row) ? &state : NULL,
                             .permitted = row->permitted,
                             .now = NOW },
               &ruling);
  judge_case_assert (row, ruling.outcome, ruling.reason, ruling.explanation);
}

/* What one step of a sequence does, and what must be true after it. */
typedef struct {
  gint64 second;
  FoyerDirection direction;
  FoyerReason reason;
  guint entries_used;
  guint inside;
} Step;

static void
run_steps (const FoyerCheckInList *list, guint allowed_entries, const Step *steps, guint n_steps)
{
  g_autoptr (FoyerTicket) ticket =
      foyer_ticket_new (&(FoyerTicket){ .paid = TRUE, .allowed_entries = allowed_entries });
  g_autoptr (FoyerEvent) event = foyer_event_new (&(FoyerEvent){ 0 });
  g_auto (FoyerTicketState) state = { 0 };

  for (guint i = 0; i < n_steps; i++) {
    g_auto (FoyerRuling) ruling = { 0 };
    FoyerTime now = steps[i].second * FOYER_TIME_SECOND;
    FoyerCase the_case = {
      .direction = steps[i].direction,
      .ticket = ticket,
      .event = event,
      .list = list,
      .state = &state,
      .permitted = TRUE,
      .now = now,
    };
    FoyerEarlier by = { .verified_by = (char *)"ann@example.org", .timestamp = now };

    g_test_message ("step %u", i);
    foyer_judge (&the_case, &ruling);
    g_assert_cmpint (ruling.reason, ==, steps[i].reason);
    foyer_ticket_state_apply (&state, list, ruling.outcome, &by);
    g_assert_cmpuint (state.entries_used, ==, steps[i].entries_used);
    g_assert_cmpuint (state.inside, ==, steps[i].inside);
    g_assert_cmpuint (state.entries_used, <=, allowed_entries);
    if (ruling.outcome == FOYER_OUTCOME_ADMITTED)
      g_assert_cmpint (state.last_admission.timestamp, ==, now);
  }
}

#define IN  FOYER_DIRECTION_ENTRY
#define OUT FOYER_DIRECTION_EXIT

static void
test_without_reentry (void)
{
  FoyerCheckInList list = { .name = (char *)"Friday" };
  const Step steps[] = {
    { 1000, IN, FOYER_REASON_NONE, 1, 1 },  { 1001, IN, FOYER_REASON_ALREADY_ADMITTED, 1, 1 },
    { 1002, OUT, FOYER_REASON_NONE, 1, 0 }, { 1003, IN, FOYER_REASON_ALREADY_ADMITTED, 1, 0 },
    { 1004, OUT, FOYER_REASON_NONE, 1, 0 },
  };

  run_steps (&list, 1, steps, G_N_ELEMENTS (steps));
}

static void
test_with_reentry (void)
{
  FoyerCheckInList list = {
    .name = (char *)"Friday",
    .reentry = TRUE,
    .reentry_delay = 60 * FOYER_TIME_SECOND,
  };
  const Step steps[] = {
    { 1000, IN, FOYER_REASON_NONE, 1, 1 },  { 1001, IN, FOYER_REASON_ALREADY_ADMITTED, 1, 1 },
    { 1010, OUT, FOYER_REASON_NONE, 1, 0 }, { 1011, IN, FOYER_REASON_RULE, 1, 0 },
    { 1070, IN, FOYER_REASON_NONE, 1, 1 },  { 1071, IN, FOYER_REASON_ALREADY_ADMITTED, 1, 1 },
  };

  run_steps (&list, 1, steps, G_N_ELEMENTS (steps));
}

/* One of two guests went out; the other one has not been in, so no delay concerns them. What is
 * judged a fresh entry must count as one. */
static void
test_group (void)
{
  FoyerCheckInList list = {
    .name = (char *)"Friday",
    .reentry = TRUE,
    .reentry_delay = 60 * FOYER_TIME_SECOND,
  };
  const Step steps[] = {
    { 1000, IN, FOYER_REASON_NONE, 1, 1 },  { 1010, OUT, FOYER_REASON_NONE, 1, 0 },
    { 1020, IN, FOYER_REASON_NONE, 2, 1 },  { 1030, IN, FOYER_REASON_RULE, 2, 1 },
    { 1070, IN, FOYER_REASON_NONE, 2, 2 },  { 1080, IN, FOYER_REASON_ALREADY_ADMITTED, 2, 2 },
    { 1090, OUT, FOYER_REASON_NONE, 2, 1 }, { 1091, OUT, FOYER_REASON_NONE, 2, 0 },
  };

  run_steps (&list, 2, steps, G_N_ELEMENTS (steps));
}

/* Whatever guests of one ticket do, in whatever order: nobody is admitted beyond its entries. */
static void
test_never_too_many (void)
{
  g_autoptr (FoyerEvent) event = foyer_event_new (&(FoyerEvent){ 0 });

  for (guint round = 0; round < 2000; round++) {
    guint allowed = (guint)g_test_rand_int_range (1, 5);
    FoyerCheckInList list = {
      .name = (char *)"Friday",
      .reentry = g_test_rand_bit (),
      .reentry_delay = g_test_rand_int_range (0, 50) * FOYER_TIME_SECOND,
    };
    g_autoptr (FoyerTicket) ticket =
        foyer_ticket_new (&(FoyerTicket){ .paid = TRUE, .allowed_entries = allowed });
    g_auto (FoyerTicketState) state = { 0 };
    FoyerEarlier by = { .timestamp = NOW };

    for (guint step = 0; step < 40; step++) {
      g_auto (FoyerRuling) ruling = { 0 };
      FoyerCase the_case = {
        .direction = g_test_rand_bit () ? IN : OUT,
        .ticket = ticket,
        .event = event,
        .list = &list,
        .state = &state,
        .permitted = TRUE,
      };

      by.timestamp += g_test_rand_int_range (0, 20) * FOYER_TIME_SECOND;
      the_case.now = by.timestamp;
      foyer_judge (&the_case, &ruling);
      foyer_ticket_state_apply (&state, &list, ruling.outcome, &by);
      g_assert_cmpuint (state.entries_used, <=, allowed);
      g_assert_cmpuint (state.inside, <=, state.entries_used);
    }
  }
}

static void
assert_alone (FoyerOfflinePolicy policy,
              FoyerCodeCheck check,
              FoyerDirection direction,
              guint exposure,
              FoyerReason reason)
{
  g_autoptr (FoyerTicket) ticket = foyer_ticket_new (&(FoyerTicket){ .paid = TRUE });
  g_autoptr (FoyerEvent) event = foyer_event_new (&(FoyerEvent){ .policy.offline = policy });
  FoyerCheckInList list = { .name = (char *)"Friday" };
  g_auto (FoyerRuling) ruling = { 0 };
  FoyerCase the_case = { .direction = direction,
                         .code_check = check,
                         .ticket = ticket,
                         .event = event,
                         .list = &list,
                         .permitted = TRUE,
                         .now = NOW };

  foyer_judge_alone (&the_case, exposure, &ruling);
  g_assert_cmpint (ruling.reason, ==, reason);
  g_assert_true ((ruling.outcome == FOYER_OUTCOME_REFUSED) == (ruling.explanation != NULL));
}

static void
test_an_offline_policy_holds (void)
{
  FoyerOfflinePolicy nothing = { FOYER_OFFLINE_INHERIT, 0 };
  FoyerOfflinePolicy allow = { FOYER_OFFLINE_ALLOW, 0 };
  FoyerOfflinePolicy hold = { FOYER_OFFLINE_HOLD, 5 };
  FoyerOfflinePolicy only_signed = { FOYER_OFFLINE_SIGNED, 0 };

  assert_alone (nothing, FOYER_CODE_CHECK_UNSIGNED, IN, 900, FOYER_REASON_NONE);
  assert_alone (allow, FOYER_CODE_CHECK_UNSIGNED, IN, 900, FOYER_REASON_NONE);
  assert_alone (hold, FOYER_CODE_CHECK_UNSIGNED, IN, 5, FOYER_REASON_NONE);
  assert_alone (hold, FOYER_CODE_CHECK_VALID, IN, 6, FOYER_REASON_RULE);
  assert_alone (hold, FOYER_CODE_CHECK_BAD, IN, 6, FOYER_REASON_BAD_SIGNATURE);
  assert_alone (hold, FOYER_CODE_CHECK_VALID, OUT, 6, FOYER_REASON_NONE);
  assert_alone (only_signed, FOYER_CODE_CHECK_VALID, IN, 900, FOYER_REASON_NONE);
  assert_alone (only_signed, FOYER_CODE_CHECK_UNSIGNED, IN, 0, FOYER_REASON_RULE);
  assert_alone (only_signed, FOYER_CODE_CHECK_UNSIGNED, OUT, 0, FOYER_REASON_NONE);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) cases = NULL;

  g_test_init (&argc, &argv, NULL);
  cases = judge_table_read ();
  for (guint i = 0; i < cases->len; i++) {
    const JudgeCase *row = g_ptr_array_index (cases, i);
    g_autofree char *path = g_strconcat ("/model/judge/", row->name, NULL);

    g_test_add_data_func (path, row, test_case);
  }
  g_test_add_func ("/model/ticket-state/without-reentry", test_without_reentry);
  g_test_add_func ("/model/ticket-state/with-reentry-and-a-delay", test_with_reentry);
  g_test_add_func ("/model/ticket-state/a-group-with-one-out", test_group);
  g_test_add_func ("/model/ticket-state/never-too-many", test_never_too_many);
  g_test_add_func ("/model/judge/an-offline-policy-holds", test_an_offline_policy_holds);
  return g_test_run ();
}
