/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "relay/foyer-relay-range.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define FOYER_RELAY_EVENTS_PATH "/v1/events"

/**
 * FoyerRelaySnapshotRequest:
 * @event_id: (nullable): of which event; %NULL where the path is none of a snapshot
 * @only_void: whether other tickets than void ones are left out
 * @known_tags: (nullable): what `If-None-Match` says
 * @has_range: whether only @range is wanted
 * @range: which part
 * @range_tag: (nullable): of what it is a part, or nothing; see `If-Range`
 * @is_compressed: whether the bytes may be
 *
 * What somebody asks for.
 */
typedef struct {
  char *event_id;
  gboolean only_void;
  char *known_tags;
  gboolean has_range;
  FoyerRelayRange range;
  char *range_tag;
  gboolean is_compressed;
} FoyerRelaySnapshotRequest;

void foyer_relay_snapshot_request_read (FoyerRelaySnapshotRequest *self,
                                        const char *path,
                                        GHashTable *query,
                                        SoupMessageHeaders *headers);
void foyer_relay_snapshot_request_write_head (const FoyerRelaySnapshotRequest *self,
                                              SoupMessageHeaders *headers,
                                              guint status,
                                              gint64 size);
void foyer_relay_snapshot_request_clear (FoyerRelaySnapshotRequest *self);

G_END_DECLS
