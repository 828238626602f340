/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/foyer-verdict-text.h"
#include "model/foyer-judge.h"

#include <glib.h>

static const FoyerTime NOW = G_GINT64_CONSTANT (1777658580) * FOYER_TIME_SECOND;

static void
has_words_for_every_reason (void)
{
  for (guint i = FOYER_REASON_NONE; i <= FOYER_REASON_RULE; i++) {
    const char *text = foyer_verdict_text_reason (i);

    g_assert_nonnull (text);
    g_assert_true (g_str_has_suffix (text, "."));
    for (guint k = 0; k < i; k++)
      g_assert_cmpstr (text, !=, foyer_verdict_text_reason (k));
  }
}

static void
gives_every_outcome_its_own_word_icon_and_colour (void)
{
  for (guint i = FOYER_OUTCOME_ADMITTED; i <= FOYER_OUTCOME_REFUSED; i++) {
    for (guint k = 0; k < i; k++) {
      g_assert_cmpstr (foyer_verdict_text_word (i), !=, foyer_verdict_text_word (k));
      g_assert_cmpstr (foyer_verdict_text_icon (i), !=, foyer_verdict_text_icon (k));
      g_assert_cmpstr (foyer_verdict_text_css_class (i), !=, foyer_verdict_text_css_class (k));
    }
  }
}

static void
tells_a_rule_in_its_own_sentence (void)
{
  g_autoptr (FoyerVerdict) verdict = foyer_verdict_new (&(FoyerVerdict){
      .scan_id = (char *)"s",
      .outcome = FOYER_OUTCOME_REFUSED,
      .reason = FOYER_REASON_RULE,
      .explanation = (char *)"Come back in ten minutes.",
  });
  g_autofree char *sentence = foyer_verdict_text_sentence (verdict);

  g_assert_cmpstr (sentence, ==, "Come back in ten minutes.");
}

static void
expect_rule (const char *explanation, const char *expected)
{
  g_autoptr (FoyerVerdict) verdict =
      foyer_verdict_new (&(FoyerVerdict){ .scan_id = (char *)"s",
                                          .outcome = FOYER_OUTCOME_REFUSED,
                                          .reason = FOYER_REASON_RULE,
                                          .explanation = (char *)explanation });
  g_autofree char *sentence = foyer_verdict_text_sentence (verdict);

  g_assert_cmpstr (sentence, ==, expected);
}

/* What the judge's rules say is known, numbers and all, so that it can be told in any language. */
static void
knows_what_the_judge_says_of_rules (void)
{
  g_autoptr (GPtrArray) types = g_ptr_array_new ();
  FoyerTicket ticket = { .paid = TRUE, .allowed_entries = 1 };
  FoyerEvent event = { .ticket_types = types, .policy.offline = { .mode = FOYER_OFFLINE_HOLD } };
  FoyerCheckInList list = { .reentry = TRUE, .reentry_delay = 2 * G_TIME_SPAN_MINUTE };
  FoyerTicketState state = { .entries_used = 1, .last_exit = G_TIME_SPAN_DAY };
  FoyerCase the_case = { .ticket = &ticket,
                         .event = &event,
                         .list = &list,
                         .permitted = TRUE,
                         .now = G_TIME_SPAN_DAY };
  g_auto (FoyerRuling) held = { 0 };
  g_auto (FoyerRuling) unsigned_code = { 0 };
  g_auto (FoyerRuling) delayed = { 0 };

  foyer_judge_alone (&the_case, 1, &held);
  expect_rule (held.explanation,
               "Held for a supervisor: about 1 admission at other desks is not known here.");
  event.policy.offline.mode = FOYER_OFFLINE_SIGNED;
  foyer_judge_alone (&the_case, 0, &unsigned_code);
  expect_rule (unsigned_code.explanation,
               "Held for a supervisor: without the relay only signed codes are admitted.");
  the_case.state = &state;
  foyer_judge (&the_case, &delayed);
  expect_rule (delayed.explanation, "Guests who went out may come back in after 2 minutes.");
}

static void
tells_that_the_event_is_closed (void)
{
  g_autoptr (FoyerVerdict) verdict =
      foyer_verdict_new (&(FoyerVerdict){ .scan_id = (char *)"s",
                                          .outcome = FOYER_OUTCOME_REFUSED,
                                          .reason = FOYER_REASON_ENTRY_PAUSED,
                                          .explanation = (char *)FOYER_RULING_CLOSED });
  g_autofree char *sentence = foyer_verdict_text_sentence (verdict);

  g_assert_cmpstr (sentence, ==, "This event is closed. Nobody is let in any more.");
}

static void
assert_paused (const char *explanation, const char *expected)
{
  g_autoptr (FoyerVerdict) verdict =
      foyer_verdict_new (&(FoyerVerdict){ .scan_id = (char *)"s",
                                          .outcome = FOYER_OUTCOME_REFUSED,
                                          .reason = FOYER_REASON_ENTRY_PAUSED,
                                          .explanation = (char *)explanation });
  g_autofree char *sentence = foyer_verdict_text_sentence (verdict);

  g_assert_cmpstr (sentence, ==, expected);
}

static void
tells_what_was_said_of_a_pause (void)
{
  assert_paused (FOYER_RULING_PAUSED, "Entry is paused. Nobody is let in right now.");
  assert_paused (NULL, "Entry is paused. Nobody is let in right now.");
  assert_paused ("Fire drill.", "Entry is paused: Fire drill.");
}

static void
assert_earlier (const FoyerEarlier *earlier, const char *expected)
{
  g_autofree char *text = foyer_verdict_text_earlier (earlier, "UTC", NOW);

  g_assert_cmpstr (text, ==, expected);
}

static void
tells_when_where_and_by_whom (void)
{
  FoyerEarlier earlier = { 0 };

  assert_earlier (&earlier, NULL);
  earlier.timestamp = NOW - 180 * FOYER_TIME_SECOND;
  assert_earlier (&earlier, "Admitted at 18:00 (3 minutes ago).");
  earlier.verified_by = (char *)"bo@example.org";
  assert_earlier (&earlier, "Admitted at 18:00 (3 minutes ago) by bo@example.org.");
  earlier.device = (char *)"North 2";
  assert_earlier (&earlier, "Admitted at 18:00 (3 minutes ago) at “North 2” by bo@example.org.");
  earlier.verified_by = NULL;
  assert_earlier (&earlier, "Admitted at 18:00 (3 minutes ago) at “North 2”.");
}

static void
announces_what_a_screen_reader_should_say (void)
{
  g_autoptr (FoyerTicket) ticket = foyer_ticket_new (&(FoyerTicket){
      .id = (char *)"t",
      .name = (char *)"Ada Lovelace",
      .ticket_type = (char *)"Day pass",
      .order_code = (char *)"A7",
      .attention = (char *)"Check the student card.",
      .allowed_entries = 1,
  });
  g_autoptr (FoyerVerdict) verdict = foyer_verdict_new (&(FoyerVerdict){
      .scan_id = (char *)"s",
      .outcome = FOYER_OUTCOME_ADMITTED,
      .ticket = ticket,
  });
  g_autofree char *text = foyer_verdict_text_announcement (verdict, "UTC", NOW);

  g_assert_cmpstr (text,
                   ==,
                   "ADMITTED\nCheck the student card.\nAda Lovelace\nDay pass · Order A7");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/verdict-text/has-words-for-every-reason", has_words_for_every_reason);
  g_test_add_func ("/app/verdict-text/gives-every-outcome-its-own-word-icon-and-colour",
                   gives_every_outcome_its_own_word_icon_and_colour);
  g_test_add_func ("/app/verdict-text/tells-a-rule-in-its-own-sentence",
                   tells_a_rule_in_its_own_sentence);
  g_test_add_func ("/app/verdict-text/knows-what-the-judge-says-of-rules",
                   knows_what_the_judge_says_of_rules);
  g_test_add_func ("/app/verdict-text/tells-that-the-event-is-closed",
                   tells_that_the_event_is_closed);
  g_test_add_func ("/app/verdict-text/tells-what-was-said-of-a-pause",
                   tells_what_was_said_of_a_pause);
  g_test_add_func ("/app/verdict-text/tells-when-where-and-by-whom", tells_when_where_and_by_whom);
  g_test_add_func ("/app/verdict-text/announces-what-a-screen-reader-should-say",
                   announces_what_a_screen_reader_should_say);
  return g_test_run ();
}
