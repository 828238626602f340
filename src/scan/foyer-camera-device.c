/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-camera-device"

#include "config.h"

#include "scan/foyer-camera-device.h"

/* One camera that can be chosen: what the list of cameras holds. Its id stays the same when it is
 * plugged in again. */

struct _FoyerCameraDevice {
  FoyerChoice parent_instance;

  GstDevice *device;
};

G_DEFINE_FINAL_TYPE (FoyerCameraDevice, foyer_camera_device, FOYER_TYPE_CHOICE)

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
  g_clear_object (&FOYER_CAMERA_DEVICE (object)->device);

  G_OBJECT_CLASS (foyer_camera_device_parent_class)->finalize (object);
}

static void
foyer_camera_device_class_init (FoyerCameraDeviceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_camera_device_finalize;
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
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  FoyerCameraDevice *self;

  g_return_val_if_fail (GST_IS_DEVICE (device), NULL);

  id = make_id (device);
  name = gst_device_get_display_name (device);
  self = g_object_new (FOYER_TYPE_CAMERA_DEVICE, "id", id, "name", name, NULL);
  self->device = g_object_ref (device);
  return self;
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
