/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-verdict.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FoyerSound:
 * @FOYER_SOUND_ADMITTED: two notes that rise
 * @FOYER_SOUND_ALONE: three notes that rise: admitted, and only this desk has decided it
 * @FOYER_SOUND_ATTENTION: admitted, but look at the screen
 * @FOYER_SOUND_EXITED: two notes that fall
 * @FOYER_SOUND_REFUSED: a low buzz, twice
 */
typedef enum {
  FOYER_SOUND_ADMITTED,
  FOYER_SOUND_ALONE,
  FOYER_SOUND_ATTENTION,
  FOYER_SOUND_EXITED,
  FOYER_SOUND_REFUSED,
} FoyerSound;

#define FOYER_TYPE_SOUNDS (foyer_sounds_get_type ())
G_DECLARE_FINAL_TYPE (FoyerSounds, foyer_sounds, FOYER, SOUNDS, GObject)

FoyerSounds *foyer_sounds_new (void);
FoyerSound foyer_sounds_choose (const FoyerVerdict *verdict, gboolean is_alone);
void foyer_sounds_play_async (FoyerSounds *self,
                              FoyerSound sound,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean foyer_sounds_play_finish (FoyerSounds *self, GAsyncResult *result, GError **error);

G_END_DECLS
