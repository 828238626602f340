/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-worker.h"
#include "db/foyer-db-sessions.h"

G_BEGIN_DECLS

/* What a relay calls itself. */
#define FOYER_RELAY_NAME "foyer-relay " FOYER_VERSION

/**
 * FoyerRelaySignIn:
 * @token: what the device showed
 * @address: where it connects from
 * @user_agent: (nullable): with what
 * @n_news: how much news there was before it was looked up; see foyer_relay_roll_greet()
 * @session: (nullable): who signs in
 * @events: (element-type FoyerEventHead) (nullable): what they may work for; only when they are
 *   signed in
 * @renewed: (nullable): the token to use from now on, where it is another one
 */
typedef struct {
  char *token;
  char *address;
  char *user_agent;
  guint n_news;
  FoyerDbSession *session;
  GPtrArray *events;
  char *renewed;
} FoyerRelaySignIn;

FoyerRelaySignIn *foyer_relay_sign_in_new (const char *token,
                                           const char *address,
                                           const char *user_agent);
void foyer_relay_sign_in_free (FoyerRelaySignIn *self);

void foyer_relay_sign_in_async (FoyerWorker *worker,
                                FoyerRelaySignIn *self,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
FoyerRelaySignIn *foyer_relay_sign_in_finish (FoyerWorker *worker,
                                              GAsyncResult *result,
                                              GError **error);
GPtrArray *foyer_relay_sign_in_greet (const FoyerRelaySignIn *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerRelaySignIn, foyer_relay_sign_in_free)

G_END_DECLS
