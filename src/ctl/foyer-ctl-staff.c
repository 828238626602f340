/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-staff"

#include "config.h"

#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "ctl/foyer-ctl-call.h"
#include "ctl/foyer-ctl-file.h"
#include "ctl/foyer-ctl-picture.h"
#include "ctl/foyer-ctl-rows.h"
#include "db/foyer-db-staff.h"
#include "model/foyer-member.h"
#include "model/foyer-pairing.h"
#include "wire/foyer-json-writer.h"

/* foyerctl staff: who may sign in, as what, and where. */

/**
 * foyer_ctl_check_email:
 * @what: what the help calls it
 *
 * Returns: whether it is an address; otherwise how the command is used
 */
gboolean
foyer_ctl_check_email (const char *what, const char *email, GError **error)
{
  if (foyer_text_is_email (email))
    return TRUE;
  g_set_error (error, FOYER_CTL_USAGE_ERROR, "%s takes an e-mail address", what);
  return FALSE;
}

/* Everybody on the machine can read a command line: `-` keeps an address off it. */
static gboolean
read_email (FoyerCtlCall *call, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  const char *text;

  if (g_str_equal (call->argument, "-")) {
    bytes = foyer_ctl_file_read ("-", FOYER_LIMIT_EMAIL + 2, error);
    if (bytes == NULL)
      return FALSE;
    text = g_bytes_get_data (bytes, &length);
    g_free (call->argument);
    call->argument = g_strstrip (g_strndup (text, length));
  }
  return foyer_ctl_check_email ("EMAIL", call->argument, error);
}

gboolean
foyer_ctl_staff_add (FoyerCtlCall *call, GError **error)
{
  FoyerStaff fields = { .name = (char *)foyer_ctl_call_get_text (call, "name") };
  g_autoptr (FoyerStaff) staff = NULL;
  FoyerDbConnection *connection;

  if (!read_email (call, error))
    return FALSE;
  fields.email = call->argument;
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
write_events (FoyerJsonWriter *writer, const FoyerRights *rights)
{
  g_auto (GStrv) events = foyer_rights_list_events (rights);

  foyer_json_writer_begin_array (writer, "events");
  for (guint i = 0; events[i] != NULL; i++) {
    FoyerRole role = FOYER_ROLE_STAFF;

    foyer_rights_get_role (rights, events[i], &role);
    foyer_json_writer_begin_object (writer, NULL);
    foyer_json_writer_add_string (writer, "event_id", events[i]);
    foyer_json_writer_add_string (writer, "role", foyer_role_to_nick (role));
    foyer_json_writer_end_object (writer);
  }
  foyer_json_writer_end_array (writer);
}

static void
fill_member (FoyerCtlRow *row, gconstpointer item)
{
  const FoyerMember *member = item;
  const char *role = member->rights->all_events ? foyer_role_to_nick (member->rights->role) : NULL;

  foyer_ctl_row_add (row, "email", member->staff->email);
  foyer_ctl_row_add_cell (row, role != NULL ? role : "-");
  foyer_ctl_row_add (row, "name", member->staff->name);
  if (row->writer == NULL)
    return;
  foyer_json_writer_add_string (row->writer, "role", role);
  write_events (row->writer, member->rights);
  foyer_json_writer_add_boolean (row->writer, "signed_in", member->signed_in);
  foyer_json_writer_add_boolean (row->writer, "invited", member->invited);
}

gboolean
foyer_ctl_staff_list (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  g_autoptr (GPtrArray) people = NULL;

  if (connection != NULL)
    people =
        foyer_db_staff_list (connection, NULL, G_MAXINT32, foyer_ctl_call_get_actor (call), error);
  return foyer_ctl_rows_print (call, "staff", people, fill_member);
}

/* Returns FALSE where --role takes something else. */
static gboolean
read_role (FoyerCtlCall *call, gboolean may_be_none, FoyerRole *role, gboolean *has, GError **error)
{
  const char *nick = foyer_ctl_call_get_text (call, "role");

  *has = nick != NULL && !(may_be_none && g_str_equal (nick, "none"));
  if (!*has || foyer_role_from_nick (nick, role))
    return TRUE;
  g_set_error (error,
               FOYER_CTL_USAGE_ERROR,
               "--role takes staff, supervisor%s",
               may_be_none ? ", admin or none" : " or admin");
  return FALSE;
}

gboolean
foyer_ctl_staff_role (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection;
  FoyerRole role;
  gboolean has_role;

  if (!foyer_ctl_check_email ("EMAIL", call->argument, error) ||
      !read_role (call, TRUE, &role, &has_role, error))
    return FALSE;
  connection = foyer_ctl_call_connect (call, error);
  if (connection == NULL || !foyer_db_staff_set_role (connection,
                                                      NULL,
                                                      call->argument,
                                                      foyer_ctl_call_get_text (call, "event"),
                                                      has_role ? &role : NULL,
                                                      foyer_ctl_call_get_actor (call),
                                                      error))
    return FALSE;
  foyer_ctl_call_print_done (call);
  return TRUE;
}

gboolean
foyer_ctl_staff_remove (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection;

  if (!foyer_ctl_check_email ("EMAIL", call->argument, error))
    return FALSE;
  connection = foyer_ctl_call_connect (call, error);
  if (connection == NULL || !foyer_db_staff_remove (connection,
                                                    NULL,
                                                    call->argument,
                                                    foyer_ctl_call_get_actor (call),
                                                    error))
    return FALSE;
  foyer_ctl_call_print_done (call);
  return TRUE;
}

static void
print_invitation (FoyerCtlCall *call, const char *code, const char *text, FoyerTime expires)
{
  g_autofree char *grouped = foyer_pairing_code_group (code);
  FoyerJsonWriter writer = { .out = call->out };

  if (!call->json) {
    g_string_append_printf (call->out, "%s\n%s\n", grouped, text);
    return;
  }
  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_add_string (&writer, "code", grouped);
  foyer_json_writer_add_string (&writer, "text", text);
  foyer_json_writer_add_time (&writer, "expires", expires);
  foyer_json_writer_end_object (&writer);
  g_string_append_c (call->out, '\n');
}

gboolean
foyer_ctl_staff_invite (FoyerCtlCall *call, GError **error)
{
  FoyerRole role;
  gboolean has_role;
  FoyerDbInvitation invitation = {
    .name = foyer_ctl_call_get_text (call, "name"),
    .event_id = foyer_ctl_call_get_text (call, "event"),
  };
  const char *path = foyer_ctl_call_get_text (call, "qr");
  FoyerDbConnection *connection;
  FoyerTime expires;
  g_autofree char *code = NULL;
  g_autofree char *text = NULL;

  if (!read_email (call, error) || !read_role (call, FALSE, &role, &has_role, error))
    return FALSE;
  if (!has_role && invitation.event_id != NULL) {
    g_set_error_literal (error, FOYER_CTL_USAGE_ERROR, "--event needs --role");
    return FALSE;
  }
  invitation.email = call->argument;
  invitation.role = has_role ? &role : NULL;
  connection = foyer_ctl_call_connect (call, error);
  if (connection != NULL)
    code = foyer_db_staff_invite (connection,
                                  NULL,
                                  &invitation,
                                  foyer_ctl_call_get_actor (call),
                                  &expires,
                                  error);
  if (code == NULL)
    return FALSE;
  text = foyer_invitation_write (code);
  if (path != NULL && !foyer_ctl_picture_save (path, text, error))
    return FALSE;
  print_invitation (call, code, text, expires);
  return TRUE;
}
