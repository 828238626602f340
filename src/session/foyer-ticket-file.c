/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ticket-file"

#include "config.h"

#include "session/foyer-ticket-file.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-worker.h"

#include <glib/gi18n.h>

/* Reads a file of tickets that somebody has chosen, without making their window wait. What it says
 * is what an import makes of it: it is the same code that reads it. */

typedef struct {
  GFile *file;
  GBytes *bytes;
  char *time_zone;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_object (&reading->file);
  g_clear_pointer (&reading->bytes, g_bytes_unref);
  g_free (reading->time_zone);
  g_free (reading);
}

static GBytes *
load (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  gsize total = 0;

  while (stream != NULL) {
    g_autoptr (GBytes) part =
        g_input_stream_read_bytes (G_INPUT_STREAM (stream), 1 << 16, cancellable, error);

    if (part == NULL)
      return NULL;
    total += g_bytes_get_size (part);
    if (total > FOYER_LIMIT_IMPORT_BYTES) {
      g_set_error_literal (error,
                           FOYER_ERROR,
                           FOYER_ERROR_BAD_REQUEST,
                           _ ("The file is too large."));
      return NULL;
    }
    if (g_bytes_get_size (part) == 0) {
      g_output_stream_close (memory, NULL, NULL);
      return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
    }
    g_output_stream_write_bytes (memory, part, NULL, NULL);
  }
  return NULL;
}

static void
read_in_worker (GTask *task, gpointer handle)
{
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (reading->time_zone);
  FoyerTicketTable *table = NULL;
  GError *error = NULL;

  if (reading->bytes == NULL)
    reading->bytes = load (reading->file, g_task_get_cancellable (task), &error);
  if (reading->bytes != NULL)
    table = foyer_ticket_table_parse (reading->bytes, zone, &error);
  if (table != NULL)
    g_task_return_pointer (task, table, (GDestroyNotify)foyer_ticket_table_free);
  else
    g_task_return_error (task, error);
}

/* The worker goes with its only task. */
static void
push (GTask *task, Reading *reading)
{
  FoyerWorker *worker = foyer_worker_new ("ticket-file", NULL, NULL);

  g_task_set_task_data (task, reading, reading_free);
  g_object_set_data_full (G_OBJECT (task), "worker", worker, g_object_unref);
  foyer_worker_push (worker, task, read_in_worker);
}

/**
 * foyer_ticket_file_read_async:
 * @time_zone: where times without a zone are meant
 */
void
foyer_ticket_file_read_async (GFile *file,
                              const char *time_zone,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  g_task_set_source_tag (task, foyer_ticket_file_read_async);
  reading->file = g_object_ref (file);
  reading->time_zone = g_strdup (time_zone);
  push (task, reading);
}

/**
 * foyer_ticket_file_parse_async:
 * @bytes: what such a file holds
 */
void
foyer_ticket_file_parse_async (GBytes *bytes,
                               const char *time_zone,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  g_task_set_source_tag (task, foyer_ticket_file_parse_async);
  reading->bytes = g_bytes_ref (bytes);
  reading->time_zone = g_strdup (time_zone);
  push (task, reading);
}

/**
 * foyer_ticket_file_finish:
 * @bytes: (out) (optional) (transfer full): what the file holds
 * @error: why it cannot be read as tickets
 *
 * Returns: (transfer full) (nullable): what it says
 */
FoyerTicketTable *
foyer_ticket_file_finish (GAsyncResult *result, GBytes **bytes, GError **error)
{
  const Reading *reading = g_task_get_task_data (G_TASK (result));
  FoyerTicketTable *table = g_task_propagate_pointer (G_TASK (result), error);

  if (table != NULL && bytes != NULL)
    *bytes = g_bytes_ref (reading->bytes);
  return table;
}
