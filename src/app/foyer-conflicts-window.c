/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-conflicts-window"

#include "config.h"

#include "app/foyer-conflicts-window.h"

#include "app/foyer-conflict-list.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-tied-window.h"

#include <glib/gi18n.h>

/* All conflicts of the event: those that wait for a decision first, then those that were decided
 * lately. The second ones are asked for again whenever one is decided. */

struct _FoyerConflictsWindow {
  AdwWindow parent_instance;

  FoyerSession *session;
  GCancellable *cancellable;
  GListStore *decided;

  GtkWidget *open;
  GtkWidget *none;
  GtkWidget *decided_group;
  FoyerProblemBox *problem;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (FoyerConflictsWindow, foyer_conflicts_window, ADW_TYPE_WINDOW)

static void
set_busy (FoyerConflictsWindow *self, gboolean busy)
{
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
show_decided (FoyerConflictsWindow *self, GPtrArray *conflicts)
{
  g_list_store_remove_all (self->decided);
  for (guint i = 0; i < conflicts->len; i++) {
    g_autoptr (FoyerConflictItem) item = foyer_conflict_item_new (g_ptr_array_index (conflicts, i));

    g_list_store_append (self->decided, item);
  }
  gtk_widget_set_visible (self->decided_group, conflicts->len > 0);
}

static void
on_list_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerConflictsWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) conflicts =
      foyer_session_list_conflicts_finish (FOYER_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL)
    return;
  set_busy (self, FALSE);
  foyer_problem_box_show (self->problem, error != NULL ? error->message : NULL);
  if (conflicts != NULL)
    show_decided (self, conflicts);
}

static void
load (FoyerConflictsWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  set_busy (self, TRUE);
  foyer_session_list_conflicts_async (self->session,
                                      self->cancellable,
                                      on_list_ready,
                                      g_object_ref (self));
}

static void
show_open (FoyerConflictsWindow *self, GListModel *conflicts)
{
  gboolean any = g_list_model_get_n_items (conflicts) > 0;

  gtk_widget_set_visible (self->open, any);
  gtk_widget_set_visible (self->none, !any);
}

static void
on_conflicts_items_changed (GListModel *conflicts,
                            guint position,
                            guint removed,
                            guint added,
                            FoyerConflictsWindow *self)
{
  show_open (self, conflicts);
  if (removed > added)
    load (self);
}

static void
foyer_conflicts_window_dispose (GObject *object)
{
  FoyerConflictsWindow *self = FOYER_CONFLICTS_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->decided);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_conflicts_window_parent_class)->dispose (object);
}

static void
foyer_conflicts_window_class_init (FoyerConflictsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_conflicts_window_dispose;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/"
                                               "foyer-conflicts-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictsWindow, open);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictsWindow, none);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictsWindow, decided_group);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictsWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, FoyerConflictsWindow, spinner);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
foyer_conflicts_window_init (FoyerConflictsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->decided = g_list_store_new (FOYER_TYPE_CONFLICT_ITEM);
}

/**
 * foyer_conflicts_window_new:
 * @session: of who may resolve conflicts
 * @parent: the window that it belongs to
 *
 * Returns: (transfer none): a window with all of them
 */
FoyerConflictsWindow *
foyer_conflicts_window_new (FoyerSession *session, GtkWindow *parent)
{
  FoyerConflictsWindow *self =
      g_object_new (FOYER_TYPE_CONFLICTS_WINDOW, "transient-for", parent, NULL);
  GListModel *conflicts = foyer_session_get_conflicts (session);

  self->session = g_object_ref (session);
  foyer_tied_window_watch (GTK_WINDOW (self), session);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->open),
                             GTK_WIDGET (foyer_conflict_list_new (session, conflicts)));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->decided_group),
                             GTK_WIDGET (
                                 foyer_conflict_list_new (session, G_LIST_MODEL (self->decided))));
  g_signal_connect_object (conflicts,
                           "items-changed",
                           G_CALLBACK (on_conflicts_items_changed),
                           self,
                           0);
  show_open (self, conflicts);
  load (self);
  return self;
}
