/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-alert"

#include "config.h"

#include "model/foyer-alert.h"

#include "base/foyer-nick.h"

/* The one table of what raises alerts. The sentences say what to look at, and hold nothing of
 * anybody: whom an alert is about is told beside them. */
static const struct {
  const char *nick;
  FoyerAlertSeverity severity;
  const char *text;
} kinds[FOYER_N_ALERT_KINDS] = {
  [FOYER_ALERT_REFUSED_CODES] = { "refused_codes",
                                  FOYER_ALERT_WARNING,
                                  "Many codes were refused at this desk. Look at its latest scans, "
                                  "and at who stands before it." },
  [FOYER_ALERT_FORGED_CODES] = { "forged_codes",
                                 FOYER_ALERT_CRITICAL,
                                 "Codes with a forged signature were shown at this desk. Ask the "
                                 "guests where their tickets come from." },
  [FOYER_ALERT_SIGN_IN_FAILURES] = { "sign_in_failures",
                                     FOYER_ALERT_WARNING,
                                     "Signing in fails again and again. Ask the staff member "
                                     "whether it was them; otherwise somebody guesses." },
  [FOYER_ALERT_UNKNOWN_DEVICE] = { "unknown_device",
                                   FOYER_ALERT_WARNING,
                                   "A device that nobody has paired tries to get in. Look at who "
                                   "is pairing one, and at this address." },
  [FOYER_ALERT_TOKEN_REUSED] = { "token_reused",
                                 FOYER_ALERT_CRITICAL,
                                 "An old token of this device was shown, so that its session was "
                                 "ended: somebody may have copied it. Look at its history." },
  [FOYER_ALERT_SESSION_TWO_ADDRESSES] = { "session_two_addresses",
                                          FOYER_ALERT_CRITICAL,
                                          "One session of this device is used from two addresses "
                                          "at once: somebody may have copied it. Look at its "
                                          "history, and end the session." },
  [FOYER_ALERT_CLOCK_OFF] = { "clock_off",
                              FOYER_ALERT_WARNING,
                              "This device’s clock is wrong, so that it judges tickets wrongly "
                              "without the relay. Set its date and time." },
  [FOYER_ALERT_OVERRIDE_BURST] = { "override_burst",
                                   FOYER_ALERT_WARNING,
                                   "This staff member lets many guests in who were refused. Look "
                                   "at the reasons that they gave." },
  [FOYER_ALERT_SEARCH_BURST] = { "search_burst",
                                 FOYER_ALERT_WARNING,
                                 "This staff member searches for very many guests. Ask them "
                                 "what for." },
  [FOYER_ALERT_LOG_CUT] = { "log_cut",
                            FOYER_ALERT_CRITICAL,
                            "The log is not the one that was signed before: rows are missing or "
                            "were changed. Run “foyerctl audit verify”, and keep a copy of the "
                            "database." },
  [FOYER_ALERT_LATE_DELIVERY] = { "late_delivery",
                                  FOYER_ALERT_WARNING,
                                  "A device that was revoked has delivered scans that it had made. "
                                  "Look at them, above all at those from after it was revoked." },
  [FOYER_ALERT_TWIN_DEVICE] = { "twin_device",
                                FOYER_ALERT_CRITICAL,
                                "Two computers work as this device at once, with copies of its "
                                "profile. Close Foyer on one of them, and pair it anew. If you "
                                "know of one only, somebody may have copied it: revoke the "
                                "device." },
};

static const char *const severities[] = {
  [FOYER_ALERT_WARNING] = "warning",
  [FOYER_ALERT_CRITICAL] = "critical",
};

G_DEFINE_BOXED_TYPE (FoyerAlert, foyer_alert, foyer_alert_ref, foyer_alert_unref)

const char *
foyer_alert_kind_to_nick (FoyerAlertKind kind)
{
  return kinds[kind].nick;
}

/**
 * foyer_alert_kind_from_nick:
 * @nick: (nullable): what an alert says
 * @kind: (out): untouched where this version does not know it
 *
 * Returns: whether it does
 */
gboolean
foyer_alert_kind_from_nick (const char *nick, FoyerAlertKind *kind)
{
  for (guint i = 0; i < FOYER_N_ALERT_KINDS; i++) {
    if (g_strcmp0 (kinds[i].nick, nick) == 0) {
      *kind = (FoyerAlertKind)i;
      return TRUE;
    }
  }
  return FALSE;
}

FoyerAlertSeverity
foyer_alert_kind_get_severity (FoyerAlertKind kind)
{
  return kinds[kind].severity;
}

/**
 * foyer_alert_kind_get_text:
 *
 * Returns: (transfer none): what it is and what to look at, in English
 */
const char *
foyer_alert_kind_get_text (FoyerAlertKind kind)
{
  return kinds[kind].text;
}

const char *
foyer_alert_severity_to_nick (FoyerAlertSeverity severity)
{
  return foyer_nick_get (severities, G_N_ELEMENTS (severities), severity);
}

/**
 * foyer_alert_severity_from_nick:
 * @severity: (out): untouched where @nick is none
 */
gboolean
foyer_alert_severity_from_nick (const char *nick, FoyerAlertSeverity *severity)
{
  guint found;

  if (!foyer_nick_find (severities, G_N_ELEMENTS (severities), nick, &found))
    return FALSE;
  *severity = (FoyerAlertSeverity)found;
  return TRUE;
}

/**
 * foyer_alert_new:
 * @fields: what it says; it is copied
 *
 * Returns: (transfer full): a new value
 */
FoyerAlert *
foyer_alert_new (const FoyerAlert *fields)
{
  FoyerAlert *self = g_atomic_rc_box_new0 (FoyerAlert);

  *self = *fields;
  self->id = g_strdup (fields->id);
  self->kind = g_strdup (fields->kind);
  self->text = g_strdup (fields->text);
  self->subject = g_strdup (fields->subject);
  self->device_id = g_strdup (fields->device_id);
  self->device = g_strdup (fields->device);
  self->event_id = g_strdup (fields->event_id);
  self->cleared_by = g_strdup (fields->cleared_by);
  return self;
}

/**
 * foyer_alert_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerAlert *
foyer_alert_ref (FoyerAlert *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerAlert *self = data;

  g_free (self->id);
  g_free (self->kind);
  g_free (self->text);
  g_free (self->subject);
  g_free (self->device_id);
  g_free (self->device);
  g_free (self->event_id);
  g_free (self->cleared_by);
}

void
foyer_alert_unref (FoyerAlert *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}
