/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/foyer-reconcile.h"

#include <stdlib.h>
#include <string.h>

#define NOON   G_GINT64_CONSTANT (1777636800000000)
#define MINUTE G_TIME_SPAN_MINUTE

/* A report, what the record holds, and what becomes of it.
 *
 * - before: what happened to the ticket on the list, in the order in which the record heard of it:
 *   `in`, `out` or `over` (an override) @ minutes after noon; the scans are s1, s2, …
 * - open: open conflicts: `many`, or `admit` @ minutes, `mine` where it is of this scan; they are
 * c1, c2, …
 * - ticket: how often it is allowed in, then words: reentry, delay (10 minutes), void, unpaid, none
 *   (no such ticket), nolist, late (the list ends at minute 30), early (it begins at minute 30),
 *   pause, gone (the desk had been revoked), norights (of the supervisor)
 * - answer: what the relay had answered, if anything
 * - said: what the desk said @ minutes [~ error in seconds], `letin` where a supervisor let the
 *   guest in afterwards; `over` @ minutes is that
 * - after: what becomes of it */
typedef struct {
  const char *before;
  const char *open;
  const char *ticket;
  const char *answer;
  const char *said;
  const char *after;
} Row;

static const Row rows[] = {
  /* A scan whose id is new, admitted at the door. */
  { "", "", "1", "", "admitted@5", "verified admitted; verified 1/1 last this" },
  { "in@3", "", "2", "", "admitted@5", "verified admitted; verified 2/2 last this" },
  { "in@3",
    "",
    "1",
    "",
    "admitted@5",
    "verified admitted; verified 2/2 last this; too_many s1 me" },
  /* The record's admission came later, and both are too many all the same. */
  { "in@9",
    "",
    "1",
    "",
    "admitted@5",
    "verified admitted; verified 2/2 last this; too_many s1 me" },
  { "in@3 in@4",
    "many",
    "1",
    "",
    "admitted@5",
    "verified admitted; verified 3/3 last this; too_many s1 s2 me grows c1" },
  { "over@3",
    "",
    "1",
    "",
    "admitted@5",
    "verified admitted; verified 2/2 last this; too_many s1 me" },
  { "over@9", "", "1", "", "admitted@5", "verified admitted; verified 2/2 last this" },
  { "in@3 over@4",
    "",
    "1",
    "",
    "admitted@5",
    "verified admitted; verified 3/3 last this; too_many s1 s2 me" },
  { "",
    "",
    "1 void",
    "",
    "admitted@5",
    "verified admitted; verified 1/1 last this; should_refuse me" },
  { "",
    "",
    "1 unpaid",
    "",
    "admitted@5",
    "verified admitted; verified 1/1 last this; should_refuse me" },
  { "in@3",
    "",
    "1 void",
    "",
    "admitted@5",
    "verified admitted; verified 2/2 last this; too_many s1 me" },
  { "", "", "1 none", "", "admitted@5", "verified admitted; should_refuse me" },
  { "", "", "1 nolist", "", "admitted@5", "verified admitted; should_refuse me" },
  { "", "", "1 late", "", "admitted@29", "verified admitted; verified 1/1 last this" },
  { "",
    "",
    "1 late",
    "",
    "admitted@31",
    "verified admitted; verified 1/1 last this; should_refuse me" },
  { "", "", "1 late", "", "admitted@31~90", "verified admitted; verified 1/1 last this" },
  { "",
    "",
    "1 early",
    "",
    "admitted@29",
    "verified admitted; verified 1/1 last this; should_refuse me" },
  { "", "", "1 early", "", "admitted@29~90", "verified admitted; verified 1/1 last this" },
  { "",
    "",
    "1 gone",
    "",
    "admitted@5",
    "verified admitted; verified 1/1 last this; should_refuse me" },
  { "in@3",
    "",
    "1 gone",
    "",
    "admitted@5",
    "verified admitted; verified 2/2 last this; too_many s1 me" },
  /* Nobody knows since when entry is paused. */
  { "", "", "1 pause", "", "admitted@5", "verified admitted; verified 1/1 last this" },
  /* Coming back, in the order of time and not in that of arrival. */
  { "in@3 out@4", "", "1 reentry", "", "admitted@5", "verified admitted; verified 1/1 last this" },
  { "in@3 out@4",
    "",
    "1",
    "",
    "admitted@5",
    "verified admitted; verified 2/1 last this; too_many s1 me" },
  { "in@3 out@4 out@9",
    "",
    "1 reentry",
    "",
    "admitted@5",
    "verified admitted; verified 1/0 last this" },
  { "in@3 out@7",
    "",
    "1 reentry",
    "",
    "admitted@5",
    "verified admitted; verified 2/1 last this; too_many s1 me" },
  { "in@3 out@4",
    "",
    "1 reentry delay",
    "",
    "admitted@5",
    "verified admitted; verified 2/1 last this; too_many s1 me" },
  { "in@3 out@4",
    "",
    "1 reentry delay",
    "",
    "admitted@15",
    "verified admitted; verified 1/1 last this" },
  { "out@9", "", "1", "", "admitted@5", "verified admitted; verified 1/0 last this" },
  /* A refusal that the admission explains, and those that it does not. */
  { "",
    "admit@9",
    "1",
    "",
    "admitted@5",
    "verified admitted; verified 1/1 last this; explained c1" },
  { "", "admit@4", "1", "", "admitted@5", "verified admitted; verified 1/1 last this" },
  { "",
    "admit@4",
    "1",
    "",
    "admitted@5~90",
    "verified admitted; verified 1/1 last this; explained c1" },
  /* So does an exit, which leaves another one without a guest to go out. */
  { "in@1 in@3 out@4 out@6 in@7",
    "admit@9",
    "1 reentry",
    "",
    "exited@2",
    "exited exited; exited 1/1; explained c1" },
  { "in@1 in@3 out@4 in@7", "admit@6", "1 reentry", "", "exited@5", "exited exited; exited 2/1" },
  { "", "admit@9", "2", "", "admitted@5", "verified admitted; verified 1/1 last this" },
  { "in@3",
    "many admit@9",
    "2",
    "",
    "admitted@5",
    "verified admitted; verified 2/2 last this; explained c2" },
  /* Refused at the door. */
  { "in@3", "", "1", "", "refused:already_admitted@5", "attempted refused:already_admitted!" },
  { "",
    "",
    "1",
    "",
    "refused:already_admitted@5",
    "attempted refused:already_admitted; should_admit me" },
  { "in@9",
    "",
    "1",
    "",
    "refused:already_admitted@5",
    "attempted refused:already_admitted; should_admit me" },
  { "in@9", "", "1", "", "refused:already_admitted@5~300", "attempted refused:already_admitted!" },
  { "", "", "1", "", "refused:unknown_code@5", "attempted refused:unknown_code; should_admit me" },
  { "", "", "1", "", "refused:void@5", "attempted refused:void; should_admit me" },
  { "", "", "1 void", "", "refused:unknown_code@5", "attempted refused:unknown_code" },
  { "", "", "1 none", "", "refused:unknown_code@5", "failed refused:unknown_code!" },
  { "", "", "1 none", "", "refused:bad_signature@5", "failed refused:bad_signature" },
  /* What a desk refuses by what was said to it alone. */
  { "", "", "1", "", "refused:rule@5", "attempted refused:rule" },
  { "", "", "1", "", "refused:entry_paused@5", "attempted refused:entry_paused" },
  { "", "", "1", "", "refused:not_permitted@5", "attempted refused:not_permitted" },
  /* Exits are always recorded. */
  { "in@3", "", "1", "", "exited@5", "exited exited; exited 1/0" },
  { "", "", "1", "", "exited@5", "exited exited; exited 0/0" },
  { "", "", "1 void", "", "exited@5", "exited exited; exited 0/0" },
  { "in@3 out@4 in@6", "", "1 reentry", "", "exited@5", "exited exited; exited 1/1" },
  { "in@1 out@2 in@13",
    "",
    "1 reentry delay",
    "",
    "exited@10",
    "exited exited; exited 2/1; too_many s1 s3 me" },
  { "in@7", "", "1", "", "exited@5", "exited exited; exited 1/1" },
  { "", "", "1 none", "", "exited@5", "exited exited" },
  { "", "", "1 nolist", "", "exited@5", "exited exited" },
  { "in@3", "", "1", "", "refused:unknown_code@5 out", "attempted refused:unknown_code" },
  /* A scan whose id is known, and the desk did what it was told. */
  { "me@5", "", "1", "admitted", "admitted@5", "nothing" },
  { "", "", "1", "refused:void", "refused:void@5", "nothing" },
  { "", "", "1", "refused:void", "refused:rule@5", "nothing" },
  { "in@3 out@4", "", "1", "exited", "exited@5", "nothing" },
  { "", "", "1", "admitted undone", "admitted@5", "nothing" },
  /* It did something else: the relay admitted, and the guest was sent away. */
  { "me@5",
    "",
    "1",
    "admitted",
    "refused:rule@5",
    "reconciled refused:rule back; undone 0/0 last none" },
  { "in@3 me@5",
    "many",
    "1",
    "admitted",
    "refused:rule@5",
    "reconciled refused:rule back; undone 1/1 last s1; explained c1" },
  { "in@3 me@5 in@6",
    "many",
    "1",
    "admitted",
    "refused:rule@5",
    "reconciled refused:rule back; undone 2/2 last s3" },
  { "in@1 me@2 out@3 out@4 in@5 in@6",
    "many",
    "1 reentry",
    "admitted",
    "refused:rule@2",
    "reconciled refused:rule back; undone 2/2 last s6; too_many s1 s5 s6 me grows c1" },
  { "in@3 out@4 me@5",
    "",
    "1 reentry",
    "admitted",
    "refused:rule@5",
    "reconciled refused:rule back; undone 1/0 last s1" },
  { "", "", "1", "admitted undone", "refused:rule@5", "reconciled refused:rule" },
  { "", "", "1 none", "admitted", "refused:rule@5", "reconciled refused:rule" },
  /* The relay refused, and the guest was let in. */
  { "in@3",
    "",
    "1",
    "refused:already_admitted",
    "admitted@5",
    "reconciled admitted; verified 2/2 last this; too_many s1 me" },
  { "in@3 in@4",
    "many",
    "1",
    "refused:already_admitted",
    "admitted@5",
    "reconciled admitted; verified 3/3 last this; too_many s1 s2 me grows c1" },
  { "",
    "",
    "1 void",
    "refused:void",
    "admitted@5",
    "reconciled admitted; verified 1/1 last this; should_refuse me" },
  { "",
    "",
    "1",
    "refused:entry_paused",
    "admitted@5",
    "reconciled admitted; verified 1/1 last this; should_refuse me" },
  { "",
    "admit@9",
    "1",
    "refused:unpaid",
    "admitted@5",
    "reconciled admitted; verified 1/1 last this; should_refuse me; explained c1" },
  { "",
    "",
    "1 none",
    "refused:unknown_code",
    "admitted@5",
    "reconciled admitted; should_refuse me" },
  /* A supervisor has let the guest in meanwhile, or has taken that back. */
  { "over@6", "", "1", "refused:unpaid overridden", "admitted@5", "nothing" },
  { "over@6", "", "1", "refused:unpaid overridden", "refused:unpaid@5", "nothing" },
  { "",
    "",
    "1",
    "refused:unpaid overridden undone",
    "admitted@5",
    "reconciled admitted; should_refuse me" },
  { "in@3", "", "1", "refused:unknown_code", "exited@5", "reconciled exited; exited 1/0" },
  { "in@3 out@4", "", "1", "exited", "refused:rule@5 out", "reconciled refused:rule" },
  /* A supervisor let in whom the desk had refused: that is no refusal to look into, */
  { "", "", "1", "", "refused:already_admitted@5 letin", "attempted refused:already_admitted" },
  /* and where the relay had admitted, the guest is in by that. */
  { "me@5", "", "1", "admitted", "refused:rule@5 letin", "nothing" },
  { "", "", "1", "admitted undone", "refused:rule@5 letin", "nothing" },
  { "", "", "1", "", "over@6", "overridden admitted; verified 1/1 last this" },
  { "", "", "1", "refused:rule", "over@6", "overridden admitted; verified 1/1 last this" },
  { "in@3", "", "1", "", "over@6", "overridden admitted; verified 2/2 last this" },
  { "in@9", "", "1", "", "over@6", "overridden admitted; verified 2/2 last this" },
  { "in@3 in@4", "many", "1", "", "over@6", "overridden admitted; verified 3/3 last this" },
  { "", "", "1 void", "", "over@6", "overridden admitted; verified 1/1 last this" },
  { "", "", "1 gone", "", "over@6", "overridden admitted; verified 1/1 last this" },
  { "in@3 out@4 in@9",
    "",
    "1 reentry delay",
    "",
    "over@6",
    "overridden admitted; verified 2/2 last this" },
  { "", "admit@9", "1", "", "over@6", "overridden admitted; verified 1/1 last this; explained c1" },
  { "",
    "",
    "1 norights",
    "",
    "over@6",
    "overridden admitted; verified 1/1 last this; should_refuse me" },
  { "in@3",
    "",
    "1 norights",
    "",
    "over@6",
    "overridden admitted; verified 2/2 last this; should_refuse me" },
  { "", "", "1 none", "", "over@6", "overridden admitted; should_refuse me" },
  { "", "", "1 nolist", "", "over@6", "overridden admitted; should_refuse me" },
  { "me@5", "", "1", "admitted", "over@6", "nothing" },
  { "me@5", "", "1", "refused:void reconciled", "over@6", "nothing" },
  { "over@4", "", "1", "refused:void overridden", "over@6", "nothing" },
  { "", "", "1", "refused:void overridden undone", "over@6", "nothing" },
  { "", "", "1", "admitted reconciled undone", "over@6", "overridden admitted; should_refuse me" },
  /* Whoever was refused wrongly, and then let in, has been refused no more. */
  { "",
    "admit@4 mine@5",
    "1",
    "refused:unknown_code",
    "over@6",
    "overridden admitted; verified 1/1 last this; explained c2" },
  { "",
    "mine@5",
    "1 norights",
    "refused:unknown_code",
    "over@6",
    "overridden admitted; verified 1/1 last this; should_refuse me; explained c1" },
  { "",
    "mine@5",
    "1",
    "refused:unknown_code undone",
    "over@6",
    "overridden admitted; should_refuse me" },
  { "",
    "mine@5",
    "1",
    "refused:already_admitted",
    "admitted@5",
    "reconciled admitted; verified 1/1 last this; explained c1" },
  { "in@9",
    "mine@5",
    "1",
    "refused:already_admitted",
    "admitted@5",
    "reconciled admitted; verified 2/2 last this; too_many s1 me; explained c1" },
  /* Once is enough. */
  { "me@5", "", "1", "admitted reconciled", "refused:rule@5", "nothing" },
  { "", "", "1", "refused:void reconciled", "admitted@5", "nothing" },
};

typedef struct {
  GArray *passages;
  GArray *conflicts;
  GArray *refusals;
  FoyerTicketState state;
  gboolean has_state;
} Record;

static FoyerTime
read_minute (const char *text)
{
  return NOON + atoi (text) * MINUTE;
}

static void
record_passage (Record *record, const FoyerCheckInList *list, const char *word, guint number)
{
  g_autofree char *id =
      g_str_has_prefix (word, "me@") ? g_strdup ("me") : g_strdup_printf ("s%u", number);
  gboolean is_exit = g_str_has_prefix (word, "out@");
  FoyerPassage passage = { .scan_id = id,
                           .outcome = is_exit ? FOYER_OUTCOME_EXITED : FOYER_OUTCOME_ADMITTED,
                           .overridden = g_str_has_prefix (word, "over@"),
                           .time = read_minute (strchr (word, '@') + 1),
                           .log_no = number };
  FoyerEarlier by = { .timestamp = passage.time };

  foyer_passages_add (record->passages, &passage);
  foyer_ticket_state_apply (&record->state, list, passage.outcome, &by);
  record->has_state = TRUE;
}

static void
record_conflict (Record *record, const char *word, guint number)
{
  g_autofree char *id = g_strdup_printf ("c%u", number);
  FoyerOpenConflict conflict = { .id = id, .kind = FOYER_CONFLICT_TOO_MANY };
  const char *at = strchr (word, '@');

  if (at != NULL) {
    conflict.kind = FOYER_CONFLICT_SHOULD_ADMIT;
    conflict.scan_id = (char *)(g_str_has_prefix (word, "mine@") ? "me" : "another");
    conflict.time = read_minute (at + 1);
  }
  foyer_open_conflicts_add (record->conflicts, &conflict);
}

static void
record_init (Record *record, const Row *row, const FoyerCheckInList *list)
{
  g_auto (GStrv) before = g_strsplit (row->before, " ", -1);
  g_auto (GStrv) open = g_strsplit (row->open, " ", -1);

  *record = (Record){ .passages = foyer_passages_new (),
                      .conflicts = foyer_open_conflicts_new (),
                      .refusals = foyer_refusals_new () };
  for (guint i = 0; before[i] != NULL && *before[i] != '\0'; i++)
    record_passage (record, list, before[i], i + 1);
  for (guint i = 0; open[i] != NULL && *open[i] != '\0'; i++)
    record_conflict (record, open[i], i + 1);
}

static void
record_clear (Record *record)
{
  g_array_unref (record->passages);
  g_array_unref (record->conflicts);
  g_array_unref (record->refusals);
  foyer_ticket_state_clear (&record->state);
}

/* Reads "refused:void" and the like. */
static void
read_verdict (const char *text, FoyerOutcome *outcome, FoyerReason *reason)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);

  g_assert_true (foyer_outcome_from_nick (parts[0], outcome));
  if (parts[1] != NULL)
    g_assert_true (foyer_reason_from_nick (parts[1], reason));
}

static void
add_names (GString *text, const char *what, const GPtrArray *names)
{
  g_string_append_printf (text, "; %s", what);
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, " %s", (const char *)g_ptr_array_index (names, i));
}

static char *
describe (const FoyerReconciliation *result)
{
  g_autoptr (GString) text = g_string_new (NULL);
  static const char *const lasts[] = { "", " last this", NULL, " last none" };

  if (!result->writes)
    return g_strdup ("nothing");
  g_string_append_printf (text,
                          "%s %s",
                          foyer_action_to_nick (result->action),
                          foyer_outcome_to_nick (result->outcome));
  if (result->reason != FOYER_REASON_NONE)
    g_string_append_printf (text, ":%s", foyer_reason_to_nick (result->reason));
  /* Whether there is a sentence for it. */
  if (result->explanation != NULL)
    g_string_append_c (text, '!');
  if (result->takes_back)
    g_string_append (text, " back");
  g_assert_cmpint (result->counts || result->takes_back, ==, result->changes);
  if (result->changes) {
    g_string_append_printf (text,
                            "; %s %u/%u",
                            foyer_change_kind_to_nick (result->change),
                            result->entries_used,
                            result->inside);
    if (result->last_kind == FOYER_RECONCILE_LAST_FOUND)
      g_string_append_printf (text, " last %s", result->last->scan_id);
    else
      g_string_append (text, lasts[result->last_kind]);
  }
  if (result->has_conflict)
    add_names (text, foyer_conflict_kind_to_nick (result->conflict), result->names);
  if (result->grows != NULL)
    g_string_append_printf (text, " grows %s", result->grows);
  if (result->explained->len > 0)
    add_names (text, "explained", result->explained);
  return g_strdup (text->str);
}

static gboolean
has_word (const char *words, const char *word)
{
  g_auto (GStrv) all = g_strsplit (words, " ", -1);

  return g_strv_contains ((const char *const *)all, word);
}

static void
check_row (const Row *row)
{
  const char *error = strchr (row->said, '~');
  g_auto (GStrv) said = g_strsplit (row->said, "@", 2);
  gboolean is_override = g_str_equal (said[0], "over");
  g_auto (GStrv) answered = g_strsplit (row->answer, " ", -1);
  FoyerTicket ticket = { .id = (char *)"t",
                         .allowed_entries = (guint)atoi (row->ticket),
                         .paid = !has_word (row->ticket, "unpaid"),
                         .status = has_word (row->ticket, "void") ? FOYER_TICKET_STATUS_VOID
                                                                  : FOYER_TICKET_STATUS_SENT };
  FoyerCheckInList list = { .id = (char *)"l",
                            .name = (char *)"Main",
                            .reentry = has_word (row->ticket, "reentry"),
                            .starts = has_word (row->ticket, "early") ? NOON + 30 * MINUTE : 0,
                            .ends = has_word (row->ticket, "late") ? NOON + 30 * MINUTE : 0,
                            .reentry_delay = has_word (row->ticket, "delay") ? 10 * MINUTE : 0 };
  FoyerEvent event = { .policy.entry_paused = has_word (row->ticket, "pause") };
  FoyerRecordedAnswer answer = { .reconciled = has_word (row->answer, "reconciled"),
                                 .overridden = has_word (row->answer, "overridden"),
                                 .undone = has_word (row->answer, "undone") };
  FoyerReconcileCase facts = { .scan_id = "me",
                               .error_ms = error != NULL ? atoi (error + 1) * 1000 : 0,
                               .let_in = has_word (row->said, "letin"),
                               .answer = answered[0] != NULL ? &answer : NULL };
  g_auto (FoyerReconciliation) result = { 0 };
  g_autofree char *text = NULL;
  Record record;

  if (facts.answer != NULL)
    read_verdict (answered[0], &answer.outcome, &answer.reason);
  if (!is_override)
    read_verdict (said[0], &facts.outcome, &facts.reason);
  record_init (&record, row, &list);
  facts.passages = record.passages;
  facts.conflicts = record.conflicts;
  facts.refusals = record.refusals;
  facts.the_case = (FoyerCase){
    .direction = facts.outcome == FOYER_OUTCOME_EXITED || has_word (row->said, "out")
                     ? FOYER_DIRECTION_EXIT
                     : FOYER_DIRECTION_ENTRY,
    .ticket = has_word (row->ticket, "none") ? NULL : &ticket,
    .event = &event,
    .list = has_word (row->ticket, "nolist") ? NULL : &list,
    .state = record.has_state ? &record.state : NULL,
    .permitted = !has_word (row->ticket, "gone"),
    .now = read_minute (said[1]),
  };
  if (is_override)
    foyer_reconcile_override (&facts, !has_word (row->ticket, "norights"), &result);
  else
    foyer_reconcile (&facts, &result);
  text = describe (&result);
  g_test_message ("%s | %s | %s | %s | %s",
                  row->before,
                  row->open,
                  row->ticket,
                  row->answer,
                  row->said);
  g_assert_cmpstr (text, ==, row->after);
  record_clear (&record);
}

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    check_row (&rows[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/reconcile/every-case-comes-out-as-the-table-says", test_rows);
  return g_test_run ();
}
