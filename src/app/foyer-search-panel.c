/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-search-panel"

#include "config.h"

#include "app/foyer-search-panel.h"

#include "app/foyer-found-row.h"

#include "base/foyer-limits.h"

#include <glib/gi18n.h>

/* Tickets by name, e-mail address or order. Each new search drops the one before. */

struct _FoyerSearchPanel {
  GtkWidget parent_instance;

  FoyerSession *session;
  GCancellable *cancellable;
  GListStore *found;

  GtkStack *stack;
  GtkLabel *message;
  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (FoyerSearchPanel, foyer_search_panel, GTK_TYPE_WIDGET)

/* GListStore holds objects; a found ticket is a value. */
#define FOUND_KEY "foyer-found-ticket"

static void
show_message (FoyerSearchPanel *self, const char *sentence)
{
  gtk_label_set_label (self->message, sentence);
  gtk_stack_set_visible_child_name (self->stack, "message");
}

static void
show_found (FoyerSearchPanel *self, GPtrArray *tickets)
{
  g_list_store_remove_all (self->found);
  for (guint i = 0; i < tickets->len; i++) {
    g_autoptr (GObject) item = g_object_new (G_TYPE_OBJECT, NULL);

    g_object_set_data_full (item,
                            FOUND_KEY,
                            foyer_found_ticket_ref (g_ptr_array_index (tickets, i)),
                            (GDestroyNotify)foyer_found_ticket_unref);
    g_list_store_append (self->found, item);
  }
  if (tickets->len == 0)
    show_message (self, _ ("No ticket matches. Try another spelling, or the order."));
  else
    gtk_stack_set_visible_child_name (self->stack, "results");
}

static void
on_search_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSearchPanel) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tickets =
      foyer_session_search_finish (FOYER_SESSION (source), result, &error);
  g_autofree char *sentence = NULL;

  if (tickets != NULL) {
    show_found (self, tickets);
    return;
  }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Translators: %s is a sentence that says what failed. */
  sentence = g_strdup_printf (_ ("The search failed: %s"), error->message);
  show_message (self, sentence);
}

static void
on_factory_setup (GtkSignalListItemFactory *factory, GtkListItem *item, FoyerSearchPanel *self)
{
  gtk_list_item_set_child (item, GTK_WIDGET (foyer_found_row_new ()));
  gtk_list_item_set_activatable (item, FALSE);
}

static void
on_factory_bind (GtkSignalListItemFactory *factory, GtkListItem *item, FoyerSearchPanel *self)
{
  FoyerFoundTicket *found = g_object_get_data (gtk_list_item_get_item (item), FOUND_KEY);
  const FoyerEvent *event = foyer_session_get_event (self->session);

  foyer_found_row_set_found (FOYER_FOUND_ROW (gtk_list_item_get_child (item)),
                             found,
                             event != NULL ? event->time_zone : NULL,
                             foyer_session_can (self->session, FOYER_PERMISSION_EDIT));
}

static void
foyer_search_panel_dispose (GObject *object)
{
  FoyerSearchPanel *self = FOYER_SEARCH_PANEL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;
  g_clear_object (&self->found);
  G_OBJECT_CLASS (foyer_search_panel_parent_class)->dispose (object);
}

static void
foyer_search_panel_class_init (FoyerSearchPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_search_panel_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-search-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerSearchPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, FoyerSearchPanel, message);
  gtk_widget_class_bind_template_child (widget_class, FoyerSearchPanel, list);
}

static void
foyer_search_panel_init (FoyerSearchPanel *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSelectionModel) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->found = g_list_store_new (G_TYPE_OBJECT);
  selection =
      GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->found))));
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_factory_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_factory_bind), self, 0);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, selection);
}

/**
 * foyer_search_panel_set_session:
 * @session: where tickets are looked for; it is set once
 */
void
foyer_search_panel_set_session (FoyerSearchPanel *self, FoyerSession *session)
{
  g_return_if_fail (FOYER_IS_SEARCH_PANEL (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
}

/**
 * foyer_search_panel_search:
 * @text: part of a name, of an address or of an order
 *
 * Looks for tickets and shows what was found.
 */
void
foyer_search_panel_search (FoyerSearchPanel *self, const char *text)
{
  g_return_if_fail (FOYER_IS_SEARCH_PANEL (self));

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (strlen (text) > FOYER_LIMIT_SEARCH_TEXT) {
    show_message (self, _ ("This is too long to search for."));
    return;
  }
  foyer_session_search_async (self->session,
                              text,
                              self->cancellable,
                              on_search_ready,
                              g_object_ref (self));
}
