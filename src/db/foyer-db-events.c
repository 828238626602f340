/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-events"

#include "config.h"

#include "db/foyer-db-events.h"

#include "base/foyer-error.h"
#include "db/foyer-db-chain.h"
#include "db/foyer-db-counts.h"
#include "db/foyer-db-query.h"

/* Events as they are set up. */

/**
 * foyer_db_events_list:
 *
 * Returns: (transfer full) (element-type FoyerEventHead) (nullable): every event, by name; those
 * that are closed come last
 */
GPtrArray *
foyer_db_events_list (FoyerDbConnection *connection, GError **error)
{
  g_autoptr (PGresult) rows =
      foyer_db_query (connection,
                      "SELECT e.id, e.name, h.seq, h.epoch, e.closed_at IS NOT NULL FROM events e"
                      " JOIN event_heads h ON h.event_id = e.id"
                      " ORDER BY e.closed_at IS NOT NULL, e.name, e.id",
                      FOYER_DB_NO_PARAMS,
                      error);
  g_autoptr (GPtrArray) heads =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_event_head_free);

  if (rows == NULL)
    return NULL;
  for (int row = 0; row < PQntuples (rows); row++) {
    FoyerEventHead *head = foyer_event_head_new (foyer_db_get_text (rows, row, 0),
                                                 foyer_db_get_text (rows, row, 1),
                                                 foyer_db_get_int (rows, row, 2),
                                                 foyer_db_get_int (rows, row, 3));

    head->closed = foyer_db_get_bool (rows, row, 4);
    g_ptr_array_add (heads, head);
  }
  return g_steal_pointer (&heads);
}

/* A query about one event, which answers with no row where there is no such event. */
static PGresult *
ask_about_event (FoyerDbConnection *connection,
                 const char *sql,
                 const char *event_id,
                 GError **error)
{
  g_autoptr (PGresult) rows = foyer_db_query (connection, sql, FOYER_DB_PARAMS (event_id), error);

  if (rows != NULL && PQntuples (rows) == 0) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such event.");
    return NULL;
  }
  return g_steal_pointer (&rows);
}

/**
 * foyer_db_event_get_head:
 *
 * Returns: (transfer full) (nullable): how far the event is; %FOYER_ERROR_NOT_FOUND where there is
 *   no such event
 */
FoyerEventHead *
foyer_db_event_get_head (FoyerDbConnection *connection, const char *event_id, GError **error)
{
  g_autoptr (PGresult) rows = ask_about_event (connection,
                                               "SELECT e.name, h.seq, h.epoch FROM events e"
                                               " JOIN event_heads h ON h.event_id = e.id"
                                               " WHERE e.id = $1::uuid",
                                               event_id,
                                               error);

  if (rows == NULL)
    return NULL;
  return foyer_event_head_new (event_id,
                               foyer_db_get_text (rows, 0, 0),
                               foyer_db_get_int (rows, 0, 1),
                               foyer_db_get_int (rows, 0, 2));
}

/* PostgreSQL writes an array of integers as {1,2,3}. */
static guint *
parse_numbers (const char *text, guint *n_numbers)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  gsize length;

  for (const char *at = text + 1; *at != '\0' && *at != '}'; at += *at == ',' ? 1 : 0) {
    char *end;
    guint number = (guint)g_ascii_strtoull (at, &end, 10);

    g_array_append_val (numbers, number);
    at = end;
  }
  *n_numbers = numbers->len;
  return g_array_steal (numbers, &length);
}

static GPtrArray *
load_lists (FoyerDbConnection *connection, const char *event_id, GError **error)
{
  g_autoptr (PGresult) rows =
      foyer_db_query (connection,
                      "SELECT id, name, is_default, type_numbers, foyer_micros (starts),"
                      " foyer_micros (ends), reentry, reentry_delay_ms FROM check_in_lists"
                      " WHERE event_id = $1::uuid ORDER BY is_default DESC, created_at, id",
                      FOYER_DB_PARAMS (event_id),
                      error);
  GPtrArray *lists;

  if (rows == NULL)
    return NULL;
  lists = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_check_in_list_free);
  for (int row = 0; row < PQntuples (rows); row++) {
    g_autofree guint *numbers = NULL;
    FoyerCheckInList list = {
      .id = (char *)foyer_db_get_text (rows, row, 0),
      .name = (char *)foyer_db_get_text (rows, row, 1),
      .is_default = foyer_db_get_bool (rows, row, 2),
      .starts = foyer_db_get_time (rows, row, 4),
      .ends = foyer_db_get_time (rows, row, 5),
      .reentry = foyer_db_get_bool (rows, row, 6),
      .reentry_delay = foyer_db_get_int (rows, row, 7) * G_TIME_SPAN_MILLISECOND,
    };

    numbers = parse_numbers (foyer_db_get_text (rows, row, 3), &list.n_type_numbers);
    list.type_numbers = numbers;
    g_ptr_array_add (lists, foyer_check_in_list_copy (&list));
  }
  return lists;
}

static GPtrArray *
load_gates (FoyerDbConnection *connection, const char *event_id, GError **error)
{
  g_autoptr (PGresult) rows = foyer_db_query (connection,
                                              "SELECT id, name, list_id FROM gates"
                                              " WHERE event_id = $1::uuid ORDER BY name",
                                              FOYER_DB_PARAMS (event_id),
                                              error);
  GPtrArray *gates;

  if (rows == NULL)
    return NULL;
  gates = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_gate_free);
  for (int row = 0; row < PQntuples (rows); row++)
    g_ptr_array_add (gates,
                     foyer_gate_copy (&(FoyerGate){
                         .id = (char *)foyer_db_get_text (rows, row, 0),
                         .name = (char *)foyer_db_get_text (rows, row, 1),
                         .list_id = (char *)foyer_db_get_text (rows, row, 2),
                     }));
  return gates;
}

static FoyerOfflinePolicy
read_offline (const FoyerDbResult *rows, int row, int column)
{
  FoyerOfflinePolicy policy = { FOYER_OFFLINE_INHERIT,
                                (guint)foyer_db_get_int (rows, row, column + 1) };

  foyer_offline_mode_from_nick (PQgetvalue (rows, row, column), &policy.mode);
  return policy;
}

static GPtrArray *
load_types (FoyerDbConnection *connection, const char *event_id, GError **error)
{
  g_autoptr (PGresult) rows = foyer_db_query (connection,
                                              "SELECT number, name, offline_mode, offline_exposure"
                                              " FROM ticket_types"
                                              " WHERE event_id = $1::uuid ORDER BY number",
                                              FOYER_DB_PARAMS (event_id),
                                              error);
  GPtrArray *types;

  if (rows == NULL)
    return NULL;
  types = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_ticket_type_free);
  for (int row = 0; row < PQntuples (rows); row++) {
    FoyerTicketType *type = foyer_ticket_type_new ((guint)foyer_db_get_int (rows, row, 0),
                                                   foyer_db_get_text (rows, row, 1));

    type->offline = read_offline (rows, row, 2);
    g_ptr_array_add (types, type);
  }
  return types;
}

static FoyerKeyRing *
load_keys (FoyerDbConnection *connection, GError **error)
{
  g_autoptr (PGresult) rows =
      foyer_db_query (connection,
                      "SELECT number, public_key FROM signing_keys ORDER BY number",
                      FOYER_DB_NO_PARAMS,
                      error);
  g_autoptr (FoyerKeyRing) keys = foyer_key_ring_new ();

  if (rows == NULL)
    return NULL;
  for (int row = 0; row < PQntuples (rows); row++) {
    guint8 public_key[FOYER_DB_CHAIN_BYTES];

    G_STATIC_ASSERT (FOYER_DB_CHAIN_BYTES == FOYER_PUBLIC_KEY_BYTES);
    if (foyer_db_chain_parse (foyer_db_get_text (rows, row, 1), public_key))
      foyer_key_ring_add (keys, (guint32)foyer_db_get_int (rows, row, 0), public_key);
  }
  return g_steal_pointer (&keys);
}

/**
 * foyer_db_event_load:
 *
 * Returns: (transfer full) (nullable): how the event is set up; %FOYER_ERROR_NOT_FOUND where there
 *   is no such event
 */
FoyerEvent *
foyer_db_event_load (FoyerDbConnection *connection, const char *event_id, GError **error)
{
  g_autoptr (PGresult) rows =
      ask_about_event (connection,
                       "SELECT e.name, e.time_zone, foyer_micros (e.starts),"
                       " foyer_micros (e.ends), h.epoch, e.entry_paused, e.policy_message,"
                       " e.code_kind, e.offline_mode, e.offline_exposure,"
                       " e.closed_at IS NOT NULL, foyer_micros (e.created_at) FROM events e"
                       " JOIN event_heads h ON h.event_id = e.id WHERE e.id = $1::uuid",
                       event_id,
                       error);
  g_autoptr (GPtrArray) lists = NULL;
  g_autoptr (GPtrArray) gates = NULL;
  g_autoptr (GPtrArray) types = NULL;
  g_autoptr (FoyerKeyRing) keys = NULL;

  if (rows == NULL || (lists = load_lists (connection, event_id, error)) == NULL ||
      (gates = load_gates (connection, event_id, error)) == NULL ||
      (types = load_types (connection, event_id, error)) == NULL ||
      (keys = load_keys (connection, error)) == NULL)
    return NULL;
  return foyer_event_new (&(FoyerEvent){
      .id = (char *)event_id,
      .name = (char *)foyer_db_get_text (rows, 0, 0),
      .time_zone = (char *)foyer_db_get_text (rows, 0, 1),
      .starts = foyer_db_get_time (rows, 0, 2),
      .ends = foyer_db_get_time (rows, 0, 3),
      .created_at = foyer_db_get_time (rows, 0, 11),
      .epoch = foyer_db_get_int (rows, 0, 4),
      .policy = { .closed = foyer_db_get_bool (rows, 0, 10),
                  .entry_paused = foyer_db_get_bool (rows, 0, 5),
                  .message = (char *)foyer_db_get_text (rows, 0, 6),
                  .code_kind = g_str_equal (foyer_db_get_text (rows, 0, 7), "short")
                                   ? FOYER_CODE_KIND_SHORT
                                   : FOYER_CODE_KIND_SIGNED,
                  .offline = read_offline (rows, 0, 8) },
      .lists = lists,
      .gates = gates,
      .ticket_types = types,
      .keys = keys,
  });
}

/**
 * foyer_db_event_get_counts:
 *
 * Returns: (transfer full) (nullable): how full the event is; %FOYER_ERROR_NOT_FOUND where there is
 *   no such event
 */
FoyerCounts *
foyer_db_event_get_counts (FoyerDbConnection *connection, const char *event_id, GError **error)
{
  FoyerCounts *counts = NULL;

  return foyer_db_counts_load (connection, event_id, &counts, NULL, NULL, error) ? counts : NULL;
}
