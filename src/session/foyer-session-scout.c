/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-scout"

#include "config.h"

#include "session/foyer-session-private.h"

#include "link/foyer-scout.h"
#include "session/foyer-identity-private.h"

/* Follows a relay that is somewhere else now. While it does not answer where it was, it is looked
 * for: at the addresses of the pairing, and where the local network hears it. Nobody else is taken
 * for it, because whoever answers has to show the certificate of the pairing. */

/* The pause between two searches; the link goes on trying the address that it knows. */
#define PAUSE_SECONDS 10

static void look (FoyerSession *self);

static gboolean
on_pause_timeout (gpointer data)
{
  FoyerSession *self = data;

  self->scout_timeout = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
take (FoyerSession *self, const char *found)
{
  g_autoptr (GError) error = NULL;

  foyer_identity_remember_address (self->identity, found);
  if (g_strcmp0 (found, self->address) == 0)
    return;
  if (!foyer_link_set_address (self->link, found, &error)) {
    g_warning ("The relay was found where it cannot be: %s", error->message);
    return;
  }
  g_free (self->address);
  self->address = g_strdup (found);
  if (self->remember)
    foyer_profile_set_setting (self->profile, "address", found);
  foyer_session_notify (self, FOYER_SESSION_PROP_ADDRESS);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *found = foyer_scout_find_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->scout);
  if (found != NULL)
    take (self, found);
  else
    g_debug ("The relay was not found: %s", error->message);
  self->scout_timeout = g_timeout_add_seconds (PAUSE_SECONDS, on_pause_timeout, self);
}

static void
look (FoyerSession *self)
{
  g_auto (GStrv) addresses = foyer_identity_dup_addresses (self->identity);
  g_autofree char *fingerprint = foyer_identity_get_fingerprint (self->identity);
  FoyerScoutOrder order = { self->address, (const char *const *)addresses, fingerprint };

  self->scout = g_cancellable_new ();
  foyer_scout_find_async (&order, self->scout, on_found, g_object_ref (self));
}

/**
 * foyer_session_scout_start:
 *
 * Looks for the relay until foyer_session_scout_stop(), where this device was paired with one.
 */
void
foyer_session_scout_start (FoyerSession *self)
{
  if (self->scout != NULL || self->scout_timeout != 0 ||
      foyer_identity_get_state (self->identity) != FOYER_IDENTITY_STATE_APPROVED)
    return;
  look (self);
}

/**
 * foyer_session_scout_stop:
 *
 * Looks for nobody any more.
 */
void
foyer_session_scout_stop (FoyerSession *self)
{
  g_clear_handle_id (&self->scout_timeout, g_source_remove);
  g_cancellable_cancel (self->scout);
  g_clear_object (&self->scout);
}
