/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "relay/foyer-relay-range.h"

#define SIZE 1000

static void
test_parts (void)
{
  static const struct {
    const char *text;
    gint64 first;
    gint64 last;
  } parts[] = {
    { "bytes=0-", 0, 999 },
    { "bytes=1-", 1, 999 },
    { "bytes=999-", 999, 999 },
    { "Bytes=10-19", 10, 19 },
    { "bytes=10-10", 10, 10 },
    { "bytes=10-999", 10, 999 },
    { "bytes=10-1000", 10, 999 },
    { "bytes=-1", 999, 999 },
    { "bytes=-1000", 0, 999 },
    { "bytes=-5000", 0, 999 },
    { "bytes= 7- ", 7, 999 },
    { "bytes=007-8", 7, 8 },
    { "bytes=0-9223372036854775807", 0, 999 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    FoyerRelayRange range;

    g_test_message ("%s", parts[i].text);
    g_assert_true (foyer_relay_range_parse (&range, parts[i].text));
    g_assert_true (foyer_relay_range_resolve (&range, SIZE));
    g_assert_cmpint (range.first, ==, parts[i].first);
    g_assert_cmpint (range.last, ==, parts[i].last);
  }
}

static void
test_nothing_there (void)
{
  static const char *const parts[] = {
    "bytes=1000-",
    "bytes=1000-2000",
    "bytes=9223372036854775807-",
    "bytes=-0",
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    FoyerRelayRange range;

    g_test_message ("%s", parts[i]);
    g_assert_true (foyer_relay_range_parse (&range, parts[i]));
    g_assert_false (foyer_relay_range_resolve (&range, SIZE));
  }
}

static void
test_what_is_none (void)
{
  static const char *const texts[] = {
    "",
    "bytes",
    "bytes=",
    "bytes=-",
    "bytes=x-",
    "bytes=1",
    "bytes=1-x",
    "bytes=1-2x",
    "bytes=2-1",
    "bytes=--1",
    "bytes=+1-",
    "bytes=0x1-",
    "bytes=1-2,5-6",
    "bytes=1 - 2",
    "lines=1-",
    "bytes=9223372036854775808-",
    "bytes=1-9223372036854775808",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    FoyerRelayRange range;

    g_test_message ("%s", texts[i]);
    g_assert_false (foyer_relay_range_parse (&range, texts[i]));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/relay/range/a-part-is-so-many-bytes", test_parts);
  g_test_add_func ("/relay/range/behind-the-end-there-is-nothing", test_nothing_there);
  g_test_add_func ("/relay/range/what-is-none-is-not-looked-at", test_what_is_none);
  return g_test_run ();
}
