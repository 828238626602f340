/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-parts"

#include "config.h"

#include "wire/foyer-wire-parts.h"

#include "base/foyer-error.h"
#include "wire/foyer-json-check.h"
#include "wire/foyer-json-fields.h"

/**
 * foyer_wire_begin:
 * @out: the message is appended here
 *
 * Returns: a writer within the message, behind its `type`
 */
FoyerJsonWriter
foyer_wire_begin (GString *out, FoyerMessageKind kind)
{
  FoyerJsonWriter writer = { .out = out };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_add_string (&writer, "type", foyer_message_kind_to_nick (kind));
  return writer;
}

/**
 * foyer_wire_end:
 *
 * Ends what foyer_wire_begin() began.
 */
void
foyer_wire_end (FoyerJsonWriter *writer)
{
  foyer_json_writer_end_object (writer);
}

/**
 * foyer_wire_write_staff:
 *
 * Adds the member `staff`.
 */
void
foyer_wire_write_staff (FoyerJsonWriter *writer, const FoyerStaff *staff)
{
  foyer_json_writer_begin_object (writer, "staff");
  foyer_json_writer_add_string (writer, "email", staff->email);
  foyer_json_writer_add_string (writer, "name", staff->name);
  foyer_json_writer_add_string (writer, "role", foyer_role_to_nick (staff->role));
  foyer_json_writer_end_object (writer);
}

/**
 * foyer_wire_read_staff:
 * @object: what foyer_wire_write_staff() wrote
 *
 * Returns: (transfer full): the staff member
 */
FoyerStaff *
foyer_wire_read_staff (JsonObject *object)
{
  FoyerStaff staff = {
    .email = (char *)foyer_json_fields_get_string (object, "email"),
    .name = (char *)foyer_json_fields_get_string (object, "name"),
  };

  foyer_role_from_nick (foyer_json_fields_get_string (object, "role"), &staff.role);
  return foyer_staff_new (&staff);
}

/**
 * foyer_wire_write_report_fields:
 *
 * Writes what a device says of itself and a relay passes on.
 */
void
foyer_wire_write_report_fields (FoyerJsonWriter *writer, const FoyerDeviceReport *report)
{
  if (report->pending_scans == FOYER_PENDING_UNKNOWN)
    foyer_json_writer_add_null (writer, "pending_scans");
  else
    foyer_json_writer_add_integer (writer, "pending_scans", report->pending_scans);
  if (report->battery == FOYER_BATTERY_UNKNOWN)
    foyer_json_writer_add_null (writer, "battery");
  else
    foyer_json_writer_add_integer (writer, "battery", report->battery);
  if (report->camera_state == NULL && report->camera_name == NULL) {
    foyer_json_writer_add_null (writer, "camera");
  } else {
    foyer_json_writer_begin_object (writer, "camera");
    foyer_json_writer_add_string (writer, "state", report->camera_state);
    foyer_json_writer_add_string (writer, "name", report->camera_name);
    foyer_json_writer_end_object (writer);
  }
  if (report->clock_known)
    foyer_json_writer_add_integer (writer, "clock_offset_ms", report->clock_offset_ms);
  else
    foyer_json_writer_add_null (writer, "clock_offset_ms");
  foyer_json_writer_add_string (writer, "app_version", report->app_version);
}

/**
 * foyer_wire_read_report_fields:
 * @report: (out caller-allocates): clear it with foyer_device_report_clear()
 */
void
foyer_wire_read_report_fields (JsonObject *object, FoyerDeviceReport *report)
{
  JsonObject *camera = foyer_json_fields_get_object (object, "camera");

  *report = (FoyerDeviceReport){
    .pending_scans =
        (int)foyer_json_fields_get_integer (object, "pending_scans", FOYER_PENDING_UNKNOWN),
    .battery = (int)foyer_json_fields_get_integer (object, "battery", FOYER_BATTERY_UNKNOWN),
    .clock_known = foyer_json_fields_has (object, "clock_offset_ms"),
    .clock_offset_ms = foyer_json_fields_get_integer (object, "clock_offset_ms", 0),
    .app_version = g_strdup (foyer_json_fields_get_string (object, "app_version")),
  };
  if (camera == NULL)
    return;
  report->camera_state = g_strdup (foyer_json_fields_get_string (camera, "state"));
  report->camera_name = g_strdup (foyer_json_fields_get_string (camera, "name"));
}

/**
 * foyer_wire_write_keys:
 *
 * Adds the member `keys`.
 */
void
foyer_wire_write_keys (FoyerJsonWriter *writer, const FoyerKeyRing *keys)
{
  foyer_json_writer_begin_array (writer, "keys");
  for (guint i = 0; i < foyer_key_ring_get_size (keys); i++) {
    guint32 number = foyer_key_ring_get_number (keys, i);
    g_autofree char *public_key =
        g_base64_encode (foyer_key_ring_get (keys, number), FOYER_PUBLIC_KEY_BYTES);

    foyer_json_writer_begin_object (writer, NULL);
    foyer_json_writer_add_integer (writer, "number", number);
    foyer_json_writer_add_string (writer, "public_key", public_key);
    foyer_json_writer_end_object (writer);
  }
  foyer_json_writer_end_array (writer);
}

/**
 * foyer_wire_read_keys:
 *
 * Returns: (transfer full): what the member `keys` says
 */
FoyerKeyRing *
foyer_wire_read_keys (JsonObject *object)
{
  JsonArray *array = foyer_json_fields_get_array (object, "keys");
  FoyerKeyRing *keys = foyer_key_ring_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonObject *key = json_array_get_object_element (array, i);
    gsize length;
    g_autofree guchar *bytes =
        g_base64_decode (foyer_json_fields_get_string (key, "public_key"), &length);

    foyer_key_ring_add (keys, (guint32)foyer_json_fields_get_integer (key, "number", 0), bytes);
  }
  return keys;
}

/**
 * foyer_wire_parse_object:
 * @text: @length bytes from a peer
 *
 * Reads strict JSON: the text is checked before json-glib sees it.
 *
 * Returns: (transfer full) (nullable): the object, or %NULL with %FOYER_ERROR_BAD_REQUEST
 */
JsonObject *
foyer_wire_parse_object (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (!foyer_json_check (text, length, error))
    return NULL;
  if (!json_parser_load_from_data (parser, text, (gssize)length, NULL)) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         "The message cannot be read as JSON.");
    return NULL;
  }
  root = json_parser_get_root (parser);
  return json_object_ref (json_node_get_object (root));
}
