/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FoyerPaintWatchFunc:
 * @widget: what was painted
 * @user_data: what the watch came with
 */
typedef void (*FoyerPaintWatchFunc) (GtkWidget *widget, gpointer user_data);

void foyer_paint_watch_once (GtkWidget *widget,
                             FoyerPaintWatchFunc painted,
                             gpointer user_data,
                             GDestroyNotify free_user_data);

G_END_DECLS
