/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-desks"

#include "config.h"

#include "wire/foyer-wire-desks.h"

#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-parts.h"

#include <string.h>

/* What desks are told of each other, from and to the values of room `model`. */

#define MINUTES_PER_HOUR 60

static void
add_desk (FoyerJsonWriter *writer, const FoyerDesk *desk)
{
  g_autofree char *key =
      desk->has_key ? g_base64_encode (desk->public_key, sizeof desk->public_key) : NULL;

  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_string (writer, "device_id", desk->device_id);
  foyer_json_writer_add_string (writer, "name", desk->name);
  foyer_json_writer_add_string (writer, "public_key", key);
  foyer_json_writer_add_boolean (writer, "online", desk->online);
  foyer_json_writer_add_time (writer, "last_heard", desk->last_heard);
  foyer_json_writer_add_integer (writer,
                                 "hourly_rate",
                                 (gint64)(desk->rate * MINUTES_PER_HOUR + 0.5));
  foyer_json_writer_add_texts (writer, "addresses", (const char *const *)desk->addresses);
  foyer_json_writer_end_object (writer);
}

/**
 * foyer_wire_write_desks:
 * @desks: (element-type FoyerDesk):
 *
 * Adds the member `desks`.
 */
void
foyer_wire_write_desks (FoyerJsonWriter *writer, const GPtrArray *desks)
{
  foyer_json_writer_begin_array (writer, "desks");
  for (guint i = 0; i < desks->len; i++)
    add_desk (writer, g_ptr_array_index (desks, i));
  foyer_json_writer_end_array (writer);
}

static FoyerDesk *
read_desk (JsonObject *object)
{
  g_auto (GStrv) addresses = foyer_json_fields_get_texts (object, "addresses");
  const char *key = foyer_json_fields_get_string (object, "public_key");
  FoyerDesk desk = {
    .device_id = (char *)foyer_json_fields_get_string (object, "device_id"),
    .name = (char *)foyer_json_fields_get_string (object, "name"),
    .has_key = key != NULL,
    .online = foyer_json_fields_get_boolean (object, "online"),
    .last_heard = foyer_json_fields_get_time (object, "last_heard"),
    .rate = (double)foyer_json_fields_get_integer (object, "hourly_rate", 0) / MINUTES_PER_HOUR,
    .addresses = addresses,
  };

  if (key != NULL) {
    gsize length;
    g_autofree guchar *bytes = g_base64_decode (key, &length);

    memcpy (desk.public_key, bytes, sizeof desk.public_key);
  }
  return foyer_desk_new (&desk);
}

/**
 * foyer_wire_read_desks:
 *
 * Returns: (transfer full) (nullable) (element-type FoyerDesk): what the member `desks` says, where
 *   it is there
 */
GPtrArray *
foyer_wire_read_desks (JsonObject *object)
{
  JsonArray *array = foyer_json_fields_get_array (object, "desks");
  GPtrArray *desks;

  if (array == NULL)
    return NULL;
  desks = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_desk_unref);
  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (desks, read_desk (json_array_get_object_element (array, i)));
  return desks;
}

/**
 * foyer_wire_write_desks_changed:
 * @desks: (element-type FoyerDesk): those of which something is new
 * @gone: (element-type FoyerDesk): those that are none any more
 */
void
foyer_wire_write_desks_changed (GString *out,
                                const char *event_id,
                                const GPtrArray *desks,
                                const GPtrArray *gone)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_DESKS_CHANGED);
  g_autofree const char **ids = g_new0 (const char *, gone->len + 1);

  for (guint i = 0; i < gone->len; i++)
    ids[i] = ((const FoyerDesk *)g_ptr_array_index (gone, i))->device_id;
  foyer_json_writer_add_string (&writer, "event_id", event_id);
  foyer_wire_write_desks (&writer, desks);
  foyer_json_writer_add_texts (&writer, "gone", ids);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_read_desks_changed:
 * @message: a `desks_changed`
 * @gone: (out) (transfer full): the ids of the devices that are no desks of the event any more
 *
 * Returns: (transfer full) (element-type FoyerDesk): the desks of which something is new
 */
GPtrArray *
foyer_wire_read_desks_changed (const FoyerMessage *message, GStrv *gone)
{
  g_return_val_if_fail (message->kind == FOYER_MESSAGE_KIND_DESKS_CHANGED, NULL);

  *gone = foyer_json_fields_get_texts (message->fields, "gone");
  return foyer_wire_read_desks (message->fields);
}
