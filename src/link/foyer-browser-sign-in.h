/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOYER_TYPE_BROWSER_SIGN_IN (foyer_browser_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (FoyerBrowserSignIn, foyer_browser_sign_in, FOYER, BROWSER_SIGN_IN, GObject)

/**
 * FoyerBrowserOpenFunc:
 * @url: what to open
 *
 * Opens the system's browser, or begins to.
 *
 * Returns: whether it could; otherwise @error is set
 */
typedef gboolean (*FoyerBrowserOpenFunc) (const char *url, gpointer user_data, GError **error);

FoyerBrowserSignIn *foyer_browser_sign_in_new (GError **error);

const char *foyer_browser_sign_in_get_redirect_uri (FoyerBrowserSignIn *self);
void foyer_browser_sign_in_set_patience (FoyerBrowserSignIn *self, guint seconds);

void foyer_browser_sign_in_run_async (FoyerBrowserSignIn *self,
                                      const char *url,
                                      const char *state,
                                      FoyerBrowserOpenFunc open,
                                      gpointer open_data,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
char *foyer_browser_sign_in_run_finish (FoyerBrowserSignIn *self,
                                        GAsyncResult *result,
                                        GError **error);

G_END_DECLS
