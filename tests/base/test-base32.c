/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-base32.h"

#include <string.h>

/* The vectors of RFC 4648, section 10, without their padding. */
static const struct {
  const char *bytes;
  const char *text;
} vectors[] = {
  { "", "" },
  { "f", "MY" },
  { "fo", "MZXQ" },
  { "foo", "MZXW6" },
  { "foob", "MZXW6YQ" },
  { "fooba", "MZXW6YTB" },
  { "foobar", "MZXW6YTBOI" },
};

static void
test_vectors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    gsize n_bytes = strlen (vectors[i].bytes);
    g_autoptr (GString) text = g_string_new ("");
    guint8 bytes[16];

    foyer_base32_append (text, (const guint8 *)vectors[i].bytes, n_bytes);
    g_assert_cmpstr (text->str, ==, vectors[i].text);
    g_assert_cmpuint (text->len, ==, FOYER_BASE32_LENGTH (n_bytes));
    g_assert_true (foyer_base32_decode (vectors[i].text, bytes, n_bytes));
    g_assert_cmpmem (bytes, n_bytes, vectors[i].bytes, n_bytes);
  }
}

static void
test_round_trip (void)
{
  for (gsize n_bytes = 0; n_bytes <= 100; n_bytes++) {
    g_autoptr (GString) text = g_string_new ("F1");
    guint8 bytes[100];
    guint8 back[100];

    for (gsize i = 0; i < n_bytes; i++)
      bytes[i] = (guint8)g_test_rand_int ();
    foyer_base32_append (text, bytes, n_bytes);
    g_assert_true (foyer_base32_decode (text->str + 2, back, n_bytes));
    g_assert_cmpmem (back, n_bytes, bytes, n_bytes);
  }
}

static void
test_second_spellings (void)
{
  static const struct {
    const char *text;
    gsize n_bytes;
  } others[] = {
    { "mzxw6", 3 },  { "MZXW6===", 3 }, { " MZXW6", 3 }, { "MZXW6 ", 3 },  { "MZXW6\n", 3 },
    { "MZXW7", 3 },  { "MZ", 1 },       { "MZXR", 2 },   { "MZXW6YR", 4 }, { "MZXW", 3 },
    { "MZXW6A", 3 }, { "MZX06", 3 },    { "MZX16", 3 },  { "MZX86", 3 },   { "MZXW\xc3\xb6", 3 },
    { "", 1 },       { "A", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    guint8 bytes[16];

    g_test_message ("%s", others[i].text);
    g_assert_false (foyer_base32_decode (others[i].text, bytes, others[i].n_bytes));
  }
}

/* The decoder takes exactly as many texts as there are bytes: 256 of the 1,024 of two characters
 * of the alphabet. */
static void
test_one_spelling_each (void)
{
  guint n = 0;

  for (guint first = 1; first < 256; first++) {
    for (guint second = 1; second < 256; second++) {
      const char text[] = { (char)first, (char)second, '\0' };
      guint8 byte;

      if (foyer_base32_decode (text, &byte, 1))
        n++;
    }
  }
  g_assert_cmpuint (n, ==, 256);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/base32/knows-the-vectors-of-the-rfc", test_vectors);
  g_test_add_func ("/base/base32/any-bytes-come-back", test_round_trip);
  g_test_add_func ("/base/base32/second-spellings-are-refused", test_second_spellings);
  g_test_add_func ("/base/base32/each-byte-has-one-spelling", test_one_spelling_each);
  return g_test_run ();
}
