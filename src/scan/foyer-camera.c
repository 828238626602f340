/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-camera"

#include "config.h"

#include "scan/foyer-camera.h"

#include "scan/foyer-camera-private.h"

#include <glib/gi18n.h>

/* The camera of a desk: pictures to show and codes that were read in them, for as long as it is
 * active. This file is what others see of it; how it gets from active to running is in
 * foyer-camera-run.c. */

enum {
  PROP_0,
  PROP_ACTIVE,
  PROP_STATE,
  PROP_PROBLEM,
  PROP_CAMERAS,
  PROP_SELECTED,
  PROP_WANTED,
  PROP_WIDTH,
  PROP_HEIGHT,
  N_PROPS,
};

enum {
  SIGNAL_PICTURE,
  SIGNAL_SYMBOLS,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ENUM_TYPE (FoyerCameraState,
                    foyer_camera_state,
                    G_DEFINE_ENUM_VALUE (FOYER_CAMERA_STATE_OFF, "off"),
                    G_DEFINE_ENUM_VALUE (FOYER_CAMERA_STATE_ASKING, "asking"),
                    G_DEFINE_ENUM_VALUE (FOYER_CAMERA_STATE_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (FOYER_CAMERA_STATE_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (FOYER_CAMERA_STATE_SILENT, "silent"),
                    G_DEFINE_ENUM_VALUE (FOYER_CAMERA_STATE_REFUSED, "refused"),
                    G_DEFINE_ENUM_VALUE (FOYER_CAMERA_STATE_MISSING, "missing"))

G_DEFINE_FINAL_TYPE (FoyerCamera, foyer_camera, G_TYPE_OBJECT)

static void
on_reader_read (FoyerReader *reader, GPtrArray *symbols, FoyerFrame *frame, FoyerCamera *self)
{
  g_signal_emit (self, signals[SIGNAL_SYMBOLS], 0, symbols, frame);
}

static void
on_cameras_items_changed (GListModel *model,
                          guint position,
                          guint removed,
                          guint added,
                          FoyerCamera *self)
{
  /* Until the finder is there it is only looking around, and asks to be followed when it is. */
  if (self->finder != NULL)
    foyer_camera_run_follow (self);
}

static const char *
describe (FoyerCameraState state)
{
  switch (state) {
  case FOYER_CAMERA_STATE_SILENT:
    return _ ("The camera has stopped sending pictures. It is being started again.");
  case FOYER_CAMERA_STATE_REFUSED:
    return _ ("Foyer may not use the camera. Allow it in the system settings under Privacy, "
              "then try again.");
  case FOYER_CAMERA_STATE_MISSING:
    return _ ("No camera was found. Plug one in, or type the code.");
  case FOYER_CAMERA_STATE_OFF:
  case FOYER_CAMERA_STATE_ASKING:
  case FOYER_CAMERA_STATE_STARTING:
  case FOYER_CAMERA_STATE_RUNNING:
  default:
    return NULL;
  }
}

void
foyer_camera_update_problem (FoyerCamera *self, const char *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

void
foyer_camera_update_state (FoyerCamera *self, FoyerCameraState state)
{
  /* While it is started again it stays silent until a picture comes. */
  if (self->restarts > 0 &&
      (state == FOYER_CAMERA_STATE_STARTING || state == FOYER_CAMERA_STATE_ASKING))
    return;
  foyer_camera_update_problem (self, describe (state));
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
foyer_camera_update_selected (FoyerCamera *self, FoyerCameraDevice *device)
{
  if (g_set_object (&self->selected, device))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

void
foyer_camera_update_size (FoyerCamera *self, guint width, guint height)
{
  if (self->width == width && self->height == height)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  self->width = width;
  self->height = height;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WIDTH]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEIGHT]);
  g_object_thaw_notify (G_OBJECT (self));
}

void
foyer_camera_show (FoyerCamera *self, FoyerPicture *picture)
{
  g_signal_emit (self, signals[SIGNAL_PICTURE], 0, picture);
}

static void
foyer_camera_constructed (GObject *object)
{
  FoyerCamera *self = FOYER_CAMERA (object);

  G_OBJECT_CLASS (foyer_camera_parent_class)->constructed (object);

  gst_init (NULL, NULL);
  g_signal_connect (self->cameras, "items-changed", G_CALLBACK (on_cameras_items_changed), self);
}

static void
foyer_camera_dispose (GObject *object)
{
  FoyerCamera *self = FOYER_CAMERA (object);

  if (self->reader != NULL) {
    g_signal_handlers_disconnect_by_data (self->reader, self);
    foyer_camera_run_stop (self);
  }
  g_signal_handlers_disconnect_by_data (self->cameras, self);
  g_clear_object (&self->finder);
  g_clear_object (&self->selected);
  g_clear_object (&self->reader);
  g_clear_object (&self->worker);
  g_clear_object (&self->portal);

  G_OBJECT_CLASS (foyer_camera_parent_class)->dispose (object);
}

static void
foyer_camera_finalize (GObject *object)
{
  FoyerCamera *self = FOYER_CAMERA (object);

  g_clear_object (&self->cameras);
  g_clear_object (&self->cancellable);
  g_free (self->source);
  g_free (self->problem);
  g_free (self->wanted);

  G_OBJECT_CLASS (foyer_camera_parent_class)->finalize (object);
}

static void
foyer_camera_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FoyerCamera *self = FOYER_CAMERA (object);

  switch (id) {
  case PROP_ACTIVE:
    g_value_set_boolean (value, self->active);
    break;
  case PROP_STATE:
    g_value_set_enum (value, self->state);
    break;
  case PROP_PROBLEM:
    g_value_set_string (value, self->problem);
    break;
  case PROP_CAMERAS:
    g_value_set_object (value, self->cameras);
    break;
  case PROP_SELECTED:
    g_value_set_object (value, self->selected);
    break;
  case PROP_WANTED:
    g_value_set_string (value, self->wanted);
    break;
  case PROP_WIDTH:
    g_value_set_uint (value, self->width);
    break;
  case PROP_HEIGHT:
    g_value_set_uint (value, self->height);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
foyer_camera_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FoyerCamera *self = FOYER_CAMERA (object);

  if (id == PROP_ACTIVE)
    foyer_camera_set_active (self, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_ACTIVE] =
      g_param_spec_boolean ("active", NULL, NULL, FALSE, read | G_PARAM_WRITABLE);
  properties[PROP_STATE] = g_param_spec_enum ("state",
                                              NULL,
                                              NULL,
                                              FOYER_TYPE_CAMERA_STATE,
                                              FOYER_CAMERA_STATE_OFF,
                                              read);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, read);
  properties[PROP_CAMERAS] = g_param_spec_object ("cameras", NULL, NULL, G_TYPE_LIST_MODEL, read);
  properties[PROP_SELECTED] =
      g_param_spec_object ("selected", NULL, NULL, FOYER_TYPE_CAMERA_DEVICE, read);
  properties[PROP_WANTED] = g_param_spec_string ("wanted", NULL, NULL, NULL, read);
  properties[PROP_WIDTH] = g_param_spec_uint ("width", NULL, NULL, 0, G_MAXUINT, 0, read);
  properties[PROP_HEIGHT] = g_param_spec_uint ("height", NULL, NULL, 0, G_MAXUINT, 0, read);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
foyer_camera_class_init (FoyerCameraClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = foyer_camera_constructed;
  object_class->dispose = foyer_camera_dispose;
  object_class->finalize = foyer_camera_finalize;
  object_class->get_property = foyer_camera_get_property;
  object_class->set_property = foyer_camera_set_property;
  install_properties (object_class);

  /**
   * FoyerCamera::picture:
   * @picture: the newest picture, at most one per turn of the main loop
   */
  signals[SIGNAL_PICTURE] = g_signal_new ("picture",
                                          FOYER_TYPE_CAMERA,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          FOYER_TYPE_PICTURE);
  /**
   * FoyerCamera::symbols:
   * @symbols: (element-type FoyerSymbol): what was read in @frame; empty where there was no code
   * @frame: the frame, whose time, width and height are those of a picture
   *
   * Emitted for every frame that was looked at, which need not be every frame.
   */
  signals[SIGNAL_SYMBOLS] = g_signal_new ("symbols",
                                          FOYER_TYPE_CAMERA,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          2,
                                          G_TYPE_PTR_ARRAY,
                                          FOYER_TYPE_FRAME);
}

static void
foyer_camera_init (FoyerCamera *self)
{
  self->cancellable = g_cancellable_new ();
  self->worker = foyer_worker_new ("foyer-camera", NULL, NULL);
  self->cameras = g_list_store_new (FOYER_TYPE_CAMERA_DEVICE);
}

/**
 * foyer_camera_new:
 * @source: (nullable): where pictures come from: "portal" or %NULL for the desktop's Camera portal
 *   (without one, outside a sandbox, whatever GStreamer finds), "direct" for whatever GStreamer
 *   finds, or what foyer_camera_source_new() knows
 * @symbologies: the kinds of barcode to look for
 *
 * Returns: (transfer full): a camera that is off
 */
FoyerCamera *
foyer_camera_new (const char *source, FoyerSymbologies symbologies)
{
  FoyerCamera *self = g_object_new (FOYER_TYPE_CAMERA, NULL);

  if (g_strcmp0 (source, "direct") == 0)
    self->is_direct = TRUE;
  else if (g_strcmp0 (source, "portal") != 0)
    self->source = g_strdup (source);
  self->reader = foyer_reader_new_for_symbologies (symbologies);
  g_signal_connect (self->reader, "read", G_CALLBACK (on_reader_read), self);
  return self;
}

/**
 * foyer_camera_get_active:
 *
 * Returns: whether the camera is to be in use
 */
gboolean
foyer_camera_get_active (FoyerCamera *self)
{
  g_return_val_if_fail (FOYER_IS_CAMERA (self), FALSE);

  return self->active;
}

/**
 * foyer_camera_set_active:
 *
 * Takes the camera, or releases it. After a refusal, releasing and taking it asks again.
 */
void
foyer_camera_set_active (FoyerCamera *self, gboolean active)
{
  g_return_if_fail (FOYER_IS_CAMERA (self));

  active = !!active;
  if (self->active == active)
    return;
  self->active = active;
  if (active) {
    foyer_camera_run_start (self);
  } else {
    foyer_camera_run_stop (self);
    foyer_camera_update_size (self, 0, 0);
    foyer_camera_update_state (self, FOYER_CAMERA_STATE_OFF);
  }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

FoyerCameraState
foyer_camera_get_state (FoyerCamera *self)
{
  g_return_val_if_fail (FOYER_IS_CAMERA (self), FOYER_CAMERA_STATE_OFF);

  return self->state;
}

/**
 * foyer_camera_get_problem:
 *
 * Returns: (nullable): a sentence for people that says why there are no pictures, and what to do
 */
const char *
foyer_camera_get_problem (FoyerCamera *self)
{
  g_return_val_if_fail (FOYER_IS_CAMERA (self), NULL);

  return self->problem;
}

/**
 * foyer_camera_get_cameras:
 *
 * Returns: (transfer none): a list of #FoyerCameraDevice that follows what is plugged in and out
 *   from the first time that the camera was active
 */
GListModel *
foyer_camera_get_cameras (FoyerCamera *self)
{
  g_return_val_if_fail (FOYER_IS_CAMERA (self), NULL);

  return G_LIST_MODEL (self->cameras);
}

/**
 * foyer_camera_get_selected:
 *
 * Returns: (transfer none) (nullable): the camera in use
 */
FoyerCameraDevice *
foyer_camera_get_selected (FoyerCamera *self)
{
  g_return_val_if_fail (FOYER_IS_CAMERA (self), NULL);

  return self->selected;
}

/**
 * foyer_camera_select:
 * @id: (nullable): the id of the camera to use whenever it is plugged in; %NULL for any
 */
void
foyer_camera_select (FoyerCamera *self, const char *id)
{
  g_return_if_fail (FOYER_IS_CAMERA (self));

  if (g_strcmp0 (self->wanted, id) == 0)
    return;
  g_free (self->wanted);
  self->wanted = g_strdup (id);
  if (self->finder != NULL)
    foyer_camera_run_follow (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WANTED]);
}

/**
 * foyer_camera_get_wanted:
 *
 * Returns: (nullable): the id of the camera that is used whenever it is plugged in
 */
const char *
foyer_camera_get_wanted (FoyerCamera *self)
{
  g_return_val_if_fail (FOYER_IS_CAMERA (self), NULL);

  return self->wanted;
}

/**
 * foyer_camera_get_width:
 *
 * Returns: the width of its pictures in pixels, or 0 before the first
 */
guint
foyer_camera_get_width (FoyerCamera *self)
{
  g_return_val_if_fail (FOYER_IS_CAMERA (self), 0);

  return self->width;
}

/**
 * foyer_camera_get_height:
 *
 * Returns: the height of its pictures in pixels, or 0 before the first
 */
guint
foyer_camera_get_height (FoyerCamera *self)
{
  g_return_val_if_fail (FOYER_IS_CAMERA (self), 0);

  return self->height;
}
