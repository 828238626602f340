/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "link/foyer-download.h"
#include "link/foyer-link.h"
#include "model/foyer-clock.h"
#include "model/foyer-exposure.h"
#include "model/foyer-hello.h"
#include "model/foyer-room.h"
#include "session/foyer-courier.h"
#include "session/foyer-head-keeper.h"
#include "session/foyer-hearing.h"
#include "session/foyer-profile.h"
#include "session/foyer-secret-store.h"
#include "session/foyer-session.h"
#include "store/foyer-store.h"
#include "wire/foyer-wire-relay.h"

G_BEGIN_DECLS

/* What the files of FoyerSession share. */

typedef enum {
  FOYER_SESSION_PROP_STATE = 1,
  FOYER_SESSION_PROP_PROBLEM,
  FOYER_SESSION_PROP_STAFF,
  FOYER_SESSION_PROP_DEVICE,
  FOYER_SESSION_PROP_ADDRESS,
  FOYER_SESSION_PROP_EVENTS,
  FOYER_SESSION_PROP_EVENT,
  FOYER_SESSION_PROP_LIST_ID,
  FOYER_SESSION_PROP_GATE,
  FOYER_SESSION_PROP_COUNTS,
  FOYER_SESSION_PROP_ADMITTED,
  FOYER_SESSION_PROP_RECENT,
  FOYER_SESSION_PROP_ACTIVITIES,
  FOYER_SESSION_PROP_DEVICES,
  FOYER_SESSION_PROP_ARRIVALS,
  FOYER_SESSION_PROP_WAITING,
  FOYER_SESSION_PROP_SECRETS_IN_FILE,
  FOYER_SESSION_PROP_CLOCK_IS_OFF,
  FOYER_SESSION_PROP_MODE,
  FOYER_SESSION_PROP_ASIDE,
  FOYER_SESSION_PROP_COPY,
  FOYER_SESSION_PROP_COPY_PROGRESS,
  FOYER_SESSION_PROP_DESKS,
  FOYER_SESSION_PROP_DESKS_HEARD,
  FOYER_SESSION_PROP_HAS_TWIN,
  FOYER_SESSION_PROP_STORE_PROBLEM,
  FOYER_SESSION_PROP_STORE_ASIDE,
  FOYER_SESSION_N_PROPS,
} FoyerSessionProperty;

typedef struct _FoyerCopyLoad FoyerCopyLoad;

/**
 * FoyerSession:
 * @event_id: (nullable): the event that was chosen, whether it is joined or not
 * @join_id: (nullable): the `id` of a join that is not answered yet
 * @join_timeout: runs until a join that the relay could not answer is made again
 * @knows_seq: whether @seq and @epoch say anything of the event
 * @seq: the last change that was taken
 * @replayed_to: changes up to here were made while nobody here was listening
 * @heads: where the logs of events ended
 * @show_id: (nullable): the `id` of a `show_heads` that is not answered yet
 * @new_heads: (nullable): what waits until the relay has looked at what was kept
 * @has_shown: whether it has, or nothing was kept
 * @counts: (nullable): how full the event is, as the relay said last; before it has, as the copy
 * says
 * @reckoned: (nullable): the same, as of when @n_more tickets had come in beside it
 * @more_list_id: (nullable): the check-in list that those came in on
 * @is_reckoning: whether the store is asked how many these are now
 * @reckons_again: whether it is asked once more then
 * @pending: scans without a verdict, by their id
 * @store: (nullable): what this desk keeps, once it is open
 * @store_problem: (nullable): why it keeps nothing now
 * @store_aside: (nullable): where a file is that was damaged
 * @has_mended: whether one that was damaged in use was put aside in this run
 * @is_opening: whether it is being opened, or wiped
 * @doubts_all: whether the relay has lost everything, and what is kept does not say so yet
 * @unwiped: (nullable): what is open and could not be wiped, which nobody may use before that
 * @is_looking: whether somebody waits for what it knows of the event
 * @looking: (nullable): cancels that, and looking for what was scanned here before
 * @courier: what takes scans to a verdict, and to the relay
 * @settlements: what became of scans that waited, and is not written yet
 * @cannot_settle: whether the last of these could not be written
 * @delivering: (nullable): cancels the visit in which the device itself brings scans that wait
 * @batch_id: (nullable): the newest `sync_scans`, which is about @batch_event
 * @undeliverable: events whose scans the relay does not take from who is signed in
 * @has_caught_up: whether the courier was told that nothing is missed
 * @knows_copy: whether @copy, @copy_seq and @copy_epoch say anything of the event
 * @load: (nullable): the tickets that are being fetched
 * @copy_is_wanted: whether the copy, if there is one, cannot go on, so that another one has to come
 * @copy_timeout: runs until another one is fetched
 * @copy_pause_ms: how long that is the next time
 * @following: changes that are newer than those, as far as one can know
 * @desks: (nullable): all desks of the event as the relay has told of them since it was joined
 * @hearing: (nullable): what hears the others directly
 * @has_twin: whether those have told of another one that works as this very device
 * @requests: other requests without an answer, by their `id`
 * @scout: (nullable): cancels the search for the relay that is under way
 * @scout_timeout: runs until the next search
 * @sign_in: (nullable): who waits for the first hello
 * @remember: whether its token is kept
 * @is_kept: whether the token was kept before it was used
 * @clock: what is known of the relay's clock
 * @clock_lead: how far the device's clock was ahead of its steady one when somebody looked last
 * @measured_at: when the relay was asked for the time last, or when it was called
 * @is_leaving: whether all sessions of who is signed in are about to end, because they said so
 */
struct _FoyerSession {
  GObject parent_instance;

  FoyerProfile *profile;
  FoyerSecretStore *secrets;
  FoyerIdentity *identity;
  FoyerHost *host;
  FoyerLink *link;

  FoyerSessionState state;
  char *problem;
  char *address;
  FoyerHello *hello;

  GListStore *events;
  FoyerEvent *event;
  char *event_id;
  char *list_id;
  char *gate;
  char *camera_id;

  char *join_id;
  guint join_timeout;
  gboolean knows_seq;
  gint64 epoch;
  gint64 seq;
  gint64 replayed_to;
  FoyerHeadKeeper *heads;
  char *show_id;
  FoyerSignedHeads *new_heads;
  gboolean has_shown;
  FoyerCounts *counts;
  FoyerCounts *reckoned;
  char *more_list_id;
  gint64 n_more;
  gboolean is_reckoning;
  gboolean reckons_again;
  GListStore *recent;
  GListStore *activities;
  GListStore *devices;
  GListStore *alerts;
  GListStore *conflicts;
  FoyerArrivals *arrivals;

  GHashTable *pending;
  FoyerStore *store;
  char *store_problem;
  char *store_aside;
  gboolean has_mended;
  gboolean is_opening;
  gboolean doubts_all;
  FoyerStore *unwiped;
  guint wiping_timeout;
  gboolean is_looking;
  GCancellable *looking;
  FoyerCourier *courier;
  guint courier_timeout;
  GPtrArray *settlements;
  gboolean cannot_settle;
  char *batch_id;
  char *batch_event;
  GHashTable *undeliverable;
  gboolean has_caught_up;
  GCancellable *delivering;
  guint deliver_timeout;
  gint64 n_waiting;
  gint64 n_aside;
  gboolean knows_copy;
  FoyerDeskCopy copy;
  gint64 copy_seq;
  gint64 copy_epoch;
  double copy_progress;
  FoyerCopyLoad *load;
  gboolean copy_is_wanted;
  guint copy_timeout;
  guint copy_pause_ms;
  GPtrArray *following;
  FoyerExposure *exposure;
  GPtrArray *desks;
  FoyerHearing *hearing;
  gboolean has_twin;
  GHashTable *requests;

  GTask *sign_in;
  char *token;
  char *token_hash;
  gboolean remember;
  gboolean is_kept;
  gboolean is_leaving;

  GCancellable *scout;
  guint scout_timeout;

  char *camera_state;
  char *camera_name;
  FoyerClock clock;
  gint64 clock_lead;
  gint64 measured_at;
  guint clock_timeout;
  gboolean clock_is_off;
  guint report_timeout;
};

void foyer_session_install_properties (GObjectClass *object_class);
void foyer_session_notify (FoyerSession *self, FoyerSessionProperty property);
void foyer_session_set_event (FoyerSession *self, FoyerEvent *event);
gpointer foyer_session_lend (FoyerSession *self);
FoyerSession *foyer_session_take_back (gpointer lent);
void foyer_session_set_state (FoyerSession *self, FoyerSessionState state);
void foyer_session_set_problem (FoyerSession *self, const char *problem);
GError *foyer_session_explain (const GError *error);

void foyer_session_link_close (FoyerSession *self);
void foyer_session_wipe (FoyerSession *self);
void foyer_session_adopt_place (FoyerSession *self);

void foyer_session_enter_redeem (FoyerSession *self, GTask *task, FoyerMessage *message);
void foyer_session_enter_take_challenge (FoyerSession *self, FoyerMessage *message);
void foyer_session_enter_take_token (FoyerSession *self, FoyerMessage *message);

void foyer_session_room_meet (FoyerSession *self);
void foyer_session_room_leave (FoyerSession *self);
void foyer_session_room_stop (FoyerSession *self);
void foyer_session_devices_take (FoyerSession *self, FoyerMessage *message);
void foyer_session_room_join (FoyerSession *self);
void foyer_session_room_recall (FoyerSession *self);
gint64 foyer_session_room_get_epoch (FoyerSession *self, const char *event_id);
void foyer_session_room_show (FoyerSession *self, FoyerEvent *event);
gboolean foyer_session_room_take (FoyerSession *self, FoyerMessage *message);
gboolean foyer_session_room_take_error (FoyerSession *self, const char *re, const GError *error);

void foyer_session_counts_set (FoyerSession *self, FoyerCounts *counts);
void foyer_session_counts_reckon (FoyerSession *self);
void foyer_session_counts_recall (FoyerSession *self);

void foyer_session_policy_take (FoyerSession *self, const FoyerMessage *message);

void foyer_session_heads_show (FoyerSession *self);
void foyer_session_heads_stop (FoyerSession *self);
void foyer_session_heads_take (FoyerSession *self, FoyerMessage *message);
gboolean foyer_session_heads_take_done (FoyerSession *self, const char *re);
gboolean foyer_session_heads_take_error (FoyerSession *self, const char *re);

GHashTable *foyer_session_scans_new (void);
void foyer_session_scans_send (FoyerSession *self);
gboolean foyer_session_scans_is_own (FoyerSession *self, const char *scan_id);
void foyer_session_scans_tell (FoyerSession *self,
                               const char *scan_id,
                               FoyerVerdict *verdict,
                               gboolean is_local);
void foyer_session_scans_tell_trouble (FoyerSession *self,
                                       const char *scan_id,
                                       const GError *error);
void foyer_session_scans_recall (FoyerSession *self, const GPtrArray *recent);
void foyer_session_scans_deliver (FoyerSession *self, const FoyerVerdict *record);
void foyer_session_scans_keep (FoyerSession *self);
void foyer_session_scans_abandon (FoyerSession *self);
void foyer_session_scans_amend (FoyerSession *self, const FoyerChange *change, const char *reason);

FoyerCourier *foyer_session_courier_new (FoyerSession *self);
void foyer_session_courier_describe_desk (FoyerSession *self, FoyerStoreDesk *desk);
void foyer_session_courier_submit (FoyerSession *self, FoyerScan *scan);
void foyer_session_courier_override (FoyerSession *self, const char *scan_id);
void foyer_session_courier_connect (FoyerSession *self);
void foyer_session_courier_disconnect (FoyerSession *self);
void foyer_session_courier_catch_up (FoyerSession *self);
void foyer_session_courier_look (FoyerSession *self);
void foyer_session_courier_hear (FoyerSession *self);
void foyer_session_courier_take_probe (FoyerSession *self, gint64 latency);
gboolean foyer_session_courier_take (FoyerSession *self, FoyerMessage *message);
gboolean foyer_session_courier_take_error (FoyerSession *self, const char *re, const GError *error);

void foyer_session_deliver_start (FoyerSession *self);
void foyer_session_deliver_stop (FoyerSession *self);

void foyer_session_store_remember (FoyerSession *self);
void foyer_session_store_recall (FoyerSession *self);
void foyer_session_store_forget (FoyerSession *self);
void foyer_session_store_use_token (FoyerSession *self, const char *token);
gboolean foyer_session_store_knows_anybody (FoyerSession *self);
gboolean foyer_session_store_knows_token (FoyerSession *self, const char *token);
void foyer_session_store_open (FoyerSession *self);
void foyer_session_store_take (FoyerSession *self, FoyerStore *store, const GError *error);
void foyer_session_store_take_error (FoyerSession *self, const GError *error);
void foyer_session_store_set_aside (FoyerSession *self, const char *aside);
void foyer_session_store_look (FoyerSession *self);
void foyer_session_store_look_away (FoyerSession *self);
void foyer_session_store_save_event (FoyerSession *self);
void foyer_session_store_count (FoyerSession *self);
void foyer_session_doubt_look (FoyerSession *self);
void foyer_session_doubt_all (FoyerSession *self);
void foyer_session_store_search (FoyerSession *self, GTask *task, const char *text);

void foyer_session_mending_take_error (FoyerSession *self, const GError *error);

void foyer_session_wiping_order (FoyerSession *self);
void foyer_session_wiping_take_revoked (FoyerSession *self);
void foyer_session_wiping_begin (FoyerSession *self, FoyerStore *store);
void foyer_session_wiping_fail (FoyerSession *self, const GError *reason);
void foyer_session_wiping_look (FoyerSession *self);
void foyer_session_wiping_go_on (FoyerSession *self);
void foyer_session_wiping_take_delivered (FoyerSession *self);
void foyer_session_wiping_try_again (FoyerSession *self);

void foyer_session_copy_find (FoyerSession *self, const FoyerStoreEvent *event);
void foyer_session_copy_close (FoyerSession *self);
void foyer_session_copy_meet (FoyerSession *self, const FoyerRoom *room);
void foyer_session_copy_follow (FoyerSession *self, FoyerChangeBatch *batch);
void foyer_session_copy_pause (FoyerSession *self);
void foyer_session_copy_stop (FoyerSession *self);
void foyer_session_copy_forget (FoyerSession *self);

void foyer_session_hearing_begin (FoyerSession *self);
void foyer_session_hearing_end (FoyerSession *self);
void foyer_session_hearing_meet (FoyerSession *self, const FoyerRoom *room);
gboolean foyer_session_hearing_take (FoyerSession *self, FoyerMessage *message);
void foyer_session_hearing_note_scan (FoyerSession *self);
void foyer_session_hearing_refresh (FoyerSession *self, FoyerTime now);
GStrv foyer_session_hearing_list_addresses (FoyerSession *self);

void foyer_session_exposure_hear (FoyerSession *self);
void foyer_session_exposure_add (FoyerSession *self, const FoyerChange *change);
void foyer_session_exposure_add_heard (FoyerSession *self, const GPtrArray *items);

gboolean foyer_session_alerts_take (FoyerSession *self, FoyerMessage *message);

gboolean foyer_session_conflicts_take (FoyerSession *self, FoyerMessage *message);

GHashTable *foyer_session_requests_new (void);
void foyer_session_requests_ask (FoyerSession *self,
                                 GTask *task,
                                 FoyerMessageKind answer,
                                 char *id,
                                 char *text);
gboolean foyer_session_requests_finish_done (FoyerSession *self,
                                             GAsyncResult *result,
                                             GError **error);
void foyer_session_requests_override (FoyerSession *self,
                                      const char *scan_id,
                                      const char *reason,
                                      GTask *task);
void foyer_session_requests_send (FoyerSession *self);
gboolean foyer_session_requests_take (FoyerSession *self, FoyerMessage *message);
gboolean foyer_session_requests_take_error (FoyerSession *self,
                                            FoyerMessage *message,
                                            const GError *error);
const FoyerMessage *foyer_session_requests_get_refusal (GAsyncResult *result);
gboolean foyer_session_requests_check_event (FoyerSession *self, GTask *task);
void foyer_session_requests_abandon (FoyerSession *self);

void foyer_session_scout_start (FoyerSession *self);
void foyer_session_scout_stop (FoyerSession *self);

void foyer_session_clock_call (FoyerSession *self);
void foyer_session_clock_start (FoyerSession *self);
void foyer_session_clock_stop (FoyerSession *self);
void foyer_session_clock_measure (FoyerSession *self);
gboolean foyer_session_clock_take (FoyerSession *self, FoyerMessage *message);
gboolean foyer_session_clock_estimate (FoyerSession *self, FoyerClockEstimate *estimate);

void foyer_session_report_start (FoyerSession *self);
void foyer_session_report_stop (FoyerSession *self);

G_END_DECLS
