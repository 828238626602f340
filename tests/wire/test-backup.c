/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-error.h"
#include "wire/foyer-wire-backup.h"

#include <string.h>

/* The manifest of a copy is read back as it was written, and nothing else is taken for one. */

static FoyerBackup
make_backup (void)
{
  FoyerBackup backup = {
    .made_at = G_GINT64_CONSTANT (1777651353123000),
    .program = (char *)"1.2.3",
    .schema = 2,
    .server = 15,
    .secret_key = (char *)"7dd43ed66c39346eb5f77ab04f49a148",
    .size = G_GINT64_CONSTANT (5000000000),
  };

  for (guint i = 0; i < FOYER_BACKUP_N_COUNTS; i++)
    backup.counts[i] = 10 + i;
  memset (backup.sha256, 'a', FOYER_BACKUP_SHA256_SIZE - 1);
  return backup;
}

static void
test_it_is_read_back (void)
{
  FoyerBackup backup = make_backup ();
  g_autofree char *text = foyer_wire_encode_backup (&backup);
  g_auto (FoyerBackup) read = { 0 };
  g_autoptr (GError) error = NULL;

  foyer_wire_decode_backup (text, strlen (text), &read, &error);
  g_assert_no_error (error);
  g_assert_null (strchr (text, '\n'));
  g_assert_cmpint (read.made_at, ==, backup.made_at);
  g_assert_cmpstr (read.program, ==, backup.program);
  g_assert_cmpuint (read.schema, ==, backup.schema);
  g_assert_cmpuint (read.server, ==, backup.server);
  g_assert_cmpmem (read.counts, sizeof read.counts, backup.counts, sizeof backup.counts);
  g_assert_cmpstr (read.secret_key, ==, backup.secret_key);
  g_assert_cmpint (read.size, ==, backup.size);
  g_assert_cmpstr (read.sha256, ==, backup.sha256);
}

static void
assert_refused (const char *text, FoyerError code)
{
  g_auto (FoyerBackup) read = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (foyer_wire_decode_backup (text, strlen (text), &read, &error));
  g_assert_error (error, FOYER_ERROR, (int)code);
}

static void
test_anything_else_is_refused (void)
{
  FoyerBackup backup = make_backup ();
  g_autofree char *text = foyer_wire_encode_backup (&backup);
  g_auto (GStrv) members = g_strsplit (text, ",", -1);

  assert_refused ("", FOYER_ERROR_BAD_REQUEST);
  assert_refused ("[]", FOYER_ERROR_BAD_REQUEST);
  assert_refused ("{}", FOYER_ERROR_BAD_REQUEST);
  assert_refused ("{\"foyer_backup\":2}", FOYER_ERROR_VERSION);
  /* Every member but the first and the last, left out. */
  for (guint left_out = 1; members[left_out + 1] != NULL; left_out++) {
    g_autoptr (GString) rest = g_string_new (NULL);

    for (guint i = 0; members[i] != NULL; i++) {
      if (i != left_out)
        g_string_append_printf (rest, "%s%s", i > 0 ? "," : "", members[i]);
    }
    assert_refused (rest->str, FOYER_ERROR_BAD_REQUEST);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/backup/it-is-read-back", test_it_is_read_back);
  g_test_add_func ("/wire/backup/anything-else-is-refused", test_anything_else_is_refused);
  return g_test_run ();
}
