/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-camera-finder"

#include "config.h"

#include "scan/foyer-camera-finder.h"

#include "base/foyer-error.h"
#include "scan/foyer-camera-device.h"

#include <gst/gst.h>
#include <poll.h>

/* Keeps a list of the cameras that are plugged in, for as long as it lives: those that a PipeWire
 * remote of the Camera portal shows, or without one all that GStreamer knows of.
 *
 * What looks for cameras is never stopped: with PipeWire 0.3.65 gst_device_provider_stop() damages
 * the heap in one of three times. It goes on, unheard, until the process ends; an application has
 * one finder in its life, and another only after PipeWire itself was restarted. */

struct _FoyerCameraFinder {
  GObject parent_instance;

  GListStore *cameras;
  int remote;
  GstDeviceProvider *provider;
  GstDeviceMonitor *monitor;
  GstBus *bus;
  guint bus_watch;
};

G_DEFINE_FINAL_TYPE (FoyerCameraFinder, foyer_camera_finder, G_TYPE_OBJECT)

static gboolean
find_device (FoyerCameraFinder *self, GstDevice *device, guint *position)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->cameras));

  for (guint i = 0; i < n; i++) {
    g_autoptr (FoyerCameraDevice) camera = g_list_model_get_item (G_LIST_MODEL (self->cameras), i);

    if (foyer_camera_device_get_device (camera) == device) {
      *position = i;
      return TRUE;
    }
  }
  return FALSE;
}

static char *
get_path (GstDevice *device)
{
  g_autoptr (GstStructure) fields = gst_device_get_properties (device);
  const char *path = NULL;

  if (fields != NULL)
    path = gst_structure_get_string (fields, "api.v4l2.path");
  if (fields != NULL && path == NULL)
    path = gst_structure_get_string (fields, "device.path");
  return g_strdup (path);
}

static gboolean
has_path (FoyerCameraFinder *self, const char *path)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->cameras));

  for (guint i = 0; i < n; i++) {
    g_autoptr (FoyerCameraDevice) camera = g_list_model_get_item (G_LIST_MODEL (self->cameras), i);
    g_autofree char *other = get_path (foyer_camera_device_get_device (camera));

    if (g_strcmp0 (path, other) == 0)
      return TRUE;
  }
  return FALSE;
}

/* PipeWire also lists screens that are being shared, and Video4Linux the same camera again. */
static gboolean
is_camera (FoyerCameraFinder *self, GstDevice *device)
{
  g_autoptr (GstStructure) fields = gst_device_get_properties (device);
  const char *role = fields != NULL ? gst_structure_get_string (fields, "media.role") : NULL;
  g_autofree char *path = get_path (device);

  if (!gst_device_has_classes (device, "Video/Source"))
    return FALSE;
  if (role != NULL && !g_str_equal (role, "Camera"))
    return FALSE;
  return path == NULL || !has_path (self, path);
}

static void
add_device (FoyerCameraFinder *self, GstDevice *device)
{
  g_autoptr (FoyerCameraDevice) camera = NULL;
  guint position;

  if (find_device (self, device, &position) || !is_camera (self, device))
    return;
  camera = foyer_camera_device_new (device);
  g_list_store_append (self->cameras, camera);
}

static void
remove_device (FoyerCameraFinder *self, GstDevice *device)
{
  guint position;

  if (find_device (self, device, &position))
    g_list_store_remove (self->cameras, position);
}

static gboolean
on_bus_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  g_autoptr (FoyerCameraFinder) self = g_object_ref (user_data);
  g_autoptr (GstDevice) device = NULL;

  switch (GST_MESSAGE_TYPE (message)) {
  case GST_MESSAGE_DEVICE_ADDED:
    gst_message_parse_device_added (message, &device);
    add_device (self, device);
    break;
  case GST_MESSAGE_DEVICE_REMOVED:
    gst_message_parse_device_removed (message, &device);
    remove_device (self, device);
    break;
  default:
    break;
  }
  return G_SOURCE_CONTINUE;
}

static void
add_present (FoyerCameraFinder *self, GList *devices)
{
  for (GList *item = devices; item != NULL; item = item->next)
    add_device (self, item->data);
  g_list_free_full (devices, gst_object_unref);
}

static gboolean
set_missing (GError **error)
{
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_FAILED,
                       "GStreamer's plugin for PipeWire is not installed or has nobody to talk to");
  return FALSE;
}

/* A provider of our own: the factory's is shared by the whole process. */
static gboolean
start_provider (FoyerCameraFinder *self, GError **error)
{
  g_autoptr (GstPluginFeature) found = gst_registry_find_feature (gst_registry_get (),
                                                                  "pipewiredeviceprovider",
                                                                  GST_TYPE_DEVICE_PROVIDER_FACTORY);
  g_autoptr (GstPluginFeature) loaded = found != NULL ? gst_plugin_feature_load (found) : NULL;
  GType type;

  if (loaded == NULL)
    return set_missing (error);
  type =
      gst_device_provider_factory_get_device_provider_type (GST_DEVICE_PROVIDER_FACTORY (loaded));
  self->provider = g_object_ref_sink (g_object_new (type, "fd", self->remote, NULL));
  self->bus = gst_device_provider_get_bus (self->provider);
  self->bus_watch = gst_bus_add_watch (self->bus, on_bus_message, self);
  if (!gst_device_provider_start (self->provider))
    return set_missing (error);
  add_present (self, gst_device_provider_get_devices (self->provider));
  return TRUE;
}

static gboolean
start_monitor (FoyerCameraFinder *self, GError **error)
{
  self->monitor = gst_device_monitor_new ();
  gst_device_monitor_add_filter (self->monitor, "Video/Source", NULL);
  self->bus = gst_device_monitor_get_bus (self->monitor);
  self->bus_watch = gst_bus_add_watch (self->bus, on_bus_message, self);
  if (!gst_device_monitor_start (self->monitor))
    return set_missing (error);
  add_present (self, gst_device_monitor_get_devices (self->monitor));
  return TRUE;
}

/* Everything that is parked stays reachable, so that nobody takes it for a leak. */
static void
park (gpointer object)
{
  static GPtrArray *parked;

  if (parked == NULL)
    parked = g_ptr_array_new ();
  g_ptr_array_add (parked, object);
}

static void
foyer_camera_finder_dispose (GObject *object)
{
  FoyerCameraFinder *self = FOYER_CAMERA_FINDER (object);

  g_clear_handle_id (&self->bus_watch, g_source_remove);
  if (self->bus != NULL)
    gst_bus_set_flushing (self->bus, TRUE);
  g_clear_object (&self->bus);
  if (self->provider != NULL)
    park (g_steal_pointer (&self->provider));
  else if (self->monitor != NULL)
    park (g_steal_pointer (&self->monitor));
  if (self->cameras != NULL)
    g_list_store_remove_all (self->cameras);
  g_clear_object (&self->cameras);

  G_OBJECT_CLASS (foyer_camera_finder_parent_class)->dispose (object);
}

static void
foyer_camera_finder_class_init (FoyerCameraFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_camera_finder_dispose;
}

static void
foyer_camera_finder_init (FoyerCameraFinder *self)
{
  self->remote = -1;
}

/**
 * foyer_camera_finder_new:
 * @cameras: a list of #FoyerCameraDevice that is filled now and kept up to date; it is emptied when
 *   the finder goes
 * @remote: a PipeWire remote of the Camera portal, which becomes the finder's, or -1 for whatever
 *   GStreamer finds
 *
 * Cameras that are there already may take a moment to appear in the list.
 *
 * Returns: (transfer full) (nullable): a finder at work
 */
FoyerCameraFinder *
foyer_camera_finder_new (GListStore *cameras, int remote, GError **error)
{
  g_autoptr (FoyerCameraFinder) self = g_object_new (FOYER_TYPE_CAMERA_FINDER, NULL);

  self->cameras = g_object_ref (cameras);
  self->remote = remote;
  if (!(remote >= 0 ? start_provider (self, error) : start_monitor (self, error)))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * foyer_camera_finder_is_alive:
 *
 * Returns: whether it still hears of cameras; not when PipeWire has ended. Without a remote this
 *   cannot be told.
 */
gboolean
foyer_camera_finder_is_alive (FoyerCameraFinder *self)
{
  struct pollfd remote = { .fd = self->remote, .events = 0 };

  g_return_val_if_fail (FOYER_IS_CAMERA_FINDER (self), FALSE);

  return self->remote < 0 || (poll (&remote, 1, 0) >= 0 && (remote.revents & POLLHUP) == 0);
}
