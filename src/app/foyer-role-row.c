/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-role-row"

#include "config.h"

#include "app/foyer-role-row.h"

#include "app/foyer-staff-text.h"

/* The choice of a role, or of none where that is offered. */

struct _FoyerRoleRow {
  AdwComboRow parent_instance;

  gboolean has_none;
  gboolean is_showing;
  FoyerRole role;
};

enum {
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerRoleRow, foyer_role_row, ADW_TYPE_COMBO_ROW)

static void
on_notify_selected (FoyerRoleRow *self)
{
  if (!self->is_showing)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

static void
foyer_role_row_class_init (FoyerRoleRowClass *klass)
{
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen",
                                         FOYER_TYPE_ROLE_ROW,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         0);
}

static void
foyer_role_row_init (FoyerRoleRow *self)
{
  foyer_role_row_set_none (self, NULL);
  g_signal_connect (self, "notify::selected", G_CALLBACK (on_notify_selected), NULL);
}

/**
 * foyer_role_row_new:
 * @title: whose or where the role is
 * @none: (nullable): what having none is called, where that can be chosen
 *
 * Returns: (transfer floating): a row
 */
FoyerRoleRow *
foyer_role_row_new (const char *title, const char *none)
{
  FoyerRoleRow *self = g_object_new (FOYER_TYPE_ROLE_ROW, "use-markup", FALSE, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  foyer_role_row_set_none (self, none);
  return self;
}

/**
 * foyer_role_row_set_none:
 * @none: (nullable): what having none is called, where that can be chosen
 */
void
foyer_role_row_set_none (FoyerRoleRow *self, const char *none)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_return_if_fail (FOYER_IS_ROLE_ROW (self));

  self->is_showing = TRUE;
  self->has_none = none != NULL;
  if (none != NULL)
    gtk_string_list_append (names, none);
  for (int role = FOYER_ROLE_STAFF; role <= FOYER_ROLE_ADMIN; role++)
    gtk_string_list_append (names, foyer_staff_text_role ((FoyerRole)role));
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (names));
  self->is_showing = FALSE;
}

/**
 * foyer_role_row_show:
 * @role: (nullable): the role that is had; %NULL for none
 */
void
foyer_role_row_show (FoyerRoleRow *self, const FoyerRole *role)
{
  g_return_if_fail (FOYER_IS_ROLE_ROW (self));
  g_return_if_fail (role != NULL || self->has_none);

  self->is_showing = TRUE;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self),
                              role != NULL ? (guint)*role + (self->has_none ? 1 : 0) : 0);
  self->is_showing = FALSE;
}

/**
 * foyer_role_row_get_label:
 *
 * Returns: (transfer none): what the role that is chosen is called
 */
const char *
foyer_role_row_get_label (FoyerRoleRow *self)
{
  g_return_val_if_fail (FOYER_IS_ROLE_ROW (self), NULL);

  return gtk_string_object_get_string (adw_combo_row_get_selected_item (ADW_COMBO_ROW (self)));
}

/**
 * foyer_role_row_get_role:
 *
 * Returns: (transfer none) (nullable): the role that is chosen; %NULL for none
 */
const FoyerRole *
foyer_role_row_get_role (FoyerRoleRow *self)
{
  guint selected;

  g_return_val_if_fail (FOYER_IS_ROLE_ROW (self), NULL);

  selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));
  if (self->has_none && selected == 0)
    return NULL;
  self->role = (FoyerRole)(selected - (self->has_none ? 1 : 0));
  return &self->role;
}
