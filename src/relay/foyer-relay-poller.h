/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOYER_TYPE_RELAY_POLLER (foyer_relay_poller_get_type ())
G_DECLARE_FINAL_TYPE (FoyerRelayPoller, foyer_relay_poller, FOYER, RELAY_POLLER, GObject)

typedef struct _FoyerRelayPollEntry FoyerRelayPollEntry;

/**
 * FoyerRelayPollFuncs:
 * @ready: the descriptor can be read, or written where that was asked for
 * @flush: the turn in which foyer_relay_poller_flush_soon() was called is over
 * @tick: a second has gone by
 *
 * What an entry hears. Each of them may remove the entry.
 */
typedef struct {
  void (*ready) (FoyerRelayPollEntry *entry, gboolean readable, gboolean writable);
  void (*flush) (FoyerRelayPollEntry *entry);
  void (*tick) (FoyerRelayPollEntry *entry, gint64 now);
} FoyerRelayPollFuncs;

/**
 * FoyerRelayPollEntry:
 *
 * One descriptor; part of whatever struct it is watched for. Its fields are private.
 */
struct _FoyerRelayPollEntry {
  const FoyerRelayPollFuncs *funcs;
  int fd;
  guint index;
  gboolean writing;
  gboolean flushing;
  GList flush_link;
};

FoyerRelayPoller *foyer_relay_poller_new (GError **error);
void foyer_relay_poller_add (FoyerRelayPoller *self,
                             FoyerRelayPollEntry *entry,
                             int fd,
                             const FoyerRelayPollFuncs *funcs);
void foyer_relay_poller_remove (FoyerRelayPoller *self, FoyerRelayPollEntry *entry);
void foyer_relay_poller_set_writing (FoyerRelayPoller *self,
                                     FoyerRelayPollEntry *entry,
                                     gboolean writing);
void foyer_relay_poller_flush_soon (FoyerRelayPoller *self, FoyerRelayPollEntry *entry);
guint8 *foyer_relay_poller_get_buffer (FoyerRelayPoller *self, gsize *size);

G_END_DECLS
