/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-versions-group"

#include "config.h"

#include "app/foyer-versions-group.h"

#include "app/foyer-field-text.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Two versions of a ticket, side by side: what somebody else saved, and what was typed here. Only
 * fields in which they differ are there, each with a choice of one or the other. Where only one of
 * the two changed a field, that is chosen already; where both did, somebody has to say. */

typedef struct {
  GtkCheckButton *theirs;
  GtkCheckButton *mine;
} Choice;

struct _FoyerVersionsGroup {
  GtkWidget parent_instance;

  GtkWidget *content;
  AdwPreferencesGroup *group;
  Choice choices[FOYER_N_TICKET_FIELDS];
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerVersionsGroup, foyer_versions_group, GTK_TYPE_WIDGET)

static void
on_choice_toggled (GtkCheckButton *button, FoyerVersionsGroup *self)
{
  if (gtk_check_button_get_active (button))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  /* An address with a hyphen in it is another address. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_widget_set_hexpand (label, TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* The button is called by what it says and by what it is about, which stands beside it. */
static GtkCheckButton *
new_choice (FoyerVersionsGroup *self, const char *title, const char *whose, const char *value)
{
  GtkWidget *button = gtk_check_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *name =
      /* Translators: a field of a ticket, whose version of it, and what stands in it. */
      g_strdup_printf (_ ("%s, %s: %s"), title, whose, value);

  gtk_box_append (GTK_BOX (box), new_label (whose, "caption"));
  gtk_box_append (GTK_BOX (box), new_label (value, NULL));
  gtk_widget_set_margin_start (box, 6);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), box);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_choice_toggled), self, 0);
  return GTK_CHECK_BUTTON (button);
}

static GtkWidget *
new_row (const char *title, const Choice *choice)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *both = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_set_homogeneous (GTK_BOX (both), TRUE);
  gtk_box_append (GTK_BOX (both), GTK_WIDGET (choice->theirs));
  gtk_box_append (GTK_BOX (both), GTK_WIDGET (choice->mine));
  gtk_box_append (GTK_BOX (box), new_label (title, "heading"));
  gtk_box_append (GTK_BOX (box), both);
  gtk_widget_add_css_class (box, "version-row");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

static void
add_field (FoyerVersionsGroup *self,
           FoyerTicketField field,
           const FoyerTicket *theirs,
           const FoyerTicket *mine,
           const char *time_zone)
{
  const char *title = foyer_field_text_title (field);
  g_autofree char *their_value = foyer_field_text_value (theirs, field, time_zone);
  g_autofree char *my_value = foyer_field_text_value (mine, field, time_zone);
  Choice *choice = &self->choices[field];

  choice->theirs = new_choice (self, title, _ ("Theirs"), their_value);
  choice->mine = new_choice (self, title, _ ("Yours"), my_value);
  gtk_check_button_set_group (choice->mine, choice->theirs);
  adw_preferences_group_add (self->group, new_row (title, choice));
}

static void
choose (FoyerVersionsGroup *self, FoyerTicketField field, gboolean they_did, gboolean i_did)
{
  if (i_did && !they_did)
    gtk_check_button_set_active (self->choices[field].mine, TRUE);
  else if (they_did && !i_did)
    gtk_check_button_set_active (self->choices[field].theirs, TRUE);
}

static void
remove_all (FoyerVersionsGroup *self)
{
  if (self->group != NULL)
    gtk_box_remove (GTK_BOX (self->content), GTK_WIDGET (self->group));
  self->group = NULL;
  for (guint field = 0; field < FOYER_N_TICKET_FIELDS; field++)
    self->choices[field] = (Choice){ NULL };
}

static void
foyer_versions_group_dispose (GObject *object)
{
  FoyerVersionsGroup *self = FOYER_VERSIONS_GROUP (object);

  if (self->content != NULL)
    remove_all (self);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (foyer_versions_group_parent_class)->dispose (object);
}

static void
foyer_versions_group_class_init (FoyerVersionsGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_versions_group_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          FOYER_TYPE_VERSIONS_GROUP,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
foyer_versions_group_init (FoyerVersionsGroup *self)
{
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
}

/**
 * foyer_versions_group_show:
 * @before: the ticket as both have seen it
 * @theirs: what somebody else saved
 * @mine: what is to be saved here
 * @time_zone: (nullable): the event's zone
 *
 * Shows in which fields the two versions differ.
 */
void
foyer_versions_group_show (FoyerVersionsGroup *self,
                           const FoyerTicket *before,
                           const FoyerTicket *theirs,
                           const FoyerTicket *mine,
                           const char *time_zone)
{
  FoyerTicketFields differing = foyer_ticket_compare (theirs, mine);
  FoyerTicketFields by_them = foyer_ticket_compare (before, theirs);
  FoyerTicketFields by_me = foyer_ticket_compare (before, mine);

  g_return_if_fail (FOYER_IS_VERSIONS_GROUP (self));

  remove_all (self);
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  gtk_box_append (GTK_BOX (self->content), GTK_WIDGET (self->group));
  for (guint field = 0; field < FOYER_N_TICKET_FIELDS; field++) {
    FoyerTicketFields bit = FOYER_TICKET_FIELD_BIT (field);

    if ((differing & bit) == 0)
      continue;
    add_field (self, (FoyerTicketField)field, theirs, mine, time_zone);
    choose (self, (FoyerTicketField)field, (by_them & bit) != 0, (by_me & bit) != 0);
  }
}

/**
 * foyer_versions_group_is_decided:
 *
 * Returns: whether one of the two is chosen for each field
 */
gboolean
foyer_versions_group_is_decided (FoyerVersionsGroup *self)
{
  g_return_val_if_fail (FOYER_IS_VERSIONS_GROUP (self), FALSE);

  for (guint field = 0; field < FOYER_N_TICKET_FIELDS; field++) {
    const Choice *choice = &self->choices[field];

    if (choice->mine != NULL && !gtk_check_button_get_active (choice->mine) &&
        !gtk_check_button_get_active (choice->theirs))
      return FALSE;
  }
  return TRUE;
}

/**
 * foyer_versions_group_get_mine:
 *
 * Returns: the fields for which what was typed here is chosen
 */
FoyerTicketFields
foyer_versions_group_get_mine (FoyerVersionsGroup *self)
{
  FoyerTicketFields fields = 0;

  g_return_val_if_fail (FOYER_IS_VERSIONS_GROUP (self), 0);

  for (guint field = 0; field < FOYER_N_TICKET_FIELDS; field++) {
    if (self->choices[field].mine != NULL &&
        gtk_check_button_get_active (self->choices[field].mine))
      fields |= FOYER_TICKET_FIELD_BIT (field);
  }
  return fields;
}
