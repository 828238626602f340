/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-log-row"

#include "config.h"

#include "db/foyer-db-log-row.h"

#include <gio/gio.h>

/* One place that knows the order of a log row's columns, which is also the order in which its
 * fields are hashed (foyer-db-chain.c): event_id, id, log_no, ticket_id, list_id, staff_email,
 * device_id, device_name, action, timestamp, ip_address, user_agent, scan_id, scan_sha256 (in
 * hexadecimal), direction, outcome, reason, explanation, earlier_id, scanned_at, seq (0: none), and
 * offline, device_verdict and clock_error_ms, which are hashed only where a desk decided. */

static void
add_text (FoyerDbTable *table, FoyerDbChain *chain, const char *text)
{
  foyer_db_table_add_text (table, text);
  foyer_db_chain_add_text (chain, text);
}

static void
add_int (FoyerDbTable *table, FoyerDbChain *chain, gint64 value)
{
  foyer_db_table_add_int (table, value);
  foyer_db_chain_add_int (chain, value);
}

static void
add_actor (FoyerDbTable *table, FoyerDbChain *chain, const FoyerDbLogRow *row)
{
  const FoyerDbActor *actor = row->actor;

  add_text (table, chain, actor->staff_email);
  add_text (table, chain, actor->device_id);
  add_text (table, chain, actor->device_name);
  add_text (table, chain, foyer_action_to_nick (row->action));
  add_int (table, chain, row->timestamp);
}

/* Both come from the network: what is no address or no text is left out. */
static void
add_origin (FoyerDbTable *table, FoyerDbChain *chain, const FoyerDbActor *actor)
{
  g_autoptr (GInetAddress) address =
      actor->ip_address != NULL ? g_inet_address_new_from_string (actor->ip_address) : NULL;
  g_autofree char *ip = address != NULL ? g_inet_address_to_string (address) : NULL;
  gboolean is_text = actor->user_agent != NULL && g_utf8_validate (actor->user_agent, -1, NULL);

  add_text (table, chain, ip);
  add_text (table, chain, is_text ? actor->user_agent : NULL);
}

static void
add_scan (FoyerDbTable *table, FoyerDbChain *chain, const FoyerDbLogRow *row)
{
  char hash[2 * FOYER_DB_CHAIN_BYTES + 1];

  add_text (table, chain, row->scan_id);
  foyer_db_table_add_bytes (table, row->scan_hash, FOYER_DB_CHAIN_BYTES);
  sodium_bin2hex (hash, sizeof hash, row->scan_hash, FOYER_DB_CHAIN_BYTES);
  foyer_db_chain_add_text (chain, hash);
  add_text (table, chain, foyer_direction_to_nick (row->direction));
}

/* A table has its columns whether they are hashed or not. */
static void
add_device_verdict (FoyerDbTable *table, FoyerDbChain *chain, const FoyerDbLogRow *row)
{
  foyer_db_table_add_text (table, row->offline ? "t" : "f");
  if (!row->offline) {
    foyer_db_table_add_text (table, NULL);
    foyer_db_table_add_text (table, NULL);
    return;
  }
  foyer_db_chain_add_text (chain, "t");
  add_text (table, chain, row->device_verdict);
  add_int (table, chain, row->clock_error_ms);
}

/**
 * foyer_db_log_row_add:
 * @chain: (inout): the hash of the row before; that of this row afterwards
 * @table: the row is added to it: all columns but event_id, and then previous_hash
 */
void
foyer_db_log_row_add (const FoyerDbLogRow *row,
                      guint8 chain[FOYER_DB_CHAIN_BYTES],
                      FoyerDbTable *table)
{
  FoyerDbChain hash;

  foyer_db_chain_begin (&hash, chain);
  foyer_db_chain_add_text (&hash, row->event_id);
  add_text (table, &hash, row->id);
  add_int (table, &hash, row->log_no);
  add_text (table, &hash, row->ticket_id);
  add_text (table, &hash, row->list_id);
  add_actor (table, &hash, row);
  add_origin (table, &hash, row->actor);
  add_scan (table, &hash, row);
  add_text (table, &hash, foyer_outcome_to_nick (row->outcome));
  add_text (table, &hash, foyer_reason_to_nick (row->reason));
  add_text (table, &hash, row->explanation);
  add_text (table, &hash, row->earlier_id);
  add_int (table, &hash, row->scanned_at);
  add_int (table, &hash, row->seq);
  add_device_verdict (table, &hash, row);
  foyer_db_table_add_bytes (table, chain, FOYER_DB_CHAIN_BYTES);
  foyer_db_chain_end (&hash, chain);
}
