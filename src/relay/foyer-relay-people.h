/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-work.h"

G_BEGIN_DECLS

/* What devices ask about staff members and their sessions. */
FoyerRelayWork foyer_relay_people_get_work (FoyerMessageKind kind);

/* The same for who is not signed in. */
gboolean foyer_relay_people_sign_in_with_passphrase (FoyerDbConnection *connection,
                                                     const FoyerMessage *message,
                                                     const FoyerDbActor *actor,
                                                     GString *out,
                                                     GError **error);
gboolean foyer_relay_people_accept_invitation (FoyerDbConnection *connection,
                                               const FoyerMessage *message,
                                               const FoyerDbActor *actor,
                                               GString *out,
                                               GError **error);

G_END_DECLS
