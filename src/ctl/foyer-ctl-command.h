/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _FoyerCtlCall FoyerCtlCall;

/**
 * FoyerCtlKind:
 * @FOYER_CTL_KIND_TEXT: a text without control characters
 * @FOYER_CTL_KIND_TEXTS: the same, any number of times
 * @FOYER_CTL_KIND_ID: a UUID; becomes lower case
 * @FOYER_CTL_KIND_NUMBER: a whole number from 1 to the option's maximum
 * @FOYER_CTL_KIND_PATH: a file or folder
 * @FOYER_CTL_KIND_FLAG: there or not
 *
 * What an option or argument takes.
 */
typedef enum {
  FOYER_CTL_KIND_TEXT,
  FOYER_CTL_KIND_TEXTS,
  FOYER_CTL_KIND_ID,
  FOYER_CTL_KIND_NUMBER,
  FOYER_CTL_KIND_PATH,
  FOYER_CTL_KIND_FLAG,
} FoyerCtlKind;

/**
 * FoyerCtlOption:
 * @name: without its dashes
 * @kind: what it takes
 * @placeholder: (nullable): what stands for its value in the help
 * @help: what it is for, in a line
 * @required: whether the command cannot do without
 * @maximum: the greatest number, or the most bytes of a text
 */
typedef struct {
  const char *name;
  FoyerCtlKind kind;
  const char *placeholder;
  const char *help;
  gboolean required;
  guint maximum;
} FoyerCtlOption;

/**
 * FoyerCtlCommand:
 * @words: what it is called, such as "ticket import"
 * @argument: (nullable): what the help calls its one argument
 * @argument_kind: what that argument is
 * @value: (nullable): what the help calls a second argument, which may be missing
 * @summary: what it does, in a line
 * @description: (nullable): what else there is to know
 * @options: (nullable): its own options, up to one without a name
 * @makes_installation: whether it makes the data folder and the secret key where there are none; a
 *   mistyped folder must not become a new installation, so few do
 * @run: does it; what it prints goes through the call
 *
 * A command of foyerctl. One table of them drives both parsing and help.
 */
typedef struct {
  const char *words;
  const char *argument;
  FoyerCtlKind argument_kind;
  const char *value;
  const char *summary;
  const char *description;
  const FoyerCtlOption *options;
  gboolean makes_installation;
  gboolean (*run) (FoyerCtlCall *call, GError **error);
} FoyerCtlCommand;

/* A part of the table; the last one has no words. */
extern const FoyerCtlCommand foyer_ctl_event_commands[];

const FoyerCtlCommand *foyer_ctl_command_get (guint position);
const FoyerCtlCommand *foyer_ctl_command_find (const char *const *words, guint *n_words);
gboolean foyer_ctl_command_is_group (const char *word);
char *foyer_ctl_command_list (const char *group);

/* What the commands do, a file for each topic. */
gboolean foyer_ctl_migrate (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_event_create (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_event_list (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_event_policy (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_event_pause (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_event_resume (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_event_tell (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_event_close (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_event_reopen (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_list_list (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_list_create (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_gate_list (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_gate_create (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_ticket_import (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_ticket_issue (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_ticket_qr (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_ticket_void (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_ticket_export (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_staff_add (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_staff_invite (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_staff_list (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_staff_remove (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_staff_role (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_device_list (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_device_approve (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_device_history (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_device_pair (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_device_revoke (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_alert_list (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_alert_acknowledge (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_conflict_list (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_conflict_resolve (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_setting_list (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_setting_set (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_setting_unset (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_audit_verify (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_audit_export (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_session_create (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_session_list (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_session_end (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_session_end_all (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_backup_create (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_backup_verify (FoyerCtlCall *call, GError **error);
gboolean foyer_ctl_backup_restore (FoyerCtlCall *call, GError **error);

G_END_DECLS
