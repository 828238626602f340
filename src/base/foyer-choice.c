/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-choice"

#include "config.h"

#include "base/foyer-choice.h"

/* One of several things that a person can choose: what a list of events, or of cameras, holds. */

typedef struct {
  char *id;
  char *name;
} FoyerChoicePrivate;

enum {
  PROP_0,
  PROP_ID,
  PROP_NAME,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_TYPE_WITH_PRIVATE (FoyerChoice, foyer_choice, G_TYPE_OBJECT)

static FoyerChoicePrivate *
get_private (gpointer self)
{
  return foyer_choice_get_instance_private (self);
}

static void
foyer_choice_finalize (GObject *object)
{
  FoyerChoicePrivate *private = get_private (object);

  g_free (private->id);
  g_free (private->name);

  G_OBJECT_CLASS (foyer_choice_parent_class)->finalize (object);
}

static void
foyer_choice_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_ID:
    g_value_set_string (value, get_private (object)->id);
    break;
  case PROP_NAME:
    g_value_set_string (value, get_private (object)->name);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
foyer_choice_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_ID:
    get_private (object)->id = g_value_dup_string (value);
    break;
  case PROP_NAME:
    get_private (object)->name = g_value_dup_string (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
foyer_choice_class_init (FoyerChoiceClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = foyer_choice_finalize;
  object_class->get_property = foyer_choice_get_property;
  object_class->set_property = foyer_choice_set_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
foyer_choice_init (FoyerChoice *self)
{
}

/**
 * foyer_choice_new:
 * @id: what names it among the others
 * @name: what people call it
 *
 * Returns: (transfer full): a new choice
 */
FoyerChoice *
foyer_choice_new (const char *id, const char *name)
{
  return g_object_new (FOYER_TYPE_CHOICE, "id", id, "name", name, NULL);
}

/**
 * foyer_choice_get_id:
 *
 * Returns: (transfer none): what names it among the others
 */
const char *
foyer_choice_get_id (FoyerChoice *self)
{
  g_return_val_if_fail (FOYER_IS_CHOICE (self), NULL);

  return get_private (self)->id;
}

/**
 * foyer_choice_get_name:
 *
 * Returns: (transfer none): what people call it
 */
const char *
foyer_choice_get_name (FoyerChoice *self)
{
  g_return_val_if_fail (FOYER_IS_CHOICE (self), NULL);

  return get_private (self)->name;
}
