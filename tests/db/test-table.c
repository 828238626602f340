/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "db/foyer-db-query.h"
#include "db/foyer-db-table.h"
#include "support/foyer-test-database.h"

/* What goes in as an array of texts comes out as the same texts. */

static FoyerTestDatabase *database;

static const char *const texts[] = {
  "plain",    "",           "NULL",        "null", "with, comma",
  "{braces}", "\"quoted\"", "back\\slash", "\\\"", " pad ",
  "\n\t",     "Zoë 🎟",  "\\x00",       "$1",   "'; DROP TABLE tickets; --",
};

static void
test_every_text_survives (void)
{
  g_autoptr (FoyerDbConnection) owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);
  g_auto (FoyerDbTable) table;
  g_autoptr (PGresult) result = NULL;
  g_autoptr (GError) error = NULL;
  int n_texts = G_N_ELEMENTS (texts);

  foyer_db_table_init (&table, 3);
  for (int i = 0; i <= n_texts; i++) {
    guint8 bytes[3] = { 0, (guint8)i, 255 };

    foyer_db_table_add_text (&table, i < n_texts ? texts[i] : NULL);
    foyer_db_table_add_int (&table, -i);
    foyer_db_table_add_bytes (&table, i < n_texts ? bytes : NULL, sizeof bytes);
  }
  g_assert_cmpuint (table.n_rows, ==, (guint)n_texts + 1);
  result = foyer_db_query (owner,
                           "SELECT * FROM unnest ($1::text[], $2::integer[], $3::bytea[])",
                           foyer_db_table_get_params (&table),
                           3,
                           &error);
  g_assert_no_error (error);
  g_assert_cmpint (PQntuples (result), ==, n_texts + 1);
  for (int i = 0; i < n_texts; i++) {
    g_autofree char *bytes = g_strdup_printf ("\\x00%02xff", (guint)i);

    g_assert_cmpstr (foyer_db_get_text (result, i, 0), ==, texts[i]);
    g_assert_cmpint (foyer_db_get_int (result, i, 1), ==, -i);
    g_assert_cmpstr (foyer_db_get_text (result, i, 2), ==, bytes);
  }
  g_assert_null (foyer_db_get_text (result, n_texts, 0));
  g_assert_null (foyer_db_get_text (result, n_texts, 2));
}

static void
test_times_survive (void)
{
  static const FoyerTime times[] = { 0, 1, 1763856000123456, FOYER_TIME_MAX };
  g_autoptr (FoyerDbConnection) owner = foyer_test_database_connect (database, FOYER_DB_ROLE_OWNER);

  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, times[i]);
    g_autoptr (PGresult) result = foyer_db_query (owner,
                                                  "SELECT foyer_micros (foyer_time ($1::bigint))",
                                                  FOYER_DB_PARAMS (text),
                                                  NULL);

    g_assert_cmpint (foyer_db_get_time (result, 0, 0), ==, times[i]);
  }
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  database = foyer_test_database_start ();
  g_test_add_func ("/db/table/every-text-survives", test_every_text_survives);
  g_test_add_func ("/db/table/times-survive", test_times_survive);
  result = g_test_run ();
  foyer_test_database_stop (database);
  return result;
}
