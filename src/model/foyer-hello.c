/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-hello"

#include "config.h"

#include "model/foyer-hello.h"

G_DEFINE_BOXED_TYPE (FoyerHello, foyer_hello, foyer_hello_ref, foyer_hello_unref)

/**
 * foyer_hello_new:
 * @fields: what the greeting holds; values in it are shared, texts copied
 *
 * Returns: (transfer full): a new value
 */
FoyerHello *
foyer_hello_new (const FoyerHello *fields)
{
  FoyerHello *self = g_atomic_rc_box_new0 (FoyerHello);

  *self = *fields;
  self->relay = g_strdup (fields->relay);
  self->staff = foyer_staff_ref (fields->staff);
  self->device = foyer_device_ref (fields->device);
  self->session_id = g_strdup (fields->session_id);
  self->method = g_strdup (fields->method);
  self->events = g_ptr_array_ref (fields->events);
  return self;
}

/**
 * foyer_hello_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerHello *
foyer_hello_ref (FoyerHello *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerHello *self = data;

  g_free (self->relay);
  foyer_staff_unref (self->staff);
  foyer_device_unref (self->device);
  g_free (self->session_id);
  g_free (self->method);
  g_ptr_array_unref (self->events);
}

void
foyer_hello_unref (FoyerHello *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}

/**
 * foyer_event_head_new:
 * @id: a UUID
 * @name: what people call the event
 * @seq: the number of its newest change; 0 where there is none
 * @epoch: what @seq counts in
 *
 * Returns: (transfer full): a new head, with the least role
 */
FoyerEventHead *
foyer_event_head_new (const char *id, const char *name, gint64 seq, gint64 epoch)
{
  FoyerEventHead *self = g_new0 (FoyerEventHead, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->seq = seq;
  self->epoch = epoch;
  return self;
}

void
foyer_event_head_free (FoyerEventHead *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}
