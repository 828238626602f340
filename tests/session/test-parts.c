/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test-parts"

#include "config.h"

#include "stage.h"

#include "model/foyer-device.h"
#include "session/foyer-arrivals.h"
#include "session/foyer-battery.h"
#include "session/foyer-profile.h"
#include "session/foyer-secret-file.h"

#include <glib/gstdio.h>
#include <string.h>

/* The small parts of a session that need no relay. */

#define MINUTE (60 * FOYER_TIME_SECOND)

static void
test_arrivals_roll (void)
{
  g_autoptr (FoyerArrivals) arrivals = foyer_arrivals_new ();
  FoyerTime now = G_GINT64_CONSTANT (1777658553500000);
  guint counts[3];

  foyer_arrivals_add (arrivals, now - 2 * MINUTE);
  foyer_arrivals_add (arrivals, now);
  foyer_arrivals_add (arrivals, now);
  /* Late news of an earlier minute. */
  foyer_arrivals_add (arrivals, now - MINUTE);
  foyer_arrivals_fill (arrivals, now, counts, 3);
  g_assert_cmpuint (counts[0], ==, 1);
  g_assert_cmpuint (counts[1], ==, 1);
  g_assert_cmpuint (counts[2], ==, 2);
  foyer_arrivals_fill (arrivals, now + MINUTE, counts, 3);
  g_assert_cmpuint (counts[1], ==, 2);
  g_assert_cmpuint (counts[2], ==, 0);

  /* A day later the ring has come round. */
  foyer_arrivals_add (arrivals, now + FOYER_ARRIVALS_MINUTES * MINUTE);
  foyer_arrivals_fill (arrivals, now, counts, 3);
  g_assert_cmpuint (counts[2], ==, 0);
  foyer_arrivals_add (arrivals, now);
  foyer_arrivals_fill (arrivals, now + FOYER_ARRIVALS_MINUTES * MINUTE, counts, 3);
  g_assert_cmpuint (counts[2], ==, 1);
  foyer_arrivals_clear (arrivals);
  foyer_arrivals_fill (arrivals, now + FOYER_ARRIVALS_MINUTES * MINUTE, counts, 3);
  g_assert_cmpuint (counts[2], ==, 0);
}

static void
write_supply (const char *folder, const char *name, const char *type, const char *capacity)
{
  g_autofree char *supply = g_build_filename (folder, name, NULL);
  g_autofree char *type_path = g_build_filename (supply, "type", NULL);
  g_autofree char *capacity_path = g_build_filename (supply, "capacity", NULL);

  g_assert_cmpint (g_mkdir_with_parents (supply, 0700), ==, 0);
  g_assert_true (g_file_set_contents (type_path, type, -1, NULL));
  g_assert_true (g_file_set_contents (capacity_path, capacity, -1, NULL));
}

static void
test_the_emptiest_battery_counts (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "supplies", NULL);

  g_assert_cmpint (foyer_battery_read (folder), ==, FOYER_BATTERY_UNKNOWN);
  write_supply (folder, "AC", "Mains\n", "3\n");
  write_supply (folder, "BAT2", "Battery\n", "nonsense\n");
  g_assert_cmpint (foyer_battery_read (folder), ==, FOYER_BATTERY_UNKNOWN);
  write_supply (folder, "BAT0", "Battery\n", "80\n");
  write_supply (folder, "BAT1", "Battery\n", "41\n");
  g_assert_cmpint (foyer_battery_read (folder), ==, 41);
}

static void
test_a_profile_stays_in_its_folder (void)
{
  g_autoptr (FoyerProfile) profile = foyer_profile_new ("../../door");
  g_autofree char *path = foyer_profile_get_path (profile, "x");
  g_autofree char *value = NULL;
  g_autoptr (FoyerProfile) again = NULL;

  g_assert_null (strstr (path, ".."));
  foyer_profile_set_setting (profile, "gate", "North\n[x]");
  again = foyer_profile_new ("../../door");
  value = foyer_profile_get_setting (again, "gate");
  g_assert_cmpstr (value, ==, "North\n[x]");
}

static void
test_the_camera_is_remembered (void)
{
  g_autoptr (FoyerSession) session = foyer_session_new ("camera");
  g_autoptr (FoyerSession) other = NULL;
  g_autoptr (FoyerSession) again = NULL;
  g_autoptr (FoyerSession) without = NULL;

  g_assert_null (foyer_session_get_camera_id (session));
  foyer_session_choose_camera (session, "v4l2_input.usb-2");
  again = foyer_session_new ("camera");
  g_assert_cmpstr (foyer_session_get_camera_id (again), ==, "v4l2_input.usb-2");
  other = foyer_session_new ("another");
  g_assert_null (foyer_session_get_camera_id (other));
  foyer_session_choose_camera (again, NULL);
  without = foyer_session_new ("camera");
  g_assert_null (foyer_session_get_camera_id (without));
}

static void
test_a_sealed_secret_opens_only_whole (void)
{
  g_autoptr (FoyerProfile) profile = foyer_profile_new ("sealed");
  g_autofree char *path = foyer_profile_get_path (profile, "token.sealed");
  g_autofree char *secret = NULL;
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_assert_null (foyer_secret_file_load (profile, FOYER_SECRET_TOKEN));
  g_assert_true (foyer_secret_file_save (profile, FOYER_SECRET_TOKEN, "good-token", &error));
  g_assert_no_error (error);
  secret = foyer_secret_file_load (profile, FOYER_SECRET_TOKEN);
  g_assert_cmpstr (secret, ==, "good-token");

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  bytes[length - 1] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
  g_assert_null (foyer_secret_file_load (profile, FOYER_SECRET_TOKEN));
  g_assert_true (g_file_set_contents (path, "short", -1, NULL));
  g_assert_null (foyer_secret_file_load (profile, FOYER_SECRET_TOKEN));
  foyer_secret_file_forget (profile, FOYER_SECRET_TOKEN);
  g_assert_false (foyer_secret_file_exists (profile, FOYER_SECRET_TOKEN));
}

/* A folder that is in the way does what a disk that only reads does. */
static void
test_a_profile_says_where_it_cannot_write (void)
{
  g_autoptr (FoyerProfile) profile = foyer_profile_new ("blocked");
  g_autofree char *path = foyer_profile_get_path (profile, "x");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *above = g_path_get_dirname (folder);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (above, 0700), ==, 0);
  g_assert_true (g_file_set_contents (folder, "", 0, NULL));
  g_assert_false (foyer_profile_write (profile, "x", "", 0, &error));
  g_assert_true (g_str_has_prefix (error->message, "Foyer cannot write into its folder "));
  g_assert_nonnull (strstr (error->message, folder));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/parts/arrivals-roll", test_arrivals_roll);
  g_test_add_func ("/session/parts/the-emptiest-battery-counts", test_the_emptiest_battery_counts);
  g_test_add_func ("/session/parts/a-profile-says-where-it-cannot-write",
                   test_a_profile_says_where_it_cannot_write);
  g_test_add_func ("/session/parts/a-profile-stays-in-its-folder",
                   test_a_profile_stays_in_its_folder);
  g_test_add_func ("/session/parts/the-camera-is-remembered", test_the_camera_is_remembered);
  g_test_add_func ("/session/parts/a-sealed-secret-opens-only-whole",
                   test_a_sealed_secret_opens_only_whole);
  return stage_run_tests ();
}
