/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-message"

#include "config.h"

#include "wire/foyer-message.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-parts.h"

#include <string.h>

/* One message from text. The text passes the strict check before json-glib sees it, and the result
 * its kind's table of fields before anybody else does. */

G_DEFINE_BOXED_TYPE (FoyerMessage, foyer_message, foyer_message_ref, foyer_message_unref)

static gboolean
check_size (gsize length, FoyerSender sender, GError **error)
{
  static const gsize limits[] = {
    [FOYER_SENDER_DEVICE] = FOYER_LIMIT_MESSAGE_TO_RELAY,
    [FOYER_SENDER_VISITOR] = FOYER_LIMIT_VISIT,
    [FOYER_SENDER_RELAY] = FOYER_LIMIT_MESSAGE_FROM_RELAY,
    [FOYER_SENDER_NEIGHBOUR] = FOYER_LIMIT_NEIGHBOUR_MESSAGE,
  };
  gsize most = limits[sender];

  if (length <= most)
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_BAD_REQUEST,
               "The message is longer than %" G_GSIZE_FORMAT " bytes.",
               most);
  return FALSE;
}

/* The member as a text, whatever else may be wrong with the message. */
static const char *
peek_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static gboolean
read_kind (JsonObject *object, FoyerSender sender, FoyerMessageKind *kind, GError **error)
{
  const char *type = peek_text (object, "type");

  if (type == NULL) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         "The field type is missing or not a text.");
    return FALSE;
  }
  if (!foyer_message_kind_from_nick (type, kind) ||
      foyer_message_kind_get_sender (*kind) != sender) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_UNKNOWN_TYPE,
                         "There is no message of this type.");
    return FALSE;
  }
  return TRUE;
}

static gboolean
has_one_of (JsonObject *object, const char *name, const char *other, GError **error)
{
  if (foyer_json_fields_has (object, name) != foyer_json_fields_has (object, other))
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_BAD_REQUEST,
               "Exactly one of the fields %s and %s must be there.",
               name,
               other);
  return FALSE;
}

/* What no single field can say. */
static gboolean
check_together (FoyerMessageKind kind, JsonObject *object, GError **error)
{
  JsonArray *verdicts;

  if (kind == FOYER_MESSAGE_KIND_VERIFY_TICKET)
    return has_one_of (object, "code", "ticket_id", error);
  if (kind == FOYER_MESSAGE_KIND_SEARCH_TICKETS)
    return has_one_of (object, "text", "ticket_id", error);
  if (kind != FOYER_MESSAGE_KIND_SCANS_SYNCED && kind != FOYER_MESSAGE_KIND_SCANS_DELIVERED)
    return TRUE;
  verdicts = foyer_json_fields_get_array (object, "verdicts");
  for (guint i = 0; i < json_array_get_length (verdicts); i++) {
    if (!has_one_of (json_array_get_object_element (verdicts, i), "outcome", "error", error))
      return FALSE;
  }
  return TRUE;
}

/**
 * foyer_message_parse:
 * @text: @length bytes from a peer
 * @sender: the side that the peer is on
 * @id: (out) (optional) (nullable) (transfer full): the message's `id` where it could be read, even
 *   if the message is refused, so that an `error` can say what it answers
 * @error: %FOYER_ERROR_BAD_REQUEST or %FOYER_ERROR_UNKNOWN_TYPE, with a sentence for the peer
 *
 * Returns: (transfer full) (nullable): the message, or %NULL with @error set
 */
FoyerMessage *
foyer_message_parse (const char *text, gsize length, FoyerSender sender, char **id, GError **error)
{
  g_autoptr (JsonObject) object = NULL;
  FoyerMessageKind kind;
  FoyerMessage *self;
  const char *request;

  if (id != NULL)
    *id = NULL;
  if (!check_size (length, sender, error))
    return NULL;
  object = foyer_wire_parse_object (text, length, error);
  if (object == NULL)
    return NULL;
  request = peek_text (object, "id");
  if (id != NULL && request != NULL && strlen (request) <= FOYER_LIMIT_REQUEST_ID)
    *id = g_strdup (request);
  if (!read_kind (object, sender, &kind, error) ||
      !foyer_json_fields_check (object, foyer_message_kind_get_fields (kind), error) ||
      !check_together (kind, object, error))
    return NULL;

  self = g_atomic_rc_box_new0 (FoyerMessage);
  self->kind = kind;
  self->id = g_strdup (sender == FOYER_SENDER_DEVICE ? request : NULL);
  self->re = g_strdup (sender == FOYER_SENDER_RELAY ? peek_text (object, "re") : NULL);
  self->fields = g_steal_pointer (&object);
  return self;
}

/**
 * foyer_message_peek_kind:
 * @text: @length bytes from a peer
 * @sender: the side that the peer is on
 * @kind: (out): what the message claims to be; untouched where that cannot be read
 *
 * Looks at a message that may be wrong in every other field: who may not send it at all is told so
 * first.
 *
 * Returns: whether it claims to be something
 */
gboolean
foyer_message_peek_kind (const char *text, gsize length, FoyerSender sender, FoyerMessageKind *kind)
{
  g_autoptr (JsonObject) object = NULL;

  if (!check_size (length, sender, NULL))
    return FALSE;
  object = foyer_wire_parse_object (text, length, NULL);
  return object != NULL && read_kind (object, sender, kind, NULL);
}

/**
 * foyer_message_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerMessage *
foyer_message_ref (FoyerMessage *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerMessage *self = data;

  g_free (self->id);
  g_free (self->re);
  json_object_unref (self->fields);
}

void
foyer_message_unref (FoyerMessage *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}

/* The getters read fields of the message's table, by the type that the table gives them. */

/**
 * foyer_message_has:
 *
 * Returns: whether the field is there and not null
 */
gboolean
foyer_message_has (const FoyerMessage *self, const char *name)
{
  return foyer_json_fields_has (self->fields, name);
}

/**
 * foyer_message_get_string:
 *
 * Returns: (transfer none) (nullable): a text, a word or a UUID in lower case, or %NULL where it is
 *   absent or null
 */
const char *
foyer_message_get_string (const FoyerMessage *self, const char *name)
{
  return foyer_json_fields_get_string (self->fields, name);
}

/**
 * foyer_message_get_integer:
 *
 * Returns: an integer, or @otherwise where it is absent or null
 */
gint64
foyer_message_get_integer (const FoyerMessage *self, const char *name, gint64 otherwise)
{
  return foyer_json_fields_get_integer (self->fields, name, otherwise);
}

/**
 * foyer_message_get_boolean:
 *
 * Returns: a truth value, or %FALSE where it is absent or null
 */
gboolean
foyer_message_get_boolean (const FoyerMessage *self, const char *name)
{
  return foyer_json_fields_get_boolean (self->fields, name);
}

/**
 * foyer_message_get_time:
 *
 * Returns: a moment, or 0 where it is absent or null
 */
FoyerTime
foyer_message_get_time (const FoyerMessage *self, const char *name)
{
  return foyer_json_fields_get_time (self->fields, name);
}
