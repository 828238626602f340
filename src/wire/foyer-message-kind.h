/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-permission.h"

G_BEGIN_DECLS

/**
 * FoyerSender:
 * @FOYER_SENDER_DEVICE: a device that is signed in, over its WebSocket
 * @FOYER_SENDER_VISITOR: a device that is not signed in yet, over HTTP
 * @FOYER_SENDER_RELAY: a relay, to either
 * @FOYER_SENDER_NEIGHBOUR: a device, to another one
 *
 * Where a message comes from.
 */
typedef enum {
  FOYER_SENDER_DEVICE,
  FOYER_SENDER_VISITOR,
  FOYER_SENDER_RELAY,
  FOYER_SENDER_NEIGHBOUR,
} FoyerSender;

/* The messages of PROTOCOL.md; `type` on the wire is the nick. */
typedef enum {
  FOYER_MESSAGE_KIND_HELLO,
  FOYER_MESSAGE_KIND_JOIN_VERIFICATION_ROOM,
  FOYER_MESSAGE_KIND_ROOM_JOINED,
  FOYER_MESSAGE_KIND_VERIFY_TICKET,
  FOYER_MESSAGE_KIND_VERDICT,
  FOYER_MESSAGE_KIND_TICKET_VERIFIED,
  FOYER_MESSAGE_KIND_EVENT_CHANGED,
  FOYER_MESSAGE_KIND_STAFF_ACTIVITY,
  FOYER_MESSAGE_KIND_DEVICE_STATUS,
  FOYER_MESSAGE_KIND_DEVICE_REPORT,
  FOYER_MESSAGE_KIND_UNDO_VERIFICATION,
  FOYER_MESSAGE_KIND_SEARCH_TICKETS,
  FOYER_MESSAGE_KIND_DONE,
  FOYER_MESSAGE_KIND_TICKETS_FOUND,
  FOYER_MESSAGE_KIND_ERROR,
  FOYER_MESSAGE_KIND_GET_CHALLENGE,
  FOYER_MESSAGE_KIND_CHALLENGE,
  FOYER_MESSAGE_KIND_GET_SIGN_IN_WAYS,
  FOYER_MESSAGE_KIND_SIGN_IN_WAYS,
  FOYER_MESSAGE_KIND_BEGIN_SIGN_IN,
  FOYER_MESSAGE_KIND_SIGN_IN_BEGUN,
  FOYER_MESSAGE_KIND_FINISH_SIGN_IN,
  FOYER_MESSAGE_KIND_SIGNED_IN,
  FOYER_MESSAGE_KIND_PROVE_KEY,
  FOYER_MESSAGE_KIND_TOKEN_RENEWED,
  FOYER_MESSAGE_KIND_SIGN_IN_WITH_PASSPHRASE,
  FOYER_MESSAGE_KIND_ACCEPT_INVITATION,
  FOYER_MESSAGE_KIND_LIST_SESSIONS,
  FOYER_MESSAGE_KIND_SESSIONS_LISTED,
  FOYER_MESSAGE_KIND_END_SESSION,
  FOYER_MESSAGE_KIND_END_ALL_SESSIONS,
  FOYER_MESSAGE_KIND_INVITE_STAFF,
  FOYER_MESSAGE_KIND_STAFF_INVITED,
  FOYER_MESSAGE_KIND_LIST_STAFF,
  FOYER_MESSAGE_KIND_STAFF_LISTED,
  FOYER_MESSAGE_KIND_REMOVE_STAFF,
  FOYER_MESSAGE_KIND_SET_STAFF_ROLE,
  FOYER_MESSAGE_KIND_ENROL_DEVICE,
  FOYER_MESSAGE_KIND_GET_DEVICE_STATUS,
  FOYER_MESSAGE_KIND_DEVICE_WIPED,
  FOYER_MESSAGE_KIND_DEVICE_ENROLLED,
  FOYER_MESSAGE_KIND_NOTED,
  FOYER_MESSAGE_KIND_CREATE_PAIRING,
  FOYER_MESSAGE_KIND_PAIRING_CREATED,
  FOYER_MESSAGE_KIND_APPROVE_DEVICE,
  FOYER_MESSAGE_KIND_REVOKE_DEVICE,
  FOYER_MESSAGE_KIND_LIST_DEVICE_ACCESSES,
  FOYER_MESSAGE_KIND_DEVICE_ACCESSES_LISTED,
  FOYER_MESSAGE_KIND_SIGNED_HEADS,
  FOYER_MESSAGE_KIND_SHOW_HEADS,
  FOYER_MESSAGE_KIND_OVERRIDE,
  FOYER_MESSAGE_KIND_EDIT_TICKET,
  FOYER_MESSAGE_KIND_VOID_TICKET,
  FOYER_MESSAGE_KIND_SET_POLICY,
  FOYER_MESSAGE_KIND_ALERT_RAISED,
  FOYER_MESSAGE_KIND_ALERT_CLEARED,
  FOYER_MESSAGE_KIND_ACKNOWLEDGE_ALERT,
  FOYER_MESSAGE_KIND_SYNC_SCANS,
  FOYER_MESSAGE_KIND_SCANS_SYNCED,
  FOYER_MESSAGE_KIND_MEASURE_CLOCK,
  FOYER_MESSAGE_KIND_CLOCK_MEASURED,
  FOYER_MESSAGE_KIND_CONFLICT_OPENED,
  FOYER_MESSAGE_KIND_CONFLICT_RESOLVED,
  FOYER_MESSAGE_KIND_RESOLVE_CONFLICT,
  FOYER_MESSAGE_KIND_LIST_CONFLICTS,
  FOYER_MESSAGE_KIND_CONFLICTS_LISTED,
  FOYER_MESSAGE_KIND_DESKS_CHANGED,
  FOYER_MESSAGE_KIND_GREET_NEIGHBOUR,
  FOYER_MESSAGE_KIND_GOSSIP_KNOWLEDGE,
  FOYER_MESSAGE_KIND_GOSSIP_QUESTION,
  FOYER_MESSAGE_KIND_GOSSIP_ANSWER,
  FOYER_MESSAGE_KIND_GOSSIP_NEWS,
  FOYER_MESSAGE_KIND_DELIVER_SCANS,
  FOYER_MESSAGE_KIND_SCANS_DELIVERED,
} FoyerMessageKind;

#define FOYER_N_MESSAGE_KINDS (FOYER_MESSAGE_KIND_SCANS_DELIVERED + 1)

/**
 * FoyerFieldType:
 * @FOYER_FIELD_TEXT: a string of @minimum to @maximum bytes
 * @FOYER_FIELD_CLEAN: the same, without control characters
 * @FOYER_FIELD_NICK: a string of a closed set
 * @FOYER_FIELD_UUID: a string; any case is read, lower case is kept
 * @FOYER_FIELD_TIME: a string: a moment of RFC 3339
 * @FOYER_FIELD_KEY: a string: the 32 bytes of a public key in base64
 * @FOYER_FIELD_INTEGER: an integer from @minimum to @maximum
 * @FOYER_FIELD_BOOLEAN: true or false
 * @FOYER_FIELD_OBJECT: an object with @fields
 * @FOYER_FIELD_OBJECTS: an array of at most @maximum objects with @fields
 * @FOYER_FIELD_NUMBERS: an array of at most @maximum integers that are not negative
 * @FOYER_FIELD_UUIDS: an array of at most @maximum UUIDs
 * @FOYER_FIELD_ENDPOINTS: an array of at most @maximum strings, each of them `IP:PORT`
 */
typedef enum {
  FOYER_FIELD_TEXT,
  FOYER_FIELD_CLEAN,
  FOYER_FIELD_NICK,
  FOYER_FIELD_UUID,
  FOYER_FIELD_TIME,
  FOYER_FIELD_KEY,
  FOYER_FIELD_INTEGER,
  FOYER_FIELD_BOOLEAN,
  FOYER_FIELD_OBJECT,
  FOYER_FIELD_OBJECTS,
  FOYER_FIELD_NUMBERS,
  FOYER_FIELD_UUIDS,
  FOYER_FIELD_ENDPOINTS,
} FoyerFieldType;

typedef struct _FoyerField FoyerField;

/**
 * FoyerField:
 * @name: its name on the wire; %NULL ends a table of fields
 * @type: what it holds
 * @required: whether it must be there; if not, null means the same as its absence
 * @minimum: see #FoyerFieldType
 * @maximum: see #FoyerFieldType
 * @has_nick: whether a string is one of the set, for %FOYER_FIELD_NICK
 * @fields: what the objects hold, for %FOYER_FIELD_OBJECT and %FOYER_FIELD_OBJECTS
 */
struct _FoyerField {
  const char *name;
  FoyerFieldType type;
  gboolean required;
  gint64 minimum;
  gint64 maximum;
  gboolean (*has_nick) (const char *nick);
  const FoyerField *fields;
};

/**
 * FoyerSnapshotLine:
 * @FOYER_SNAPSHOT_LINE_HEAD: the first one
 * @FOYER_SNAPSHOT_LINE_TICKET: one per ticket
 * @FOYER_SNAPSHOT_LINE_END: the last one
 *
 * The lines of a snapshot, which are no messages: each is an object without a `type`.
 */
typedef enum {
  FOYER_SNAPSHOT_LINE_HEAD,
  FOYER_SNAPSHOT_LINE_TICKET,
  FOYER_SNAPSHOT_LINE_END,
} FoyerSnapshotLine;

const FoyerField *foyer_snapshot_line_get_fields (FoyerSnapshotLine line);

const char *foyer_message_kind_to_nick (FoyerMessageKind kind);
gboolean foyer_message_kind_from_nick (const char *nick, FoyerMessageKind *kind);
FoyerSender foyer_message_kind_get_sender (FoyerMessageKind kind);
const FoyerField *foyer_message_kind_get_fields (FoyerMessageKind kind);
FoyerPermission foyer_message_kind_get_permission (FoyerMessageKind kind);

G_END_DECLS
