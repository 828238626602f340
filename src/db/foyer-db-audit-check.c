/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-audit-check"

#include "config.h"

#include "db/foyer-db-audit-check.h"

#include "db/foyer-db-chain-check.h"
#include "db/foyer-db-events.h"
#include "db/foyer-db-heads.h"
#include "db/foyer-db-ledger.h"
#include "db/foyer-db-query.h"
#include "model/foyer-signed-heads.h"

/* Everything that can be found to have been tampered with, at one moment. */

typedef struct {
  FoyerDbConnection *connection;
  GPtrArray *heads;
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

/* What somebody kept counts where it is about an event that is here: a desk may work for several
 * installations. An event that was removed with all that it had is known by what was signed here.
 */
static gboolean
take_heads (Check *self, const FoyerSignedHeads *kept, gboolean is_here)
{
  gboolean is_ours = FALSE;

  for (guint i = 0; i < kept->heads->len; i++) {
    FoyerSignedHead *head = g_ptr_array_index (kept->heads, i);
    gboolean is_signed = foyer_signed_head_check (head, self->keys);

    is_ours = is_ours || is_signed;
    if (is_here || is_signed)
      g_ptr_array_add (self->heads, head);
  }
  return is_ours;
}

static gboolean
check_all (Check *self, const GPtrArray *kept, GError **error)
{
  g_autoptr (GPtrArray) events = foyer_db_events_list (self->connection, error);

  if (events == NULL)
    return FALSE;
  for (guint i = 0; i < kept->len; i++) {
    const FoyerSignedHeads *heads = g_ptr_array_index (kept, i);
    gboolean is_here = has_event (events, heads->event_id);

    if (take_heads (self, heads, is_here) && !is_here)
      take (self, g_strdup_printf ("Event %s was there and is missing.", heads->event_id));
  }
  if (!check_chain (self, FOYER_CHAIN_INSTALLATION, NULL, error))
    return FALSE;
  for (guint i = 0; i < events->len; i++) {
    const FoyerEventHead *event = g_ptr_array_index (events, i);

    if (!check_event (self, event->id, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_one (Check *self, const char *event_id, const GPtrArray *kept, GError **error)
{
  for (guint i = 0; i < kept->len; i++) {
    const FoyerSignedHeads *heads = g_ptr_array_index (kept, i);

    if (g_str_equal (heads->event_id, event_id))
      take_heads (self, heads, TRUE);
  }
  return check_event (self, event_id, error);
}

/**
 * foyer_db_audit_check:
 * @event_id: (nullable): an event, or %NULL for all of them and the installation itself
 * @kept: (element-type FoyerSignedHeads): heads that somebody kept elsewhere
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
                      const GPtrArray *kept,
                      GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_moment_begin (connection, error);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) heads = g_ptr_array_new ();
  g_autoptr (FoyerKeyRing) keys = NULL;
  Check check = { .connection = connection, .heads = heads, .problems = problems };

  if (transaction == NULL)
    return NULL;
  keys = foyer_db_head_keys_load (connection, seal, NULL, error);
  check.keys = keys;
  if (keys == NULL || !(event_id != NULL ? check_one (&check, event_id, kept, error)
                                         : check_all (&check, kept, error)))
    return NULL;
  return foyer_db_transaction_commit (&transaction, error) ? g_steal_pointer (&problems) : NULL;
}
