/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-alert-text"

#include "config.h"

#include "app/foyer-alert-text.h"

#include "app/foyer-time-text.h"

#include <glib/gi18n.h>

/* An alert in plain words. The desk puts it into words itself, by its kind, so that everybody reads
 * their own language; of a kind that this version does not know the relay's English is shown. */

static const struct {
  const char *title;
  const char *advice;
  /* Whether it is about somebody or some address, rather than about a device. */
  gboolean is_about_subject;
} texts[FOYER_N_ALERT_KINDS] = {
  [FOYER_ALERT_REFUSED_CODES] = { N_ ("Many codes are refused"),
                                  N_ ("Look at the latest scans of this desk, and at who stands "
                                      "before it.") },
  [FOYER_ALERT_FORGED_CODES] = { N_ ("Forged codes are shown"),
                                 N_ ("Ask these guests where their tickets come from.") },
  [FOYER_ALERT_SIGN_IN_FAILURES] = { N_ ("Signing in fails again and again"),
                                     N_ ("Ask the staff member whether it was them. Otherwise "
                                         "somebody guesses."),
                                     TRUE },
  [FOYER_ALERT_UNKNOWN_DEVICE] = { N_ ("An unknown device tries to get in"),
                                   N_ ("Look at who is pairing a device. If nobody is, somebody "
                                       "tries codes."),
                                   TRUE },
  [FOYER_ALERT_TOKEN_REUSED] = { N_ ("A copied session was ended"),
                                 N_ ("An old token of this device was shown. Look at its history, "
                                     "and sign in there anew.") },
  [FOYER_ALERT_SESSION_TWO_ADDRESSES] = { N_ ("A session is used from two addresses"),
                                          N_ ("Look at the history of this device, and end the "
                                              "session if one is not yours.") },
  [FOYER_ALERT_CLOCK_OFF] = { N_ ("A clock is wrong"),
                              N_ ("Set date and time of this device. Without the relay it judges "
                                  "tickets by them.") },
  [FOYER_ALERT_OVERRIDE_BURST] = { N_ ("Many guests are let in anyway"),
                                   N_ ("Look at the reasons that this staff member gave."),
                                   TRUE },
  [FOYER_ALERT_SEARCH_BURST] = { N_ ("Very many guests are searched for"),
                                 N_ ("Ask this staff member what they are looking for."),
                                 TRUE },
  [FOYER_ALERT_LOG_CUT] = { N_ ("The log is not what it was"),
                            N_ ("Rows are missing or were changed. Keep a copy of the database, "
                                "and have the log "
                                "verified.") },
  [FOYER_ALERT_LATE_DELIVERY] = { N_ ("A revoked device delivers scans"),
                                  N_ ("Look at the scans that it had made, above all at those from "
                                      "after it was revoked.") },
  [FOYER_ALERT_TWIN_DEVICE] = { N_ ("Two computers work as one desk"),
                                N_ ("A copy of this desk’s profile is in use. Close Foyer on one "
                                    "of the two and pair that one anew. If you know of one only, "
                                    "revoke the device: somebody may have copied it.") },
};

/**
 * foyer_alert_text_title:
 *
 * Returns: (transfer none): what it is, in a few words
 */
const char *
foyer_alert_text_title (const FoyerAlert *alert)
{
  FoyerAlertKind kind;

  return foyer_alert_kind_from_nick (alert->kind, &kind) ? _ (texts[kind].title) : _ ("Alert");
}

/**
 * foyer_alert_text_advice:
 *
 * Returns: (transfer none): what to look at
 */
const char *
foyer_alert_text_advice (const FoyerAlert *alert)
{
  FoyerAlertKind kind;

  return foyer_alert_kind_from_nick (alert->kind, &kind) ? _ (texts[kind].advice) : alert->text;
}

/**
 * foyer_alert_text_severity:
 *
 * Returns: (transfer none): how bad it is, in a word
 */
const char *
foyer_alert_text_severity (FoyerAlertSeverity severity)
{
  return severity == FOYER_ALERT_CRITICAL ? _ ("Critical") : _ ("Warning");
}

/**
 * foyer_alert_text_icon:
 *
 * Returns: (transfer none): the name of the icon that goes with the word; each has its own shape
 */
const char *
foyer_alert_text_icon (FoyerAlertSeverity severity)
{
  return severity == FOYER_ALERT_CRITICAL ? "foyer-refused-symbolic" : "foyer-attention-symbolic";
}

/**
 * foyer_alert_text_css_class:
 *
 * Returns: (transfer none): the style class that colours it
 */
const char *
foyer_alert_text_css_class (FoyerAlertSeverity severity)
{
  return severity == FOYER_ALERT_CRITICAL ? "error" : "warning";
}

static const char *
get_whom (const FoyerAlert *alert)
{
  FoyerAlertKind kind;
  gboolean is_known = foyer_alert_kind_from_nick (alert->kind, &kind);

  if (is_known && texts[kind].is_about_subject)
    return alert->subject != NULL && *alert->subject != '\0' ? alert->subject : _ ("Several");
  return alert->device;
}

/**
 * foyer_alert_text_details:
 * @time_zone: (nullable): the event's zone, in which the time is told
 * @now: the moment that it is read
 *
 * Returns: (transfer full): how bad it is, whom it is about, how often it happened and when
 */
char *
foyer_alert_text_details (const FoyerAlert *alert, const char *time_zone, FoyerTime now)
{
  const char *severity = foyer_alert_text_severity (alert->severity);
  const char *whom = get_whom (alert);
  g_autofree char *clock =
      foyer_time_text_clock (alert->last_at != 0 ? alert->last_at : alert->at, time_zone, now);
  guint n = (guint)CLAMP (alert->times, 1, G_MAXINT32);
  g_autofree char *times = g_strdup_printf (ngettext ("%u time", "%u times", n), n);

  if (whom == NULL)
    /* Translators: "Critical" or "Warning", how often something happened, and at what time last. */
    return g_strdup_printf (_ ("%s · %s, last at %s"), severity, times, clock);
  /* Translators: "Critical" or "Warning", the name of a desk or the address of a staff member, how
   * often something happened, and at what time last. */
  return g_strdup_printf (_ ("%s · %s · %s, last at %s"), severity, whom, times, clock);
}
