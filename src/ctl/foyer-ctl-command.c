/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-command"

#include "config.h"

#include "ctl/foyer-ctl-command-options.h"

/* Every command, its options and its help. */

static const FoyerCtlOption conflict_list_options[] = {
  EVENT_OPTION,
  { .name = "resolved",
    .kind = FOYER_CTL_KIND_FLAG,
    .help = "Those that are resolved, instead of those that are open" },
  { 0 },
};

static const FoyerCtlOption conflict_resolve_options[] = {
  { .name = "resolution",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "WORD",
    .help = "shared_screenshot, swapped_tickets, clock, staff_error, fraud or other",
    .required = TRUE,
    .maximum = 20 },
  { .name = "reason",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "TEXT",
    .help = "What was behind it, for whoever reads the records",
    .required = TRUE,
    .maximum = FOYER_LIMIT_NOTE },
  { .name = "take-back",
    .kind = FOYER_CTL_KIND_TEXTS,
    .placeholder = "SCAN",
    .help = "A scan of it whose admission counts no more; may be repeated",
    .maximum = 40 },
  { 0 },
};

static const FoyerCtlOption ticket_import_options[] = {
  EVENT_OPTION,
  { .name = "dry-run",
    .kind = FOYER_CTL_KIND_FLAG,
    .help = "Say what would happen, and change nothing" },
  { .name = "keep-going",
    .kind = FOYER_CTL_KIND_FLAG,
    .help = "Import the other rows where some are refused" },
  { 0 },
};

static const FoyerCtlOption ticket_issue_options[] = {
  EVENT_OPTION,
  { .name = "count",
    .kind = FOYER_CTL_KIND_NUMBER,
    .placeholder = "N",
    .help = "How many",
    .required = TRUE,
    .maximum = FOYER_LIMIT_IMPORT_ROWS },
  { .name = "type",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "NAME",
    .help = "Their ticket type; made where the event has none of that name",
    .maximum = FOYER_LIMIT_NAME },
  { .name = "order",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "CODE",
    .help = "The order that they belong to",
    .maximum = FOYER_LIMIT_ORDER_CODE },
  { .name = "entries",
    .kind = FOYER_CTL_KIND_NUMBER,
    .placeholder = "N",
    .help = "How often each admits per check-in list (1)",
    .maximum = FOYER_LIMIT_ALLOWED_ENTRIES },
  TIME_OPTION ("valid-from", "From when they admit"),
  TIME_OPTION ("valid-until", "Until when they admit"),
  { 0 },
};

static const FoyerCtlOption ticket_qr_options[] = {
  EVENT_OPTION,
  { .name = "out",
    .kind = FOYER_CTL_KIND_PATH,
    .placeholder = "DIR",
    .help = "The folder for the pictures; made where it is missing",
    .required = TRUE },
  { 0 },
};

static const FoyerCtlOption event_options[] = { EVENT_OPTION, { 0 } };

static const FoyerCtlOption staff_add_options[] = {
  { .name = "role",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "ROLE",
    .help = "staff, supervisor or admin",
    .required = TRUE,
    .maximum = 20 },
  { .name = "name",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "NAME",
    .help = "What people call them",
    .maximum = FOYER_LIMIT_NAME },
  { 0 },
};

#define POST_OPTIONS                                                \
  { .name = "name",                                                 \
    .kind = FOYER_CTL_KIND_TEXT,                                    \
    .placeholder = "NAME",                                          \
    .help = "What people call it",                                  \
    .maximum = FOYER_LIMIT_NAME },                                  \
      { .name = "gate",                                             \
        .kind = FOYER_CTL_KIND_TEXT,                                \
        .placeholder = "NAME",                                      \
        .help = "The gate where it stands",                         \
        .maximum = FOYER_LIMIT_NAME },                              \
      { .name = "event",                                            \
        .kind = FOYER_CTL_KIND_ID,                                  \
        .placeholder = "ID",                                        \
        .help = "The event that it works for" },                    \
  {                                                                 \
    .name = "list", .kind = FOYER_CTL_KIND_ID, .placeholder = "ID", \
    .help = "The check-in list that it scans for"                   \
  }

static const FoyerCtlOption device_pair_options[] = {
  POST_OPTIONS,
  { .name = "device",
    .kind = FOYER_CTL_KIND_ID,
    .placeholder = "ID",
    .help = "The device that it is to be again, with a new key" },
  { .name = "approve", .kind = FOYER_CTL_KIND_FLAG, .help = "It may work at once" },
  { .name = "qr",
    .kind = FOYER_CTL_KIND_PATH,
    .placeholder = "FILE.png",
    .help = "Write a picture to scan" },
  { 0 },
};

static const FoyerCtlOption device_history_options[] = {
  { .name = "limit",
    .kind = FOYER_CTL_KIND_NUMBER,
    .placeholder = "N",
    .help = "How many lines (200)",
    .maximum = 100000 },
  { 0 },
};

static const FoyerCtlOption device_approve_options[] = {
  POST_OPTIONS,
  { 0 },
};

static const FoyerCtlOption device_revoke_options[] = {
  { .name = "reason",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "TEXT",
    .help = "Why, for the record",
    .maximum = FOYER_LIMIT_NOTE },
  { 0 },
};

static const FoyerCtlOption staff_invite_options[] = {
  { .name = "role",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "ROLE",
    .help = "staff, supervisor or admin; who is a staff member already can do without",
    .maximum = 20 },
  { .name = "name",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "NAME",
    .help = "What people call them",
    .maximum = FOYER_LIMIT_NAME },
  { .name = "event",
    .kind = FOYER_CTL_KIND_ID,
    .placeholder = "ID",
    .help = "The only event that the role is for (all)" },
  { .name = "qr",
    .kind = FOYER_CTL_KIND_PATH,
    .placeholder = "FILE.png",
    .help = "Write the invitation as a QR code too" },
  { 0 },
};

static const FoyerCtlOption staff_role_options[] = {
  { .name = "role",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "ROLE",
    .help = "staff, supervisor, admin or none",
    .required = TRUE,
    .maximum = 20 },
  { .name = "event",
    .kind = FOYER_CTL_KIND_ID,
    .placeholder = "ID",
    .help = "The only event that the role is for (all)" },
  { 0 },
};

static const FoyerCtlOption session_list_options[] = {
  { .name = "staff",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "EMAIL",
    .help = "Only theirs",
    .maximum = FOYER_LIMIT_EMAIL },
  { 0 },
};

static const FoyerCtlOption setting_set_options[] = {
  { .name = "file",
    .kind = FOYER_CTL_KIND_PATH,
    .placeholder = "FILE",
    .help = "Read the value from a file; - is standard input" },
  { 0 },
};

static const FoyerCtlOption session_create_options[] = {
  { .name = "staff",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "EMAIL",
    .help = "Who is signed in",
    .required = TRUE,
    .maximum = FOYER_LIMIT_EMAIL },
  { .name = "device",
    .kind = FOYER_CTL_KIND_TEXT,
    .placeholder = "NAME",
    .help = "On which device; it is approved",
    .required = TRUE,
    .maximum = FOYER_LIMIT_NAME },
  { .name = "no-rate-limit",
    .kind = FOYER_CTL_KIND_FLAG,
    .help = "The relay leaves its requests uncounted: for tests and load generators" },
  { 0 },
};

static const FoyerCtlOption audit_verify_options[] = {
  { .name = "event",
    .kind = FOYER_CTL_KIND_ID,
    .placeholder = "ID",
    .help = "Only that event (all of them, and the installation)" },
  { .name = "file",
    .kind = FOYER_CTL_KIND_PATH,
    .placeholder = "FILE",
    .help = "Exported logs, on any machine; no database is needed" },
  { .name = "heads",
    .kind = FOYER_CTL_KIND_PATH,
    .placeholder = "FILE",
    .help = "What a desk has kept (heads.ndjson of its profile)" },
  { 0 },
};

static const FoyerCtlCommand other_commands[] = {
  { .words = "ticket import",
    .argument = "FILE.csv",
    .argument_kind = FOYER_CTL_KIND_PATH,
    .summary = "Import tickets from a table",
    .description =
        "Reads exports of pretix, Eventbrite and others and plain sheets (CSV; - is standard\n"
        "input). Prints a line per refused row and a summary. Where a row is refused nothing is\n"
        "imported, unless --keep-going is given. Importing the same file again changes nothing.\n"
        "A row without a code gets one; a row with a code and a quantity is one ticket that\n"
        "admits so often.",
    .options = ticket_import_options,
    .run = foyer_ctl_ticket_import },
  { .words = "ticket issue",
    .summary = "Make tickets; prints the id, a tab and the code of each",
    .options = ticket_issue_options,
    .run = foyer_ctl_ticket_issue },
  { .words = "ticket qr",
    .summary = "Write a PNG per ticket, named by its id",
    .description =
        "Tickets that are void are left out; where such a one has a picture, it is removed.",
    .options = ticket_qr_options,
    .run = foyer_ctl_ticket_qr },
  { .words = "ticket void",
    .argument = "ID",
    .argument_kind = FOYER_CTL_KIND_ID,
    .summary = "Make a ticket admit nobody any more",
    .run = foyer_ctl_ticket_void },
  { .words = "ticket export",
    .summary = "Print the tickets as CSV, with who came in, when and where",
    .description =
        "A ticket that was scanned for several check-in lists has a row for each. A cell that\n"
        "starts like a formula has an apostrophe before it, so that no spreadsheet runs it.",
    .options = event_options,
    .run = foyer_ctl_ticket_export },
  { .words = "staff add",
    .argument = "EMAIL",
    .argument_kind = FOYER_CTL_KIND_TEXT,
    .summary = "Add a staff member, or change their role",
    .description = "An EMAIL of - is read from standard input, where nobody else sees it.",
    .options = staff_add_options,
    .makes_installation = TRUE,
    .run = foyer_ctl_staff_add },
  { .words = "staff invite",
    .argument = "EMAIL",
    .argument_kind = FOYER_CTL_KIND_TEXT,
    .summary = "Let somebody choose a passphrase; prints a code and the text of its QR code",
    .description =
        "The code lets them in once, for three days; what invitation they had before is void.\n"
        "Who has a passphrase already can so choose another. An EMAIL of - is read from standard\n"
        "input, where nobody else sees it.",
    .options = staff_invite_options,
    .run = foyer_ctl_staff_invite },
  { .words = "staff role",
    .argument = "EMAIL",
    .argument_kind = FOYER_CTL_KIND_TEXT,
    .summary = "Change what a staff member may do, everywhere or at one event",
    .description =
        "At an event that has a role of its own that one counts, elsewhere the one for all\n"
        "events. none takes it away.",
    .options = staff_role_options,
    .run = foyer_ctl_staff_role },
  { .words = "staff remove",
    .argument = "EMAIL",
    .argument_kind = FOYER_CTL_KIND_TEXT,
    .summary = "Let a staff member sign in no more, and end their sessions",
    .run = foyer_ctl_staff_remove },
  { .words = "staff list",
    .summary = "Print e-mail, role and name of each staff member",
    .run = foyer_ctl_staff_list },
  { .words = "device list",
    .summary = "Print id, status, name and staff member of each device",
    .run = foyer_ctl_device_list },
  { .words = "device pair",
    .summary = "Make a code that lets one device in, once; prints its texts",
    .description =
        "Prints the text of the QR code, the code that people may type instead, and until when\n"
        "they are good: a quarter of an hour. A relay has to run, because its addresses and the\n"
        "fingerprint of its certificate are part of the text.",
    .options = device_pair_options,
    .run = foyer_ctl_device_pair },
  { .words = "device history",
    .argument = "ID",
    .argument_kind = FOYER_CTL_KIND_ID,
    .summary = "Print what happened on a device, the newest first",
    .options = device_history_options,
    .run = foyer_ctl_device_history },
  { .words = "device approve",
    .argument = "ID",
    .argument_kind = FOYER_CTL_KIND_ID,
    .summary = "Let a device work",
    .description = "What is not given stays as it is.",
    .options = device_approve_options,
    .run = foyer_ctl_device_approve },
  { .words = "device revoke",
    .argument = "ID",
    .argument_kind = FOYER_CTL_KIND_ID,
    .summary = "Let a device work no more",
    .description = "Its sessions end, also where they are connected now.",
    .options = device_revoke_options,
    .run = foyer_ctl_device_revoke },
  { .words = "alert list",
    .summary = "Print each open alert: id, severity, kind, last time, count, whom, what to look at",
    .description = "What happened last comes first.",
    .run = foyer_ctl_alert_list },
  { .words = "alert acknowledge",
    .argument = "ID",
    .argument_kind = FOYER_CTL_KIND_ID,
    .summary = "Say that somebody has looked at an alert",
    .description = "It is cleared, for the dashboards too, and what led to it counts no more.",
    .run = foyer_ctl_alert_acknowledge },
  { .words = "conflict list",
    .summary = "Print each conflict: id, kind, since when, ticket, how and by whom resolved, scans",
    .description = "The newest come first, at most 100.",
    .options = conflict_list_options,
    .run = foyer_ctl_conflict_list },
  { .words = "conflict resolve",
    .argument = "ID",
    .argument_kind = FOYER_CTL_KIND_ID,
    .summary = "Say what was behind a conflict",
    .description = "The desks that it names are told, and the counts follow what is taken back.",
    .options = conflict_resolve_options,
    .run = foyer_ctl_conflict_resolve },
  { .words = "setting list",
    .summary = "Print name, value and meaning of each setting",
    .description = "Of a secret it is only said whether it is set.",
    .run = foyer_ctl_setting_list },
  { .words = "setting set",
    .argument = "NAME",
    .argument_kind = FOYER_CTL_KIND_TEXT,
    .value = "VALUE",
    .summary = "Set a setting",
    .description =
        "A secret is never given on the command line: without VALUE it is read from FILE, or from\n"
        "standard input. Relays that run follow at once.",
    .options = setting_set_options,
    .run = foyer_ctl_setting_set },
  { .words = "setting unset",
    .argument = "NAME",
    .argument_kind = FOYER_CTL_KIND_TEXT,
    .summary = "Let a setting be again what it is without being set",
    .run = foyer_ctl_setting_unset },
  { .words = "audit verify",
    .summary = "Find whether records were changed, removed or added",
    .description = "Walks the chains of hashes of the verification logs and the audit logs, holds "
                   "them against\n"
                   "the heads that were signed, and the tickets against the logs. Exits with 1 "
                   "where something\n"
                   "is not as it was written, and says what is the first that is not.",
    .options = audit_verify_options,
    .run = foyer_ctl_audit_verify },
  { .words = "audit export",
    .argument = "FILE",
    .argument_kind = FOYER_CTL_KIND_PATH,
    .summary = "Write the logs of an event into a file",
    .description =
        "With it everything that was signed, so that audit verify --file can check it on another\n"
        "machine. It names staff members and devices.",
    .options = event_options,
    .run = foyer_ctl_audit_export },
  { .words = "session create",
    .summary = "Sign a staff member in on a device; prints the bearer token",
    .description =
        "For kiosks, tests and load generators. Whoever has the token is signed in. With --json\n"
        "the ids of the session and the device are printed too.",
    .options = session_create_options,
    .run = foyer_ctl_session_create },
  { .words = "session list",
    .summary = "Print id, staff member, device, way and last use of each session that lasts",
    .description = "At most 200, those that were used last first.",
    .options = session_list_options,
    .run = foyer_ctl_session_list },
  { .words = "session end",
    .argument = "ID",
    .argument_kind = FOYER_CTL_KIND_ID,
    .summary = "Sign somebody out on one device",
    .run = foyer_ctl_session_end },
  { .words = "session end-all",
    .argument = "EMAIL",
    .argument_kind = FOYER_CTL_KIND_TEXT,
    .summary = "Sign somebody out everywhere",
    .run = foyer_ctl_session_end_all },
  { .words = "backup create",
    .argument = "FILE",
    .argument_kind = FOYER_CTL_KIND_PATH,
    .summary = "Copy everything but the secret key into a file",
    .description =
        "Desks go on meanwhile. FILE appears when it is whole; an older copy of that name is\n"
        "replaced then. The secret key is to be kept apart from it, and it is said where it is.",
    .run = foyer_ctl_backup_create },
  { .words = "backup verify",
    .argument = "FILE",
    .argument_kind = FOYER_CTL_KIND_PATH,
    .summary = "Restore a copy in a temporary folder, look at it, and remove it",
    .description = "Needs nothing of the installation but its secret key.",
    .run = foyer_ctl_backup_verify },
  { .words = "backup restore",
    .argument = "FILE",
    .argument_kind = FOYER_CTL_KIND_PATH,
    .summary = "Restore a copy into an empty data folder or an empty database",
    .description =
        "The secret key of the copy must be there already. Every event gets a new epoch: desks\n"
        "take it anew.",
    .makes_installation = TRUE,
    .run = foyer_ctl_backup_restore },
  { 0 },
};

static const FoyerCtlCommand *const parts[] = { foyer_ctl_event_commands, other_commands };

/**
 * foyer_ctl_command_get:
 *
 * Returns: (transfer none) (nullable): the command at that position, %NULL after the last
 */
const FoyerCtlCommand *
foyer_ctl_command_get (guint position)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    for (const FoyerCtlCommand *command = parts[i]; command->words != NULL; command++) {
      if (position-- == 0)
        return command;
    }
  }
  return NULL;
}
