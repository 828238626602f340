/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-time.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FoyerAlertKind:
 * @FOYER_ALERT_REFUSED_CODES: many codes were refused at one device
 * @FOYER_ALERT_FORGED_CODES: codes with a wrong signature were shown at one device
 * @FOYER_ALERT_SIGN_IN_FAILURES: signing in as one account, or from one address, fails again and
 *   again
 * @FOYER_ALERT_UNKNOWN_DEVICE: something that nobody has paired tries to be a device
 * @FOYER_ALERT_TOKEN_REUSED: an old token of a session was shown
 * @FOYER_ALERT_SESSION_TWO_ADDRESSES: one session is used from two addresses at once
 * @FOYER_ALERT_CLOCK_OFF: a device's clock is wrong
 * @FOYER_ALERT_OVERRIDE_BURST: one staff member lets many guests in anyway
 * @FOYER_ALERT_SEARCH_BURST: one staff member searches for very many guests
 * @FOYER_ALERT_LOG_CUT: a desk holds a signed head that the log does not reach any more
 * @FOYER_ALERT_LATE_DELIVERY: a revoked device has brought scans that it had made
 * @FOYER_ALERT_TWIN_DEVICE: two computers are connected as one device
 *
 * What an admin should look at now.
 */
typedef enum {
  FOYER_ALERT_REFUSED_CODES,
  FOYER_ALERT_FORGED_CODES,
  FOYER_ALERT_SIGN_IN_FAILURES,
  FOYER_ALERT_UNKNOWN_DEVICE,
  FOYER_ALERT_TOKEN_REUSED,
  FOYER_ALERT_SESSION_TWO_ADDRESSES,
  FOYER_ALERT_CLOCK_OFF,
  FOYER_ALERT_OVERRIDE_BURST,
  FOYER_ALERT_SEARCH_BURST,
  FOYER_ALERT_LOG_CUT,
  FOYER_ALERT_LATE_DELIVERY,
  FOYER_ALERT_TWIN_DEVICE,
} FoyerAlertKind;

#define FOYER_N_ALERT_KINDS (FOYER_ALERT_TWIN_DEVICE + 1)

/**
 * FoyerAlertSeverity:
 * @FOYER_ALERT_WARNING: it may well be harmless
 * @FOYER_ALERT_CRITICAL: it hardly is
 */
typedef enum {
  FOYER_ALERT_WARNING,
  FOYER_ALERT_CRITICAL,
} FoyerAlertSeverity;

const char *foyer_alert_kind_to_nick (FoyerAlertKind kind);
gboolean foyer_alert_kind_from_nick (const char *nick, FoyerAlertKind *kind);
FoyerAlertSeverity foyer_alert_kind_get_severity (FoyerAlertKind kind);
const char *foyer_alert_kind_get_text (FoyerAlertKind kind);
const char *foyer_alert_severity_to_nick (FoyerAlertSeverity severity);
gboolean foyer_alert_severity_from_nick (const char *nick, FoyerAlertSeverity *severity);

#define FOYER_TYPE_ALERT (foyer_alert_get_type ())

typedef struct _FoyerAlert FoyerAlert;

/**
 * FoyerAlert:
 * @id: a UUID
 * @kind: the nick of a #FoyerAlertKind, or of one that a later version knows
 * @severity: how bad it is
 * @text: what it is and what to look at, in English
 * @subject: what it is about, as the relay knows it: a device's id, an address, an account; empty
 *   for several
 * @device_id: (nullable): the device that it is about
 * @device: (nullable): that device's name
 * @event_id: (nullable): the event at which it was seen
 * @at: when it was raised
 * @last_at: when it happened last
 * @times: how often it happened
 * @cleared_at: when somebody acknowledged it; 0 for not yet
 * @cleared_by: (nullable): who
 *
 * Something that an admin should look at now. A value: its fields never change.
 */
struct _FoyerAlert {
  char *id;
  char *kind;
  FoyerAlertSeverity severity;
  char *text;
  char *subject;
  char *device_id;
  char *device;
  char *event_id;
  FoyerTime at;
  FoyerTime last_at;
  gint64 times;
  FoyerTime cleared_at;
  char *cleared_by;
};

GType foyer_alert_get_type (void);
FoyerAlert *foyer_alert_new (const FoyerAlert *fields);
FoyerAlert *foyer_alert_ref (FoyerAlert *self);
void foyer_alert_unref (FoyerAlert *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerAlert, foyer_alert_unref)

G_END_DECLS
