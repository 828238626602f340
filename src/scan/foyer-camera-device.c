/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-camera-device"

#include "config.h"

#include "scan/foyer-camera-device.h"

/* One camera that can be chosen: what the list of cameras holds. */

struct _FoyerCameraDevice {
  GObject parent_instance;

  GstDevice *device;
  char *id;
  char *name;
};

enum {
  PROP_0,
  PROP_ID,
  PROP_NAME,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (FoyerCameraDevice, foyer_camera_device, G_TYPE_OBJECT)

/* What stays the same when the camera is plugged in again, best first. */
static const char *const id_fields[] = {
  "node.name",
  "device.path",
  "api.v4l2.path",
  "object.serial",
};

static char *
make_id (GstDevice *device)
{
  g_autoptr (GstStructure) fields = gst_device_get_properties (device);

  for (guint i = 0; fields != NULL && i < G_N_ELEMENTS (id_fields); i++) {
    const char *value = gst_structure_get_string (fields, id_fields[i]);

    if (value != NULL && *value != '\0')
      return g_strdup (value);
  }
  return gst_device_get_display_name (device);
}

static void
foyer_camera_device_finalize (GObject *object)
{
  FoyerCameraDevice *self = FOYER_CAMERA_DEVICE (object);

  g_clear_object (&self->device);
  g_free (self->id);
  g_free (self->name);

  G_OBJECT_CLASS (foyer_camera_device_parent_class)->finalize (object);
}

static void
foyer_camera_device_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FoyerCameraDevice *self = FOYER_CAMERA_DEVICE (object);

  switch (id) {
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
foyer_camera_device_class_init (FoyerCameraDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = foyer_camera_device_finalize;
  object_class->get_property = foyer_camera_device_get_property;

  properties[PROP_ID] =
      g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] =
      g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
foyer_camera_device_init (FoyerCameraDevice *self)
{
}

/**
 * foyer_camera_device_new:
 * @device: what GStreamer found; a reference is taken
 *
 * Returns: (transfer full): a camera for the list
 */
FoyerCameraDevice *
foyer_camera_device_new (GstDevice *device)
{
  FoyerCameraDevice *self;

  g_return_val_if_fail (GST_IS_DEVICE (device), NULL);

  self = g_object_new (FOYER_TYPE_CAMERA_DEVICE, NULL);
  self->device = g_object_ref (device);
  self->id = make_id (device);
  self->name = gst_device_get_display_name (device);
  return self;
}

/**
 * foyer_camera_device_get_id:
 *
 * Returns: what names the camera among the others, also when it is plugged in again
 */
const char *
foyer_camera_device_get_id (FoyerCameraDevice *self)
{
  g_return_val_if_fail (FOYER_IS_CAMERA_DEVICE (self), NULL);

  return self->id;
}

/**
 * foyer_camera_device_get_name:
 *
 * Returns: what people call the camera
 */
const char *
foyer_camera_device_get_name (FoyerCameraDevice *self)
{
  g_return_val_if_fail (FOYER_IS_CAMERA_DEVICE (self), NULL);

  return self->name;
}

/**
 * foyer_camera_device_get_device:
 *
 * Returns: (transfer none): what GStreamer found
 */
GstDevice *
foyer_camera_device_get_device (FoyerCameraDevice *self)
{
  g_return_val_if_fail (FOYER_IS_CAMERA_DEVICE (self), NULL);

  return self->device;
}
