/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-chooser"

#include "config.h"

#include "app/foyer-chooser.h"

/* Lets a person choose in a list that changes by itself. A drop-down selects something of its own
 * accord whenever its list changes, and does not tell that from what a person did; here the one is
 * put right, and only the other is told. */

struct _FoyerChooser {
  GObject parent_instance;

  GtkDropDown *drop_down;
  GListModel *choices;
  char *shown;
  /* How many choices the drop-down has heard of. */
  guint n_known;
  /* Set while what is selected is no choice of the person's. */
  gboolean showing;
};

enum {
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FoyerChooser, foyer_chooser, G_TYPE_OBJECT)

static guint
find_shown (FoyerChooser *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->choices); i++) {
    g_autoptr (FoyerChoice) choice = g_list_model_get_item (self->choices, i);

    if (g_strcmp0 (foyer_choice_get_id (choice), self->shown) == 0)
      return i;
  }
  return GTK_INVALID_LIST_POSITION;
}

/* Others may hear of a change before the drop-down, which must not be asked for what it does not
 * know yet. It is put right when it does. */
static void
select_shown (FoyerChooser *self)
{
  if (self->n_known != g_list_model_get_n_items (self->choices))
    return;
  self->showing = TRUE;
  gtk_drop_down_set_selected (self->drop_down, find_shown (self));
  self->showing = FALSE;
}

static void
on_choices_change_begins (GListModel *choices,
                          guint position,
                          guint removed,
                          guint added,
                          FoyerChooser *self)
{
  self->showing = TRUE;
}

static void
on_choices_change_ends (GListModel *choices,
                        guint position,
                        guint removed,
                        guint added,
                        FoyerChooser *self)
{
  self->n_known = g_list_model_get_n_items (choices);
  select_shown (self);
}

static void
on_drop_down_notify_selected (GtkDropDown *drop_down, GParamSpec *pspec, FoyerChooser *self)
{
  FoyerChoice *choice = gtk_drop_down_get_selected_item (drop_down);

  if (self->showing || choice == NULL || g_strcmp0 (foyer_choice_get_id (choice), self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_strdup (foyer_choice_get_id (choice));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, self->shown);
}

static void
foyer_chooser_finalize (GObject *object)
{
  FoyerChooser *self = FOYER_CHOOSER (object);

  g_object_unref (self->drop_down);
  g_object_unref (self->choices);
  g_free (self->shown);

  G_OBJECT_CLASS (foyer_chooser_parent_class)->finalize (object);
}

static void
foyer_chooser_class_init (FoyerChooserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_chooser_finalize;
  /**
   * FoyerChooser::chosen:
   * @id: what the person chose
   */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen",
                                         FOYER_TYPE_CHOOSER,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         1,
                                         G_TYPE_STRING);
}

static void
foyer_chooser_init (FoyerChooser *self)
{
}

/**
 * foyer_chooser_new:
 * @drop_down: where a person chooses
 * @choices: a list of #FoyerChoice
 *
 * Returns: (transfer full): what says when a person chose
 */
FoyerChooser *
foyer_chooser_new (GtkDropDown *drop_down, GListModel *choices)
{
  FoyerChooser *self = g_object_new (FOYER_TYPE_CHOOSER, NULL);
  g_autoptr (GtkExpression) name = NULL;
  static const char items_changed[] = "items-changed";

  self->drop_down = g_object_ref (drop_down);
  self->choices = g_object_ref (choices);
  name = gtk_property_expression_new (FOYER_TYPE_CHOICE, NULL, "name");
  gtk_drop_down_set_expression (drop_down, name);
  /* The drop-down hears of a change after the one and before the other. */
  g_signal_connect_object (choices, items_changed, G_CALLBACK (on_choices_change_begins), self, 0);
  gtk_drop_down_set_model (drop_down, choices);
  g_signal_connect_object (choices,
                           items_changed,
                           G_CALLBACK (on_choices_change_ends),
                           self,
                           G_CONNECT_AFTER);
  self->n_known = g_list_model_get_n_items (choices);
  select_shown (self);
  g_signal_connect_object (drop_down,
                           "notify::selected",
                           G_CALLBACK (on_drop_down_notify_selected),
                           self,
                           0);
  return self;
}

/**
 * foyer_chooser_show:
 * @id: (nullable): what is chosen already, whether it is in the list or not
 */
void
foyer_chooser_show (FoyerChooser *self, const char *id)
{
  g_return_if_fail (FOYER_IS_CHOOSER (self));

  if (g_strcmp0 (self->shown, id) != 0) {
    g_free (self->shown);
    self->shown = g_strdup (id);
  }
  select_shown (self);
}
