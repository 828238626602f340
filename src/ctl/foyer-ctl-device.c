/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-device"

#include "config.h"

#include "base/foyer-limits.h"
#include "ctl/foyer-ctl-call.h"
#include "db/foyer-db-accesses.h"
#include "db/foyer-db-devices.h"
#include "wire/foyer-json-writer.h"

/* foyerctl device: which installations of the application may work. */

static void
write_device (FoyerJsonWriter *writer, const FoyerDbDeviceDetails *details)
{
  const FoyerDevice *device = details->device;

  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_string (writer, "id", device->id);
  foyer_json_writer_add_string (writer, "name", device->name);
  foyer_json_writer_add_string (writer, "status", foyer_device_status_to_nick (device->status));
  foyer_json_writer_add_string (writer, "staff_email", device->staff_email);
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
  foyer_json_writer_end_object (writer);
}

static void
write_devices (GPtrArray *devices, GString *out)
{
  FoyerJsonWriter writer = { .out = out };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_begin_array (&writer, "devices");
  for (guint i = 0; i < devices->len; i++)
    write_device (&writer, g_ptr_array_index (devices, i));
  foyer_json_writer_end_array (&writer);
  foyer_json_writer_end_object (&writer);
  g_string_append_c (out, '\n');
}

gboolean
foyer_ctl_device_list (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  g_autoptr (GPtrArray) devices = NULL;

  if (connection != NULL)
    devices = foyer_db_devices_list_details (connection, error);
  if (devices == NULL)
    return FALSE;
  if (call->json)
    write_devices (devices, call->out);
  for (guint i = 0; i < devices->len && !call->json; i++) {
    const FoyerDbDeviceDetails *details = g_ptr_array_index (devices, i);
    const FoyerDevice *device = details->device;

    g_string_append_printf (call->out,
                            "%s\t%s\t%s\t%s\n",
                            device->id,
                            foyer_device_status_to_nick (device->status),
                            device->name,
                            device->staff_email != NULL ? device->staff_email : "");
  }
  return TRUE;
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
write_accesses (GPtrArray *accesses, GString *out)
{
  FoyerJsonWriter writer = { .out = out };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_begin_array (&writer, "accesses");
  for (guint i = 0; i < accesses->len; i++) {
    const FoyerDeviceAccess *access = g_ptr_array_index (accesses, i);

    foyer_json_writer_begin_object (&writer, NULL);
    foyer_json_writer_add_integer (&writer, "number", access->number);
    foyer_json_writer_add_string (&writer, "kind", foyer_access_kind_to_nick (access->kind));
    foyer_json_writer_add_string (&writer, "staff_email", access->staff_email);
    foyer_json_writer_add_string (&writer, "address", access->address);
    foyer_json_writer_add_string (&writer, "user_agent", access->user_agent);
    foyer_json_writer_add_time (&writer, "at", access->at);
    foyer_json_writer_end_object (&writer);
  }
  foyer_json_writer_end_array (&writer);
  foyer_json_writer_end_object (&writer);
  g_string_append_c (out, '\n');
}

static const char *
or_nothing (const char *text)
{
  return text != NULL ? text : "";
}

gboolean
foyer_ctl_device_history (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  g_autoptr (GPtrArray) accesses = NULL;
  guint limit = foyer_ctl_call_get_number (call, "limit", FOYER_LIMIT_ACCESSES_LISTED);

  if (connection != NULL)
    accesses = foyer_db_accesses_list (connection, call->argument, 0, limit, error);
  if (accesses == NULL)
    return FALSE;
  if (call->json)
    write_accesses (accesses, call->out);
  for (guint i = 0; i < accesses->len && !call->json; i++) {
    const FoyerDeviceAccess *access = g_ptr_array_index (accesses, i);
    g_autofree char *at = foyer_time_format (access->at);

    g_string_append_printf (call->out,
                            "%s\t%s\t%s\t%s\t%s\n",
                            at,
                            foyer_access_kind_to_nick (access->kind),
                            or_nothing (access->staff_email),
                            or_nothing (access->address),
                            or_nothing (access->user_agent));
  }
  return TRUE;
}
