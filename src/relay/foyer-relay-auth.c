/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-auth"

#include "config.h"

#include "relay/foyer-relay-auth.h"

#include "db/foyer-db-challenges.h"
#include "db/foyer-db-provider.h"
#include "relay/foyer-relay-auth-provider.h"
#include "relay/foyer-relay-people.h"
#include "relay/foyer-relay-visit.h"
#include "wire/foyer-wire-identity.h"
#include "wire/foyer-wire-sign-in.h"

/* How devices that are not signed in become such that are. */

static gboolean
make_challenge (FoyerDbConnection *connection,
                const FoyerMessage *message,
                const FoyerDbActor *actor,
                GString *out,
                GError **error)
{
  FoyerTime expires;
  g_autofree char *challenge = foyer_db_challenge_make (connection, &expires, error);

  if (challenge == NULL)
    return FALSE;
  foyer_wire_write_challenge (out, challenge, expires);
  return TRUE;
}

static void
on_challenge_visit (FoyerRelayVisit *visit)
{
  foyer_relay_visit_work (visit, make_challenge);
}

static void
on_passphrase_visit (FoyerRelayVisit *visit)
{
  foyer_relay_visit_work (visit, foyer_relay_people_sign_in_with_passphrase);
}

static void
on_invitation_visit (FoyerRelayVisit *visit)
{
  foyer_relay_visit_work (visit, foyer_relay_people_accept_invitation);
}

static gboolean
tell_ways (FoyerDbConnection *connection,
           const FoyerMessage *message,
           const FoyerDbActor *actor,
           GString *out,
           GError **error)
{
  g_autofree char *installation_id = NULL;
  g_autofree char *provider = NULL;

  if (!foyer_db_provider_read_ways (connection, &installation_id, &provider, error))
    return FALSE;
  foyer_wire_write_sign_in_ways (out,
                                 &(FoyerSignInWays){
                                     .relay = "foyer-relay " FOYER_VERSION,
                                     .installation_id = installation_id,
                                     .server_time = g_get_real_time (),
                                     .provider = provider,
                                     .passphrase = TRUE,
                                 });
  return TRUE;
}

static void
on_ways_visit (FoyerRelayVisit *visit)
{
  foyer_relay_visit_work (visit, tell_ways);
}

/**
 * foyer_relay_auth_add:
 *
 * Opens the paths by which devices sign in.
 */
void
foyer_relay_auth_add (SoupServer *server, FoyerRelayHub *hub)
{
  foyer_relay_visit_add (server,
                         hub,
                         "/v1/auth/challenge",
                         FOYER_MESSAGE_KIND_GET_CHALLENGE,
                         on_challenge_visit);
  foyer_relay_visit_add (server,
                         hub,
                         "/v1/auth/passphrase",
                         FOYER_MESSAGE_KIND_SIGN_IN_WITH_PASSPHRASE,
                         on_passphrase_visit);
  foyer_relay_visit_add (server,
                         hub,
                         "/v1/auth/invitation",
                         FOYER_MESSAGE_KIND_ACCEPT_INVITATION,
                         on_invitation_visit);
  foyer_relay_visit_add (server,
                         hub,
                         "/v1/auth/ways",
                         FOYER_MESSAGE_KIND_GET_SIGN_IN_WAYS,
                         on_ways_visit);
  foyer_relay_auth_provider_add (server, hub);
}
