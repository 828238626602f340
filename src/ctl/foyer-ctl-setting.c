/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-setting"

#include "config.h"

#include "base/foyer-error.h"
#include "ctl/foyer-ctl-file.h"
#include "ctl/foyer-ctl-rows.h"
#include "db/foyer-db-settings.h"

#include <sodium.h>
#include <string.h>

/* foyerctl setting: what an admin may set. Secrets go in and never come out. */

#define MAX_BYTES 2000

static gboolean
is_secret (FoyerDbSetting setting)
{
  return foyer_db_setting_get_kind (setting) == FOYER_DB_SETTING_SECRET;
}

static void
forget (char *secret)
{
  if (secret != NULL)
    sodium_memzero (secret, strlen (secret));
  g_free (secret);
}

static gboolean
find (const char *name, FoyerDbSetting *setting, GError **error)
{
  if (foyer_db_setting_from_name (name, setting))
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_NOT_FOUND,
               "There is no setting “%s”; “foyerctl setting list” names them all.",
               name);
  return FALSE;
}

/* A setting with what it is set to. */
typedef struct {
  FoyerDbSetting setting;
  char *value;
} Known;

static void
known_free (Known *self)
{
  forget (self->value);
  g_free (self);
}

static void
fill_setting (FoyerCtlRow *row, gconstpointer item)
{
  const Known *known = item;
  gboolean secret = is_secret (known->setting);

  foyer_ctl_row_add (row, "name", foyer_db_setting_get_name (known->setting));
  foyer_ctl_row_add (row, "value", secret && known->value != NULL ? "(set)" : known->value);
  foyer_ctl_row_add (row, "help", foyer_db_setting_get_help (known->setting));
  if (row->writer != NULL)
    foyer_json_writer_add_boolean (row->writer, "secret", secret);
}

static GPtrArray *
read_all (FoyerCtlCall *call, FoyerDbConnection *connection, GError **error)
{
  g_autoptr (GPtrArray) settings = g_ptr_array_new_with_free_func ((GDestroyNotify)known_free);

  for (guint i = 0; i < FOYER_DB_N_SETTINGS; i++) {
    Known *known = g_new0 (Known, 1);

    known->setting = (FoyerDbSetting)i;
    g_ptr_array_add (settings, known);
    if (!foyer_db_setting_read_text (connection,
                                     foyer_ctl_call_get_seal (call),
                                     known->setting,
                                     &known->value,
                                     error))
      return NULL;
  }
  return g_steal_pointer (&settings);
}

gboolean
foyer_ctl_setting_list (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  g_autoptr (GPtrArray) settings = NULL;

  if (connection != NULL)
    settings = read_all (call, connection, error);
  return foyer_ctl_rows_print (call, "settings", settings, fill_setting);
}

/* One line, of which the end does not count. */
static char *
read_value (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = foyer_ctl_file_read (path != NULL ? path : "-", MAX_BYTES, error);
  gsize size;
  const char *text;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &size);
  if (size > 0 && text[size - 1] == '\n')
    size--;
  if (size > 0 && text[size - 1] == '\r')
    size--;
  if (size > 0 && memchr (text, '\0', size) == NULL)
    return g_strndup (text, size);
  g_set_error_literal (error,
                       FOYER_ERROR,
                       FOYER_ERROR_BAD_REQUEST,
                       "There is no value in what was read.");
  return NULL;
}

static char *
get_value (FoyerCtlCall *call, FoyerDbSetting setting, GError **error)
{
  const char *path = foyer_ctl_call_get_text (call, "file");

  if (call->value == NULL)
    return read_value (path, error);
  if (!is_secret (setting) && path == NULL)
    return g_strdup (call->value);
  g_set_error_literal (error,
                       FOYER_CTL_USAGE_ERROR,
                       path != NULL ? "VALUE and --file cannot both be given"
                                    : "a secret is read from --file or from standard input, so "
                                      "that no other program sees it");
  return NULL;
}

static gboolean
set (FoyerCtlCall *call, FoyerDbSetting setting, const char *value, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);

  if (connection == NULL || !foyer_db_setting_set (connection,
                                                   foyer_ctl_call_get_seal (call),
                                                   setting,
                                                   value,
                                                   foyer_ctl_call_get_actor (call),
                                                   error))
    return FALSE;
  foyer_ctl_call_print_done (call);
  return TRUE;
}

gboolean
foyer_ctl_setting_set (FoyerCtlCall *call, GError **error)
{
  FoyerDbSetting setting;
  char *value;
  gboolean done;

  if (!find (call->argument, &setting, error))
    return FALSE;
  value = get_value (call, setting, error);
  done = value != NULL && set (call, setting, value, error);
  forget (value);
  return done;
}

gboolean
foyer_ctl_setting_unset (FoyerCtlCall *call, GError **error)
{
  FoyerDbSetting setting;

  return find (call->argument, &setting, error) && set (call, setting, NULL, error);
}
