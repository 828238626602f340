/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-device-post"

#include "config.h"

#include "db/foyer-db-device-post.h"

#include "base/foyer-error.h"
#include "db/foyer-db-query.h"

/* Where a device is to work has to be there, and its parts to fit. */

static char *
ask (FoyerDbConnection *connection,
     const char *sql,
     const char *id,
     const char *missing,
     GError **error)
{
  g_autoptr (PGresult) result = foyer_db_query (connection, sql, FOYER_DB_PARAMS (id), error);

  if (result == NULL)
    return NULL;
  if (PQntuples (result) > 0)
    return g_strdup (PQgetvalue (result, 0, 0));
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, missing);
  return NULL;
}

/* Of an event without gates they are what people call them. A device that is not sent elsewhere
 * works for the event that it has. */
static gboolean
check_gate (FoyerDbConnection *connection,
            const char *gate,
            const char *device_id,
            const char *event_id,
            GError **error)
{
  g_autoptr (PGresult) result = NULL;

  if (gate == NULL)
    return TRUE;
  result = foyer_db_query (connection,
                           "SELECT count (*) = 0 OR bool_or (name = $1) FROM gates"
                           " WHERE event_id = COALESCE ($2::uuid,"
                           " (SELECT event_id FROM staff_devices WHERE id = $3::uuid))",
                           FOYER_DB_PARAMS (gate, event_id, device_id),
                           error);
  if (result == NULL)
    return FALSE;
  if (foyer_db_get_bool (result, 0, 0))
    return TRUE;
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "The event has no such gate.");
  return FALSE;
}

/**
 * foyer_db_device_post_find_event:
 * @device_id: (nullable): the device, where there is one already
 * @event_id: (out) (transfer full) (nullable): the event: the one that is named, or that of the
 *   check-in list
 *
 * Returns: whether there is all of that; otherwise %FOYER_ERROR_NOT_FOUND, or
 *   %FOYER_ERROR_BAD_REQUEST where the list is one of another event
 */
gboolean
foyer_db_device_post_find_event (FoyerDbConnection *connection,
                                 const FoyerDbDevicePost *post,
                                 const char *device_id,
                                 char **event_id,
                                 GError **error)
{
  g_autofree char *event = NULL;
  g_autofree char *event_of_list = NULL;

  *event_id = NULL;
  if (post->event_id != NULL) {
    event = ask (connection,
                 "SELECT id FROM events WHERE id = $1::uuid",
                 post->event_id,
                 "There is no such event.",
                 error);
    if (event == NULL)
      return FALSE;
  }
  if (post->list_id != NULL) {
    event_of_list = ask (connection,
                         "SELECT event_id FROM check_in_lists WHERE id = $1::uuid",
                         post->list_id,
                         "There is no such check-in list.",
                         error);
    if (event_of_list == NULL)
      return FALSE;
  }
  if (event != NULL && event_of_list != NULL && !g_str_equal (event, event_of_list)) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         "The check-in list is one of another event.");
    return FALSE;
  }
  *event_id = event != NULL ? g_steal_pointer (&event) : g_steal_pointer (&event_of_list);
  return check_gate (connection, post->gate, device_id, *event_id, error);
}
