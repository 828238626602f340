/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The closed sets of words that the wire, the tables and the code share. Each has a nick per
 * value, which is what travels and what the tables hold. */

/**
 * FoyerDirection:
 * @FOYER_DIRECTION_ENTRY: someone wants in
 * @FOYER_DIRECTION_EXIT: someone goes out
 */
typedef enum {
  FOYER_DIRECTION_ENTRY,
  FOYER_DIRECTION_EXIT,
} FoyerDirection;

/**
 * FoyerOutcome:
 * @FOYER_OUTCOME_ADMITTED: let them in
 * @FOYER_OUTCOME_EXITED: they went out
 * @FOYER_OUTCOME_REFUSED: do not let them in; a #FoyerReason says why
 */
typedef enum {
  FOYER_OUTCOME_ADMITTED,
  FOYER_OUTCOME_EXITED,
  FOYER_OUTCOME_REFUSED,
} FoyerOutcome;

/**
 * FoyerReason:
 *
 * Why a scan was refused, in the order in which the judge tests.
 */
typedef enum {
  FOYER_REASON_NONE,
  FOYER_REASON_BAD_SIGNATURE,
  FOYER_REASON_WRONG_EVENT,
  FOYER_REASON_UNKNOWN_CODE,
  FOYER_REASON_VOID,
  FOYER_REASON_UNPAID,
  FOYER_REASON_WRONG_LIST,
  FOYER_REASON_NOT_PERMITTED,
  FOYER_REASON_ENTRY_PAUSED,
  FOYER_REASON_TOO_EARLY,
  FOYER_REASON_TOO_LATE,
  FOYER_REASON_ALREADY_ADMITTED,
  FOYER_REASON_RULE,
} FoyerReason;

/**
 * FoyerTicketStatus:
 * @FOYER_TICKET_STATUS_GENERATED: made, not sent to its guest
 * @FOYER_TICKET_STATUS_SENT: sent to its guest
 * @FOYER_TICKET_STATUS_VERIFIED: admitted somewhere at least once
 * @FOYER_TICKET_STATUS_VOID: admits nobody any more
 */
typedef enum {
  FOYER_TICKET_STATUS_GENERATED,
  FOYER_TICKET_STATUS_SENT,
  FOYER_TICKET_STATUS_VERIFIED,
  FOYER_TICKET_STATUS_VOID,
} FoyerTicketStatus;

/**
 * FoyerChangeKind:
 * @FOYER_CHANGE_KIND_RELOAD: too much changed at once; take the snapshot
 */
typedef enum {
  FOYER_CHANGE_KIND_VERIFIED,
  FOYER_CHANGE_KIND_EXITED,
  FOYER_CHANGE_KIND_UNDONE,
  FOYER_CHANGE_KIND_ADDED,
  FOYER_CHANGE_KIND_EDITED,
  FOYER_CHANGE_KIND_VOIDED,
  FOYER_CHANGE_KIND_RELOAD,
} FoyerChangeKind;

/**
 * FoyerAction:
 * @FOYER_ACTION_VERIFIED: a ticket was admitted
 * @FOYER_ACTION_ATTEMPTED: a real ticket was refused
 * @FOYER_ACTION_FAILED: what was scanned is no ticket of the event
 * @FOYER_ACTION_EXITED: a guest went out
 * @FOYER_ACTION_UNDONE: an admission was taken back
 * @FOYER_ACTION_RECONCILED: what a desk decided by itself was put beside an answer already given
 * @FOYER_ACTION_OVERRIDDEN: a supervisor admitted whom the judge refused
 *
 * What a row of the verification log records.
 */
typedef enum {
  FOYER_ACTION_VERIFIED,
  FOYER_ACTION_ATTEMPTED,
  FOYER_ACTION_FAILED,
  FOYER_ACTION_EXITED,
  FOYER_ACTION_UNDONE,
  FOYER_ACTION_RECONCILED,
  FOYER_ACTION_OVERRIDDEN,
} FoyerAction;

/**
 * FoyerRole:
 * @FOYER_ROLE_STAFF: scans
 * @FOYER_ROLE_SUPERVISOR: also undoes, overrides and resolves
 * @FOYER_ROLE_ADMIN: also runs everything
 *
 * Each role includes those before it, so they compare with `<`.
 */
typedef enum {
  FOYER_ROLE_STAFF,
  FOYER_ROLE_SUPERVISOR,
  FOYER_ROLE_ADMIN,
} FoyerRole;

/**
 * FoyerDeviceStatus:
 */
typedef enum {
  FOYER_DEVICE_STATUS_PENDING,
  FOYER_DEVICE_STATUS_APPROVED,
  FOYER_DEVICE_STATUS_REVOKED,
} FoyerDeviceStatus;

const char *foyer_direction_to_nick (FoyerDirection value);
gboolean foyer_direction_from_nick (const char *nick, FoyerDirection *value);
const char *foyer_outcome_to_nick (FoyerOutcome value);
gboolean foyer_outcome_from_nick (const char *nick, FoyerOutcome *value);
const char *foyer_reason_to_nick (FoyerReason value);
gboolean foyer_reason_from_nick (const char *nick, FoyerReason *value);
const char *foyer_ticket_status_to_nick (FoyerTicketStatus value);
gboolean foyer_ticket_status_from_nick (const char *nick, FoyerTicketStatus *value);
const char *foyer_change_kind_to_nick (FoyerChangeKind value);
gboolean foyer_change_kind_from_nick (const char *nick, FoyerChangeKind *value);
const char *foyer_action_to_nick (FoyerAction value);
gboolean foyer_action_from_nick (const char *nick, FoyerAction *value);
const char *foyer_role_to_nick (FoyerRole value);
gboolean foyer_role_from_nick (const char *nick, FoyerRole *value);
const char *foyer_device_status_to_nick (FoyerDeviceStatus value);
gboolean foyer_device_status_from_nick (const char *nick, FoyerDeviceStatus *value);

G_END_DECLS
