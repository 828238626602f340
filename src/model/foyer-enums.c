/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-enums"

#include "config.h"

#include "model/foyer-enums.h"

#include "base/foyer-nick.h"

/* One table of nicks per set and a pair of functions that read it, written by one macro: a
 * `_to_nick` never fails on a value of the set, a `_from_nick` leaves its out value alone and
 * returns %FALSE where the nick is none. */
#define DEFINE_NICKS(Type, prefix)                                                      \
  const char *prefix##_to_nick (Type value)                                             \
  {                                                                                     \
    return foyer_nick_get (prefix##_nicks, G_N_ELEMENTS (prefix##_nicks), value);       \
  }                                                                                     \
                                                                                        \
  gboolean prefix##_from_nick (const char *nick, Type *value)                           \
  {                                                                                     \
    guint found;                                                                        \
                                                                                        \
    if (!foyer_nick_find (prefix##_nicks, G_N_ELEMENTS (prefix##_nicks), nick, &found)) \
      return FALSE;                                                                     \
    *value = (Type)found;                                                               \
    return TRUE;                                                                        \
  }

static const char *const foyer_direction_nicks[] = {
  [FOYER_DIRECTION_ENTRY] = "entry",
  [FOYER_DIRECTION_EXIT] = "exit",
};
DEFINE_NICKS (FoyerDirection, foyer_direction)

static const char *const foyer_outcome_nicks[] = {
  [FOYER_OUTCOME_ADMITTED] = "admitted",
  [FOYER_OUTCOME_EXITED] = "exited",
  [FOYER_OUTCOME_REFUSED] = "refused",
};
DEFINE_NICKS (FoyerOutcome, foyer_outcome)

static const char *const foyer_reason_nicks[] = {
  /* No reason has no nick: the wire says null. */
  [FOYER_REASON_NONE] = NULL,
  [FOYER_REASON_BAD_SIGNATURE] = "bad_signature",
  [FOYER_REASON_WRONG_EVENT] = "wrong_event",
  [FOYER_REASON_UNKNOWN_CODE] = "unknown_code",
  [FOYER_REASON_VOID] = "void",
  [FOYER_REASON_UNPAID] = "unpaid",
  [FOYER_REASON_WRONG_LIST] = "wrong_list",
  [FOYER_REASON_NOT_PERMITTED] = "not_permitted",
  [FOYER_REASON_ENTRY_PAUSED] = "entry_paused",
  [FOYER_REASON_TOO_EARLY] = "too_early",
  [FOYER_REASON_TOO_LATE] = "too_late",
  [FOYER_REASON_ALREADY_ADMITTED] = "already_admitted",
  [FOYER_REASON_RULE] = "rule",
};
DEFINE_NICKS (FoyerReason, foyer_reason)

static const char *const foyer_ticket_status_nicks[] = {
  [FOYER_TICKET_STATUS_GENERATED] = "generated",
  [FOYER_TICKET_STATUS_SENT] = "sent",
  [FOYER_TICKET_STATUS_VERIFIED] = "verified",
  [FOYER_TICKET_STATUS_VOID] = "void",
};
DEFINE_NICKS (FoyerTicketStatus, foyer_ticket_status)

static const char *const foyer_change_kind_nicks[] = {
  [FOYER_CHANGE_KIND_VERIFIED] = "verified", [FOYER_CHANGE_KIND_EXITED] = "exited",
  [FOYER_CHANGE_KIND_UNDONE] = "undone",     [FOYER_CHANGE_KIND_ADDED] = "added",
  [FOYER_CHANGE_KIND_EDITED] = "edited",     [FOYER_CHANGE_KIND_VOIDED] = "voided",
  [FOYER_CHANGE_KIND_RELOAD] = "reload",
};
DEFINE_NICKS (FoyerChangeKind, foyer_change_kind)

static const char *const foyer_action_nicks[] = {
  [FOYER_ACTION_VERIFIED] = "verified",     [FOYER_ACTION_ATTEMPTED] = "attempted",
  [FOYER_ACTION_FAILED] = "failed",         [FOYER_ACTION_EXITED] = "exited",
  [FOYER_ACTION_UNDONE] = "undone",         [FOYER_ACTION_RECONCILED] = "reconciled",
  [FOYER_ACTION_OVERRIDDEN] = "overridden",
};
DEFINE_NICKS (FoyerAction, foyer_action)

static const char *const foyer_role_nicks[] = {
  [FOYER_ROLE_STAFF] = "staff",
  [FOYER_ROLE_SUPERVISOR] = "supervisor",
  [FOYER_ROLE_ADMIN] = "admin",
};
DEFINE_NICKS (FoyerRole, foyer_role)

static const char *const foyer_device_status_nicks[] = {
  [FOYER_DEVICE_STATUS_PENDING] = "pending",
  [FOYER_DEVICE_STATUS_APPROVED] = "approved",
  [FOYER_DEVICE_STATUS_REVOKED] = "revoked",
};
DEFINE_NICKS (FoyerDeviceStatus, foyer_device_status)
