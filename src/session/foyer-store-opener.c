/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-store-opener"

#include "config.h"

#include "session/foyer-store-opener.h"

#include "base/foyer-error.h"

#include <glib/gi18n.h>
#include <sodium.h>

/* Opens the file in which a profile keeps events, tickets and scans. Its private data is sealed
 * with a key in the keyring: one that was made for it, and not the device's, because scans that
 * wait outlive the pairing that the device's key is for. A damaged file is put aside with what can
 * no longer be read; what can goes on. */

#define FILE_NAME "store.db"

typedef struct {
  FoyerSecretStore *secrets;
  /* The key as text, until it is kept. */
  char *text;
  FoyerStore *store;
  char *aside;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_object_unref (opening->secrets);
  foyer_secret_free (opening->text);
  g_clear_object (&opening->store);
  g_free (opening->aside);
  g_free (opening);
}

static void
on_rescued (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Opening *opening = g_task_get_task_data (task);
  GError *error = NULL;
  guint n_scans;

  if (foyer_store_rescue_finish (FOYER_STORE (source), result, &n_scans, &opening->aside, &error))
    g_task_return_pointer (task, g_steal_pointer (&opening->store), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Opening *opening = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;

  if (foyer_store_open_finish (FOYER_STORE (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&opening->store), g_object_unref);
  else if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_DAMAGED))
    foyer_store_rescue_async (opening->store, cancellable, on_rescued, g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
open_with (GTask *task, const char *text)
{
  Opening *opening = g_task_get_task_data (task);
  FoyerProfile *profile = g_task_get_source_object (task);
  g_autofree char *path = foyer_profile_get_path (profile, FILE_NAME);
  GError *error = NULL;
  FoyerSeal *seal = NULL;
  gsize length;
  guint8 *key = g_base64_decode (text, &length);

  /* With the key in a keyring this is the first file of a new profile. */
  if (length == FOYER_SEAL_KEY_BYTES && foyer_profile_make_folder (profile, &error))
    seal = foyer_seal_new (key, &error);
  else if (error == NULL)
    g_set_error_literal (&error,
                         FOYER_ERROR,
                         FOYER_ERROR_DAMAGED,
                         _ ("What this desk keeps is sealed with a key that is damaged."));
  sodium_memzero (key, length);
  g_free (key);
  if (seal == NULL) {
    g_task_return_error (task, error);
    return;
  }
  opening->store = foyer_store_new (path, seal);
  foyer_store_open_async (opening->store,
                          g_task_get_cancellable (task),
                          on_opened,
                          g_object_ref (task));
}

static void
on_key_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Opening *opening = g_task_get_task_data (task);
  GError *error = NULL;

  if (foyer_secret_store_save_finish (FOYER_SECRET_STORE (source), result, &error))
    open_with (task, opening->text);
  else
    g_task_return_error (task, error);
}

static void
make_key (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);
  guint8 key[FOYER_SEAL_KEY_BYTES];

  randombytes_buf (key, sizeof key);
  opening->text = g_base64_encode (key, sizeof key);
  sodium_memzero (key, sizeof key);
  foyer_secret_store_save_async (opening->secrets,
                                 FOYER_SECRET_STORE_KEY,
                                 opening->text,
                                 g_task_get_cancellable (task),
                                 on_key_saved,
                                 g_object_ref (task));
}

/**
 * foyer_store_opener_has_file:
 *
 * Returns: whether the profile keeps anything
 */
gboolean
foyer_store_opener_has_file (FoyerProfile *profile)
{
  g_autofree char *path = foyer_profile_get_path (profile, FILE_NAME);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Another key makes a file unreadable: where the keyring does not say whether it has one, none is
 * made beside a file that is there. */
static void
on_key_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  char *text = foyer_secret_store_load_finish (FOYER_SECRET_STORE (source), result, &error);

  if (text != NULL)
    open_with (task, text);
  else if (error != NULL && foyer_store_opener_has_file (g_task_get_source_object (task)))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    make_key (task);
  foyer_secret_free (text);
}

/**
 * foyer_store_opener_open_async:
 * @secrets: where the key is, or will be
 */
void
foyer_store_opener_open_async (FoyerProfile *profile,
                               FoyerSecretStore *secrets,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (profile, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  opening->secrets = g_object_ref (secrets);
  g_task_set_source_tag (task, foyer_store_opener_open_async);
  g_task_set_task_data (task, opening, opening_free);
  foyer_secret_store_load_async (secrets, FOYER_SECRET_STORE_KEY, cancellable, on_key_loaded, task);
}

/**
 * foyer_store_opener_open_finish:
 * @aside: (out) (transfer full) (nullable): where a file is that was damaged
 *
 * Returns: (transfer full) (nullable): the store, which is open
 */
FoyerStore *
foyer_store_opener_open_finish (FoyerProfile *profile,
                                GAsyncResult *result,
                                char **aside,
                                GError **error)
{
  Opening *opening;

  g_return_val_if_fail (g_task_is_valid (result, profile), NULL);

  opening = g_task_get_task_data (G_TASK (result));
  *aside = g_steal_pointer (&opening->aside);
  return g_task_propagate_pointer (G_TASK (result), error);
}
