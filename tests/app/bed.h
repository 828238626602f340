/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

/* What tests with a window share: the application's looks, and waiting for what must happen. */

typedef gboolean (*BedCondition) (gpointer user_data);

void bed_init (int *argc, char ***argv);
void bed_wait (BedCondition condition, gpointer user_data);
GtkWindow *bed_show (GtkWidget *widget, int width, int height);
void bed_focus (GtkWindow *window);
void bed_run (const char *first, ...) G_GNUC_NULL_TERMINATED;
void bed_type (const char *text);
void bed_type_by_hand (const char *text);
void bed_picture (const char *name);
