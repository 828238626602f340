/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-paper-print"

#include "config.h"

#include "app/foyer-paper-print.h"

#include <glib/gi18n.h>

/* Prints who is still to come, or writes it to a PDF. Twenty thousand tickets are hundreds of
 * pages: they are laid out and drawn in small pieces, between which the window lives. */

/* How long one piece may take, about, and how many rows are laid out before the clock is looked at.
 */
#define PIECE_MS   8
#define PIECE_ROWS 20

typedef struct {
  FoyerPaperList *list;
  FoyerPaperSheet *sheet;
  PangoLayout *layout;
  guint n_drawn;
  FoyerPaperProgress progress;
  gpointer user_data;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->list, foyer_paper_list_free);
  g_clear_pointer (&job->sheet, foyer_paper_sheet_free);
  g_clear_object (&job->layout);
  g_free (job);
}

static void
tell (const Job *job, double done)
{
  if (job->progress != NULL)
    job->progress (done, job->user_data);
}

static void
on_begin_print (GtkPrintOperation *operation, GtkPrintContext *context, GTask *task)
{
  Job *job = g_task_get_task_data (task);

  job->layout = gtk_print_context_create_pango_layout (context);
  pango_context_set_round_glyph_positions (pango_layout_get_context (job->layout), FALSE);
  job->sheet = foyer_paper_sheet_new (g_steal_pointer (&job->list),
                                      job->layout,
                                      gtk_print_context_get_width (context),
                                      gtk_print_context_get_height (context),
                                      gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL);
}

/* Called again and again until it says that all is known. */
static gboolean
on_paginate (GtkPrintOperation *operation, GtkPrintContext *context, GTask *task)
{
  Job *job = g_task_get_task_data (task);
  gint64 until = g_get_monotonic_time () + PIECE_MS * G_TIME_SPAN_MILLISECOND;
  gboolean is_over = FALSE;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    gtk_print_operation_cancel (operation);
    return FALSE;
  }
  while (!is_over && g_get_monotonic_time () < until)
    is_over = foyer_paper_sheet_paginate (job->sheet, job->layout, PIECE_ROWS);
  if (is_over)
    gtk_print_operation_set_n_pages (operation, (int)foyer_paper_sheet_get_n_pages (job->sheet));
  return is_over;
}

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, GTask *task)
{
  Job *job = g_task_get_task_data (task);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    gtk_print_operation_cancel (operation);
    return;
  }
  foyer_paper_sheet_draw (job->sheet,
                          gtk_print_context_get_cairo_context (context),
                          job->layout,
                          (guint)page);
  tell (job, (double)++job->n_drawn / foyer_paper_sheet_get_n_pages (job->sheet));
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
  g_signal_connect (operation, "paginate", G_CALLBACK (on_paginate), task);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw_page), task);
  g_signal_connect (operation, "done", G_CALLBACK (on_done), g_object_ref (task));
  return operation;
}

static gboolean
set_file (GtkPrintOperation *operation, GFile *file, GError **error)
{
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL) {
    gtk_print_operation_set_export_filename (operation, path);
    return TRUE;
  }
  g_set_error_literal (error,
                       G_IO_ERROR,
                       G_IO_ERROR_NOT_SUPPORTED,
                       _ ("A PDF can be saved on this computer only."));
  return FALSE;
}

/**
 * foyer_paper_print_async:
 * @parent: (nullable): the window that a dialog belongs to
 * @list: (transfer full): what is printed; perhaps nobody
 * @file: (nullable): the PDF; %NULL: people choose a printer
 * @progress: (nullable): called as pages are drawn
 */
void
foyer_paper_print_async (GtkWindow *parent,
                         FoyerPaperList *list,
                         GFile *file,
                         FoyerPaperProgress progress,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);
  g_autoptr (GtkPrintOperation) operation = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, foyer_paper_print_async);
  job->list = list;
  job->progress = progress;
  job->user_data = user_data;
  g_task_set_task_data (task, job, job_free);
  operation = make_operation (task, list->event_name);
  if (file != NULL && !set_file (operation, file, &error)) {
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
 * foyer_paper_print_finish:
 * @error: why not; %G_IO_ERROR_CANCELLED where somebody changed their mind
 *
 * Returns: whether it was printed
 */
gboolean
foyer_paper_print_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
