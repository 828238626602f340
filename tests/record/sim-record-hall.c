/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sim-record-private.h"

#include "db/foyer-db-query.h"
#include "db/foyer-db-table.h"

#include <sodium.h>

/* The evening's event, as an organiser would have set it up. Nothing but its ids and its signing
 * key is given, and those no command takes: so the rows are written here. */

static void
execute (SimRecord *self, const char *sql, const char *const *params, guint n_params)
{
  g_autoptr (GError) error = NULL;

  foyer_db_execute (self->owner, sql, params, n_params, &error);
  g_assert_no_error (error);
}

static void
add_key (SimRecord *self, guint32 number)
{
  const guint8 *public_key = foyer_key_ring_get (self->hall->event->keys, number);
  g_autofree char *text = g_strdup_printf ("%u", number);
  char key[FOYER_PUBLIC_KEY_BYTES * 2 + 1];

  sodium_bin2hex (key, sizeof key, public_key, FOYER_PUBLIC_KEY_BYTES);
  /* Nobody signs anything with it here. */
  execute (self,
           "INSERT INTO signing_keys (number, public_key, sealed_secret)"
           " VALUES ($1::bigint, decode ($2, 'hex'), 'none')",
           FOYER_DB_PARAMS (text, key));
}

static void
add_list (SimRecord *self, const FoyerCheckInList *list)
{
  g_autofree char *delay =
      g_strdup_printf ("%" G_GINT64_FORMAT, list->reentry_delay / G_TIME_SPAN_MILLISECOND);
  g_autoptr (GString) types = g_string_new ("{");

  for (guint i = 0; i < list->n_type_numbers; i++)
    g_string_append_printf (types, "%s%u", i > 0 ? "," : "", list->type_numbers[i]);
  g_string_append_c (types, '}');
  execute (self,
           "INSERT INTO check_in_lists (id, event_id, name, is_default, type_numbers, reentry,"
           " reentry_delay_ms) VALUES ($1::uuid, $2::uuid, $3, $4::boolean, $5::integer[],"
           " $6::boolean, $7::bigint)",
           FOYER_DB_PARAMS (list->id,
                            self->hall->event->id,
                            list->name,
                            list->is_default ? "true" : "false",
                            types->str,
                            list->reentry ? "true" : "false",
                            delay));
  execute (self,
           "INSERT INTO list_counters (list_id) VALUES ($1::uuid)",
           FOYER_DB_PARAMS (list->id));
}

static void
add_event (SimRecord *self)
{
  const FoyerEvent *event = self->hall->event;

  /* Long before the evening, whenever that is. */
  execute (self,
           "INSERT INTO events (id, name, time_zone, created_at)"
           " VALUES ($1::uuid, $2, $3, '2020-01-01 00:00:00+00')",
           FOYER_DB_PARAMS (event->id, event->name, event->time_zone));
  execute (self,
           "INSERT INTO event_heads (event_id) VALUES ($1::uuid)",
           FOYER_DB_PARAMS (event->id));
  for (guint i = 0; i < event->ticket_types->len; i++) {
    const FoyerTicketType *type = g_ptr_array_index (event->ticket_types, i);
    g_autofree char *number = g_strdup_printf ("%u", type->number);

    execute (self,
             "INSERT INTO ticket_types (event_id, number, name) VALUES ($1::uuid, $2::integer, $3)",
             FOYER_DB_PARAMS (event->id, number, type->name));
  }
  for (guint i = 0; i < event->lists->len; i++)
    add_list (self, g_ptr_array_index (event->lists, i));
}

static void
add_tickets (SimRecord *self)
{
  g_auto (FoyerDbTable) table;
  const char *const *columns;

  foyer_db_table_init (&table, 7);
  for (guint i = 0; i < self->hall->tickets->len; i++) {
    const FoyerTicket *ticket = g_ptr_array_index (self->hall->tickets, i);

    foyer_db_table_add_text (&table, ticket->id);
    foyer_db_table_add_int (&table, ticket->type_number);
    foyer_db_table_add_text (&table, ticket->name);
    foyer_db_table_add_text (&table, g_ptr_array_index (self->hall->codes, i));
    foyer_db_table_add_text (&table, foyer_ticket_status_to_nick (ticket->status));
    foyer_db_table_add_text (&table, ticket->paid ? "true" : "false");
    foyer_db_table_add_int (&table, ticket->allowed_entries);
  }
  columns = foyer_db_table_get_params (&table);
  execute (self,
           "INSERT INTO tickets (event_id, id, ticket_type_id, event_name, name, qr_code_data,"
           " code_sha256, status, paid, allowed_entries) SELECT y.event_id, u.id, y.id, 'Fair',"
           " u.name, u.code, sha256 (convert_to (u.code, 'UTF8')), u.status, u.paid, u.allowed"
           " FROM unnest ($2::uuid[], $3::integer[], $4::text[], $5::text[], $6::text[],"
           " $7::boolean[], $8::integer[]) AS u (id, type, name, code, status, paid, allowed)"
           " JOIN ticket_types y ON y.event_id = $1::uuid AND y.number = u.type",
           FOYER_DB_PARAMS (self->hall->event->id,
                            columns[0],
                            columns[1],
                            columns[2],
                            columns[3],
                            columns[4],
                            columns[5],
                            columns[6]));
  execute (self,
           "CREATE TABLE simulated.tickets_before AS SELECT id, status FROM tickets",
           FOYER_DB_NO_PARAMS);
}

/* Everything that is about an evening goes by the clock of that evening, which is said before every
 * act. */
static const char clock_script[] =
    "CREATE SCHEMA simulated;"
    "GRANT USAGE ON SCHEMA simulated TO PUBLIC;"
    "CREATE FUNCTION simulated.clock_timestamp () RETURNS timestamptz LANGUAGE sql AS"
    " $$ SELECT foyer_time (current_setting ('simulated.now')::bigint) $$;";

void
sim_record_fill (SimRecord *self)
{
  const FoyerKeyRing *keys = self->hall->event->keys;

  foyer_test_database_run (self->database, clock_script);
  for (guint i = 0; i < foyer_key_ring_get_size (keys); i++)
    add_key (self, foyer_key_ring_get_number (keys, i));
  add_event (self);
  add_tickets (self);
}
