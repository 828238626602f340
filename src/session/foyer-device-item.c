/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-device-item"

#include "config.h"

#include "session/foyer-device-item.h"

/* A device, in the list of those. What is known of it is replaced as news come. */

struct _FoyerDeviceItem {
  GObject parent_instance;

  FoyerDevice *device;
};

enum {
  PROP_0,
  PROP_DEVICE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (FoyerDeviceItem, foyer_device_item, G_TYPE_OBJECT)

static void
foyer_device_item_finalize (GObject *object)
{
  FoyerDeviceItem *self = FOYER_DEVICE_ITEM (object);

  foyer_device_unref (self->device);

  G_OBJECT_CLASS (foyer_device_item_parent_class)->finalize (object);
}

static void
foyer_device_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FoyerDeviceItem *self = FOYER_DEVICE_ITEM (object);

  switch (prop_id) {
  case PROP_DEVICE:
    g_value_set_boxed (value, self->device);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
foyer_device_item_class_init (FoyerDeviceItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = foyer_device_item_finalize;
  object_class->get_property = foyer_device_item_get_property;

  properties[PROP_DEVICE] =
      g_param_spec_boxed ("device",
                          NULL,
                          NULL,
                          FOYER_TYPE_DEVICE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
foyer_device_item_init (FoyerDeviceItem *self)
{
}

/**
 * foyer_device_item_new:
 *
 * Returns: (transfer full): a new item that holds @device
 */
FoyerDeviceItem *
foyer_device_item_new (FoyerDevice *device)
{
  FoyerDeviceItem *self = g_object_new (FOYER_TYPE_DEVICE_ITEM, NULL);

  self->device = foyer_device_ref (device);
  return self;
}

/**
 * foyer_device_item_get_device:
 *
 * Returns: (transfer none): the device, as it was heard of last
 */
FoyerDevice *
foyer_device_item_get_device (FoyerDeviceItem *self)
{
  g_return_val_if_fail (FOYER_IS_DEVICE_ITEM (self), NULL);

  return self->device;
}

/**
 * foyer_device_item_set_device:
 * @device: newer news of the same device
 */
void
foyer_device_item_set_device (FoyerDeviceItem *self, FoyerDevice *device)
{
  FoyerDevice *former;

  g_return_if_fail (FOYER_IS_DEVICE_ITEM (self));
  g_return_if_fail (device != NULL);

  former = self->device;
  self->device = foyer_device_ref (device);
  foyer_device_unref (former);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEVICE]);
}
