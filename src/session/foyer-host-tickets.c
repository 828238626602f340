/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-host-tickets"

#include "config.h"

#include "session/foyer-host-private.h"
#include "session/foyer-host-tool.h"
#include "session/foyer-ticket-file.h"

/* The tickets of the event that this computer hosts, with their codes: to be printed. */

static void
on_parsed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  FoyerTicketTable *table = foyer_ticket_file_finish (result, NULL, &error);

  if (table != NULL)
    g_task_return_pointer (task, table, (GDestroyNotify)foyer_ticket_table_free);
  else
    g_task_return_error (task, error);
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (GBytes) document = foyer_host_tool_run_finish (result, &error);

  if (document != NULL)
    foyer_ticket_file_parse_async (document,
                                   "UTC",
                                   g_task_get_cancellable (task),
                                   on_parsed,
                                   g_object_ref (task));
  else
    g_task_return_error (task, error);
}

/**
 * foyer_host_list_tickets_async:
 *
 * Asks for the tickets of the event that is hosted.
 */
void
foyer_host_list_tickets_async (FoyerHost *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;
  g_autofree char *folder = NULL;
  g_autofree char *id = NULL;
  g_autofree char *event = NULL;
  const char *words[] = { "ticket", "export", NULL, NULL };

  g_return_if_fail (FOYER_IS_HOST (self));

  task =
      foyer_host_task_new (self, cancellable, callback, user_data, foyer_host_list_tickets_async);
  folder = foyer_host_dup_folder (self);
  id = foyer_host_dup_event_id (self);
  event = g_strconcat ("--event=", id, NULL);
  words[2] = event;
  foyer_host_tool_run_async (folder, words, NULL, cancellable, on_exported, task);
}

/**
 * foyer_host_list_tickets_finish:
 * @error: a sentence for people says why not
 *
 * Returns: (transfer full) (nullable): its rows are the tickets
 */
FoyerTicketTable *
foyer_host_list_tickets_finish (FoyerHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
