/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_LISTENER (foyer_relay_listener_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayListener, foyer_relay_listener, FOYER, RELAY_LISTENER, GObject)

/* A connection that lives without the objects that it came with. */
typedef struct _FoyerRelayVisitor FoyerRelayVisitor;

FoyerRelayListener *foyer_relay_listener_new (SoupServer *server, GTlsCertificate *certificate);
gboolean foyer_relay_listener_listen (FoyerRelayListener *self,
                                      GInetSocketAddress *address,
                                      GError **error);
void foyer_relay_listener_trust (FoyerRelayListener *self, const char *const *networks);
void foyer_relay_listener_set_certificate (FoyerRelayListener *self, GTlsCertificate *certificate);
void foyer_relay_listener_stop (FoyerRelayListener *self);
guint16 foyer_relay_listener_get_port (FoyerRelayListener *self);
guint foyer_relay_listener_get_n_connections (FoyerRelayListener *self);
GSocketConnection *foyer_relay_listener_find (FoyerRelayListener *self,
                                              GSocketAddress *remote_address);
FoyerRelayVisitor *foyer_relay_listener_take_over (FoyerRelayListener *self,
                                                   GSocketAddress *remote_address);
void foyer_relay_listener_sign_in (FoyerRelayListener *self, GSocketAddress *remote_address);

int foyer_relay_visitor_get_fd (const FoyerRelayVisitor *self);
void foyer_relay_visitor_free (FoyerRelayVisitor *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerRelayVisitor, foyer_relay_visitor_free)

G_END_DECLS
