/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-audit"

#include "config.h"

#include "ctl/foyer-ctl-audit.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "ctl/foyer-ctl-file.h"
#include "db/foyer-db-audit-check.h"
#include "wire/foyer-json-writer.h"
#include "wire/foyer-wire-heads.h"

#include <string.h>

/* foyerctl audit verify: whether what was recorded is what is there. */

static gboolean
read_heads_line (const char *path, const char *line, GPtrArray *heads, GError **error)
{
  g_autoptr (FoyerMessage) message =
      foyer_message_parse (line, strlen (line), FOYER_SENDER_RELAY, NULL, NULL);

  if (message == NULL || message->kind != FOYER_MESSAGE_KIND_SIGNED_HEADS) {
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_FAILED,
                 "“%s” is no file in which a desk keeps heads.",
                 path);
    return FALSE;
  }
  g_ptr_array_add (heads, foyer_wire_read_heads (message));
  return TRUE;
}

/* What a desk keeps, of each event; nothing where no file of a desk is named. */
static GPtrArray *
read_heads (const char *path, GError **error)
{
  g_autoptr (GPtrArray) heads =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_signed_heads_unref);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (path == NULL)
    return g_steal_pointer (&heads);
  bytes = foyer_ctl_file_read (path, FOYER_LIMIT_HEADS_FILE, error);
  if (bytes == NULL)
    return NULL;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (*lines[i] != '\0' && !read_heads_line (path, lines[i], heads, error))
      return NULL;
  }
  return g_steal_pointer (&heads);
}

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

static GPtrArray *
check_database (FoyerCtlCall *call, const GPtrArray *kept, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);

  if (connection == NULL)
    return NULL;
  return foyer_db_audit_check (connection,
                               foyer_ctl_call_get_seal (call),
                               foyer_ctl_call_get_text (call, "event"),
                               kept,
                               error);
}

/* A file that somebody has made with a key of their own fits together as well. */
static const char *
praise (FoyerCtlCall *call)
{
  if (foyer_ctl_call_has (call, "file") && !foyer_ctl_call_has (call, "heads"))
    return "Everything in the file fits together. Whether it is the whole log, and signed with the "
           "right key, is known with --heads of a desk.\n";
  return "Everything that was recorded is there as it was written.\n";
}

/* The first problem is the error, the others come before it. */
static gboolean
report (FoyerCtlCall *call, const GPtrArray *problems, GError **error)
{
  if (call->json)
    write_problems (call, problems);
  else if (problems->len == 0)
    g_string_append (call->out, praise (call));
  for (guint i = 1; i < problems->len && !call->json; i++)
    g_string_append_printf (call->out, "%s\n", (const char *)g_ptr_array_index (problems, i));
  if (problems->len == 0)
    return TRUE;
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_FAILED, g_ptr_array_index (problems, 0));
  return FALSE;
}

gboolean
foyer_ctl_audit_verify (FoyerCtlCall *call, GError **error)
{
  const char *file = foyer_ctl_call_get_text (call, "file");
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GPtrArray) problems = NULL;

  if (file != NULL && foyer_ctl_call_has (call, "event")) {
    g_set_error_literal (error, FOYER_CTL_USAGE_ERROR, "--file already says which event it is");
    return FALSE;
  }
  kept = read_heads (foyer_ctl_call_get_text (call, "heads"), error);
  if (kept == NULL)
    return FALSE;
  problems = file != NULL ? foyer_ctl_audit_check_file (file, kept, error)
                          : check_database (call, kept, error);
  return problems != NULL && report (call, problems, error);
}
