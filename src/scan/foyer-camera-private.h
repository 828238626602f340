/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-camera-finder.h"
#include "scan/foyer-camera-stream.h"
#include "scan/foyer-camera.h"
#include "scan/foyer-reader.h"

#include <libportal/portal.h>

G_BEGIN_DECLS

/* For foyer-camera.c and foyer-camera-run.c only. */

struct _FoyerCamera {
  GObject parent_instance;

  char *source;
  FoyerReader *reader;
  FoyerWorker *worker; /* starts and stops cameras, which may take long */
  XdpPortal *portal;

  gboolean active;
  FoyerCameraState state;
  char *problem;
  guint width;
  guint height;

  GListStore *cameras;
  FoyerCameraFinder *finder;
  gboolean is_direct;          /* there is no portal: cameras are opened as they are */
  char *wanted;                /* the id of the camera that was chosen */
  FoyerCameraDevice *selected; /* the camera in use */

  GCancellable *cancellable; /* of what is being waited for since the last begin or stop */
  FoyerCameraStream *stream;
  gboolean is_opening; /* whether the stream's remote is being opened */

  guint tick;
  gint64 begun;      /* when looking for cameras began, by the monotonic clock like the others */
  gint64 started;    /* when the stream was started */
  gint64 restart_at; /* when it is started again; 0 is not planned */
  guint restarts;    /* since the last picture */
};

/* What the run tells the world. */
void foyer_camera_update_state (FoyerCamera *self, FoyerCameraState state);
void foyer_camera_update_problem (FoyerCamera *self, const char *problem);
void foyer_camera_update_selected (FoyerCamera *self, FoyerCameraDevice *device);
void foyer_camera_update_size (FoyerCamera *self, guint width, guint height);
void foyer_camera_show (FoyerCamera *self, FoyerPicture *picture);

/* What the world asks of the run. */
void foyer_camera_run_start (FoyerCamera *self);
void foyer_camera_run_stop (FoyerCamera *self);
void foyer_camera_run_follow (FoyerCamera *self);

G_END_DECLS
