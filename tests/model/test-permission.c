/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/foyer-permission.h"

/* Written out here once more: whoever changes the table is asked whether they mean it. */
static const struct {
  FoyerPermission permission;
  gboolean staff, supervisor, admin;
} expected[] = {
  { FOYER_PERMISSION_SELF, TRUE, TRUE, TRUE },
  { FOYER_PERMISSION_SCAN, TRUE, TRUE, TRUE },
  { FOYER_PERMISSION_SEARCH, TRUE, TRUE, TRUE },
  { FOYER_PERMISSION_UNDO, FALSE, TRUE, TRUE },
  { FOYER_PERMISSION_OVERRIDE, FALSE, TRUE, TRUE },
  { FOYER_PERMISSION_RESOLVE, FALSE, TRUE, TRUE },
  { FOYER_PERMISSION_EDIT, FALSE, TRUE, TRUE },
  { FOYER_PERMISSION_WATCH, FALSE, FALSE, TRUE },
  { FOYER_PERMISSION_DIRECT, FALSE, FALSE, TRUE },
  { FOYER_PERMISSION_RULES, FALSE, FALSE, TRUE },
  { FOYER_PERMISSION_ALERTS, FALSE, FALSE, TRUE },
  { FOYER_PERMISSION_DEVICES, FALSE, FALSE, TRUE },
  { FOYER_PERMISSION_STAFF, FALSE, FALSE, TRUE },
};

static void
test_table (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (expected), ==, FOYER_N_PERMISSIONS);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    FoyerPermission permission = expected[i].permission;

    g_assert_cmpint (permission, ==, i);
    g_assert_cmpint (foyer_role_includes (FOYER_ROLE_STAFF, permission), ==, expected[i].staff);
    g_assert_cmpint (foyer_role_includes (FOYER_ROLE_SUPERVISOR, permission),
                     ==,
                     expected[i].supervisor);
    g_assert_cmpint (foyer_role_includes (FOYER_ROLE_ADMIN, permission), ==, expected[i].admin);
    g_assert_cmpstr (foyer_permission_get_refusal (permission), !=, NULL);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/permission/each-role-may-do-what-the-table-says", test_table);
  return g_test_run ();
}
