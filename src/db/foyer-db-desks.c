/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-desks"

#include "config.h"

#include "db/foyer-db-desks.h"

#include "base/foyer-limits.h"
#include "db/foyer-db-query.h"
#include "model/foyer-desk.h"

#include <string.h>

/* The desks of an event: the approved devices that joined its room last, and those that an admin
 * has put there and that have joined none yet. A device that has moved on is none any more. Beyond
 * so many, those count that were heard last. */

#define MINUTES G_STRINGIFY (FOYER_LIMIT_RATE_OF_MINUTES)
#define SCANS   G_STRINGIFY (FOYER_LIMIT_RATE_OF_SCANS)

/* Where there were more scans than are looked at, they cover less time. Nobody has scanned faster
 * than in a second. */
#define LIST                                                                                      \
  "WITH latest AS (SELECT device_id, outcome, \"timestamp\" FROM verification_logs"               \
  "  WHERE event_id = $1::uuid ORDER BY log_no DESC"                                              \
  "  LIMIT CASE WHEN $2::boolean THEN " SCANS " ELSE 0 END),"                                     \
  " span AS (SELECT GREATEST (clock_timestamp () - interval '" MINUTES " min',"                   \
  "  CASE WHEN count (*) = " SCANS " THEN min (\"timestamp\") END) AS since FROM latest),"        \
  " rates AS (SELECT device_id, count (*) * 3600 / GREATEST (1, extract (epoch FROM"              \
  "  clock_timestamp () - since)) AS hourly FROM latest, span"                                    \
  "  WHERE \"timestamp\" >= since AND outcome = 'admitted' GROUP BY device_id, since)"            \
  " SELECT d.id, d.device_name, encode (d.public_key, 'base64'), d.is_active AND d.last_active >" \
  " clock_timestamp () - make_interval (secs => $3::integer), foyer_micros (d.last_active),"      \
  " COALESCE (hourly, 0)::bigint, d.addresses"                                                    \
  " FROM staff_devices d LEFT JOIN rates ON rates.device_id = d.id"                               \
  " WHERE d.status = 'approved' AND COALESCE (d.joined_event_id, d.event_id) = $1::uuid"          \
  " ORDER BY d.last_active DESC NULLS LAST, d.id LIMIT $4::integer"

static void
read_key (const FoyerDbResult *result, int row, FoyerDesk *desk)
{
  const char *text = foyer_db_get_text (result, row, 2);
  g_autofree guchar *bytes = NULL;
  gsize length;

  if (text == NULL)
    return;
  bytes = g_base64_decode (text, &length);
  desk->has_key = length == sizeof desk->public_key;
  if (desk->has_key)
    memcpy (desk->public_key, bytes, length);
}

static FoyerDesk *
read_desk (const FoyerDbResult *result, int row)
{
  const char *addresses = foyer_db_get_text (result, row, 6);
  g_auto (GStrv) found =
      addresses != NULL && *addresses != '\0' ? g_strsplit (addresses, " ", -1) : NULL;
  FoyerDesk desk = {
    .device_id = (char *)foyer_db_get_text (result, row, 0),
    .name = (char *)foyer_db_get_text (result, row, 1),
    .online = foyer_db_get_bool (result, row, 3),
    .last_heard = foyer_db_get_time (result, row, 4),
    .rate = (double)foyer_db_get_int (result, row, 5) / 60,
    .addresses = found,
  };

  read_key (result, row, &desk);
  return foyer_desk_new (&desk);
}

/**
 * foyer_db_desks_list:
 * @with_rates: whether to look how fast they are; without, all rates are 0
 *
 * Returns: (transfer full) (nullable) (element-type FoyerDesk): the devices that work for the
 * event, those that were heard last first
 */
GPtrArray *
foyer_db_desks_list (FoyerDbConnection *connection,
                     const char *event_id,
                     gboolean with_rates,
                     GError **error)
{
  const char *seconds = G_STRINGIFY (FOYER_LIMIT_ABSENT_SECONDS);
  const char *most = G_STRINGIFY (FOYER_LIMIT_DESKS);
  g_autoptr (PGresult) result =
      foyer_db_query (connection,
                      LIST,
                      FOYER_DB_PARAMS (event_id, with_rates ? "t" : "f", seconds, most),
                      error);
  GPtrArray *desks;

  if (result == NULL)
    return NULL;
  desks = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_desk_unref);
  for (int row = 0; row < PQntuples (result); row++)
    g_ptr_array_add (desks, read_desk (result, row));
  return desks;
}
