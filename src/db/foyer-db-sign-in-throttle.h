/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-actor.h"
#include "db/foyer-db-connection.h"

G_BEGIN_DECLS

/* Inside the room: how failures to sign in slow down who fails. */

#define FOYER_DB_N_THROTTLES 4

typedef struct {
  /* By whom failures are counted; %NULL where not. */
  char *subjects[FOYER_DB_N_THROTTLES];
} FoyerDbAttempt;

gboolean foyer_db_attempt_begin (FoyerDbAttempt *self,
                                 FoyerDbConnection *connection,
                                 const char *email,
                                 const FoyerDbActor *actor,
                                 GError **error);
gboolean foyer_db_attempt_succeed (FoyerDbAttempt *self,
                                   FoyerDbConnection *connection,
                                   GError **error);
void foyer_db_attempt_clear (FoyerDbAttempt *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerDbAttempt, foyer_db_attempt_clear)

G_END_DECLS
