/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-conflict-list"

#include "config.h"

#include "app/foyer-conflict-list.h"

#include "app/foyer-conflict-text.h"
#include "app/foyer-conflict-window.h"
#include "app/foyer-time-text.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Conflicts as rows, each of which opens. */

struct _FoyerConflictList {
  GtkWidget parent_instance;

  FoyerSession *session;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (FoyerConflictList, foyer_conflict_list, GTK_TYPE_WIDGET)

#define ITEM_KEY "foyer-conflict-item"

static const char *
get_time_zone (FoyerConflictList *self)
{
  const FoyerEvent *event = foyer_session_get_event (self->session);

  return event != NULL ? event->time_zone : NULL;
}

static char *
describe (FoyerConflictList *self, const FoyerConflict *conflict)
{
  g_autofree char *since = NULL;

  if (conflict->resolved_at != 0)
    return g_strdup (foyer_conflict_text_resolution (conflict->resolution));
  since = foyer_time_text_clock (conflict->opened_at, get_time_zone (self), g_get_real_time ());
  /* Translators: what a conflict is, such as "Refused, but should have been admitted", and since
   * when it is known. */
  return g_strdup_printf (_ ("%s · since %s"), foyer_conflict_text_kind (conflict->kind), since);
}

static void
show (FoyerConflictList *self, GtkWidget *row, FoyerConflictItem *item)
{
  const FoyerConflict *conflict = foyer_conflict_item_get_conflict (item);
  g_autofree char *subtitle = describe (self, conflict);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), foyer_conflict_text_who (conflict));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

static void
on_item_notify (FoyerConflictItem *item, GParamSpec *pspec, GtkWidget *row)
{
  FoyerConflictList *self =
      FOYER_CONFLICT_LIST (gtk_widget_get_ancestor (row, FOYER_TYPE_CONFLICT_LIST));

  if (self != NULL)
    show (self, row, item);
}

static const char *
get_icon (FoyerConflictItem *item)
{
  return foyer_conflict_item_get_conflict (item)->resolved_at != 0 ? "object-select-symbolic"
                                                                   : "foyer-attention-symbolic";
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  FoyerConflictList *self = data;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (get_icon (item));
  GtkWidget *next = gtk_image_new_from_icon_name ("go-next-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), next);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), ITEM_KEY, g_object_ref (item), g_object_unref);
  g_signal_connect_object (item, "notify", G_CALLBACK (on_item_notify), row, 0);
  show (self, row, item);
  return row;
}

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, FoyerConflictList *self)
{
  FoyerConflictItem *item = g_object_get_data (G_OBJECT (row), ITEM_KEY);
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  gtk_window_present (GTK_WINDOW (foyer_conflict_window_new (self->session, item, parent)));
}

static void
foyer_conflict_list_dispose (GObject *object)
{
  FoyerConflictList *self = FOYER_CONFLICT_LIST (object);

  g_clear_pointer (&self->list, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_conflict_list_parent_class)->dispose (object);
}

static void
foyer_conflict_list_class_init (FoyerConflictListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_conflict_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
foyer_conflict_list_init (FoyerConflictList *self)
{
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Conflicts"),
                                  -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (on_row_activated), self, 0);
}

/**
 * foyer_conflict_list_new:
 * @session: of who may resolve them
 * @conflicts: (element-type FoyerConflictItem): what the list shows
 *
 * Returns: (transfer floating): a list of them
 */
FoyerConflictList *
foyer_conflict_list_new (FoyerSession *session, GListModel *conflicts)
{
  FoyerConflictList *self = g_object_new (FOYER_TYPE_CONFLICT_LIST, NULL);

  self->session = g_object_ref (session);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), conflicts, make_row, self, NULL);
  return self;
}
