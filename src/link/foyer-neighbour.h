/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-signing-key.h"
#include "wire/foyer-message.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOYER_TYPE_NEIGHBOUR (foyer_neighbour_get_type ())
G_DECLARE_FINAL_TYPE (FoyerNeighbour, foyer_neighbour, FOYER, NEIGHBOUR, GObject)

/**
 * FoyerNeighbourSelf:
 * @event_id: what this desk speaks about
 * @device_id: which device it is
 * @key: its key
 * @certificate: with its private key; of the desk's own making
 *
 * Who this desk is to others. It outlives all connections.
 */
typedef struct {
  char *event_id;
  char *device_id;
  FoyerSigningKey key;
  GTlsCertificate *certificate;
} FoyerNeighbourSelf;

/**
 * FoyerNeighbourFuncs:
 * @find_key: the key of a desk that may be spoken with, or %NULL
 * @greeted: the other side has proven who it is; it may be closed there
 * @message: it says something
 * @closed: it is gone, or was closed; called once, and never from within another call
 */
typedef struct {
  const guint8 *(*find_key) (const char *device_id, gpointer user_data);
  void (*greeted) (FoyerNeighbour *neighbour, gpointer user_data);
  void (*message) (FoyerNeighbour *neighbour, FoyerMessage *message, gpointer user_data);
  void (*closed) (FoyerNeighbour *neighbour, gpointer user_data);
} FoyerNeighbourFuncs;

FoyerNeighbour *foyer_neighbour_new (GSocketConnection *connection,
                                     gboolean is_client,
                                     const FoyerNeighbourSelf *self_description,
                                     const FoyerNeighbourFuncs *funcs,
                                     gpointer user_data,
                                     GError **error);

void foyer_neighbour_send (FoyerNeighbour *self, const char *text);
void foyer_neighbour_close (FoyerNeighbour *self, const char *why);
void foyer_neighbour_leave (FoyerNeighbour *self);

const char *foyer_neighbour_get_device_id (FoyerNeighbour *self);
gboolean foyer_neighbour_is_client (FoyerNeighbour *self);
const char *foyer_neighbour_get_why_closed (FoyerNeighbour *self);

G_END_DECLS
