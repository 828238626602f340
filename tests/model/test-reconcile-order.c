/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/foyer-reconcile.h"

#define NOON   G_GINT64_CONSTANT (1777636800000000)
#define MINUTE G_TIME_SPAN_MINUTE

/* A record in memory: reports of one ticket, in whatever order they come. */
typedef struct {
  FoyerTicket ticket;
  FoyerCheckInList list;
  FoyerEvent event;
  GArray *passages;
  GArray *conflicts;
  GArray *refusals;
  FoyerTicketState state;
  GHashTable *named;
  guint n_rows;
  guint n_overrides;
} Ledger;

typedef struct {
  char id[8];
  FoyerOutcome outcome;
  FoyerTime time;
  gint64 error_ms;
  gboolean is_let_in;
} Said;

static void
ledger_init (Ledger *ledger, guint allowed, gboolean reentry)
{
  *ledger = (Ledger){ .ticket = { .id = (char *)"t", .allowed_entries = allowed, .paid = TRUE },
                      .list = { .id = (char *)"l", .name = (char *)"Main", .reentry = reentry },
                      .passages = foyer_passages_new (),
                      .conflicts = foyer_open_conflicts_new (),
                      .refusals = foyer_refusals_new (),
                      .named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
}

static void
ledger_clear (Ledger *ledger)
{
  g_array_unref (ledger->passages);
  g_array_unref (ledger->conflicts);
  g_array_unref (ledger->refusals);
  g_hash_table_unref (ledger->named);
}

static void
open_wronged (Ledger *ledger, const FoyerReconciliation *result)
{
  for (guint i = 0; i < result->wronged->len; i++) {
    const FoyerRefusal *refusal = &g_array_index (result->wronged, FoyerRefusal, i);

    foyer_open_conflicts_add (ledger->conflicts,
                              &(FoyerOpenConflict){ .id = refusal->scan_id,
                                                    .kind = FOYER_CONFLICT_SHOULD_ADMIT,
                                                    .scan_id = refusal->scan_id,
                                                    .time = refusal->time,
                                                    .error_ms = refusal->error_ms });
  }
}

static void
store (Ledger *ledger, const FoyerReconcileCase *facts, const FoyerReconciliation *result)
{
  FoyerPassage passage = { .scan_id = (char *)facts->scan_id,
                           .outcome = result->outcome,
                           .time = facts->the_case.now,
                           .error_ms = facts->error_ms,
                           .overridden = result->action == FOYER_ACTION_OVERRIDDEN,
                           .log_no = ++ledger->n_rows };
  FoyerOpenConflict conflict = { .id = (char *)facts->scan_id,
                                 .kind = result->conflict,
                                 .scan_id = (char *)facts->scan_id,
                                 .time = facts->the_case.now,
                                 .error_ms = facts->error_ms };

  if (result->changes) {
    ledger->state.entries_used = result->entries_used;
    ledger->state.inside = result->inside;
    ledger->state.last_exit = result->last_exit;
    foyer_passages_add (ledger->passages, &passage);
  }
  foyer_reconciliation_move_refusals (result, facts, ledger->refusals);
  for (guint i = 0; i < result->explained->len; i++)
    foyer_open_conflicts_remove (ledger->conflicts, g_ptr_array_index (result->explained, i));
  open_wronged (ledger, result);
  if (!result->has_conflict)
    return;
  if (result->grows == NULL)
    foyer_open_conflicts_add (ledger->conflicts, &conflict);
  if (result->conflict == FOYER_CONFLICT_TOO_MANY) {
    for (guint i = 0; i < result->names->len; i++)
      g_hash_table_add (ledger->named, g_strdup (g_ptr_array_index (result->names, i)));
  }
}

static void
take_override (Ledger *ledger, const FoyerReconcileCase *refused)
{
  FoyerReconcileCase facts = *refused;
  g_auto (FoyerReconciliation) result = { 0 };

  facts.the_case.now += MINUTE / 2;
  facts.outcome = FOYER_OUTCOME_ADMITTED;
  facts.reason = FOYER_REASON_NONE;
  foyer_reconcile_override (&facts, TRUE, &result);
  g_assert_true (result.writes && result.changes);
  g_assert_false (result.has_conflict);
  store (ledger, &facts, &result);
  ledger->n_overrides++;
}

static void
take (Ledger *ledger, const Said *said)
{
  FoyerReconcileCase facts = {
    .the_case = { .direction = said->outcome == FOYER_OUTCOME_EXITED ? FOYER_DIRECTION_EXIT
                                                                     : FOYER_DIRECTION_ENTRY,
                  .ticket = &ledger->ticket,
                  .event = &ledger->event,
                  .list = &ledger->list,
                  .state = &ledger->state,
                  .permitted = TRUE,
                  .now = said->time },
    .scan_id = said->id,
    .error_ms = said->error_ms,
    .outcome = said->outcome,
    .reason =
        said->outcome == FOYER_OUTCOME_REFUSED ? FOYER_REASON_ALREADY_ADMITTED : FOYER_REASON_NONE,
    .let_in = said->is_let_in,
    .passages = ledger->passages,
    .conflicts = ledger->conflicts,
    .refusals = ledger->refusals,
  };
  g_auto (FoyerReconciliation) result = { 0 };

  foyer_reconcile (&facts, &result);
  g_assert_true (result.writes);
  store (ledger, &facts, &result);
  if (said->is_let_in)
    take_override (ledger, &facts);
}

static guint
count_conflicts (const Ledger *ledger, FoyerConflictKind kind)
{
  guint n = 0;

  for (guint i = 0; i < ledger->conflicts->len; i++)
    n += g_array_index (ledger->conflicts, FoyerOpenConflict, i).kind == kind ? 1 : 0;
  return n;
}

/* Admissions that a conflict names; those of a supervisor explain themselves. */
static guint
count_named (const Ledger *ledger)
{
  guint n = 0;

  for (guint i = 0; i < ledger->passages->len; i++) {
    const FoyerPassage *passage = &g_array_index (ledger->passages, FoyerPassage, i);

    n += !passage->overridden && g_hash_table_contains (ledger->named, passage->scan_id) ? 1 : 0;
  }
  return n;
}

static void
shuffle (Said *said, guint n)
{
  for (guint i = n; i > 1; i--) {
    guint other = (guint)g_test_rand_int_range (0, (gint)i);
    Said kept = said[i - 1];

    said[i - 1] = said[other];
    said[other] = kept;
  }
}

static void
make_story (Said *said, guint n)
{
  for (guint i = 0; i < n; i++) {
    guint kind = (guint)g_test_rand_int_range (0, 6);

    g_snprintf (said[i].id, sizeof said[i].id, "s%u", i);
    said[i].outcome = kind < 3    ? FOYER_OUTCOME_ADMITTED
                      : kind == 3 ? FOYER_OUTCOME_EXITED
                                  : FOYER_OUTCOME_REFUSED;
    said[i].is_let_in = kind == 5;
    said[i].time = NOON + (FoyerTime)i * MINUTE;
    said[i].error_ms = g_test_rand_bit () ? g_test_rand_int_range (0, 180000) : 0;
  }
}

/* Whether the whole record admits whom a desk refused then. */
static gboolean
is_still_wrong (Ledger *ledger, const FoyerOpenConflict *open)
{
  Said again = { .id = "again",
                 .outcome = FOYER_OUTCOME_REFUSED,
                 .time = open->time,
                 .error_ms = open->error_ms };
  guint before = count_conflicts (ledger, FOYER_CONFLICT_SHOULD_ADMIT);
  gboolean is_wrong;

  take (ledger, &again);
  is_wrong = count_conflicts (ledger, FOYER_CONFLICT_SHOULD_ADMIT) > before;
  foyer_open_conflicts_remove (ledger->conflicts, again.id);
  foyer_refusals_remove (ledger->refusals, again.id);
  return is_wrong;
}

/* No refusal is left open that what came later explains. */
static void
check_refusals (Ledger *ledger)
{
  for (guint i = 0; i < ledger->conflicts->len; i++) {
    const FoyerOpenConflict *open = &g_array_index (ledger->conflicts, FoyerOpenConflict, i);

    if (open->kind == FOYER_CONFLICT_SHOULD_ADMIT)
      g_assert_true (is_still_wrong (ledger, open));
  }
}

/* How many entries had been used too many at the worst moment: those that supervisors had given
 * until then are allowed, those of later are not. */
static int
count_surplus (const Ledger *ledger)
{
  g_auto (FoyerTicketState) state = { 0 };
  int allowed = (int)ledger->ticket.allowed_entries;
  int surplus = 0;

  for (guint i = 0; i < ledger->passages->len; i++) {
    const FoyerPassage *passage = &g_array_index (ledger->passages, FoyerPassage, i);
    FoyerEarlier by = { .timestamp = passage->time };

    foyer_ticket_state_apply (&state, &ledger->list, passage->outcome, &by);
    allowed += passage->overridden ? 1 : 0;
    surplus = MAX (surplus, (int)state.entries_used - allowed);
  }
  return surplus;
}

static void
check_surplus (const Ledger *ledger)
{
  if (count_surplus (ledger) > 0)
    g_assert_cmpuint (count_conflicts (ledger, FOYER_CONFLICT_TOO_MANY), ==, 1);
}

/* Whatever the order of arrival, the same is in the record at the end; and where there are more
 * entries than allowed, one conflict names every admission. */
static void
test_order_does_not_matter (void)
{
  for (guint round = 0; round < 2000; round++) {
    guint allowed = (guint)g_test_rand_int_range (1, 3);
    gboolean reentry = g_test_rand_bit ();
    guint n = (guint)g_test_rand_int_range (1, 9);
    Ledger first, second;
    Said said[9];

    make_story (said, n);
    ledger_init (&first, allowed, reentry);
    ledger_init (&second, allowed, reentry);
    for (guint i = 0; i < n; i++)
      take (&first, &said[i]);
    shuffle (said, n);
    for (guint i = 0; i < n; i++)
      take (&second, &said[i]);
    g_assert_cmpuint (first.state.entries_used, ==, second.state.entries_used);
    g_assert_cmpuint (first.state.inside, ==, second.state.inside);
    g_assert_cmpint (first.state.last_exit, ==, second.state.last_exit);
    g_assert_cmpuint (count_conflicts (&second, FOYER_CONFLICT_TOO_MANY), <=, 1);
    check_surplus (&first);
    check_surplus (&second);
    check_refusals (&first);
    check_refusals (&second);
    g_assert_cmpuint (count_conflicts (&first, FOYER_CONFLICT_SHOULD_ADMIT),
                      ==,
                      count_conflicts (&second, FOYER_CONFLICT_SHOULD_ADMIT));
    if (second.state.entries_used > allowed + second.n_overrides)
      g_assert_cmpuint (count_named (&second) + second.n_overrides, >=, second.state.entries_used);
    ledger_clear (&first);
    ledger_clear (&second);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/reconcile/the-order-of-arrival-does-not-matter",
                   test_order_does_not_matter);
  return g_test_run ();
}
