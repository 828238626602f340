/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-sounds"

#include "config.h"

#include "app/foyer-sounds.h"

#include "base/foyer-worker.h"

#include <errno.h>
#include <gsound.h>
#include <sys/mman.h>
#include <unistd.h>

/* A sound for every kind of verdict, so that staff need not look. A thread of its own plays them:
 * reaching a sound server may take a while, or fail for good, and neither may hold up a scan. The
 * sounds are in the program; libcanberra reads them by name, which a file in memory has too. */

#define N_SOUNDS (FOYER_SOUND_REFUSED + 1)

static const char *const names[N_SOUNDS] = {
  [FOYER_SOUND_ADMITTED] = "admitted",   [FOYER_SOUND_ALONE] = "alone",
  [FOYER_SOUND_ATTENTION] = "attention", [FOYER_SOUND_EXITED] = "exited",
  [FOYER_SOUND_REFUSED] = "refused",
};

struct _FoyerSounds {
  GObject parent_instance;

  FoyerWorker *worker;
};

G_DEFINE_FINAL_TYPE (FoyerSounds, foyer_sounds, G_TYPE_OBJECT)

/* What the worker owns. */
typedef struct {
  GSoundContext *context;
  int files[N_SOUNDS];
} Player;

static Player *
player_new (void)
{
  Player *player = g_new0 (Player, 1);

  for (guint i = 0; i < N_SOUNDS; i++)
    player->files[i] = -1;
  return player;
}

static void
player_free (gpointer data)
{
  Player *player = data;

  g_clear_object (&player->context);
  for (guint i = 0; i < N_SOUNDS; i++) {
    if (player->files[i] >= 0)
      close (player->files[i]);
  }
  g_free (player);
}

static gboolean
open_sound_in_worker (Player *player, FoyerSound sound, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/io/github/foyer_app/Foyer/%s.wav", names[sound]);
  g_autoptr (GBytes) bytes = NULL;
  gsize size;
  gconstpointer data;

  if (player->files[sound] >= 0)
    return TRUE;
  bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &size);
  player->files[sound] = memfd_create (names[sound], MFD_CLOEXEC);
  if (player->files[sound] < 0 || write (player->files[sound], data, size) != (gssize)size) {
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
    return FALSE;
  }
  return TRUE;
}

static void
play_in_worker (GTask *task, gpointer handle)
{
  Player *player = handle;
  FoyerSound sound = GPOINTER_TO_UINT (g_task_get_task_data (task));
  g_autofree char *path = NULL;
  GError *error = NULL;

  if (player->context == NULL)
    player->context = gsound_context_new (NULL, &error);
  if (player->context == NULL || !open_sound_in_worker (player, sound, &error)) {
    g_task_return_error (task, error);
    return;
  }
  path = g_strdup_printf ("/proc/self/fd/%d", player->files[sound]);
  if (gsound_context_play_simple (player->context,
                                  g_task_get_cancellable (task),
                                  &error,
                                  GSOUND_ATTR_MEDIA_FILENAME,
                                  path,
                                  GSOUND_ATTR_MEDIA_ROLE,
                                  "event",
                                  NULL))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
foyer_sounds_finalize (GObject *object)
{
  FoyerSounds *self = FOYER_SOUNDS (object);

  g_clear_object (&self->worker);
  G_OBJECT_CLASS (foyer_sounds_parent_class)->finalize (object);
}

static void
foyer_sounds_class_init (FoyerSoundsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_sounds_finalize;
}

static void
foyer_sounds_init (FoyerSounds *self)
{
  self->worker = foyer_worker_new ("foyer-sounds", player_new (), player_free);
}

/**
 * foyer_sounds_new:
 *
 * Returns: (transfer full): something that plays sounds, where the computer can
 */
FoyerSounds *
foyer_sounds_new (void)
{
  return g_object_new (FOYER_TYPE_SOUNDS, NULL);
}

/**
 * foyer_sounds_choose:
 * @is_alone: whether only this desk has decided it
 *
 * Returns: the sound that goes with @verdict; what somebody has to look at comes first
 */
FoyerSound
foyer_sounds_choose (const FoyerVerdict *verdict, gboolean is_alone)
{
  if (verdict->outcome == FOYER_OUTCOME_EXITED)
    return FOYER_SOUND_EXITED;
  if (verdict->outcome == FOYER_OUTCOME_REFUSED)
    return FOYER_SOUND_REFUSED;
  if (verdict->ticket != NULL && verdict->ticket->attention != NULL)
    return FOYER_SOUND_ATTENTION;
  return is_alone ? FOYER_SOUND_ALONE : FOYER_SOUND_ADMITTED;
}

/**
 * foyer_sounds_play_async:
 * @sound: which one
 * @callback: (nullable): called once it was handed to the sound server, not when it has ended
 */
void
foyer_sounds_play_async (FoyerSounds *self,
                         FoyerSound sound,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FOYER_IS_SOUNDS (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_sounds_play_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (sound), NULL);
  foyer_worker_push (self->worker, g_steal_pointer (&task), play_in_worker);
}

/**
 * foyer_sounds_play_finish:
 *
 * Returns: whether a sound server took it; without one there is an @error
 */
gboolean
foyer_sounds_play_finish (FoyerSounds *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
