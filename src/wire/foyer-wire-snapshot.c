/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-snapshot"

#include "config.h"

#include "wire/foyer-wire-snapshot.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-parts.h"

/* An event's tickets at one moment, line by line. */

static void
end_line (FoyerJsonWriter *writer)
{
  foyer_json_writer_end_object (writer);
  g_string_append_c (writer->out, '\n');
}

/**
 * foyer_wire_write_snapshot_head:
 * @epoch: what @seq counts in
 * @seq: the newest change that the tickets include
 * @n_tickets: how many lines follow
 */
void
foyer_wire_write_snapshot_head (GString *out,
                                const char *event_id,
                                gint64 epoch,
                                gint64 seq,
                                gint64 n_tickets)
{
  FoyerJsonWriter writer = { .out = out };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_add_string (&writer, "event_id", event_id);
  foyer_json_writer_add_integer (&writer, "epoch", epoch);
  foyer_json_writer_add_integer (&writer, "seq", seq);
  foyer_json_writer_add_integer (&writer, "tickets", n_tickets);
  end_line (&writer);
}

static void
write_list_state (FoyerJsonWriter *writer, const FoyerListState *state)
{
  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_string (writer, "list_id", state->list_id);
  foyer_wire_write_state_fields (writer, &state->state);
  foyer_json_writer_add_texts (writer, "scans", (const char *const *)state->scan_ids);
  foyer_json_writer_end_object (writer);
}

/**
 * foyer_wire_write_snapshot_ticket:
 * @code_sha256: the SHA-256 of its code in hexadecimal
 * @states: (array length=n_states): how far it is used, by check-in list
 */
void
foyer_wire_write_snapshot_ticket (GString *out,
                                  const FoyerTicket *ticket,
                                  const char *code_sha256,
                                  const FoyerListState *states,
                                  guint n_states)
{
  FoyerJsonWriter writer = { .out = out };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_wire_write_ticket_fields (&writer, ticket);
  foyer_json_writer_add_string (&writer, "code_sha256", code_sha256);
  foyer_json_writer_begin_array (&writer, "lists");
  for (guint i = 0; i < n_states; i++)
    write_list_state (&writer, &states[i]);
  foyer_json_writer_end_array (&writer);
  end_line (&writer);
}

/**
 * foyer_wire_write_snapshot_end:
 * @sha256: the SHA-256 of all lines before this one, with their ends, in hexadecimal
 */
void
foyer_wire_write_snapshot_end (GString *out, const char *sha256)
{
  FoyerJsonWriter writer = { .out = out };

  foyer_json_writer_begin_object (&writer, NULL);
  foyer_json_writer_add_boolean (&writer, "end", TRUE);
  foyer_json_writer_add_string (&writer, "sha256", sha256);
  end_line (&writer);
}

/* Returns: (transfer full) (nullable): the line, where it holds what it has to. */
static JsonObject *
parse_line (FoyerSnapshotLine line, const char *text, gsize length, GError **error)
{
  g_autoptr (JsonObject) object = NULL;

  if (length > FOYER_LIMIT_MESSAGE_FROM_RELAY) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, "The line is too long.");
    return NULL;
  }
  object = foyer_wire_parse_object (text, length, error);
  if (object == NULL ||
      !foyer_json_fields_check (object, foyer_snapshot_line_get_fields (line), error))
    return NULL;
  return g_steal_pointer (&object);
}

/**
 * foyer_wire_check_snapshot_line:
 * @text: a line, of @length bytes
 *
 * Returns: whether it holds what such a line has to
 */
gboolean
foyer_wire_check_snapshot_line (FoyerSnapshotLine line,
                                const char *text,
                                gsize length,
                                GError **error)
{
  g_autoptr (JsonObject) object = parse_line (line, text, length, error);

  return object != NULL;
}

/**
 * foyer_wire_read_snapshot_head:
 * @text: the first line, of @length bytes
 * @head: (out caller-allocates): what it says
 */
gboolean
foyer_wire_read_snapshot_head (const char *text,
                               gsize length,
                               FoyerSnapshotHead *head,
                               GError **error)
{
  g_autoptr (JsonObject) object = parse_line (FOYER_SNAPSHOT_LINE_HEAD, text, length, error);

  if (object == NULL)
    return FALSE;
  g_strlcpy (head->event_id,
             foyer_json_fields_get_string (object, "event_id"),
             sizeof head->event_id);
  head->epoch = foyer_json_fields_get_integer (object, "epoch", 0);
  head->seq = foyer_json_fields_get_integer (object, "seq", 0);
  head->n_tickets = foyer_json_fields_get_integer (object, "tickets", 0);
  return TRUE;
}

static void
read_state (JsonObject *object, GArray *states)
{
  FoyerListState state = {
    .list_id = g_strdup (foyer_json_fields_get_string (object, "list_id")),
    .state = foyer_wire_borrow_state_fields (object),
    .scan_ids = foyer_json_fields_get_texts (object, "scans"),
  };
  FoyerEarlier *last = &state.state.last_admission;

  last->verified_by = g_strdup (last->verified_by);
  last->device = g_strdup (last->device);

  g_array_append_val (states, state);
}

/**
 * foyer_wire_read_snapshot_ticket:
 * @text: a ticket's line, of @length bytes
 *
 * Returns: (transfer full) (nullable): what it says
 */
FoyerSnapshotTicket *
foyer_wire_read_snapshot_ticket (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonObject) object = parse_line (FOYER_SNAPSHOT_LINE_TICKET, text, length, error);
  g_autoptr (FoyerTicket) ticket = NULL;
  g_autoptr (GArray) states = NULL;
  JsonArray *lists;

  if (object == NULL)
    return NULL;
  ticket = foyer_wire_read_ticket_fields (object);
  states = g_array_new (FALSE, TRUE, sizeof (FoyerListState));
  g_array_set_clear_func (states, (GDestroyNotify)foyer_list_state_clear);
  lists = foyer_json_fields_get_array (object, "lists");
  for (guint i = 0; i < json_array_get_length (lists); i++)
    read_state (json_array_get_object_element (lists, i), states);
  return foyer_snapshot_ticket_new (ticket,
                                    foyer_json_fields_get_string (object, "code_sha256"),
                                    states);
}

/**
 * foyer_wire_read_snapshot_end:
 * @text: the last line, of @length bytes
 *
 * Returns: (transfer full) (nullable): the SHA-256 that all lines before it should have
 */
char *
foyer_wire_read_snapshot_end (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonObject) object = parse_line (FOYER_SNAPSHOT_LINE_END, text, length, error);

  return object != NULL ? g_strdup (foyer_json_fields_get_string (object, "sha256")) : NULL;
}
