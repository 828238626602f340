/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-policy"

#include "config.h"

#include "db/foyer-db-policy.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-request.h"
#include "db/foyer-db-sessions.h"

/* What desks may do that hear of no relay. Every desk is told when it changes. */

#define SET_EVENT                                                       \
  "UPDATE events SET offline_mode = $2, offline_exposure = $3::integer" \
  " WHERE id = $1::uuid"
#define SET_TYPE                                                              \
  "UPDATE ticket_types SET offline_mode = $2, offline_exposure = $3::integer" \
  " WHERE event_id = $1::uuid AND name = $4"
#define FIND_TYPE "SELECT FROM ticket_types WHERE event_id = $1::uuid AND name = $2"
#define LOCK      "SELECT FROM event_heads WHERE event_id = $1::uuid FOR NO KEY UPDATE"

static gboolean
check_there (FoyerDbConnection *connection,
             const char *sql,
             const char *const *params,
             guint n_params,
             const char *sentence,
             GError **error)
{
  g_autoptr (PGresult) rows = foyer_db_query (connection, sql, params, n_params, error);

  if (rows == NULL)
    return FALSE;
  if (PQntuples (rows) > 0)
    return TRUE;
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND, sentence);
  return FALSE;
}

static gboolean
check (const char *type_name, const FoyerOfflinePolicy *policy, GError **error)
{
  if (type_name == NULL && policy->mode == FOYER_OFFLINE_INHERIT) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         "An event has nothing to inherit from.");
    return FALSE;
  }
  if (policy->max_exposure <= FOYER_LIMIT_EXPOSURE)
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_BAD_REQUEST,
               "An exposure is at most %d.",
               FOYER_LIMIT_EXPOSURE);
  return FALSE;
}

static gboolean
write_policy (FoyerDbConnection *connection,
              const char *event_id,
              const char *type_name,
              const char *mode,
              const char *exposure,
              GError **error)
{
  if (type_name == NULL)
    return foyer_db_execute (connection,
                             SET_EVENT,
                             FOYER_DB_PARAMS (event_id, mode, exposure),
                             error);
  return check_there (connection,
                      FIND_TYPE,
                      FOYER_DB_PARAMS (event_id, type_name),
                      "The event has no such ticket type.",
                      error) &&
         foyer_db_execute (connection,
                           SET_TYPE,
                           FOYER_DB_PARAMS (event_id, mode, exposure, type_name),
                           error);
}

static gboolean
set (FoyerDbConnection *connection,
     const char *event_id,
     const char *type_name,
     const FoyerOfflinePolicy *policy,
     const FoyerDbActor *actor,
     GError **error)
{
  const char *mode = foyer_offline_mode_to_nick (policy->mode);
  g_autofree char *exposure = g_strdup_printf ("%u", policy->max_exposure);
  g_autofree char *details =
      g_strdup_printf ("{\"offline\":\"%s\",\"max_exposure\":%s}", mode, exposure);

  return write_policy (connection, event_id, type_name, mode, exposure, error) &&
         foyer_db_audit (connection, event_id, "offline_policy", details, actor, error);
}

static gboolean
take_request (FoyerDbConnection *connection,
              const char *request_id,
              const char *event_id,
              const char *type_name,
              const FoyerOfflinePolicy *policy,
              gboolean *was_done,
              GError **error)
{
  g_autofree char *exposure = g_strdup_printf ("%u", policy->max_exposure);
  const char *const parts[] = { event_id,
                                type_name,
                                foyer_offline_mode_to_nick (policy->mode),
                                exposure };

  return foyer_db_request_take (connection,
                                request_id,
                                "set_policy",
                                parts,
                                G_N_ELEMENTS (parts),
                                was_done,
                                error);
}

/**
 * foyer_db_event_set_offline:
 * @request_id: (nullable): a UUID; the same request again does nothing
 * @type_name: (nullable): the ticket type that it is for; %NULL for all that say nothing of their
 * own
 *
 * Says what desks may do that hear of no relay.
 *
 * Returns: whether that holds now; %FOYER_ERROR_NOT_FOUND where there is no such event or type
 */
gboolean
foyer_db_event_set_offline (FoyerDbConnection *connection,
                            const char *request_id,
                            const char *event_id,
                            const char *type_name,
                            const FoyerOfflinePolicy *policy,
                            const FoyerDbActor *actor,
                            GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = NULL;
  gboolean was_done;

  if (!check (type_name, policy, error))
    return FALSE;
  transaction = foyer_db_transaction_begin (connection, error);
  return transaction != NULL &&
         check_there (connection,
                      LOCK,
                      FOYER_DB_PARAMS (event_id),
                      "There is no such event.",
                      error) &&
         foyer_db_session_permit (connection, actor, event_id, FOYER_PERMISSION_RULES, error) &&
         take_request (connection, request_id, event_id, type_name, policy, &was_done, error) &&
         (was_done || set (connection, event_id, type_name, policy, actor, error)) &&
         foyer_db_transaction_commit (&transaction, error);
}
