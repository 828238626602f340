/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/foyer-rights.h"

#define GALA "0d9f2f0a-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define FAIR "1d9f2f0a-43a8-4d0c-9a2e-3f8a3f1f9b11"

static void
test_for_all_events (void)
{
  g_autoptr (FoyerRights) rights = foyer_rights_new ("supervisor " GALA ":admin");
  FoyerRole role;

  g_assert_true (foyer_rights_get_role (rights, GALA, &role));
  g_assert_cmpint (role, ==, FOYER_ROLE_ADMIN);
  g_assert_true (foyer_rights_get_role (rights, FAIR, &role));
  g_assert_cmpint (role, ==, FOYER_ROLE_SUPERVISOR);
  g_assert_true (foyer_rights_include (rights, GALA, FOYER_PERMISSION_DIRECT));
  g_assert_false (foyer_rights_include (rights, FAIR, FOYER_PERMISSION_DIRECT));
  g_assert_false (foyer_rights_include (rights, NULL, FOYER_PERMISSION_STAFF));
  g_assert_false (foyer_rights_include (rights, GALA, FOYER_PERMISSION_STAFF));
  g_assert_false (foyer_rights_include_somewhere (rights, FOYER_PERMISSION_DEVICES));
  g_assert_true (foyer_rights_include_somewhere (rights, FOYER_PERMISSION_DIRECT));
}

static void
test_for_some_events (void)
{
  g_autoptr (FoyerRights) rights = foyer_rights_new ("- " GALA ":supervisor");
  FoyerRole role;

  g_assert_cmpint (rights->role, ==, FOYER_ROLE_STAFF);
  g_assert_false (foyer_rights_get_role (rights, FAIR, &role));
  g_assert_false (foyer_rights_get_role (rights, NULL, &role));
  g_assert_true (foyer_rights_include (rights, GALA, FOYER_PERMISSION_UNDO));
  g_assert_false (foyer_rights_include (rights, GALA, FOYER_PERMISSION_WATCH));
  g_assert_false (foyer_rights_include (rights, FAIR, FOYER_PERMISSION_SCAN));
  g_assert_true (foyer_rights_include (rights, NULL, FOYER_PERMISSION_SELF));
  g_assert_false (foyer_rights_include (rights, NULL, FOYER_PERMISSION_SCAN));
  g_assert_false (foyer_rights_include_somewhere (rights, FOYER_PERMISSION_WATCH));
}

static void
test_nonsense_gives_nothing (void)
{
  static const char *const texts[] = {
    "", " ", "king", "ADMIN", "- " GALA, "- " GALA ":", "- " GALA ":king", "- x:admin", "-  :admin "
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (FoyerRights) rights = foyer_rights_new (texts[i]);

    for (guint permission = FOYER_PERMISSION_SCAN; permission < FOYER_N_PERMISSIONS; permission++)
      g_assert_false (foyer_rights_include_somewhere (rights, (FoyerPermission)permission));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/rights/an-event-may-have-a-role-of-its-own", test_for_all_events);
  g_test_add_func ("/model/rights/elsewhere-there-may-be-none", test_for_some_events);
  g_test_add_func ("/model/rights/nonsense-gives-nothing", test_nonsense_gives_nothing);
  return g_test_run ();
}
