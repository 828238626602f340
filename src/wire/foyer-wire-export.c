/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-export"

#include "config.h"

#include "wire/foyer-wire-export.h"

#include "base/foyer-error.h"
#include "wire/foyer-fields.h"
#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-heads.h"
#include "wire/foyer-wire-parts.h"

/* Exported logs: JSON objects, a line each, whose `type` says which one it is. The values of a row
 * are texts, just as they are hashed. */

#define VERSION 1
/* Of `previous_hash` as a row has it, in hexadecimal. */
#define HASH_LENGTH (2 * FOYER_ROW_HASH_BYTES)

DEFINE_HAS_NICK (FoyerChain, foyer_chain)

static const FoyerField head_fields[] = {
  FIELD_INTEGER ("version", REQUIRED, VERSION, VERSION),
  FIELD_UUID ("event_id", REQUIRED),
  FIELD_TEXT ("event", REQUIRED, SAID_MAX),
  FIELD_TIME ("exported_at", REQUIRED),
  END_OF_FIELDS,
};

static const FoyerField row_fields[] = {
  FIELD_NICK ("chain", REQUIRED, foyer_chain_has),
  FIELD_CLEAN ("previous_hash", REQUIRED, HASH_LENGTH, HASH_LENGTH),
  END_OF_FIELDS,
};

static const FoyerField end_fields[] = {
  FIELD_SHA256 ("sha256", REQUIRED),
  FIELD_INTEGER ("key_number", REQUIRED, 1, G_MAXUINT32),
  FIELD_PROOF ("signature", REQUIRED),
  END_OF_FIELDS,
};

static const struct {
  const char *type;
  const FoyerField *fields;
} lines[] = {
  [FOYER_EXPORT_LINE_HEAD] = { "audit_export", head_fields },
  [FOYER_EXPORT_LINE_HEADS] = { "signed_heads", foyer_fields_signed_heads },
  [FOYER_EXPORT_LINE_ROW] = { "row", row_fields },
  [FOYER_EXPORT_LINE_END] = { "end", end_fields },
};

static FoyerJsonWriter
begin (GString *out, FoyerExportLineKind kind)
{
  FoyerJsonWriter writer = { .out = out };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_add_string (&writer, "type", lines[kind].type);
  return writer;
}

static void
end (FoyerJsonWriter *writer)
{
  foyer_json_writer_end_object (writer);
  g_string_append_c (writer->out, '\n');
}

/**
 * foyer_wire_write_export_head:
 */
void
foyer_wire_write_export_head (GString *out,
                              const char *event_id,
                              const char *event_name,
                              FoyerTime exported_at)
{
  FoyerJsonWriter writer = begin (out, FOYER_EXPORT_LINE_HEAD);

  foyer_json_writer_add_integer (&writer, "version", VERSION);
  foyer_json_writer_add_string (&writer, "event_id", event_id);
  foyer_json_writer_add_string (&writer, "event", event_name);
  foyer_json_writer_add_time (&writer, "exported_at", exported_at);
  end (&writer);
}

/**
 * foyer_wire_write_export_heads:
 * @heads: at most %FOYER_LIMIT_HEADS_SHOWN
 */
void
foyer_wire_write_export_heads (GString *out, const FoyerSignedHeads *heads)
{
  foyer_wire_write_signed_heads (out, heads);
  g_string_append_c (out, '\n');
}

/**
 * foyer_wire_write_export_row:
 * @names: (array length=n_values): what its fields are called
 * @values: (array length=n_values): what they hold; some are %NULL
 * @previous_hash: in hexadecimal
 */
void
foyer_wire_write_export_row (GString *out,
                             FoyerChain chain,
                             const char *const *names,
                             const char *const *values,
                             guint n_values,
                             const char *previous_hash)
{
  FoyerJsonWriter writer = begin (out, FOYER_EXPORT_LINE_ROW);

  foyer_json_writer_add_string (&writer, "chain", foyer_chain_to_nick (chain));
  for (guint i = 0; i < n_values; i++)
    foyer_json_writer_add_string (&writer, names[i], values[i]);
  foyer_json_writer_add_string (&writer, "previous_hash", previous_hash);
  end (&writer);
}

/**
 * foyer_wire_write_export_end:
 * @sha256: of all bytes before, in hexadecimal
 * @key_number: which head key has signed that
 * @signature: a proof of the purpose %FOYER_PROOF_EXPORT
 */
void
foyer_wire_write_export_end (GString *out,
                             const char *sha256,
                             guint32 key_number,
                             const char *signature)
{
  FoyerJsonWriter writer = begin (out, FOYER_EXPORT_LINE_END);

  foyer_json_writer_add_string (&writer, "sha256", sha256);
  foyer_json_writer_add_integer (&writer, "key_number", key_number);
  foyer_json_writer_add_string (&writer, "signature", signature);
  end (&writer);
}

static gboolean
refuse (const char *why, GError **error)
{
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, why);
  return FALSE;
}

static gboolean
find_kind (JsonObject *object, FoyerExportLineKind *kind)
{
  JsonNode *type = json_object_get_member (object, "type");

  if (type == NULL || !JSON_NODE_HOLDS_VALUE (type) ||
      json_node_get_value_type (type) != G_TYPE_STRING)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    if (g_str_equal (json_node_get_string (type), lines[i].type)) {
      *kind = (FoyerExportLineKind)i;
      return TRUE;
    }
  }
  return FALSE;
}

/* A row holds texts and nulls only. */
static gboolean
has_only_texts (JsonObject *object)
{
  g_autoptr (GList) nodes = json_object_get_values (object);

  for (GList *at = nodes; at != NULL; at = at->next) {
    if (!JSON_NODE_HOLDS_NULL (at->data) && json_node_get_value_type (at->data) != G_TYPE_STRING)
      return FALSE;
  }
  return TRUE;
}

/**
 * foyer_wire_read_export_line:
 * @self: (out caller-allocates): what it says; clear it with foyer_export_line_clear()
 *
 * Returns: whether it is a line of exported logs
 */
gboolean
foyer_wire_read_export_line (FoyerExportLine *self, const char *text, gsize length, GError **error)
{
  g_autoptr (JsonObject) object = NULL;

  *self = (FoyerExportLine){ 0 };
  if (length > FOYER_LIMIT_MESSAGE_FROM_RELAY)
    return refuse ("The line is too long.", error);
  object = foyer_wire_parse_object (text, length, error);
  if (object == NULL)
    return FALSE;
  if (!find_kind (object, &self->kind))
    return refuse ("It is no line of exported logs.", error);
  if (!foyer_json_fields_check (object, lines[self->kind].fields, error))
    return FALSE;
  if (self->kind == FOYER_EXPORT_LINE_ROW && !has_only_texts (object))
    return refuse ("A row holds what is no text.", error);
  self->fields = g_steal_pointer (&object);
  return TRUE;
}

void
foyer_export_line_clear (FoyerExportLine *self)
{
  g_clear_pointer ((JsonObject **)&self->fields, json_object_unref);
}

/**
 * foyer_export_line_get_event_id:
 *
 * Returns: (transfer none): whose logs these are, by the first line
 */
const char *
foyer_export_line_get_event_id (const FoyerExportLine *self)
{
  return foyer_json_fields_get_string (self->fields, "event_id");
}

/**
 * foyer_export_line_get_heads:
 *
 * Returns: (transfer full): the heads of a line with heads
 */
FoyerSignedHeads *
foyer_export_line_get_heads (const FoyerExportLine *self)
{
  return foyer_wire_read_heads_object (self->fields);
}

/**
 * foyer_export_line_get_chain:
 *
 * Returns: of which chain a row is
 */
FoyerChain
foyer_export_line_get_chain (const FoyerExportLine *self)
{
  FoyerChain chain = FOYER_CHAIN_LOG;

  foyer_chain_from_nick (foyer_json_fields_get_string (self->fields, "chain"), &chain);
  return chain;
}

/**
 * foyer_export_line_get_value:
 *
 * Returns: (transfer none) (nullable): what that field of a row holds
 */
const char *
foyer_export_line_get_value (const FoyerExportLine *self, const char *name)
{
  return foyer_json_fields_get_string (self->fields, name);
}

/**
 * foyer_export_line_get_sha256:
 *
 * Returns: (transfer none): the SHA-256 of all lines before, by the last line
 */
const char *
foyer_export_line_get_sha256 (const FoyerExportLine *self)
{
  return foyer_json_fields_get_string (self->fields, "sha256");
}

/**
 * foyer_export_line_get_signature:
 * @signature: (out) (transfer none): what signs that
 *
 * Returns: the number of the key
 */
guint32
foyer_export_line_get_signature (const FoyerExportLine *self, const char **signature)
{
  *signature = foyer_json_fields_get_string (self->fields, "signature");
  return (guint32)foyer_json_fields_get_integer (self->fields, "key_number", 0);
}
