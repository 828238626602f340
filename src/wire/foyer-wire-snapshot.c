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
  for (guint i = 0; i < n_states; i++) {
    const FoyerTicketState *state = &states[i].state;

    foyer_json_writer_begin_object (&writer, NULL);
    foyer_json_writer_add_string (&writer, "list_id", states[i].list_id);
    foyer_json_writer_add_integer (&writer, "entries_used", state->entries_used);
    foyer_json_writer_add_integer (&writer, "inside", state->inside);
    foyer_wire_write_earlier (&writer, &state->last_admission);
    foyer_json_writer_add_time (&writer, "last_exit", state->last_exit);
    foyer_json_writer_end_object (&writer);
  }
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
  g_autoptr (JsonObject) object = NULL;

  if (length > FOYER_LIMIT_MESSAGE_FROM_RELAY) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, "The line is too long.");
    return FALSE;
  }
  object = foyer_wire_parse_object (text, length, error);
  return object != NULL &&
         foyer_json_fields_check (object, foyer_snapshot_line_get_fields (line), error);
}
