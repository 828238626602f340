/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-tied-window"

#include "config.h"

#include "app/foyer-tied-window.h"

/* Windows that show what only who is signed in may see: whoever comes next finds none of them. */

/**
 * foyer_tied_window_destroy:
 *
 * Destroys @window after those that belong to it: a question keeps the window that asks it, and
 * would stay until it is answered.
 */
void
foyer_tied_window_destroy (GtkWindow *window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    g_ptr_array_add (others, g_list_model_get_item (toplevels, i));
  for (guint i = 0; i < others->len; i++) {
    GtkWindow *other = g_ptr_array_index (others, i);

    if (gtk_window_get_transient_for (other) == window)
      foyer_tied_window_destroy (other);
  }
  gtk_window_destroy (window);
}

static void
on_session_notify_state (FoyerSession *session, GParamSpec *pspec, GtkWindow *window)
{
  FoyerSessionState state = foyer_session_get_state (session);

  if (state == FOYER_SESSION_STATE_SIGNED_OUT || state == FOYER_SESSION_STATE_REFUSED)
    foyer_tied_window_destroy (window);
}

/* Who still waits for an answer keeps what is left of the window, perhaps for longer than there is
 * the one that it belonged to, which GTK 4.8 would look for at the end. */
static void
on_window_unrealize (GtkWindow *window)
{
  gtk_window_set_transient_for (window, NULL);
}

/**
 * foyer_tied_window_watch:
 * @session: of who is signed in
 *
 * Destroys @window, and those that belong to it, once they are not any more, from here or
 * elsewhere.
 */
void
foyer_tied_window_watch (GtkWindow *window, FoyerSession *session)
{
  g_signal_connect_object (session,
                           "notify::state",
                           G_CALLBACK (on_session_notify_state),
                           window,
                           0);
  g_signal_connect (window, "unrealize", G_CALLBACK (on_window_unrealize), NULL);
}
