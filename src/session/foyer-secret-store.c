/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-secret-store"

#include "config.h"

#include "session/foyer-secret-store.h"

#include <libsecret/secret.h>

/* Where the secrets of a profile are kept: in the desktop's keyring, or, where there is none, in
 * sealed files, which the application then says. */

struct _FoyerSecretStore {
  GObject parent_instance;

  FoyerProfile *profile;
};

G_DEFINE_FINAL_TYPE (FoyerSecretStore, foyer_secret_store, G_TYPE_OBJECT)

/* Each kind has a schema of its own, so that looking for one never finds another. That of tokens is
 * older than the others and has the plain name. */
static const SecretSchema schemas[FOYER_N_SECRET_KINDS] = {
  [FOYER_SECRET_TOKEN] = {
    FOYER_APPLICATION_ID,
    SECRET_SCHEMA_NONE,
    { { "profile", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
  },
  [FOYER_SECRET_DEVICE_KEY] = {
    FOYER_APPLICATION_ID ".DeviceKey",
    SECRET_SCHEMA_NONE,
    { { "profile", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
  },
  [FOYER_SECRET_STORE_KEY] = {
    FOYER_APPLICATION_ID ".StoreKey",
    SECRET_SCHEMA_NONE,
    { { "profile", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
  },
};

typedef struct {
  FoyerSecretKind kind;
  char *secret;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  secret_password_free (saving->secret);
  g_free (saving);
}

static void
foyer_secret_store_finalize (GObject *object)
{
  FoyerSecretStore *self = FOYER_SECRET_STORE (object);

  g_object_unref (self->profile);

  G_OBJECT_CLASS (foyer_secret_store_parent_class)->finalize (object);
}

static void
foyer_secret_store_class_init (FoyerSecretStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_secret_store_finalize;
}

static void
foyer_secret_store_init (FoyerSecretStore *self)
{
}

/**
 * foyer_secret_store_new:
 * @profile: whose secrets they are
 *
 * Returns: (transfer full): a new store
 */
FoyerSecretStore *
foyer_secret_store_new (FoyerProfile *profile)
{
  FoyerSecretStore *self = g_object_new (FOYER_TYPE_SECRET_STORE, NULL);

  self->profile = g_object_ref (profile);
  return self;
}

static void
on_password_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  FoyerSecretStore *self = g_task_get_source_object (task);
  const Saving *saving = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (secret_password_store_finish (result, NULL)) {
    foyer_secret_file_forget (self->profile, saving->kind);
    g_task_return_boolean (task, TRUE);
    return;
  }
  if (foyer_secret_file_save (self->profile, saving->kind, saving->secret, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * foyer_secret_store_save_async:
 * @secret: what is kept instead of the secret of this kind before
 */
void
foyer_secret_store_save_async (FoyerSecretStore *self,
                               FoyerSecretKind kind,
                               const char *secret,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;
  Saving *saving;
  g_autofree char *label = NULL;

  g_return_if_fail (FOYER_IS_SECRET_STORE (self));
  g_return_if_fail (kind < FOYER_N_SECRET_KINDS);

  task = g_task_new (self, cancellable, callback, user_data);
  label = g_strdup_printf ("Foyer (%s)", foyer_profile_get_name (self->profile));
  g_task_set_source_tag (task, foyer_secret_store_save_async);
  saving = g_new0 (Saving, 1);
  saving->kind = kind;
  saving->secret = g_strdup (secret);
  g_task_set_task_data (task, saving, saving_free);
  secret_password_store (&schemas[kind],
                         SECRET_COLLECTION_DEFAULT,
                         label,
                         secret,
                         cancellable,
                         on_password_stored,
                         task,
                         "profile",
                         foyer_profile_get_name (self->profile),
                         NULL);
}

/**
 * foyer_secret_store_save_finish:
 *
 * Returns: whether the secret is kept
 */
gboolean
foyer_secret_store_save_finish (FoyerSecretStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_password_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  char *password = secret_password_lookup_finish (result, &error);

  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  /* The keyring's own memory has its own way to be freed, so that callers get a copy. */
  g_task_return_pointer (task, g_strdup (password), g_free);
  secret_password_free (password);
}

/**
 * foyer_secret_store_load_async:
 *
 * Looks for a secret: in the file where there is one, else in the keyring.
 */
void
foyer_secret_store_load_async (FoyerSecretStore *self,
                               FoyerSecretKind kind,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FOYER_IS_SECRET_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, foyer_secret_store_load_async);
  if (foyer_secret_file_exists (self->profile, kind)) {
    g_task_return_pointer (task, foyer_secret_file_load (self->profile, kind), g_free);
    return;
  }
  secret_password_lookup (&schemas[kind],
                          cancellable,
                          on_password_found,
                          g_steal_pointer (&task),
                          "profile",
                          foyer_profile_get_name (self->profile),
                          NULL);
}

/**
 * foyer_secret_store_load_finish:
 *
 * Returns: (transfer full) (nullable): the secret; %NULL without @error where there is none, with
 *   one where nobody knows because the keyring does not say
 */
char *
foyer_secret_store_load_finish (FoyerSecretStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_password_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  /* Where there is no keyring there is nothing in it either. */
  secret_password_clear_finish (result, NULL);
}

/**
 * foyer_secret_store_forget:
 *
 * Removes the secret from wherever it is kept.
 */
void
foyer_secret_store_forget (FoyerSecretStore *self, FoyerSecretKind kind)
{
  g_return_if_fail (FOYER_IS_SECRET_STORE (self));
  g_return_if_fail (kind < FOYER_N_SECRET_KINDS);

  foyer_secret_file_forget (self->profile, kind);
  secret_password_clear (&schemas[kind],
                         NULL,
                         on_password_cleared,
                         NULL,
                         "profile",
                         foyer_profile_get_name (self->profile),
                         NULL);
}

/**
 * foyer_secret_store_get_in_file:
 *
 * Returns: whether the token or the device's key is kept in a file instead of a keyring
 */
gboolean
foyer_secret_store_get_in_file (FoyerSecretStore *self)
{
  g_return_val_if_fail (FOYER_IS_SECRET_STORE (self), FALSE);

  /* What the store is sealed with is not what lets somebody in. */
  for (guint kind = 0; kind < FOYER_SECRET_STORE_KEY; kind++) {
    if (foyer_secret_file_exists (self->profile, (FoyerSecretKind)kind))
      return TRUE;
  }
  return FALSE;
}
