/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-limits.h"
#include "model/foyer-proof.h"
#include "wire/foyer-message-kind.h"

G_BEGIN_DECLS

/* Inside the room: how the tables of fields are written, and what is theirs together. What a device
 * says is bounded tightly; what a relay says only by what a frame can hold, because a desk must not
 * go blind over a name that is too long. */

#define REQUIRED  TRUE
#define OPTIONAL  FALSE

#define COUNT_MAX (G_GINT64_CONSTANT (1) << 53)
#define ITEMS_MAX 4096
#define SAID_MAX  FOYER_LIMIT_RELAY_TEXT
/* Characters of a SHA-256 in hexadecimal. */
#define SHA256_HEX 64

/* Whether a text is one of a closed set. */
#define DEFINE_HAS_NICK(Type, prefix)             \
  static gboolean prefix##_has (const char *nick) \
  {                                               \
    Type value;                                   \
                                                  \
    return prefix##_from_nick (nick, &value);     \
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
/* What foyer_challenge_new () and foyer_proof_sign () make. */
#define FIELD_CHALLENGE(name, required) \
  FIELD_CLEAN (name, required, FOYER_CHALLENGE_LENGTH, FOYER_CHALLENGE_LENGTH)
#define FIELD_PROOF(name, required) \
  FIELD_CLEAN (name, required, FOYER_PROOF_LENGTH, FOYER_PROOF_LENGTH)
/* What every proof is shown with. */
#define PROOF_FIELDS                                                           \
  FIELD_UUID ("device_id", REQUIRED), FIELD_CHALLENGE ("challenge", REQUIRED), \
      FIELD_PROOF ("proof", REQUIRED)
#define FIELD_KEY(name, required)   \
  {                                 \
    name, FOYER_FIELD_KEY, required \
  }
#define FIELD_SHA256(name, required)                         \
  {                                                          \
    name, FOYER_FIELD_TEXT, required, SHA256_HEX, SHA256_HEX \
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
#define FIELD_UUIDS(name, required, max)      \
  {                                           \
    name, FOYER_FIELD_UUIDS, required, 0, max \
  }
#define FIELD_ENDPOINTS(name, required)                                  \
  {                                                                      \
    name, FOYER_FIELD_ENDPOINTS, required, 0, FOYER_LIMIT_DESK_ADDRESSES \
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

/* Parts that messages of several topics hold. */
extern const FoyerField foyer_fields_part_staff[];
extern const FoyerField foyer_fields_part_own_device[];
extern const FoyerField foyer_fields_part_own_session[];
extern const FoyerField foyer_fields_part_key[];
extern const FoyerField foyer_fields_part_ticket[];
extern const FoyerField foyer_fields_part_earlier[];
extern const FoyerField foyer_fields_part_desk[];

/* The messages, by topic. */
extern const FoyerField foyer_fields_hello[];
extern const FoyerField foyer_fields_join[];
extern const FoyerField foyer_fields_room_joined[];
extern const FoyerField foyer_fields_verify[];
extern const FoyerField foyer_fields_verdict[];
extern const FoyerField foyer_fields_ticket_verified[];
extern const FoyerField foyer_fields_event_changed[];
extern const FoyerField foyer_fields_staff_activity[];
extern const FoyerField foyer_fields_device_status[];
extern const FoyerField foyer_fields_device_report[];
extern const FoyerField foyer_fields_undo[];
extern const FoyerField foyer_fields_override[];
extern const FoyerField foyer_fields_search[];
extern const FoyerField foyer_fields_edit_ticket[];
extern const FoyerField foyer_fields_void_ticket[];
extern const FoyerField foyer_fields_set_policy[];
extern const FoyerField foyer_fields_pause_entry[];
extern const FoyerField foyer_fields_broadcast_message[];
extern const FoyerField foyer_fields_emergency[];
extern const FoyerField foyer_fields_done[];
extern const FoyerField foyer_fields_tickets_found[];
extern const FoyerField foyer_fields_error[];

extern const FoyerField foyer_fields_snapshot_head[];
extern const FoyerField foyer_fields_snapshot_ticket[];
extern const FoyerField foyer_fields_snapshot_end[];

extern const FoyerField foyer_fields_alert_raised[];
extern const FoyerField foyer_fields_alert_cleared[];
extern const FoyerField foyer_fields_acknowledge_alert[];

extern const FoyerField foyer_fields_get_challenge[];
extern const FoyerField foyer_fields_challenge[];
extern const FoyerField foyer_fields_prove_key[];
extern const FoyerField foyer_fields_token_renewed[];

extern const FoyerField foyer_fields_sign_in_with_passphrase[];
extern const FoyerField foyer_fields_accept_invitation[];
extern const FoyerField foyer_fields_list_sessions[];
extern const FoyerField foyer_fields_sessions_listed[];
extern const FoyerField foyer_fields_end_session[];
extern const FoyerField foyer_fields_end_all_sessions[];
extern const FoyerField foyer_fields_invite_staff[];
extern const FoyerField foyer_fields_staff_invited[];
extern const FoyerField foyer_fields_list_staff[];
extern const FoyerField foyer_fields_staff_listed[];
extern const FoyerField foyer_fields_remove_staff[];
extern const FoyerField foyer_fields_set_staff_role[];

extern const FoyerField foyer_fields_get_sign_in_ways[];
extern const FoyerField foyer_fields_sign_in_ways[];
extern const FoyerField foyer_fields_begin_sign_in[];
extern const FoyerField foyer_fields_sign_in_begun[];
extern const FoyerField foyer_fields_finish_sign_in[];
extern const FoyerField foyer_fields_signed_in[];

extern const FoyerField foyer_fields_enrol_device[];
extern const FoyerField foyer_fields_get_device_status[];
extern const FoyerField foyer_fields_device_wiped[];
extern const FoyerField foyer_fields_device_enrolled[];
extern const FoyerField foyer_fields_noted[];
extern const FoyerField foyer_fields_create_pairing[];
extern const FoyerField foyer_fields_pairing_created[];
extern const FoyerField foyer_fields_approve_device[];
extern const FoyerField foyer_fields_revoke_device[];
extern const FoyerField foyer_fields_list_device_accesses[];
extern const FoyerField foyer_fields_device_accesses_listed[];

/* One scan of a `sync_scans`, which is looked at by itself. */
extern const FoyerField foyer_fields_part_report[];
extern const FoyerField foyer_fields_sync_scans[];
extern const FoyerField foyer_fields_scans_synced[];
extern const FoyerField foyer_fields_deliver_scans[];
extern const FoyerField foyer_fields_scans_delivered[];
extern const FoyerField foyer_fields_measure_clock[];
extern const FoyerField foyer_fields_clock_measured[];
extern const FoyerField foyer_fields_conflict_told[];
extern const FoyerField foyer_fields_resolve_conflict[];
extern const FoyerField foyer_fields_list_conflicts[];
extern const FoyerField foyer_fields_conflicts_listed[];
extern const FoyerField foyer_fields_list_ticket_activities[];
extern const FoyerField foyer_fields_ticket_activities_listed[];
extern const FoyerField foyer_fields_desks_changed[];

extern const FoyerField foyer_fields_greet_neighbour[];
extern const FoyerField foyer_fields_gossip_runs[];
extern const FoyerField foyer_fields_gossip_items[];

extern const FoyerField foyer_fields_signed_heads[];
extern const FoyerField foyer_fields_show_heads[];

G_END_DECLS
