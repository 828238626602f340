/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ticket-print"

#include "config.h"

#include "app/foyer-ticket-print.h"

#include "app/foyer-ticket-sheet.h"

#include <glib/gi18n.h>

/* Prints tickets, or writes them to a PDF. Those that are void are left out. */

typedef struct {
  char *event_name;
  FoyerTicketTable *table;
  GPtrArray *tickets;
  FoyerTicketSheet sheet;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->event_name);
  g_ptr_array_unref (job->tickets);
  foyer_ticket_table_free (job->table);
  g_free (job);
}

static GPtrArray *
choose_tickets (FoyerTicketTable *table)
{
  GPtrArray *tickets = g_ptr_array_new ();

  for (guint i = 0; i < table->rows->len; i++) {
    FoyerTicketRow *ticket = g_ptr_array_index (table->rows, i);

    if (!ticket->is_void && ticket->code != NULL)
      g_ptr_array_add (tickets, ticket);
  }
  return tickets;
}

static void
on_begin_print (GtkPrintOperation *operation, GtkPrintContext *context, GTask *task)
{
  Job *job = g_task_get_task_data (task);

  job->sheet = foyer_ticket_sheet_fit (gtk_print_context_get_width (context),
                                       gtk_print_context_get_height (context));
  gtk_print_operation_set_n_pages (operation,
                                   (int)foyer_ticket_sheet_count_pages (&job->sheet,
                                                                        job->tickets->len));
}

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, GTask *task)
{
  Job *job = g_task_get_task_data (task);
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);

  foyer_ticket_sheet_draw (&job->sheet,
                           gtk_print_context_get_cairo_context (context),
                           layout,
                           job->event_name,
                           job->tickets,
                           (guint)page);
}

static void
on_done (GtkPrintOperation *operation, GtkPrintOperationResult result, GTask *task)
{
  GError *error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_print_operation_get_error (operation, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (result == GTK_PRINT_OPERATION_RESULT_CANCEL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "not printed");
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static GtkPrintOperation *
make_operation (GTask *task, const char *job_name)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();

  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, job_name);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "begin-print", G_CALLBACK (on_begin_print), task);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw_page), task);
  g_signal_connect (operation, "done", G_CALLBACK (on_done), g_object_ref (task));
  return operation;
}

static gboolean
prepare (GtkPrintOperation *operation, const Job *job, GFile *file, GError **error)
{
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (job->tickets->len == 0) {
    g_set_error_literal (error,
                         G_IO_ERROR,
                         G_IO_ERROR_NOT_FOUND,
                         _ ("There is no ticket to be printed."));
    return FALSE;
  }
  if (file != NULL && path == NULL) {
    g_set_error_literal (error,
                         G_IO_ERROR,
                         G_IO_ERROR_NOT_SUPPORTED,
                         _ ("A PDF can be saved on this computer only."));
    return FALSE;
  }
  if (path != NULL)
    gtk_print_operation_set_export_filename (operation, path);
  return TRUE;
}

/**
 * foyer_ticket_print_async:
 * @parent: (nullable): the window that a dialog belongs to
 * @event_name: stands on every ticket
 * @table: (transfer full): its rows are the tickets
 * @file: (nullable): the PDF; %NULL: people choose a printer
 */
void
foyer_ticket_print_async (GtkWindow *parent,
                          const char *event_name,
                          FoyerTicketTable *table,
                          GFile *file,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Job *job = g_new0 (Job, 1);
  g_autoptr (GtkPrintOperation) operation = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, foyer_ticket_print_async);
  job->event_name = g_strdup (event_name);
  job->table = table;
  job->tickets = choose_tickets (table);
  g_task_set_task_data (task, job, job_free);
  operation = make_operation (task, event_name);
  if (!prepare (operation, job, file, &error)) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  gtk_print_operation_run (operation,
                           file != NULL ? GTK_PRINT_OPERATION_ACTION_EXPORT
                                        : GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           parent,
                           NULL);
}

/**
 * foyer_ticket_print_finish:
 * @error: why not; %G_IO_ERROR_CANCELLED where somebody changed their mind
 *
 * Returns: whether they were printed
 */
gboolean
foyer_ticket_print_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
