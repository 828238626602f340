/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-neighbours"

#include "config.h"

#include "wire/foyer-wire-neighbours.h"

#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-parts.h"

/* What desks say to each other, from and to the values of room `model`. */

static const struct {
  FoyerGossipKind gossip;
  FoyerMessageKind message;
} kinds[] = {
  { FOYER_GOSSIP_KNOWLEDGE, FOYER_MESSAGE_KIND_GOSSIP_KNOWLEDGE },
  { FOYER_GOSSIP_QUESTION, FOYER_MESSAGE_KIND_GOSSIP_QUESTION },
  { FOYER_GOSSIP_ANSWER, FOYER_MESSAGE_KIND_GOSSIP_ANSWER },
  { FOYER_GOSSIP_NEWS, FOYER_MESSAGE_KIND_GOSSIP_NEWS },
};

/**
 * foyer_wire_encode_greeting:
 * @event_id: what the desk wants to speak about
 * @device_id: who it is
 * @proof: that it is, over this connection
 *
 * Returns: (transfer full): a `greet_neighbour`
 */
char *
foyer_wire_encode_greeting (const char *event_id, const char *device_id, const char *proof)
{
  FoyerJsonWriter writer =
      foyer_wire_begin (g_string_sized_new (256), FOYER_MESSAGE_KIND_GREET_NEIGHBOUR);

  foyer_json_writer_add_string (&writer, "event_id", event_id);
  foyer_json_writer_add_string (&writer, "device_id", device_id);
  foyer_json_writer_add_string (&writer, "proof", proof);
  foyer_wire_end (&writer);
  return g_string_free (writer.out, FALSE);
}

static void
add_runs (FoyerJsonWriter *writer, const GArray *runs)
{
  foyer_json_writer_begin_array (writer, "runs");
  for (guint i = 0; i < runs->len; i++) {
    const FoyerGossipRun *run = &g_array_index (runs, FoyerGossipRun, i);

    foyer_json_writer_begin_object (writer, NULL);
    foyer_json_writer_add_string (writer, "device_id", run->device_id);
    foyer_json_writer_add_string (writer, "run_id", run->run_id);
    foyer_json_writer_add_integer (writer, "last", run->last);
    foyer_json_writer_end_object (writer);
  }
  foyer_json_writer_end_array (writer);
}

static void
add_item (FoyerJsonWriter *writer, const FoyerHeard *item)
{
  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_string (writer, "device_id", item->device_id);
  foyer_json_writer_add_string (writer, "run_id", item->run_id);
  foyer_json_writer_add_integer (writer, "number", item->number);
  foyer_json_writer_add_string (writer, "scan_id", item->scan_id);
  foyer_json_writer_add_string (writer, "ticket_id", item->ticket_id);
  foyer_json_writer_add_string (writer, "list_id", item->list_id);
  foyer_json_writer_add_string (writer, "outcome", foyer_outcome_to_nick (item->outcome));
  foyer_json_writer_add_time (writer, "time", item->time);
  foyer_json_writer_add_integer (writer, "error_ms", item->error_ms);
  foyer_json_writer_add_integer (writer, "epoch", item->epoch);
  foyer_json_writer_add_integer (writer, "seq", item->seq);
  foyer_json_writer_add_string (writer, "signature", item->signature);
  if (item->overridden)
    foyer_json_writer_add_string (writer, "override_signature", item->override_signature);
  foyer_json_writer_end_object (writer);
}

/**
 * foyer_wire_encode_gossip:
 *
 * Returns: (transfer full): @gossip, as it goes from one desk to another
 */
char *
foyer_wire_encode_gossip (const FoyerGossipMessage *gossip)
{
  FoyerJsonWriter writer = foyer_wire_begin (g_string_sized_new (512), kinds[gossip->kind].message);

  if (gossip->runs != NULL) {
    add_runs (&writer, gossip->runs);
  } else {
    foyer_json_writer_begin_array (&writer, "items");
    for (guint i = 0; i < gossip->items->len; i++)
      add_item (&writer, g_ptr_array_index (gossip->items, i));
    foyer_json_writer_end_array (&writer);
  }
  foyer_wire_end (&writer);
  return g_string_free (writer.out, FALSE);
}

static GArray *
read_runs (JsonArray *array)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (FoyerGossipRun));

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *object = json_array_get_object_element (array, i);
    FoyerGossipRun run = { .last = foyer_json_fields_get_integer (object, "last", 0) };

    g_strlcpy (run.device_id,
               foyer_json_fields_get_string (object, "device_id"),
               sizeof run.device_id);
    g_strlcpy (run.run_id, foyer_json_fields_get_string (object, "run_id"), sizeof run.run_id);
    g_array_append_val (runs, run);
  }
  return runs;
}

static FoyerHeard *
read_item (JsonObject *object, const char *event_id)
{
  FoyerHeard item = {
    .device_id = (char *)foyer_json_fields_get_string (object, "device_id"),
    .run_id = (char *)foyer_json_fields_get_string (object, "run_id"),
    .number = foyer_json_fields_get_integer (object, "number", 0),
    .event_id = (char *)event_id,
    .scan_id = (char *)foyer_json_fields_get_string (object, "scan_id"),
    .ticket_id = (char *)foyer_json_fields_get_string (object, "ticket_id"),
    .list_id = (char *)foyer_json_fields_get_string (object, "list_id"),
    .time = foyer_json_fields_get_time (object, "time"),
    .error_ms = foyer_json_fields_get_integer (object, "error_ms", 0),
    .epoch = foyer_json_fields_get_integer (object, "epoch", 0),
    .seq = foyer_json_fields_get_integer (object, "seq", 0),
    .signature = (char *)foyer_json_fields_get_string (object, "signature"),
    .override_signature = (char *)foyer_json_fields_get_string (object, "override_signature"),
  };

  item.overridden = item.override_signature != NULL;
  foyer_outcome_from_nick (foyer_json_fields_get_string (object, "outcome"), &item.outcome);
  return foyer_heard_new (&item);
}

/**
 * foyer_wire_read_gossip:
 * @message: what another desk has said
 * @event_id: what it is about, as it has said in its greeting
 * @gossip: (out caller-allocates): clear it with foyer_gossip_message_clear()
 *
 * Returns: %FALSE where it is something else
 */
gboolean
foyer_wire_read_gossip (const FoyerMessage *message,
                        const char *event_id,
                        FoyerGossipMessage *gossip)
{
  JsonArray *array;
  guint kind = 0;

  *gossip = (FoyerGossipMessage){ 0 };
  while (kind < G_N_ELEMENTS (kinds) && kinds[kind].message != message->kind)
    kind++;
  if (kind == G_N_ELEMENTS (kinds))
    return FALSE;
  gossip->kind = kinds[kind].gossip;
  array = foyer_json_fields_get_array (message->fields, "runs");
  if (array != NULL) {
    gossip->runs = read_runs (array);
    return TRUE;
  }
  array = foyer_json_fields_get_array (message->fields, "items");
  gossip->items = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_heard_unref);
  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (gossip->items, read_item (json_array_get_object_element (array, i), event_id));
  return TRUE;
}

/**
 * foyer_gossip_message_clear:
 *
 * Frees what foyer_wire_read_gossip() has read.
 */
void
foyer_gossip_message_clear (FoyerGossipMessage *self)
{
  g_clear_pointer (&self->runs, g_array_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
}
