/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-pane"

#include "config.h"

#include "app/foyer-pane.h"

/* A part of the window that is laid out in one column where there is little width. The window,
 * which alone knows its width, says when. */

typedef struct {
  gboolean narrow;
} FoyerPanePrivate;

enum {
  PROP_0,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FoyerPane, foyer_pane, GTK_TYPE_WIDGET)

static void
set_narrow (FoyerPane *self, gboolean narrow)
{
  FoyerPanePrivate *private = foyer_pane_get_instance_private (self);

  if (private->narrow == narrow)
    return;
  private->narrow = narrow;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

static void
foyer_pane_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_NARROW)
    g_value_set_boolean (value, foyer_pane_get_narrow (FOYER_PANE (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
foyer_pane_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_NARROW)
    set_narrow (FOYER_PANE (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
foyer_pane_class_init (FoyerPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = foyer_pane_get_property;
  object_class->set_property = foyer_pane_set_property;
  /* Whether there is so little width that everything is in one column. */
  properties[PROP_NARROW] =
      g_param_spec_boolean ("narrow",
                            NULL,
                            NULL,
                            FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
foyer_pane_init (FoyerPane *self)
{
}

/**
 * foyer_pane_get_narrow:
 *
 * Returns: whether there is so little width that everything is in one column
 */
gboolean
foyer_pane_get_narrow (FoyerPane *self)
{
  FoyerPanePrivate *private = foyer_pane_get_instance_private (self);

  g_return_val_if_fail (FOYER_IS_PANE (self), FALSE);

  return private->narrow;
}
