/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-profile"

#include "config.h"

#include "session/foyer-profile.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* What one profile of the application keeps on this computer, in a folder that only its owner can
 * read. Profiles run beside one another and share nothing. */

#define SETTINGS_FILE  "settings.ini"
#define SETTINGS_GROUP "desk"
#define WIPE_DUE       "wipe-due"

struct _FoyerProfile {
  GObject parent_instance;

  char *name;
  char *folder;
  GKeyFile *settings;
};

G_DEFINE_FINAL_TYPE (FoyerProfile, foyer_profile, G_TYPE_OBJECT)

static void
foyer_profile_finalize (GObject *object)
{
  FoyerProfile *self = FOYER_PROFILE (object);

  g_free (self->name);
  g_free (self->folder);
  g_key_file_unref (self->settings);

  G_OBJECT_CLASS (foyer_profile_parent_class)->finalize (object);
}

static void
foyer_profile_class_init (FoyerProfileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_profile_finalize;
}

static void
foyer_profile_init (FoyerProfile *self)
{
  self->settings = g_key_file_new ();
}

/**
 * foyer_profile_new:
 * @name: (nullable): what the person calls it, or %NULL for the usual one; characters that a folder
 *   should not have become underscores
 *
 * Returns: (transfer full): the profile, with the settings that it was left with
 */
FoyerProfile *
foyer_profile_new (const char *name)
{
  FoyerProfile *self = g_object_new (FOYER_TYPE_PROFILE, NULL);
  g_autofree char *path = NULL;

  self->name = g_strdup (name != NULL && *name != '\0' ? name : "default");
  g_strcanon (self->name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_", '_');
  self->folder = g_build_filename (g_get_user_data_dir (), "foyer", self->name, NULL);
  path = foyer_profile_get_path (self, SETTINGS_FILE);
  g_key_file_load_from_file (self->settings, path, G_KEY_FILE_NONE, NULL);
  return self;
}

/**
 * foyer_profile_get_name:
 *
 * Returns: (transfer none): its name, as its folder is called
 */
const char *
foyer_profile_get_name (FoyerProfile *self)
{
  g_return_val_if_fail (FOYER_IS_PROFILE (self), NULL);

  return self->name;
}

/**
 * foyer_profile_get_path:
 *
 * Returns: (transfer full): where the profile keeps the file of that name
 */
char *
foyer_profile_get_path (FoyerProfile *self, const char *file_name)
{
  g_return_val_if_fail (FOYER_IS_PROFILE (self), NULL);

  return g_build_filename (self->folder, file_name, NULL);
}

/**
 * foyer_profile_get_setting:
 *
 * Returns: (transfer full) (nullable): what was kept under @key
 */
char *
foyer_profile_get_setting (FoyerProfile *self, const char *key)
{
  g_return_val_if_fail (FOYER_IS_PROFILE (self), NULL);

  return g_key_file_get_string (self->settings, SETTINGS_GROUP, key, NULL);
}

/**
 * foyer_profile_set_setting:
 * @value: (nullable): what is kept under @key from now on; %NULL for nothing
 *
 * A setting that cannot be written holds until the program ends.
 */
void
foyer_profile_set_setting (FoyerProfile *self, const char *key, const char *value)
{
  g_autofree char *former = NULL;
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_return_if_fail (FOYER_IS_PROFILE (self));

  former = foyer_profile_get_setting (self, key);
  if (g_strcmp0 (former, value) == 0)
    return;
  if (value != NULL)
    g_key_file_set_string (self->settings, SETTINGS_GROUP, key, value);
  else
    g_key_file_remove_key (self->settings, SETTINGS_GROUP, key, NULL);
  data = g_key_file_to_data (self->settings, &length, NULL);
  if (!foyer_profile_write (self, SETTINGS_FILE, data, length, &error))
    g_warning ("The settings were not kept: %s", error->message);
}

/**
 * foyer_profile_is_wipe_due:
 *
 * Returns: whether what this profile keeps of guests is to be wiped, and was not yet
 */
gboolean
foyer_profile_is_wipe_due (FoyerProfile *self)
{
  g_autofree char *due = foyer_profile_get_setting (self, WIPE_DUE);

  return due != NULL;
}

/**
 * foyer_profile_set_wipe_due:
 */
void
foyer_profile_set_wipe_due (FoyerProfile *self, gboolean is_due)
{
  foyer_profile_set_setting (self, WIPE_DUE, is_due ? "yes" : NULL);
}

/**
 * foyer_profile_make_folder:
 *
 * Makes the folder of the profile, for its owner alone, unless it is there.
 */
gboolean
foyer_profile_make_folder (FoyerProfile *self, GError **error)
{
  int code;

  g_return_val_if_fail (FOYER_IS_PROFILE (self), FALSE);

  if (g_mkdir_with_parents (self->folder, 0700) == 0 && g_chmod (self->folder, 0700) == 0)
    return TRUE;
  code = errno;
  g_set_error (error,
               G_IO_ERROR,
               (int)g_io_error_from_errno (code),
               /* Translators: a folder, and what is wrong with it. */
               _ ("Foyer cannot write into its folder %s: %s."),
               self->folder,
               g_strerror (code));
  return FALSE;
}

/**
 * foyer_profile_write:
 * @bytes: @length bytes
 * @error: why the file was left as it was
 *
 * Writes a file that only its owner can read: all of it, durably, or nothing.
 *
 * Returns: whether it was written
 */
gboolean
foyer_profile_write (FoyerProfile *self,
                     const char *file_name,
                     const char *bytes,
                     gsize length,
                     GError **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (FOYER_IS_PROFILE (self), FALSE);

  if (!foyer_profile_make_folder (self, error))
    return FALSE;
  path = foyer_profile_get_path (self, file_name);
  return g_file_set_contents_full (path,
                                   bytes,
                                   (gssize)length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600,
                                   error);
}
