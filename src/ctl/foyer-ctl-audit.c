/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-audit"

#include "config.h"

#include "base/foyer-error.h"
#include "ctl/foyer-ctl-call.h"
#include "db/foyer-db-audit-check.h"
#include "wire/foyer-json-writer.h"

/* foyerctl audit: whether what was recorded is what is there. */

static void
write_problems (FoyerCtlCall *call, const GPtrArray *problems)
{
  FoyerJsonWriter writer = { .out = call->out };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_add_boolean (&writer, "holds", problems->len == 0);
  foyer_json_writer_begin_array (&writer, "problems");
  for (guint i = 0; i < problems->len; i++)
    foyer_json_writer_add_string (&writer, NULL, g_ptr_array_index (problems, i));
  foyer_json_writer_end_array (&writer);
  foyer_json_writer_end_object (&writer);
  g_string_append_c (call->out, '\n');
}

gboolean
foyer_ctl_audit_verify (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  g_autoptr (GPtrArray) heads = g_ptr_array_new ();
  g_autoptr (GPtrArray) problems = NULL;

  if (connection != NULL)
    problems = foyer_db_audit_check (connection,
                                     foyer_ctl_call_get_seal (call),
                                     foyer_ctl_call_get_text (call, "event"),
                                     heads,
                                     error);
  if (problems == NULL)
    return FALSE;
  if (call->json)
    write_problems (call, problems);
  else if (problems->len == 0)
    g_string_append (call->out, "Everything that was recorded is there as it was written.\n");
  for (guint i = 1; i < problems->len && !call->json; i++)
    g_string_append_printf (call->out, "%s\n", (const char *)g_ptr_array_index (problems, i));
  if (problems->len == 0)
    return TRUE;
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_FAILED, g_ptr_array_index (problems, 0));
  return FALSE;
}
