/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-info-row"

#include "config.h"

#include "app/foyer-info-row.h"

/* An icon and two lines of text: how a list shows a scan, a device or what was done. */

struct _FoyerInfoRow {
  GtkWidget parent_instance;

  const char *css_class;

  GtkWidget *content;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkLabel *trailing;
  GtkWidget *arrow;
};

G_DEFINE_FINAL_TYPE (FoyerInfoRow, foyer_info_row, GTK_TYPE_WIDGET)

static void
foyer_info_row_dispose (GObject *object)
{
  FoyerInfoRow *self = FOYER_INFO_ROW (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_info_row_parent_class)->dispose (object);
}

static void
foyer_info_row_class_init (FoyerInfoRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = foyer_info_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/foyer_app/Foyer/foyer-info-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FoyerInfoRow, content);
  gtk_widget_class_bind_template_child (widget_class, FoyerInfoRow, icon);
  gtk_widget_class_bind_template_child (widget_class, FoyerInfoRow, title);
  gtk_widget_class_bind_template_child (widget_class, FoyerInfoRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, FoyerInfoRow, trailing);
  gtk_widget_class_bind_template_child (widget_class, FoyerInfoRow, arrow);
}

static void
foyer_info_row_init (FoyerInfoRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * foyer_info_row_new:
 *
 * Returns: (transfer floating): an empty row
 */
FoyerInfoRow *
foyer_info_row_new (void)
{
  return g_object_new (FOYER_TYPE_INFO_ROW, NULL);
}

/**
 * foyer_info_row_set_icon:
 * @icon: an icon's name
 * @css_class: (nullable): the style class that colours it; a literal
 * @meaning: what the icon and its colour say, for those who do not see them
 */
void
foyer_info_row_set_icon (FoyerInfoRow *self,
                         const char *icon,
                         const char *css_class,
                         const char *meaning)
{
  g_return_if_fail (FOYER_IS_INFO_ROW (self));

  if (self->css_class != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->css_class);
  self->css_class = css_class;
  if (css_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), css_class);
  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  meaning,
                                  -1);
}

/**
 * foyer_info_row_set_text:
 * @title: the first line
 * @subtitle: (nullable): the second line
 */
void
foyer_info_row_set_text (FoyerInfoRow *self, const char *title, const char *subtitle)
{
  g_return_if_fail (FOYER_IS_INFO_ROW (self));

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->subtitle, subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), subtitle != NULL);
}

/**
 * foyer_info_row_set_trailing:
 * @text: what stands at the end, such as a time
 */
void
foyer_info_row_set_trailing (FoyerInfoRow *self, const char *text)
{
  g_return_if_fail (FOYER_IS_INFO_ROW (self));

  gtk_label_set_label (self->trailing, text);
  gtk_widget_set_visible (GTK_WIDGET (self->trailing), *text != '\0');
}

/**
 * foyer_info_row_set_opens:
 * @opens: whether there is more to see of it for whoever activates the row
 */
void
foyer_info_row_set_opens (FoyerInfoRow *self, gboolean opens)
{
  g_return_if_fail (FOYER_IS_INFO_ROW (self));

  gtk_widget_set_visible (self->arrow, opens);
}

/**
 * foyer_info_row_get_title:
 *
 * Returns: (transfer none): the first line
 */
const char *
foyer_info_row_get_title (FoyerInfoRow *self)
{
  return gtk_label_get_label (self->title);
}

/**
 * foyer_info_row_get_subtitle:
 *
 * Returns: (transfer none): the second line; empty where there is none
 */
const char *
foyer_info_row_get_subtitle (FoyerInfoRow *self)
{
  return gtk_label_get_label (self->subtitle);
}
