/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-frame.h"

G_BEGIN_DECLS

/* What a scene is about: what makes its codes hard to read. */
typedef enum {
  FOYER_SCENE_NOMINAL,
  FOYER_SCENE_SMALL,
  FOYER_SCENE_CLOSE,
  FOYER_SCENE_PERSPECTIVE,
  FOYER_SCENE_ROTATION,
  FOYER_SCENE_DEFOCUS,
  FOYER_SCENE_MOTION,
  FOYER_SCENE_NOISE,
  FOYER_SCENE_LOW_CONTRAST,
  FOYER_SCENE_GLARE,
  FOYER_SCENE_SHADOWS,
  FOYER_SCENE_MONITOR,
  FOYER_SCENE_CURVED,
  FOYER_SCENE_DAMAGED,
  FOYER_SCENE_LOTS,
  FOYER_SCENE_HIGH_VERSION,
  FOYER_SCENE_INVERTED,
  FOYER_SCENE_EMPTY,
  FOYER_N_SCENES,
} FoyerSceneKind;

/**
 * FoyerSceneCode:
 * @text: what the code holds
 * @corners: the outline of its modules in pixels, from its top left corner clockwise
 */
typedef struct {
  char *text;
  double corners[4][2];
} FoyerSceneCode;

/**
 * FoyerScene:
 * @frame: the picture, 1280×720
 * @codes: (element-type FoyerSceneCode): what is in it
 */
typedef struct {
  FoyerFrame *frame;
  GPtrArray *codes;
} FoyerScene;

FoyerScene *foyer_scene_new (FoyerSceneKind kind, guint seed);
void foyer_scene_free (FoyerScene *self);
gboolean foyer_scene_has_text (const FoyerScene *self, const char *text);
const char *foyer_scene_kind_to_nick (FoyerSceneKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerScene, foyer_scene_free)

G_END_DECLS
