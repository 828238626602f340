/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-error.h"
#include "session/foyer-courier.h"

G_BEGIN_DECLS

/* A courier in a world that a test scripts: what it wants done is written down, and done when the
 * test says so. A store that keeps what waits, and a relay that remembers what it answered. */

#define MS G_TIME_SPAN_MILLISECOND

/* @waiting: what the desk has decided and the relay does not have, in order. @log: one word per
 * effect with the number of the scan, such as "ask 1". @overridden: whom a supervisor let in here;
 * @told: of which of them the last batch has told. */
typedef struct {
  FoyerCourier *courier;
  gint64 now;
  gboolean is_open;
  gboolean has_copy;
  gboolean is_store_slow;
  GPtrArray *scans;
  GPtrArray *waiting;
  GPtrArray *aside;
  GPtrArray *judging;
  GString *log;
  char *batch_id;
  GPtrArray *batch;
  gboolean is_listing;
  GHashTable *overridden;
  GHashTable *told;
  gboolean is_relay_old;
} World;

World *world_new (void);
World *world_new_online (void);
void world_free (World *world);
void world_check_log (World *world, const char *expected);
void world_connect (World *world);
void world_catch_up (World *world);
void world_disconnect (World *world);
void world_scan (World *world);
void world_override (World *world, guint number);
const char *world_get_id (World *world, guint number);
void world_rule (World *world, const char *scan_id);
void world_give_list (World *world);
void world_answer (World *world, guint number, FoyerOutcome outcome);
gboolean world_answer_error (World *world, const char *re, FoyerError code);
void world_pass (World *world, gint64 ms);
void world_sync_batch (World *world, guint poison, int code);
void world_sync_all (World *world);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

G_END_DECLS
