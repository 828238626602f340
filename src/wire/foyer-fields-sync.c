/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-fields-sync"

#include "config.h"

#include "base/foyer-error.h"
#include "model/foyer-conflict.h"
#include "model/foyer-enums.h"
#include "wire/foyer-fields.h"

/* The fields of what is said about late scans, clocks and conflicts. */

DEFINE_HAS_NICK (FoyerDirection, foyer_direction)
DEFINE_HAS_NICK (FoyerOutcome, foyer_outcome)
DEFINE_HAS_NICK (FoyerReason, foyer_reason)
DEFINE_HAS_NICK (FoyerError, foyer_error)
DEFINE_HAS_NICK (FoyerConflictKind, foyer_conflict_kind)
DEFINE_HAS_NICK (FoyerConflictResolution, foyer_conflict_resolution)

static gboolean
is_said_resolution (const char *nick)
{
  FoyerConflictResolution resolution;

  return foyer_conflict_resolution_from_nick (nick, &resolution) &&
         resolution != FOYER_CONFLICT_EXPLAINED;
}

static const FoyerField device_verdict_fields[] = {
  FIELD_NICK ("outcome", REQUIRED, foyer_outcome_has),
  FIELD_NICK ("reason", OPTIONAL, foyer_reason_has),
  END_OF_FIELDS,
};

static const FoyerField override_fields[] = {
  FIELD_TIME ("at", REQUIRED),
  FIELD_CLEAN ("reason", REQUIRED, 1, FOYER_LIMIT_NOTE),
  FIELD_UUID ("session_id", OPTIONAL),
  FIELD_INTEGER ("clock_offset_ms", OPTIONAL, -COUNT_MAX, COUNT_MAX),
  FIELD_COUNT ("clock_error_ms", OPTIONAL),
  FIELD_PROOF ("signature", OPTIONAL),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_part_report[] = {
  FIELD_UUID ("scan_id", REQUIRED),
  { "code", FOYER_FIELD_TEXT, OPTIONAL, 1, FOYER_LIMIT_CODE },
  FIELD_UUID ("ticket_id", OPTIONAL),
  FIELD_UUID ("list_id", OPTIONAL),
  FIELD_NICK ("direction", OPTIONAL, foyer_direction_has),
  FIELD_TIME ("scanned_at", REQUIRED),
  FIELD_OBJECT ("device_verdict", REQUIRED, device_verdict_fields),
  FIELD_UUID ("session_id", OPTIONAL),
  FIELD_INTEGER ("clock_offset_ms", OPTIONAL, -COUNT_MAX, COUNT_MAX),
  FIELD_COUNT ("clock_error_ms", OPTIONAL),
  FIELD_PROOF ("signature", OPTIONAL),
  FIELD_OBJECT ("override", OPTIONAL, override_fields),
  END_OF_FIELDS,
};

/* What else is wrong with a scan is its own error, so that it does not stop the others. */
static const FoyerField named_fields[] = {
  FIELD_UUID ("scan_id", REQUIRED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_sync_scans[] = {
  EVENT_REQUEST_FIELDS,
  { "scans", FOYER_FIELD_OBJECTS, REQUIRED, 0, FOYER_LIMIT_SYNC_SCANS, .fields = named_fields },
  END_OF_FIELDS,
};

static const FoyerField error_fields[] = {
  FIELD_NICK ("code", REQUIRED, foyer_error_has),
  FIELD_TEXT ("message", REQUIRED, SAID_MAX),
  END_OF_FIELDS,
};

static const FoyerField synced_fields[] = {
  FIELD_UUID ("scan_id", REQUIRED),
  FIELD_NICK ("outcome", OPTIONAL, foyer_outcome_has),
  FIELD_NICK ("reason", OPTIONAL, foyer_reason_has),
  FIELD_TEXT ("explanation", OPTIONAL, SAID_MAX),
  FIELD_OBJECT ("ticket", OPTIONAL, foyer_fields_part_ticket),
  FIELD_OBJECT ("earlier", OPTIONAL, foyer_fields_part_earlier),
  FIELD_COUNT ("seq", OPTIONAL),
  FIELD_BOOLEAN ("overridden", OPTIONAL),
  FIELD_OBJECT ("error", OPTIONAL, error_fields),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_scans_synced[] = {
  FIELD_ANSWERED,
  FIELD_OBJECTS ("verdicts", REQUIRED, synced_fields),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_deliver_scans[] = {
  PROOF_FIELDS,
  FIELD_UUID ("event_id", REQUIRED),
  { "scans", FOYER_FIELD_OBJECTS, REQUIRED, 0, FOYER_LIMIT_SYNC_SCANS, .fields = named_fields },
  END_OF_FIELDS,
};

const FoyerField foyer_fields_scans_delivered[] = {
  FIELD_OBJECTS ("verdicts", REQUIRED, synced_fields),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_measure_clock[] = {
  FIELD_REQUEST,
  FIELD_TIME ("device_time", REQUIRED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_clock_measured[] = {
  FIELD_ANSWERED,
  FIELD_TIME ("device_time", REQUIRED),
  FIELD_TIME ("received", REQUIRED),
  FIELD_TIME ("sent", REQUIRED),
  END_OF_FIELDS,
};

static const FoyerField scan_fields[] = {
  FIELD_UUID ("scan_id", REQUIRED),
  FIELD_UUID ("device_id", OPTIONAL),
  FIELD_TEXT ("device", OPTIONAL, SAID_MAX),
  FIELD_TEXT ("staff_email", OPTIONAL, SAID_MAX),
  FIELD_TIME ("timestamp", REQUIRED),
  FIELD_COUNT ("error_ms", OPTIONAL),
  FIELD_BOOLEAN ("offline", OPTIONAL),
  FIELD_NICK ("outcome", REQUIRED, foyer_outcome_has),
  FIELD_NICK ("reason", OPTIONAL, foyer_reason_has),
  FIELD_BOOLEAN ("standing", REQUIRED),
  END_OF_FIELDS,
};

static const FoyerField conflict_fields[] = {
  FIELD_UUID ("id", REQUIRED),
  FIELD_UUID ("event_id", REQUIRED),
  FIELD_NICK ("kind", REQUIRED, foyer_conflict_kind_has),
  FIELD_OBJECT ("ticket", OPTIONAL, foyer_fields_part_ticket),
  FIELD_UUID ("list_id", OPTIONAL),
  FIELD_TIME ("opened_at", REQUIRED),
  FIELD_OBJECTS ("scans", REQUIRED, scan_fields),
  FIELD_TIME ("resolved_at", OPTIONAL),
  FIELD_TEXT ("resolved_by", OPTIONAL, SAID_MAX),
  FIELD_NICK ("resolution", OPTIONAL, foyer_conflict_resolution_has),
  FIELD_TEXT ("reason", OPTIONAL, SAID_MAX),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_conflict_told[] = {
  FIELD_OBJECT ("conflict", REQUIRED, conflict_fields),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_resolve_conflict[] = {
  FIELD_REQUEST,
  FIELD_UUID ("request_id", REQUIRED),
  FIELD_UUID ("conflict_id", REQUIRED),
  FIELD_NICK ("resolution", REQUIRED, is_said_resolution),
  FIELD_CLEAN ("reason", REQUIRED, 1, FOYER_LIMIT_NOTE),
  FIELD_UUIDS ("taken_back", OPTIONAL, FOYER_LIMIT_CONFLICT_SCANS),
  FIELD_UUIDS ("seen", OPTIONAL, FOYER_LIMIT_CONFLICT_SCANS),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_list_conflicts[] = {
  EVENT_REQUEST_FIELDS,
  FIELD_BOOLEAN ("resolved", OPTIONAL),
  FIELD_INTEGER ("limit", OPTIONAL, 1, FOYER_LIMIT_CONFLICTS_LISTED),
  END_OF_FIELDS,
};

const FoyerField foyer_fields_conflicts_listed[] = {
  FIELD_ANSWERED,
  FIELD_OBJECTS ("conflicts", REQUIRED, conflict_fields),
  FIELD_BOOLEAN ("more", OPTIONAL),
  END_OF_FIELDS,
};
