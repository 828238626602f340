/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-verdict-text"

#include "config.h"

#include "app/foyer-verdict-text.h"

#include "app/foyer-time-text.h"
#include "model/foyer-judge.h"

#include <glib/gi18n.h>
#include <string.h>

/* A verdict in plain words. The device puts it into words itself, from outcome and reason, so
 * that every desk reads its own language; a rule brings its own sentence, of which those that the
 * judge makes are known. */

typedef struct {
  const char *word;
  const char *icon;
  const char *css_class;
} OutcomeText;

static const OutcomeText outcomes[] = {
  [FOYER_OUTCOME_ADMITTED] = { N_ ("ADMITTED"), "foyer-admitted-symbolic", "admitted" },
  [FOYER_OUTCOME_EXITED] = { N_ ("EXITED"), "foyer-exited-symbolic", "exited" },
  [FOYER_OUTCOME_REFUSED] = { N_ ("REFUSED"), "foyer-refused-symbolic", "refused" },
};

static const char *const reasons[] = {
  [FOYER_REASON_NONE] = N_ ("This ticket cannot be admitted."),
  [FOYER_REASON_BAD_SIGNATURE] = N_ ("This code is forged or damaged. It is not one of ours."),
  [FOYER_REASON_WRONG_EVENT] = N_ ("This ticket is for another event."),
  [FOYER_REASON_UNKNOWN_CODE] = N_ ("This code is not a ticket of this event."),
  [FOYER_REASON_VOID] = N_ ("This ticket has been cancelled."),
  [FOYER_REASON_UNPAID] = N_ ("This ticket has not been paid for."),
  [FOYER_REASON_WRONG_LIST] = N_ ("This type of ticket is not let in on this check-in list."),
  [FOYER_REASON_NOT_PERMITTED] = N_ ("This desk may not scan for this check-in list."),
  [FOYER_REASON_ENTRY_PAUSED] = N_ ("Entry is paused. Nobody is let in right now."),
  [FOYER_REASON_TOO_EARLY] = N_ ("It is too early for this ticket."),
  [FOYER_REASON_TOO_LATE] = N_ ("It is too late for this ticket."),
  [FOYER_REASON_ALREADY_ADMITTED] = N_ ("This ticket has already been used."),
  [FOYER_REASON_RULE] = N_ ("A rule of this event keeps this ticket out."),
};

/**
 * foyer_verdict_text_word:
 *
 * Returns: (transfer none): the one word that is read from afar
 */
const char *
foyer_verdict_text_word (FoyerOutcome outcome)
{
  return _ (outcomes[outcome].word);
}

/**
 * foyer_verdict_text_is_held:
 *
 * Returns: whether a desk without its relay leaves the guest to a supervisor, rather than send them
 *   away
 */
gboolean
foyer_verdict_text_is_held (const FoyerVerdict *verdict)
{
  return verdict->reason == FOYER_REASON_RULE && verdict->explanation != NULL &&
         g_str_has_prefix (verdict->explanation, FOYER_RULING_HELD);
}

/**
 * foyer_verdict_text_icon:
 *
 * Returns: (transfer none): the name of the icon that goes with the word; each has a shape of
 *   its own
 */
const char *
foyer_verdict_text_icon (FoyerOutcome outcome)
{
  return outcomes[outcome].icon;
}

/**
 * foyer_verdict_text_css_class:
 *
 * Returns: (transfer none): the style class that colours it
 */
const char *
foyer_verdict_text_css_class (FoyerOutcome outcome)
{
  return outcomes[outcome].css_class;
}

/**
 * foyer_verdict_text_reason:
 *
 * Returns: (transfer none): why not, in a sentence
 */
const char *
foyer_verdict_text_reason (FoyerReason reason)
{
  return _ (reasons[reason]);
}

/* The number that follows @beginning in @text; 0 where @text begins otherwise. */
static guint
read_number (const char *text, const char *beginning)
{
  if (!g_str_has_prefix (text, beginning))
    return 0;
  return (guint)MIN (g_ascii_strtoull (text + strlen (beginning), NULL, 10), G_MAXINT);
}

/* What the judge says of its rules, in the reader's language; as it stands where it is another
 * sentence. */
static char *
explain_rule (const char *explanation)
{
  guint n_unknown = read_number (explanation, FOYER_RULING_HELD_UNKNOWN);
  guint minutes = read_number (explanation, FOYER_RULING_DELAYED);

  if (g_str_equal (explanation, FOYER_RULING_HELD_UNSIGNED))
    return g_strdup (
        _ ("Held for a supervisor: without the relay only signed codes are admitted."));
  if (n_unknown > 0)
    return g_strdup_printf (
        ngettext ("Held for a supervisor: about %u admission at other desks is not known here.",
                  "Held for a supervisor: about %u admissions at other desks are not known here.",
                  n_unknown),
        n_unknown);
  if (minutes > 0)
    return g_strdup_printf (ngettext ("Guests who went out may come back in after %u minute.",
                                      "Guests who went out may come back in after %u minutes.",
                                      minutes),
                            minutes);
  return g_strdup (explanation);
}

/**
 * foyer_verdict_text_sentence:
 *
 * Returns: (transfer full) (nullable): why it was refused; %NULL where it was not
 */
char *
foyer_verdict_text_sentence (const FoyerVerdict *verdict)
{
  if (verdict->outcome != FOYER_OUTCOME_REFUSED)
    return NULL;
  if (verdict->reason == FOYER_REASON_RULE && verdict->explanation != NULL)
    return explain_rule (verdict->explanation);
  if (verdict->reason == FOYER_REASON_ENTRY_PAUSED &&
      g_strcmp0 (verdict->explanation, FOYER_RULING_CLOSED) == 0)
    return g_strdup (_ ("This event is closed. Nobody is let in any more."));
  if (verdict->reason == FOYER_REASON_ENTRY_PAUSED && verdict->explanation != NULL &&
      g_strcmp0 (verdict->explanation, FOYER_RULING_PAUSED) != 0)
    /* Translators: %s is what an admin has written. */
    return g_strdup_printf (_ ("Entry is paused: %s"), verdict->explanation);
  return g_strdup (foyer_verdict_text_reason (verdict->reason));
}

/**
 * foyer_verdict_text_override:
 * @by: the supervisor who let a guest in anyway
 * @reason: (nullable): why
 *
 * Returns: (transfer full): who it was, and why
 */
char *
foyer_verdict_text_override (const char *by, const char *reason)
{
  if (reason == NULL)
    /* Translators: %s is the address of a staff member. */
    return g_strdup_printf (_ ("Let in anyway by %s."), by);
  /* Translators: the address of a staff member, and the reason that they gave. */
  return g_strdup_printf (_ ("Let in anyway by %s: %s"), by, reason);
}

/**
 * foyer_verdict_text_details:
 * @ticket: (nullable): a ticket
 *
 * Returns: (transfer full) (nullable): its type and order; %NULL where it has neither
 */
char *
foyer_verdict_text_details (const FoyerTicket *ticket)
{
  if (ticket == NULL || (ticket->ticket_type == NULL && ticket->order_code == NULL))
    return NULL;
  if (ticket->order_code == NULL)
    return g_strdup (ticket->ticket_type);
  if (ticket->ticket_type == NULL)
    /* Translators: %s is the code of an order. */
    return g_strdup_printf (_ ("Order %s"), ticket->order_code);
  /* Translators: a ticket type, such as "Day pass", and the code of an order. */
  return g_strdup_printf (_ ("%s · Order %s"), ticket->ticket_type, ticket->order_code);
}

/**
 * foyer_verdict_text_earlier:
 * @earlier: an earlier admission
 * @time_zone: (nullable): the event's zone
 * @now: the moment that it is read
 *
 * Returns: (transfer full) (nullable): when, where and by whom; %NULL where there is none
 */
char *
foyer_verdict_text_earlier (const FoyerEarlier *earlier, const char *time_zone, FoyerTime now)
{
  g_autofree char *clock = NULL;
  g_autofree char *ago = NULL;

  if (earlier->timestamp == 0)
    return NULL;
  clock = foyer_time_text_clock (earlier->timestamp, time_zone, now);
  ago = foyer_time_text_ago (earlier->timestamp, now);
  if (earlier->device != NULL && earlier->verified_by != NULL)
    /* Translators: time of day, "3 minutes ago", name of a desk, address of a staff member. */
    return g_strdup_printf (_ ("Admitted at %s (%s) at “%s” by %s."),
                            clock,
                            ago,
                            earlier->device,
                            earlier->verified_by);
  if (earlier->device != NULL)
    /* Translators: time of day, "3 minutes ago", name of a desk. */
    return g_strdup_printf (_ ("Admitted at %s (%s) at “%s”."), clock, ago, earlier->device);
  if (earlier->verified_by != NULL)
    /* Translators: time of day, "3 minutes ago", address of a staff member. */
    return g_strdup_printf (_ ("Admitted at %s (%s) by %s."), clock, ago, earlier->verified_by);
  /* Translators: time of day, "3 minutes ago". */
  return g_strdup_printf (_ ("Admitted at %s (%s)."), clock, ago);
}

static void
add_line (GPtrArray *lines, char *line)
{
  if (line != NULL)
    g_ptr_array_add (lines, line);
}

/**
 * foyer_verdict_text_announcement:
 * @time_zone: (nullable): the event's zone
 * @now: the moment that it is read
 *
 * Returns: (transfer full): all of it in lines, as a screen reader says it
 */
char *
foyer_verdict_text_announcement (const FoyerVerdict *verdict, const char *time_zone, FoyerTime now)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  const FoyerTicket *ticket = verdict->ticket;

  add_line (lines, g_strdup (foyer_verdict_text_word (verdict->outcome)));
  add_line (lines, foyer_verdict_text_sentence (verdict));
  if (ticket != NULL) {
    add_line (lines, g_strdup (ticket->attention));
    add_line (lines, g_strdup (ticket->name));
    add_line (lines, foyer_verdict_text_details (ticket));
  }
  add_line (lines, foyer_verdict_text_earlier (&verdict->earlier, time_zone, now));
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **)lines->pdata);
}
