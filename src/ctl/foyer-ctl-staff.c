/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-staff"

#include "config.h"

#include "base/foyer-text.h"
#include "ctl/foyer-ctl-call.h"
#include "db/foyer-db-sessions.h"
#include "db/foyer-db-staff.h"
#include "wire/foyer-json-writer.h"

/* foyerctl staff and session: who may sign in, and who is signed in without a page. */

static gboolean
check_email (const char *what, const char *email, GError **error)
{
  if (foyer_text_is_email (email))
    return TRUE;
  g_set_error (error, FOYER_CTL_USAGE_ERROR, "%s takes an e-mail address", what);
  return FALSE;
}

gboolean
foyer_ctl_staff_add (FoyerCtlCall *call, GError **error)
{
  FoyerStaff fields = {
    .email = call->argument,
    .name = (char *)foyer_ctl_call_get_text (call, "name"),
  };
  g_autoptr (FoyerStaff) staff = NULL;
  FoyerDbConnection *connection;

  if (!check_email ("EMAIL", call->argument, error))
    return FALSE;
  if (!foyer_role_from_nick (foyer_ctl_call_get_text (call, "role"), &fields.role)) {
    g_set_error_literal (error, FOYER_CTL_USAGE_ERROR, "--role takes staff, supervisor or admin");
    return FALSE;
  }
  staff = foyer_staff_new (&fields);
  connection = foyer_ctl_call_connect (call, error);
  if (connection == NULL ||
      !foyer_db_staff_add (connection, staff, foyer_ctl_call_get_actor (call), error))
    return FALSE;
  foyer_ctl_call_print_done (call);
  return TRUE;
}

static void
write_staff (GPtrArray *people, GString *out)
{
  FoyerJsonWriter writer = { .out = out };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_begin_array (&writer, "staff");
  for (guint i = 0; i < people->len; i++) {
    const FoyerStaff *staff = g_ptr_array_index (people, i);

    foyer_json_writer_begin_object (&writer, NULL);
    foyer_json_writer_add_string (&writer, "email", staff->email);
    foyer_json_writer_add_string (&writer, "name", staff->name);
    foyer_json_writer_add_string (&writer, "role", foyer_role_to_nick (staff->role));
    foyer_json_writer_end_object (&writer);
  }
  foyer_json_writer_end_array (&writer);
  foyer_json_writer_end_object (&writer);
  g_string_append_c (out, '\n');
}

gboolean
foyer_ctl_staff_list (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  g_autoptr (GPtrArray) people = NULL;

  if (connection != NULL)
    people = foyer_db_staff_list (connection, error);
  if (people == NULL)
    return FALSE;
  if (call->json)
    write_staff (people, call->out);
  for (guint i = 0; i < people->len && !call->json; i++) {
    const FoyerStaff *staff = g_ptr_array_index (people, i);

    g_string_append_printf (call->out,
                            "%s\t%s\t%s\n",
                            staff->email,
                            foyer_role_to_nick (staff->role),
                            staff->name != NULL ? staff->name : "");
  }
  return TRUE;
}

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

  if (!check_email ("--staff", email, error))
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
    session = foyer_db_session_find (connection, token, error);
  if (session == NULL)
    return FALSE;
  if (call->json)
    write_session (session, token, call->out);
  else
    g_string_append_printf (call->out, "%s\n", token);
  return TRUE;
}
