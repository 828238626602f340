/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-base32.h"
#include "model/foyer-code.h"

#include <sodium.h>
#include <string.h>

#define SIGNED_LENGTH 153
#define SIGNED_BYTES  94

static const char event_id[] = "00112233-4455-6677-8899-aabbccddeeff";
static const char other_event_id[] = "00112233-4455-6677-8899-aabbccddeefe";

typedef struct {
  FoyerSigningKey key;
  FoyerKeyRing *keys;
  FoyerSignedCode says;
  char *code;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  foyer_signing_key_generate (&fixture->key, 7);
  fixture->keys = foyer_key_ring_new ();
  foyer_key_ring_add (fixture->keys, 7, fixture->key.public_key);
  fixture->says = (FoyerSignedCode){
    .type_number = 258,
    .valid_from = 1777651200 * FOYER_TIME_SECOND,
    .valid_until = 1777824000 * FOYER_TIME_SECOND,
  };
  for (guint i = 0; i < FOYER_UUID_BYTES; i++)
    fixture->says.ticket_id[i] = (guint8)g_test_rand_int ();
  fixture->code = foyer_code_sign (&fixture->says, event_id, &fixture->key);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  foyer_signing_key_clear (&fixture->key);
  foyer_key_ring_unref (fixture->keys);
  g_free (fixture->code);
}

static FoyerCodeCheck
check (Fixture *fixture, const char *text)
{
  return foyer_code_check (text, event_id, fixture->keys, NULL);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  FoyerSignedCode says;

  g_assert_cmpuint (strlen (fixture->code), ==, SIGNED_LENGTH);
  g_assert_cmpint (foyer_code_check (fixture->code, event_id, fixture->keys, &says),
                   ==,
                   FOYER_CODE_CHECK_VALID);
  g_assert_cmpuint (says.key_number, ==, 7);
  g_assert_cmpmem (says.ticket_id, FOYER_UUID_BYTES, fixture->says.ticket_id, FOYER_UUID_BYTES);
  g_assert_cmpuint (says.type_number, ==, fixture->says.type_number);
  g_assert_cmpint (says.valid_from, ==, fixture->says.valid_from);
  g_assert_cmpint (says.valid_until, ==, fixture->says.valid_until);
}

static void
test_alphanumeric (Fixture *fixture, gconstpointer data)
{
  g_autofree char *brief = foyer_code_new_short ();

  g_assert_cmpuint (strspn (fixture->code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
                    ==,
                    SIGNED_LENGTH);
  g_assert_cmpuint (strspn (brief, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), ==, 28);
}

static void
test_altered_bits (Fixture *fixture, gconstpointer data)
{
  guint8 bytes[SIGNED_BYTES];

  g_assert_true (foyer_base32_decode (fixture->code + 2, bytes, sizeof bytes));
  for (guint bit = 0; bit < SIGNED_BYTES * 8; bit++) {
    g_autoptr (GString) text = g_string_new ("F1");

    bytes[bit / 8] ^= (guint8)(1 << bit % 8);
    foyer_base32_append (text, bytes, sizeof bytes);
    g_assert_cmpint (check (fixture, text->str), ==, FOYER_CODE_CHECK_BAD);
    bytes[bit / 8] ^= (guint8)(1 << bit % 8);
  }
}

/* Every other byte in the place of every character: other letters, lower case, digits that base
 * 32 has not, blanks, padding and bytes that are no UTF-8. Of the first two characters only those
 * that still claim a signature are bad; the others make a text that no list knows. */
static void
test_altered_characters (Fixture *fixture, gconstpointer data)
{
  for (guint at = 0; at < SIGNED_LENGTH; at++) {
    char was = fixture->code[at];

    for (guint c = 1; c < 256; c++) {
      FoyerCodeCheck result;

      if ((char)c == was)
        continue;
      fixture->code[at] = (char)c;
      result = check (fixture, fixture->code);
      if (at >= 2 || (at == 0 && c == 'f'))
        g_assert_cmpint (result, ==, FOYER_CODE_CHECK_BAD);
      else
        g_assert_cmpint (result, ==, FOYER_CODE_CHECK_UNSIGNED);
    }
    fixture->code[at] = was;
  }
  g_assert_cmpint (check (fixture, fixture->code), ==, FOYER_CODE_CHECK_VALID);
}

static void
test_second_spellings (Fixture *fixture, gconstpointer data)
{
  g_autofree char *lower = g_ascii_strdown (fixture->code, -1);
  g_autofree char *padded = g_strconcat (fixture->code, "=", NULL);
  g_autofree char *fully_padded = g_strconcat (fixture->code, "=====", NULL);
  g_autofree char *newline = g_strconcat (fixture->code, "\n", NULL);
  g_autofree char *blank = g_strconcat (fixture->code, " ", NULL);
  g_autofree char *inner = g_strdup_printf ("F1 %s", fixture->code + 2);
  const char *others[] = { lower, padded, fully_padded, newline, blank, inner };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    FoyerSignedCode says;

    g_assert_cmpint (foyer_code_check (others[i], event_id, fixture->keys, &says),
                     ==,
                     FOYER_CODE_CHECK_BAD);
    g_assert_cmpuint (says.key_number, ==, 0);
  }
}

/* 94 bytes take 151 characters of 5 bits: the last three bits must be zero. */
static void
test_trailing_bits (Fixture *fixture, gconstpointer data)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  char *last = &fixture->code[SIGNED_LENGTH - 1];
  guint value = (guint)(strchr (alphabet, *last) - alphabet);

  g_assert_cmpuint (value % 8, ==, 0);
  for (guint bits = 1; bits < 8; bits++) {
    *last = alphabet[value + bits];
    g_assert_cmpint (check (fixture, fixture->code), ==, FOYER_CODE_CHECK_BAD);
  }
}

static void
test_trailing_bytes (Fixture *fixture, gconstpointer data)
{
  guint8 bytes[SIGNED_BYTES + 40] = { 0 };

  g_assert_true (foyer_base32_decode (fixture->code + 2, bytes, SIGNED_BYTES));
  for (gsize n_bytes = SIGNED_BYTES + 1; n_bytes <= sizeof bytes; n_bytes++) {
    g_autoptr (GString) text = g_string_new ("F1");

    foyer_base32_append (text, bytes, n_bytes);
    g_assert_cmpint (check (fixture, text->str), ==, FOYER_CODE_CHECK_BAD);
  }
  for (char c = 'A'; c <= 'Z'; c++) {
    g_autofree char *longer = g_strdup_printf ("%s%c", fixture->code, c);

    g_assert_cmpint (check (fixture, longer), ==, FOYER_CODE_CHECK_BAD);
  }
}

/* Where it is too short to be taken for a damaged signed code it is just an unknown text. */
static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  for (gsize length = 0; length < SIGNED_LENGTH; length++) {
    g_autofree char *text = g_strndup (fixture->code, length);

    g_assert_cmpint (check (fixture, text),
                     ==,
                     length >= 100 ? FOYER_CODE_CHECK_BAD : FOYER_CODE_CHECK_UNSIGNED);
  }
}

static void
test_other_event (Fixture *fixture, gconstpointer data)
{
  FoyerSignedCode says;

  g_assert_cmpint (foyer_code_check (fixture->code, other_event_id, fixture->keys, &says),
                   ==,
                   FOYER_CODE_CHECK_BAD);
  /* Its form is right: the caller may ask which event the ticket is for. */
  g_assert_cmpmem (says.ticket_id, FOYER_UUID_BYTES, fixture->says.ticket_id, FOYER_UUID_BYTES);
  g_assert_cmpint (foyer_code_check (fixture->code, "no uuid", fixture->keys, NULL),
                   ==,
                   FOYER_CODE_CHECK_BAD);
}

static void
test_other_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FoyerKeyRing) none = foyer_key_ring_new ();
  g_autoptr (FoyerKeyRing) others = foyer_key_ring_new ();
  g_auto (FoyerSigningKey) forger = { 0 };
  g_autofree char *forged = NULL;

  foyer_signing_key_generate (&forger, 7);
  forged = foyer_code_sign (&fixture->says, event_id, &forger);
  g_assert_cmpint (check (fixture, forged), ==, FOYER_CODE_CHECK_BAD);

  foyer_key_ring_add (others, 7, forger.public_key);
  foyer_key_ring_add (others, 8, fixture->key.public_key);
  g_assert_cmpint (foyer_code_check (fixture->code, event_id, none, NULL),
                   ==,
                   FOYER_CODE_CHECK_BAD);
  g_assert_cmpint (foyer_code_check (fixture->code, event_id, others, NULL),
                   ==,
                   FOYER_CODE_CHECK_BAD);
}

/* 0 means open, so the first second after 1970 must not become it. */
static void
test_times (Fixture *fixture, gconstpointer data)
{
  FoyerSignedCode says = { .valid_from = 1, .valid_until = FOYER_TIME_MAX };
  g_autofree char *code = foyer_code_sign (&says, event_id, &fixture->key);

  g_assert_cmpint (foyer_code_check (code, event_id, fixture->keys, &says),
                   ==,
                   FOYER_CODE_CHECK_VALID);
  g_assert_cmpint (says.valid_from, ==, FOYER_TIME_SECOND);
  g_assert_cmpint (says.valid_until, ==, G_MAXUINT32 * FOYER_TIME_SECOND);
}

static void
test_kinds (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = foyer_code_new_short ();
  g_autofree char *other = foyer_code_new_short ();
  g_autofree char *lower = g_ascii_strdown (one, -1);

  g_assert_cmpstr (one, !=, other);
  g_assert_cmpuint (strlen (one), ==, 28);
  g_assert_cmpint (foyer_code_get_kind (one), ==, FOYER_CODE_KIND_SHORT);
  g_assert_cmpint (foyer_code_get_kind (lower), ==, FOYER_CODE_KIND_FOREIGN);
  g_assert_cmpint (foyer_code_get_kind (fixture->code), ==, FOYER_CODE_KIND_SIGNED);
  g_assert_cmpint (foyer_code_get_kind ("F1"), ==, FOYER_CODE_KIND_FOREIGN);
  g_assert_cmpint (foyer_code_get_kind ("F1-2026-000123"), ==, FOYER_CODE_KIND_FOREIGN);
  g_assert_cmpint (foyer_code_get_kind (""), ==, FOYER_CODE_KIND_FOREIGN);
  g_assert_cmpint (check (fixture, one), ==, FOYER_CODE_CHECK_UNSIGNED);
  g_assert_cmpint (check (fixture, "8714456"), ==, FOYER_CODE_CHECK_UNSIGNED);
}

/* SHA-256 of "abc" is the example of FIPS 180-4. */
static void
test_hash (Fixture *fixture, gconstpointer data)
{
  guint8 hash[FOYER_CODE_HASH_BYTES];
  char hex[2 * FOYER_CODE_HASH_BYTES + 1];

  foyer_code_hash ("abc", hash);
  sodium_bin2hex (hex, sizeof hex, hash, sizeof hash);
  g_assert_cmpstr (hex, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void
check_vector (char **fields)
{
  guint8 seed[crypto_sign_SEEDBYTES];
  FoyerSigningKey key = { .number = (guint32)g_ascii_strtoull (fields[1], NULL, 10) };
  FoyerSignedCode says = {
    .type_number = (guint)g_ascii_strtoull (fields[4], NULL, 10),
    .valid_from = g_ascii_strtoll (fields[5], NULL, 10) * FOYER_TIME_SECOND,
    .valid_until = g_ascii_strtoll (fields[6], NULL, 10) * FOYER_TIME_SECOND,
  };
  g_autoptr (FoyerKeyRing) keys = foyer_key_ring_new ();
  g_autofree char *code = NULL;

  g_assert_cmpint (sodium_hex2bin (seed,
                                   sizeof seed,
                                   fields[0],
                                   strlen (fields[0]),
                                   NULL,
                                   NULL,
                                   NULL),
                   ==,
                   0);
  crypto_sign_seed_keypair (key.public_key, key.secret_key, seed);
  foyer_key_ring_add (keys, key.number, key.public_key);
  g_assert_true (foyer_uuid_parse (fields[3], says.ticket_id));
  code = foyer_code_sign (&says, fields[2], &key);
  g_assert_cmpstr (code, ==, fields[7]);
  g_assert_cmpint (foyer_code_check (fields[7], fields[2], keys, NULL), ==, FOYER_CODE_CHECK_VALID);
}

static void
test_vectors (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "code-vectors.tsv", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) fields = g_strsplit (lines[i], "\t", -1);

    if (lines[i][0] == '#' || lines[i][0] == '\0')
      continue;
    g_assert_cmpuint (g_strv_length (fields), ==, 8);
    check_vector (fields);
    n++;
  }
  g_assert_cmpuint (n, >=, 5);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

static void
test_a_hash_is_read_from_its_digits (void)
{
  static const char *const wrong[] = {
    "",
    "00",
    "zz00000000000000000000000000000000000000000000000000000000000000",
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad00",
    "ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f",
  };
  guint8 hash[FOYER_CODE_HASH_BYTES];
  guint8 read[FOYER_CODE_HASH_BYTES];

  foyer_code_hash ("abc", hash);
  g_assert_true (
      foyer_code_hash_parse ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                             read));
  g_assert_cmpmem (hash, sizeof hash, read, sizeof read);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (foyer_code_hash_parse (wrong[i], read));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/model/code/what-is-signed-comes-back", test_round_trip);
  ADD ("/model/code/codes-fit-alphanumeric-mode", test_alphanumeric);
  ADD ("/model/code/every-altered-bit-is-refused", test_altered_bits);
  ADD ("/model/code/every-altered-character-is-refused", test_altered_characters);
  ADD ("/model/code/second-spellings-are-refused", test_second_spellings);
  ADD ("/model/code/bits-after-the-last-byte-are-refused", test_trailing_bits);
  ADD ("/model/code/bytes-after-the-signature-are-refused", test_trailing_bytes);
  ADD ("/model/code/truncated-codes-are-refused", test_truncated);
  ADD ("/model/code/another-events-code-is-refused", test_other_event);
  ADD ("/model/code/another-key-is-refused", test_other_key);
  ADD ("/model/code/set-times-stay-set", test_times);
  ADD ("/model/code/kinds-are-told-by-their-form", test_kinds);
  ADD ("/model/code/hash-is-sha256-of-the-text", test_hash);
  ADD ("/model/code/known-vectors-hold", test_vectors);
  g_test_add_func ("/model/code/a-hash-is-read-from-its-digits",
                   test_a_hash_is_read_from_its_digits);
  return g_test_run ();
}
