/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-session-row"

#include "config.h"

#include "db/foyer-db-session-row.h"

#include "base/foyer-error.h"

#include <sodium.h>
#include <string.h>

/**
 * foyer_db_session_free:
 * @self: (transfer full):
 */
void
foyer_db_session_free (FoyerDbSession *self)
{
  g_free (self->id);
  g_free (self->method);
  g_clear_pointer (&self->staff, foyer_staff_unref);
  g_clear_pointer (&self->rights, foyer_rights_unref);
  g_clear_pointer (&self->device, foyer_device_unref);
  g_free (self);
}

/**
 * foyer_db_check_session_state:
 * @state: a FOYER_DB_SESSION_STATE
 *
 * Returns: whether the session lasts; otherwise %FOYER_ERROR_SIGNED_OUT or %FOYER_ERROR_REVOKED
 */
gboolean
foyer_db_check_session_state (const char *state, GError **error)
{
  if (g_str_equal (state, "lasts"))
    return TRUE;
  if (g_str_equal (state, "revoked"))
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_REVOKED, "This device was revoked.");
  else
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_SIGNED_OUT,
                         "The token is wrong or its session has ended.");
  return FALSE;
}

/**
 * foyer_db_read_session:
 *
 * Returns: (transfer full) (nullable): the session in FOYER_DB_SESSION_COLUMNS, if it lasts; the
 *   errors are those of foyer_db_check_session_state()
 */
FoyerDbSession *
foyer_db_read_session (const FoyerDbResult *result, int row, GError **error)
{
  FoyerDbSession *self;
  FoyerStaff staff = { .email = PQgetvalue (result, row, 6) };
  const char *key = PQgetvalue (result, row, 9);

  if (!foyer_db_check_session_state (PQgetvalue (result, row, 0), error))
    return NULL;
  self = g_new0 (FoyerDbSession, 1);
  self->id = g_strdup (PQgetvalue (result, row, 1));
  self->no_rate_limit = foyer_db_get_bool (result, row, 2);
  self->key_bound = foyer_db_get_bool (result, row, 3);
  self->method = g_strdup (PQgetvalue (result, row, 4));
  self->expires = foyer_db_get_time (result, row, 5);
  self->rights = foyer_rights_new (PQgetvalue (result, row, 8));
  sodium_hex2bin (self->public_key, sizeof self->public_key, key, strlen (key), NULL, NULL, NULL);
  staff.name = (char *)foyer_db_get_text (result, row, 7);
  staff.role = self->rights->role;
  self->staff = foyer_staff_new (&staff);
  self->device = foyer_db_read_device (result, row, 10);
  return self;
}
