/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-choice.h"
#include "base/foyer-error.h"
#include "model/foyer-counts.h"
#include "model/foyer-device-access.h"
#include "model/foyer-device.h"
#include "model/foyer-event.h"
#include "model/foyer-found-ticket.h"
#include "model/foyer-member.h"
#include "model/foyer-permission.h"
#include "model/foyer-session-info.h"
#include "model/foyer-staff.h"
#include "model/foyer-verdict.h"
#include "session/foyer-activity-item.h"
#include "session/foyer-alert-item.h"
#include "session/foyer-arrivals.h"
#include "session/foyer-conflict-item.h"
#include "session/foyer-device-item.h"
#include "session/foyer-host.h"
#include "session/foyer-identity.h"
#include "session/foyer-member-item.h"
#include "session/foyer-pace.h"
#include "session/foyer-recent-scan.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FoyerSessionState:
 * @FOYER_SESSION_STATE_SIGNED_OUT: nobody is signed in
 * @FOYER_SESSION_STATE_CONNECTING: on the way to the relay
 * @FOYER_SESSION_STATE_ONLINE: the relay has said hello
 * @FOYER_SESSION_STATE_OFFLINE: the relay is out of reach; it is tried again and again
 * @FOYER_SESSION_STATE_REFUSED: the relay does not take this session any more
 */
typedef enum {
  FOYER_SESSION_STATE_SIGNED_OUT,
  FOYER_SESSION_STATE_CONNECTING,
  FOYER_SESSION_STATE_ONLINE,
  FOYER_SESSION_STATE_OFFLINE,
  FOYER_SESSION_STATE_REFUSED,
} FoyerSessionState;

#define FOYER_TYPE_SESSION_STATE (foyer_session_state_get_type ())
GType foyer_session_state_get_type (void);

/**
 * FoyerDeskCopy:
 * @FOYER_DESK_COPY_NONE: no tickets
 * @FOYER_DESK_COPY_VOID: those that are void: signed codes can be judged without the relay
 * @FOYER_DESK_COPY_ALL: all tickets
 *
 * What a desk knows of an event's tickets.
 */
typedef enum {
  FOYER_DESK_COPY_NONE,
  FOYER_DESK_COPY_VOID,
  FOYER_DESK_COPY_ALL,
} FoyerDeskCopy;

#define FOYER_TYPE_DESK_COPY (foyer_desk_copy_get_type ())
GType foyer_desk_copy_get_type (void);

/* Properties, all readable and notified when they change:
 *   state (FoyerSessionState), problem (string: a sentence for people, or NULL),
 *   staff (FoyerStaff or NULL), device (FoyerDevice or NULL), address (string or NULL),
 *   events (GListModel of FoyerChoice), event (FoyerEvent or NULL),
 *   list-id (string or NULL: the default list), gate (a gate's name or NULL),
 *   counts (FoyerCounts or NULL: as the relay said last),
 *   admitted (int64: tickets that came in on the chosen list, as far as this desk knows), recent
 * (GListModel of FoyerRecentScan, newest first), activities (GListModel of FoyerActivityItem,
 * newest first), devices (GListModel of FoyerDeviceItem), arrivals (FoyerArrivals), waiting (uint:
 * scans without an answer yet), secrets-in-file (boolean), mode (FoyerDeskMode), aside (uint: scans
 * that the relay can never store), copy (FoyerDeskCopy), copy-progress (double, negative where
 * nothing is fetched), desks (uint: other desks of the event), desks-heard (uint: those that are
 * heard directly), has-twin (boolean: another computer works as this very device, with a copy of
 * its profile), clock-is-off (boolean: this computer's clock is so wrong that people should know),
 *   store-problem (string or NULL: why this desk keeps nothing),
 *   store-aside (string or NULL: where a file is that was damaged). */
#define FOYER_TYPE_SESSION (foyer_session_get_type ())
G_DECLARE_FINAL_TYPE (FoyerSession, foyer_session, FOYER, SESSION, GObject)

FoyerSession *foyer_session_new (const char *profile);

/* Signing in and out. */
void foyer_session_sign_in_async (FoyerSession *self,
                                  const char *address,
                                  const char *token,
                                  gboolean remember,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void foyer_session_sign_in_again_async (FoyerSession *self,
                                        const char *address,
                                        const char *token,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean foyer_session_sign_in_finish (FoyerSession *self, GAsyncResult *result, GError **error);
void foyer_session_restore_async (FoyerSession *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean foyer_session_restore_finish (FoyerSession *self, GAsyncResult *result, GError **error);
void foyer_session_enter_async (FoyerSession *self,
                                const char *email,
                                const char *passphrase,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
void foyer_session_accept_async (FoyerSession *self,
                                 const char *invitation,
                                 const char *passphrase,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void foyer_session_ask_provider_async (FoyerSession *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
char *foyer_session_ask_provider_finish (FoyerSession *self, GAsyncResult *result, GError **error);

/**
 * FoyerSessionOpenFunc:
 * @url: what to open
 *
 * Opens the system's browser, or begins to.
 *
 * Returns: whether it could; otherwise @error is set, with a sentence for people
 */
typedef gboolean (*FoyerSessionOpenFunc) (const char *url, gpointer user_data, GError **error);

void foyer_session_enter_with_provider_async (FoyerSession *self,
                                              FoyerSessionOpenFunc open,
                                              gpointer open_data,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
gboolean foyer_session_enter_finish (FoyerSession *self, GAsyncResult *result, GError **error);
void foyer_session_sign_out (FoyerSession *self);
void foyer_session_forget (FoyerSession *self);

/* Who, where and how it is. */
FoyerIdentity *foyer_session_get_identity (FoyerSession *self);
FoyerHost *foyer_session_get_host (FoyerSession *self);
FoyerSessionState foyer_session_get_state (FoyerSession *self);
const char *foyer_session_get_problem (FoyerSession *self);
const char *foyer_session_get_address (FoyerSession *self);
gboolean foyer_session_get_secrets_in_file (FoyerSession *self);
FoyerStaff *foyer_session_get_staff (FoyerSession *self);
FoyerDevice *foyer_session_get_device (FoyerSession *self);
gboolean foyer_session_can (FoyerSession *self, FoyerPermission permission);

/* The desk's place. */
GListModel *foyer_session_get_events (FoyerSession *self);
FoyerEvent *foyer_session_get_event (FoyerSession *self);
const char *foyer_session_get_list_id (FoyerSession *self);
const char *foyer_session_get_gate (FoyerSession *self);
const char *foyer_session_get_camera_id (FoyerSession *self);
void foyer_session_choose_event (FoyerSession *self, const char *event_id);
void foyer_session_choose_list (FoyerSession *self, const char *list_id);
void foyer_session_choose_gate (FoyerSession *self, const char *gate);
void foyer_session_choose_camera (FoyerSession *self, const char *camera_id);

/* What goes on. */
FoyerCounts *foyer_session_get_counts (FoyerSession *self);
gint64 foyer_session_get_admitted (FoyerSession *self);
GListModel *foyer_session_get_recent (FoyerSession *self);
FoyerRecentScan *foyer_session_get_recent_scan (FoyerSession *self, const char *scan_id);
GListModel *foyer_session_get_activities (FoyerSession *self);
GListModel *foyer_session_get_devices (FoyerSession *self);
GListModel *foyer_session_get_alerts (FoyerSession *self);
GListModel *foyer_session_get_conflicts (FoyerSession *self);
FoyerArrivals *foyer_session_get_arrivals (FoyerSession *self);
gboolean foyer_session_get_clock_is_off (FoyerSession *self);
gboolean foyer_session_get_has_twin (FoyerSession *self);
const char *foyer_session_get_store_problem (FoyerSession *self);
const char *foyer_session_get_wipe_problem (FoyerSession *self);
const char *foyer_session_get_store_aside (FoyerSession *self);
FoyerDeskMode foyer_session_get_mode (FoyerSession *self);
FoyerDeskCopy foyer_session_get_copy (FoyerSession *self);
guint foyer_session_get_desks_heard (FoyerSession *self, guint *n_desks);
double foyer_session_get_copy_progress (FoyerSession *self);
guint foyer_session_get_exposure (FoyerSession *self, FoyerTime *since);
GPtrArray *foyer_session_list_unheard (FoyerSession *self);
guint foyer_session_get_aside (FoyerSession *self);
/**
 * FoyerAsideScan:
 * @verdict: what the guest heard
 * @at: when, by this computer's clock
 * @code: why the relay can never store it; %FOYER_ERROR_FAILED where only @trouble says it
 * @trouble: why, in the words of who refused it
 *
 * A scan that was set aside.
 */
typedef struct {
  FoyerVerdict *verdict;
  FoyerTime at;
  FoyerError code;
  char *trouble;
} FoyerAsideScan;

void foyer_aside_scan_free (FoyerAsideScan *self);

void foyer_session_list_aside_async (FoyerSession *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *foyer_session_list_aside_finish (FoyerSession *self,
                                            GAsyncResult *result,
                                            GError **error);
guint foyer_session_get_waiting (FoyerSession *self);
guint foyer_session_get_waiting_own (FoyerSession *self);
void foyer_session_set_camera_state (FoyerSession *self,
                                     const char *state,
                                     const char *camera_name);

/* Checking in. */
void foyer_session_submit_async (FoyerSession *self,
                                 const char *code,
                                 FoyerDirection direction,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void foyer_session_submit_ticket_async (FoyerSession *self,
                                        const char *ticket_id,
                                        FoyerDirection direction,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
FoyerVerdict *foyer_session_submit_finish (FoyerSession *self,
                                           GAsyncResult *result,
                                           GError **error);
void foyer_session_undo_async (FoyerSession *self,
                               const char *scan_id,
                               const char *reason,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
void foyer_session_override_async (FoyerSession *self,
                                   const char *scan_id,
                                   const char *reason,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean foyer_session_amend_finish (FoyerSession *self, GAsyncResult *result, GError **error);
void foyer_session_search_async (FoyerSession *self,
                                 const char *text,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GPtrArray *foyer_session_search_finish (FoyerSession *self, GAsyncResult *result, GError **error);

/* Single tickets; editing is for supervisors. */
void foyer_session_find_ticket_async (FoyerSession *self,
                                      const char *ticket_id,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
FoyerFoundTicket *foyer_session_find_ticket_finish (FoyerSession *self,
                                                    GAsyncResult *result,
                                                    GError **error);
void foyer_session_list_to_come_async (FoyerSession *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GPtrArray *foyer_session_list_to_come_finish (FoyerSession *self,
                                              GAsyncResult *result,
                                              GError **error);
void foyer_session_edit_ticket_async (FoyerSession *self,
                                      const FoyerTicket *ticket,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void foyer_session_void_ticket_async (FoyerSession *self,
                                      const FoyerTicket *ticket,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean foyer_session_edit_finish (FoyerSession *self,
                                    GAsyncResult *result,
                                    FoyerTicket **current,
                                    GError **error);

/* What desks may do by themselves, for admins. */
void foyer_session_set_policy_async (FoyerSession *self,
                                     const char *ticket_type,
                                     const FoyerOfflinePolicy *policy,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean foyer_session_set_policy_finish (FoyerSession *self, GAsyncResult *result, GError **error);

/* Whether guests are let in at all, and what every desk is told, for admins. */
void foyer_session_pause_entry_async (FoyerSession *self,
                                      gboolean paused,
                                      const char *message,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void foyer_session_broadcast_async (FoyerSession *self,
                                    const char *message,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean foyer_session_entry_finish (FoyerSession *self, GAsyncResult *result, GError **error);

/* Alerts, for admins. */
void foyer_session_acknowledge_alert_async (FoyerSession *self,
                                            const char *alert_id,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
gboolean foyer_session_acknowledge_alert_finish (FoyerSession *self,
                                                 GAsyncResult *result,
                                                 GError **error);

/* Conflicts, for supervisors. */
void foyer_session_resolve_conflict_async (FoyerSession *self,
                                           const char *conflict_id,
                                           FoyerConflictResolution resolution,
                                           const char *reason,
                                           const char *const *taken_back,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean foyer_session_resolve_conflict_finish (FoyerSession *self,
                                                GAsyncResult *result,
                                                GError **error);
void foyer_session_list_conflicts_async (FoyerSession *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
GPtrArray *foyer_session_list_conflicts_finish (FoyerSession *self,
                                                GAsyncResult *result,
                                                GError **error);
void foyer_session_list_ticket_activities_async (FoyerSession *self,
                                                 const char *ticket_id,
                                                 const char *list_id,
                                                 GCancellable *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer user_data);
GPtrArray *foyer_session_list_ticket_activities_finish (FoyerSession *self,
                                                        GAsyncResult *result,
                                                        gboolean *more,
                                                        GError **error);

/* Devices, for admins. */
void foyer_session_create_pairing_async (FoyerSession *self,
                                         const char *device_id,
                                         gboolean approve,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean foyer_session_create_pairing_finish (FoyerSession *self,
                                              GAsyncResult *result,
                                              char **text,
                                              char **code,
                                              FoyerTime *expires,
                                              GError **error);
void foyer_session_approve_device_async (FoyerSession *self,
                                         const char *device_id,
                                         const char *name,
                                         const char *gate,
                                         const char *list_id,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
void foyer_session_revoke_device_async (FoyerSession *self,
                                        const char *device_id,
                                        const char *reason,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean foyer_session_device_finish (FoyerSession *self, GAsyncResult *result, GError **error);
void foyer_session_list_accesses_async (FoyerSession *self,
                                        const char *device_id,
                                        gint64 before,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
GPtrArray *foyer_session_list_accesses_finish (FoyerSession *self,
                                               GAsyncResult *result,
                                               gboolean *more,
                                               GError **error);

/* Staff members, for admins. */
void foyer_session_list_staff_async (FoyerSession *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *foyer_session_list_staff_finish (FoyerSession *self,
                                            GAsyncResult *result,
                                            GError **error);
void foyer_session_invite_staff_async (FoyerSession *self,
                                       const FoyerStaff *staff,
                                       const char *event_id,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean foyer_session_invite_staff_finish (FoyerSession *self,
                                            GAsyncResult *result,
                                            char **text,
                                            char **code,
                                            FoyerTime *expires,
                                            GError **error);
void foyer_session_set_staff_role_async (FoyerSession *self,
                                         const char *email,
                                         const char *event_id,
                                         const FoyerRole *role,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
void foyer_session_remove_staff_async (FoyerSession *self,
                                       const char *email,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean foyer_session_staff_finish (FoyerSession *self, GAsyncResult *result, GError **error);

/* Who is signed in where. */
void foyer_session_list_sessions_async (FoyerSession *self,
                                        const char *staff_email,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
GPtrArray *foyer_session_list_sessions_finish (FoyerSession *self,
                                               GAsyncResult *result,
                                               GError **error);
void foyer_session_end_session_async (FoyerSession *self,
                                      const char *session_id,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void foyer_session_end_all_sessions_async (FoyerSession *self,
                                           const char *staff_email,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean foyer_session_end_sessions_finish (FoyerSession *self,
                                            GAsyncResult *result,
                                            GError **error);

G_END_DECLS
