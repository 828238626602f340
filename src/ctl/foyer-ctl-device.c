/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-device"

#include "config.h"

#include "ctl/foyer-ctl-call.h"
#include "db/foyer-db-devices.h"
#include "wire/foyer-json-writer.h"

/* foyerctl device: which installations of the application may work. */

static void
write_devices (GPtrArray *devices, GString *out)
{
  FoyerJsonWriter writer = { .out = out };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_begin_array (&writer, "devices");
  for (guint i = 0; i < devices->len; i++) {
    const FoyerDevice *device = g_ptr_array_index (devices, i);

    foyer_json_writer_begin_object (&writer, NULL);
    foyer_json_writer_add_string (&writer, "id", device->id);
    foyer_json_writer_add_string (&writer, "name", device->name);
    foyer_json_writer_add_string (&writer, "status", foyer_device_status_to_nick (device->status));
    foyer_json_writer_add_string (&writer, "staff_email", device->staff_email);
    foyer_json_writer_add_string (&writer, "gate", device->gate);
    foyer_json_writer_add_time (&writer, "last_active", device->last_active);
    foyer_json_writer_add_string (&writer, "app_version", device->app_version);
    foyer_json_writer_end_object (&writer);
  }
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
    devices = foyer_db_devices_list (connection, error);
  if (devices == NULL)
    return FALSE;
  if (call->json)
    write_devices (devices, call->out);
  for (guint i = 0; i < devices->len && !call->json; i++) {
    const FoyerDevice *device = g_ptr_array_index (devices, i);

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
