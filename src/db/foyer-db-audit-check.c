/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-audit-check"

#include "config.h"

#include "db/foyer-db-audit-check.h"

#include "db/foyer-db-chain-check.h"
#include "db/foyer-db-events.h"
#include "db/foyer-db-heads.h"
#include "db/foyer-db-ledger.h"
#include "db/foyer-db-query.h"

/* Everything that can be found to have been tampered with, at one moment. */

typedef struct {
  FoyerDbConnection *connection;
  const GPtrArray *heads;
  const FoyerKeyRing *keys;
  GPtrArray *problems;
} Check;

static void
take (Check *self, char *problem)
{
  if (problem != NULL)
    g_ptr_array_add (self->problems, problem);
}

static gboolean
check_chain (Check *self, FoyerChain chain, const char *event_id, GError **error)
{
  char *problem;
  gboolean done = foyer_db_chain_check (self->connection,
                                        chain,
                                        event_id,
                                        self->heads,
                                        self->keys,
                                        &problem,
                                        error);

  take (self, problem);
  return done;
}

static gboolean
check_event (Check *self, const char *event_id, GError **error)
{
  char *problem;

  if (!check_chain (self, FOYER_CHAIN_LOG, event_id, error) ||
      !check_chain (self, FOYER_CHAIN_AUDIT, event_id, error) ||
      !foyer_db_ledger_check (self->connection, event_id, &problem, error))
    return FALSE;
  take (self, problem);
  return TRUE;
}

static gboolean
has_event (const GPtrArray *events, const char *event_id)
{
  for (guint i = 0; i < events->len; i++) {
    const FoyerEventHead *event = g_ptr_array_index (events, i);

    if (g_str_equal (event->id, event_id))
      return TRUE;
  }
  return FALSE;
}

/* An event that was removed with all that it had leaves nothing but heads that others keep. */
static void
check_all_are_there (Check *self, const GPtrArray *events)
{
  g_autoptr (GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->heads->len; i++) {
    const FoyerSignedHead *head = g_ptr_array_index (self->heads, i);

    if (head->event_id != NULL && !has_event (events, head->event_id) &&
        foyer_signed_head_check (head, self->keys) && g_hash_table_add (told, head->event_id))
      take (self, g_strdup_printf ("Event %s was there and is missing.", head->event_id));
  }
}

static gboolean
check_all (Check *self, GError **error)
{
  g_autoptr (GPtrArray) events = foyer_db_events_list (self->connection, error);

  if (events == NULL || !check_chain (self, FOYER_CHAIN_INSTALLATION, NULL, error))
    return FALSE;
  for (guint i = 0; i < events->len; i++) {
    const FoyerEventHead *event = g_ptr_array_index (events, i);

    if (!check_event (self, event->id, error))
      return FALSE;
  }
  check_all_are_there (self, events);
  return TRUE;
}

/**
 * foyer_db_audit_check:
 * @event_id: (nullable): an event, or %NULL for all of them and the installation itself
 * @heads: (element-type FoyerSignedHead): heads that somebody kept elsewhere
 *
 * Walks the chains and holds the tickets against the log.
 *
 * Returns: (transfer full) (element-type utf8) (nullable): a sentence per chain and event that does
 *   not hold; none where all do
 */
GPtrArray *
foyer_db_audit_check (FoyerDbConnection *connection,
                      const FoyerDbSeal *seal,
                      const char *event_id,
                      const GPtrArray *heads,
                      GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_moment_begin (connection, error);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (FoyerKeyRing) keys = NULL;
  Check check = { .connection = connection, .heads = heads, .problems = problems };

  if (transaction == NULL)
    return NULL;
  keys = foyer_db_head_keys_load (connection, seal, NULL, error);
  check.keys = keys;
  if (keys == NULL ||
      !(event_id != NULL ? check_event (&check, event_id, error) : check_all (&check, error)))
    return NULL;
  return foyer_db_transaction_commit (&transaction, error) ? g_steal_pointer (&problems) : NULL;
}
