/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-uuid.h"

static void
test_new (void)
{
  g_autofree char *one = foyer_uuid_new ();
  g_autofree char *other = foyer_uuid_new ();
  g_autofree char *canonical = foyer_uuid_canonical (one);

  g_assert_cmpstr (one, !=, other);
  g_assert_cmpstr (canonical, ==, one);
}

static void
test_bytes (void)
{
  const char *text = "00112233-4455-6677-8899-aabbccddeeff";
  guint8 bytes[FOYER_UUID_BYTES];
  g_autofree char *back = NULL;

  g_assert_true (foyer_uuid_parse (text, bytes));
  for (guint i = 0; i < FOYER_UUID_BYTES; i++)
    g_assert_cmphex (bytes[i], ==, i * 0x11);
  back = foyer_uuid_format (bytes);
  g_assert_cmpstr (back, ==, text);
}

static void
test_upper_case (void)
{
  g_autofree char *text = foyer_uuid_canonical ("00112233-4455-6677-8899-AaBBCCDDEEFf");

  g_assert_cmpstr (text, ==, "00112233-4455-6677-8899-aabbccddeeff");
}

static void
test_bad_spellings (void)
{
  static const char *const bad[] = {
    NULL,
    "",
    "00112233-4455-6677-8899-aabbccddeef",
    "00112233-4455-6677-8899-aabbccddeeff0",
    "00112233445566778899aabbccddeeff",
    "{00112233-4455-6677-8899-aabbccddeef}",
    "0011223-34455-6677-8899-aabbccddeeff",
    "00112233-4455-6677-8899-aabbccddeefg",
    "00112233-4455-6677-8899 aabbccddeeff",
    " 0112233-4455-6677-8899-aabbccddeeff",
    "-0112233-4455-6677-8899-aabbccddeeff",
    "00112233-4455-6677-8899-aabbccddee\xc3\xa4",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (foyer_uuid_canonical (bad[i]));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/uuid/new-ones-differ-and-are-canonical", test_new);
  g_test_add_func ("/base/uuid/bytes-come-back", test_bytes);
  g_test_add_func ("/base/uuid/upper-case-becomes-lower-case", test_upper_case);
  g_test_add_func ("/base/uuid/bad-spellings-are-refused", test_bad_spellings);
  return g_test_run ();
}
