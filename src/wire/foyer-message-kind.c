/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-message-kind"

#include "config.h"

#include "wire/foyer-message-kind.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-nick.h"
#include "model/foyer-enums.h"

/* The protocol, once: which messages there are, who sends them and what they hold. Everything that
 * is read is checked against these tables, on either side, and PROTOCOL.md is their prose. What a
 * device says is bounded tightly; what a relay says only by what a frame can hold, because a desk
 * must not go blind over a name that is too long. */

#define REQUIRED  TRUE
#define OPTIONAL  FALSE

#define COUNT_MAX (G_GINT64_CONSTANT (1) << 53)
#define ITEMS_MAX 4096
#define SAID_MAX  FOYER_LIMIT_RELAY_TEXT

#define DEFINE_HAS_NICK(Type, prefix)             \
  static gboolean prefix##_has (const char *nick) \
  {                                               \
    Type value;                                   \
                                                  \
    return prefix##_from_nick (nick, &value);     \
  }

DEFINE_HAS_NICK (FoyerDirection, foyer_direction)
DEFINE_HAS_NICK (FoyerOutcome, foyer_outcome)
DEFINE_HAS_NICK (FoyerReason, foyer_reason)
DEFINE_HAS_NICK (FoyerTicketStatus, foyer_ticket_status)
DEFINE_HAS_NICK (FoyerChangeKind, foyer_change_kind)
DEFINE_HAS_NICK (FoyerAction, foyer_action)
DEFINE_HAS_NICK (FoyerRole, foyer_role)
DEFINE_HAS_NICK (FoyerDeviceStatus, foyer_device_status)
DEFINE_HAS_NICK (FoyerError, foyer_error)

static gboolean
is_code_kind (const char *nick)
{
  return g_strcmp0 (nick, "signed") == 0 || g_strcmp0 (nick, "short") == 0;
}

#define FIELD_TEXT(name, required, max)      \
  {                                          \
    name, FOYER_FIELD_TEXT, required, 0, max \
  }
#define FIELD_CLEAN(name, required, min, max)   \
  {                                             \
    name, FOYER_FIELD_CLEAN, required, min, max \
  }
#define FIELD_NICK(name, required, has)               \
  {                                                   \
    name, FOYER_FIELD_NICK, required, .has_nick = has \
  }
#define FIELD_UUID(name, required)   \
  {                                  \
    name, FOYER_FIELD_UUID, required \
  }
#define FIELD_TIME(name, required)   \
  {                                  \
    name, FOYER_FIELD_TIME, required \
  }
#define FIELD_KEY(name, required)   \
  {                                 \
    name, FOYER_FIELD_KEY, required \
  }
#define FIELD_BOOLEAN(name, required)   \
  {                                     \
    name, FOYER_FIELD_BOOLEAN, required \
  }
#define FIELD_INTEGER(name, required, min, max)   \
  {                                               \
    name, FOYER_FIELD_INTEGER, required, min, max \
  }
#define FIELD_COUNT(name, required) FIELD_INTEGER (name, required, 0, COUNT_MAX)
#define FIELD_NUMBERS(name, required)                 \
  {                                                   \
    name, FOYER_FIELD_NUMBERS, required, 0, ITEMS_MAX \
  }
#define FIELD_OBJECT(name, required, table)             \
  {                                                     \
    name, FOYER_FIELD_OBJECT, required, .fields = table \
  }
#define FIELD_OBJECTS(name, required, table)                           \
  {                                                                    \
    name, FOYER_FIELD_OBJECTS, required, 0, ITEMS_MAX, .fields = table \
  }
#define FIELD_REQUEST FIELD_TEXT ("id", REQUIRED, FOYER_LIMIT_REQUEST_ID)
/* What every request about an event begins with, and those that write. */
#define EVENT_REQUEST_FIELDS FIELD_REQUEST, FIELD_UUID ("event_id", REQUIRED)
#define WRITE_REQUEST_FIELDS EVENT_REQUEST_FIELDS, FIELD_UUID ("request_id", REQUIRED)
#define FIELD_ANSWERED       FIELD_TEXT ("re", REQUIRED, FOYER_LIMIT_REQUEST_ID)
#define END_OF_FIELDS \
  {                   \
    NULL              \
  }

/* Parts that several messages hold. */

static const FoyerField staff_fields[] = {
  FIELD_TEXT ("email", REQUIRED, SAID_MAX),
  FIELD_TEXT ("name", OPTIONAL, SAID_MAX),
  FIELD_NICK ("role", REQUIRED, foyer_role_has),
  END_OF_FIELDS,
};

static const FoyerField own_device_fields[] = {
  FIELD_UUID ("id", REQUIRED),
  FIELD_TEXT ("name", REQUIRED, SAID_MAX),
  FIELD_NICK ("status", REQUIRED, foyer_device_status_has),
  FIELD_TEXT ("gate", OPTIONAL, SAID_MAX),
  END_OF_FIELDS,
};

static const FoyerField event_head_fields[] = {
  FIELD_UUID ("id", REQUIRED),
  FIELD_TEXT ("name", REQUIRED, SAID_MAX),
  FIELD_COUNT ("seq", REQUIRED),
  FIELD_COUNT ("epoch", REQUIRED),
  END_OF_FIELDS,
};

static const FoyerField ticket_type_fields[] = {
  FIELD_COUNT ("number", REQUIRED),
  FIELD_TEXT ("name", REQUIRED, SAID_MAX),
  END_OF_FIELDS,
};

static const FoyerField event_fields[] = {
  FIELD_UUID ("id", REQUIRED),
  FIELD_TEXT ("name", REQUIRED, SAID_MAX),
  FIELD_TEXT ("time_zone", OPTIONAL, SAID_MAX),
  FIELD_TIME ("starts", OPTIONAL),
  FIELD_TIME ("ends", OPTIONAL),
  FIELD_OBJECTS ("ticket_types", OPTIONAL, ticket_type_fields),
  END_OF_FIELDS,
};

static const FoyerField list_fields[] = {
  FIELD_UUID ("id", REQUIRED),
  FIELD_TEXT ("name", REQUIRED, SAID_MAX),
  FIELD_BOOLEAN ("default", REQUIRED),
  FIELD_NUMBERS ("ticket_types", OPTIONAL),
  FIELD_TIME ("starts", OPTIONAL),
  FIELD_TIME ("ends", OPTIONAL),
  FIELD_BOOLEAN ("reentry", OPTIONAL),
  FIELD_COUNT ("reentry_delay_ms", OPTIONAL),
  END_OF_FIELDS,
};

static const FoyerField gate_fields[] = {
  FIELD_UUID ("id", REQUIRED),
  FIELD_TEXT ("name", REQUIRED, SAID_MAX),
  FIELD_UUID ("list_id", OPTIONAL),
  END_OF_FIELDS,
};

static const FoyerField policy_fields[] = {
  FIELD_BOOLEAN ("entry_paused", REQUIRED),
  FIELD_TEXT ("message", OPTIONAL, SAID_MAX),
  FIELD_NICK ("codes", OPTIONAL, is_code_kind),
  END_OF_FIELDS,
};

static const FoyerField key_fields[] = {
  FIELD_INTEGER ("number", REQUIRED, 0, G_MAXUINT32),
  FIELD_KEY ("public_key", REQUIRED),
  END_OF_FIELDS,
};

static const FoyerField list_counts_fields[] = {
  FIELD_UUID ("list_id", REQUIRED),
  FIELD_COUNT ("tickets", REQUIRED),
  FIELD_COUNT ("admitted", REQUIRED),
  FIELD_COUNT ("inside", REQUIRED),
  END_OF_FIELDS,
};

static const FoyerField counts_fields[] = {
  FIELD_COUNT ("tickets", REQUIRED),
  FIELD_COUNT ("admitted", REQUIRED),
  FIELD_COUNT ("inside", REQUIRED),
  FIELD_OBJECTS ("lists", OPTIONAL, list_counts_fields),
  END_OF_FIELDS,
};

#define TICKET_FIELDS                                                                             \
  FIELD_UUID ("id", REQUIRED), FIELD_TEXT ("name", OPTIONAL, SAID_MAX),                           \
      FIELD_TEXT ("email", OPTIONAL, SAID_MAX), FIELD_TEXT ("ticket_type", OPTIONAL, SAID_MAX),   \
      FIELD_COUNT ("type_number", OPTIONAL), FIELD_TEXT ("order_code", OPTIONAL, SAID_MAX),       \
      FIELD_TEXT ("attention", OPTIONAL, SAID_MAX),                                               \
      FIELD_NICK ("status", OPTIONAL, foyer_ticket_status_has), FIELD_BOOLEAN ("paid", OPTIONAL), \
      FIELD_TIME ("valid_from", OPTIONAL), FIELD_TIME ("valid_until", OPTIONAL),                  \
      FIELD_INTEGER ("allowed_entries", OPTIONAL, 1, G_MAXINT32),                                 \
      FIELD_COUNT ("version", OPTIONAL)

static const FoyerField ticket_fields[] = {
  TICKET_FIELDS,
  END_OF_FIELDS,
};

static const FoyerField earlier_fields[] = {
  FIELD_TEXT ("verified_by", OPTIONAL, SAID_MAX),
  FIELD_TEXT ("device", OPTIONAL, SAID_MAX),
  FIELD_TIME ("timestamp", REQUIRED),
  END_OF_FIELDS,
};

static const FoyerField found_fields[] = {
  TICKET_FIELDS,
  FIELD_INTEGER ("entries_used", OPTIONAL, 0, G_MAXINT32),
  FIELD_INTEGER ("inside", OPTIONAL, 0, G_MAXINT32),
  FIELD_OBJECT ("earlier", OPTIONAL, earlier_fields),
  END_OF_FIELDS,
};

static const FoyerField change_fields[] = {
  FIELD_COUNT ("seq", REQUIRED),
  FIELD_NICK ("kind", REQUIRED, foyer_change_kind_has),
  FIELD_UUID ("ticket_id", OPTIONAL),
  FIELD_UUID ("list_id", OPTIONAL),
  FIELD_NICK ("status", OPTIONAL, foyer_ticket_status_has),
  FIELD_TEXT ("verified_by", OPTIONAL, SAID_MAX),
  FIELD_TEXT ("device", OPTIONAL, SAID_MAX),
  FIELD_TIME ("timestamp", OPTIONAL),
  FIELD_NICK ("direction", OPTIONAL, foyer_direction_has),
  FIELD_COUNT ("version", OPTIONAL),
  FIELD_OBJECT ("ticket", OPTIONAL, ticket_fields),
  END_OF_FIELDS,
};

static const FoyerField activity_fields[] = {
  FIELD_TEXT ("staff_email", OPTIONAL, SAID_MAX),
  FIELD_TEXT ("device", OPTIONAL, SAID_MAX),
  FIELD_NICK ("action", REQUIRED, foyer_action_has),
  FIELD_NICK ("outcome", OPTIONAL, foyer_outcome_has),
  FIELD_NICK ("reason", OPTIONAL, foyer_reason_has),
  FIELD_UUID ("ticket_id", OPTIONAL),
  FIELD_TIME ("timestamp", REQUIRED),
  END_OF_FIELDS,
};

static const FoyerField camera_fields[] = {
  FIELD_CLEAN ("state", OPTIONAL, 0, FOYER_LIMIT_CAMERA_STATE),
  FIELD_CLEAN ("name", OPTIONAL, 0, FOYER_LIMIT_NAME),
  END_OF_FIELDS,
};

#define REPORT_FIELDS                                                     \
  FIELD_INTEGER ("pending_scans", OPTIONAL, 0, G_MAXINT32),               \
      FIELD_INTEGER ("battery", OPTIONAL, 0, 100),                        \
      FIELD_OBJECT ("camera", OPTIONAL, camera_fields),                   \
      FIELD_INTEGER ("clock_offset_ms", OPTIONAL, -COUNT_MAX, COUNT_MAX), \
      FIELD_CLEAN ("app_version", OPTIONAL, 0, FOYER_LIMIT_APP_VERSION)

static const FoyerField device_fields[] = {
  FIELD_UUID ("id", REQUIRED),
  FIELD_TEXT ("name", REQUIRED, SAID_MAX),
  FIELD_NICK ("status", OPTIONAL, foyer_device_status_has),
  FIELD_TEXT ("staff_email", OPTIONAL, SAID_MAX),
  FIELD_TEXT ("gate", OPTIONAL, SAID_MAX),
  FIELD_BOOLEAN ("online", REQUIRED),
  FIELD_TIME ("last_active", OPTIONAL),
  REPORT_FIELDS,
  END_OF_FIELDS,
};

#define SET_UP_FIELDS                                                              \
  FIELD_OBJECT ("event", REQUIRED, event_fields), FIELD_COUNT ("epoch", REQUIRED), \
      FIELD_OBJECTS ("lists", REQUIRED, list_fields),                              \
      FIELD_OBJECTS ("gates", OPTIONAL, gate_fields),                              \
      FIELD_OBJECT ("policy", REQUIRED, policy_fields),                            \
      FIELD_OBJECTS ("keys", REQUIRED, key_fields)

/* Messages. */

static const FoyerField hello_fields[] = {
  FIELD_INTEGER ("protocol", REQUIRED, 1, G_MAXINT32),
  FIELD_TEXT ("relay", OPTIONAL, SAID_MAX),
  FIELD_TIME ("server_time", REQUIRED),
  FIELD_OBJECT ("staff", REQUIRED, staff_fields),
  FIELD_OBJECT ("device", REQUIRED, own_device_fields),
  FIELD_OBJECTS ("events", REQUIRED, event_head_fields),
  END_OF_FIELDS,
};

static const FoyerField join_fields[] = {
  EVENT_REQUEST_FIELDS,
  FIELD_COUNT ("since", OPTIONAL),
  FIELD_COUNT ("epoch", OPTIONAL),
  FIELD_UUID ("list_id", OPTIONAL),
  FIELD_CLEAN ("gate", OPTIONAL, 1, FOYER_LIMIT_NAME),
  FIELD_BOOLEAN ("activity", OPTIONAL),
  END_OF_FIELDS,
};

static const FoyerField snapshot_fields[] = {
  FIELD_TEXT ("url", REQUIRED, SAID_MAX),
  END_OF_FIELDS,
};

static const FoyerField room_joined_fields[] = {
  FIELD_ANSWERED,
  SET_UP_FIELDS,
  FIELD_COUNT ("seq", REQUIRED),
  FIELD_OBJECT ("counts", REQUIRED, counts_fields),
  FIELD_OBJECT ("snapshot", OPTIONAL, snapshot_fields),
  END_OF_FIELDS,
};

static const FoyerField verify_fields[] = {
  EVENT_REQUEST_FIELDS,
  FIELD_UUID ("scan_id", REQUIRED),
  { "code", FOYER_FIELD_TEXT, OPTIONAL, 1, FOYER_LIMIT_CODE },
  FIELD_UUID ("ticket_id", OPTIONAL),
  FIELD_UUID ("list_id", OPTIONAL),
  FIELD_NICK ("direction", OPTIONAL, foyer_direction_has),
  FIELD_TIME ("scanned_at", OPTIONAL),
  END_OF_FIELDS,
};

static const FoyerField verdict_fields[] = {
  FIELD_ANSWERED,
  FIELD_UUID ("scan_id", REQUIRED),
  FIELD_NICK ("outcome", REQUIRED, foyer_outcome_has),
  FIELD_NICK ("reason", OPTIONAL, foyer_reason_has),
  FIELD_TEXT ("explanation", OPTIONAL, SAID_MAX),
  FIELD_OBJECT ("ticket", OPTIONAL, ticket_fields),
  FIELD_OBJECT ("earlier", OPTIONAL, earlier_fields),
  FIELD_COUNT ("seq", OPTIONAL),
  END_OF_FIELDS,
};

static const FoyerField ticket_verified_fields[] = {
  FIELD_UUID ("event_id", REQUIRED),
  FIELD_COUNT ("epoch", REQUIRED),
  FIELD_COUNT ("from", REQUIRED),
  FIELD_COUNT ("to", REQUIRED),
  FIELD_OBJECTS ("changes", REQUIRED, change_fields),
  FIELD_OBJECT ("counts", REQUIRED, counts_fields),
  END_OF_FIELDS,
};

static const FoyerField event_changed_fields[] = {
  FIELD_UUID ("event_id", REQUIRED),
  SET_UP_FIELDS,
  END_OF_FIELDS,
};

static const FoyerField staff_activity_fields[] = {
  FIELD_UUID ("event_id", REQUIRED),
  FIELD_OBJECTS ("activities", REQUIRED, activity_fields),
  END_OF_FIELDS,
};

static const FoyerField device_status_fields[] = {
  FIELD_OBJECTS ("devices", REQUIRED, device_fields),
  END_OF_FIELDS,
};

static const FoyerField device_report_fields[] = {
  REPORT_FIELDS,
  END_OF_FIELDS,
};

static const FoyerField undo_fields[] = {
  WRITE_REQUEST_FIELDS,
  FIELD_UUID ("scan_id", REQUIRED),
  FIELD_CLEAN ("reason", OPTIONAL, 0, FOYER_LIMIT_NOTE),
  END_OF_FIELDS,
};

static const FoyerField search_fields[] = {
  EVENT_REQUEST_FIELDS,
  FIELD_UUID ("list_id", OPTIONAL),
  FIELD_CLEAN ("text", REQUIRED, 1, FOYER_LIMIT_SEARCH_TEXT),
  FIELD_INTEGER ("limit", OPTIONAL, 1, FOYER_LIMIT_SEARCH_RESULTS),
  END_OF_FIELDS,
};

static const FoyerField done_fields[] = {
  FIELD_ANSWERED,
  FIELD_COUNT ("seq", OPTIONAL),
  END_OF_FIELDS,
};

static const FoyerField tickets_found_fields[] = {
  FIELD_ANSWERED,
  FIELD_OBJECTS ("tickets", REQUIRED, found_fields),
  END_OF_FIELDS,
};

static const FoyerField error_fields[] = {
  FIELD_TEXT ("re", OPTIONAL, FOYER_LIMIT_REQUEST_ID),
  FIELD_NICK ("code", REQUIRED, foyer_error_has),
  FIELD_TEXT ("message", REQUIRED, SAID_MAX),
  END_OF_FIELDS,
};

static const struct {
  const char *nick;
  FoyerSender sender;
  const FoyerField *fields;
} kinds[FOYER_N_MESSAGE_KINDS] = {
  { "hello", FOYER_SENDER_RELAY, hello_fields },
  { "join_verification_room", FOYER_SENDER_DEVICE, join_fields },
  { "room_joined", FOYER_SENDER_RELAY, room_joined_fields },
  { "verify_ticket", FOYER_SENDER_DEVICE, verify_fields },
  { "verdict", FOYER_SENDER_RELAY, verdict_fields },
  { "ticket_verified", FOYER_SENDER_RELAY, ticket_verified_fields },
  { "event_changed", FOYER_SENDER_RELAY, event_changed_fields },
  { "staff_activity", FOYER_SENDER_RELAY, staff_activity_fields },
  { "device_status", FOYER_SENDER_RELAY, device_status_fields },
  { "device_report", FOYER_SENDER_DEVICE, device_report_fields },
  { "undo_verification", FOYER_SENDER_DEVICE, undo_fields },
  { "search_tickets", FOYER_SENDER_DEVICE, search_fields },
  { "done", FOYER_SENDER_RELAY, done_fields },
  { "tickets_found", FOYER_SENDER_RELAY, tickets_found_fields },
  { "error", FOYER_SENDER_RELAY, error_fields },
};

/**
 * foyer_message_kind_to_nick:
 *
 * Returns: (transfer none): what `type` says, such as `verify_ticket`
 */
const char *
foyer_message_kind_to_nick (FoyerMessageKind kind)
{
  return kinds[kind].nick;
}

/**
 * foyer_message_kind_from_nick:
 * @nick: (nullable): what `type` says
 * @kind: (out): untouched where there is none of that name
 *
 * Returns: whether there is a message of that name
 */
gboolean
foyer_message_kind_from_nick (const char *nick, FoyerMessageKind *kind)
{
  for (guint i = 0; i < FOYER_N_MESSAGE_KINDS; i++) {
    if (g_strcmp0 (kinds[i].nick, nick) == 0) {
      *kind = (FoyerMessageKind)i;
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * foyer_message_kind_get_sender:
 *
 * Returns: the only side that sends messages of this kind
 */
FoyerSender
foyer_message_kind_get_sender (FoyerMessageKind kind)
{
  return kinds[kind].sender;
}

/**
 * foyer_message_kind_get_fields:
 *
 * Returns: (transfer none): its fields besides `type`; one without a name ends them
 */
const FoyerField *
foyer_message_kind_get_fields (FoyerMessageKind kind)
{
  return kinds[kind].fields;
}
