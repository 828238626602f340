/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-activity-item"

#include "config.h"

#include "session/foyer-activity-item.h"

/* An activity, in the list of those: lists hold objects, an activity is a value. */

struct _FoyerActivityItem {
  GObject parent_instance;

  FoyerActivity *activity;
};

G_DEFINE_FINAL_TYPE (FoyerActivityItem, foyer_activity_item, G_TYPE_OBJECT)

static void
foyer_activity_item_finalize (GObject *object)
{
  FoyerActivityItem *self = FOYER_ACTIVITY_ITEM (object);

  foyer_activity_unref (self->activity);

  G_OBJECT_CLASS (foyer_activity_item_parent_class)->finalize (object);
}

static void
foyer_activity_item_class_init (FoyerActivityItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_activity_item_finalize;
}

static void
foyer_activity_item_init (FoyerActivityItem *self)
{
}

/**
 * foyer_activity_item_new:
 *
 * Returns: (transfer full): a new item that holds @activity
 */
FoyerActivityItem *
foyer_activity_item_new (FoyerActivity *activity)
{
  FoyerActivityItem *self = g_object_new (FOYER_TYPE_ACTIVITY_ITEM, NULL);

  self->activity = foyer_activity_ref (activity);
  return self;
}

/**
 * foyer_activity_item_get_activity:
 *
 * Returns: (transfer none): what was done
 */
const FoyerActivity *
foyer_activity_item_get_activity (FoyerActivityItem *self)
{
  g_return_val_if_fail (FOYER_IS_ACTIVITY_ITEM (self), NULL);

  return self->activity;
}
