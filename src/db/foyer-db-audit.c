/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-audit"

#include "config.h"

#include "db/foyer-db-audit.h"

#include "base/foyer-error.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-chain.h"
#include "db/foyer-db-query.h"

/* Rows of the audit log: every act that is no scan. The rows of an event form a chain, and so do
 * those of the installation, whose heads are locked while a row is added. A row's hash covers, in
 * this order: id, event id, audit number, act, who, device id, address, details, time. */

/* Where a chain ends: its row's table is fixed text, never input. */
typedef struct {
  const char *lock;
  const char *move;
} Head;

static const Head head_of_event = {
  "SELECT audit_no + 1, audit_hash, foyer_micros (clock_timestamp ()) FROM event_heads"
  " WHERE event_id = $1::uuid FOR NO KEY UPDATE",
  "UPDATE event_heads SET audit_no = $2::bigint, audit_hash = $3::bytea WHERE event_id = $1::uuid",
};

static const Head head_of_installation = {
  "SELECT audit_no + 1, audit_hash, foyer_micros (clock_timestamp ()) FROM installation"
  " WHERE $1::uuid IS NULL FOR NO KEY UPDATE",
  "UPDATE installation SET audit_no = $2::bigint, audit_hash = $3::bytea WHERE $1::uuid IS NULL",
};

static char *
get_address (const FoyerDbActor *actor)
{
  g_autoptr (GInetAddress) address = NULL;

  if (actor->ip_address != NULL)
    address = g_inet_address_new_from_string (actor->ip_address);
  return address != NULL ? g_inet_address_to_string (address) : NULL;
}

/**
 * foyer_db_audit:
 * @connection: in the transaction that does what is recorded
 * @event_id: (nullable): the event that it concerns, or %NULL for the installation
 * @act: what was done, as a word such as `event_created`
 * @details: (nullable): more about it, as JSON; no private data, no codes, no tokens
 * @actor: who does it
 *
 * Adds a row to the audit log.
 *
 * Returns: whether it was added
 */
gboolean
foyer_db_audit (FoyerDbConnection *connection,
                const char *event_id,
                const char *act,
                const char *details,
                const FoyerDbActor *actor,
                GError **error)
{
  const Head *head = event_id != NULL ? &head_of_event : &head_of_installation;
  g_autoptr (PGresult) end =
      foyer_db_query (connection, head->lock, FOYER_DB_PARAMS (event_id), error);
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *address = get_address (actor);
  const char *number, *previous, *at;
  FoyerDbChain chain;
  guint8 hash[FOYER_DB_CHAIN_BYTES];
  char hash_text[FOYER_DB_CHAIN_TEXT_SIZE + 2];

  if (end == NULL)
    return FALSE;
  if (PQntuples (end) == 0 || !foyer_db_chain_parse (foyer_db_get_text (end, 0, 1), hash)) {
    g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, "There is no such event.");
    return FALSE;
  }
  number = foyer_db_get_text (end, 0, 0);
  previous = foyer_db_get_text (end, 0, 1);
  at = foyer_db_get_text (end, 0, 2);

  foyer_db_chain_begin (&chain, hash);
  foyer_db_chain_add_text (&chain, id);
  foyer_db_chain_add_text (&chain, event_id);
  foyer_db_chain_add_text (&chain, number);
  foyer_db_chain_add_text (&chain, act);
  foyer_db_chain_add_text (&chain, actor->staff_email);
  foyer_db_chain_add_text (&chain, actor->device_id);
  foyer_db_chain_add_text (&chain, address);
  foyer_db_chain_add_text (&chain, details);
  foyer_db_chain_add_text (&chain, at);
  foyer_db_chain_end (&chain, hash);
  foyer_db_chain_write (hash, hash_text);

  return foyer_db_execute (connection,
                           "INSERT INTO audit_log (id, event_id, audit_no, act, staff_email,"
                           " device_id, ip_address, details, \"timestamp\", previous_hash) VALUES"
                           " ($1::uuid, $2::uuid, $3::bigint, $4, $5, $6::uuid, $7::inet, $8,"
                           " foyer_time ($9::bigint), $10::bytea)",
                           FOYER_DB_PARAMS (id,
                                            event_id,
                                            number,
                                            act,
                                            actor->staff_email,
                                            actor->device_id,
                                            address,
                                            details,
                                            at,
                                            previous),
                           error) &&
         foyer_db_execute (connection,
                           head->move,
                           FOYER_DB_PARAMS (event_id, number, hash_text),
                           error);
}
