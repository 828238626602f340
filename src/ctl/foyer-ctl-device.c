/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-device"

#include "config.h"

#include "base/foyer-limits.h"
#include "ctl/foyer-ctl-rows.h"
#include "db/foyer-db-accesses.h"
#include "db/foyer-db-devices.h"

/* foyerctl device: which installations of the application may work. */

static void
write_details (FoyerJsonWriter *writer, const FoyerDbDeviceDetails *details)
{
  const FoyerDevice *device = details->device;

  foyer_json_writer_add_string (writer, "gate", device->gate);
  foyer_json_writer_add_string (writer, "event_id", details->event_id);
  foyer_json_writer_add_string (writer, "list_id", details->list_id);
  foyer_json_writer_add_time (writer, "last_active", device->last_active);
  foyer_json_writer_add_string (writer, "app_version", device->app_version);
  foyer_json_writer_add_string (writer, "public_key", details->public_key);
  foyer_json_writer_add_time (writer, "enrolled_at", details->enrolled_at);
  foyer_json_writer_add_string (writer, "approved_by", details->approved_by);
  foyer_json_writer_add_time (writer, "approved_at", details->approved_at);
  foyer_json_writer_add_string (writer, "revoked_by", details->revoked_by);
  foyer_json_writer_add_time (writer, "revoked_at", details->revoked_at);
  foyer_json_writer_add_time (writer, "wiped_at", details->wiped_at);
  foyer_json_writer_add_string (writer, "wipe_key", details->wipe_key);
  foyer_json_writer_add_string (writer, "wipe_challenge", details->wipe_challenge);
  foyer_json_writer_add_string (writer, "wipe_receipt", details->wipe_receipt);
}

static void
fill_device (FoyerCtlRow *row, gconstpointer item)
{
  const FoyerDbDeviceDetails *details = item;
  const FoyerDevice *device = details->device;

  foyer_ctl_row_add (row, "id", device->id);
  foyer_ctl_row_add (row, "status", foyer_device_status_to_nick (device->status));
  foyer_ctl_row_add (row, "name", device->name);
  foyer_ctl_row_add (row, "staff_email", device->staff_email);
  if (row->writer != NULL)
    write_details (row->writer, details);
}

gboolean
foyer_ctl_device_list (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  g_autoptr (GPtrArray) devices = NULL;

  if (connection != NULL)
    devices = foyer_db_devices_list_details (connection, error);
  return foyer_ctl_rows_print (call, "devices", devices, fill_device);
}

gboolean
foyer_ctl_device_approve (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  FoyerDbDevicePost post = {
    .device_name = foyer_ctl_call_get_text (call, "name"),
    .event_id = foyer_ctl_call_get_text (call, "event"),
    .list_id = foyer_ctl_call_get_text (call, "list"),
    .gate = foyer_ctl_call_get_text (call, "gate"),
  };

  if (connection == NULL || !foyer_db_device_approve (connection,
                                                      NULL,
                                                      call->argument,
                                                      &post,
                                                      foyer_ctl_call_get_actor (call),
                                                      error))
    return FALSE;
  foyer_ctl_call_print_done (call);
  return TRUE;
}

gboolean
foyer_ctl_device_revoke (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);

  if (connection == NULL || !foyer_db_device_revoke (connection,
                                                     NULL,
                                                     call->argument,
                                                     foyer_ctl_call_get_text (call, "reason"),
                                                     foyer_ctl_call_get_actor (call),
                                                     error))
    return FALSE;
  foyer_ctl_call_print_done (call);
  return TRUE;
}

static void
fill_access (FoyerCtlRow *row, gconstpointer item)
{
  const FoyerDeviceAccess *access = item;

  if (row->writer != NULL)
    foyer_json_writer_add_integer (row->writer, "number", access->number);
  foyer_ctl_row_add_time (row, "at", access->at);
  foyer_ctl_row_add (row, "kind", foyer_access_kind_to_nick (access->kind));
  foyer_ctl_row_add (row, "staff_email", access->staff_email);
  foyer_ctl_row_add (row, "address", access->address);
  foyer_ctl_row_add (row, "user_agent", access->user_agent);
}

gboolean
foyer_ctl_device_history (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  g_autoptr (GPtrArray) accesses = NULL;
  guint limit = foyer_ctl_call_get_number (call, "limit", FOYER_LIMIT_ACCESSES_LISTED);

  if (connection != NULL)
    accesses = foyer_db_accesses_list (connection, call->argument, 0, limit, error);
  return foyer_ctl_rows_print (call, "accesses", accesses, fill_access);
}
