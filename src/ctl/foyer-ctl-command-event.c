/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-command-event"

#include "config.h"

#include "ctl/foyer-ctl-command-options.h"

/* The commands that make the database, events, check-in lists and gates. */

static const FoyerCtlOption event_create_options[] = {
  NAME_OPTION ("What people call it"),
  { .name = "time-zone",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "ZONE",
    .help = "Where it takes place, such as Europe/Berlin (UTC)",
    .maximum = 100 },
  TIME_OPTION ("starts", "When it starts, such as 2026-05-01 or “2026-05-01 18:00”"),
  TIME_OPTION ("ends", "When it ends"),
  { .name = "codes",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "KIND",
    .help = "What new tickets get: signed (the default) or short",
    .maximum = 10 },
  { 0 },
};

static const FoyerCtlOption event_policy_options[] = {
  EVENT_OPTION,
  { .name = "offline",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "POLICY",
    .help = "What desks do that hear of no relay: allow, hold:N, signed, or for a type inherit",
    .required = TRUE,
    .maximum = 20 },
  { .name = "type",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "NAME",
    .help = "The only ticket type that it is for (all that say nothing of their own)",
    .maximum = FOYER_LIMIT_NAME },
  { 0 },
};

static const FoyerCtlOption event_message_options[] = {
  EVENT_OPTION,
  { .name = "message",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "TEXT",
    .help = "What every desk is told, in place of what it was told before (nothing)",
    .maximum = FOYER_LIMIT_NOTE },
  { 0 },
};

static const FoyerCtlOption list_create_options[] = {
  EVENT_OPTION,
  NAME_OPTION ("What people call it, such as Friday"),
  { .name = "type",
    .kind = FOYER_CTL_KIND_TEXTS,
    .placeholder = "NAME",
    .help = "A ticket type that it lets in, made where it is new; may be repeated (all)",
    .maximum = FOYER_LIMIT_NAME },
  TIME_OPTION ("starts", "From when it lets in"),
  TIME_OPTION ("ends", "Until when it lets in"),
  { .name = "reentry",
    .kind = FOYER_CTL_KIND_FLAG,
    .help = "Guests who went out may come back in" },
  { .name = "reentry-delay",
    .kind = FOYER_CTL_KIND_NUMBER,
    .placeholder = "MINUTES",
    .help = "How long they must stay out",
    .maximum = 7 * 24 * 60 },
  { 0 },
};

static const FoyerCtlOption gate_create_options[] = {
  EVENT_OPTION,
  NAME_OPTION ("What people call it, such as North"),
  { .name = "list",
    .kind = FOYER_CTL_KIND_ID,
    .placeholder = "ID",
    .help = "The only check-in list that its desks may scan for" },
  { 0 },
};

static const FoyerCtlOption event_options[] = { EVENT_OPTION, { 0 } };

const FoyerCtlCommand foyer_ctl_event_commands[] = {
  { .words = "migrate",
    .summary = "Make the database, or bring it to this version",
    .description =
        "Only migrate, event create and staff add make the data folder and the secret key where\n"
        "there are none; backup restore makes a data folder.",
    .makes_installation = TRUE,
    .run = foyer_ctl_migrate },
  { .words = "event create",
    .summary = "Make an event; prints its id",
    .description =
        "The event has one check-in list, its default, which lets in every ticket. Where another\n"
        "event has the same name, a line on standard error says so.",
    .options = event_create_options,
    .makes_installation = TRUE,
    .run = foyer_ctl_event_create },
  { .words = "event list",
    .summary = "Print the id and the name of each event",
    .description = "Those that are closed come last and are marked “closed”.",
    .run = foyer_ctl_event_list },
  { .words = "event policy",
    .summary = "Say what desks do that hear of no relay",
    .description =
        "With allow they admit by what they know; with hold:N they refuse while they may have\n"
        "missed more than N admissions at other desks; with signed they admit signed codes only.\n"
        "Every desk that is connected is told at once.",
    .options = event_policy_options,
    .run = foyer_ctl_event_policy },
  { .words = "event pause",
    .summary = "Let nobody in until entry is resumed",
    .description =
        "Exits go on. Every desk that is connected is told at once; one that is cut off goes on\n"
        "as it heard last.",
    .options = event_message_options,
    .run = foyer_ctl_event_pause },
  { .words = "event resume",
    .summary = "Let guests in again",
    .options = event_message_options,
    .run = foyer_ctl_event_resume },
  { .words = "event tell",
    .summary = "Tell every desk something",
    .description =
        "The message stands until another one takes its place; without --message none is left.",
    .options = event_message_options,
    .run = foyer_ctl_event_tell },
  { .words = "event close",
    .summary = "Say that an event is over",
    .description =
        "Nobody is let in any more. Desks delete their copy of the tickets and the scans that the\n"
        "relay has; what they report late is taken all the same. Every desk that is connected is\n"
        "told at once. After a restore the scans are no more at the desks: copy the database "
        "first.",
    .options = event_options,
    .run = foyer_ctl_event_close },
  { .words = "event reopen",
    .summary = "Open an event that was closed again",
    .options = event_options,
    .run = foyer_ctl_event_reopen },
  { .words = "list create",
    .summary = "Make a check-in list; prints its id",
    .options = list_create_options,
    .run = foyer_ctl_list_create },
  { .words = "list list",
    .summary = "Print the id and the name of each check-in list",
    .description = "The list that counts where a desk names none is marked “default”.",
    .options = event_options,
    .run = foyer_ctl_list_list },
  { .words = "gate create",
    .summary = "Make a gate; prints its id",
    .options = gate_create_options,
    .run = foyer_ctl_gate_create },
  { .words = "gate list",
    .summary = "Print the id, the name and the check-in list of each gate",
    .options = event_options,
    .run = foyer_ctl_gate_list },
  { 0 },
};
