/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-people"

#include "config.h"

#include "relay/foyer-relay-people.h"

#include "base/foyer-limits.h"
#include "db/foyer-db-passphrase.h"
#include "db/foyer-db-session-end.h"
#include "db/foyer-db-staff.h"
#include "model/foyer-member.h"
#include "wire/foyer-wire-people.h"
#include "wire/foyer-wire-relay.h"

/* Staff members, and who is signed in. Whether who asks may do that is looked at again in the
 * transaction that does it. */

static const char *
get_whose (const FoyerMessage *message, const FoyerDbActor *actor)
{
  const char *email = foyer_message_get_string (message, "staff_email");

  return email != NULL ? email : actor->staff_email;
}

static const char *
get_request (const FoyerMessage *message)
{
  return foyer_message_get_string (message, "request_id");
}

static gboolean
list_sessions (FoyerDbConnection *connection,
               const FoyerMessage *message,
               const FoyerDbActor *actor,
               GString *out,
               GError **error)
{
  g_autofree char *email = g_utf8_strdown (get_whose (message, actor), -1);
  g_autoptr (GPtrArray) sessions = foyer_db_sessions_list (connection, email, actor, error);

  if (sessions == NULL)
    return FALSE;
  foyer_wire_write_sessions_listed (out, message->id, sessions);
  return TRUE;
}

static gboolean
end_session (FoyerDbConnection *connection,
             const FoyerMessage *message,
             const FoyerDbActor *actor,
             GString *out,
             GError **error)
{
  const char *session_id = foyer_message_get_string (message, "session_id");

  if (!foyer_db_session_end (connection, get_request (message), session_id, actor, error))
    return FALSE;
  foyer_wire_write_done (out, message->id, 0);
  return TRUE;
}

static gboolean
end_all_sessions (FoyerDbConnection *connection,
                  const FoyerMessage *message,
                  const FoyerDbActor *actor,
                  GString *out,
                  GError **error)
{
  if (!foyer_db_sessions_end_all (connection,
                                  get_request (message),
                                  get_whose (message, actor),
                                  actor,
                                  error))
    return FALSE;
  foyer_wire_write_done (out, message->id, 0);
  return TRUE;
}

static gboolean
invite_staff (FoyerDbConnection *connection,
              const FoyerMessage *message,
              const FoyerDbActor *actor,
              GString *out,
              GError **error)
{
  FoyerRole role = FOYER_ROLE_STAFF;
  const FoyerDbInvitation invitation = {
    .email = foyer_message_get_string (message, "email"),
    .name = foyer_message_get_string (message, "name"),
    .role = &role,
    .event_id = foyer_message_get_string (message, "event_id"),
  };
  FoyerTime expires;
  g_autofree char *code = NULL;

  foyer_role_from_nick (foyer_message_get_string (message, "role"), &role);
  code = foyer_db_staff_invite (connection,
                                get_request (message),
                                &invitation,
                                actor,
                                &expires,
                                error);
  if (code == NULL)
    return FALSE;
  foyer_wire_write_staff_invited (out, message->id, code, expires);
  return TRUE;
}

static gboolean
list_staff (FoyerDbConnection *connection,
            const FoyerMessage *message,
            const FoyerDbActor *actor,
            GString *out,
            GError **error)
{
  g_autoptr (GPtrArray) members = foyer_db_staff_list (connection,
                                                       foyer_message_get_string (message, "after"),
                                                       FOYER_LIMIT_STAFF_LISTED + 1,
                                                       actor,
                                                       error);
  gboolean more;

  if (members == NULL)
    return FALSE;
  more = members->len > FOYER_LIMIT_STAFF_LISTED;
  if (more)
    g_ptr_array_set_size (members, FOYER_LIMIT_STAFF_LISTED);
  foyer_wire_write_staff_listed (out, message->id, members, more);
  return TRUE;
}

static gboolean
remove_staff (FoyerDbConnection *connection,
              const FoyerMessage *message,
              const FoyerDbActor *actor,
              GString *out,
              GError **error)
{
  const char *email = foyer_message_get_string (message, "email");

  if (!foyer_db_staff_remove (connection, get_request (message), email, actor, error))
    return FALSE;
  foyer_wire_write_done (out, message->id, 0);
  return TRUE;
}

static gboolean
set_staff_role (FoyerDbConnection *connection,
                const FoyerMessage *message,
                const FoyerDbActor *actor,
                GString *out,
                GError **error)
{
  FoyerRole role = FOYER_ROLE_STAFF;
  gboolean has_role = foyer_role_from_nick (foyer_message_get_string (message, "role"), &role);

  if (!foyer_db_staff_set_role (connection,
                                get_request (message),
                                foyer_message_get_string (message, "email"),
                                foyer_message_get_string (message, "event_id"),
                                has_role ? &role : NULL,
                                actor,
                                error))
    return FALSE;
  foyer_wire_write_done (out, message->id, 0);
  return TRUE;
}

static const FoyerRelayWorkEntry works[] = {
  { FOYER_MESSAGE_KIND_LIST_SESSIONS, list_sessions },
  { FOYER_MESSAGE_KIND_END_SESSION, end_session },
  { FOYER_MESSAGE_KIND_END_ALL_SESSIONS, end_all_sessions },
  { FOYER_MESSAGE_KIND_INVITE_STAFF, invite_staff },
  { FOYER_MESSAGE_KIND_LIST_STAFF, list_staff },
  { FOYER_MESSAGE_KIND_REMOVE_STAFF, remove_staff },
  { FOYER_MESSAGE_KIND_SET_STAFF_ROLE, set_staff_role },
};

/**
 * foyer_relay_people_get_work:
 *
 * Returns: (nullable): what answers such a request, if it is about people
 */
FoyerRelayWork
foyer_relay_people_get_work (FoyerMessageKind kind)
{
  return foyer_relay_work_find (works, G_N_ELEMENTS (works), kind);
}

static void
read_proof (const FoyerMessage *message, FoyerDbProof *proof)
{
  *proof = (FoyerDbProof){
    .device_id = foyer_message_get_string (message, "device_id"),
    .challenge = foyer_message_get_string (message, "challenge"),
    .proof = foyer_message_get_string (message, "proof"),
  };
}

static gboolean
write_signed_in (const FoyerDbSignIn *sign_in, GString *out)
{
  if (sign_in == NULL)
    return FALSE;
  foyer_wire_write_signed_in (out,
                              sign_in->token,
                              sign_in->session_id,
                              sign_in->expires,
                              sign_in->staff);
  return TRUE;
}

/**
 * foyer_relay_people_sign_in_with_passphrase:
 *
 * A #FoyerRelayWork for `sign_in_with_passphrase`.
 */
gboolean
foyer_relay_people_sign_in_with_passphrase (FoyerDbConnection *connection,
                                            const FoyerMessage *message,
                                            const FoyerDbActor *actor,
                                            GString *out,
                                            GError **error)
{
  g_autoptr (FoyerDbSignIn) sign_in = NULL;
  FoyerDbProof proof;

  read_proof (message, &proof);
  sign_in = foyer_db_sign_in_with_passphrase (connection,
                                              &proof,
                                              foyer_message_get_string (message, "email"),
                                              foyer_message_get_string (message, "passphrase"),
                                              actor,
                                              error);
  return write_signed_in (sign_in, out);
}

/**
 * foyer_relay_people_accept_invitation:
 *
 * A #FoyerRelayWork for `accept_invitation`.
 */
gboolean
foyer_relay_people_accept_invitation (FoyerDbConnection *connection,
                                      const FoyerMessage *message,
                                      const FoyerDbActor *actor,
                                      GString *out,
                                      GError **error)
{
  g_autoptr (FoyerDbSignIn) sign_in = NULL;
  FoyerDbProof proof;

  read_proof (message, &proof);
  sign_in = foyer_db_accept_invitation (connection,
                                        &proof,
                                        foyer_message_get_string (message, "code"),
                                        foyer_message_get_string (message, "passphrase"),
                                        actor,
                                        error);
  return write_signed_in (sign_in, out);
}
