/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/foyer-uuid.h"
#include "wire-values.h"
#include "wire/foyer-wire-alerts.h"

/* What is said about alerts, read back. */

#define ROUNDS 200

static void
test_raised (void)
{
  for (int i = 0; i < ROUNDS; i++) {
    g_autofree char *id = foyer_uuid_new ();
    g_autofree char *device_id = wire_maybe_uuid ();
    g_autofree char *device = wire_maybe_text ();
    g_autofree char *event_id = wire_maybe_uuid ();
    const FoyerAlert alert = {
      .id = id,
      .kind = (char *)foyer_alert_kind_to_nick (
          (FoyerAlertKind)g_test_rand_int_range (0, FOYER_N_ALERT_KINDS)),
      .severity = (FoyerAlertSeverity)g_test_rand_int_range (0, 2),
      .text = (char *)"Look here.",
      .subject = (char *)"192.0.2.7",
      .device_id = device_id,
      .device = device,
      .event_id = event_id,
      .at = 1777658553501000,
      .last_at = wire_maybe_time (),
      .times = wire_random_count (),
    };
    g_autoptr (GString) out = g_string_new (NULL);
    g_autoptr (FoyerMessage) message = NULL;
    g_autoptr (FoyerAlert) read = NULL;

    foyer_wire_write_alert_raised (out, &alert);
    message = wire_read_back (out->str, FOYER_SENDER_RELAY);
    read = foyer_wire_read_alert_raised (message);
    g_assert_cmpstr (read->id, ==, alert.id);
    g_assert_cmpstr (read->kind, ==, alert.kind);
    g_assert_cmpint (read->severity, ==, alert.severity);
    g_assert_cmpstr (read->text, ==, alert.text);
    g_assert_cmpstr (read->subject, ==, alert.subject);
    g_assert_cmpstr (read->device_id, ==, alert.device_id);
    g_assert_cmpstr (read->device, ==, alert.device);
    g_assert_cmpstr (read->event_id, ==, alert.event_id);
    g_assert_cmpint (read->at, ==, alert.at);
    g_assert_cmpint (read->last_at, ==, alert.last_at);
    g_assert_cmpint (read->times, ==, alert.times);
  }
}

static void
test_acknowledging (void)
{
  g_autofree char *id = foyer_uuid_new ();
  g_autofree char *text = foyer_wire_encode_acknowledge_alert ("a", id, id);
  g_autoptr (FoyerMessage) asked = wire_read_back (text, FOYER_SENDER_DEVICE);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FoyerMessage) cleared = NULL;

  g_assert_cmpstr (foyer_message_get_string (asked, "alert_id"), ==, id);
  foyer_wire_write_alert_cleared (out, id, "eve@example.org");
  cleared = wire_read_back (out->str, FOYER_SENDER_RELAY);
  g_assert_cmpstr (foyer_message_get_string (cleared, "alert_id"), ==, id);
  g_assert_cmpstr (foyer_message_get_string (cleared, "cleared_by"), ==, "eve@example.org");
}

static void
test_kinds (void)
{
  FoyerAlertKind kind = FOYER_ALERT_LOG_CUT;

  for (guint i = 0; i < FOYER_N_ALERT_KINDS; i++) {
    g_assert_true (
        foyer_alert_kind_from_nick (foyer_alert_kind_to_nick ((FoyerAlertKind)i), &kind));
    g_assert_cmpint (kind, ==, i);
    g_assert_true (g_str_has_suffix (foyer_alert_kind_get_text ((FoyerAlertKind)i), "."));
  }
  g_assert_false (foyer_alert_kind_from_nick ("of_tomorrow", &kind));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/alerts/raised", test_raised);
  g_test_add_func ("/wire/alerts/acknowledging", test_acknowledging);
  g_test_add_func ("/wire/alerts/kinds", test_kinds);
  return g_test_run ();
}
