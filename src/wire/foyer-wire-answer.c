/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-answer"

#include "config.h"

#include "wire/foyer-wire-answer.h"

#include "base/foyer-error.h"
#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-parts.h"

/* What foyerctl --json prints. */

/**
 * foyer_wire_read_answer:
 * @document: what foyerctl printed
 * @name: a member that is a text
 *
 * Returns: (transfer full) (nullable): the member, or %NULL with %FOYER_ERROR_BAD_REQUEST
 */
char *
foyer_wire_read_answer (GBytes *document, const char *name, GError **error)
{
  gsize length;
  const char *bytes = g_bytes_get_data (document, &length);
  g_autoptr (JsonObject) object = foyer_wire_parse_object (bytes, length, error);
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
      json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (object != NULL)
    g_set_error (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, "There is no text “%s”.", name);
  return NULL;
}
