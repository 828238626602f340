/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-alert"

#include "config.h"

#include "ctl/foyer-ctl-call.h"
#include "db/foyer-db-alerts.h"
#include "wire/foyer-json-writer.h"

/* foyerctl alert: what somebody should look at. */

static void
write_alert (FoyerJsonWriter *writer, const FoyerAlert *alert)
{
  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_string (writer, "id", alert->id);
  foyer_json_writer_add_string (writer, "kind", alert->kind);
  foyer_json_writer_add_string (writer, "severity", foyer_alert_severity_to_nick (alert->severity));
  foyer_json_writer_add_string (writer, "text", alert->text);
  foyer_json_writer_add_string (writer, "subject", alert->subject);
  foyer_json_writer_add_string (writer, "device_id", alert->device_id);
  foyer_json_writer_add_string (writer, "device", alert->device);
  foyer_json_writer_add_string (writer, "event_id", alert->event_id);
  foyer_json_writer_add_time (writer, "at", alert->at);
  foyer_json_writer_add_time (writer, "last_at", alert->last_at);
  foyer_json_writer_add_integer (writer, "times", alert->times);
  foyer_json_writer_end_object (writer);
}

static void
write_alerts (const GPtrArray *alerts, GString *out)
{
  FoyerJsonWriter writer = { .out = out };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_begin_array (&writer, "alerts");
  for (guint i = 0; i < alerts->len; i++)
    write_alert (&writer, g_ptr_array_index (alerts, i));
  foyer_json_writer_end_array (&writer);
  foyer_json_writer_end_object (&writer);
  g_string_append_c (out, '\n');
}

static void
print_alert (const FoyerAlert *alert, GString *out)
{
  g_autofree char *last_at = foyer_time_format (alert->last_at);

  g_string_append_printf (out,
                          "%s\t%s\t%s\t%s\t%" G_GINT64_FORMAT "\t%s\t%s\n",
                          alert->id,
                          foyer_alert_severity_to_nick (alert->severity),
                          alert->kind,
                          last_at,
                          alert->times,
                          alert->device != NULL ? alert->device : alert->subject,
                          alert->text);
}

gboolean
foyer_ctl_alert_list (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  g_autoptr (GPtrArray) alerts = NULL;

  if (connection != NULL)
    alerts = foyer_db_alerts_list (connection, NULL, error);
  if (alerts == NULL)
    return FALSE;
  if (call->json) {
    write_alerts (alerts, call->out);
    return TRUE;
  }
  for (guint i = 0; i < alerts->len; i++)
    print_alert (g_ptr_array_index (alerts, i), call->out);
  return TRUE;
}

gboolean
foyer_ctl_alert_acknowledge (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);

  if (connection == NULL || !foyer_db_alerts_acknowledge (connection,
                                                          NULL,
                                                          call->argument,
                                                          foyer_ctl_call_get_actor (call),
                                                          error))
    return FALSE;
  foyer_ctl_call_print_done (call);
  return TRUE;
}
