/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-desk.h"
#include "model/foyer-heard.h"

G_BEGIN_DECLS

/**
 * FoyerGossipRun:
 * @device_id: whose numbers they are
 * @run_id: the run of them
 * @last: the highest number up to which there is none missing; of what is asked for, the one after
 *   which it is to begin
 *
 * How far somebody has heard a device.
 */
typedef struct {
  char device_id[37];
  char run_id[37];
  gint64 last;
} FoyerGossipRun;

/**
 * FoyerGossipKind:
 * @FOYER_GOSSIP_KNOWLEDGE: how far the desk has heard whom
 * @FOYER_GOSSIP_QUESTION: what it wants to hear
 * @FOYER_GOSSIP_ANSWER: some of what was asked for; nothing where there is nothing
 * @FOYER_GOSSIP_NEWS: what has just happened at the door of the desk that says so
 */
typedef enum {
  FOYER_GOSSIP_KNOWLEDGE,
  FOYER_GOSSIP_QUESTION,
  FOYER_GOSSIP_ANSWER,
  FOYER_GOSSIP_NEWS,
} FoyerGossipKind;

/**
 * FoyerGossipMessage:
 * @runs: (element-type FoyerGossipRun) (nullable): of knowledge and questions
 * @items: (element-type FoyerHeard) (nullable): of answers and news
 *
 * What desks say to each other. Made by who says it, borrowed by who hears it.
 */
typedef struct {
  FoyerGossipKind kind;
  GArray *runs;
  GPtrArray *items;
} FoyerGossipMessage;

/**
 * FoyerGossipFuncs:
 * @send: say @message to a neighbour
 * @heard: items that this desk did not know: signed, and none between them missing
 * @distrust: a neighbour has passed something on that is not signed as it should be; the last thing
 *   that is called, so that it may be disconnected there
 */
typedef struct {
  void (*send) (gpointer neighbour, const FoyerGossipMessage *message, gpointer user_data);
  void (*heard) (const GPtrArray *items, gpointer user_data);
  void (*distrust) (gpointer neighbour, gpointer user_data);
} FoyerGossipFuncs;

typedef struct _FoyerGossip FoyerGossip;

FoyerGossip *foyer_gossip_new (const char *event_id,
                               const FoyerGossipFuncs *funcs,
                               gpointer user_data);
void foyer_gossip_free (FoyerGossip *self);

void foyer_gossip_set_desks (FoyerGossip *self, const GPtrArray *desks, gint64 now);
void foyer_gossip_restore (FoyerGossip *self, const GPtrArray *items);
gboolean foyer_gossip_add_own (FoyerGossip *self, const FoyerHeard *item);

void foyer_gossip_connect (FoyerGossip *self,
                           gpointer neighbour,
                           const char *device_id,
                           gint64 now);
void foyer_gossip_disconnect (FoyerGossip *self, gpointer neighbour, gint64 now);
void foyer_gossip_take (FoyerGossip *self,
                        gpointer neighbour,
                        const FoyerGossipMessage *message,
                        gint64 now);
gint64 foyer_gossip_tick (FoyerGossip *self, gint64 now);

gint64 foyer_gossip_get_last (FoyerGossip *self, const char *device_id, const char *run_id);
guint foyer_gossip_get_size (FoyerGossip *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerGossip, foyer_gossip_free)

G_END_DECLS
