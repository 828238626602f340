/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-sign-in-throttle"

#include "config.h"

#include "db/foyer-db-sign-in-throttle.h"

#include "base/foyer-network.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-throttle.h"

/* By whom failures to sign in are counted.
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

static const FoyerDbThrottle throttles[FOYER_DB_N_THROTTLES] = {
  [ACCOUNT_AT_ADDRESS] = { .failures = 3, .block_seconds = 2, .block_max = 900 },
  [ACCOUNT] = { .failures = 20, .block_seconds = 2, .block_max = 60 },
  [ADDRESS] = { .failures = 30, .block_seconds = 2, .block_max = 300 },
  [DEVICE] = { .failures = 10, .block_seconds = 2, .block_max = 300 },
};

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
  g_autofree char *place = foyer_network_of (actor->ip_address);
  gboolean was_there = TRUE;

  if (email != NULL) {
    if (!ask_whether_was_there (connection, email, actor->device_id, &was_there, error))
      return FALSE;
    self->subjects[ACCOUNT_AT_ADDRESS] = g_strdup_printf ("account-at:%s@%s", place, email);
  }
  if (!was_there)
    self->subjects[ACCOUNT] = g_strdup_printf ("account:%s", email);
  self->subjects[ADDRESS] = g_strdup_printf ("address:%s", place);
  self->subjects[DEVICE] = g_strdup_printf ("device:%s", actor->device_id);
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
  FoyerDbThrottled counts[FOYER_DB_N_THROTTLES];

  *self = (FoyerDbAttempt){ 0 };
  if (!name_subjects (self, connection, email, actor, error))
    return FALSE;
  for (guint i = 0; i < FOYER_DB_N_THROTTLES; i++)
    counts[i] = (FoyerDbThrottled){ &throttles[i], self->subjects[i] };
  return foyer_db_throttle_begin (connection, counts, G_N_ELEMENTS (counts), error);
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
    const char *subject = self->subjects[i];

    if (subject == NULL)
      continue;
    if (i == ACCOUNT_AT_ADDRESS ? !foyer_db_throttle_forget (connection, subject, error)
                                : !foyer_db_throttle_forgive (connection, subject, error))
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
