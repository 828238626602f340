/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"
#include "db/foyer-db-seal.h"

G_BEGIN_DECLS

/**
 * FoyerDbSetting:
 *
 * What an admin may set; foyer-db-settings.c says under which name, and what is meant otherwise.
 */
typedef enum {
  FOYER_DB_SETTING_SESSION_IDLE_MINUTES,
  FOYER_DB_SETTING_SESSION_LIFETIME_HOURS,
  FOYER_DB_SETTING_SESSION_ROTATE_MINUTES,
  FOYER_DB_SETTING_PROVIDER_ISSUER,
  FOYER_DB_SETTING_PROVIDER_NAME,
  FOYER_DB_SETTING_PROVIDER_CLIENT_ID,
  FOYER_DB_SETTING_PROVIDER_CLIENT_SECRET,
  FOYER_DB_SETTING_PROVIDER_HOSTED_DOMAIN,
  FOYER_DB_SETTING_ALERT_WINDOW_MINUTES,
  FOYER_DB_SETTING_ALERT_REFUSALS,
  FOYER_DB_SETTING_ALERT_FORGERIES,
  FOYER_DB_SETTING_ALERT_SIGN_IN_FAILURES,
  FOYER_DB_SETTING_ALERT_OVERRIDES,
  FOYER_DB_SETTING_ALERT_SEARCHES,
  FOYER_DB_SETTING_ALERT_UNKNOWN_DEVICES,
  FOYER_DB_SETTING_ALERT_CLOCK_SECONDS,
} FoyerDbSetting;

#define FOYER_DB_N_SETTINGS (FOYER_DB_SETTING_ALERT_CLOCK_SECONDS + 1)

/**
 * FoyerDbSettingKind:
 * @FOYER_DB_SETTING_NUMBER: a whole number within bounds
 * @FOYER_DB_SETTING_TEXT: a line of text
 * @FOYER_DB_SETTING_SECRET: a line of text that is kept sealed and shown to nobody
 */
typedef enum {
  FOYER_DB_SETTING_NUMBER,
  FOYER_DB_SETTING_TEXT,
  FOYER_DB_SETTING_SECRET,
} FoyerDbSettingKind;

const char *foyer_db_setting_get_name (FoyerDbSetting setting);
const char *foyer_db_setting_get_help (FoyerDbSetting setting);
FoyerDbSettingKind foyer_db_setting_get_kind (FoyerDbSetting setting);
gboolean foyer_db_setting_from_name (const char *name, FoyerDbSetting *setting);

gboolean foyer_db_setting_read_number (FoyerDbConnection *connection,
                                       FoyerDbSetting setting,
                                       guint *value,
                                       GError **error);
gboolean foyer_db_setting_read_text (FoyerDbConnection *connection,
                                     const FoyerDbSeal *seal,
                                     FoyerDbSetting setting,
                                     char **value,
                                     GError **error);
gboolean foyer_db_setting_set (FoyerDbConnection *connection,
                               const FoyerDbSeal *seal,
                               FoyerDbSetting setting,
                               const char *value,
                               const FoyerDbActor *actor,
                               GError **error);

G_END_DECLS
