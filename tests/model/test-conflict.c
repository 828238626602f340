/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/foyer-conflict.h"

#define DEVICE "5f2e7c11-6f0c-4b6e-8f57-0a4b1f6f7a10"

static void
test_words (void)
{
  FoyerConflictKind kind = FOYER_CONFLICT_SHOULD_REFUSE;
  FoyerConflictResolution resolution = FOYER_CONFLICT_CLOCK;

  for (guint i = FOYER_CONFLICT_TOO_MANY; i <= FOYER_CONFLICT_SHOULD_ADMIT; i++) {
    g_assert_true (foyer_conflict_kind_from_nick (foyer_conflict_kind_to_nick (i), &kind));
    g_assert_cmpuint (kind, ==, i);
  }
  for (guint i = FOYER_CONFLICT_SHARED_SCREENSHOT; i <= FOYER_CONFLICT_OTHER; i++) {
    g_assert_true (
        foyer_conflict_resolution_from_nick (foyer_conflict_resolution_to_nick (i), &resolution));
    g_assert_cmpuint (resolution, ==, i);
  }
  g_assert_null (foyer_conflict_resolution_to_nick (FOYER_CONFLICT_NONE));
  g_assert_false (foyer_conflict_kind_from_nick ("other", &kind));
  g_assert_false (foyer_conflict_resolution_from_nick (NULL, &resolution));
  g_assert_false (foyer_conflict_resolution_from_nick ("none", &resolution));
}

static void
test_devices (void)
{
  FoyerConflictScan scan = { .scan_id = (char *)DEVICE, .device_id = (char *)DEVICE };
  FoyerConflictScan nowhere = { .scan_id = (char *)DEVICE };
  g_autoptr (GPtrArray) scans =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_conflict_scan_free);
  FoyerConflict fields = { .id = (char *)"1", .event_id = (char *)"2", .scans = scans };
  g_autoptr (FoyerConflict) conflict = NULL;
  g_autoptr (FoyerConflict) empty = NULL;

  g_ptr_array_add (scans, foyer_conflict_scan_copy (&nowhere));
  g_ptr_array_add (scans, foyer_conflict_scan_copy (&scan));
  conflict = foyer_conflict_new (&fields);
  fields.scans = NULL;
  empty = foyer_conflict_new (&fields);
  g_assert_true (foyer_conflict_names_device (conflict, DEVICE));
  g_assert_false (foyer_conflict_names_device (conflict, "other"));
  g_assert_false (foyer_conflict_names_device (conflict, NULL));
  g_assert_false (foyer_conflict_names_device (empty, DEVICE));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/conflict/words-lead-back", test_words);
  g_test_add_func ("/model/conflict/names-the-devices-of-its-scans", test_devices);
  return g_test_run ();
}
