/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-mending"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-error.h"

/* A file that is damaged where nobody looks when it is opened: the tickets and what else can be
 * fetched again. It is put aside with them as soon as a relay is there to fetch them from; until
 * then what can be read of them is worth more than nothing. Where that does not help the disk is to
 * blame, so that it is tried once in a run of the program. */

static void
on_mended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *aside = NULL;
  guint n_scans;
  gboolean is_done =
      foyer_store_rescue_finish (FOYER_STORE (source), result, &n_scans, &aside, &error);

  if (self == NULL || self->store == NULL)
    return;
  foyer_session_store_take_error (self, error);
  foyer_session_copy_close (self);
  if (!is_done) {
    /* It is closed; the next scan opens it as it is. */
    g_clear_object (&self->store);
    return;
  }
  foyer_session_store_set_aside (self, aside);
  foyer_session_store_look (self);
  foyer_session_store_count (self);
}

/**
 * foyer_session_mending_take_error:
 * @error: (nullable): why something was not kept
 */
void
foyer_session_mending_take_error (FoyerSession *self, const GError *error)
{
  if (!g_error_matches (error, FOYER_ERROR, FOYER_ERROR_DAMAGED) || self->has_mended ||
      self->store == NULL || self->state != FOYER_SESSION_STATE_ONLINE)
    return;
  self->has_mended = TRUE;
  foyer_session_copy_close (self);
  foyer_store_rescue_async (self->store, NULL, on_mended, foyer_session_lend (self));
}
