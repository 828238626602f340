/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-courier.h"

G_BEGIN_DECLS

/* What the files of FoyerCourier share. */

#define FOYER_COURIER_MS G_TIME_SPAN_MILLISECOND

/**
 * FoyerErrandState:
 * @FOYER_ERRAND_HELD: it waits until the relay knows what this desk did before
 * @FOYER_ERRAND_ASKED: the relay was asked, and a guest waits
 * @FOYER_ERRAND_JUDGING: the desk is deciding
 * @FOYER_ERRAND_OPEN: the desk cannot decide; the relay is asked until it does
 * @FOYER_ERRAND_DECIDED: the desk has decided; the relay may still answer
 */
typedef enum {
  FOYER_ERRAND_HELD,
  FOYER_ERRAND_ASKED,
  FOYER_ERRAND_JUDGING,
  FOYER_ERRAND_OPEN,
  FOYER_ERRAND_DECIDED,
} FoyerErrandState;

/**
 * FoyerErrand:
 * @submitted_at: when it was scanned
 * @is_asked: whether the relay was asked on this connection and has not refused
 * @asked_at: when
 * @deadline: when something has to happen; %G_MAXINT64: never
 * @is_told: whether who waits has been told that there is no verdict yet
 * @answer: (nullable): what the relay said while the desk was deciding
 * @ruling: (nullable): what the desk decided
 *
 * A scan on its way.
 */
typedef struct {
  FoyerScan *scan;
  FoyerErrandState state;
  gint64 submitted_at;
  gboolean is_asked;
  gint64 asked_at;
  gint64 deadline;
  gboolean is_told;
  FoyerVerdict *answer;
  FoyerVerdict *ruling;
} FoyerErrand;

typedef enum {
  FOYER_QUEUE_IDLE,
  FOYER_QUEUE_LISTING,
  FOYER_QUEUE_SENT,
} FoyerQueueState;

/**
 * FoyerCourier:
 * @errands: (element-type FoyerErrand): in the order in which they came
 * @errands_by_id: the same, by the ids of their scans
 * @has_caught_up: whether the changes that were missed are here
 * @has_backlog: whether scans wait that the relay has never heard of
 * @stalled_until: until when the relay cannot take them
 * @queue_at: when the queue is looked at next; %G_MAXINT64: never
 * @batch_id: (nullable): the `sync_scans` without an answer
 * @batch_deadline: when it is given up
 * @overridden: scans of the newest batch that told of a supervisor's override
 * @mode: what was told last
 */
struct _FoyerCourier {
  FoyerCourierEffects effects;
  gpointer user_data;
  FoyerPace pace;
  GPtrArray *errands;
  GHashTable *errands_by_id;

  gboolean has_caught_up;
  gboolean has_backlog;
  gint64 stalled_until;
  FoyerQueueState queue;
  gint64 queue_at;
  char *batch_id;
  gint64 batch_deadline;
  GHashTable *overridden;

  FoyerDeskMode mode;
};

typedef void (*FoyerErrandFunc) (FoyerCourier *self, FoyerErrand *errand, gint64 now);

FoyerErrand *foyer_courier_find (const FoyerCourier *self, const char *scan_id);
void foyer_courier_remove (FoyerCourier *self, FoyerErrand *errand);
void foyer_courier_for_each (FoyerCourier *self, FoyerErrandFunc func, gint64 now);
void foyer_courier_judge (FoyerCourier *self, FoyerErrand *errand);
gboolean foyer_courier_ask (FoyerCourier *self, FoyerErrand *errand, gint64 now);
void foyer_courier_resume (FoyerCourier *self, gint64 now);
void foyer_courier_check_mode (FoyerCourier *self);

gboolean foyer_courier_queue_is_behind (const FoyerCourier *self, gint64 now);
void foyer_courier_queue_add (FoyerCourier *self, gint64 now);
void foyer_courier_queue_expect (FoyerCourier *self, gint64 at);
void foyer_courier_queue_stop (FoyerCourier *self);
void foyer_courier_queue_tick (FoyerCourier *self, gint64 now);
gint64 foyer_courier_queue_get_deadline (const FoyerCourier *self);
gboolean foyer_courier_queue_take_error (FoyerCourier *self, const char *re, gint64 now);

G_END_DECLS
