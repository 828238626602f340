/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Properties, readable and notified when they change: running (boolean), problem (string: what it
 * said last, in English, or NULL). */
#define FOYER_TYPE_HOST_RELAY (foyer_host_relay_get_type ())
G_DECLARE_FINAL_TYPE (FoyerHostRelay, foyer_host_relay, FOYER, HOST_RELAY, GObject)

FoyerHostRelay *foyer_host_relay_new (const char *data_dir, const char *host, guint16 port);

void foyer_host_relay_start_async (FoyerHostRelay *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean foyer_host_relay_start_finish (FoyerHostRelay *self, GAsyncResult *result, GError **error);
void foyer_host_relay_stop_async (FoyerHostRelay *self,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean foyer_host_relay_stop_finish (FoyerHostRelay *self, GAsyncResult *result, GError **error);

gboolean foyer_host_relay_get_running (FoyerHostRelay *self);
const char *foyer_host_relay_get_problem (FoyerHostRelay *self);
guint16 foyer_host_relay_get_port (FoyerHostRelay *self);

G_END_DECLS
