/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-suspicions"

#include "config.h"

#include "relay/foyer-relay-suspicions.h"

#include "base/foyer-error.h"
#include "base/foyer-network.h"

/* What of all that a relay sees counts towards an alert, and against whom. How much of it is too
 * much is set elsewhere. */

/* Refusals that lie in what the guest holds; others lie in the hour, or in the desk's place. */
static gboolean
is_about_code (FoyerReason reason)
{
  switch (reason) {
  case FOYER_REASON_BAD_SIGNATURE:
  case FOYER_REASON_WRONG_EVENT:
  case FOYER_REASON_UNKNOWN_CODE:
  case FOYER_REASON_VOID:
  case FOYER_REASON_UNPAID:
  case FOYER_REASON_WRONG_LIST:
  case FOYER_REASON_ALREADY_ADMITTED:
    return TRUE;
  case FOYER_REASON_NONE:
  case FOYER_REASON_NOT_PERMITTED:
  case FOYER_REASON_ENTRY_PAUSED:
  case FOYER_REASON_TOO_EARLY:
  case FOYER_REASON_TOO_LATE:
  case FOYER_REASON_RULE:
  default:
    return FALSE;
  }
}

/**
 * foyer_relay_suspect_verdict:
 * @actor: who scanned, and on which device
 * @verdict: what they were told, for the first time
 *
 * Counts what is refused at a device.
 */
void
foyer_relay_suspect_verdict (FoyerRelayAlerts *alerts,
                             const FoyerDbActor *actor,
                             const char *event_id,
                             const FoyerVerdict *verdict)
{
  FoyerDbAlertCount count = {
    .kind = FOYER_ALERT_REFUSED_CODES,
    .subject = actor->device_id,
    .device_id = actor->device_id,
    .event_id = event_id,
    .amount = 1,
  };

  if (!is_about_code (verdict->reason))
    return;
  foyer_relay_alerts_count (alerts, &count);
  if (verdict->reason != FOYER_REASON_BAD_SIGNATURE)
    return;
  count.kind = FOYER_ALERT_FORGED_CODES;
  foyer_relay_alerts_count (alerts, &count);
}

/**
 * foyer_relay_suspect_act:
 * @kind: what it is too much of
 * @actor: who did it
 *
 * Counts what one staff member does.
 */
void
foyer_relay_suspect_act (FoyerRelayAlerts *alerts,
                         FoyerAlertKind kind,
                         const FoyerDbActor *actor,
                         const char *event_id)
{
  foyer_relay_alerts_count (alerts,
                            &(FoyerDbAlertCount){ .kind = kind,
                                                  .subject = actor->staff_email,
                                                  .device_id = actor->device_id,
                                                  .event_id = event_id,
                                                  .amount = 1 });
}

/* By how many whole seconds a clock is off. */
static gint64
get_seconds (const FoyerDeviceReport *report)
{
  return report->clock_known ? ABS (report->clock_offset_ms) / 1000 : 0;
}

/**
 * foyer_relay_suspect_report:
 * @report: what @peer says of itself now; the one before is still its report
 *
 * Looks at a device's clock, where it says something else of it than before.
 */
void
foyer_relay_suspect_report (FoyerRelayAlerts *alerts,
                            FoyerRelayPeer *peer,
                            const FoyerDeviceReport *report)
{
  const char *device_id = foyer_relay_peer_get_session (peer)->device->id;
  gint64 seconds = get_seconds (report);

  if (seconds == 0 || seconds == get_seconds (foyer_relay_peer_get_report (peer)))
    return;
  foyer_relay_alerts_count (alerts,
                            &(FoyerDbAlertCount){ .kind = FOYER_ALERT_CLOCK_OFF,
                                                  .subject = device_id,
                                                  .device_id = device_id,
                                                  .amount = (guint)MIN (seconds, G_MAXINT32) });
}

/**
 * foyer_relay_suspect_late:
 * @request: a scan that a desk decided by itself
 *
 * Looks at the clock of the desk, as it says that it was.
 */
void
foyer_relay_suspect_late (FoyerRelayAlerts *alerts, const FoyerDbScanRequest *request)
{
  gint64 seconds = ABS (request->report->clock_offset_ms) / 1000;

  if (seconds > 0)
    foyer_relay_alerts_count (alerts,
                              &(FoyerDbAlertCount){ .kind = FOYER_ALERT_CLOCK_OFF,
                                                    .subject = request->actor.device_id,
                                                    .device_id = request->actor.device_id,
                                                    .event_id = request->scan->event_id,
                                                    .amount = (guint)MIN (seconds, G_MAXINT32) });
}

static void
count_address (FoyerRelayAlerts *alerts, FoyerAlertKind kind, const FoyerDbActor *actor)
{
  g_autofree char *network = foyer_network_of (actor->ip_address);

  foyer_relay_alerts_count (alerts,
                            &(FoyerDbAlertCount){ .kind = kind, .subject = network, .amount = 1 });
}

/* Who guesses at passphrases, from one place or at one account. */
static void
count_failed_sign_in (FoyerRelayAlerts *alerts,
                      const FoyerMessage *message,
                      const FoyerDbActor *actor)
{
  const char *email = message->kind == FOYER_MESSAGE_KIND_SIGN_IN_WITH_PASSPHRASE
                          ? foyer_message_get_string (message, "email")
                          : NULL;
  g_autofree char *account = email != NULL ? g_utf8_strdown (email, -1) : NULL;

  count_address (alerts, FOYER_ALERT_SIGN_IN_FAILURES, actor);
  if (account != NULL)
    foyer_relay_alerts_count (alerts,
                              &(FoyerDbAlertCount){ .kind = FOYER_ALERT_SIGN_IN_FAILURES,
                                                    .subject = account,
                                                    .is_account = TRUE,
                                                    .amount = 1 });
}

/**
 * foyer_relay_suspect_visit:
 * @message: what a device that is not signed in asked
 * @actor: from where
 * @error: why it was refused
 *
 * Counts who tries to get in and is turned away.
 */
void
foyer_relay_suspect_visit (FoyerRelayAlerts *alerts,
                           const FoyerMessage *message,
                           const FoyerDbActor *actor,
                           const GError *error)
{
  if (!g_error_matches (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT))
    return;
  switch (message->kind) {
  case FOYER_MESSAGE_KIND_SIGN_IN_WITH_PASSPHRASE:
  case FOYER_MESSAGE_KIND_ACCEPT_INVITATION:
  case FOYER_MESSAGE_KIND_FINISH_SIGN_IN:
    count_failed_sign_in (alerts, message, actor);
    break;
  case FOYER_MESSAGE_KIND_ENROL_DEVICE:
  case FOYER_MESSAGE_KIND_GET_DEVICE_STATUS:
  case FOYER_MESSAGE_KIND_BEGIN_SIGN_IN:
    count_address (alerts, FOYER_ALERT_UNKNOWN_DEVICE, actor);
    break;
  default:
    break;
  }
}
