/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-conflict-item"

#include "config.h"

#include "session/foyer-conflict-item.h"

/* A conflict, in a list of those: lists hold objects, a conflict is a value. Whoever looks at one
 * keeps the item, and sees what becomes of it also when it is in the list no more. */

struct _FoyerConflictItem {
  GObject parent_instance;

  FoyerConflict *conflict;
};

G_DEFINE_FINAL_TYPE (FoyerConflictItem, foyer_conflict_item, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_CONFLICT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
foyer_conflict_item_finalize (GObject *object)
{
  FoyerConflictItem *self = FOYER_CONFLICT_ITEM (object);

  foyer_conflict_unref (self->conflict);
  G_OBJECT_CLASS (foyer_conflict_item_parent_class)->finalize (object);
}

static void
foyer_conflict_item_get_property (GObject *object,
                                  guint property_id,
                                  GValue *value,
                                  GParamSpec *pspec)
{
  switch (property_id) {
  case PROP_CONFLICT:
    g_value_set_boxed (value, FOYER_CONFLICT_ITEM (object)->conflict);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
  }
}

static void
foyer_conflict_item_class_init (FoyerConflictItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = foyer_conflict_item_finalize;
  object_class->get_property = foyer_conflict_item_get_property;
  properties[PROP_CONFLICT] = g_param_spec_boxed ("conflict",
                                                  NULL,
                                                  NULL,
                                                  FOYER_TYPE_CONFLICT,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
foyer_conflict_item_init (FoyerConflictItem *self)
{
}

/**
 * foyer_conflict_item_new:
 *
 * Returns: (transfer full): a new item that holds @conflict
 */
FoyerConflictItem *
foyer_conflict_item_new (FoyerConflict *conflict)
{
  FoyerConflictItem *self = g_object_new (FOYER_TYPE_CONFLICT_ITEM, NULL);

  self->conflict = foyer_conflict_ref (conflict);
  return self;
}

/**
 * foyer_conflict_item_get_conflict:
 *
 * Returns: (transfer none): the conflict as it is now
 */
FoyerConflict *
foyer_conflict_item_get_conflict (FoyerConflictItem *self)
{
  g_return_val_if_fail (FOYER_IS_CONFLICT_ITEM (self), NULL);

  return self->conflict;
}

/**
 * foyer_conflict_item_set_conflict:
 * @conflict: the same one as it is by now
 */
void
foyer_conflict_item_set_conflict (FoyerConflictItem *self, FoyerConflict *conflict)
{
  FoyerConflict *former;

  g_return_if_fail (FOYER_IS_CONFLICT_ITEM (self));
  g_return_if_fail (conflict != NULL);

  former = self->conflict;
  self->conflict = foyer_conflict_ref (conflict);
  foyer_conflict_unref (former);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONFLICT]);
}
