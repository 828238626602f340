/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/foyer-event.h"

static FoyerEvent *
make_event (void)
{
  FoyerGate gates[] = { { .id = (char *)"1", .name = (char *)"North", .list_id = (char *)"friday" },
                        { .id = (char *)"2", .name = (char *)"South" } };
  FoyerEvent fields = { .gates = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_gate_free) };
  FoyerEvent *event;

  for (guint i = 0; i < G_N_ELEMENTS (gates); i++)
    g_ptr_array_add (fields.gates, foyer_gate_copy (&gates[i]));
  event = foyer_event_new (&fields);
  g_ptr_array_unref (fields.gates);
  return event;
}

static void
test_a_gate_is_for_its_list (void)
{
  g_autoptr (FoyerEvent) event = make_event ();
  FoyerCheckInList friday = { .id = (char *)"friday" };
  FoyerCheckInList saturday = { .id = (char *)"saturday" };

  g_assert_true (foyer_event_permits (event, "North", &friday));
  g_assert_false (foyer_event_permits (event, "North", &saturday));
  g_assert_false (foyer_event_permits (event, "North", NULL));
}

static void
test_a_gate_without_a_list_is_for_all (void)
{
  g_autoptr (FoyerEvent) event = make_event ();
  FoyerCheckInList friday = { .id = (char *)"friday" };

  g_assert_true (foyer_event_permits (event, "South", &friday));
  g_assert_true (foyer_event_permits (event, "East", &friday));
  g_assert_true (foyer_event_permits (event, NULL, &friday));
  g_assert_true (foyer_event_permits (event, NULL, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/event/a-gate-is-for-its-list", test_a_gate_is_for_its_list);
  g_test_add_func ("/model/event/a-gate-without-a-list-is-for-all",
                   test_a_gate_without_a_list_is_for_all);
  return g_test_run ();
}
