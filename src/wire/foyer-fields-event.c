/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-fields-event"

#include "config.h"

#include "base/foyer-error.h"
#include "model/foyer-enums.h"
#include "model/foyer-event.h"
#include "wire/foyer-fields.h"

/* The fields of the messages that are about an event and what happens at it. */

DEFINE_HAS_NICK (FoyerDirection, foyer_direction)
DEFINE_HAS_NICK (FoyerOutcome, foyer_outcome)
DEFINE_HAS_NICK (FoyerReason, foyer_reason)
DEFINE_HAS_NICK (FoyerTicketStatus, foyer_ticket_status)
DEFINE_HAS_NICK (FoyerChangeKind, foyer_change_kind)
DEFINE_HAS_NICK (FoyerAction, foyer_action)
DEFINE_HAS_NICK (FoyerRole, foyer_role)
DEFINE_HAS_NICK (FoyerDeviceStatus, foyer_device_status)
DEFINE_HAS_NICK (FoyerError, foyer_error)
DEFINE_HAS_NICK (FoyerOfflineMode, foyer_offline_mode)

static gboolean
is_code_kind (const char *nick)
{
  return g_strcmp0 (nick, "signed") == 0 || g_strcmp0 (nick, "short") == 0;
}

/* Parts that several messages hold. */

const FoyerField foyer_fields_part_staff[] = {
  FIELD_TEXT ("email", REQUIRED, SAID_MAX),
  FIELD_TEXT ("name", OPTIONAL, SAID_MAX),
  FIELD_NICK ("role", REQUIRED, foyer_role_has),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_part_own_device[] = {
  FIELD_UUID ("id", REQUIRED),
  FIELD_TEXT ("name", REQUIRED, SAID_MAX),
  FIELD_NICK ("status", REQUIRED, foyer_device_status_has),
  FIELD_TEXT ("gate", OPTIONAL, SAID_MAX),
  FIELD_UUID ("event_id", OPTIONAL),
  FIELD_UUID ("list_id", OPTIONAL),
  FIELD_TIME ("approved_at", OPTIONAL),
  END_OF_FIELDS,
};

static const FoyerField event_head_fields[] = {
  FIELD_UUID ("id", REQUIRED),
  FIELD_TEXT ("name", REQUIRED, SAID_MAX),
  FIELD_COUNT ("seq", REQUIRED),
  FIELD_COUNT ("epoch", REQUIRED),
  FIELD_NICK ("role", OPTIONAL, foyer_role_has),
  END_OF_FIELDS,
};

static const FoyerField offline_fields[] = {
  FIELD_NICK ("mode", REQUIRED, foyer_offline_mode_has),
  FIELD_INTEGER ("max_exposure", OPTIONAL, 0, G_MAXINT32),
  END_OF_FIELDS,
};

static const FoyerField ticket_type_fields[] = {
  FIELD_COUNT ("number", REQUIRED),
  FIELD_TEXT ("name", REQUIRED, SAID_MAX),
  FIELD_OBJECT ("offline", OPTIONAL, offline_fields),
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
  FIELD_BOOLEAN ("entry_paused", REQUIRED),           FIELD_BOOLEAN ("closed", OPTIONAL),
  FIELD_TEXT ("message", OPTIONAL, SAID_MAX),         FIELD_NICK ("codes", OPTIONAL, is_code_kind),
  FIELD_OBJECT ("offline", OPTIONAL, offline_fields), END_OF_FIELDS,
};

const FoyerField foyer_fields_part_key[] = {
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

const FoyerField foyer_fields_part_ticket[] = {
  TICKET_FIELDS,
  END_OF_FIELDS,
};

const FoyerField foyer_fields_part_earlier[] = {
  FIELD_TEXT ("verified_by", OPTIONAL, SAID_MAX),
  FIELD_TEXT ("device", OPTIONAL, SAID_MAX),
  FIELD_TIME ("timestamp", REQUIRED),
  END_OF_FIELDS,
};

static const FoyerField found_fields[] = {
  TICKET_FIELDS,
  FIELD_INTEGER ("entries_used", OPTIONAL, 0, G_MAXINT32),
  FIELD_INTEGER ("inside", OPTIONAL, 0, G_MAXINT32),
  FIELD_OBJECT ("earlier", OPTIONAL, foyer_fields_part_earlier),
  END_OF_FIELDS,
};

/* How far a ticket is used on a check-in list. */
#define STATE_FIELDS                                                 \
  FIELD_INTEGER ("entries_used", REQUIRED, 0, G_MAXINT32),           \
      FIELD_INTEGER ("inside", REQUIRED, 0, G_MAXINT32),             \
      FIELD_OBJECT ("earlier", OPTIONAL, foyer_fields_part_earlier), \
      FIELD_TIME ("last_exit", OPTIONAL)

static const FoyerField state_fields[] = {
  STATE_FIELDS,
  END_OF_FIELDS,
};

static const FoyerField list_state_fields[] = {
  FIELD_UUID ("list_id", REQUIRED),
  STATE_FIELDS,
  FIELD_UUIDS ("scans", OPTIONAL, ITEMS_MAX),
  END_OF_FIELDS,
};

static const FoyerField changed_ticket_fields[] = {
  TICKET_FIELDS,
  FIELD_SHA256 ("code_sha256", OPTIONAL),
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
  FIELD_UUID ("scan_id", OPTIONAL),
  FIELD_OBJECT ("ticket", OPTIONAL, changed_ticket_fields),
  FIELD_BOOLEAN ("amends", OPTIONAL),
  FIELD_OBJECT ("state", OPTIONAL, state_fields),
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
  FIELD_BOOLEAN ("offline", OPTIONAL),
  FIELD_COUNT ("error_ms", OPTIONAL),
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
  FIELD_UUID ("event_id", OPTIONAL),
  FIELD_UUID ("list_id", OPTIONAL),
  FIELD_TIME ("wiped_at", OPTIONAL),
  END_OF_FIELDS,
};

#define SET_UP_FIELDS                                                              \
  FIELD_OBJECT ("event", REQUIRED, event_fields), FIELD_COUNT ("epoch", REQUIRED), \
      FIELD_OBJECTS ("lists", REQUIRED, list_fields),                              \
      FIELD_OBJECTS ("gates", OPTIONAL, gate_fields),                              \
      FIELD_OBJECT ("policy", REQUIRED, policy_fields),                            \
      FIELD_OBJECTS ("keys", REQUIRED, foyer_fields_part_key)

/* Messages. */

const FoyerField foyer_fields_hello[] = {
  FIELD_INTEGER ("protocol", REQUIRED, 1, G_MAXINT32),
  FIELD_TEXT ("relay", OPTIONAL, SAID_MAX),
  FIELD_TIME ("server_time", REQUIRED),
  FIELD_OBJECT ("staff", REQUIRED, foyer_fields_part_staff),
  FIELD_OBJECT ("device", REQUIRED, foyer_fields_part_own_device),
  FIELD_OBJECT ("session", OPTIONAL, foyer_fields_part_own_session),
  FIELD_OBJECTS ("events", REQUIRED, event_head_fields),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_join[] = {
  EVENT_REQUEST_FIELDS,
  FIELD_COUNT ("since", OPTIONAL),
  FIELD_COUNT ("epoch", OPTIONAL),
  FIELD_UUID ("list_id", OPTIONAL),
  FIELD_CLEAN ("gate", OPTIONAL, 0, FOYER_LIMIT_NAME),
  FIELD_BOOLEAN ("activity", OPTIONAL),
  FIELD_BOOLEAN ("desks", OPTIONAL),
  END_OF_FIELDS,
};

static const FoyerField snapshot_fields[] = {
  FIELD_TEXT ("url", REQUIRED, SAID_MAX),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_room_joined[] = {
  FIELD_ANSWERED,
  SET_UP_FIELDS,
  FIELD_COUNT ("seq", REQUIRED),
  FIELD_OBJECT ("counts", REQUIRED, counts_fields),
  FIELD_OBJECT ("snapshot", OPTIONAL, snapshot_fields),
  FIELD_OBJECTS ("desks", OPTIONAL, foyer_fields_part_desk),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_verify[] = {
  EVENT_REQUEST_FIELDS,
  FIELD_UUID ("scan_id", REQUIRED),
  { "code", FOYER_FIELD_TEXT, OPTIONAL, 1, FOYER_LIMIT_CODE },
  FIELD_UUID ("ticket_id", OPTIONAL),
  FIELD_UUID ("list_id", OPTIONAL),
  FIELD_NICK ("direction", OPTIONAL, foyer_direction_has),
  FIELD_TIME ("scanned_at", OPTIONAL),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_verdict[] = {
  FIELD_ANSWERED,
  FIELD_UUID ("scan_id", REQUIRED),
  FIELD_NICK ("outcome", REQUIRED, foyer_outcome_has),
  FIELD_NICK ("reason", OPTIONAL, foyer_reason_has),
  FIELD_TEXT ("explanation", OPTIONAL, SAID_MAX),
  FIELD_OBJECT ("ticket", OPTIONAL, foyer_fields_part_ticket),
  FIELD_OBJECT ("earlier", OPTIONAL, foyer_fields_part_earlier),
  FIELD_COUNT ("seq", OPTIONAL),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_ticket_verified[] = {
  FIELD_UUID ("event_id", REQUIRED),
  FIELD_COUNT ("epoch", REQUIRED),
  FIELD_COUNT ("from", REQUIRED),
  FIELD_COUNT ("to", REQUIRED),
  FIELD_OBJECTS ("changes", REQUIRED, change_fields),
  FIELD_OBJECT ("counts", REQUIRED, counts_fields),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_event_changed[] = {
  FIELD_UUID ("event_id", REQUIRED),
  SET_UP_FIELDS,
  END_OF_FIELDS,
};

const FoyerField foyer_fields_staff_activity[] = {
  FIELD_UUID ("event_id", REQUIRED),
  FIELD_OBJECTS ("activities", REQUIRED, activity_fields),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_list_ticket_activities[] = {
  EVENT_REQUEST_FIELDS,
  FIELD_UUID ("ticket_id", REQUIRED),
  FIELD_UUID ("list_id", OPTIONAL),
  FIELD_INTEGER ("limit", OPTIONAL, 1, FOYER_LIMIT_ACTIVITIES_LISTED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_ticket_activities_listed[] = {
  FIELD_ANSWERED,
  FIELD_OBJECTS ("activities", REQUIRED, activity_fields),
  FIELD_BOOLEAN ("more", OPTIONAL),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_device_status[] = {
  FIELD_OBJECTS ("devices", REQUIRED, device_fields),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_device_report[] = {
  REPORT_FIELDS,
  FIELD_ENDPOINTS ("addresses", OPTIONAL),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_undo[] = {
  WRITE_REQUEST_FIELDS,
  FIELD_UUID ("scan_id", REQUIRED),
  FIELD_CLEAN ("reason", OPTIONAL, 0, FOYER_LIMIT_NOTE),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_override[] = {
  WRITE_REQUEST_FIELDS,
  FIELD_UUID ("scan_id", REQUIRED),
  FIELD_CLEAN ("reason", REQUIRED, 1, FOYER_LIMIT_NOTE),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_search[] = {
  EVENT_REQUEST_FIELDS,
  FIELD_UUID ("list_id", OPTIONAL),
  FIELD_CLEAN ("text", OPTIONAL, 1, FOYER_LIMIT_SEARCH_TEXT),
  FIELD_UUID ("ticket_id", OPTIONAL),
  FIELD_INTEGER ("limit", OPTIONAL, 1, FOYER_LIMIT_SEARCH_RESULTS),
  END_OF_FIELDS,
};

#define VERSION_FIELDS \
  FIELD_UUID ("ticket_id", REQUIRED), FIELD_INTEGER ("version", REQUIRED, 1, COUNT_MAX)

/* What stands in a ticket came from anywhere, and must be able to stay there. */
const FoyerField foyer_fields_edit_ticket[] = {
  WRITE_REQUEST_FIELDS,
  VERSION_FIELDS,
  FIELD_TEXT ("name", OPTIONAL, FOYER_LIMIT_NAME),
  FIELD_TEXT ("email", OPTIONAL, FOYER_LIMIT_EMAIL),
  FIELD_TEXT ("order_code", OPTIONAL, FOYER_LIMIT_ORDER_CODE),
  FIELD_TEXT ("attention", OPTIONAL, FOYER_LIMIT_NOTE),
  FIELD_INTEGER ("type_number", REQUIRED, 1, G_MAXUINT16),
  FIELD_BOOLEAN ("paid", REQUIRED),
  FIELD_TIME ("valid_from", OPTIONAL),
  FIELD_TIME ("valid_until", OPTIONAL),
  FIELD_INTEGER ("allowed_entries", REQUIRED, 1, FOYER_LIMIT_ALLOWED_ENTRIES),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_void_ticket[] = {
  WRITE_REQUEST_FIELDS,
  VERSION_FIELDS,
  END_OF_FIELDS,
};

static const FoyerField set_offline_fields[] = {
  FIELD_NICK ("mode", REQUIRED, foyer_offline_mode_has),
  FIELD_INTEGER ("max_exposure", OPTIONAL, 0, FOYER_LIMIT_EXPOSURE),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_set_policy[] = {
  WRITE_REQUEST_FIELDS,
  FIELD_TEXT ("ticket_type", OPTIONAL, FOYER_LIMIT_NAME),
  FIELD_OBJECT ("offline", REQUIRED, set_offline_fields),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_pause_entry[] = {
  WRITE_REQUEST_FIELDS,
  FIELD_BOOLEAN ("paused", REQUIRED),
  FIELD_CLEAN ("message", OPTIONAL, 0, FOYER_LIMIT_NOTE),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_broadcast_message[] = {
  WRITE_REQUEST_FIELDS,
  FIELD_CLEAN ("message", OPTIONAL, 0, FOYER_LIMIT_NOTE),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_emergency[] = {
  FIELD_UUID ("event_id", REQUIRED),
  FIELD_BOOLEAN ("entry_paused", REQUIRED),
  FIELD_TEXT ("message", OPTIONAL, SAID_MAX),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_done[] = {
  FIELD_ANSWERED,
  FIELD_COUNT ("seq", OPTIONAL),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_tickets_found[] = {
  FIELD_ANSWERED,
  FIELD_OBJECTS ("tickets", REQUIRED, found_fields),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_error[] = {
  FIELD_TEXT ("re", OPTIONAL, FOYER_LIMIT_REQUEST_ID),
  FIELD_NICK ("code", REQUIRED, foyer_error_has),
  FIELD_TEXT ("message", REQUIRED, SAID_MAX),
  FIELD_OBJECT ("ticket", OPTIONAL, foyer_fields_part_ticket),
  END_OF_FIELDS,
};

/* The lines of a snapshot, which are no messages. */

const FoyerField foyer_fields_snapshot_head[] = {
  FIELD_UUID ("event_id", REQUIRED),
  FIELD_COUNT ("epoch", REQUIRED),
  FIELD_COUNT ("seq", REQUIRED),
  FIELD_COUNT ("tickets", REQUIRED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_snapshot_ticket[] = {
  TICKET_FIELDS,
  FIELD_SHA256 ("code_sha256", REQUIRED),
  FIELD_OBJECTS ("lists", REQUIRED, list_state_fields),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_snapshot_end[] = {
  FIELD_BOOLEAN ("end", REQUIRED),
  FIELD_SHA256 ("sha256", REQUIRED),
  END_OF_FIELDS,
};
