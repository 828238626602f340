/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-window-actions"

#include "config.h"

#include "app/foyer-window-private.h"

#include "app/foyer-conflicts-window.h"
#include "app/foyer-own-device-window.h"

#include <glib/gi18n.h>

/* What can be done from everywhere in the window, by the menu, a key or a button. */

/**
 * foyer_window_scan:
 *
 * A scan is never lost, whichever view is open: it opens the scanner.
 */
void
foyer_window_scan (FoyerWindow *self, const char *code)
{
  adw_view_stack_set_visible_child_name (self->views, VIEW_SCANNER);
  foyer_scanner_page_submit (self->scanner_page, code, 0);
}

static void
on_scan_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  foyer_window_scan (FOYER_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
on_show_view_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  adw_view_stack_set_visible_child_name (FOYER_WINDOW (widget)->views,
                                         g_variant_get_string (parameter, NULL));
}

static void
on_choose_place_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  foyer_place_bar_choose (FOYER_WINDOW (widget)->place_bar);
}

static void
on_device_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_window_present (GTK_WINDOW (
      foyer_own_device_window_new (FOYER_WINDOW (widget)->session, GTK_WINDOW (widget))));
}

static void
on_conflicts_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_window_present (GTK_WINDOW (
      foyer_conflicts_window_new (FOYER_WINDOW (widget)->session, GTK_WINDOW (widget))));
}

/* The title of a toast is markup, and is cut off where it does not fit into a line. */
static GtkWidget *
make_sentence (const char *text)
{
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);

  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

static void
on_tell_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_custom_title (toast, make_sentence (g_variant_get_string (parameter, NULL)));
  adw_toast_set_timeout (toast, 5);
  adw_toast_overlay_add_toast (FOYER_WINDOW (widget)->toasts, toast);
}

/**
 * foyer_window_install_actions:
 *
 * Adds the actions `win.…`, and their keys.
 */
void
foyer_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.show-view", "s", on_show_view_activated);
  gtk_widget_class_install_action (widget_class,
                                   "win.choose-place",
                                   NULL,
                                   on_choose_place_activated);
  gtk_widget_class_install_action (widget_class, "win.scan", "s", on_scan_activated);
  gtk_widget_class_install_action (widget_class, "win.tell", "s", on_tell_activated);
  gtk_widget_class_install_action (widget_class, "win.device", NULL, on_device_activated);
  gtk_widget_class_install_action (widget_class, "win.conflicts", NULL, on_conflicts_activated);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_1,
                                       GDK_ALT_MASK,
                                       "win.show-view",
                                       "s",
                                       VIEW_SCANNER);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_2,
                                       GDK_ALT_MASK,
                                       "win.show-view",
                                       "s",
                                       VIEW_DASHBOARD);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_3,
                                       GDK_ALT_MASK,
                                       "win.conflicts",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_e,
                                       GDK_CONTROL_MASK,
                                       "win.choose-place",
                                       NULL);
}
