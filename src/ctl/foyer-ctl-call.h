/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"
#include "ctl/foyer-ctl-command.h"
#include "db/foyer-db-actor.h"
#include "db/foyer-db-source.h"
#include "model/foyer-event.h"

G_BEGIN_DECLS

/**
 * FoyerCtlCall:
 * @command: what is to be done
 * @values: (element-type utf8 GStrv): the options that were given, by name
 * @argument: (nullable): the argument that was given
 * @value: (nullable): the second argument that was given
 * @json: whether to print a JSON document instead of lines
 * @has_printed: whether anything was printed
 * @out: what is still to be printed
 * @notes: what is to be said on standard error, although nothing failed
 *
 * A command with what it was called with.
 */
struct _FoyerCtlCall {
  const FoyerCtlCommand *command;
  GHashTable *values;
  char *argument;
  char *value;
  gboolean json;
  gboolean has_printed;
  GString *out;
  GString *notes;
  FoyerDbSourceOptions source_options;
  FoyerDbSource *source;
  FoyerDbConnection *connection;
};

#define FOYER_CTL_USAGE_ERROR G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE

FoyerCtlCall *foyer_ctl_call_parse (int argc, char **argv, gboolean *done, GError **error);
void foyer_ctl_call_free (FoyerCtlCall *self);

gboolean foyer_ctl_call_has (const FoyerCtlCall *self, const char *name);
const char *foyer_ctl_call_get_text (const FoyerCtlCall *self, const char *name);
const char *const *foyer_ctl_call_get_texts (const FoyerCtlCall *self, const char *name);
guint foyer_ctl_call_get_number (const FoyerCtlCall *self, const char *name, guint otherwise);
gboolean foyer_ctl_call_get_time (const FoyerCtlCall *self,
                                  const char *name,
                                  GTimeZone *zone,
                                  gboolean is_end,
                                  FoyerTime *time,
                                  GError **error);
gboolean foyer_ctl_call_get_span (const FoyerCtlCall *self,
                                  GTimeZone *zone,
                                  const char *start_name,
                                  const char *end_name,
                                  FoyerTime *start,
                                  FoyerTime *end,
                                  GError **error);

gboolean foyer_ctl_check_email (const char *what, const char *email, GError **error);

FoyerDbConnection *foyer_ctl_call_open (FoyerCtlCall *self, GError **error);
FoyerDbConnection *foyer_ctl_call_connect (FoyerCtlCall *self, GError **error);
FoyerEvent *foyer_ctl_call_load_event (FoyerCtlCall *self, GTimeZone **zone, GError **error);
const FoyerDbSeal *foyer_ctl_call_get_seal (FoyerCtlCall *self);
const FoyerDbActor *foyer_ctl_call_get_actor (const FoyerCtlCall *self);

void foyer_ctl_call_print_member (FoyerCtlCall *self, const char *name, const char *value);
void foyer_ctl_call_add_note (FoyerCtlCall *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void foyer_ctl_call_print_done (FoyerCtlCall *self);
gboolean foyer_ctl_call_flush (FoyerCtlCall *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerCtlCall, foyer_ctl_call_free)

G_END_DECLS
