/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-counts"

#include "config.h"

#include "stage.h"

#include "session/foyer-session-private.h"
#include "wire/foyer-wire-snapshot.h"
#include "wire/foyer-wire-sync.h"

/* How many guests came in, at a desk that loses its relay and gets it back. */

static const char *const tickets[] = { "aaaaaaaa-43a8-4d0c-9a2e-3f8a3f1f9b11",
                                       "bbbbbbbb-43a8-4d0c-9a2e-3f8a3f1f9b11",
                                       "cccccccc-43a8-4d0c-9a2e-3f8a3f1f9b11",
                                       "dddddddd-43a8-4d0c-9a2e-3f8a3f1f9b11" };
static const char *const codes[] = { "A", "B", "C", "D" };

static void
write_ticket (GString *text, guint number)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, codes[number], -1);
  g_autoptr (FoyerTicket) ticket = foyer_ticket_new (&(FoyerTicket){ .id = (char *)tickets[number],
                                                                     .event_id = (char *)EVENT,
                                                                     .ticket_type = (char *)"Guest",
                                                                     .paid = TRUE,
                                                                     .allowed_entries = 1 });

  foyer_wire_write_snapshot_ticket (text, ticket, hash, NULL, 0);
}

/* The relay's tickets, as they are after change 10. */
static void
give_tickets (Stage *stage)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *sum = NULL;

  foyer_wire_write_snapshot_head (text, EVENT, 1, 10, G_N_ELEMENTS (tickets));
  for (guint i = 0; i < G_N_ELEMENTS (tickets); i++)
    write_ticket (text, i);
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text->str, text->len);
  foyer_wire_write_snapshot_end (text, sum);
  fake_relay_give_snapshot (stage->relay, text->str);
}

static Stage *
stage_new_ready (void)
{
  Stage *stage = stage_new_joined (FOYER_ROLE_STAFF);

  give_tickets (stage);
  WAIT_UNTIL (foyer_session_get_copy (stage->session) == FOYER_DESK_COPY_ALL);
  WAIT_UNTIL (foyer_session_get_admitted (stage->session) == 4);
  return stage;
}

/* Returns: (transfer full): what was said at the door of the guest whose ticket has that number */
static FoyerVerdict *
let_in (Stage *stage, guint number)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FoyerVerdict) verdict = NULL;
  FoyerVerdict record;

  foyer_session_submit_async (stage->session,
                              codes[number],
                              FOYER_DIRECTION_ENTRY,
                              NULL,
                              stage_on_ready,
                              stage);
  result = stage_await (stage);
  verdict = foyer_session_submit_finish (stage->session, result, NULL);
  g_assert_nonnull (verdict);
  g_assert_cmpint (verdict->outcome, ==, FOYER_OUTCOME_ADMITTED);
  record = *verdict;
  return foyer_verdict_new (&record);
}

static void
lose_relay (Stage *stage)
{
  fake_relay_close (stage->relay, 1001);
  WAIT_UNTIL (foyer_session_get_state (stage->session) != FOYER_SESSION_STATE_ONLINE);
}

/* What the relay says of changes: each one is about a ticket, and names the scan that made it. */
static void
say_admitted (Stage *stage, gint64 seq, guint number, const FoyerVerdict *verdict, gint64 admitted)
{
  g_autoptr (GPtrArray) changes =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_unref);
  g_autoptr (FoyerCounts) counts =
      foyer_counts_new (&(FoyerCounts){ .tickets = 100, .admitted = admitted });
  FoyerTicketState state = { .entries_used = 1, .inside = 1 };
  FoyerChange change = { .seq = seq,
                         .kind = FOYER_CHANGE_KIND_VERIFIED,
                         .ticket_id = (char *)tickets[number],
                         .list_id = (char *)LIST,
                         .status = FOYER_TICKET_STATUS_VERIFIED,
                         .state = &state,
                         .scan_id = verdict != NULL ? verdict->scan_id : NULL,
                         .timestamp = g_get_real_time () };
  FoyerChangeBatch batch = { .event_id = (char *)EVENT,
                             .epoch = 1,
                             .from = seq,
                             .to = seq,
                             .changes = changes,
                             .counts = counts };
  g_autoptr (GString) text = g_string_new (NULL);

  g_ptr_array_add (changes, foyer_change_new (&change));
  foyer_wire_write_ticket_verified (text, &batch);
  fake_relay_say (stage->relay, text->str);
}

static void
say_synced (Stage *stage, const char *re, const FoyerVerdict *verdict, gint64 seq)
{
  g_autoptr (GPtrArray) synced = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_synced_free);
  g_autoptr (GString) text = g_string_new (NULL);
  FoyerVerdict record = *verdict;
  g_autoptr (FoyerVerdict) answer = NULL;

  record.seq = seq;
  answer = foyer_verdict_new (&record);
  g_ptr_array_add (synced, foyer_synced_new (verdict->scan_id, answer));
  foyer_wire_write_scans_synced (text, re, synced);
  fake_relay_say (stage->relay, text->str);
}

/* The number that is shown only ever grows. */
static void
on_session_notify_admitted (FoyerSession *session, GParamSpec *pspec, gint64 *shown)
{
  g_assert_cmpint (foyer_session_get_admitted (session), >, *shown);
  *shown = foyer_session_get_admitted (session);
}

static void
await_shown (Stage *stage, gint64 *shown, gint64 admitted)
{
  WAIT_UNTIL (*shown >= admitted);
  g_assert_cmpint (foyer_session_get_admitted (stage->session), ==, admitted);
}

/* Goes on until the store has answered all that it was asked. */
static void
settle_down (Stage *stage)
{
  WAIT_UNTIL (!stage->session->is_reckoning && !stage->session->reckons_again);
}

static void
count_alone_and_deliver (gboolean change_is_first)
{
  g_autoptr (Stage) stage = stage_new_ready ();
  g_autoptr (FoyerVerdict) first = NULL;
  g_autoptr (FoyerVerdict) second = NULL;
  g_autoptr (FoyerMessage) sync = NULL;
  gint64 shown = 4;

  g_signal_connect (stage->session,
                    "notify::admitted",
                    G_CALLBACK (on_session_notify_admitted),
                    &shown);
  lose_relay (stage);
  first = let_in (stage, 0);
  await_shown (stage, &shown, 5);
  second = let_in (stage, 1);
  await_shown (stage, &shown, 6);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 12, 1);
  /* Meanwhile somebody else came in elsewhere, and the first one too. */
  stage_say_joined (stage, 12, 1, 6);
  WAIT_UNTIL (foyer_session_get_counts (stage->session)->admitted == 6);
  settle_down (stage);
  g_assert_cmpint (shown, ==, 6);
  say_admitted (stage, 11, 2, NULL, 6);
  say_admitted (stage, 12, 0, NULL, 6);
  await_shown (stage, &shown, 7);
  sync = fake_relay_await (stage->relay, FOYER_MESSAGE_KIND_SYNC_SCANS);
  if (change_is_first)
    say_admitted (stage, 13, 1, second, 7);
  say_synced (stage, sync->id, first, 0);
  say_synced (stage, sync->id, second, 13);
  WAIT_UNTIL (foyer_session_get_waiting (stage->session) == 0);
  settle_down (stage);
  if (!change_is_first)
    say_admitted (stage, 13, 1, second, 7);
  WAIT_UNTIL (foyer_session_get_counts (stage->session)->admitted == 7);
  settle_down (stage);
  g_assert_cmpint (foyer_session_get_admitted (stage->session), ==, 7);
  say_admitted (stage, 14, 3, NULL, 8);
  await_shown (stage, &shown, 8);
}

static void
test_who_came_in_is_counted_once (void)
{
  count_alone_and_deliver (FALSE);
  count_alone_and_deliver (TRUE);
}

/* The relay is lost again before it has told all that was missed. */
static void
test_half_of_what_was_missed_counts_nobody_twice (void)
{
  g_autoptr (Stage) stage = stage_new_ready ();
  g_autoptr (FoyerVerdict) first = NULL;
  g_autoptr (FoyerVerdict) second = NULL;

  lose_relay (stage);
  first = let_in (stage, 0);
  WAIT_UNTIL (foyer_session_get_admitted (stage->session) == 5);
  WAIT_UNTIL (fake_relay_is_connected (stage->relay));
  stage_say_hello (stage, 12, 1);
  stage_say_joined (stage, 12, 1, 6);
  say_admitted (stage, 11, 2, NULL, 6);
  WAIT_UNTIL (stage->session->seq == 11);
  lose_relay (stage);
  second = let_in (stage, 1);
  WAIT_UNTIL (foyer_session_get_admitted (stage->session) == 6);
  settle_down (stage);
  g_assert_cmpint (foyer_session_get_admitted (stage->session), ==, 6);
}

/* Another list has its own guests, and another event. */
static void
test_another_list_has_its_own_number (void)
{
  g_autoptr (Stage) stage = stage_new_ready ();
  g_autoptr (FoyerVerdict) verdict = NULL;

  lose_relay (stage);
  verdict = let_in (stage, 0);
  WAIT_UNTIL (foyer_session_get_admitted (stage->session) == 5);
  foyer_session_choose_list (stage->session, LIST);
  WAIT_UNTIL (foyer_session_get_admitted (stage->session) == 5);
  foyer_session_choose_list (stage->session, TICKET);
  g_assert_cmpint (foyer_session_get_admitted (stage->session), ==, 4);
  settle_down (stage);
  g_assert_cmpint (foyer_session_get_admitted (stage->session), ==, 4);
  foyer_session_room_leave (stage->session);
  g_assert_cmpint (foyer_session_get_admitted (stage->session), ==, 0);
}

/* The program ends and begins again while no relay is there. */
static void
test_whoever_starts_again_alone_knows_the_number (void)
{
  g_autoptr (Stage) stage = stage_new_ready ();
  g_autoptr (FoyerVerdict) first = NULL;
  g_autoptr (FoyerVerdict) second = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  say_admitted (stage, 11, 2, NULL, 5);
  WAIT_UNTIL (foyer_session_get_admitted (stage->session) == 5);
  fake_relay_refuse_with (stage->relay, 503);
  lose_relay (stage);
  first = let_in (stage, 0);
  WAIT_UNTIL (foyer_session_get_admitted (stage->session) == 6);
  stage_end_session (stage);
  stage->session = foyer_session_new (stage->profile);
  foyer_session_sign_in_again_async (stage->session,
                                     fake_relay_get_address (stage->relay),
                                     "good-token",
                                     NULL,
                                     stage_on_ready,
                                     stage);
  result = stage_await (stage);
  g_assert_true (foyer_session_sign_in_finish (stage->session, result, NULL));
  /* Of its four tickets it knows of one that was used, and has let in another one. */
  WAIT_UNTIL (foyer_session_get_admitted (stage->session) == 2);
  g_assert_cmpint (foyer_session_get_counts (stage->session)->tickets, ==, 4);
  second = let_in (stage, 1);
  WAIT_UNTIL (foyer_session_get_admitted (stage->session) == 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/counts/who-came-in-is-counted-once", test_who_came_in_is_counted_once);
  g_test_add_func ("/session/counts/half-of-what-was-missed-counts-nobody-twice",
                   test_half_of_what_was_missed_counts_nobody_twice);
  g_test_add_func ("/session/counts/another-list-has-its-own-number",
                   test_another_list_has_its_own_number);
  g_test_add_func ("/session/counts/whoever-starts-again-alone-knows-the-number",
                   test_whoever_starts_again_alone_knows_the_number);
  return stage_run_tests ();
}
