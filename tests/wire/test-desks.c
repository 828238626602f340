/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-desks"

#include "config.h"

#include "wire-values.h"

#include "base/foyer-uuid.h"
#include "wire/foyer-wire-desks.h"
#include "wire/foyer-wire-device.h"

#include <string.h>

static FoyerDesk *
random_desk (void)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *name = wire_random_text (200);
  char *addresses[] = { (char *)"192.0.2.7:4000", (char *)"[2001:db8::1]:4001", NULL };
  FoyerDesk desk = {
    .device_id = id,
    .name = name,
    .has_key = wire_random_boolean (),
    .online = wire_random_boolean (),
    .last_heard = wire_maybe_time (),
    .rate = g_test_rand_int_range (0, 6000) / 60.0,
    .addresses = addresses + g_test_rand_int_range (0, 3),
  };

  for (guint i = 0; desk.has_key && i < sizeof desk.public_key; i++)
    desk.public_key[i] = (guint8)g_test_rand_int ();
  return foyer_desk_new (&desk);
}

static void
assert_same (const FoyerDesk *a, const FoyerDesk *b)
{
  g_assert_cmpstr (a->device_id, ==, b->device_id);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpint (a->has_key, ==, b->has_key);
  g_assert_cmpmem (a->public_key, sizeof a->public_key, b->public_key, sizeof b->public_key);
  g_assert_cmpint (a->online, ==, b->online);
  g_assert_cmpint (a->last_heard, ==, b->last_heard);
  g_assert_cmpfloat (a->rate, ==, b->rate);
  g_assert_true (
      g_strv_equal ((const char *const *)a->addresses, (const char *const *)b->addresses));
}

static void
test_desks_changed (void)
{
  for (int round = 0; round < 100; round++) {
    g_autofree char *event = foyer_uuid_new ();
    g_autoptr (GPtrArray) desks = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_desk_unref);
    g_autoptr (GPtrArray) read = NULL;
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (FoyerMessage) message = NULL;
    g_auto (GStrv) gone = NULL;

    for (int i = 0; i < 3; i++)
      g_ptr_array_add (desks, random_desk ());
    foyer_wire_write_desks_changed (text, event, desks, desks);
    message = wire_read_back (text->str, FOYER_SENDER_RELAY);
    g_assert_cmpstr (foyer_message_get_string (message, "event_id"), ==, event);
    read = foyer_wire_read_desks_changed (message, &gone);
    g_assert_cmpuint (read->len, ==, 3);
    g_assert_cmpuint (g_strv_length (gone), ==, 3);
    for (guint i = 0; i < 3; i++) {
      const FoyerDesk *desk = g_ptr_array_index (desks, i);

      assert_same (desk, g_ptr_array_index (read, i));
      g_assert_true (foyer_desk_is_same (desk, g_ptr_array_index (read, i)));
      g_assert_cmpstr (gone[i], ==, desk->device_id);
    }
  }
}

static void
assert_addresses (const char *addresses, gboolean is_right)
{
  g_autofree char *text =
      g_strdup_printf ("{\"type\":\"device_report\",\"addresses\":%s}", addresses);
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message =
      foyer_message_parse (text, strlen (text), FOYER_SENDER_DEVICE, NULL, &error);

  g_assert_cmpint (message != NULL, ==, is_right);
}

static void
test_addresses (void)
{
  assert_addresses ("[]", TRUE);
  assert_addresses ("[\"192.0.2.7:4000\",\"[2001:db8::1]:1\"]", TRUE);
  assert_addresses ("\"192.0.2.7:4000\"", FALSE);
  assert_addresses ("[4000]", FALSE);
  assert_addresses ("[\"192.0.2.7\"]", FALSE);
  assert_addresses ("[\"192.0.2.7:0\"]", FALSE);
  assert_addresses ("[\"192.0.2.7:65536\"]", FALSE);
  assert_addresses ("[\"desk.example.org:4000\"]", FALSE);
  assert_addresses ("[\"2001:db8::1:4000\"]", FALSE);
  assert_addresses ("[\"[192.0.2.7]:4000\"]", FALSE);
  assert_addresses ("[\"[fe80::1]:4000\"]", FALSE);
  assert_addresses ("[\"0.0.0.0:4000\"]", FALSE);
  assert_addresses ("[\"224.0.0.251:5353\"]", FALSE);
  assert_addresses ("[\"1.1.1.1:1\",\"1.1.1.1:1\",\"1.1.1.1:1\",\"1.1.1.1:1\",\"1.1.1.1:1\","
                    "\"1.1.1.1:1\",\"1.1.1.1:1\",\"1.1.1.1:1\",\"1.1.1.1:1\"]",
                    FALSE);
}

static FoyerDesk *
change (const FoyerDesk *desk, double rate, gboolean online, FoyerTime last_heard)
{
  FoyerDesk fields = *desk;

  fields.rate = rate;
  fields.online = online;
  fields.last_heard = last_heard;
  return foyer_desk_new (&fields);
}

static void
test_small_steps_are_no_news (void)
{
  FoyerDesk fields = { .device_id = (char *)"d",
                       .name = (char *)"Desk",
                       .online = TRUE,
                       .last_heard = 1,
                       .rate = 10 };
  g_autoptr (FoyerDesk) desk = foyer_desk_new (&fields);
  g_autoptr (FoyerDesk) a_little_faster = change (desk, 11.5, TRUE, 2);
  g_autoptr (FoyerDesk) much_faster = change (desk, 15, TRUE, 1);
  g_autoptr (FoyerDesk) at_rest = change (desk, 0, TRUE, 1);
  g_autoptr (FoyerDesk) away = change (desk, 10, FALSE, 1);
  g_autoptr (FoyerDesk) away_later = change (desk, 10, FALSE, 2);

  g_assert_true (foyer_desk_is_same (desk, a_little_faster));
  g_assert_false (foyer_desk_is_same (desk, much_faster));
  g_assert_false (foyer_desk_is_same (desk, at_rest));
  g_assert_false (foyer_desk_is_same (desk, away));
  g_assert_false (foyer_desk_is_same (away, away_later));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/desks/changes-are-read-as-written", test_desks_changed);
  g_test_add_func ("/wire/desks/addresses-are-those-of-one-machine", test_addresses);
  g_test_add_func ("/wire/desks/small-steps-are-no-news", test_small_steps_are_no_news);
  return g_test_run ();
}
