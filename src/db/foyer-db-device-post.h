/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-connection.h"

G_BEGIN_DECLS

/**
 * FoyerDbDevicePost:
 * @device_name: (nullable): what people call it
 * @event_id: (nullable): the event that it works for
 * @list_id: (nullable): the check-in list that it scans for
 * @gate: (nullable): the gate where it stands, by name
 *
 * Where a device is to work; what is %NULL stays as it is. Borrowed texts.
 */
typedef struct {
  const char *device_name;
  const char *event_id;
  const char *list_id;
  const char *gate;
} FoyerDbDevicePost;

/* Inside the room. */
gboolean foyer_db_device_post_find_event (FoyerDbConnection *connection,
                                          const FoyerDbDevicePost *post,
                                          const char *device_id,
                                          char **event_id,
                                          GError **error);

G_END_DECLS
