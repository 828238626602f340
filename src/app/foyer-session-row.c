/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-row"

#include "config.h"

#include "app/foyer-session-row.h"

#include "app/foyer-staff-text.h"
#include "app/foyer-time-text.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* A session, where those of somebody are listed: on which device, how it began, when it was used
 * last, and its end, unless it is the one in which this is seen. */

static char *
describe (const FoyerSessionInfo *info)
{
  FoyerTime used = info->last_used != 0 ? info->last_used : info->created_at;
  g_autofree char *ago = foyer_time_text_ago (used, g_get_real_time ());
  const char *method = foyer_staff_text_method (info->method);

  if (info->address == NULL)
    /* Translators: how somebody signed in, and when the session was used last. */
    return g_strdup_printf (_ ("%s · last used %s"), method, ago);
  /* Translators: how somebody signed in, when the session was used last, and from which address. */
  return g_strdup_printf (_ ("%s · last used %s from %s"), method, ago, info->address);
}

static GtkWidget *
make_end_button (const FoyerSessionInfo *info)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("End…"));
  g_autofree char *label = NULL;

  /* Translators: %s is the name of a device. */
  label = g_strdup_printf (_ ("End the session on %s"), info->device);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), FOYER_SESSION_ROW_END);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button),
                                    FOYER_SESSION_ROW_END_TYPE,
                                    info->id,
                                    info->device);
  return button;
}

static GtkWidget *
make_current_mark (void)
{
  GtkWidget *label = gtk_label_new (_ ("This one"));

  gtk_widget_add_css_class (label, "accent");
  gtk_widget_add_css_class (label, "caption-heading");
  return label;
}

/**
 * foyer_session_row_new:
 *
 * Returns: (transfer floating): a row of a list; whoever has it has the action that ends the
 * session
 */
GtkWidget *
foyer_session_row_new (const FoyerSessionInfo *info)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *description = describe (info);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), info->device);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), description);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             info->current ? make_current_mark () : make_end_button (info));
  return row;
}
