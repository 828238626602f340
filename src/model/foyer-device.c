/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-device"

#include "config.h"

#include "model/foyer-device.h"

G_DEFINE_BOXED_TYPE (FoyerDevice, foyer_device, foyer_device_ref, foyer_device_unref)

/**
 * foyer_device_new:
 * @fields: what the device holds; it is copied
 *
 * Returns: (transfer full): a new value
 */
FoyerDevice *
foyer_device_new (const FoyerDevice *fields)
{
  FoyerDevice *self = g_atomic_rc_box_new0 (FoyerDevice);

  *self = *fields;
  self->id = g_strdup (fields->id);
  self->name = g_strdup (fields->name);
  self->staff_email = g_strdup (fields->staff_email);
  self->gate = g_strdup (fields->gate);
  self->camera_state = g_strdup (fields->camera_state);
  self->camera_name = g_strdup (fields->camera_name);
  self->app_version = g_strdup (fields->app_version);
  self->event_id = g_strdup (fields->event_id);
  self->list_id = g_strdup (fields->list_id);
  return self;
}

/**
 * foyer_device_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerDevice *
foyer_device_ref (FoyerDevice *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerDevice *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->staff_email);
  g_free (self->gate);
  g_free (self->camera_state);
  g_free (self->camera_name);
  g_free (self->app_version);
  g_free (self->event_id);
  g_free (self->list_id);
}

void
foyer_device_unref (FoyerDevice *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}

/**
 * foyer_device_report_clear:
 *
 * Frees what the report holds.
 */
void
foyer_device_report_clear (FoyerDeviceReport *self)
{
  g_clear_pointer (&self->camera_state, g_free);
  g_clear_pointer (&self->camera_name, g_free);
  g_clear_pointer (&self->app_version, g_free);
  g_clear_pointer (&self->addresses, g_strfreev);
}

/**
 * foyer_device_report_copy:
 * @copy: (out caller-allocates): clear it with foyer_device_report_clear()
 */
void
foyer_device_report_copy (const FoyerDeviceReport *self, FoyerDeviceReport *copy)
{
  *copy = *self;
  copy->camera_state = g_strdup (self->camera_state);
  copy->camera_name = g_strdup (self->camera_name);
  copy->app_version = g_strdup (self->app_version);
  copy->addresses = g_strdupv (self->addresses);
}
