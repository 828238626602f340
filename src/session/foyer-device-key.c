/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-device-key"

#include "config.h"

#include "session/foyer-device-key.h"

#include "base/foyer-error.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

/* The key by which relays know this device: one per profile, made when it is needed for the first
 * time, and kept where secrets are. It is kept before anybody hears of it, so that no relay knows a
 * device that has lost its key. */

#define VARIANT       sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define SECRET_LENGTH sodium_base64_ENCODED_LEN (crypto_sign_SEEDBYTES, VARIANT)

static char *
write_key (const FoyerSigningKey *key)
{
  guint8 seed[crypto_sign_SEEDBYTES];
  char *text = g_malloc (SECRET_LENGTH);

  crypto_sign_ed25519_sk_to_seed (seed, key->secret_key);
  sodium_bin2base64 (text, SECRET_LENGTH, seed, sizeof seed, VARIANT);
  sodium_memzero (seed, sizeof seed);
  return text;
}

static FoyerSigningKey *
read_key (const char *text)
{
  guint8 seed[crypto_sign_SEEDBYTES];
  FoyerSigningKey *key = NULL;
  gsize size = 0;

  if (sodium_base642bin (seed, sizeof seed, text, strlen (text), NULL, &size, NULL, VARIANT) == 0 &&
      size == sizeof seed) {
    key = g_new0 (FoyerSigningKey, 1);
    crypto_sign_seed_keypair (key->public_key, key->secret_key, seed);
  }
  sodium_memzero (seed, sizeof seed);
  return key;
}

static void
free_key (gpointer data)
{
  foyer_device_key_free (data);
}

static void
on_key_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!foyer_secret_store_save_finish (FOYER_SECRET_STORE (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_task_return_pointer (task, g_object_steal_data (G_OBJECT (task), "key"), free_key);
}

static void
make_key (GTask *task)
{
  FoyerSecretStore *secrets = g_task_get_source_object (task);
  FoyerSigningKey *key = g_new0 (FoyerSigningKey, 1);
  char *text;

  foyer_signing_key_generate (key, 0);
  text = write_key (key);
  g_object_set_data_full (G_OBJECT (task), "key", key, free_key);
  foyer_secret_store_save_async (secrets,
                                 FOYER_SECRET_DEVICE_KEY,
                                 text,
                                 g_task_get_cancellable (task),
                                 on_key_saved,
                                 g_object_ref (task));
  foyer_secret_free (text);
}

static void
on_key_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  char *text = foyer_secret_store_load_finish (FOYER_SECRET_STORE (source), result, NULL);
  FoyerSigningKey *key = text != NULL ? read_key (text) : NULL;

  foyer_secret_free (text);
  if (key != NULL)
    g_task_return_pointer (task, key, free_key);
  else if (GPOINTER_TO_INT (g_task_get_task_data (task)))
    make_key (task);
  else
    g_task_return_new_error (task,
                             FOYER_ERROR,
                             FOYER_ERROR_FAILED,
                             "%s",
                             _ ("The key of this device cannot be read. Unlock the keyring, or "
                                "pair the device again."));
}

/**
 * foyer_device_key_get_async:
 * @secrets: where it is kept
 * @may_make: whether a new one is made where none can be read; only for who is about to enrol,
 *   because whatever knew the former one does not know the new one
 */
void
foyer_device_key_get_async (FoyerSecretStore *secrets,
                            gboolean may_make,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;

  g_return_if_fail (FOYER_IS_SECRET_STORE (secrets));

  task = g_task_new (secrets, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_device_key_get_async);
  g_task_set_task_data (task, GINT_TO_POINTER (may_make), NULL);
  foyer_secret_store_load_async (secrets,
                                 FOYER_SECRET_DEVICE_KEY,
                                 cancellable,
                                 on_key_loaded,
                                 task);
}

/**
 * foyer_device_key_get_finish:
 * @error: why there is none
 *
 * Returns: (transfer full) (nullable): the key, which is kept; free it with foyer_device_key_free()
 */
FoyerSigningKey *
foyer_device_key_get_finish (FoyerSecretStore *secrets, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, secrets), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * foyer_device_key_free:
 * @key: (nullable): a key in memory; it stays kept
 */
void
foyer_device_key_free (FoyerSigningKey *key)
{
  if (key == NULL)
    return;
  foyer_signing_key_clear (key);
  g_free (key);
}
