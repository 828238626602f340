/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-sign-in-throttle"

#include "config.h"

#include "db/foyer-db-sign-in-throttle.h"

#include "base/foyer-error.h"
#include "db/foyer-db-query.h"

#include <string.h>

/* An attempt is counted as a failure before it is looked at, and forgiven when it succeeds, so that
 * attempts at several relays at once are not free. Whoever is blocked is not counted: a block never
 * grows while one waits for its end.
 *
 * What counts most is an account together with an address: whoever guesses from one place blocks
 * nobody elsewhere. Guesses at one account from many places are slowed down by little, and not at
 * all for devices where that person has signed in before, so that nobody can be locked out of their
 * own desk. Behind one address there may be a whole event: it has much patience. */

typedef enum {
  ACCOUNT_AT_ADDRESS,
  ACCOUNT,
  ADDRESS,
  DEVICE,
} Kind;

static const struct {
  const char *word;
  guint free_failures;
  guint first_seconds;
  guint most_seconds;
} throttles[FOYER_DB_N_THROTTLES] = {
  [ACCOUNT_AT_ADDRESS] = { "account-at", 3, 2, 900 },
  [ACCOUNT] = { "account", 20, 2, 60 },
  [ADDRESS] = { "address", 30, 2, 300 },
  [DEVICE] = { "device", 10, 2, 300 },
};

/* After an hour without a failure nothing is remembered. */
#define MEMORY "clock_timestamp () - interval '1 h'"
#define FORGET "DELETE FROM throttles WHERE last_failure < " MEMORY " AND blocked_until < " MEMORY
#define LOOK                                                                                \
  "INSERT INTO throttles AS t (subject, failures, last_failure, blocked_until)"             \
  " VALUES ($1, 0, clock_timestamp (), clock_timestamp ()) ON CONFLICT (subject) DO UPDATE" \
  " SET failures = CASE WHEN t.last_failure < " MEMORY " THEN 0 ELSE t.failures END"        \
  " RETURNING GREATEST (0, ceil (extract (epoch FROM blocked_until - clock_timestamp ())))" \
  "::integer"
#define COUNT                                                                        \
  "UPDATE throttles SET failures = failures + 1, last_failure = clock_timestamp ()," \
  " blocked_until = CASE WHEN failures + 1 < $2::integer THEN blocked_until"         \
  " ELSE clock_timestamp () + interval '1 s' * LEAST ($4::integer,"                  \
  " $3::integer * 2 ^ LEAST (failures + 1 - $2::integer, 20)) END WHERE subject = $1"
#define FORGIVE                                                 \
  "UPDATE throttles SET failures = GREATEST (0, failures - 1)," \
  " blocked_until = clock_timestamp () WHERE subject = $1"
#define CLEAR "DELETE FROM throttles WHERE subject = $1"
#define WAS_THERE                                                           \
  "SELECT EXISTS (SELECT FROM sessions s JOIN staff m ON m.id = s.staff_id" \
  " WHERE m.email = $1 AND s.device_id = $2::uuid)"

static gboolean
ask_whether_was_there (FoyerDbConnection *connection,
                       const char *email,
                       const char *device_id,
                       gboolean *was_there,
                       GError **error)
{
  g_autoptr (PGresult) row =
      foyer_db_query (connection, WAS_THERE, FOYER_DB_PARAMS (email, device_id), error);

  if (row == NULL)
    return FALSE;
  *was_there = foyer_db_get_bool (row, 0, 0);
  return TRUE;
}

static gboolean
name_subjects (FoyerDbAttempt *self,
               FoyerDbConnection *connection,
               const char *email,
               const FoyerDbActor *actor,
               GError **error)
{
  const char *address = actor->ip_address != NULL ? actor->ip_address : "?";
  gboolean was_there = TRUE;

  if (email != NULL) {
    if (!ask_whether_was_there (connection, email, actor->device_id, &was_there, error))
      return FALSE;
    self->subjects[ACCOUNT_AT_ADDRESS] =
        g_strdup_printf ("%s:%s@%s", throttles[ACCOUNT_AT_ADDRESS].word, address, email);
  }
  if (!was_there)
    self->subjects[ACCOUNT] = g_strdup_printf ("%s:%s", throttles[ACCOUNT].word, email);
  self->subjects[ADDRESS] = g_strdup_printf ("%s:%s", throttles[ADDRESS].word, address);
  self->subjects[DEVICE] = g_strdup_printf ("%s:%s", throttles[DEVICE].word, actor->device_id);
  return TRUE;
}

/* Rows are locked in one order by all: that of the kinds. */
static gboolean
look (FoyerDbAttempt *self, FoyerDbConnection *connection, gint64 *wait, GError **error)
{
  *wait = 0;
  for (guint i = 0; i < FOYER_DB_N_THROTTLES; i++) {
    g_autoptr (PGresult) row = NULL;

    if (self->subjects[i] == NULL)
      continue;
    row = foyer_db_query (connection, LOOK, FOYER_DB_PARAMS (self->subjects[i]), error);
    if (row == NULL)
      return FALSE;
    *wait = MAX (*wait, foyer_db_get_int (row, 0, 0));
  }
  return TRUE;
}

static gboolean
count (FoyerDbAttempt *self, FoyerDbConnection *connection, GError **error)
{
  for (guint i = 0; i < FOYER_DB_N_THROTTLES; i++) {
    g_autofree char *free_failures = g_strdup_printf ("%u", throttles[i].free_failures);
    g_autofree char *first = g_strdup_printf ("%u", throttles[i].first_seconds);
    g_autofree char *most = g_strdup_printf ("%u", throttles[i].most_seconds);

    if (self->subjects[i] != NULL &&
        !foyer_db_execute (connection,
                           COUNT,
                           FOYER_DB_PARAMS (self->subjects[i], free_failures, first, most),
                           error))
      return FALSE;
  }
  return TRUE;
}

/**
 * foyer_db_attempt_begin:
 * @email: (nullable): as whom, in lower case, where they say so
 * @actor: on which device, from where
 *
 * Counts an attempt to sign in, unless whoever makes it has to wait.
 *
 * Returns: whether it may be looked at; %FOYER_ERROR_RATE_LIMITED says how long to wait
 */
gboolean
foyer_db_attempt_begin (FoyerDbAttempt *self,
                        FoyerDbConnection *connection,
                        const char *email,
                        const FoyerDbActor *actor,
                        GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = NULL;
  gint64 wait;

  *self = (FoyerDbAttempt){ 0 };
  if (!foyer_db_execute (connection, FORGET, FOYER_DB_NO_PARAMS, error))
    return FALSE;
  transaction = foyer_db_transaction_begin (connection, error);
  if (transaction == NULL || !name_subjects (self, connection, email, actor, error) ||
      !look (self, connection, &wait, error))
    return FALSE;
  if (wait > 0) {
    g_set_error (error,
                 FOYER_ERROR,
                 FOYER_ERROR_RATE_LIMITED,
                 "That failed too often. Wait %" G_GINT64_FORMAT " seconds and try again.",
                 wait);
    return FALSE;
  }
  return count (self, connection, error) && foyer_db_transaction_commit (&transaction, error);
}

/**
 * foyer_db_attempt_succeed:
 * @connection: in the transaction that signs in
 *
 * The attempt was none that fails.
 */
gboolean
foyer_db_attempt_succeed (FoyerDbAttempt *self, FoyerDbConnection *connection, GError **error)
{
  for (guint i = 0; i < FOYER_DB_N_THROTTLES; i++) {
    if (self->subjects[i] != NULL && !foyer_db_execute (connection,
                                                        i == ACCOUNT_AT_ADDRESS ? CLEAR : FORGIVE,
                                                        FOYER_DB_PARAMS (self->subjects[i]),
                                                        error))
      return FALSE;
  }
  return TRUE;
}

void
foyer_db_attempt_clear (FoyerDbAttempt *self)
{
  for (guint i = 0; i < FOYER_DB_N_THROTTLES; i++)
    g_free (self->subjects[i]);
}
