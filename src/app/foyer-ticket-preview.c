/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ticket-preview"

#include "config.h"

#include "app/foyer-ticket-preview.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* What a file of tickets says, before anything comes of it: how many tickets, the first of them,
 * and which rows are left out, with the reason. */

#define ROWS_SHOWN    5
#define REFUSED_SHOWN 50

struct _FoyerTicketPreview {
  GtkWidget parent_instance;

  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (FoyerTicketPreview, foyer_ticket_preview, GTK_TYPE_WIDGET)

static GtkWidget *
make_row (GType type, const char *title, const char *subtitle)
{
  GtkWidget *row = g_object_new (type, NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (ADW_IS_ACTION_ROW (row))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  else
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle != NULL ? subtitle : "");
  return row;
}

/* Of what a ticket says, whatever there is. */
static char *
join (const char *first, const char *second)
{
  gboolean has_first = first != NULL && *first != '\0';
  gboolean has_second = second != NULL && *second != '\0';

  if (has_first && has_second)
    /* Translators: two things that are said of a ticket, such as its type and its order. */
    return g_strdup_printf (_ ("%s · %s"), first, second);
  return g_strdup (has_first ? first : has_second ? second : "");
}

static GtkWidget *
make_ticket (const FoyerTicketRow *ticket)
{
  g_autofree char *more = join (ticket->ticket_type, ticket->order_code);
  const char *title = ticket->name;

  if (title == NULL || *title == '\0')
    title = ticket->email;
  if (title == NULL || *title == '\0')
    title = ticket->code;
  return make_row (ADW_TYPE_ACTION_ROW,
                   title != NULL ? title : _ ("A ticket without a name"),
                   more);
}

static GtkWidget *
make_tickets (const FoyerTicketTable *table)
{
  guint n = table->rows->len;
  g_autofree char *title =
      g_strdup_printf (ngettext ("%u ticket is taken in", "%u tickets are taken in", n), n);
  GtkWidget *row = make_row (ADW_TYPE_EXPANDER_ROW, title, n > 0 ? _ ("The first of them") : NULL);

  for (guint i = 0; i < MIN (n, ROWS_SHOWN); i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                              make_ticket (g_ptr_array_index (table->rows, i)));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), n > 0);
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (row), n > 0);
  return row;
}

static GtkWidget *
make_more (guint n)
{
  g_autofree char *title = g_strdup_printf (ngettext ("And %u more", "And %u more", n), n);

  return make_row (ADW_TYPE_ACTION_ROW, title, NULL);
}

static GtkWidget *
make_refused (const FoyerTicketTable *table)
{
  guint n = table->refused->len;
  g_autofree char *title =
      g_strdup_printf (ngettext ("%u row is left out", "%u rows are left out", n), n);
  GtkWidget *row = make_row (ADW_TYPE_EXPANDER_ROW, title, _ ("Mend the file to take them in too"));
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  gtk_widget_add_css_class (icon, "problem");
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), icon);
  for (guint i = 0; i < MIN (n, REFUSED_SHOWN); i++) {
    const FoyerRefusedRow *refused = g_ptr_array_index (table->refused, i);
    /* Translators: a line of a file. */
    g_autofree char *line = g_strdup_printf (_ ("Line %u"), refused->line);

    adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                              make_row (ADW_TYPE_ACTION_ROW, line, refused->reason));
  }
  if (n > REFUSED_SHOWN)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row), make_more (n - REFUSED_SHOWN));
  return row;
}

static GtkWidget *
make_ignored (const FoyerTicketTable *table)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < table->unknown_columns->len; i++) {
    g_autofree char *name = g_utf8_make_valid (g_ptr_array_index (table->unknown_columns, i), -1);

    if (i > 0)
      g_string_append (names, _ (", "));
    g_string_append (names, name);
  }
  return make_row (ADW_TYPE_ACTION_ROW, _ ("Columns that are not used"), names->str);
}

static void
foyer_ticket_preview_dispose (GObject *object)
{
  FoyerTicketPreview *self = FOYER_TICKET_PREVIEW (object);

  g_clear_pointer (&self->list, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_ticket_preview_parent_class)->dispose (object);
}

static void
foyer_ticket_preview_class_init (FoyerTicketPreviewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_ticket_preview_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
foyer_ticket_preview_init (FoyerTicketPreview *self)
{
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What the file holds"),
                                  -1);
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * foyer_ticket_preview_show:
 * @table: (nullable): what the file says; %NULL where there is none
 */
void
foyer_ticket_preview_show (FoyerTicketPreview *self, const FoyerTicketTable *table)
{
  GtkListBox *list;
  GtkWidget *child;

  g_return_if_fail (FOYER_IS_TICKET_PREVIEW (self));

  list = GTK_LIST_BOX (self->list);
  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (list, child);
  gtk_widget_set_visible (GTK_WIDGET (self), table != NULL);
  if (table == NULL)
    return;
  gtk_list_box_append (list, make_tickets (table));
  if (table->refused->len > 0)
    gtk_list_box_append (list, make_refused (table));
  if (table->unknown_columns->len > 0)
    gtk_list_box_append (list, make_ignored (table));
}
