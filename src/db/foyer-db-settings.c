/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-settings"

#include "config.h"

#include "db/foyer-db-settings.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-query.h"

/* What an admin may set. What was not set has the value that is said here. */

#define PURPOSE "setting"
#define READ    "SELECT value, encode (sealed, 'hex') FROM settings WHERE name = $1"
#define WRITE                                                                           \
  "INSERT INTO settings (name, value, sealed) VALUES ($1, $2, decode ($3, 'hex'))"      \
  " ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value, sealed = EXCLUDED.sealed," \
  " changed_at = clock_timestamp ()"
#define FORGET "DELETE FROM settings WHERE name = $1"

static const struct {
  const char *name;
  FoyerDbSettingKind kind;
  const char *otherwise;
  guint minimum;
  guint maximum;
  const char *help;
} settings[FOYER_DB_N_SETTINGS] = {
  { "session.idle_minutes",
    FOYER_DB_SETTING_NUMBER,
    "960",
    5,
    43200,
    "After how long without use a session ends" },
  { "session.lifetime_hours",
    FOYER_DB_SETTING_NUMBER,
    "96",
    1,
    8760,
    "After how long a session ends in any case" },
  { "session.rotate_minutes",
    FOYER_DB_SETTING_NUMBER,
    "60",
    1,
    10080,
    "After how long a session gets a new token" },
  { "provider.issuer",
    FOYER_DB_SETTING_TEXT,
    "https://accounts.google.com",
    0,
    500,
    "The OpenID provider’s address" },
  { "provider.name", FOYER_DB_SETTING_TEXT, "Google", 0, 100, "What people call the provider" },
  { "provider.client_id",
    FOYER_DB_SETTING_TEXT,
    NULL,
    0,
    500,
    "What the provider knows this installation by; without it nobody signs in with one" },
  { "provider.client_secret",
    FOYER_DB_SETTING_SECRET,
    NULL,
    0,
    500,
    "The secret that goes with it" },
  { "provider.hosted_domain",
    FOYER_DB_SETTING_TEXT,
    NULL,
    0,
    253,
    "The only domain whose accounts may sign in" },
  { "alert.window_minutes",
    FOYER_DB_SETTING_NUMBER,
    "5",
    1,
    1440,
    "In how long the numbers below raise an alert" },
  { "alert.refusals", FOYER_DB_SETTING_NUMBER, "10", 1, 10000, "Refused codes at one device" },
  { "alert.forgeries", FOYER_DB_SETTING_NUMBER, "3", 1, 10000, "Forged codes at one device" },
  { "alert.sign_in_failures",
    FOYER_DB_SETTING_NUMBER,
    "5",
    1,
    10000,
    "Failed sign-ins of one account or address" },
  { "alert.overrides", FOYER_DB_SETTING_NUMBER, "5", 1, 10000, "Overrides by one staff member" },
  { "alert.searches", FOYER_DB_SETTING_NUMBER, "30", 1, 10000, "Searches by one staff member" },
  { "alert.unknown_devices",
    FOYER_DB_SETTING_NUMBER,
    "3",
    1,
    10000,
    "Attempts of devices that nobody has paired, from one address" },
  { "alert.clock_seconds",
    FOYER_DB_SETTING_NUMBER,
    "30",
    1,
    86400,
    "How far off a device’s clock may be" },
};

const char *
foyer_db_setting_get_name (FoyerDbSetting setting)
{
  return settings[setting].name;
}

/**
 * foyer_db_setting_get_help:
 *
 * Returns: (transfer none): what it is, in English
 */
const char *
foyer_db_setting_get_help (FoyerDbSetting setting)
{
  return settings[setting].help;
}

FoyerDbSettingKind
foyer_db_setting_get_kind (FoyerDbSetting setting)
{
  return settings[setting].kind;
}

/**
 * foyer_db_setting_from_name:
 * @setting: (out): untouched where there is none of that name
 *
 * Returns: whether there is a setting of that name
 */
gboolean
foyer_db_setting_from_name (const char *name, FoyerDbSetting *setting)
{
  for (guint i = 0; i < FOYER_DB_N_SETTINGS; i++) {
    if (g_str_equal (settings[i].name, name)) {
      *setting = (FoyerDbSetting)i;
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * foyer_db_setting_read_text:
 * @seal: (nullable): needed for secrets only
 * @value: (out) (nullable) (transfer full): what is set, or meant otherwise; %NULL for nothing
 *
 * Returns: whether it could be read
 */
gboolean
foyer_db_setting_read_text (FoyerDbConnection *connection,
                            const FoyerDbSeal *seal,
                            FoyerDbSetting setting,
                            char **value,
                            GError **error)
{
  g_autoptr (PGresult) result =
      foyer_db_query (connection, READ, FOYER_DB_PARAMS (settings[setting].name), error);
  const char *sealed;

  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 0) {
    *value = g_strdup (settings[setting].otherwise);
    return TRUE;
  }
  sealed = foyer_db_get_text (result, 0, 1);
  if (sealed == NULL) {
    *value = g_strdup (foyer_db_get_text (result, 0, 0));
    return TRUE;
  }
  *value = foyer_db_seal_open_text (seal, PURPOSE, sealed, error);
  return *value != NULL;
}

static gboolean
parse_number (FoyerDbSetting setting, const char *text, guint *value, GError **error)
{
  guint64 number;

  if (g_ascii_string_to_unsigned (text,
                                  10,
                                  settings[setting].minimum,
                                  settings[setting].maximum,
                                  &number,
                                  NULL)) {
    *value = (guint)number;
    return TRUE;
  }
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_BAD_REQUEST,
               "%s takes a whole number from %u to %u.",
               settings[setting].name,
               settings[setting].minimum,
               settings[setting].maximum);
  return FALSE;
}

/**
 * foyer_db_setting_read_number:
 * @value: (out): what is set, or meant otherwise; always within bounds
 *
 * Returns: whether it could be read
 */
gboolean
foyer_db_setting_read_number (FoyerDbConnection *connection,
                              FoyerDbSetting setting,
                              guint *value,
                              GError **error)
{
  g_autofree char *text = NULL;

  if (!foyer_db_setting_read_text (connection, NULL, setting, &text, error))
    return FALSE;
  /* Somebody may have written to the table by hand. */
  return parse_number (setting, text, value, NULL) ||
         parse_number (setting, settings[setting].otherwise, value, error);
}

static gboolean
check (FoyerDbSetting setting, const char *value, GError **error)
{
  guint number;

  if (value == NULL)
    return TRUE;
  if (settings[setting].kind == FOYER_DB_SETTING_NUMBER)
    return parse_number (setting, value, &number, error);
  if (*value != '\0' && foyer_text_is_clean (value, settings[setting].maximum))
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_BAD_REQUEST,
               "%s takes a line of at most %u bytes.",
               settings[setting].name,
               settings[setting].maximum);
  return FALSE;
}

static gboolean
write_value (FoyerDbConnection *connection,
             const FoyerDbSeal *seal,
             FoyerDbSetting setting,
             const char *value,
             GError **error)
{
  const char *name = settings[setting].name;
  g_autofree char *sealed = NULL;

  if (value == NULL)
    return foyer_db_execute (connection, FORGET, FOYER_DB_PARAMS (name), error);
  if (settings[setting].kind != FOYER_DB_SETTING_SECRET)
    return foyer_db_execute (connection, WRITE, FOYER_DB_PARAMS (name, value, NULL), error);
  sealed = foyer_db_seal_text (seal, PURPOSE, value);
  return foyer_db_execute (connection, WRITE, FOYER_DB_PARAMS (name, NULL, sealed), error);
}

/**
 * foyer_db_setting_set:
 * @value: (nullable): what it is from now on; %NULL for what is meant otherwise
 * @actor: who sets it
 *
 * Returns: whether it was set; %FOYER_ERROR_BAD_REQUEST says what it takes
 */
gboolean
foyer_db_setting_set (FoyerDbConnection *connection,
                      const FoyerDbSeal *seal,
                      FoyerDbSetting setting,
                      const char *value,
                      const FoyerDbActor *actor,
                      GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = NULL;

  if (!check (setting, value, error))
    return FALSE;
  transaction = foyer_db_transaction_begin (connection, error);
  return transaction != NULL && write_value (connection, seal, setting, value, error) &&
         foyer_db_audit (connection, NULL, "setting", settings[setting].name, actor, error) &&
         foyer_db_transaction_commit (&transaction, error);
}
