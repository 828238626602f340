/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-devices"

#include "config.h"

#include "db/foyer-db-devices.h"

#include "base/foyer-error.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-device-row.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-request.h"
#include "db/foyer-db-sign-in.h"
#include "db/foyer-db-table.h"

/* The devices: which there are, which may work, where they stand. */

#define LIST "SELECT " FOYER_DB_DEVICE_COLUMNS " FROM staff_devices d ORDER BY device_name, id"
#define LIST_DETAILS                                                                           \
  "SELECT d.event_id, d.list_id, encode (d.public_key, 'base64'),"                             \
  " foyer_micros (d.enrolled_at), d.approved_by, foyer_micros (d.approved_at),"                \
  " d.revoked_by, foyer_micros (d.revoked_at), foyer_micros (d.wiped_at),"                     \
  " encode (d.wipe_key, 'base64'), d.wipe_challenge, d.wipe_receipt, " FOYER_DB_DEVICE_COLUMNS \
  " FROM staff_devices d ORDER BY device_name, id"
#define LOCK "SELECT status FROM staff_devices WHERE id = $1::uuid FOR NO KEY UPDATE"
#define APPROVE                                                              \
  "UPDATE staff_devices SET status = 'approved', approved_by = $2,"          \
  " approved_at = clock_timestamp (), revoked_at = NULL, revoked_by = NULL," \
  " device_name = COALESCE ($3, device_name),"                               \
  " gate = CASE WHEN $5::uuid IS NULL OR event_id = $5::uuid"                \
  "  THEN COALESCE ($4, gate) ELSE $4 END,"                                  \
  " list_id = CASE WHEN $5::uuid IS NULL OR event_id = $5::uuid"             \
  "  THEN COALESCE ($6::uuid, list_id) ELSE $6::uuid END,"                   \
  " event_id = COALESCE ($5::uuid, event_id) WHERE id = $1::uuid"
#define REVOKE                                                    \
  "UPDATE staff_devices SET status = 'revoked', revoked_by = $2," \
  " revoked_at = clock_timestamp () WHERE id = $1::uuid"
/* Locks are taken in the order of the ids by all who take several. */
#define END_SESSIONS                                                                        \
  "WITH doomed AS (SELECT id FROM sessions WHERE device_id = $1::uuid AND ended_at IS NULL" \
  " ORDER BY id FOR NO KEY UPDATE)"                                                         \
  " UPDATE sessions s SET ended_at = clock_timestamp (), end_reason = $2 FROM doomed"       \
  " WHERE s.id = doomed.id"
#define TOUCH_COLUMNS 12
/* The rows are locked in the order of their ids, as everywhere. What a device says of where it may
 * be found stays when it is gone: that is when others look for it. */
#define TOUCH                                                                                   \
  "WITH said AS (SELECT * FROM unnest ($1::uuid[], $2::text[], $3::text[], $4::boolean[],"      \
  " $5::integer[], $6::integer[], $7::text[], $8::text[], $9::bigint[], $10::bigint[],"         \
  " $11::uuid[], $12::text[]) AS t"                                                             \
  " (id, gate, app_version, is_active, pending_scans, battery, camera_state, camera_name,"      \
  " clock_offset_ms, approved_at, joined_event_id, addresses)),"                                \
  " locked AS (SELECT d.id FROM staff_devices d JOIN said USING (id) ORDER BY d.id"             \
  " FOR NO KEY UPDATE OF d)"                                                                    \
  " UPDATE staff_devices d SET last_active = clock_timestamp (), is_active = said.is_active,"   \
  " gate = CASE WHEN said.gate IS NULL"                                                         \
  " OR said.approved_at <> COALESCE (foyer_micros (d.approved_at), 0) THEN d.gate"              \
  " ELSE NULLIF (said.gate, '') END,"                                                           \
  " app_version = COALESCE (said.app_version, d.app_version),"                                  \
  " pending_scans = NULLIF (said.pending_scans, -1), battery = NULLIF (said.battery, -1),"      \
  " camera_state = said.camera_state, camera_name = said.camera_name,"                          \
  " clock_offset_ms = said.clock_offset_ms,"                                                    \
  " joined_event_id = COALESCE (said.joined_event_id, d.joined_event_id),"                      \
  " addresses = COALESCE (said.addresses, d.addresses) FROM said JOIN locked USING (id) WHERE " \
  "d.id = said.id"

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
  device.event_id = (char *)foyer_db_get_text (result, row, column + 13);
  device.list_id = (char *)foyer_db_get_text (result, row, column + 14);
  device.approved_at = foyer_db_get_time (result, row, column + 15);
  device.wiped_at = foyer_db_get_time (result, row, column + 16);
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

/**
 * foyer_db_device_details_free:
 * @self: (transfer full):
 */
void
foyer_db_device_details_free (FoyerDbDeviceDetails *self)
{
  foyer_device_unref (self->device);
  g_free (self->event_id);
  g_free (self->list_id);
  g_free (self->public_key);
  g_free (self->approved_by);
  g_free (self->revoked_by);
  g_free (self->wipe_key);
  g_free (self->wipe_challenge);
  g_free (self->wipe_receipt);
  g_free (self);
}

static FoyerDbDeviceDetails *
read_details (const FoyerDbResult *result, int row)
{
  FoyerDbDeviceDetails *self = g_new0 (FoyerDbDeviceDetails, 1);

  self->event_id = g_strdup (foyer_db_get_text (result, row, 0));
  self->list_id = g_strdup (foyer_db_get_text (result, row, 1));
  self->public_key = g_strdup (foyer_db_get_text (result, row, 2));
  self->enrolled_at = foyer_db_get_time (result, row, 3);
  self->approved_by = g_strdup (foyer_db_get_text (result, row, 4));
  self->approved_at = foyer_db_get_time (result, row, 5);
  self->revoked_by = g_strdup (foyer_db_get_text (result, row, 6));
  self->revoked_at = foyer_db_get_time (result, row, 7);
  self->wiped_at = foyer_db_get_time (result, row, 8);
  self->wipe_key = g_strdup (foyer_db_get_text (result, row, 9));
  self->wipe_challenge = g_strdup (foyer_db_get_text (result, row, 10));
  self->wipe_receipt = g_strdup (foyer_db_get_text (result, row, 11));
  self->device = foyer_db_read_device (result, row, 12);
  return self;
}

/**
 * foyer_db_devices_list_details:
 *
 * Returns: (transfer full) (element-type FoyerDbDeviceDetails) (nullable): all devices, by name,
 *   with what an operator may want to know of them
 */
GPtrArray *
foyer_db_devices_list_details (FoyerDbConnection *connection, GError **error)
{
  g_autoptr (PGresult) result =
      foyer_db_query (connection, LIST_DETAILS, FOYER_DB_NO_PARAMS, error);
  GPtrArray *devices;

  if (result == NULL)
    return NULL;
  devices = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_db_device_details_free);
  for (int row = 0; row < PQntuples (result); row++)
    g_ptr_array_add (devices, read_details (result, row));
  return devices;
}

/**
 * foyer_db_device_end_sessions:
 * @reason: a word, for the record
 *
 * Ends all sessions of a device, in the transaction of whoever calls.
 */
gboolean
foyer_db_device_end_sessions (FoyerDbConnection *connection,
                              const char *device_id,
                              const char *reason,
                              GError **error)
{
  return foyer_db_execute (connection, END_SESSIONS, FOYER_DB_PARAMS (device_id, reason), error);
}

static gboolean
lock_device (FoyerDbConnection *connection,
             const char *device_id,
             FoyerDeviceStatus *status,
             GError **error)
{
  g_autoptr (PGresult) result =
      foyer_db_query (connection, LOCK, FOYER_DB_PARAMS (device_id), error);

  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 0) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such device.");
    return FALSE;
  }
  foyer_device_status_from_nick (PQgetvalue (result, 0, 0), status);
  return TRUE;
}

static gboolean
approve (FoyerDbConnection *connection,
         const char *device_id,
         const FoyerDbDevicePost *post,
         const FoyerDbActor *actor,
         GError **error)
{
  g_autofree char *event_id = NULL;
  FoyerDeviceStatus status;

  return foyer_db_device_post_find_event (connection, post, device_id, &event_id, error) &&
         lock_device (connection, device_id, &status, error) &&
         foyer_db_execute (connection,
                           APPROVE,
                           FOYER_DB_PARAMS (device_id,
                                            actor->staff_email,
                                            post->device_name,
                                            post->gate,
                                            event_id,
                                            post->list_id),
                           error) &&
         (status == FOYER_DEVICE_STATUS_APPROVED ||
          foyer_db_device_note_access (connection, device_id, "approved", NULL, actor, error)) &&
         foyer_db_audit (connection, NULL, "device_approved", device_id, actor, error);
}

/**
 * foyer_db_device_approve:
 * @request_id: (nullable): a UUID; a request that was done already is not done again
 * @post: where it is to work from now on
 * @actor: who lets it work
 *
 * Lets a device work, and says where.
 */
gboolean
foyer_db_device_approve (FoyerDbConnection *connection,
                         const char *request_id,
                         const char *device_id,
                         const FoyerDbDevicePost *post,
                         const FoyerDbActor *actor,
                         GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  gboolean was_done;

  return transaction != NULL &&
         foyer_db_request_take (connection,
                                request_id,
                                "approve_device",
                                FOYER_DB_PARAMS (device_id,
                                                 post->device_name,
                                                 post->gate,
                                                 post->event_id,
                                                 post->list_id),
                                &was_done,
                                error) &&
         (was_done || approve (connection, device_id, post, actor, error)) &&
         foyer_db_transaction_commit (&transaction, error);
}

static gboolean
revoke_device (FoyerDbConnection *connection,
               const char *device_id,
               const char *reason,
               const FoyerDbActor *actor,
               GError **error)
{
  g_autofree char *details = NULL;
  FoyerDeviceStatus status;

  if (!lock_device (connection, device_id, &status, error))
    return FALSE;
  if (status == FOYER_DEVICE_STATUS_REVOKED)
    return TRUE;
  details = g_strjoin (" ", device_id, reason, NULL);
  return foyer_db_execute (connection,
                           REVOKE,
                           FOYER_DB_PARAMS (device_id, actor->staff_email),
                           error) &&
         foyer_db_device_end_sessions (connection, device_id, "device_revoked", error) &&
         foyer_db_device_note_access (connection, device_id, "revoked", NULL, actor, error) &&
         foyer_db_audit (connection, NULL, "device_revoked", details, actor, error);
}

/**
 * foyer_db_device_revoke:
 * @request_id: (nullable): a UUID; a request that was done already is not done again
 * @reason: (nullable): why, in the admin's words
 * @actor: who lets it work no more
 *
 * Lets a device work no more; its sessions end. What it has scanned stays.
 */
gboolean
foyer_db_device_revoke (FoyerDbConnection *connection,
                        const char *request_id,
                        const char *device_id,
                        const char *reason,
                        const FoyerDbActor *actor,
                        GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  gboolean was_done;

  return transaction != NULL &&
         foyer_db_request_take (connection,
                                request_id,
                                "revoke_device",
                                FOYER_DB_PARAMS (device_id, reason),
                                &was_done,
                                error) &&
         (was_done || revoke_device (connection, device_id, reason, actor, error)) &&
         foyer_db_transaction_commit (&transaction, error);
}

void
foyer_db_device_touch_clear (FoyerDbDeviceTouch *self)
{
  g_free (self->device_id);
  g_free (self->gate);
  g_free (self->joined_event_id);
  foyer_device_report_clear (&self->report);
}

static void
add_touch (FoyerDbTable *table, const FoyerDbDeviceTouch *touch)
{
  const FoyerDeviceReport *report = &touch->report;
  g_autofree char *addresses =
      report->addresses != NULL ? g_strjoinv (" ", report->addresses) : NULL;

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
  foyer_db_table_add_int (table, touch->approved_at);
  foyer_db_table_add_text (table, touch->joined_event_id);
  foyer_db_table_add_text (table, addresses);
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

  foyer_db_table_init (&table, TOUCH_COLUMNS);
  for (guint i = 0; i < touches->len; i++)
    add_touch (&table, &g_array_index (touches, FoyerDbDeviceTouch, i));
  return foyer_db_execute (connection,
                           TOUCH,
                           foyer_db_table_get_params (&table),
                           TOUCH_COLUMNS,
                           error);
}
