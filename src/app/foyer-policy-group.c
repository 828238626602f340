/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-policy-group"

#include "config.h"

#include "app/foyer-policy-group.h"

#include "base/foyer-limits.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* What desks do that hear of no relay, with all tickets or with those of one type. */

/* What is held above where nobody has said another number. */
#define USUAL_EXPOSURE 20

struct _FoyerPolicyGroup {
  GtkWidget parent_instance;

  char *ticket_type;
  FoyerOfflinePolicy shown;
  gboolean is_showing;

  GtkWidget *content;
  AdwComboRow *mode;
  GtkWidget *exposure_row;
  GtkSpinButton *exposure;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerPolicyGroup, foyer_policy_group, GTK_TYPE_WIDGET)

static const char *const words[] = {
  [FOYER_OFFLINE_INHERIT] = N_ ("As with All Tickets"),
  [FOYER_OFFLINE_ALLOW] = N_ ("Admit as Known"),
  [FOYER_OFFLINE_HOLD] = N_ ("Hold for a Supervisor"),
  [FOYER_OFFLINE_SIGNED] = N_ ("Signed Codes Only"),
};

/* An event has nothing to inherit from, so that its choices begin with the next one. */
static guint
get_first (FoyerPolicyGroup *self)
{
  return self->ticket_type != NULL ? FOYER_OFFLINE_INHERIT : FOYER_OFFLINE_ALLOW;
}

static FoyerOfflineMode
get_mode (FoyerPolicyGroup *self)
{
  return (FoyerOfflineMode)(adw_combo_row_get_selected (self->mode) + get_first (self));
}

static void
on_control_notify (GObject *control, GParamSpec *pspec, FoyerPolicyGroup *self)
{
  if (self->is_showing)
    return;
  gtk_widget_set_visible (self->exposure_row, get_mode (self) == FOYER_OFFLINE_HOLD);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
foyer_policy_group_dispose (GObject *object)
{
  FoyerPolicyGroup *self = FOYER_POLICY_GROUP (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->ticket_type, g_free);
  G_OBJECT_CLASS (foyer_policy_group_parent_class)->dispose (object);
}

static void
foyer_policy_group_class_init (FoyerPolicyGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_policy_group_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          FOYER_TYPE_POLICY_GROUP,
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
foyer_policy_group_init (FoyerPolicyGroup *self)
{
}

static void
add_mode (FoyerPolicyGroup *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = get_first (self); i < G_N_ELEMENTS (words); i++)
    gtk_string_list_append (names, _ (words[i]));
  self->mode = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->mode), _ ("Without the Relay"));
  adw_combo_row_set_model (self->mode, G_LIST_MODEL (names));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->content), GTK_WIDGET (self->mode));
  g_signal_connect_object (self->mode, "notify::selected", G_CALLBACK (on_control_notify), self, 0);
}

static void
add_exposure (FoyerPolicyGroup *self)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, FOYER_LIMIT_EXPOSURE, 1);

  self->exposure = GTK_SPIN_BUTTON (spin);
  gtk_spin_button_set_numeric (self->exposure, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 5);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  self->exposure_row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->exposure_row), _ ("Above"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->exposure_row),
                               _ ("Admissions at other desks that it may have missed"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->exposure_row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->exposure_row), spin);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->content), self->exposure_row);
  g_signal_connect_object (spin, "notify::value", G_CALLBACK (on_control_notify), self, 0);
}

/**
 * foyer_policy_group_new:
 * @ticket_type: (nullable): the name of a ticket type; %NULL for all tickets
 *
 * Returns: (transfer floating): the choice, with nothing chosen yet
 */
FoyerPolicyGroup *
foyer_policy_group_new (const char *ticket_type)
{
  FoyerPolicyGroup *self = g_object_new (FOYER_TYPE_POLICY_GROUP, NULL);
  /* The title of a group is markup, and people call their types what they like. */
  g_autofree char *title =
      g_markup_escape_text (ticket_type != NULL ? ticket_type : _ ("All Tickets"), -1);

  self->ticket_type = g_strdup (ticket_type);
  self->content = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->content), title);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
  self->is_showing = TRUE;
  add_mode (self);
  add_exposure (self);
  self->is_showing = FALSE;
  return self;
}

/**
 * foyer_policy_group_get_ticket_type:
 *
 * Returns: (transfer none) (nullable): the name of its ticket type; %NULL for all tickets
 */
const char *
foyer_policy_group_get_ticket_type (FoyerPolicyGroup *self)
{
  g_return_val_if_fail (FOYER_IS_POLICY_GROUP (self), NULL);

  return self->ticket_type;
}

/**
 * foyer_policy_group_show:
 * @policy: what holds
 *
 * Shows what holds; whatever was chosen before is gone.
 */
void
foyer_policy_group_show (FoyerPolicyGroup *self, const FoyerOfflinePolicy *policy)
{
  FoyerOfflineMode mode;

  g_return_if_fail (FOYER_IS_POLICY_GROUP (self));
  g_return_if_fail (policy != NULL);

  /* An event that says nothing allows it. */
  mode = (FoyerOfflineMode)MAX ((guint)policy->mode, get_first (self));
  self->is_showing = TRUE;
  adw_combo_row_set_selected (self->mode, mode - get_first (self));
  gtk_spin_button_set_value (self->exposure,
                             mode == FOYER_OFFLINE_HOLD ? policy->max_exposure : USUAL_EXPOSURE);
  gtk_widget_set_visible (self->exposure_row, mode == FOYER_OFFLINE_HOLD);
  self->is_showing = FALSE;
  self->shown = foyer_policy_group_get_chosen (self);
}

/**
 * foyer_policy_group_get_chosen:
 *
 * Returns: what is chosen
 */
FoyerOfflinePolicy
foyer_policy_group_get_chosen (FoyerPolicyGroup *self)
{
  FoyerOfflinePolicy policy = { 0 };

  g_return_val_if_fail (FOYER_IS_POLICY_GROUP (self), policy);

  policy.mode = get_mode (self);
  if (policy.mode == FOYER_OFFLINE_HOLD)
    policy.max_exposure = (guint)gtk_spin_button_get_value_as_int (self->exposure);
  return policy;
}

/**
 * foyer_policy_group_is_touched:
 *
 * Returns: whether something else is chosen than what holds
 */
gboolean
foyer_policy_group_is_touched (FoyerPolicyGroup *self)
{
  FoyerOfflinePolicy chosen = foyer_policy_group_get_chosen (self);

  return chosen.mode != self->shown.mode || chosen.max_exposure != self->shown.max_exposure;
}
