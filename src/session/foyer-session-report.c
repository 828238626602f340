/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-report"

#include "config.h"

#include "session/foyer-battery.h"
#include "session/foyer-session-private.h"
#include "wire/foyer-wire-device.h"

/* What the device says of itself, every half minute and when its camera changes, and which camera
 * it is to use. */

#define REPORT_SECONDS 30

static void
report (FoyerSession *self)
{
  FoyerClockEstimate clock = { 0 };
  gboolean clock_known = foyer_session_clock_estimate (self, &clock);
  g_auto (GStrv) addresses = foyer_session_hearing_list_addresses (self);
  FoyerDeviceReport fields = {
    .pending_scans = (int)foyer_session_get_waiting (self),
    .battery = foyer_battery_read (FOYER_BATTERY_FOLDER),
    .camera_state = self->camera_state,
    .camera_name = self->camera_name,
    .clock_known = clock_known,
    .clock_offset_ms = clock.offset / G_TIME_SPAN_MILLISECOND,
    .app_version = (char *)FOYER_VERSION,
    .addresses = addresses,
  };
  g_autofree char *text = foyer_wire_encode_report (&fields);

  foyer_link_send (self->link, text);
}

static gboolean
on_report_timeout (gpointer data)
{
  report (data);
  return G_SOURCE_CONTINUE;
}

/**
 * foyer_session_report_start:
 *
 * Reports now and every half minute from now on.
 */
void
foyer_session_report_start (FoyerSession *self)
{
  foyer_session_report_stop (self);
  self->report_timeout = g_timeout_add_seconds (REPORT_SECONDS, on_report_timeout, self);
  report (self);
}

/**
 * foyer_session_report_stop:
 *
 * Reports no more.
 */
void
foyer_session_report_stop (FoyerSession *self)
{
  g_clear_handle_id (&self->report_timeout, g_source_remove);
}

/**
 * foyer_session_set_camera_state:
 * @state: (nullable): a word such as `running` or `missing`
 * @camera_name: (nullable): what the camera calls itself
 *
 * Tells the relay, and so the admins, how this desk's camera is.
 */
void
foyer_session_set_camera_state (FoyerSession *self, const char *state, const char *camera_name)
{
  g_return_if_fail (FOYER_IS_SESSION (self));

  if (g_strcmp0 (self->camera_state, state) == 0 && g_strcmp0 (self->camera_name, camera_name) == 0)
    return;
  g_free (self->camera_state);
  self->camera_state = g_strdup (state);
  g_free (self->camera_name);
  self->camera_name = g_strdup (camera_name);
  /* Who signs out is online until the last one has heard of it. */
  if (self->state == FOYER_SESSION_STATE_ONLINE && self->link != NULL)
    report (self);
}

/**
 * foyer_session_get_camera_id:
 *
 * Returns: (transfer none) (nullable): the camera that this desk chose last
 */
const char *
foyer_session_get_camera_id (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return self->camera_id;
}

/**
 * foyer_session_choose_camera:
 * @camera_id: (nullable): what names the camera also when it is plugged in again; %NULL for any
 *
 * Remembers the choice. Whether the camera is there is not asked.
 */
void
foyer_session_choose_camera (FoyerSession *self, const char *camera_id)
{
  g_return_if_fail (FOYER_IS_SESSION (self));

  if (g_strcmp0 (self->camera_id, camera_id) == 0)
    return;
  g_free (self->camera_id);
  self->camera_id = g_strdup (camera_id);
  foyer_profile_set_setting (self->profile, "camera", camera_id);
}
