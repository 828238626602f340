/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-wire-people"

#include "config.h"

#include "wire/foyer-wire-people.h"

#include "model/foyer-pairing.h"
#include "wire/foyer-json-fields.h"
#include "wire/foyer-wire-parts.h"

/* What is said about staff members and their sessions. Fields that are flat are read with
 * foyer_message_get_string() and the like. */

static FoyerJsonWriter
begin_visit (GString *out, FoyerMessageKind kind, const FoyerProofShown *proof)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, kind);

  foyer_json_writer_add_string (&writer, "device_id", proof->device_id);
  foyer_json_writer_add_string (&writer, "challenge", proof->challenge);
  foyer_json_writer_add_string (&writer, "proof", proof->proof);
  return writer;
}

/* A request, whose last field is a text; what is %NULL is left out by who reads it. */
static char *
encode (FoyerMessageKind kind,
        const char *id,
        const char *request_id,
        const char *name,
        const char *value)
{
  GString *out = g_string_new (NULL);
  FoyerJsonWriter writer = foyer_wire_begin (out, kind);

  foyer_json_writer_add_string (&writer, "id", id);
  if (request_id != NULL)
    foyer_json_writer_add_string (&writer, "request_id", request_id);
  foyer_json_writer_add_string (&writer, name, value);
  foyer_wire_end (&writer);
  return g_string_free (out, FALSE);
}

/**
 * foyer_wire_encode_sign_in_with_passphrase:
 *
 * Returns: (transfer full): the message with which somebody signs in; private
 */
char *
foyer_wire_encode_sign_in_with_passphrase (const FoyerProofShown *proof,
                                           const char *email,
                                           const char *passphrase)
{
  GString *out = g_string_new (NULL);
  FoyerJsonWriter writer = begin_visit (out, FOYER_MESSAGE_KIND_SIGN_IN_WITH_PASSPHRASE, proof);

  foyer_json_writer_add_string (&writer, "email", email);
  foyer_json_writer_add_string (&writer, "passphrase", passphrase);
  foyer_wire_end (&writer);
  return g_string_free (out, FALSE);
}

/**
 * foyer_wire_encode_accept_invitation:
 * @code: as a person typed it
 * @passphrase: what they choose
 *
 * Returns: (transfer full): the message with which somebody accepts an invitation; private
 */
char *
foyer_wire_encode_accept_invitation (const FoyerProofShown *proof,
                                     const char *code,
                                     const char *passphrase)
{
  GString *out = g_string_new (NULL);
  FoyerJsonWriter writer = begin_visit (out, FOYER_MESSAGE_KIND_ACCEPT_INVITATION, proof);

  foyer_json_writer_add_string (&writer, "code", code);
  foyer_json_writer_add_string (&writer, "passphrase", passphrase);
  foyer_wire_end (&writer);
  return g_string_free (out, FALSE);
}

/**
 * foyer_wire_encode_list_sessions:
 * @staff_email: (nullable): whose; %NULL for one's own
 */
char *
foyer_wire_encode_list_sessions (const char *id, const char *staff_email)
{
  return encode (FOYER_MESSAGE_KIND_LIST_SESSIONS, id, NULL, "staff_email", staff_email);
}

char *
foyer_wire_encode_end_session (const char *id, const char *request_id, const char *session_id)
{
  return encode (FOYER_MESSAGE_KIND_END_SESSION, id, request_id, "session_id", session_id);
}

/**
 * foyer_wire_encode_end_all_sessions:
 * @staff_email: (nullable): whose; %NULL for one's own
 */
char *
foyer_wire_encode_end_all_sessions (const char *id, const char *request_id, const char *staff_email)
{
  return encode (FOYER_MESSAGE_KIND_END_ALL_SESSIONS, id, request_id, "staff_email", staff_email);
}

/**
 * foyer_wire_encode_invite_staff:
 * @event_id: (nullable): the only event that the role is for
 */
char *
foyer_wire_encode_invite_staff (const char *id,
                                const char *request_id,
                                const FoyerStaff *staff,
                                const char *event_id)
{
  GString *out = g_string_new (NULL);
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_INVITE_STAFF);

  foyer_json_writer_add_string (&writer, "id", id);
  foyer_json_writer_add_string (&writer, "request_id", request_id);
  foyer_json_writer_add_string (&writer, "email", staff->email);
  foyer_json_writer_add_string (&writer, "name", staff->name);
  foyer_json_writer_add_string (&writer, "role", foyer_role_to_nick (staff->role));
  foyer_json_writer_add_string (&writer, "event_id", event_id);
  foyer_wire_end (&writer);
  return g_string_free (out, FALSE);
}

/**
 * foyer_wire_encode_list_staff:
 * @after: (nullable): the address after which the list goes on
 */
char *
foyer_wire_encode_list_staff (const char *id, const char *after)
{
  return encode (FOYER_MESSAGE_KIND_LIST_STAFF, id, NULL, "after", after);
}

char *
foyer_wire_encode_remove_staff (const char *id, const char *request_id, const char *email)
{
  return encode (FOYER_MESSAGE_KIND_REMOVE_STAFF, id, request_id, "email", email);
}

/**
 * foyer_wire_encode_set_staff_role:
 * @event_id: (nullable): the only event that it is for
 * @role: (nullable): %NULL takes the role away
 */
char *
foyer_wire_encode_set_staff_role (const char *id,
                                  const char *request_id,
                                  const char *email,
                                  const char *event_id,
                                  const FoyerRole *role)
{
  GString *out = g_string_new (NULL);
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_SET_STAFF_ROLE);

  foyer_json_writer_add_string (&writer, "id", id);
  foyer_json_writer_add_string (&writer, "request_id", request_id);
  foyer_json_writer_add_string (&writer, "email", email);
  foyer_json_writer_add_string (&writer, "role", role != NULL ? foyer_role_to_nick (*role) : NULL);
  foyer_json_writer_add_string (&writer, "event_id", event_id);
  foyer_wire_end (&writer);
  return g_string_free (out, FALSE);
}

static void
add_session (FoyerJsonWriter *writer, const FoyerSessionInfo *session)
{
  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_string (writer, "id", session->id);
  foyer_json_writer_add_string (writer, "staff_email", session->staff_email);
  foyer_json_writer_add_string (writer, "device_id", session->device_id);
  foyer_json_writer_add_string (writer, "device", session->device);
  foyer_json_writer_add_string (writer, "method", session->method);
  foyer_json_writer_add_time (writer, "created_at", session->created_at);
  foyer_json_writer_add_time (writer, "last_used", session->last_used);
  foyer_json_writer_add_string (writer, "address", session->address);
  foyer_json_writer_add_boolean (writer, "current", session->current);
  foyer_json_writer_end_object (writer);
}

/**
 * foyer_wire_write_sessions_listed:
 * @sessions: (element-type FoyerSessionInfo):
 */
void
foyer_wire_write_sessions_listed (GString *out, const char *re, const GPtrArray *sessions)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_SESSIONS_LISTED);

  foyer_json_writer_add_string (&writer, "re", re);
  foyer_json_writer_begin_array (&writer, "sessions");
  for (guint i = 0; i < sessions->len; i++)
    add_session (&writer, g_ptr_array_index (sessions, i));
  foyer_json_writer_end_array (&writer);
  foyer_wire_end (&writer);
}

static char *
borrow (JsonObject *object, const char *name)
{
  return (char *)foyer_json_fields_get_string (object, name);
}

/**
 * foyer_wire_read_sessions_listed:
 * @message: a `sessions_listed`
 *
 * Returns: (transfer full) (element-type FoyerSessionInfo): the sessions
 */
GPtrArray *
foyer_wire_read_sessions_listed (const FoyerMessage *message)
{
  JsonArray *array = foyer_json_fields_get_array (message->fields, "sessions");
  GPtrArray *sessions = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_session_info_unref);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *object = json_array_get_object_element (array, i);
    FoyerSessionInfo session = {
      .id = borrow (object, "id"),
      .staff_email = borrow (object, "staff_email"),
      .device_id = borrow (object, "device_id"),
      .device = borrow (object, "device"),
      .method = borrow (object, "method"),
      .created_at = foyer_json_fields_get_time (object, "created_at"),
      .last_used = foyer_json_fields_get_time (object, "last_used"),
      .address = borrow (object, "address"),
      .current = foyer_json_fields_get_boolean (object, "current"),
    };

    g_ptr_array_add (sessions, foyer_session_info_new (&session));
  }
  return sessions;
}

/**
 * foyer_wire_write_staff_invited:
 * @code: the invitation's; private
 * @expires: until when it can be accepted
 */
void
foyer_wire_write_staff_invited (GString *out, const char *re, const char *code, FoyerTime expires)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_STAFF_INVITED);
  g_autofree char *text = foyer_invitation_write (code);

  foyer_json_writer_add_string (&writer, "re", re);
  foyer_json_writer_add_string (&writer, "code", code);
  foyer_json_writer_add_string (&writer, "text", text);
  foyer_json_writer_add_time (&writer, "expires", expires);
  foyer_wire_end (&writer);
}

static void
add_member (FoyerJsonWriter *writer, const FoyerMember *member)
{
  g_auto (GStrv) events = foyer_rights_list_events (member->rights);

  foyer_json_writer_begin_object (writer, NULL);
  foyer_json_writer_add_string (writer, "email", member->staff->email);
  foyer_json_writer_add_string (writer, "name", member->staff->name);
  foyer_json_writer_add_string (writer, "role", foyer_role_to_nick (member->rights->role));
  foyer_json_writer_add_boolean (writer, "all_events", member->rights->all_events);
  foyer_json_writer_begin_array (writer, "events");
  for (guint i = 0; events[i] != NULL; i++) {
    FoyerRole role = FOYER_ROLE_STAFF;

    foyer_rights_get_role (member->rights, events[i], &role);
    foyer_json_writer_begin_object (writer, NULL);
    foyer_json_writer_add_string (writer, "event_id", events[i]);
    foyer_json_writer_add_string (writer, "role", foyer_role_to_nick (role));
    foyer_json_writer_end_object (writer);
  }
  foyer_json_writer_end_array (writer);
  foyer_json_writer_add_boolean (writer, "signed_in", member->signed_in);
  foyer_json_writer_add_boolean (writer, "invited", member->invited);
  foyer_json_writer_end_object (writer);
}

/**
 * foyer_wire_write_staff_listed:
 * @members: (element-type FoyerMember):
 * @more: whether there are more, after the last one
 */
void
foyer_wire_write_staff_listed (GString *out,
                               const char *re,
                               const GPtrArray *members,
                               gboolean more)
{
  FoyerJsonWriter writer = foyer_wire_begin (out, FOYER_MESSAGE_KIND_STAFF_LISTED);

  foyer_json_writer_add_string (&writer, "re", re);
  foyer_json_writer_begin_array (&writer, "staff");
  for (guint i = 0; i < members->len; i++)
    add_member (&writer, g_ptr_array_index (members, i));
  foyer_json_writer_end_array (&writer);
  foyer_json_writer_add_boolean (&writer, "more", more);
  foyer_wire_end (&writer);
}

static FoyerRights *
read_rights (JsonObject *object)
{
  JsonArray *events = foyer_json_fields_get_array (object, "events");
  gboolean all_events = foyer_json_fields_get_boolean (object, "all_events");
  g_autoptr (GString) text = g_string_new (all_events ? borrow (object, "role") : "-");

  for (guint i = 0; i < json_array_get_length (events); i++) {
    JsonObject *event = json_array_get_object_element (events, i);

    g_string_append_printf (text, " %s:%s", borrow (event, "event_id"), borrow (event, "role"));
  }
  return foyer_rights_new (text->str);
}

/**
 * foyer_wire_read_staff_listed:
 * @message: a `staff_listed`
 *
 * Returns: (transfer full) (element-type FoyerMember): the staff members
 */
GPtrArray *
foyer_wire_read_staff_listed (const FoyerMessage *message)
{
  JsonArray *array = foyer_json_fields_get_array (message->fields, "staff");
  GPtrArray *members = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_member_unref);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *object = json_array_get_object_element (array, i);
    g_autoptr (FoyerStaff) staff = foyer_wire_read_staff (object);
    g_autoptr (FoyerRights) rights = read_rights (object);

    g_ptr_array_add (members,
                     foyer_member_new (staff,
                                       rights,
                                       foyer_json_fields_get_boolean (object, "signed_in"),
                                       foyer_json_fields_get_boolean (object, "invited")));
  }
  return members;
}
