/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-window-actions"

#include "config.h"

#include "app/foyer-window-private.h"

#include "app/foyer-aside-window.h"
#include "app/foyer-conflicts-window.h"
#include "app/foyer-entry-acts.h"
#include "app/foyer-own-device-window.h"
#include "app/foyer-paper-print.h"

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

static void
on_pause_entry_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  foyer_entry_acts_pause (FOYER_WINDOW (widget)->session, GTK_WINDOW (widget));
}

static void
on_send_message_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  foyer_entry_acts_tell (FOYER_WINDOW (widget)->session, GTK_WINDOW (widget));
}

/**
 * foyer_window_update_entry_acts:
 *
 * What all desks are told can be told only while somebody hears it.
 */
void
foyer_window_update_entry_acts (FoyerWindow *self)
{
  gboolean possible = foyer_entry_acts_are_possible (self->session);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.pause-entry", possible);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.send-message", possible);
}

static void
on_aside_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_window_present (
      GTK_WINDOW (foyer_aside_window_new (FOYER_WINDOW (widget)->session, GTK_WINDOW (widget))));
}

static void
tell (FoyerWindow *self, const char *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", sentence);
}

static void
on_paper_printed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (foyer_paper_print_finish (result, &error))
    tell (self, _ ("The paper list was printed or saved."));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (self, error->message);
}

static FoyerPaperList *
make_paper_list (FoyerWindow *self, const FoyerEvent *event, const GPtrArray *found)
{
  const FoyerCheckInList *list =
      foyer_event_get_list (event, foyer_session_get_list_id (self->session));
  FoyerPaperList *paper = foyer_paper_list_new (event->name,
                                                list != NULL ? list->name : NULL,
                                                event->time_zone,
                                                g_get_real_time ());

  for (guint i = 0; i < found->len; i++)
    foyer_paper_list_add (paper, g_ptr_array_index (found, i), list != NULL && list->reentry);
  return paper;
}

/* The dialog prints, and saves as a PDF. */
static void
on_to_come_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tickets =
      foyer_session_list_to_come_finish (FOYER_SESSION (source), result, &error);
  const FoyerEvent *event = foyer_session_get_event (FOYER_SESSION (source));

  if (error != NULL)
    tell (self, error->message);
  if (tickets != NULL && event != NULL && self->session != NULL)
    foyer_paper_print_async (GTK_WINDOW (self),
                             make_paper_list (self, event, tickets),
                             NULL,
                             NULL,
                             NULL,
                             on_paper_printed,
                             g_object_ref (self));
}

static void
on_paper_list_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  foyer_session_list_to_come_async (FOYER_WINDOW (widget)->session,
                                    NULL,
                                    on_to_come_ready,
                                    g_object_ref (widget));
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
  gtk_widget_class_install_action (widget_class, "win.aside", NULL, on_aside_activated);
  gtk_widget_class_install_action (widget_class, "win.pause-entry", NULL, on_pause_entry_activated);
  gtk_widget_class_install_action (widget_class,
                                   "win.send-message",
                                   NULL,
                                   on_send_message_activated);
  gtk_widget_class_install_action (widget_class, "win.paper-list", NULL, on_paper_list_activated);
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
                                       GDK_KEY_p,
                                       GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "win.pause-entry",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_m,
                                       GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "win.send-message",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_p,
                                       GDK_CONTROL_MASK,
                                       "win.paper-list",
                                       NULL);
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
