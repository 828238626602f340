/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-paint-watch"

#include "config.h"

#include "app/foyer-paint-watch.h"

/* Tells when what was changed just now is on the screen: after the next frame. */

typedef struct {
  GtkWidget *widget;
  FoyerPaintWatchFunc painted;
  gpointer user_data;
  GDestroyNotify free_user_data;
} Watch;

static void
watch_free (gpointer data, GClosure *closure)
{
  Watch *watch = data;

  if (watch->free_user_data != NULL)
    watch->free_user_data (watch->user_data);
  g_object_unref (watch->widget);
  g_free (watch);
}

static void
on_clock_after_paint (GdkFrameClock *clock, Watch *watch)
{
  if (!gtk_widget_get_mapped (watch->widget))
    return;
  watch->painted (watch->widget, watch->user_data);
  /* Frees the watch. */
  g_signal_handlers_disconnect_by_func (clock, on_clock_after_paint, watch);
}

/**
 * foyer_paint_watch_once:
 * @widget: a realized widget
 * @painted: called once, after the next frame in which @widget is shown
 * @free_user_data: (nullable): called afterwards, and when the window goes before that
 */
void
foyer_paint_watch_once (GtkWidget *widget,
                        FoyerPaintWatchFunc painted,
                        gpointer user_data,
                        GDestroyNotify free_user_data)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  Watch *watch;

  g_return_if_fail (clock != NULL);

  watch = g_new0 (Watch, 1);
  watch->widget = g_object_ref (widget);
  watch->painted = painted;
  watch->user_data = user_data;
  watch->free_user_data = free_user_data;
  g_signal_connect_data (clock,
                         "after-paint",
                         G_CALLBACK (on_clock_after_paint),
                         watch,
                         watch_free,
                         0);
  gtk_widget_queue_draw (widget);
}
