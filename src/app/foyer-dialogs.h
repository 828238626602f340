/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FoyerDialogReply:
 * @text: what was typed, without space around it; empty where nothing is asked for
 * @user_data: what the question came with
 *
 * Hears that a question was answered with its verb, and not dismissed.
 */
typedef void (*FoyerDialogReply) (const char *text, gpointer user_data);

/**
 * FoyerDialogFile:
 * @file: what was chosen
 *
 * Hears which file somebody has chosen, if they have.
 */
typedef void (*FoyerDialogFile) (GFile *file, gpointer user_data);

void foyer_dialogs_show_about (GtkWindow *parent);
void foyer_dialogs_show_shortcuts (GtkWindow *parent);
GtkWindow *foyer_dialogs_ask_reason (GtkWindow *parent,
                                     const char *heading,
                                     const char *body,
                                     const char *verb,
                                     const char *const *suggestions,
                                     FoyerDialogReply reply,
                                     gpointer user_data,
                                     GDestroyNotify free_user_data);
GtkWindow *foyer_dialogs_ask_text (GtkWindow *parent,
                                   const char *heading,
                                   const char *body,
                                   const char *nothing,
                                   const char *verb,
                                   const char *hint,
                                   FoyerDialogReply reply,
                                   gpointer user_data,
                                   GDestroyNotify free_user_data);
void foyer_dialogs_require_text (GtkWindow *dialog);
void foyer_dialogs_fill (GtkWindow *dialog, const char *text);
void foyer_dialogs_suggest (GtkWindow *dialog);
GtkWindow *foyer_dialogs_confirm (GtkWindow *parent,
                                  const char *heading,
                                  const char *body,
                                  const char *verb,
                                  FoyerDialogReply reply,
                                  gpointer user_data,
                                  GDestroyNotify free_user_data);
void foyer_dialogs_name_dismissal (GtkWindow *dialog, const char *label);
GtkWindow *foyer_dialogs_offer (GtkWindow *parent,
                                const char *heading,
                                const char *body,
                                const char *verb,
                                FoyerDialogReply reply,
                                gpointer user_data,
                                GDestroyNotify free_user_data);

void foyer_dialogs_open_table (GtkWindow *parent,
                               FoyerDialogFile reply,
                               gpointer user_data,
                               GDestroyNotify free_user_data);
void foyer_dialogs_save_pdf (GtkWindow *parent,
                             const char *name,
                             FoyerDialogFile reply,
                             gpointer user_data,
                             GDestroyNotify free_user_data);

G_END_DECLS
