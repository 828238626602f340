/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-battery"

#include "config.h"

#include "session/foyer-battery.h"

#include "model/foyer-device.h"

static char *
read_word (const char *folder, const char *supply, const char *file)
{
  g_autofree char *path = g_build_filename (folder, supply, file, NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  return g_strstrip (text);
}

/* Mice and headsets have batteries too: their scope is the device. */
static int
read_supply (const char *folder, const char *supply)
{
  g_autofree char *type = read_word (folder, supply, "type");
  g_autofree char *scope = read_word (folder, supply, "scope");
  g_autofree char *capacity = read_word (folder, supply, "capacity");
  guint64 percent;

  if (g_strcmp0 (type, "Battery") != 0 || g_strcmp0 (scope, "Device") == 0 || capacity == NULL ||
      !g_ascii_string_to_unsigned (capacity, 10, 0, 100, &percent, NULL))
    return FOYER_BATTERY_UNKNOWN;
  return (int)percent;
}

/**
 * foyer_battery_read:
 * @folder: %FOYER_BATTERY_FOLDER, or a folder like it
 *
 * Returns: how full the computer's battery is in percent, the emptiest where there are several, or
 *   %FOYER_BATTERY_UNKNOWN where there is none
 */
int
foyer_battery_read (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  int least = FOYER_BATTERY_UNKNOWN;
  const char *supply;

  while (dir != NULL && (supply = g_dir_read_name (dir)) != NULL) {
    int percent = read_supply (folder, supply);

    if (percent != FOYER_BATTERY_UNKNOWN && (least == FOYER_BATTERY_UNKNOWN || percent < least))
      least = percent;
  }
  return least;
}
