/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/foyer-paper-sheet.h"

G_BEGIN_DECLS

/**
 * FoyerPaperProgress:
 * @done: from 0 to 1
 *
 * Hears how far a long list has come.
 */
typedef void (*FoyerPaperProgress) (double done, gpointer user_data);

void foyer_paper_print_async (GtkWindow *parent,
                              FoyerPaperList *list,
                              GFile *file,
                              FoyerPaperProgress progress,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean foyer_paper_print_finish (GAsyncResult *result, GError **error);

G_END_DECLS
