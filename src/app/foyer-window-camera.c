/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-window-camera"

#include "config.h"

#include "app/foyer-window-camera.h"

/* What the camera of a window has to do with its session: the session remembers which one was
 * chosen, and tells admins how it is. */

static void
on_camera_notify (FoyerCamera *camera, GParamSpec *pspec, FoyerSession *session)
{
  g_autoptr (GEnumClass) states = g_type_class_ref (FOYER_TYPE_CAMERA_STATE);
  const GEnumValue *state = g_enum_get_value (states, foyer_camera_get_state (camera));
  FoyerCameraDevice *device = foyer_camera_get_selected (camera);

  foyer_session_set_camera_state (session,
                                  state->value_nick,
                                  device != NULL ? foyer_choice_get_name (FOYER_CHOICE (device))
                                                 : NULL);
}

static void
on_camera_notify_wanted (FoyerCamera *camera, GParamSpec *pspec, FoyerSession *session)
{
  foyer_session_choose_camera (session, foyer_camera_get_wanted (camera));
}

/**
 * foyer_window_camera_tie:
 *
 * The camera that was chosen last is taken again whenever it is there, from now on.
 */
void
foyer_window_camera_tie (FoyerCamera *camera, FoyerSession *session)
{
  static const struct {
    const char *signal;
    GCallback callback;
  } heard[] = {
    { "notify::state", G_CALLBACK (on_camera_notify) },
    { "notify::selected", G_CALLBACK (on_camera_notify) },
    { "notify::wanted", G_CALLBACK (on_camera_notify_wanted) },
  };

  foyer_camera_select (camera, foyer_session_get_camera_id (session));
  for (guint i = 0; i < G_N_ELEMENTS (heard); i++)
    g_signal_connect_object (camera, heard[i].signal, heard[i].callback, session, 0);
}
