/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-session"

#include "config.h"

#include "ctl/foyer-ctl-rows.h"
#include "db/foyer-db-session-end.h"
#include "db/foyer-db-sessions.h"
#include "model/foyer-session-info.h"

/* foyerctl session: who is signed in, and the end of that. */

static void
write_session (const FoyerDbSession *session, const char *token, GString *out)
{
  FoyerJsonWriter writer = { .out = out };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_add_string (&writer, "token", token);
  foyer_json_writer_add_string (&writer, "session_id", session->id);
  foyer_json_writer_add_string (&writer, "device_id", session->device->id);
  foyer_json_writer_end_object (&writer);
  g_string_append_c (out, '\n');
}

gboolean
foyer_ctl_session_create (FoyerCtlCall *call, GError **error)
{
  const char *email = foyer_ctl_call_get_text (call, "staff");
  FoyerDbConnection *connection;
  g_autoptr (FoyerDbSession) session = NULL;
  g_autofree char *token = NULL;

  if (!foyer_ctl_check_email ("--staff", email, error))
    return FALSE;
  connection = foyer_ctl_call_connect (call, error);
  if (connection != NULL)
    token = foyer_db_session_create (connection,
                                     email,
                                     foyer_ctl_call_get_text (call, "device"),
                                     foyer_ctl_call_has (call, "no-rate-limit"),
                                     foyer_ctl_call_get_actor (call),
                                     error);
  if (token != NULL)
    session = foyer_db_session_find (connection, token, foyer_ctl_call_get_actor (call), error);
  if (session == NULL)
    return FALSE;
  if (call->json)
    write_session (session, token, call->out);
  else
    g_string_append_printf (call->out, "%s\n", token);
  return TRUE;
}

static void
fill_session (FoyerCtlRow *row, gconstpointer item)
{
  const FoyerSessionInfo *session = item;

  foyer_ctl_row_add (row, "id", session->id);
  foyer_ctl_row_add (row, "staff_email", session->staff_email);
  foyer_ctl_row_add (row, "device", session->device);
  foyer_ctl_row_add (row, "method", session->method);
  foyer_ctl_row_add_time (row, "last_used", session->last_used);
  if (row->writer == NULL)
    return;
  foyer_json_writer_add_string (row->writer, "device_id", session->device_id);
  foyer_json_writer_add_time (row->writer, "created_at", session->created_at);
  foyer_json_writer_add_string (row->writer, "address", session->address);
}

gboolean
foyer_ctl_session_list (FoyerCtlCall *call, GError **error)
{
  const char *email = foyer_ctl_call_get_text (call, "staff");
  g_autofree char *address = email != NULL ? g_utf8_strdown (email, -1) : NULL;
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  g_autoptr (GPtrArray) sessions = NULL;

  if (connection != NULL)
    sessions = foyer_db_sessions_list (connection, address, foyer_ctl_call_get_actor (call), error);
  return foyer_ctl_rows_print (call, "sessions", sessions, fill_session);
}

gboolean
foyer_ctl_session_end (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);

  if (connection == NULL || !foyer_db_session_end (connection,
                                                   NULL,
                                                   call->argument,
                                                   foyer_ctl_call_get_actor (call),
                                                   error))
    return FALSE;
  foyer_ctl_call_print_done (call);
  return TRUE;
}

gboolean
foyer_ctl_session_end_all (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection;

  if (!foyer_ctl_check_email ("EMAIL", call->argument, error))
    return FALSE;
  connection = foyer_ctl_call_connect (call, error);
  if (connection == NULL || !foyer_db_sessions_end_all (connection,
                                                        NULL,
                                                        call->argument,
                                                        foyer_ctl_call_get_actor (call),
                                                        error))
    return FALSE;
  foyer_ctl_call_print_done (call);
  return TRUE;
}
