/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-gossip.h"

G_BEGIN_DECLS

/* A hall of desks, some of which hear each other: what is said waits in a queue for each direction,
 * and comes whole and in order until the two hear each other no more. */

#define DESKS_MAX 20
#define EVENT     "0d9f2f0a-43a8-4d0c-9a2e-3f8a3f1f9b11"
#define TICKET    "9b0c6a2d-0c35-4b50-8d8f-8a0e4e6f5d03"
#define LIST      "8c1d0a52-7f8e-4a55-b3a0-0d6a7a0b9c01"
#define SECOND    G_TIME_SPAN_SECOND

typedef struct _Hall Hall;

/* The neighbour that one desk sees. */
typedef struct {
  Hall *hall;
  guint from;
  guint to;
  gboolean is_open;
  GQueue said;
} Line;

typedef struct {
  Hall *hall;
  guint number;
  char *device_id;
  char *run_id;
  gint64 last;
  FoyerSigningKey key;
  FoyerGossip *gossip;
  GPtrArray *heard;
} Desk;

struct _Hall {
  guint n_desks;
  Desk desks[DESKS_MAX];
  Line lines[DESKS_MAX][DESKS_MAX];
  GPtrArray *known;
  gint64 now;
  guint n_items_said;
  guint n_runs_said;
  guint n_messages;
  guint n_distrusted;
};

void hall_message_free (gpointer data);
void hall_hang_up (Hall *hall, guint a, guint b);
void hall_start (Desk *desk);
Hall *hall_new (guint n_desks);
void hall_free (Hall *hall);
void hall_call (Hall *hall, guint a, guint b);
FoyerHeard *hall_make_item (Desk *desk, gint64 number, const FoyerSigningKey *key);
void hall_admit (Hall *hall, guint number);
gboolean hall_deliver (Hall *hall, guint from, guint to);
gboolean hall_deliver_all (Hall *hall);
gint64 hall_tick (Hall *hall);
void hall_settle (Hall *hall);
guint hall_count_all (Hall *hall);
void hall_assert_knows_all (Hall *hall, guint number);
void hall_assert_all_know_all (Hall *hall);
void hall_say (Hall *hall, guint from, guint to, FoyerGossipKind kind, FoyerHeard *item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Hall, hall_free)

G_END_DECLS
