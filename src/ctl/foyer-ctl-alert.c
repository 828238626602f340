/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-alert"

#include "config.h"

#include "ctl/foyer-ctl-rows.h"
#include "db/foyer-db-alerts.h"

/* foyerctl alert: what somebody should look at. */

static void
fill_alert (FoyerCtlRow *row, gconstpointer item)
{
  const FoyerAlert *alert = item;

  foyer_ctl_row_add (row, "id", alert->id);
  foyer_ctl_row_add (row, "severity", foyer_alert_severity_to_nick (alert->severity));
  foyer_ctl_row_add (row, "kind", alert->kind);
  foyer_ctl_row_add_time (row, "last_at", alert->last_at);
  foyer_ctl_row_add_integer (row, "times", alert->times);
  foyer_ctl_row_add_cell (row, alert->device != NULL ? alert->device : alert->subject);
  foyer_ctl_row_add (row, "text", alert->text);
  if (row->writer == NULL)
    return;
  foyer_json_writer_add_string (row->writer, "subject", alert->subject);
  foyer_json_writer_add_string (row->writer, "device_id", alert->device_id);
  foyer_json_writer_add_string (row->writer, "device", alert->device);
  foyer_json_writer_add_string (row->writer, "event_id", alert->event_id);
  foyer_json_writer_add_time (row->writer, "at", alert->at);
}

gboolean
foyer_ctl_alert_list (FoyerCtlCall *call, GError **error)
{
  FoyerDbConnection *connection = foyer_ctl_call_connect (call, error);
  g_autoptr (GPtrArray) alerts = NULL;

  if (connection != NULL)
    alerts = foyer_db_alerts_list (connection, NULL, error);
  return foyer_ctl_rows_print (call, "alerts", alerts, fill_alert);
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
