/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-call"

#include "config.h"

#include "ctl/foyer-ctl-call.h"

#include "base/foyer-error.h"
#include "db/foyer-db-events.h"
#include "db/foyer-db-migrate.h"
#include "model/foyer-ticket-cells.h"
#include "wire/foyer-json-writer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What a command asks of how it was called: the values of its options, the database, and a place
 * for what it prints. foyer-ctl-parse.c makes it. */

void
foyer_ctl_call_free (FoyerCtlCall *self)
{
  g_clear_pointer (&self->connection, foyer_db_connection_close);
  g_clear_pointer (&self->source, foyer_db_source_close);
  foyer_db_source_options_clear (&self->source_options);
  g_hash_table_unref (self->values);
  g_string_free (self->out, TRUE);
  g_string_free (self->notes, TRUE);
  g_free (self->argument);
  g_free (self->value);
  g_free (self);
}

/**
 * foyer_ctl_call_has:
 *
 * Returns: whether the option of that name was given
 */
gboolean
foyer_ctl_call_has (const FoyerCtlCall *self, const char *name)
{
  return g_hash_table_contains (self->values, name);
}

/**
 * foyer_ctl_call_get_texts:
 *
 * Returns: (transfer none) (array zero-terminated=1) (nullable): what the option of that name was
 *   given with
 */
const char *const *
foyer_ctl_call_get_texts (const FoyerCtlCall *self, const char *name)
{
  return g_hash_table_lookup (self->values, name);
}

/**
 * foyer_ctl_call_get_text:
 *
 * Returns: (transfer none) (nullable): what the option of that name was given with
 */
const char *
foyer_ctl_call_get_text (const FoyerCtlCall *self, const char *name)
{
  const char *const *texts = foyer_ctl_call_get_texts (self, name);

  return texts != NULL ? texts[0] : NULL;
}

/**
 * foyer_ctl_call_get_number:
 *
 * Returns: what the option of that name was given with, or @otherwise
 */
guint
foyer_ctl_call_get_number (const FoyerCtlCall *self, const char *name, guint otherwise)
{
  const char *text = foyer_ctl_call_get_text (self, name);

  return text != NULL ? (guint)g_ascii_strtoull (text, NULL, 10) : otherwise;
}

/**
 * foyer_ctl_call_get_time:
 * @zone: where a time without an offset is meant
 * @is_end: whether a date alone includes that day
 * @time: (out): the moment, 0 where the option was not given
 *
 * Returns: whether it could be read
 */
gboolean
foyer_ctl_call_get_time (const FoyerCtlCall *self,
                         const char *name,
                         GTimeZone *zone,
                         gboolean is_end,
                         FoyerTime *time,
                         GError **error)
{
  const char *text = foyer_ctl_call_get_text (self, name);

  *time = 0;
  if (text == NULL || foyer_ticket_cell_read_time (text, zone, is_end, time))
    return TRUE;
  g_set_error (error,
               FOYER_CTL_USAGE_ERROR,
               "--%s takes a time such as 2026-05-01, “2026-05-01 18:00” or "
               "2026-05-01T18:00:00+02:00",
               name);
  return FALSE;
}

/**
 * foyer_ctl_call_get_span:
 * @start: (out): when it starts, 0 where it is open
 * @end: (out): when it ends, 0 where it is open
 *
 * Reads two options that belong together.
 *
 * Returns: whether they could be read and are in order
 */
gboolean
foyer_ctl_call_get_span (const FoyerCtlCall *self,
                         GTimeZone *zone,
                         const char *start_name,
                         const char *end_name,
                         FoyerTime *start,
                         FoyerTime *end,
                         GError **error)
{
  if (!foyer_ctl_call_get_time (self, start_name, zone, FALSE, start, error) ||
      !foyer_ctl_call_get_time (self, end_name, zone, TRUE, end, error))
    return FALSE;
  if (*end == 0 || *end > *start)
    return TRUE;
  g_set_error (error, FOYER_CTL_USAGE_ERROR, "--%s is not after --%s", end_name, start_name);
  return FALSE;
}

/**
 * foyer_ctl_call_open:
 *
 * Only some commands make a new installation.
 *
 * Returns: (transfer none) (nullable): a connection as the owner of the database, whatever is in it
 */
FoyerDbConnection *
foyer_ctl_call_open (FoyerCtlCall *self, GError **error)
{
  self->source_options.only_existing = !self->command->makes_installation;
  self->source = foyer_db_source_open (&self->source_options, error);
  if (self->source != NULL)
    self->connection = foyer_db_source_connect (self->source, FOYER_DB_ROLE_OWNER, error);
  return self->connection;
}

/**
 * foyer_ctl_call_connect:
 *
 * Brings the database to this version first, as a relay does.
 *
 * Returns: (transfer none) (nullable): a connection as the owner of the database
 */
FoyerDbConnection *
foyer_ctl_call_connect (FoyerCtlCall *self, GError **error)
{
  if (self->connection != NULL)
    return self->connection;
  if (foyer_ctl_call_open (self, error) == NULL ||
      !foyer_db_migrate (self->connection, foyer_ctl_call_get_seal (self), NULL, error))
    return NULL;
  return self->connection;
}

/**
 * foyer_ctl_call_load_event:
 * @zone: (out) (optional): its time zone
 *
 * Returns: (transfer full) (nullable): the event that --event names
 */
FoyerEvent *
foyer_ctl_call_load_event (FoyerCtlCall *self, GTimeZone **zone, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (self, error);
  FoyerEvent *event = NULL;

  if (connection != NULL)
    event = foyer_db_event_load (connection, foyer_ctl_call_get_text (self, "event"), error);
  if (event == NULL || zone == NULL)
    return event;
  *zone = g_time_zone_new_identifier (event->time_zone);
  if (*zone == NULL)
    *zone = g_time_zone_new_utc ();
  return event;
}

/**
 * foyer_ctl_call_get_seal:
 *
 * Returns: (transfer none): what seals private data; only after foyer_ctl_call_connect()
 */
const FoyerDbSeal *
foyer_ctl_call_get_seal (FoyerCtlCall *self)
{
  return foyer_db_source_get_seal (self->source);
}

/**
 * foyer_ctl_call_get_actor:
 *
 * Returns: (transfer none): whom the logs name
 */
const FoyerDbActor *
foyer_ctl_call_get_actor (const FoyerCtlCall *self)
{
  static const FoyerDbActor actor = { .staff_email = "foyerctl" };

  return &actor;
}

/**
 * foyer_ctl_call_print_member:
 * @name: what JSON calls it
 *
 * Prints the one thing that a command has to say.
 */
void
foyer_ctl_call_print_member (FoyerCtlCall *self, const char *name, const char *value)
{
  FoyerJsonWriter writer = { .out = self->out };

  if (!self->json) {
    g_string_append_printf (self->out, "%s\n", value);
    return;
  }
  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_add_string (&writer, name, value);
  foyer_json_writer_end_object (&writer);
  g_string_append_c (self->out, '\n');
}

/**
 * foyer_ctl_call_print_done:
 *
 * Prints what there is to say where there is nothing but that it is done.
 */
void
foyer_ctl_call_print_done (FoyerCtlCall *self)
{
  if (self->json)
    g_string_append (self->out, "{\"done\":true}\n");
}

/**
 * foyer_ctl_call_add_note:
 * @format: a whole sentence
 *
 * Says on standard error what the operator may not have meant, whether or not the command succeeds.
 */
void
foyer_ctl_call_add_note (FoyerCtlCall *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_string_append (self->notes, "foyerctl: ");
  g_string_append_vprintf (self->notes, format, arguments);
  g_string_append_c (self->notes, '\n');
  va_end (arguments);
}

/**
 * foyer_ctl_call_flush:
 *
 * Hands over what was printed so far, so that long outputs need not be kept.
 *
 * Returns: whether it arrived; %G_IO_ERROR_BROKEN_PIPE where nobody reads it any more
 */
gboolean
foyer_ctl_call_flush (FoyerCtlCall *self, GError **error)
{
  if (fwrite (self->out->str, 1, self->out->len, stdout) != self->out->len ||
      fflush (stdout) != 0) {
    int code = errno;

    g_set_error (error,
                 G_IO_ERROR,
                 (int)g_io_error_from_errno (code),
                 "Standard output cannot be written: %s.",
                 g_strerror (code));
    g_string_truncate (self->out, 0);
    return FALSE;
  }
  self->has_printed = self->has_printed || self->out->len > 0;
  g_string_truncate (self->out, 0);
  return TRUE;
}
