/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-json-fields"

#include "config.h"

#include "wire/foyer-json-fields.h"

#include "base/foyer-error.h"
#include "base/foyer-network.h"
#include "base/foyer-text.h"
#include "base/foyer-uuid.h"
#include "model/foyer-signing-key.h"

#include <string.h>

/* Objects against their table of fields, and reading what was found good. Nesting is as deep as the
 * tables are, whatever the message holds. */

static gboolean
refuse (const FoyerField *field, GError **error, const char *wanted)
{
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_BAD_REQUEST,
               "The field %s must be %s.",
               field->name,
               wanted);
  return FALSE;
}

static gboolean
check_text (const FoyerField *field, const char *text, GError **error)
{
  gsize length = strlen (text);

  if (length < (gsize)field->minimum) {
    return refuse (field, error, "a text that is not empty");
  }
  if (length > (gsize)field->maximum) {
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_BAD_REQUEST,
                 "The field %s is longer than %" G_GINT64_FORMAT " bytes.",
                 field->name,
                 field->maximum);
    return FALSE;
  }
  if (field->type == FOYER_FIELD_CLEAN && !foyer_text_is_clean (text, length))
    return refuse (field, error, "a text without control characters");
  return TRUE;
}

static gboolean
check_uuid (JsonObject *object, const FoyerField *field, const char *text, GError **error)
{
  g_autofree char *canonical = foyer_uuid_canonical (text);

  if (canonical == NULL)
    return refuse (field, error, "a UUID");
  if (strcmp (canonical, text) != 0)
    json_object_set_string_member (object, field->name, canonical);
  return TRUE;
}

static gboolean
is_public_key (const char *text)
{
  gsize length = 0;
  g_autofree guchar *bytes = g_base64_decode (text, &length);

  return bytes != NULL && length == FOYER_PUBLIC_KEY_BYTES;
}

static gboolean
check_string (JsonObject *object, const FoyerField *field, JsonNode *node, GError **error)
{
  const char *text;
  FoyerTime time;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return refuse (field, error, "a text");
  text = json_node_get_string (node);
  switch (field->type) {
  case FOYER_FIELD_UUID:
    return check_uuid (object, field, text, error);
  case FOYER_FIELD_TIME:
    return foyer_time_parse (text, &time) ||
           refuse (field, error, "a time of RFC 3339 before the year 10000");
  case FOYER_FIELD_KEY:
    return is_public_key (text) || refuse (field, error, "a public key in base64");
  case FOYER_FIELD_NICK:
    return field->has_nick (text) || refuse (field, error, "one of its known words");
  default:
    return check_text (field, text, error);
  }
}

static gboolean
is_integer (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64;
}

static gboolean
check_integer (const FoyerField *field, JsonNode *node, GError **error)
{
  gint64 value;

  if (!is_integer (node))
    return refuse (field, error, "an integer");
  value = json_node_get_int (node);
  if (value >= field->minimum && value <= field->maximum)
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_BAD_REQUEST,
               "The field %s must be from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ".",
               field->name,
               field->minimum,
               field->maximum);
  return FALSE;
}

/* Leaves the UUIDs in lower case. */
static gboolean
check_uuids (const FoyerField *field, JsonArray *array, GError **error)
{
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *item = json_array_get_element (array, i);
    g_autofree char *canonical = NULL;

    if (JSON_NODE_HOLDS_VALUE (item) && json_node_get_value_type (item) == G_TYPE_STRING)
      canonical = foyer_uuid_canonical (json_node_get_string (item));
    if (canonical == NULL)
      return refuse (field, error, "an array of UUIDs");
    json_node_set_string (item, canonical);
  }
  return TRUE;
}

static gboolean
is_endpoint (JsonNode *node)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  address = foyer_network_parse_endpoint (json_node_get_string (node));
  return address != NULL;
}

static gboolean
check_array (const FoyerField *field, JsonNode *node, GError **error)
{
  JsonArray *array;
  guint length;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return refuse (field, error, "an array");
  array = json_node_get_array (node);
  length = json_array_get_length (array);
  if (length > field->maximum)
    return refuse (field, error, "shorter");
  if (field->type == FOYER_FIELD_UUIDS)
    return check_uuids (field, array, error);
  for (guint i = 0; i < length; i++) {
    JsonNode *item = json_array_get_element (array, i);

    if (field->type == FOYER_FIELD_NUMBERS) {
      if (!is_integer (item) || json_node_get_int (item) < 0 ||
          json_node_get_int (item) > G_MAXINT32)
        return refuse (field, error, "an array of integers that are not negative");
      continue;
    }
    if (field->type == FOYER_FIELD_ENDPOINTS) {
      if (!is_endpoint (item))
        return refuse (field, error, "an array of addresses, each an IP address and a port");
      continue;
    }
    if (!JSON_NODE_HOLDS_OBJECT (item))
      return refuse (field, error, "an array of objects");
    if (!foyer_json_fields_check (json_node_get_object (item), field->fields, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_field (JsonObject *object, const FoyerField *field, JsonNode *node, GError **error)
{
  switch (field->type) {
  case FOYER_FIELD_INTEGER:
    return check_integer (field, node, error);
  case FOYER_FIELD_BOOLEAN:
    return (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN) ||
           refuse (field, error, "true or false");
  case FOYER_FIELD_OBJECT:
    if (!JSON_NODE_HOLDS_OBJECT (node))
      return refuse (field, error, "an object");
    return foyer_json_fields_check (json_node_get_object (node), field->fields, error);
  case FOYER_FIELD_OBJECTS:
  case FOYER_FIELD_NUMBERS:
  case FOYER_FIELD_UUIDS:
  case FOYER_FIELD_ENDPOINTS:
    return check_array (field, node, error);
  default:
    return check_string (object, field, node, error);
  }
}

/**
 * foyer_json_fields_check:
 * @object: what came; its UUIDs are put into lower case
 * @fields: what it must hold; other members are left alone
 * @error: %FOYER_ERROR_BAD_REQUEST names the first field that is not as it should be
 *
 * Returns: whether @object holds what its table says
 */
gboolean
foyer_json_fields_check (JsonObject *object, const FoyerField *fields, GError **error)
{
  for (const FoyerField *field = fields; field->name != NULL; field++) {
    JsonNode *node = json_object_get_member (object, field->name);

    if (node != NULL && !JSON_NODE_HOLDS_NULL (node)) {
      if (!check_field (object, field, node, error))
        return FALSE;
    } else if (field->required) {
      g_set_error (error,
                   FOYER_ERROR,
                   FOYER_ERROR_BAD_REQUEST,
                   "The field %s is missing.",
                   field->name);
      return FALSE;
    }
  }
  return TRUE;
}

/**
 * foyer_json_fields_has:
 *
 * Returns: whether the member is there and not null
 */
gboolean
foyer_json_fields_has (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node);
}

/**
 * foyer_json_fields_get_string:
 *
 * Returns: (transfer none) (nullable): the member's text, or %NULL where it is absent or null
 */
const char *
foyer_json_fields_get_string (JsonObject *object, const char *name)
{
  return foyer_json_fields_has (object, name) ? json_object_get_string_member (object, name) : NULL;
}

/**
 * foyer_json_fields_get_integer:
 *
 * Returns: the member's value, or @otherwise where it is absent or null
 */
gint64
foyer_json_fields_get_integer (JsonObject *object, const char *name, gint64 otherwise)
{
  return foyer_json_fields_has (object, name) ? json_object_get_int_member (object, name)
                                              : otherwise;
}

/**
 * foyer_json_fields_get_boolean:
 *
 * Returns: the member's value, or %FALSE where it is absent or null
 */
gboolean
foyer_json_fields_get_boolean (JsonObject *object, const char *name)
{
  return foyer_json_fields_has (object, name) && json_object_get_boolean_member (object, name);
}

/**
 * foyer_json_fields_get_time:
 *
 * Returns: the member's moment, or 0 where it is absent or null
 */
FoyerTime
foyer_json_fields_get_time (JsonObject *object, const char *name)
{
  FoyerTime time = 0;

  foyer_time_parse (foyer_json_fields_get_string (object, name), &time);
  return time;
}

/**
 * foyer_json_fields_get_object:
 *
 * Returns: (transfer none) (nullable): the member, or %NULL where it is absent or null
 */
JsonObject *
foyer_json_fields_get_object (JsonObject *object, const char *name)
{
  return foyer_json_fields_has (object, name) ? json_object_get_object_member (object, name) : NULL;
}

/**
 * foyer_json_fields_get_array:
 *
 * Returns: (transfer none) (nullable): the member, or %NULL where it is absent or null
 */
JsonArray *
foyer_json_fields_get_array (JsonObject *object, const char *name)
{
  return foyer_json_fields_has (object, name) ? json_object_get_array_member (object, name) : NULL;
}

/**
 * foyer_json_fields_get_texts:
 * @name: a member whose items are texts, such as UUIDs
 *
 * Returns: (transfer full): them; none where it is absent or null
 */
char **
foyer_json_fields_get_texts (JsonObject *object, const char *name)
{
  JsonArray *array = foyer_json_fields_get_array (object, name);
  guint length = array != NULL ? json_array_get_length (array) : 0;
  char **texts = g_new0 (char *, length + 1);

  for (guint i = 0; i < length; i++)
    texts[i] = g_strdup (json_array_get_string_element (array, i));
  return texts;
}
