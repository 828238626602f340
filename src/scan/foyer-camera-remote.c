/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-camera-remote"

#include "config.h"

#include "scan/foyer-camera-remote.h"

#include <gio/gunixfdlist.h>

/* Opens connections to PipeWire that show the cameras and nothing else, after the Camera portal has
 * given access. Each consumer needs one of its own: two on one stall each other for half a minute.
 *
 * libportal has a call for this too, which blocks its caller until the portal answers. */

static void
on_remote_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GUnixFDList) list = NULL;
  g_autoptr (GVariant) answer = NULL;
  GError *error = NULL;
  int handle;
  int remote;

  answer = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source),
                                                            &list,
                                                            result,
                                                            &error);
  if (answer == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_variant_get (answer, "(h)", &handle);
  remote = g_unix_fd_list_get (list, handle, &error);
  if (remote < 0)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, remote);
}

static void
on_bus_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GDBusConnection) bus = NULL;
  GVariantBuilder options;
  GError *error = NULL;

  bus = g_bus_get_finish (result, &error);
  if (bus == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_dbus_connection_call_with_unix_fd_list (bus,
                                            "org.freedesktop.portal.Desktop",
                                            "/org/freedesktop/portal/desktop",
                                            "org.freedesktop.portal.Camera",
                                            "OpenPipeWireRemote",
                                            g_variant_new ("(a{sv})", &options),
                                            G_VARIANT_TYPE ("(h)"),
                                            G_DBUS_CALL_FLAGS_NONE,
                                            -1,
                                            NULL,
                                            g_task_get_cancellable (task),
                                            on_remote_ready,
                                            g_object_ref (task));
}

/**
 * foyer_camera_remote_open_async:
 *
 * Asks the Camera portal, which must have given access before, for a connection to PipeWire.
 */
void
foyer_camera_remote_open_async (GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, foyer_camera_remote_open_async);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, on_bus_ready, task);
}

/**
 * foyer_camera_remote_open_finish:
 *
 * Returns: a file descriptor to be closed by the caller, or -1
 */
int
foyer_camera_remote_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

/**
 * foyer_camera_remote_is_refusal:
 * @error: how the portal answered a request for access
 *
 * Returns: whether the person or the desktop said no, rather than that there is no such portal
 */
gboolean
foyer_camera_remote_is_refusal (const GError *error)
{
  g_autofree char *remote = NULL;

  /* This is what libportal makes of the portal's two ways to say no. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED) &&
       !g_dbus_error_is_remote_error (error)))
    return TRUE;
  remote = g_dbus_error_get_remote_error (error);
  return g_strcmp0 (remote, "org.freedesktop.portal.Error.NotAllowed") == 0;
}
