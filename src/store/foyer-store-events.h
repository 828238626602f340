/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-event.h"
#include "store/foyer-store-file.h"

G_BEGIN_DECLS

/**
 * FoyerStoreTickets:
 * @FOYER_STORE_TICKETS_NONE: there is no copy
 * @FOYER_STORE_TICKETS_VOID: of the void ones only: signed codes can be judged
 * @FOYER_STORE_TICKETS_ALL: of all
 *
 * Which tickets of an event a desk knows.
 */
typedef enum {
  FOYER_STORE_TICKETS_NONE,
  FOYER_STORE_TICKETS_VOID,
  FOYER_STORE_TICKETS_ALL,
} FoyerStoreTickets;

/**
 * FoyerStoreEvent:
 * @event: how it is set up
 * @tickets: which tickets there is a copy of
 * @copy: the number of that copy; 0 without one
 * @seq: the newest change that the copy includes; 0 without one
 *
 * What this desk has of an event.
 */
typedef struct {
  FoyerEvent *event;
  FoyerStoreTickets tickets;
  gint64 copy;
  gint64 seq;
} FoyerStoreEvent;

void foyer_store_event_clear (FoyerStoreEvent *self);

gboolean foyer_store_save_event (FoyerStoreFile *file, const FoyerEvent *event, GError **error);
gboolean foyer_store_load_event (FoyerStoreFile *file,
                                 const char *event_id,
                                 FoyerStoreEvent *event,
                                 GError **error);
GPtrArray *foyer_store_load_other_events (FoyerStoreFile *file,
                                          const char *event_id,
                                          GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerStoreEvent, foyer_store_event_clear)

G_END_DECLS
