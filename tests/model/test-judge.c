/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/foyer-judge.h"

#include <string.h>

/* Runs tests/data/judge-cases.tsv, the table that everything that judges is tried on, and what a
 * sequence of scans makes of a ticket's state. */

#define NOW (1000 * FOYER_TIME_SECOND)

typedef struct {
  FoyerTicket *ticket;
  FoyerEvent *event;
  FoyerCheckInList list;
  guint type_numbers[8];
  FoyerTicketState state;
  FoyerCase the_case;
} Table;

static const char *
get_setting (GHashTable *settings, const char *name, const char *otherwise)
{
  const char *value = g_hash_table_lookup (settings, name);

  return value != NULL ? value : otherwise;
}

static gint64
get_number (GHashTable *settings, const char *name, gint64 otherwise)
{
  const char *value = get_setting (settings, name, NULL);

  return value != NULL ? g_ascii_strtoll (value, NULL, 10) : otherwise;
}

static FoyerTime
get_second (GHashTable *settings, const char *name)
{
  return get_number (settings, name, 0) * FOYER_TIME_SECOND;
}

static gboolean
is_set (GHashTable *settings, const char *name, const char *value)
{
  return g_str_equal (get_setting (settings, name, ""), value);
}

static FoyerCodeCheck
get_code_check (GHashTable *settings)
{
  static const char *const names[] = {
    [FOYER_CODE_CHECK_UNSIGNED] = "unsigned",
    [FOYER_CODE_CHECK_VALID] = "valid",
    [FOYER_CODE_CHECK_OTHER_EVENT] = "other",
    [FOYER_CODE_CHECK_BAD] = "bad",
  };
  const char *name = get_setting (settings, "code", "unsigned");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_str_equal (names[i], name))
      return (FoyerCodeCheck)i;
  }
  g_assert_not_reached ();
}

static void
set_up_ticket (Table *table, GHashTable *settings)
{
  FoyerTicket fields = {
    .type_number = (guint)get_number (settings, "type", 1),
    .ticket_type = (char *)"Day pass",
    .paid = !is_set (settings, "paid", "no"),
    .allowed_entries = (guint)get_number (settings, "allowed", 1),
    .valid_from = get_second (settings, "valid_from"),
    .valid_until = get_second (settings, "valid_until"),
  };

  g_assert_true (foyer_ticket_status_from_nick (get_setting (settings, "status", "generated"),
                                                &fields.status));
  table->ticket = foyer_ticket_new (&fields);
}

static void
set_up_list (Table *table, GHashTable *settings)
{
  g_auto (GStrv) types = g_strsplit (get_setting (settings, "types", ""), ",", -1);

  table->list = (FoyerCheckInList){
    .name = (char *)"Friday",
    .type_numbers = table->type_numbers,
    .starts = get_second (settings, "starts"),
    .ends = get_second (settings, "ends"),
    .reentry = is_set (settings, "reentry", "yes"),
    .reentry_delay = get_second (settings, "delay"),
  };
  for (guint i = 0; types[i] != NULL; i++)
    table->type_numbers[table->list.n_type_numbers++] =
        (guint)g_ascii_strtoull (types[i], NULL, 10);
}

static void
set_up (Table *table, GHashTable *settings)
{
  FoyerEvent event = { .policy.entry_paused = is_set (settings, "paused", "yes") };
  FoyerDirection direction;

  set_up_ticket (table, settings);
  set_up_list (table, settings);
  table->event = foyer_event_new (&event);
  table->state = (FoyerTicketState){
    .entries_used = (guint)get_number (settings, "used", 0),
    .inside = (guint)get_number (settings, "inside", 0),
    .last_exit = get_second (settings, "last_exit"),
  };
  g_assert_true (
      foyer_direction_from_nick (get_setting (settings, "direction", "entry"), &direction));
  table->the_case = (FoyerCase){
    .direction = direction,
    .code_check = get_code_check (settings),
    .ticket = is_set (settings, "ticket", "no") ? NULL : table->ticket,
    .other_event = is_set (settings, "other_event", "yes"),
    .event = table->event,
    .list = is_set (settings, "list", "none") ? NULL : &table->list,
    .state = table->state.entries_used > 0 || table->state.last_exit > 0 ? &table->state : NULL,
    .permitted = !is_set (settings, "permitted", "no"),
    .now = NOW,
  };
}

static GHashTable *
parse_settings (const char *text)
{
  GHashTable *settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) words = g_strsplit (g_str_equal (text, "-") ? "" : text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    g_auto (GStrv) pair = g_strsplit (words[i], "=", 2);

    g_assert_cmpuint (g_strv_length (pair), ==, 2);
    g_assert_true (g_hash_table_insert (settings, g_strdup (pair[0]), g_strdup (pair[1])));
  }
  return settings;
}

static void
test_case (gconstpointer data)
{
  g_auto (GStrv) fields = g_strsplit (data, "\t", -1);
  g_autoptr (GHashTable) settings = parse_settings (fields[1]);
  g_auto (FoyerRuling) ruling = { 0 };
  Table table = { 0 };
  const char *reason;

  set_up (&table, settings);
  foyer_judge (&table.the_case, &ruling);
  reason = foyer_reason_to_nick (ruling.reason);
  g_assert_cmpstr (foyer_outcome_to_nick (ruling.outcome), ==, fields[2]);
  g_assert_cmpstr (reason != NULL ? reason : "-", ==, fields[3]);
  g_assert_true ((ruling.outcome == FOYER_OUTCOME_REFUSED) == (ruling.explanation != NULL));
  foyer_ticket_unref (table.ticket);
  foyer_event_unref (table.event);
}

static guint
add_cases (const char *text)
{
  static const char *const known =
      " direction code ticket other_event type status paid allowed valid_from valid_until list "
      "types starts ends reentry delay used inside last_exit permitted paused ";
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);
    g_autofree char *path = NULL;
    g_autoptr (GHashTable) settings = NULL;
    GHashTableIter iter;
    gpointer name;

    if (lines[i][0] == '#' || lines[i][0] == '\0')
      continue;
    g_assert_cmpuint (g_strv_length (fields), ==, 4);
    settings = parse_settings (fields[1]);
    g_hash_table_iter_init (&iter, settings);
    while (g_hash_table_iter_next (&iter, &name, NULL)) {
      g_autofree char *word = g_strdup_printf (" %s ", (const char *)name);

      g_assert_nonnull (strstr (known, word));
    }
    path = g_strdup_printf ("/model/judge/%s", fields[0]);
    g_test_add_data_func_full (path, g_strdup (lines[i]), test_case, g_free);
    n++;
  }
  return n;
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
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  path = g_test_build_filename (G_TEST_DIST, "data", "judge-cases.tsv", NULL);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (add_cases (text), >, 150);
  g_test_add_func ("/model/ticket-state/without-reentry", test_without_reentry);
  g_test_add_func ("/model/ticket-state/with-reentry-and-a-delay", test_with_reentry);
  g_test_add_func ("/model/ticket-state/a-group-with-one-out", test_group);
  g_test_add_func ("/model/ticket-state/never-too-many", test_never_too_many);
  g_test_add_func ("/model/judge/an-offline-policy-holds", test_an_offline_policy_holds);
  return g_test_run ();
}
