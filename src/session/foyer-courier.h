/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-report.h"
#include "model/foyer-scan.h"
#include "model/foyer-synced.h"
#include "model/foyer-verdict.h"
#include "session/foyer-pace.h"

G_BEGIN_DECLS

/**
 * FoyerCourierEffects:
 * @ask: asks the relay about a scan; returns %FALSE where that cannot be done now
 * @judge: has the desk decide about a scan and keep that; foyer_courier_take_ruling() says how
 * @tell: says a verdict to who waits for it; @is_local where it is the desk's own
 * @tell_trouble: says that there is no verdict: yet, or where @is_final ever, because of @error
 * @note: keeps an answer of the relay
 * @settle: a scan that the desk decided about waits no longer: @record is what the relay has of it;
 *   where a supervisor let the guest in and @record does not say so, it waits all the same
 * @set_aside: the relay can never store it
 * @list_waiting: looks for the oldest scans of one event that wait, at most so many;
 *   foyer_courier_take_waiting() says which
 * @deliver: brings scans to the relay as one `sync_scans`; returns how many of them, 0 where that
 *   cannot be done now
 * @probe: asks the relay whether it is there; foyer_courier_take_probe() says that it is
 * @mode_changed: verdicts are come by in another way
 *
 * What a courier makes happen. What concerns the store happens in the order in which it was asked
 * for. Answers may come at once, or later.
 */
typedef struct {
  gboolean (*ask) (const FoyerScan *scan, gpointer user_data);
  void (*judge) (const FoyerScan *scan, gpointer user_data);
  void (*tell) (const FoyerScan *scan,
                const FoyerVerdict *verdict,
                gboolean is_local,
                gpointer user_data);
  void (*tell_trouble) (const FoyerScan *scan,
                        const GError *error,
                        gboolean is_final,
                        gpointer user_data);
  void (*note) (const FoyerScan *scan, const FoyerVerdict *verdict, gpointer user_data);
  void (*settle) (const FoyerVerdict *record, gpointer user_data);
  void (*set_aside) (const char *scan_id, const GError *error, gpointer user_data);
  void (*list_waiting) (guint limit, gpointer user_data);
  guint (*deliver) (const char *id, const GPtrArray *reports, gpointer user_data);
  void (*probe) (gpointer user_data);
  void (*mode_changed) (FoyerDeskMode mode, gpointer user_data);
} FoyerCourierEffects;

typedef struct _FoyerCourier FoyerCourier;

FoyerCourier *foyer_courier_new (const FoyerCourierEffects *effects, gpointer user_data);
void foyer_courier_free (FoyerCourier *self);

/* What the connection does. */
void foyer_courier_connect (FoyerCourier *self, gint64 now);
void foyer_courier_disconnect (FoyerCourier *self, gint64 now);
void foyer_courier_catch_up (FoyerCourier *self, gint64 now);
void foyer_courier_fall_behind (FoyerCourier *self);
void foyer_courier_hear (FoyerCourier *self, gint64 now);

/* What is scanned, and what becomes of it. */
void foyer_courier_submit (FoyerCourier *self, FoyerScan *scan, gint64 now);
gboolean foyer_courier_take_verdict (FoyerCourier *self, FoyerVerdict *verdict, gint64 now);
gboolean foyer_courier_take_error (FoyerCourier *self,
                                   const char *re,
                                   const GError *error,
                                   gint64 now);
void foyer_courier_take_ruling (FoyerCourier *self,
                                const char *scan_id,
                                FoyerVerdict *verdict,
                                const GError *error,
                                gint64 now);
void foyer_courier_override (FoyerCourier *self, const char *scan_id, gint64 now);
void foyer_courier_take_waiting (FoyerCourier *self, GPtrArray *reports, gint64 now);
void foyer_courier_take_synced (FoyerCourier *self,
                                const char *re,
                                const GPtrArray *synced,
                                gint64 now);
void foyer_courier_take_probe (FoyerCourier *self, gint64 latency, gint64 now);

/* Time. */
void foyer_courier_tick (FoyerCourier *self, gint64 now);
gint64 foyer_courier_get_deadline (const FoyerCourier *self);

/* How it stands. */
FoyerDeskMode foyer_courier_get_mode (const FoyerCourier *self);
guint foyer_courier_get_n_open (const FoyerCourier *self);
void foyer_courier_look (FoyerCourier *self);
void foyer_courier_keep (FoyerCourier *self);
void foyer_courier_clear (FoyerCourier *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerCourier, foyer_courier_free)

G_END_DECLS
