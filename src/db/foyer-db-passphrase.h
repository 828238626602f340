/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-sign-in.h"

G_BEGIN_DECLS

FoyerDbSignIn *foyer_db_sign_in_with_passphrase (FoyerDbConnection *connection,
                                                 const FoyerDbProof *proof,
                                                 const char *email,
                                                 const char *passphrase,
                                                 const FoyerDbActor *actor,
                                                 GError **error);
FoyerDbSignIn *foyer_db_accept_invitation (FoyerDbConnection *connection,
                                           const FoyerDbProof *proof,
                                           const char *code,
                                           const char *passphrase,
                                           const FoyerDbActor *actor,
                                           GError **error);

G_END_DECLS
