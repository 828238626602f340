/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-audit-export"

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-folder.h"
#include "base/foyer-limits.h"
#include "ctl/foyer-ctl-call.h"
#include "db/foyer-db-audit-export.h"
#include "db/foyer-db-chain-walk.h"
#include "model/foyer-proof.h"
#include "wire/foyer-wire-export.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* foyerctl audit export: the logs of an event in a file that can be checked on another machine,
 * without a database. */

typedef struct {
  FILE *file;
  GChecksum *checksum;
  const char *path;
  gint64 n_rows;
} Export;

static gboolean
fail (const Export *self, int code, GError **error)
{
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_FAILED,
               "“%s” cannot be written: %s.",
               self->path,
               g_strerror (code));
  return FALSE;
}

static gboolean
put (Export *self, const GString *line, GError **error)
{
  return fwrite (line->str, 1, line->len, self->file) == line->len || fail (self, errno, error);
}

static gboolean
write_line (Export *self, const GString *line, GError **error)
{
  g_checksum_update (self->checksum, (const guchar *)line->str, (gssize)line->len);
  return put (self, line, error);
}

static gboolean
write_heads (const FoyerSignedHeads *heads, gpointer user_data, GError **error)
{
  guint i = 0;

  do {
    g_autoptr (GPtrArray) some = g_ptr_array_new ();
    FoyerSignedHeads fields = { heads->event_id, heads->epoch, some, heads->keys };
    g_autoptr (FoyerSignedHeads) piece = NULL;
    g_autoptr (GString) line = g_string_new (NULL);

    for (; i < heads->heads->len && some->len < FOYER_LIMIT_HEADS_SHOWN; i++)
      g_ptr_array_add (some, g_ptr_array_index (heads->heads, i));
    piece = foyer_signed_heads_new (&fields);
    foyer_wire_write_export_heads (line, piece);
    if (!write_line (user_data, line, error))
      return FALSE;
  } while (i < heads->heads->len);
  return TRUE;
}

static gboolean
write_row (FoyerChain chain,
           const char *const *values,
           const char *previous_hash,
           gpointer user_data,
           GError **error)
{
  Export *self = user_data;
  g_autoptr (GString) line = g_string_new (NULL);

  foyer_wire_write_export_row (line,
                               chain,
                               foyer_db_chain_get_fields (chain),
                               values,
                               foyer_db_chain_get_n_fields (chain),
                               previous_hash);
  self->n_rows++;
  return write_line (self, line, error);
}

static gboolean
write_head (Export *self, const FoyerEvent *event, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);

  foyer_wire_write_export_head (line, event->id, event->name, g_get_real_time ());
  return write_line (self, line, error);
}

static gboolean
write_end (Export *self, const FoyerSigningKey *key, GError **error)
{
  const char *sha256 = g_checksum_get_string (self->checksum);
  g_autofree char *signature = foyer_proof_sign (key, FOYER_PROOF_EXPORT, sha256);
  g_autoptr (GString) line = g_string_new (NULL);

  foyer_wire_write_export_end (line, sha256, key->number, signature);
  return put (self, line, error);
}

static gboolean
write_all (Export *self, FoyerCtlCall *call, GError **error)
{
  static const FoyerDbAuditExportFuncs funcs = { write_heads, write_row };
  g_autoptr (FoyerEvent) event = foyer_ctl_call_load_event (call, NULL, error);
  g_auto (FoyerSigningKey) key = { 0 };

  return event != NULL && write_head (self, event, error) &&
         foyer_db_audit_export (foyer_ctl_call_connect (call, error),
                                foyer_ctl_call_get_seal (call),
                                event->id,
                                &funcs,
                                self,
                                &key,
                                error) &&
         write_end (self, &key, error);
}

static gboolean
open_part (Export *self, const char *part, GError **error)
{
  int fd = g_open (part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd >= 0)
    self->file = fdopen (fd, "w");
  return self->file != NULL || fail (self, errno, error);
}

/* The file is there when it is whole, and not before; and it stays there. */
static gboolean
finish (Export *self, const char *part, gboolean is_whole, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  gboolean is_safe = is_whole && fflush (self->file) == 0 && fsync (fileno (self->file)) == 0;
  int code = errno;

  fclose (self->file);
  if (is_safe && g_rename (part, self->path) == 0)
    return foyer_folder_sync (folder, error);
  if (is_safe)
    code = errno;
  g_unlink (part);
  return is_whole && fail (self, code, error);
}

gboolean
foyer_ctl_audit_export (FoyerCtlCall *call, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *part = g_strconcat (call->argument, ".part", NULL);
  Export export = { .checksum = checksum, .path = call->argument };

  if (!open_part (&export, part, error) ||
      !finish (&export, part, write_all (&export, call, error), error))
    return FALSE;
  g_string_append_printf (call->out,
                          call->json ? "{\"rows\":%" G_GINT64_FORMAT "}\n"
                                     : "%" G_GINT64_FORMAT " rows were exported.\n",
                          export.n_rows);
  return TRUE;
}
