/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-staff-window"

#include "config.h"

#include "app/foyer-staff-window.h"

#include "app/foyer-info-row.h"
#include "app/foyer-invite-window.h"
#include "app/foyer-member-window.h"
#include "app/foyer-problem-box.h"
#include "app/foyer-staff-text.h"
#include "app/foyer-tied-window.h"

#include <glib/gi18n.h>

/* Who may work at the desks. The relay does not say when that changes, so it is asked again
 * whenever the page is opened and after whatever was done here. */

/* Fewer are found with the eyes. */
#define SEARCH_LEAST 8

struct _FoyerStaffWindow {
  AdwWindow parent_instance;

  FoyerSession *session;
  GCancellable *cancellable;
  GListStore *members;
  GtkFilter *filter;
  GListModel *filtered;
  gboolean has_failed;

  GtkWidget *search;
  GtkStack *stack;
  GtkListView *list;
  FoyerProblemBox *problem;
};

G_DEFINE_FINAL_TYPE (FoyerStaffWindow, foyer_staff_window, ADW_TYPE_WINDOW)

static void
show_stack (FoyerStaffWindow *self)
{
  guint n_members = g_list_model_get_n_items (G_LIST_MODEL (self->members));
  const char *page = "list";

  if (n_members == 0)
    page = self->has_failed ? "failed" : "asking";
  else if (g_list_model_get_n_items (self->filtered) == 0)
    page = "none";
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_set_visible (self->search, n_members >= SEARCH_LEAST);
}

static FoyerMemberItem *
find_item (FoyerStaffWindow *self, const char *email)
{
  GListModel *members = G_LIST_MODEL (self->members);

  for (guint i = 0; i < g_list_model_get_n_items (members); i++) {
    g_autoptr (FoyerMemberItem) item = g_list_model_get_item (members, i);

    if (g_str_equal (foyer_member_item_get_member (item)->staff->email, email))
      return g_steal_pointer (&item);
  }
  return NULL;
}

/* Items stay the same ones, so that a window that is open on one follows it. */
static void
take_members (FoyerStaffWindow *self, const GPtrArray *members)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < members->len; i++) {
    FoyerMember *member = g_ptr_array_index (members, i);
    FoyerMemberItem *item = find_item (self, member->staff->email);

    if (item != NULL)
      foyer_member_item_set_member (item, member);
    else
      item = foyer_member_item_new (member);
    g_ptr_array_add (items, item);
  }
  g_list_store_splice (self->members,
                       0,
                       g_list_model_get_n_items (G_LIST_MODEL (self->members)),
                       items->pdata,
                       items->len);
}

static void
on_staff_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerStaffWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) members =
      foyer_session_list_staff_finish (FOYER_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->session == NULL)
    return;
  self->has_failed = members == NULL;
  foyer_problem_box_show (self->problem, error != NULL ? error->message : NULL);
  if (members != NULL)
    take_members (self, members);
  show_stack (self);
}

static void
ask (FoyerStaffWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  foyer_session_list_staff_async (self->session,
                                  self->cancellable,
                                  on_staff_ready,
                                  g_object_ref (self));
}

static void
on_window_changed (GtkWindow *window, FoyerStaffWindow *self)
{
  ask (self);
}

static void
open_window (FoyerStaffWindow *self, gpointer window)
{
  g_signal_connect_object (window, "changed", G_CALLBACK (on_window_changed), self, 0);
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_invite_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerStaffWindow *self = FOYER_STAFF_WINDOW (widget);

  open_window (self, foyer_invite_window_new (self->session, NULL, GTK_WINDOW (self)));
}

static void
on_again_activated (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  FoyerStaffWindow *self = FOYER_STAFF_WINDOW (widget);

  self->has_failed = FALSE;
  foyer_problem_box_show (self->problem, NULL);
  show_stack (self);
  ask (self);
}

static void
on_list_activate (GtkListView *list, guint position, FoyerStaffWindow *self)
{
  g_autoptr (FoyerMemberItem) item = g_list_model_get_item (self->filtered, position);

  if (item != NULL)
    open_window (self, foyer_member_window_new (self->session, item, GTK_WINDOW (self)));
}

static void
on_search_changed (GtkEditable *search, FoyerStaffWindow *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  show_stack (self);
}

static gboolean
matches (gpointer item, gpointer data)
{
  FoyerStaffWindow *self = data;

  return !gtk_widget_get_visible (self->search) ||
         foyer_staff_text_matches (foyer_member_item_get_member (item),
                                   gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static void
show_member (FoyerStaffWindow *self, FoyerInfoRow *row, const FoyerMember *member)
{
  g_autofree char *rights =
      foyer_staff_text_rights (member, foyer_session_get_events (self->session));
  g_autofree char *subtitle = NULL;

  subtitle = member->staff->name != NULL
                 /* Translators: what somebody may do; an e-mail address. */
                 ? g_strdup_printf (_ ("%s · %s"), rights, member->staff->email)
                 : g_strdup (rights);
  foyer_info_row_set_icon (row,
                           foyer_staff_text_icon (member),
                           member->signed_in ? "admitted" : "dim-label",
                           foyer_staff_text_state (member));
  foyer_info_row_set_text (row, foyer_staff_text_name (member), subtitle);
  foyer_info_row_set_trailing (row,
                               member->signed_in || member->invited
                                   ? foyer_staff_text_state (member)
                                   : "");
  foyer_info_row_set_opens (row, TRUE);
}

static void
on_row_setup (GtkSignalListItemFactory *factory, GtkListItem *item, FoyerStaffWindow *self)
{
  FoyerInfoRow *row = foyer_info_row_new ();

  gtk_widget_add_css_class (GTK_WIDGET (row), "list-row");
  gtk_list_item_set_child (item, GTK_WIDGET (row));
}

static void
on_item_notify (FoyerMemberItem *member, GParamSpec *pspec, GtkListItem *item)
{
  FoyerStaffWindow *self = g_object_get_data (G_OBJECT (item), "page");

  show_member (self,
               FOYER_INFO_ROW (gtk_list_item_get_child (item)),
               foyer_member_item_get_member (member));
}

static void
on_row_bind (GtkSignalListItemFactory *factory, GtkListItem *item, FoyerStaffWindow *self)
{
  FoyerMemberItem *member = gtk_list_item_get_item (item);

  g_object_set_data (G_OBJECT (item), "page", self);
  g_signal_connect (member, "notify", G_CALLBACK (on_item_notify), item);
  show_member (self,
               FOYER_INFO_ROW (gtk_list_item_get_child (item)),
               foyer_member_item_get_member (member));
}

static void
on_row_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, FoyerStaffWindow *self)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (item), item);
}

static void
foyer_staff_window_dispose (GObject *object)
{
  FoyerStaffWindow *self = FOYER_STAFF_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->filtered);
  g_clear_object (&self->filter);
  g_clear_object (&self->members);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (foyer_staff_window_parent_class)->dispose (object);
}

static void
foyer_staff_window_class_init (FoyerStaffWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_staff_window_dispose;
  g_type_ensure (FOYER_TYPE_PROBLEM_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-staff-window.ui");
  gtk_widget_class_install_action (widget_class, "staff.invite", NULL, on_invite_activated);
  gtk_widget_class_install_action (widget_class, "staff.again", NULL, on_again_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_bind_template_child (widget_class, FoyerStaffWindow, search);
  gtk_widget_class_bind_template_child (widget_class, FoyerStaffWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, FoyerStaffWindow, list);
  gtk_widget_class_bind_template_child (widget_class, FoyerStaffWindow, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
}

static void
foyer_staff_window_init (FoyerStaffWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->members = g_list_store_new (FOYER_TYPE_MEMBER_ITEM);
}

static void
fill_list (FoyerStaffWindow *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSelectionModel) selection = NULL;

  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  self->filtered =
      G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->members)),
                                               g_object_ref (self->filter)));
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_row_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_row_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_row_unbind), self, 0);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (self->filtered)));
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, selection);
}

/**
 * foyer_staff_window_new:
 * @session: an admin's
 * @parent: the window that it belongs to
 *
 * Returns: (transfer none): a window that asks who there is
 */
FoyerStaffWindow *
foyer_staff_window_new (FoyerSession *session, GtkWindow *parent)
{
  FoyerStaffWindow *self = g_object_new (FOYER_TYPE_STAFF_WINDOW, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  foyer_tied_window_watch (GTK_WINDOW (self), session);
  fill_list (self);
  show_stack (self);
  ask (self);
  return self;
}
