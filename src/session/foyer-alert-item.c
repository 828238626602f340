/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-alert-item"

#include "config.h"

#include "session/foyer-alert-item.h"

/* An alert, in the list of those: lists hold objects, an alert is a value. */

struct _FoyerAlertItem {
  GObject parent_instance;

  FoyerAlert *alert;
};

G_DEFINE_FINAL_TYPE (FoyerAlertItem, foyer_alert_item, G_TYPE_OBJECT)

static void
foyer_alert_item_finalize (GObject *object)
{
  FoyerAlertItem *self = FOYER_ALERT_ITEM (object);

  foyer_alert_unref (self->alert);

  G_OBJECT_CLASS (foyer_alert_item_parent_class)->finalize (object);
}

static void
foyer_alert_item_class_init (FoyerAlertItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_alert_item_finalize;
}

static void
foyer_alert_item_init (FoyerAlertItem *self)
{
}

/**
 * foyer_alert_item_new:
 *
 * Returns: (transfer full): a new item that holds @alert
 */
FoyerAlertItem *
foyer_alert_item_new (FoyerAlert *alert)
{
  FoyerAlertItem *self = g_object_new (FOYER_TYPE_ALERT_ITEM, NULL);

  self->alert = foyer_alert_ref (alert);
  return self;
}

/**
 * foyer_alert_item_get_alert:
 *
 * Returns: (transfer none): what it says
 */
const FoyerAlert *
foyer_alert_item_get_alert (FoyerAlertItem *self)
{
  g_return_val_if_fail (FOYER_IS_ALERT_ITEM (self), NULL);

  return self->alert;
}
