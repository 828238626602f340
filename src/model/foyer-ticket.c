/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ticket"

#include "config.h"

#include "model/foyer-ticket.h"

G_DEFINE_BOXED_TYPE (FoyerTicket, foyer_ticket, foyer_ticket_ref, foyer_ticket_unref)

/**
 * foyer_ticket_new:
 * @fields: what the ticket holds; it is copied
 *
 * Returns: (transfer full): a new ticket
 */
FoyerTicket *
foyer_ticket_new (const FoyerTicket *fields)
{
  FoyerTicket *self = g_atomic_rc_box_new0 (FoyerTicket);

  *self = *fields;
  self->id = g_strdup (fields->id);
  self->event_id = g_strdup (fields->event_id);
  self->ticket_type = g_strdup (fields->ticket_type);
  self->order_code = g_strdup (fields->order_code);
  self->name = g_strdup (fields->name);
  self->email = g_strdup (fields->email);
  self->attention = g_strdup (fields->attention);
  self->code_sha256 = g_strdup (fields->code_sha256);
  self->allowed_entries = MAX (1, fields->allowed_entries);
  return self;
}

/**
 * foyer_ticket_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerTicket *
foyer_ticket_ref (FoyerTicket *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerTicket *self = data;

  g_free (self->id);
  g_free (self->event_id);
  g_free (self->ticket_type);
  g_free (self->order_code);
  g_free (self->name);
  g_free (self->email);
  g_free (self->attention);
  g_free (self->code_sha256);
}

void
foyer_ticket_unref (FoyerTicket *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}
