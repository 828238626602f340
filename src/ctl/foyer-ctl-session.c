/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-session"

#include "config.h"

#include "ctl/foyer-ctl-call.h"
#include "db/foyer-db-session-end.h"
#include "db/foyer-db-sessions.h"
#include "model/foyer-session-info.h"
#include "wire/foyer-json-writer.h"

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
write_sessions (GPtrArray *sessions, GString *out)
{
  FoyerJsonWriter writer = { .out = out };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_begin_array (&writer, "sessions");
  for (guint i = 0; i < sessions->len; i++) {
    const FoyerSessionInfo *session = g_ptr_array_index (sessions, i);

    foyer_json_writer_begin_object (&writer, NULL);
    foyer_json_writer_add_string (&writer, "id", session->id);
    foyer_json_writer_add_string (&writer, "staff_email", session->staff_email);
    foyer_json_writer_add_string (&writer, "device_id", session->device_id);
    foyer_json_writer_add_string (&writer, "device", session->device);
    foyer_json_writer_add_string (&writer, "method", session->method);
    foyer_json_writer_add_time (&writer, "created_at", session->created_at);
    foyer_json_writer_add_time (&writer, "last_used", session->last_used);
    foyer_json_writer_add_string (&writer, "address", session->address);
    foyer_json_writer_end_object (&writer);
  }
  foyer_json_writer_end_array (&writer);
  foyer_json_writer_end_object (&writer);
  g_string_append_c (out, '\n');
}

static void
print_sessions (GPtrArray *sessions, GString *out)
{
  for (guint i = 0; i < sessions->len; i++) {
    const FoyerSessionInfo *session = g_ptr_array_index (sessions, i);
    g_autofree char *used =
        session->last_used != 0 ? foyer_time_format (session->last_used) : g_strdup ("");

    g_string_append_printf (out,
                            "%s\t%s\t%s\t%s\t%s\n",
                            session->id,
                            session->staff_email,
                            session->device,
                            session->method,
                            used);
  }
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
  if (sessions == NULL)
    return FALSE;
  if (call->json)
    write_sessions (sessions, call->out);
  else
    print_sessions (sessions, call->out);
  return TRUE;
}

gboolean
foyer_ctl_session_end (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);

  if (connection == NULL ||
      !foyer_db_session_end (connection, call->argument, foyer_ctl_call_get_actor (call), error))
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
                                                        call->argument,
                                                        foyer_ctl_call_get_actor (call),
                                                        error))
    return FALSE;
  foyer_ctl_call_print_done (call);
  return TRUE;
}
