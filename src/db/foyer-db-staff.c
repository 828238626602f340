/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-db-staff"

#include "config.h"

#include "db/foyer-db-staff.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-text.h"
#include "base/foyer-uuid.h"
#include "db/foyer-db-audit.h"
#include "db/foyer-db-query.h"
#include "db/foyer-db-request.h"
#include "db/foyer-db-session-end.h"
#include "db/foyer-db-session-row.h"
#include "db/foyer-db-token.h"
#include "model/foyer-member.h"
#include "model/foyer-pairing.h"

/* Who may sign in, and as what, and where. Whoever changes that is looked at within the same
 * transaction; nobody changes what they may do themselves, so that one admin is always left. */

/* Somebody who was removed begins anew. */
#define ADD                                                                     \
  "INSERT INTO staff AS m (email, name, role) VALUES ($1, $2, $3)"              \
  " ON CONFLICT (email) DO UPDATE SET role = EXCLUDED.role, all_events = true," \
  " removed_at = NULL, name = COALESCE (EXCLUDED.name, m.name)"
#define ADD_FOR_EVENT                                                                      \
  "INSERT INTO staff AS m (email, name, role, all_events) VALUES ($1, $2, 'staff', false)" \
  " ON CONFLICT (email) DO UPDATE SET all_events = m.all_events AND m.removed_at IS NULL," \
  " removed_at = NULL, name = COALESCE (EXCLUDED.name, m.name)"
#define FIND       "SELECT id FROM staff WHERE email = $1 AND removed_at IS NULL FOR NO KEY UPDATE"
#define FIND_EVENT "SELECT FROM events WHERE id = $1::uuid"
#define SET_EVENT_ROLE                                                      \
  "INSERT INTO staff_events (staff_id, event_id, role) VALUES ($1, $2, $3)" \
  " ON CONFLICT (staff_id, event_id) DO UPDATE SET role = EXCLUDED.role"
#define DROP_EVENT_ROLE "DELETE FROM staff_events WHERE staff_id = $1 AND event_id = $2"
#define SET_ROLE \
  "UPDATE staff SET role = COALESCE ($2, 'staff'), all_events = $2 IS NOT NULL WHERE id = $1"
#define REMOVE                                                                               \
  "UPDATE staff SET removed_at = clock_timestamp (), passphrase = NULL, oidc_issuer = NULL," \
  " oidc_subject = NULL WHERE id = $1"
#define DROP_EVENT_ROLES "DELETE FROM staff_events WHERE staff_id = $1"
#define END_INVITATIONS                                  \
  "UPDATE invitations SET ended_at = clock_timestamp ()" \
  " WHERE staff_id = $1 AND used_at IS NULL AND ended_at IS NULL"
#define INVITE                                                                           \
  "INSERT INTO invitations (id, code_sha256, staff_id, made_by, expires_at) VALUES ($1," \
  " decode ($2, 'hex'), $3, $4, clock_timestamp () + $5::integer * interval '1 h')"      \
  " RETURNING foyer_micros (expires_at)"
#define LIST                                                                        \
  "SELECT m.email, m.name, " FOYER_DB_RIGHTS ", EXISTS (SELECT FROM sessions s"     \
  " JOIN staff_devices d ON d.id = s.device_id WHERE s.staff_id = m.id "            \
  "AND " FOYER_DB_SESSION_STATE " = 'lasts'), EXISTS (SELECT FROM invitations i"    \
  " WHERE i.staff_id = m.id AND i.used_at IS NULL AND i.ended_at IS NULL"           \
  " AND i.expires_at > clock_timestamp ()) FROM staff m WHERE m.removed_at IS NULL" \
  " AND m.email > COALESCE ($1, '') ORDER BY m.email LIMIT $2::integer"

static gboolean
fail (GError **error, FoyerError code, const char *sentence)
{
  g_set_error_literal (error, FOYER_ERROR, (int)code, sentence);
  return FALSE;
}

static gboolean
check (const char *email, const char *name, GError **error)
{
  if (!foyer_text_is_email (email))
    return fail (error, FOYER_ERROR_BAD_REQUEST, "This is no e-mail address.");
  if (name != NULL && !foyer_text_is_clean (name, FOYER_LIMIT_NAME))
    return fail (error, FOYER_ERROR_BAD_REQUEST, "The name cannot be kept.");
  return TRUE;
}

static gboolean
permit (FoyerDbConnection *connection, const char *email, const FoyerDbActor *actor, GError **error)
{
  if (!foyer_db_session_permit (connection, actor, NULL, FOYER_PERMISSION_STAFF, error))
    return FALSE;
  if (actor->session_id != NULL && g_str_equal (email, actor->staff_email))
    return fail (error,
                 FOYER_ERROR_BAD_REQUEST,
                 "Nobody can change what they may do themselves. Ask another admin.");
  return TRUE;
}

static char *
find (FoyerDbConnection *connection, const char *email, GError **error)
{
  g_autoptr (PGresult) row = foyer_db_query (connection, FIND, FOYER_DB_PARAMS (email), error);

  if (row == NULL)
    return NULL;
  if (PQntuples (row) == 1)
    return g_strdup (PQgetvalue (row, 0, 0));
  fail (error, FOYER_ERROR_NOT_FOUND, "There is no staff member of that address.");
  return NULL;
}

static gboolean
check_event (FoyerDbConnection *connection, const char *event_id, GError **error)
{
  g_autoptr (PGresult) row =
      foyer_db_query (connection, FIND_EVENT, FOYER_DB_PARAMS (event_id), error);

  return row != NULL &&
         (PQntuples (row) == 1 || fail (error, FOYER_ERROR_NOT_FOUND, "There is no such event."));
}

/* Within a transaction; without a role there is none. */
static gboolean
set_role (FoyerDbConnection *connection,
          const char *staff_id,
          const char *event_id,
          const FoyerRole *role,
          GError **error)
{
  const char *nick = role != NULL ? foyer_role_to_nick (*role) : NULL;

  if (event_id == NULL)
    return foyer_db_execute (connection, SET_ROLE, FOYER_DB_PARAMS (staff_id, nick), error);
  if (!check_event (connection, event_id, error))
    return FALSE;
  if (nick == NULL)
    return foyer_db_execute (connection,
                             DROP_EVENT_ROLE,
                             FOYER_DB_PARAMS (staff_id, event_id),
                             error);
  return foyer_db_execute (connection,
                           SET_EVENT_ROLE,
                           FOYER_DB_PARAMS (staff_id, event_id, nick),
                           error);
}

/**
 * foyer_db_staff_add:
 * @staff: who; the address is kept in lower case
 * @actor: who adds them
 *
 * Adds a staff member, for all events; one who is there already gets the new role.
 */
gboolean
foyer_db_staff_add (FoyerDbConnection *connection,
                    const FoyerStaff *staff,
                    const FoyerDbActor *actor,
                    GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = NULL;
  g_autofree char *email = NULL;
  const char *role = foyer_role_to_nick (staff->role);

  if (!check (staff->email, staff->name, error))
    return FALSE;
  email = g_utf8_strdown (staff->email, -1);
  transaction = foyer_db_transaction_begin (connection, error);
  return transaction != NULL && permit (connection, email, actor, error) &&
         foyer_db_execute (connection, ADD, FOYER_DB_PARAMS (email, staff->name, role), error) &&
         foyer_db_audit (connection, NULL, "staff_add", role, actor, error) &&
         foyer_db_transaction_commit (&transaction, error);
}

static gboolean
change_role (FoyerDbConnection *connection,
             const char *email,
             const char *event_id,
             const FoyerRole *role,
             const FoyerDbActor *actor,
             GError **error)
{
  const char *nick = role != NULL ? foyer_role_to_nick (*role) : "none";
  g_autofree char *staff_id = find (connection, email, error);
  g_autofree char *details =
      g_strdup_printf ("%s %s %s", staff_id, event_id != NULL ? event_id : "-", nick);

  return staff_id != NULL && set_role (connection, staff_id, event_id, role, error) &&
         foyer_db_audit (connection, NULL, "staff_role", details, actor, error);
}

/**
 * foyer_db_staff_set_role:
 * @request_id: (nullable): a UUID; a request that was done already is done, and nothing happens
 * again
 * @email: a staff member's address, in any case
 * @event_id: (nullable): the only event that it is for; %NULL for the whole installation
 * @role: (nullable): the role; %NULL takes it away
 */
gboolean
foyer_db_staff_set_role (FoyerDbConnection *connection,
                         const char *request_id,
                         const char *email,
                         const char *event_id,
                         const FoyerRole *role,
                         const FoyerDbActor *actor,
                         GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  g_autofree char *address = g_utf8_strdown (email, -1);
  const char *nick = role != NULL ? foyer_role_to_nick (*role) : "none";
  gboolean was_done;

  return transaction != NULL && permit (connection, address, actor, error) &&
         foyer_db_request_take (connection,
                                request_id,
                                "set_staff_role",
                                FOYER_DB_PARAMS (address, event_id, nick),
                                &was_done,
                                error) &&
         (was_done || change_role (connection, address, event_id, role, actor, error)) &&
         foyer_db_transaction_commit (&transaction, error);
}

static gboolean
remove_member (FoyerDbConnection *connection,
               const char *email,
               const FoyerDbActor *actor,
               GError **error)
{
  g_autofree char *staff_id = find (connection, email, error);

  return staff_id != NULL &&
         foyer_db_execute (connection, REMOVE, FOYER_DB_PARAMS (staff_id), error) &&
         foyer_db_execute (connection, DROP_EVENT_ROLES, FOYER_DB_PARAMS (staff_id), error) &&
         foyer_db_execute (connection, END_INVITATIONS, FOYER_DB_PARAMS (staff_id), error) &&
         foyer_db_sessions_end_of (connection, email, "removed", error) &&
         foyer_db_audit (connection, NULL, "staff_remove", staff_id, actor, error);
}

/**
 * foyer_db_staff_remove:
 * @request_id: (nullable): a UUID; a request that was done already is done, and nothing happens
 * again
 * @email: a staff member's address, in any case
 *
 * Removes somebody: they can sign in no more, and their sessions end. What they did stays in the
 * logs.
 */
gboolean
foyer_db_staff_remove (FoyerDbConnection *connection,
                       const char *request_id,
                       const char *email,
                       const FoyerDbActor *actor,
                       GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  g_autofree char *address = g_utf8_strdown (email, -1);
  gboolean was_done;

  return transaction != NULL && permit (connection, address, actor, error) &&
         foyer_db_request_take (connection,
                                request_id,
                                "remove_staff",
                                FOYER_DB_PARAMS (address),
                                &was_done,
                                error) &&
         (was_done || remove_member (connection, address, actor, error)) &&
         foyer_db_transaction_commit (&transaction, error);
}

static FoyerMember *
read_member (const FoyerDbResult *rows, int row)
{
  g_autoptr (FoyerRights) rights = foyer_rights_new (PQgetvalue (rows, row, 2));
  FoyerStaff fields = { .email = PQgetvalue (rows, row, 0), .role = rights->role };
  g_autoptr (FoyerStaff) staff = NULL;

  fields.name = (char *)foyer_db_get_text (rows, row, 1);
  staff = foyer_staff_new (&fields);
  return foyer_member_new (staff,
                           rights,
                           foyer_db_get_bool (rows, row, 3),
                           foyer_db_get_bool (rows, row, 4));
}

/**
 * foyer_db_staff_list:
 * @after: (nullable): the address after which the list goes on
 * @limit: how many at most
 *
 * Returns: (transfer full) (element-type FoyerMember) (nullable): staff members, by address
 */
GPtrArray *
foyer_db_staff_list (FoyerDbConnection *connection,
                     const char *after,
                     guint limit,
                     const FoyerDbActor *actor,
                     GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = foyer_db_transaction_begin (connection, error);
  g_autofree char *most = g_strdup_printf ("%u", limit);
  g_autoptr (PGresult) rows = NULL;
  GPtrArray *members;

  if (transaction == NULL ||
      !foyer_db_session_permit (connection, actor, NULL, FOYER_PERMISSION_STAFF, error))
    return NULL;
  rows = foyer_db_query (connection, LIST, FOYER_DB_PARAMS (after, most), error);
  if (rows == NULL)
    return NULL;
  members = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_member_unref);
  for (int row = 0; row < PQntuples (rows); row++)
    g_ptr_array_add (members, read_member (rows, row));
  return members;
}

/* Makes sure that who is invited is there, with the role. */
static char *
place (FoyerDbConnection *connection,
       const char *email,
       const FoyerDbInvitation *invitation,
       GError **error)
{
  const char *event_id = invitation->event_id;
  g_autofree char *staff_id = NULL;

  if (invitation->role == NULL)
    return find (connection, email, error);
  if (event_id == NULL) {
    const char *role = foyer_role_to_nick (*invitation->role);

    return foyer_db_execute (connection,
                             ADD,
                             FOYER_DB_PARAMS (email, invitation->name, role),
                             error)
               ? find (connection, email, error)
               : NULL;
  }
  if (!foyer_db_execute (connection,
                         ADD_FOR_EVENT,
                         FOYER_DB_PARAMS (email, invitation->name),
                         error))
    return NULL;
  staff_id = find (connection, email, error);
  if (staff_id == NULL || !set_role (connection, staff_id, event_id, invitation->role, error))
    return NULL;
  return g_steal_pointer (&staff_id);
}

static gboolean
add_invitation (FoyerDbConnection *connection,
                const char *staff_id,
                const char *code,
                const FoyerDbActor *actor,
                FoyerTime *expires,
                GError **error)
{
  g_autofree char *id = foyer_uuid_new ();
  char hash[FOYER_DB_TOKEN_HASH_SIZE];
  g_autoptr (PGresult) row = NULL;

  foyer_db_token_hash (code, hash);
  if (!foyer_db_execute (connection, END_INVITATIONS, FOYER_DB_PARAMS (staff_id), error))
    return FALSE;
  row = foyer_db_query (connection,
                        INVITE,
                        FOYER_DB_PARAMS (id,
                                         hash,
                                         staff_id,
                                         actor->staff_email,
                                         G_STRINGIFY (FOYER_LIMIT_INVITATION_HOURS)),
                        error);
  if (row == NULL)
    return FALSE;
  *expires = foyer_db_get_time (row, 0, 0);
  return foyer_db_audit (connection, NULL, "staff_invite", staff_id, actor, error);
}

/**
 * foyer_db_staff_invite:
 * @request_id: (nullable): a UUID; the same again makes another code, and the former one is
 * worthless
 * @expires: (out): until when the invitation can be accepted
 *
 * Invites somebody to choose a passphrase; who has one already can so choose another. What
 * invitation they had before is void.
 *
 * Returns: (transfer full) (nullable): the invitation's code; nobody can ask for it again
 */
char *
foyer_db_staff_invite (FoyerDbConnection *connection,
                       const char *request_id,
                       const FoyerDbInvitation *invitation,
                       const FoyerDbActor *actor,
                       FoyerTime *expires,
                       GError **error)
{
  g_autoptr (FoyerDbTransaction) transaction = NULL;
  g_autofree char *code = foyer_invitation_new ();
  g_autofree char *email = NULL;
  g_autofree char *staff_id = NULL;
  const char *role = invitation->role != NULL ? foyer_role_to_nick (*invitation->role) : NULL;
  gboolean was_done;

  if (!check (invitation->email, invitation->name, error))
    return NULL;
  email = g_utf8_strdown (invitation->email, -1);
  transaction = foyer_db_transaction_begin (connection, error);
  if (transaction == NULL || !permit (connection, email, actor, error) ||
      !foyer_db_request_take (connection,
                              request_id,
                              "invite_staff",
                              FOYER_DB_PARAMS (email, invitation->name, role, invitation->event_id),
                              &was_done,
                              error))
    return NULL;
  staff_id = place (connection, email, invitation, error);
  if (staff_id == NULL || !add_invitation (connection, staff_id, code, actor, expires, error) ||
      !foyer_db_transaction_commit (&transaction, error))
    return NULL;
  return g_steal_pointer (&code);
}
