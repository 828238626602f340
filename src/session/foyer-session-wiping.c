/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-wiping"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "session/foyer-identity-private.h"
#include "session/foyer-store-opener.h"

#include <glib/gi18n.h>

/* Wiping what this desk knows of guests. That it is due is kept first, and until it was done, also
 * over restarts: before that nobody gets at the store, and no relay is told that it was done. */

/* A setting: scans waited when it was wiped, and what is left of them once they are delivered is
 * wiped as well. */
#define WIPE_AGAIN "wipe-again"

static gboolean
on_wiping_timeout (gpointer data)
{
  FoyerSession *self = data;

  self->wiping_timeout = 0;
  foyer_session_store_open (self);
  return G_SOURCE_REMOVE;
}

/**
 * foyer_session_wiping_try_again:
 *
 * The store cannot be had: where it is to be wiped, that is tried again, whether or not anybody
 * works here.
 */
void
foyer_session_wiping_try_again (FoyerSession *self)
{
  if (self->wiping_timeout == 0 && foyer_profile_is_wipe_due (self->profile))
    self->wiping_timeout =
        g_timeout_add_seconds (FOYER_LIMIT_WIPE_SECONDS, on_wiping_timeout, self);
}

/**
 * foyer_session_wiping_fail:
 * @reason: why what is to be wiped cannot be
 */
void
foyer_session_wiping_fail (FoyerSession *self, const GError *reason)
{
  g_autoptr (GError) error = NULL;

  g_set_error (&error,
               FOYER_ERROR,
               FOYER_ERROR_FAILED,
               /* Translators: %s is a sentence that says why. */
               _ ("What this desk kept of guests is not wiped yet, which Foyer tries again as long"
                  " as it is open: %s"),
               reason->message);
  foyer_session_store_take (self, NULL, error);
}

static void
fail (FoyerSession *self, FoyerStore *store, const GError *reason)
{
  self->unwiped = g_object_ref (store);
  foyer_session_wiping_fail (self, reason);
}

static void
finish (FoyerSession *self, FoyerStore *store, gboolean is_some_left)
{
  foyer_profile_set_setting (self->profile, WIPE_AGAIN, is_some_left ? "yes" : NULL);
  foyer_profile_set_wipe_due (self->profile, FALSE);
  foyer_session_store_take (self, g_object_ref (store), NULL);
  if (foyer_identity_get_state (self->identity) == FOYER_IDENTITY_STATE_REVOKED)
    foyer_identity_check (self->identity);
}

static void
on_left_counted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;
  FoyerStoreCounts counts = { 0 };

  foyer_store_count_scans_finish (FOYER_STORE (source), result, &counts, &error);
  if (self == NULL)
    return;
  if (error == NULL)
    finish (self, FOYER_STORE (source), counts.waiting > 0);
  else
    fail (self, FOYER_STORE (source), error);
}

static void
on_wiped (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;

  foyer_store_wipe_finish (FOYER_STORE (source), result, &error);
  if (self == NULL)
    return;
  if (error == NULL)
    foyer_store_count_scans_async (FOYER_STORE (source),
                                   NULL,
                                   on_left_counted,
                                   foyer_session_lend (self));
  else
    fail (self, FOYER_STORE (source), error);
}

/**
 * foyer_session_wiping_begin:
 * @store: (transfer full): what is wiped, which nobody else uses until then
 */
void
foyer_session_wiping_begin (FoyerSession *self, FoyerStore *store)
{
  g_autoptr (FoyerStore) own = store;

  self->is_opening = TRUE;
  foyer_store_wipe_async (own, NULL, on_wiped, foyer_session_lend (self));
}

/**
 * foyer_session_wiping_order:
 *
 * Wipes what this desk knows of guests, and who was greeted: now, or as soon as it can. Scans that
 * the relay does not have yet stay.
 */
void
foyer_session_wiping_order (FoyerSession *self)
{
  foyer_profile_set_wipe_due (self->profile, TRUE);
  foyer_session_store_forget (self);
  foyer_session_copy_stop (self);
  foyer_session_hearing_end (self);
  if (self->store != NULL)
    foyer_session_wiping_begin (self, g_steal_pointer (&self->store));
  else
    foyer_session_wiping_go_on (self);
}

/**
 * foyer_session_wiping_take_revoked:
 *
 * The relay says that this device was revoked. One that was paired leaves, and tells the relay what
 * it did; one that only has a token, or has told already, stays as it is without knowing anybody.
 */
void
foyer_session_wiping_take_revoked (FoyerSession *self)
{
  FoyerIdentityState state = foyer_identity_get_state (self->identity);

  if (state == FOYER_IDENTITY_STATE_NEW || state == FOYER_IDENTITY_STATE_REVOKED) {
    g_list_store_remove_all (self->recent);
    foyer_session_wiping_order (self);
  }
  foyer_identity_wipe (self->identity);
}

/**
 * foyer_session_wiping_take_delivered:
 *
 * No scan waits any more: where nobody is signed in, nothing is left that anybody needs.
 */
void
foyer_session_wiping_take_delivered (FoyerSession *self)
{
  g_autofree char *again = foyer_profile_get_setting (self->profile, WIPE_AGAIN);

  if (again != NULL && self->link == NULL && self->store != NULL)
    foyer_session_wiping_order (self);
}

/**
 * foyer_session_wiping_look:
 *
 * Nobody goes on here. Whoever signed out is forgotten first: what is left of guests after that is
 * to be wiped, also where the disk was so full that not even the order could be kept.
 */
void
foyer_session_wiping_look (FoyerSession *self)
{
  if (!foyer_session_store_knows_anybody (self) && foyer_store_opener_has_file (self->profile))
    foyer_profile_set_wipe_due (self->profile, TRUE);
  foyer_session_wiping_go_on (self);
}

/**
 * foyer_session_wiping_go_on:
 *
 * Wipes what is to be wiped still, if anything.
 */
void
foyer_session_wiping_go_on (FoyerSession *self)
{
  if (!foyer_profile_is_wipe_due (self->profile))
    return;
  if (self->is_opening || foyer_store_opener_has_file (self->profile))
    foyer_session_store_open (self);
  else
    foyer_profile_set_wipe_due (self->profile, FALSE);
}

/**
 * foyer_session_get_wipe_problem:
 *
 * Returns: (nullable): a sentence that says why what this desk kept of guests is not wiped yet; it
 *   changes with the property store-problem
 */
const char *
foyer_session_get_wipe_problem (FoyerSession *self)
{
  g_return_val_if_fail (FOYER_IS_SESSION (self), NULL);

  return foyer_profile_is_wipe_due (self->profile) ? self->store_problem : NULL;
}
