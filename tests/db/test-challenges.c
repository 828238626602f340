/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "db/foyer-db-challenges.h"
#include "support/foyer-test-database.h"

static FoyerTestDatabase *database;

static char *
make (FoyerDbConnection *relay)
{
  g_autoptr (GError) error = NULL;
  FoyerTime expires = 0;
  char *challenge = foyer_db_challenge_make (relay, &expires, &error);

  g_assert_no_error (error);
  g_assert_cmpint (expires, >, g_get_real_time ());
  return challenge;
}

static void
refuse (FoyerDbConnection *relay, const char *challenge)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (foyer_db_challenge_take (relay, challenge, &error));
  g_assert_error (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT);
}

static void
test_once (void)
{
  g_autoptr (FoyerDbConnection) relay = foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);
  g_autoptr (FoyerDbConnection) other = foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);
  g_autofree char *challenge = make (relay);

  g_assert_true (foyer_db_challenge_take (other, challenge, NULL));
  refuse (relay, challenge);
  refuse (relay, "");
}

static void
test_too_late (void)
{
  g_autoptr (FoyerDbConnection) relay = foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);
  g_autofree char *challenge = make (relay);

  foyer_test_database_run (database, "UPDATE challenges SET expires_at = now () - interval '1 s'");
  refuse (relay, challenge);
}

static void
test_a_crowd (void)
{
  g_autoptr (FoyerDbConnection) relay = foyer_test_database_connect (database, FOYER_DB_ROLE_RELAY);
  g_autofree char *fill = g_strdup_printf ("INSERT INTO challenges SELECT sha256 (i::text::bytea),"
                                           " now () + interval '1 min' + i * interval '1 ms'"
                                           " FROM generate_series (1, %d) i",
                                           FOYER_LIMIT_CHALLENGES);
  g_autofree char *challenge = NULL;
  g_autofree char *next = NULL;

  foyer_test_database_run (database, fill);
  /* Who asks now is let in, and the oldest make room. */
  challenge = make (relay);
  g_assert_cmpint (foyer_test_database_ask_int (database, "SELECT count(*) FROM challenges"),
                   ==,
                   FOYER_LIMIT_CHALLENGES);
  g_assert_cmpint (foyer_test_database_ask_int (database,
                                                "SELECT count(*) FROM challenges WHERE"
                                                " challenge_sha256 = sha256 ('1')"),
                   ==,
                   0);
  next = make (relay);
  g_assert_true (foyer_db_challenge_take (relay, challenge, NULL));
  g_assert_true (foyer_db_challenge_take (relay, next, NULL));
  foyer_test_database_run (database, "UPDATE challenges SET expires_at = now () - interval '1 s'");
  g_free (challenge);
  challenge = make (relay);
  g_assert_cmpint (foyer_test_database_ask_int (database, "SELECT count(*) FROM challenges"),
                   ==,
                   1);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  g_test_add_func ("/db/challenges/one-is-answered-once-at-any-relay", test_once);
  g_test_add_func ("/db/challenges/one-that-is-too-old-is-refused", test_too_late);
  g_test_add_func ("/db/challenges/a-crowd-is-bounded-and-passes", test_a_crowd);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
