/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-alerts"

#include "config.h"

#include "wire/foyer-wire-alerts.h"

#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-parts.h"

/* What is said about alerts. Fields that are flat are read with foyer_message_get_string(). */

/**
 * foyer_wire_write_alert_raised:
 * @alert: one that is open
 */
void
foyer_wire_write_alert_raised (GString *out, const FoyerAlert *alert)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_ALERT_RAISED);

  foyer_json_writer_begin_object (&writer, "alert");
  foyer_json_writer_add_string (&writer, "id", alert->id);
  foyer_json_writer_add_string (&writer, "kind", alert->kind);
  foyer_json_writer_add_string (&writer,
                                "severity",
                                foyer_alert_severity_to_nick (alert->severity));
  foyer_json_writer_add_string (&writer, "text", alert->text);
  foyer_json_writer_add_string (&writer, "subject", alert->subject);
  foyer_json_writer_add_string (&writer, "device_id", alert->device_id);
  foyer_json_writer_add_string (&writer, "device", alert->device);
  foyer_json_writer_add_string (&writer, "event_id", alert->event_id);
  foyer_json_writer_add_time (&writer, "at", alert->at);
  foyer_json_writer_add_time (&writer, "last_at", alert->last_at);
  foyer_json_writer_add_integer (&writer, "times", alert->times);
  foyer_json_writer_end_object (&writer);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_write_alert_cleared:
 * @cleared_by: (nullable): who acknowledged it
 */
void
foyer_wire_write_alert_cleared (GString *out, const char *alert_id, const char *cleared_by)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_ALERT_CLEARED);

  foyer_json_writer_add_string (&writer, "alert_id", alert_id);
  foyer_json_writer_add_string (&writer, "cleared_by", cleared_by);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_encode_acknowledge_alert:
 * @id: what the `done` will carry as `re`
 * @request_id: a UUID that stays the same however often the request is sent
 *
 * Returns: (transfer full): an `acknowledge_alert`
 */
char *
foyer_wire_encode_acknowledge_alert (const char *id, const char *request_id, const char *alert_id)
{
  FoyerJsonWriter writer =
      foyer_wire_begin (g_string_new (NULL), FOYER_MESSAGE_KIND_ACKNOWLEDGE_ALERT);

  foyer_json_writer_add_string (&writer, "id", id);
  foyer_json_writer_add_string (&writer, "request_id", request_id);
  foyer_json_writer_add_string (&writer, "alert_id", alert_id);
  foyer_wire_end (&writer);
  return g_string_free (writer.out, FALSE);
}

/**
 * foyer_wire_read_alert_raised:
 * @message: an `alert_raised`
 *
 * Returns: (transfer full): its alert
 */
FoyerAlert *
foyer_wire_read_alert_raised (const FoyerMessage *message)
{
  JsonObject *object;
  FoyerAlert alert = { 0 };

  g_return_val_if_fail (message->kind == FOYER_MESSAGE_KIND_ALERT_RAISED, NULL);

  object = foyer_json_fields_get_object (message->fields, "alert");
  alert.id = (char *)foyer_json_fields_get_string (object, "id");
  alert.kind = (char *)foyer_json_fields_get_string (object, "kind");
  foyer_alert_severity_from_nick (foyer_json_fields_get_string (object, "severity"),
                                  &alert.severity);
  alert.text = (char *)foyer_json_fields_get_string (object, "text");
  alert.subject = (char *)foyer_json_fields_get_string (object, "subject");
  alert.device_id = (char *)foyer_json_fields_get_string (object, "device_id");
  alert.device = (char *)foyer_json_fields_get_string (object, "device");
  alert.event_id = (char *)foyer_json_fields_get_string (object, "event_id");
  alert.at = foyer_json_fields_get_time (object, "at");
  alert.last_at = foyer_json_fields_get_time (object, "last_at");
  alert.times = foyer_json_fields_get_integer (object, "times", 1);
  return foyer_alert_new (&alert);
}
