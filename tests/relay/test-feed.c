/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "relay/foyer-relay-feed.h"

#define EVENT "6f1c4a52-3d0e-4b8f-9a6b-0d5d4f2e7a11"

static FoyerChangeBatch *
make_batch (gint64 from, gint64 to)
{
  g_autoptr (GPtrArray) changes =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_change_unref);
  g_autoptr (FoyerCounts) counts = foyer_counts_new (&(FoyerCounts){ .admitted = to });

  for (gint64 seq = from; seq <= to; seq++)
    g_ptr_array_add (changes, foyer_change_new (&(FoyerChange){ .seq = seq }));
  return foyer_change_batch_new (&(FoyerChangeBatch){
      .event_id = (char *)EVENT,
      .epoch = 1,
      .from = from,
      .to = to,
      .changes = changes,
      .counts = counts,
  });
}

static void
put (FoyerRelayFeed *feed, gint64 from, gint64 to, gboolean is_own)
{
  g_autoptr (FoyerChangeBatch) batch = make_batch (from, to);

  foyer_relay_feed_put (feed, batch, is_own);
}

/* Writes what comes out as `from-to`, own ones with a star. */
static char *
drain (FoyerRelayFeed *feed)
{
  GString *text = g_string_new (NULL);

  while (TRUE) {
    gboolean is_own;
    g_autoptr (FoyerChangeBatch) batch = foyer_relay_feed_next (feed, &is_own);

    if (batch == NULL)
      return g_string_free (text, FALSE);
    g_assert_cmpuint (batch->changes->len, ==, (guint)(batch->to - batch->from + 1));
    for (guint i = 0; i < batch->changes->len; i++) {
      const FoyerChange *change = g_ptr_array_index (batch->changes, i);

      g_assert_cmpint (change->seq, ==, batch->from + i);
    }
    g_string_append_printf (text,
                            "%s%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "%s",
                            text->len > 0 ? " " : "",
                            batch->from,
                            batch->to,
                            is_own ? "*" : "");
  }
}

static void
assert_drained (FoyerRelayFeed *feed, const char *expected)
{
  g_autofree char *text = drain (feed);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_order (void)
{
  g_autoptr (FoyerRelayFeed) feed = foyer_relay_feed_new (1, 41);

  put (feed, 43, 44, TRUE);
  assert_drained (feed, "");
  g_assert_true (foyer_relay_feed_has_gap (feed));
  put (feed, 42, 42, FALSE);
  assert_drained (feed, "42-42 43-44*");
  g_assert_false (foyer_relay_feed_has_gap (feed));
  g_assert_cmpint (foyer_relay_feed_get_seq (feed), ==, 44);
}

static void
test_read_twice (void)
{
  g_autoptr (FoyerRelayFeed) feed = foyer_relay_feed_new (1, 0);

  put (feed, 1, 3, FALSE);
  put (feed, 2, 5, FALSE);
  put (feed, 1, 2, FALSE);
  assert_drained (feed, "1-3 4-5");
  put (feed, 1, 5, FALSE);
  assert_drained (feed, "");
}

static void
test_own_stay_own (void)
{
  g_autoptr (FoyerRelayFeed) feed = foyer_relay_feed_new (1, 0);

  put (feed, 3, 4, TRUE);
  put (feed, 1, 6, FALSE);
  assert_drained (feed, "1-2 3-4* 5-6");
}

static void
test_doorbell (void)
{
  g_autoptr (FoyerRelayFeed) feed = foyer_relay_feed_new (1, 7);

  foyer_relay_feed_expect (feed, 7);
  g_assert_false (foyer_relay_feed_has_gap (feed));
  foyer_relay_feed_expect (feed, 9);
  g_assert_true (foyer_relay_feed_has_gap (feed));
  put (feed, 8, 8, FALSE);
  assert_drained (feed, "8-8");
  g_assert_true (foyer_relay_feed_has_gap (feed));
}

static void
test_any_arrival_order (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < 300; round++) {
    g_autoptr (FoyerRelayFeed) feed = foyer_relay_feed_new (1, 0);
    gint64 last = 0;

    while (last < 40) {
      gint64 from = g_rand_int_range (random, 1, 41);
      gint64 to = from + g_rand_int_range (random, 0, 6);

      put (feed, from, MIN (40, to), g_rand_boolean (random));
      while (TRUE) {
        gboolean is_own;
        g_autoptr (FoyerChangeBatch) batch = foyer_relay_feed_next (feed, &is_own);

        if (batch == NULL)
          break;
        g_assert_cmpint (batch->from, ==, last + 1);
        last = batch->to;
      }
    }
    g_assert_cmpint (foyer_relay_feed_get_seq (feed), ==, 40);
  }
}

static void
test_recall (void)
{
  g_autoptr (FoyerRelayFeed) feed = foyer_relay_feed_new (1, 10);
  g_autoptr (GPtrArray) missed = NULL;
  const FoyerChangeBatch *first;

  put (feed, 11, 13, TRUE);
  put (feed, 14, 14, TRUE);
  assert_drained (feed, "11-13* 14-14*");
  g_assert_null (foyer_relay_feed_recall (feed, 9));
  missed = foyer_relay_feed_recall (feed, 12);
  g_assert_cmpuint (missed->len, ==, 2);
  first = g_ptr_array_index (missed, 0);
  g_assert_cmpint (first->from, ==, 13);
  g_clear_pointer (&missed, g_ptr_array_unref);
  missed = foyer_relay_feed_recall (feed, 14);
  g_assert_cmpuint (missed->len, ==, 0);
}

static void
test_memory_is_bounded (void)
{
  g_autoptr (FoyerRelayFeed) feed = foyer_relay_feed_new (1, 0);

  for (gint64 seq = 1; seq <= 10000; seq += 100) {
    g_autofree char *text = NULL;

    put (feed, seq, seq + 99, TRUE);
    text = drain (feed);
  }
  g_assert_null (foyer_relay_feed_recall (feed, 100));
  g_assert_null (foyer_relay_feed_recall (feed, 5000));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/relay/feed/own-change-waits-for-the-one-before", test_order);
  g_test_add_func ("/relay/feed/what-was-read-twice-comes-out-once", test_read_twice);
  g_test_add_func ("/relay/feed/own-changes-come-out-as-own", test_own_stay_own);
  g_test_add_func ("/relay/feed/doorbell-shows-a-gap", test_doorbell);
  g_test_add_func ("/relay/feed/any-order-of-arrival-comes-out-without-gaps",
                   test_any_arrival_order);
  g_test_add_func ("/relay/feed/newest-changes-are-remembered", test_recall);
  g_test_add_func ("/relay/feed/memory-is-bounded", test_memory_is_bounded);
  return g_test_run ();
}
