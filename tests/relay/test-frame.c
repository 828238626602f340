/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-limits.h"
#include "relay/foyer-relay-frame.h"

#include <string.h>

typedef struct {
  GString *heard;
  guint n_pongs;
  guint closed_with;
  gboolean stop;
} Ear;

static gboolean
on_text (const char *text, gsize length, gpointer user_data)
{
  Ear *ear = user_data;

  g_assert_cmpint (text[length], ==, '\0');
  g_string_append_c (ear->heard, '[');
  g_string_append_len (ear->heard, text, (gssize)length);
  g_string_append_c (ear->heard, ']');
  return !ear->stop;
}

static gboolean
on_ping (const char *payload, gsize length, gpointer user_data)
{
  Ear *ear = user_data;

  g_string_append_printf (ear->heard, "<%.*s>", (int)length, payload);
  return TRUE;
}

static gboolean
on_pong (gpointer user_data)
{
  Ear *ear = user_data;

  ear->n_pongs++;
  return TRUE;
}

static gboolean
on_closed (guint code, gpointer user_data)
{
  Ear *ear = user_data;

  ear->closed_with = code;
  return FALSE;
}

static const FoyerRelayReaderFuncs funcs = { on_text, on_ping, on_pong, on_closed };

static void
append_masked (GByteArray *bytes, guint8 first, const char *payload, gsize length)
{
  static const guint8 mask[4] = { 0x12, 0xa5, 0x5a, 0xff };
  guint8 header[14] = { first };
  guint size = 2;

  if (length < 126) {
    header[1] = (guint8)(0x80 | length);
  } else if (length <= G_MAXUINT16) {
    header[1] = 0x80 | 126;
    header[size++] = (guint8)(length >> 8);
    header[size++] = (guint8)length;
  } else {
    header[1] = 0x80 | 127;
    for (int shift = 56; shift >= 0; shift -= 8)
      header[size++] = (guint8)((guint64)length >> shift);
  }
  memcpy (header + size, mask, sizeof mask);
  g_byte_array_append (bytes, header, size + 4);
  for (gsize i = 0; i < length; i++) {
    guint8 byte = (guint8)payload[i] ^ mask[i & 3];

    g_byte_array_append (bytes, &byte, 1);
  }
}

/* Feeds it in pieces of @piece bytes. */
static FoyerRelayClose
feed (const GByteArray *bytes, gsize piece, Ear *ear)
{
  FoyerRelayReader reader = { 0 };
  FoyerRelayClose code = 0;

  ear->heard = g_string_new (NULL);
  for (gsize at = 0; code == 0 && at < bytes->len; at += piece) {
    gsize n = MIN (piece, bytes->len - at);
    g_autofree guint8 *copy = g_malloc (n + 1);

    memcpy (copy, bytes->data + at, n);
    code = foyer_relay_reader_feed (&reader, copy, n, FOYER_LIMIT_MESSAGE_TO_RELAY, &funcs, ear);
  }
  foyer_relay_reader_clear (&reader);
  return code;
}

static FoyerRelayClose
feed_one (guint8 first, const char *payload, gsize length, Ear *ear)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  append_masked (bytes, first, payload, length);
  return feed (bytes, bytes->len, ear);
}

static void
test_pieces (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *long_text = g_strnfill (300, 'x');
  g_autofree char *expected = g_strdup_printf ("[one]<p>[two three][%s][]", long_text);

  append_masked (bytes, 0x81, "one", 3);
  append_masked (bytes, 0x01, "two", 3);
  append_masked (bytes, 0x89, "p", 1);
  append_masked (bytes, 0x00, " ", 1);
  append_masked (bytes, 0x80, "three", 5);
  append_masked (bytes, 0x8a, NULL, 0);
  append_masked (bytes, 0x81, long_text, 300);
  append_masked (bytes, 0x81, NULL, 0);
  for (gsize piece = 1; piece <= bytes->len; piece++) {
    Ear ear = { 0 };

    g_assert_cmpint (feed (bytes, piece, &ear), ==, 0);
    g_assert_cmpstr (ear.heard->str, ==, expected);
    g_assert_cmpuint (ear.n_pongs, ==, 1);
    g_string_free (ear.heard, TRUE);
  }
}

static void
test_limit (void)
{
  g_autofree char *text = g_strnfill (FOYER_LIMIT_MESSAGE_TO_RELAY + 1, 'x');
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Ear ear = { 0 };

  g_assert_cmpint (feed_one (0x81, text, FOYER_LIMIT_MESSAGE_TO_RELAY, &ear), ==, 0);
  g_assert_cmpuint (ear.heard->len, ==, FOYER_LIMIT_MESSAGE_TO_RELAY + 2);
  g_string_free (ear.heard, TRUE);
  g_assert_cmpint (feed_one (0x81, text, FOYER_LIMIT_MESSAGE_TO_RELAY + 1, &ear),
                   ==,
                   FOYER_RELAY_CLOSE_TOO_BIG);
  g_string_free (ear.heard, TRUE);

  append_masked (bytes, 0x01, text, 40000);
  append_masked (bytes, 0x00, text, 20000);
  append_masked (bytes, 0x00, text, 5537);
  g_assert_cmpint (feed (bytes, 4096, &ear), ==, FOYER_RELAY_CLOSE_TOO_BIG);
  g_assert_cmpuint (ear.heard->len, ==, 0);
  g_string_free (ear.heard, TRUE);
}

/* The header alone is enough to say no: nothing of the payload is waited for. */
static void
test_huge_length (void)
{
  guint8 header[15] = { 0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
  FoyerRelayReader reader = { 0 };
  Ear ear = { 0 };

  g_assert_cmpint (foyer_relay_reader_feed (&reader,
                                            header,
                                            14,
                                            FOYER_LIMIT_MESSAGE_TO_RELAY,
                                            &funcs,
                                            &ear),
                   ==,
                   FOYER_RELAY_CLOSE_TOO_BIG);
  foyer_relay_reader_clear (&reader);
}

static void
test_refused (void)
{
  static const struct {
    guint8 first;
    const char *payload;
    gsize length;
    FoyerRelayClose code;
  } cases[] = {
    { 0x82, "x", 1, FOYER_RELAY_CLOSE_BINARY },
    { 0x81, "a\xff", 2, FOYER_RELAY_CLOSE_BAD_UTF8 },
    { 0x81, "\xc0\x80", 2, FOYER_RELAY_CLOSE_BAD_UTF8 },
    { 0x81, "\xed\xa0\x80", 3, FOYER_RELAY_CLOSE_BAD_UTF8 },
    { 0xc1, "x", 1, FOYER_RELAY_CLOSE_PROTOCOL },
    { 0x83, "x", 1, FOYER_RELAY_CLOSE_PROTOCOL },
    { 0x8b, "x", 1, FOYER_RELAY_CLOSE_PROTOCOL },
    { 0x80, "x", 1, FOYER_RELAY_CLOSE_PROTOCOL },
    { 0x09, "x", 1, FOYER_RELAY_CLOSE_PROTOCOL },
    { 0x88, "x", 1, FOYER_RELAY_CLOSE_PROTOCOL },
    { 0x88, "\x03\xed", 2, FOYER_RELAY_CLOSE_PROTOCOL },
    { 0x88, "\x03\xe8\xff", 3, FOYER_RELAY_CLOSE_BAD_UTF8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Ear ear = { 0 };

    g_assert_cmpint (feed_one (cases[i].first, cases[i].payload, cases[i].length, &ear),
                     ==,
                     cases[i].code);
    g_assert_cmpuint (ear.heard->len, ==, 0);
    g_string_free (ear.heard, TRUE);
  }
}

static void
test_unmasked (void)
{
  guint8 frame[] = { 0x81, 0x01, 'x', 0, 0, 0, 0, 0 };
  FoyerRelayReader reader = { 0 };
  Ear ear = { 0 };

  g_assert_cmpint (foyer_relay_reader_feed (&reader, frame, 7, 100, &funcs, &ear),
                   ==,
                   FOYER_RELAY_CLOSE_PROTOCOL);
  foyer_relay_reader_clear (&reader);
}

static void
test_nul_is_a_character (void)
{
  Ear ear = { 0 };

  g_assert_cmpint (feed_one (0x81, "a\0b", 3, &ear), ==, 0);
  g_assert_cmpuint (ear.heard->len, ==, 5);
  g_string_free (ear.heard, TRUE);
}

static void
test_nothing_after_close (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Ear ear = { 0 };

  append_masked (bytes, 0x88, "\x03\xe8", 2);
  append_masked (bytes, 0x81, "late", 4);
  g_assert_cmpint (feed (bytes, bytes->len, &ear), ==, 0);
  g_assert_cmpuint (ear.closed_with, ==, 1000);
  g_assert_cmpuint (ear.heard->len, ==, 0);
  g_string_free (ear.heard, TRUE);
}

static void
test_listener_can_stop (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Ear ear = { .stop = TRUE };

  append_masked (bytes, 0x81, "one", 3);
  append_masked (bytes, 0x81, "two", 3);
  g_assert_cmpint (feed (bytes, bytes->len, &ear), ==, 0);
  g_assert_cmpstr (ear.heard->str, ==, "[one]");
  g_string_free (ear.heard, TRUE);
}

static void
test_written_lengths (void)
{
  static const struct {
    gsize length;
    gsize header;
  } cases[] = { { 0, 2 }, { 125, 2 }, { 126, 4 }, { 65535, 4 }, { 65536, 10 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strnfill (cases[i].length, 'x');
    g_autoptr (GBytes) frame =
        foyer_relay_frame_new (FOYER_RELAY_OPCODE_TEXT, text, cases[i].length);
    gsize size;
    const guint8 *data = g_bytes_get_data (frame, &size);

    g_assert_cmpuint (size, ==, cases[i].header + cases[i].length);
    g_assert_cmpuint (data[0], ==, 0x81);
    g_assert_cmpuint (data[1] & 0x80, ==, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/relay/frame/pieces-of-any-size-make-the-same-messages", test_pieces);
  g_test_add_func ("/relay/frame/limit-counts-all-frames-of-a-message", test_limit);
  g_test_add_func ("/relay/frame/huge-length-is-refused-by-its-header", test_huge_length);
  g_test_add_func ("/relay/frame/what-the-standard-forbids-is-refused", test_refused);
  g_test_add_func ("/relay/frame/unmasked-frame-is-refused", test_unmasked);
  g_test_add_func ("/relay/frame/nul-is-a-character", test_nul_is_a_character);
  g_test_add_func ("/relay/frame/nothing-is-heard-after-close", test_nothing_after_close);
  g_test_add_func ("/relay/frame/listener-can-stop-the-reading", test_listener_can_stop);
  g_test_add_func ("/relay/frame/written-lengths-are-those-of-the-standard", test_written_lengths);
  return g_test_run ();
}
