/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-camera-run"

#include "config.h"

#include "scan/foyer-camera-private.h"

#include "base/foyer-limits.h"
#include "scan/foyer-camera-remote.h"
#include "scan/foyer-camera-source.h"

#include <unistd.h>

/* How a camera runs. It asks for access, follows what is plugged in and out, and starts again by
 * itself what falls silent, because PipeWire says nothing when a camera is gone.
 *
 * From active to running:
 *
 *   begin ─→ ask the portal ─→ open a remote ─→ find cameras ─→ open a remote ─→ stream
 *     │ no portal, no sandbox ──────────────────↗
 *     └ a source was named ────────────────────────────────────────────────────↗
 *
 * One timer looks after all that can stand still on this way. */

#define TICK_MS 200
/* Cameras that are there already appear within this time. */
#define FINDING_US (1500 * G_TIME_SPAN_MILLISECOND)
/* Some cameras need long for their first picture; they are not interrupted before. */
#define WARMING_UP_US (8 * G_TIME_SPAN_SECOND)
#define SILENCE_US    (FOYER_LIMIT_CAMERA_SILENCE_MS * G_TIME_SPAN_MILLISECOND)
#define RESTART_MAX   (FOYER_LIMIT_CAMERA_RESTART_MAX_MS * G_TIME_SPAN_MILLISECOND)

/* What an operation needs when it is over: the camera, and whether it still wants to know. */
typedef struct {
  FoyerCamera *self;
  GCancellable *cancellable;
} Step;

static Step *
step_new (FoyerCamera *self)
{
  Step *step = g_new0 (Step, 1);

  step->self = g_object_ref (self);
  step->cancellable = g_object_ref (self->cancellable);
  return step;
}

static void
step_free (Step *step)
{
  g_object_unref (step->self);
  g_object_unref (step->cancellable);
  g_free (step);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Step, step_free)

static gboolean
step_is_over (Step *step)
{
  return g_cancellable_is_cancelled (step->cancellable);
}

static void
renew_cancellable (FoyerCamera *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
}

/* Releases the camera, but goes on following what is plugged in. */
static void
stop_stream (FoyerCamera *self)
{
  renew_cancellable (self);
  self->is_opening = FALSE;
  self->restart_at = 0;
  if (self->stream != NULL) {
    g_signal_handlers_disconnect_by_data (self->stream, self);
    foyer_camera_stream_stop (self->stream);
    g_clear_object (&self->stream);
  }
  foyer_reader_clear (self->reader);
}

static gint64
get_restart_delay (FoyerCamera *self)
{
  const gint64 first = FOYER_LIMIT_CAMERA_RESTART_MS * G_TIME_SPAN_MILLISECOND;

  return MIN (first << MIN (self->restarts, 10), RESTART_MAX);
}

static void
plan_restart (FoyerCamera *self, FoyerCameraState state)
{
  foyer_camera_update_state (self, state);
  self->restart_at = g_get_monotonic_time () + get_restart_delay (self);
}

static void
on_stream_picture (FoyerCameraStream *stream, FoyerPicture *picture, FoyerCamera *self)
{
  self->restarts = 0;
  self->restart_at = 0;
  foyer_camera_update_size (self, picture->width, picture->height);
  foyer_camera_update_state (self, FOYER_CAMERA_STATE_RUNNING);
  foyer_camera_show (self, picture);
}

static void
on_stream_failed (FoyerCameraStream *stream, GError *error, FoyerCamera *self)
{
  g_debug ("The camera failed: %s", error->message);
  plan_restart (self, FOYER_CAMERA_STATE_SILENT);
}

static void
start_stream (FoyerCamera *self, GstElement *source, gboolean is_file, int remote)
{
  self->started = g_get_monotonic_time ();
  if (source != NULL)
    self->stream = foyer_camera_stream_new (source, is_file, self->reader, self->worker, NULL);
  if (self->stream == NULL) {
    plan_restart (self, FOYER_CAMERA_STATE_MISSING);
    if (remote >= 0)
      close (remote);
    return;
  }
  g_signal_connect (self->stream, "picture", G_CALLBACK (on_stream_picture), self);
  g_signal_connect (self->stream, "failed", G_CALLBACK (on_stream_failed), self);
  foyer_camera_update_state (self, FOYER_CAMERA_STATE_STARTING);
  foyer_camera_stream_start (self->stream, remote);
}

static void
start_named_source (FoyerCamera *self)
{
  g_autoptr (GError) error = NULL;
  gboolean is_file = FALSE;
  GstElement *source = foyer_camera_source_new (self->source, &is_file, &error);

  start_stream (self, source, is_file, -1);
  if (error != NULL)
    foyer_camera_update_problem (self, error->message);
}

static void
start_device (FoyerCamera *self, int remote)
{
  GstDevice *device = foyer_camera_device_get_device (self->selected);
  GstElement *source = foyer_camera_source_new_for_device (device, remote, NULL);

  start_stream (self, source, FALSE, remote);
}

static void
on_stream_remote_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Step) step = user_data;
  FoyerCamera *self = step->self;
  const int remote = foyer_camera_remote_open_finish (result, NULL);

  if (step_is_over (step)) {
    if (remote >= 0)
      close (remote);
    return;
  }
  self->is_opening = FALSE;
  if (remote >= 0)
    start_device (self, remote);
  else
    plan_restart (self, FOYER_CAMERA_STATE_MISSING);
}

static void
open_device (FoyerCamera *self)
{
  foyer_camera_update_state (self, FOYER_CAMERA_STATE_STARTING);
  if (self->is_direct) {
    start_device (self, -1);
    return;
  }
  self->is_opening = TRUE;
  foyer_camera_remote_open_async (self->cancellable, on_stream_remote_ready, step_new (self));
}

/* The camera that was chosen, else the one in use, else the first. */
static FoyerCameraDevice *
choose_device (FoyerCamera *self)
{
  GListModel *model = G_LIST_MODEL (self->cameras);
  g_autoptr (FoyerCameraDevice) best = g_list_model_get_item (model, 0);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (FoyerCameraDevice) device = g_list_model_get_item (model, i);

    if (g_strcmp0 (foyer_choice_get_id (FOYER_CHOICE (device)), self->wanted) == 0)
      return g_steal_pointer (&device);
    if (device == self->selected)
      g_set_object (&best, device);
  }
  return g_steal_pointer (&best);
}

static void
lose_camera (FoyerCamera *self)
{
  if (self->selected == NULL)
    return;
  stop_stream (self);
  foyer_camera_update_selected (self, NULL);
  foyer_camera_update_size (self, 0, 0);
  foyer_camera_update_state (self, FOYER_CAMERA_STATE_MISSING);
  self->restart_at = g_get_monotonic_time () + RESTART_MAX;
}

/* Puts what is in use in line with what is plugged in and chosen. */
void
foyer_camera_run_follow (FoyerCamera *self)
{
  g_autoptr (FoyerCameraDevice) device = choose_device (self);
  const gboolean is_in_use = self->stream != NULL || self->is_opening;

  if (!self->active)
    foyer_camera_update_selected (self, device);
  else if (device == NULL)
    lose_camera (self);
  else if (device != self->selected || !is_in_use) {
    stop_stream (self);
    if (self->state == FOYER_CAMERA_STATE_MISSING)
      self->restarts = 0;
    foyer_camera_update_selected (self, device);
    open_device (self);
  }
}

static void
drop_finder (FoyerCamera *self)
{
  FoyerCameraFinder *finder = g_steal_pointer (&self->finder);

  g_clear_object (&finder);
  foyer_camera_update_selected (self, NULL);
}

static void
find_cameras (FoyerCamera *self, int remote)
{
  if (self->finder == NULL)
    self->finder = foyer_camera_finder_new (self->cameras, remote, NULL);
  if (self->finder != NULL)
    foyer_camera_run_follow (self);
  else
    plan_restart (self, FOYER_CAMERA_STATE_MISSING);
}

static void
go_without_portal (FoyerCamera *self)
{
  if (xdp_portal_running_under_sandbox ()) {
    plan_restart (self, FOYER_CAMERA_STATE_MISSING);
    return;
  }
  self->is_direct = TRUE;
  find_cameras (self, -1);
}

static void
on_finder_remote_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Step) step = user_data;
  const int remote = foyer_camera_remote_open_finish (result, NULL);

  if (!step_is_over (step) && remote >= 0)
    find_cameras (step->self, remote);
  else if (!step_is_over (step))
    go_without_portal (step->self);
  else if (remote >= 0)
    close (remote);
}

static void
on_access_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Step) step = user_data;
  g_autoptr (GError) error = NULL;
  FoyerCamera *self = step->self;

  xdp_portal_access_camera_finish (XDP_PORTAL (source), result, &error);
  if (step_is_over (step))
    return;
  self->begun = g_get_monotonic_time ();
  if (error != NULL && foyer_camera_remote_is_refusal (error)) {
    foyer_camera_update_state (self, FOYER_CAMERA_STATE_REFUSED);
  } else if (error != NULL) {
    go_without_portal (self);
  } else if (self->finder != NULL) {
    foyer_camera_run_follow (self);
  } else {
    foyer_camera_update_state (self, FOYER_CAMERA_STATE_STARTING);
    foyer_camera_remote_open_async (self->cancellable, on_finder_remote_ready, step_new (self));
  }
}

/* libportal does not survive a session without a bus. */
static void
on_bus_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Step) step = user_data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);
  FoyerCamera *self = step->self;

  if (step_is_over (step))
    return;
  if (bus == NULL) {
    go_without_portal (self);
    return;
  }
  if (self->portal == NULL)
    self->portal = xdp_portal_new ();
  /* libportal 0.6 connects to a cancellable that it does not keep, and then complains that there
   * is none to disconnect from. Whether the answer still counts is asked when it comes. The Camera
   * portal, unlike others, takes no window in front of which it would ask. */
  xdp_portal_access_camera (self->portal,
                            NULL,
                            XDP_CAMERA_FLAG_NONE,
                            NULL,
                            on_access_ready,
                            step_new (self));
}

static void
ask_portal (FoyerCamera *self)
{
  foyer_camera_update_state (self, FOYER_CAMERA_STATE_ASKING);
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, on_bus_ready, step_new (self));
}

static void
begin (FoyerCamera *self)
{
  self->begun = g_get_monotonic_time ();
  foyer_camera_update_state (self, FOYER_CAMERA_STATE_STARTING);
  if (self->is_direct)
    find_cameras (self, -1);
  else if (self->source == NULL)
    ask_portal (self);
  else
    start_named_source (self);
}

static void
restart (FoyerCamera *self)
{
  stop_stream (self);
  self->restarts++;
  if (self->selected != NULL && self->restarts < 2) {
    open_device (self);
    return;
  }
  /* Perhaps it is not the camera but PipeWire that is gone. */
  if (self->finder != NULL && !foyer_camera_finder_is_alive (self->finder))
    drop_finder (self);
  begin (self);
}

static void
watch_stream (FoyerCamera *self, gint64 now)
{
  const gint64 last = foyer_camera_stream_get_last_time (self->stream);

  if (self->restart_at != 0 || now - MAX (last, self->started) < SILENCE_US)
    return;
  plan_restart (self, FOYER_CAMERA_STATE_SILENT);
  if (last == 0)
    self->restart_at = MAX (self->restart_at, self->started + WARMING_UP_US);
}

static gboolean
on_tick (gpointer user_data)
{
  g_autoptr (FoyerCamera) self = g_object_ref (user_data);
  const gint64 now = g_get_monotonic_time ();

  if (self->restart_at != 0 && now >= self->restart_at) {
    restart (self);
  } else if (self->stream != NULL) {
    watch_stream (self, now);
  } else if (self->finder != NULL && self->selected == NULL && self->restart_at == 0 &&
             now - self->begun > FINDING_US) {
    foyer_camera_update_state (self, FOYER_CAMERA_STATE_MISSING);
    self->restart_at = now + RESTART_MAX;
  }
  return G_SOURCE_CONTINUE;
}

/* Takes the camera. */
void
foyer_camera_run_start (FoyerCamera *self)
{
  self->tick = g_timeout_add (TICK_MS, on_tick, self);
  begin (self);
}

/* Releases the camera. What is plugged in is still followed. */
void
foyer_camera_run_stop (FoyerCamera *self)
{
  g_clear_handle_id (&self->tick, g_source_remove);
  stop_stream (self);
  self->restarts = 0;
}
