/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-census.h"
#include "relay/foyer-relay-listener.h"
#include "relay/foyer-relay-proxy-header.h"

G_BEGIN_DECLS

/* What the files of the listener share. */

struct _FoyerRelayVisitor {
  FoyerRelayListener *listener;
  /* Who is gone when this is: not owned. Of a visitor that was taken over there is only the
   * descriptor, which is its own. */
  GSocketConnection *connection;
  int fd;
  /* Where it comes from, until it has signed in. This very object is what it is known by: with
   * proxies in between, two may have the same address and port. */
  GSocketAddress *remote;
  /* As what it is counted; see foyer_network_of(). */
  char *network;
  GCancellable *cancellable;
  gint64 deadline;
  gboolean signed_in;
  /* In the crowd, from @since on; no data where it is in it no more. */
  GList in_crowd;
  gint64 since;
  /* While a proxy is heard: what it has said, and the connection, which nobody else has yet. */
  FoyerRelayProxyHeader *header;
  guint header_source;
  GSocketConnection *held;
};

struct _FoyerRelayListener {
  GObject parent_instance;

  SoupServer *server;
  GTlsCertificate *certificate;
  GSocket *socket;
  guint accept_source;
  guint crowd_source;
  GQueue crowd;
  guint deadline_source;
  FoyerRelayCensus *census;
  /* By their remote addresses, and by themselves when they have signed in. */
  GHashTable *visitors;
  /* Where proxies connect from: each a GInetAddressMask. */
  GPtrArray *proxies;
};

void foyer_relay_visitor_begin (FoyerRelayVisitor *self);
gboolean foyer_relay_visitor_move (FoyerRelayVisitor *self, GSocketAddress *source);

G_END_DECLS
