/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-ticket-qr"

#include "config.h"

#include "base/foyer-error.h"
#include "ctl/foyer-ctl-call.h"
#include "ctl/foyer-ctl-picture.h"
#include "db/foyer-db-tickets.h"
#include "wire/foyer-json-writer.h"

#include <errno.h>
#include <glib/gstdio.h>

/* foyerctl ticket qr: a picture per ticket, and none of one that is void. */

typedef struct {
  const char *folder;
  char *last_id;
  guint n_pictures;
  guint n_removed;
} Folder;

/* Of a ticket that has become void since the last time. */
static gboolean
remove_picture (Folder *folder, const char *path, GError **error)
{
  if (g_unlink (path) == 0) {
    folder->n_removed++;
    return TRUE;
  }
  if (errno == ENOENT)
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_FAILED,
               "The picture “%s” of a void ticket cannot be removed: %s.",
               path,
               g_strerror (errno));
  return FALSE;
}

/* A ticket that was scanned for several check-in lists comes several times, one behind the
 * other. */
static gboolean
write_picture (const FoyerDbExportRow *row, gpointer user_data, GError **error)
{
  Folder *folder = user_data;
  g_autofree char *name = g_strdup_printf ("%s.png", row->ticket->id);
  g_autofree char *path = g_build_filename (folder->folder, name, NULL);
  g_autoptr (GBytes) picture = NULL;

  if (row->ticket->status == FOYER_TICKET_STATUS_VOID)
    return remove_picture (folder, path, error);
  if (g_strcmp0 (folder->last_id, row->ticket->id) == 0)
    return TRUE;
  g_free (folder->last_id);
  folder->last_id = g_strdup (row->ticket->id);
  picture = foyer_ctl_picture_new (row->code, error);
  if (picture == NULL)
    return FALSE;
  folder->n_pictures++;
  return g_file_set_contents_full (path,
                                   g_bytes_get_data (picture, NULL),
                                   (gssize)g_bytes_get_size (picture),
                                   G_FILE_SET_CONTENTS_NONE,
                                   0600,
                                   error);
}

/* Whoever has a picture has the ticket: a new folder is its maker's alone. */
static gboolean
make_folder (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0700) == 0)
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_FAILED,
               "The folder “%s” cannot be made: %s.",
               path,
               g_strerror (errno));
  return FALSE;
}

gboolean
foyer_ctl_ticket_qr (FoyerCtlCall *call, GError **error)
{
  g_autoptr (FoyerEvent) event = foyer_ctl_call_load_event (call, NULL, error);
  Folder folder = { .folder = foyer_ctl_call_get_text (call, "out") };
  FoyerJsonWriter writer = { .out = call->out };
  gboolean done;

  if (event == NULL || !make_folder (folder.folder, error))
    return FALSE;
  done = foyer_db_tickets_export (foyer_ctl_call_connect (call, error),
                                  event->id,
                                  write_picture,
                                  &folder,
                                  error);
  g_free (folder.last_id);
  if (!done)
    return FALSE;
  if (!call->json) {
    g_string_append_printf (call->out,
                            "%u %s written",
                            folder.n_pictures,
                            folder.n_pictures == 1 ? "picture" : "pictures");
    if (folder.n_removed > 0)
      g_string_append_printf (call->out, ", %u of void tickets removed", folder.n_removed);
    g_string_append_c (call->out, '\n');
    return TRUE;
  }
  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_add_integer (&writer, "pictures", folder.n_pictures);
  foyer_json_writer_add_integer (&writer, "removed", folder.n_removed);
  foyer_json_writer_end_object (&writer);
  g_string_append_c (call->out, '\n');
  return TRUE;
}
