/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-found-ticket"

#include "config.h"

#include "model/foyer-found-ticket.h"

G_DEFINE_BOXED_TYPE (FoyerFoundTicket,
                     foyer_found_ticket,
                     foyer_found_ticket_ref,
                     foyer_found_ticket_unref)

/**
 * foyer_found_ticket_new:
 * @fields: what the find holds; the ticket is shared, texts copied
 *
 * Returns: (transfer full): a new value
 */
FoyerFoundTicket *
foyer_found_ticket_new (const FoyerFoundTicket *fields)
{
  FoyerFoundTicket *self = g_atomic_rc_box_new0 (FoyerFoundTicket);

  *self = *fields;
  self->ticket = foyer_ticket_ref (fields->ticket);
  self->earlier.verified_by = g_strdup (fields->earlier.verified_by);
  self->earlier.device = g_strdup (fields->earlier.device);
  return self;
}

/**
 * foyer_found_ticket_ref:
 *
 * Returns: (transfer full): @self
 */
FoyerFoundTicket *
foyer_found_ticket_ref (FoyerFoundTicket *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
free_fields (gpointer data)
{
  FoyerFoundTicket *self = data;

  foyer_ticket_unref (self->ticket);
  g_free (self->earlier.verified_by);
  g_free (self->earlier.device);
}

void
foyer_found_ticket_unref (FoyerFoundTicket *self)
{
  g_atomic_rc_box_release_full (self, free_fields);
}
