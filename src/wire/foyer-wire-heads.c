/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-heads"

#include "config.h"

#include "wire/foyer-wire-heads.h"

#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-parts.h"

#include <string.h>

/* Where logs ended, from and to the values of room `model`. */

static char *
write_hash (const guint8 hash[FOYER_ROW_HASH_BYTES])
{
  GString *hex = g_string_sized_new (2 * FOYER_ROW_HASH_BYTES);

  for (guint i = 0; i < FOYER_ROW_HASH_BYTES; i++)
    g_string_append_printf (hex, "%02x", hash[i]);
  return g_string_free (hex, FALSE);
}

/* What is no hash is one that nobody has signed. */
static void
read_hash (const char *hex, guint8 hash[FOYER_ROW_HASH_BYTES])
{
  for (guint i = 0; i < FOYER_ROW_HASH_BYTES; i++) {
    int high = g_ascii_xdigit_value (hex[2 * i]);
    int low = g_ascii_xdigit_value (hex[2 * i + 1]);

    hash[i] = (guint8)(high >= 0 && low >= 0 ? 16 * high + low : 0);
  }
}

static void
write_heads (FoyerJsonWriter *writer, const GPtrArray *heads)
{
  foyer_json_writer_begin_array (writer, "heads");
  for (guint i = 0; i < heads->len; i++) {
    const FoyerSignedHead *head = g_ptr_array_index (heads, i);
    g_autofree char *hash = write_hash (head->row_hash);
    g_autofree char *signature = g_base64_encode (head->signature, sizeof head->signature);

    foyer_json_writer_begin_object (writer, NULL);
    foyer_json_writer_add_string (writer, "chain", foyer_chain_to_nick (head->chain));
    foyer_json_writer_add_integer (writer, "row_no", head->row_no);
    foyer_json_writer_add_string (writer, "row_hash", hash);
    foyer_json_writer_add_time (writer, "signed_at", head->signed_at);
    foyer_json_writer_add_integer (writer, "key_number", head->key_number);
    foyer_json_writer_add_string (writer, "signature", signature);
    foyer_json_writer_end_object (writer);
  }
  foyer_json_writer_end_array (writer);
}

/**
 * foyer_wire_write_signed_heads:
 */
void
foyer_wire_write_signed_heads (GString *out, const FoyerSignedHeads *heads)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_SIGNED_HEADS);

  foyer_json_writer_add_string (&writer, "event_id", heads->event_id);
  foyer_json_writer_add_integer (&writer, "epoch", heads->epoch);
  write_heads (&writer, heads->heads);
  foyer_wire_write_keys (&writer, heads->keys);
  foyer_wire_end (&writer);
}

/**
 * foyer_wire_encode_show_heads:
 * @id: what the `done` will carry as `re`
 *
 * Returns: (transfer full): a `show_heads`
 */
char *
foyer_wire_encode_show_heads (const char *id, const FoyerSignedHeads *heads)
{
  FoyerJsonWriter writer = foyer_wire_begin (g_string_new (NULL), FOYER_MESSAGE_KIND_SHOW_HEADS);

  foyer_json_writer_add_string (&writer, "id", id);
  foyer_json_writer_add_string (&writer, "event_id", heads->event_id);
  write_heads (&writer, heads->heads);
  foyer_wire_end (&writer);
  return g_string_free (writer.out, FALSE);
}

static FoyerSignedHead *
read_head (JsonObject *object, const char *event_id)
{
  FoyerSignedHead head = {
    .row_no = foyer_json_fields_get_integer (object, "row_no", 0),
    .signed_at = foyer_json_fields_get_time (object, "signed_at"),
    .key_number = (guint32)foyer_json_fields_get_integer (object, "key_number", 0),
  };
  gsize length;
  g_autofree guchar *signature =
      g_base64_decode (foyer_json_fields_get_string (object, "signature"), &length);

  foyer_chain_from_nick (foyer_json_fields_get_string (object, "chain"), &head.chain);
  if (head.chain != FOYER_CHAIN_INSTALLATION)
    head.event_id = (char *)event_id;
  read_hash (foyer_json_fields_get_string (object, "row_hash"), head.row_hash);
  if (length == sizeof head.signature)
    memcpy (head.signature, signature, length);
  return foyer_signed_head_new (&head);
}

/**
 * foyer_wire_read_heads:
 * @message: a `signed_heads` or a `show_heads`
 *
 * Returns: (transfer full): what it says; nobody has looked at the signatures
 */
FoyerSignedHeads *
foyer_wire_read_heads (const FoyerMessage *message)
{
  return foyer_wire_read_heads_object (message->fields);
}

/**
 * foyer_wire_read_heads_object:
 * @fields: the object of such a message
 *
 * Returns: (transfer full): what it says
 */
FoyerSignedHeads *
foyer_wire_read_heads_object (gpointer fields)
{
  JsonObject *object = fields;
  JsonArray *array = foyer_json_fields_get_array (object, "heads");
  const char *event_id = foyer_json_fields_get_string (object, "event_id");
  g_autoptr (GPtrArray) heads =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_signed_head_unref);
  g_autoptr (FoyerKeyRing) keys = foyer_wire_read_keys (object);
  FoyerSignedHeads said = { (char *)event_id,
                            foyer_json_fields_get_integer (object, "epoch", 0),
                            heads,
                            keys };

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (heads, read_head (json_array_get_object_element (array, i), event_id));
  return foyer_signed_heads_new (&said);
}
