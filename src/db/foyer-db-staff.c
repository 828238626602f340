/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-staff"

#include "config.h"

#include "db/foyer-db-staff.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-query.h"

#include <string.h>

/* Who may sign in, and as what. */

#define ADD                                                   \
  "INSERT INTO staff (email, name, role) VALUES ($1, $2, $3)" \
  " ON CONFLICT (email) DO UPDATE SET role = EXCLUDED.role,"  \
  " name = COALESCE (EXCLUDED.name, staff.name)"

static gboolean
check (const FoyerStaff *staff, GError **error)
{
  const char *at = staff->email != NULL ? strchr (staff->email, '@') : NULL;

  if (at == NULL || at == staff->email || at[1] == '\0' || strchr (at + 1, '@') != NULL ||
      strpbrk (staff->email, " \t") != NULL ||
      !foyer_text_is_clean (staff->email, FOYER_LIMIT_EMAIL)) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, "This is no e-mail address.");
    return FALSE;
  }
  if (staff->name != NULL && !foyer_text_is_clean (staff->name, FOYER_LIMIT_NAME)) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, "The name cannot be kept.");
    return FALSE;
  }
  return TRUE;
}

/**
 * foyer_db_staff_add:
 * @staff: who; the address is kept in lower case
 * @actor: who adds them
 *
 * Adds a staff member; one who is there already gets the new role.
 */
gboolean
foyer_db_staff_add (FoyerDbConnection *connection,
                    const FoyerStaff *staff,
                    const FoyerDbActor *actor,
                    GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = NULL;
  g_autofree char *email = NULL;
  const char *role = foyer_role_to_nick (staff->role);

  if (!check (staff, error))
    return FALSE;
  email = g_utf8_strdown (staff->email, -1);
  transaction = foyer_db_transaction_begin (connection, error);
  return transaction != NULL &&
         foyer_db_execute (connection, ADD, FOYER_DB_PARAMS (email, staff->name, role), error) &&
         foyer_db_audit (connection, NULL, "staff_add", role, actor, error) &&
         foyer_db_transaction_commit (&transaction, error);
}

/**
 * foyer_db_staff_list:
 *
 * Returns: (transfer full) (element-type FoyerStaff) (nullable): all staff members, by address
 */
GPtrArray *
foyer_db_staff_list (FoyerDbConnection *connection, GError **error)
{
  g_autoptr (PGresult) result =
      foyer_db_query (connection,
                      "SELECT email, name, role FROM staff ORDER BY email",
                      FOYER_DB_NO_PARAMS,
                      error);
  GPtrArray *list;

  if (result == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_staff_unref);
  for (int row = 0; row < PQntuples (result); row++) {
    FoyerStaff staff = { .email = PQgetvalue (result, row, 0) };

    staff.name = (char *)foyer_db_get_text (result, row, 1);
    foyer_role_from_nick (PQgetvalue (result, row, 2), &staff.role);
    g_ptr_array_add (list, foyer_staff_new (&staff));
  }
  return list;
}
