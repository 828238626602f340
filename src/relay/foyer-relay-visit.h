/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-hub.h"
#include "wire/foyer-message.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _FoyerRelayVisit FoyerRelayVisit;

/**
 * FoyerRelayVisitFunc:
 *
 * Answers a visit, sooner or later, with foyer_relay_visit_answer() or foyer_relay_visit_fail().
 */
typedef void (*FoyerRelayVisitFunc) (FoyerRelayVisit *visit);

/**
 * FoyerRelayVisitWork:
 * @out: (out): where the answer is appended
 * @actor: who asks and from where; without a staff member's address
 *
 * Answers a visit on the visits' worker.
 *
 * Returns: whether there is an answer; otherwise @error is set
 */
typedef gboolean (*FoyerRelayVisitWork) (FoyerDbConnection *connection,
                                         const FoyerMessage *message,
                                         const FoyerDbActor *actor,
                                         GString *out,
                                         GError **error);

void foyer_relay_visit_add (SoupServer *server,
                            FoyerRelayHub *hub,
                            const char *path,
                            FoyerMessageKind kind,
                            FoyerRelayVisitFunc func);

FoyerRelayVisit *foyer_relay_visit_ref (FoyerRelayVisit *self);
void foyer_relay_visit_unref (FoyerRelayVisit *self);
FoyerRelayHub *foyer_relay_visit_get_hub (FoyerRelayVisit *self);
const FoyerMessage *foyer_relay_visit_get_message (FoyerRelayVisit *self);
void foyer_relay_visit_get_actor (FoyerRelayVisit *self, FoyerDbActor *actor);
void foyer_relay_visit_work (FoyerRelayVisit *self, FoyerRelayVisitWork work);
void foyer_relay_visit_answer (FoyerRelayVisit *self, const GString *text);
void foyer_relay_visit_refuse (FoyerRelayVisit *self, const GError *error);
void foyer_relay_visit_fail (FoyerRelayVisit *self, const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerRelayVisit, foyer_relay_visit_unref)

G_END_DECLS
