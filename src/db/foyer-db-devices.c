/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-devices"

#include "config.h"

#include "db/foyer-db-devices.h"

#include "base/foyer-error.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-device-row.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-table.h"

/* The devices: which there are, which may work, where they stand. */

#define LIST "SELECT " FOYER_DB_DEVICE_COLUMNS " FROM staff_devices d ORDER BY device_name, id"
#define SET_STATUS                                                                      \
  "UPDATE staff_devices SET status = $2,"                                               \
  " approved_by = CASE $2 WHEN 'approved' THEN $3 ELSE approved_by END,"                \
  " approved_at = CASE $2 WHEN 'approved' THEN clock_timestamp () ELSE approved_at END" \
  " WHERE id = $1"
#define END_SESSIONS                                  \
  "UPDATE sessions SET ended_at = clock_timestamp ()" \
  " WHERE device_id = $1 AND ended_at IS NULL AND $2 = 'revoked'"
/* The rows are locked in the order of their ids, as everywhere. */
#define TOUCH                                                                                  \
  "WITH said AS (SELECT * FROM unnest ($1::uuid[], $2::text[], $3::text[], $4::boolean[],"     \
  " $5::integer[], $6::integer[], $7::text[], $8::text[], $9::bigint[]) AS t (id, gate, "      \
  "app_version,"                                                                               \
  " is_active, pending_scans, battery, camera_state, camera_name, clock_offset_ms)),"          \
  " locked AS (SELECT d.id FROM staff_devices d JOIN said USING (id) ORDER BY d.id"            \
  " FOR NO KEY UPDATE OF d)"                                                                   \
  " UPDATE staff_devices d SET last_active = clock_timestamp (), is_active = said.is_active, " \
  " gate = CASE WHEN said.gate IS NULL THEN d.gate ELSE NULLIF (said.gate, '') END,"           \
  " app_version = COALESCE (said.app_version, d.app_version),"                                 \
  " pending_scans = NULLIF (said.pending_scans, -1), battery = NULLIF (said.battery, -1),"     \
  " camera_state = said.camera_state, camera_name = said.camera_name,"                         \
  " clock_offset_ms = said.clock_offset_ms FROM said JOIN locked USING (id) WHERE d.id = said.id"

/**
 * foyer_db_read_device:
 *
 * Returns: (transfer full): the device in FOYER_DB_DEVICE_COLUMNS from @column on
 */
FoyerDevice *
foyer_db_read_device (const FoyerDbResult *result, int row, int column)
{
  FoyerDevice device = { .id = PQgetvalue (result, row, column),
                         .name = PQgetvalue (result, row, column + 1) };

  foyer_device_status_from_nick (PQgetvalue (result, row, column + 2), &device.status);
  device.staff_email = (char *)foyer_db_get_text (result, row, column + 3);
  device.gate = (char *)foyer_db_get_text (result, row, column + 4);
  device.last_active = foyer_db_get_time (result, row, column + 5);
  device.app_version = (char *)foyer_db_get_text (result, row, column + 6);
  device.online = foyer_db_get_bool (result, row, column + 7);
  device.pending_scans = (int)foyer_db_get_int (result, row, column + 8);
  device.battery = (int)foyer_db_get_int (result, row, column + 9);
  device.camera_state = (char *)foyer_db_get_text (result, row, column + 10);
  device.camera_name = (char *)foyer_db_get_text (result, row, column + 11);
  device.clock_known = foyer_db_get_text (result, row, column + 12) != NULL;
  device.clock_offset_ms = foyer_db_get_int (result, row, column + 12);
  return foyer_device_new (&device);
}

/**
 * foyer_db_devices_list:
 *
 * Returns: (transfer full) (element-type FoyerDevice) (nullable): all devices, by name; online are
 *   those of which a relay said so last, which holds for as long as that relay lives
 */
GPtrArray *
foyer_db_devices_list (FoyerDbConnection *connection, GError **error)
{
  g_autoptr (PGresult) result = foyer_db_query (connection, LIST, FOYER_DB_NO_PARAMS, error);
  GPtrArray *devices;

  if (result == NULL)
    return NULL;
  devices = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_device_unref);
  for (int row = 0; row < PQntuples (result); row++)
    g_ptr_array_add (devices, foyer_db_read_device (result, row, 0));
  return devices;
}

static gboolean
update_one (FoyerDbConnection *connection,
            const char *sql,
            const char *const *params,
            guint n_params,
            GError **error)
{
  g_autoptr (PGresult) result = foyer_db_query (connection, sql, params, n_params, error);

  if (result == NULL)
    return FALSE;
  if (*PQcmdTuples (result) == '1')
    return TRUE;
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such device.");
  return FALSE;
}

/**
 * foyer_db_device_set_status:
 * @device_id: a UUID
 * @status: what it shall be; revoking ends its sessions
 */
gboolean
foyer_db_device_set_status (FoyerDbConnection *connection,
                            const char *device_id,
                            FoyerDeviceStatus status,
                            const FoyerDbActor *actor,
                            GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  const char *nick = foyer_device_status_to_nick (status);
  g_autofree char *details = g_strdup_printf ("%s %s", device_id, nick);

  return transaction != NULL &&
         update_one (connection,
                     SET_STATUS,
                     FOYER_DB_PARAMS (device_id, nick, actor->staff_email),
                     error) &&
         foyer_db_execute (connection, END_SESSIONS, FOYER_DB_PARAMS (device_id, nick), error) &&
         foyer_db_audit (connection, NULL, "device_status", details, actor, error) &&
         foyer_db_transaction_commit (&transaction, error);
}

void
foyer_db_device_touch_clear (FoyerDbDeviceTouch *self)
{
  g_free (self->device_id);
  g_free (self->gate);
  foyer_device_report_clear (&self->report);
}

static void
add_touch (FoyerDbTable *table, const FoyerDbDeviceTouch *touch)
{
  const FoyerDeviceReport *report = &touch->report;

  foyer_db_table_add_text (table, touch->device_id);
  foyer_db_table_add_text (table, touch->gate);
  foyer_db_table_add_text (table, report->app_version);
  foyer_db_table_add_text (table, touch->is_active ? "t" : "f");
  foyer_db_table_add_int (table, report->pending_scans);
  foyer_db_table_add_int (table, report->battery);
  foyer_db_table_add_text (table, report->camera_state);
  foyer_db_table_add_text (table, report->camera_name);
  if (report->clock_known)
    foyer_db_table_add_int (table, report->clock_offset_ms);
  else
    foyer_db_table_add_text (table, NULL);
}

/**
 * foyer_db_devices_touch:
 * @touches: (element-type FoyerDbDeviceTouch): one per device
 *
 * Notes that devices were heard of, and what they say of themselves.
 */
gboolean
foyer_db_devices_touch (FoyerDbConnection *connection, const GArray *touches, GError **error)
{
  g_auto (FoyerDbTable) table;

  foyer_db_table_init (&table, 9);
  for (guint i = 0; i < touches->len; i++)
    add_touch (&table, &g_array_index (touches, FoyerDbDeviceTouch, i));
  return foyer_db_execute (connection, TOUCH, foyer_db_table_get_params (&table), 9, error);
}
