/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-requests"

#include "config.h"

#include "relay/foyer-relay-requests.h"

#include "base/foyer-limits.h"
#include "db/foyer-db-conflicts.h"
#include "db/foyer-db-override.h"
#include "db/foyer-db-search.h"
#include "db/foyer-db-undo.h"
#include "model/foyer-found-ticket.h"
#include "relay/foyer-relay-answer.h"
#include "relay/foyer-relay-database.h"
#include "relay/foyer-relay-devices.h"
#include "relay/foyer-relay-edits.h"
#include "relay/foyer-relay-heads.h"
#include "relay/foyer-relay-inquiries.h"
#include "relay/foyer-relay-people.h"
#include "relay/foyer-relay-rules.h"
#include "relay/foyer-relay-suspicions.h"
#include "relay/foyer-relay-verdicts.h"
#include "wire/foyer-wire-conflicts.h"
#include "wire/foyer-wire-device.h"
#include "wire/foyer-wire-relay.h"
#include "wire/foyer-wire-sync.h"

/* What devices ask for, one function per message. Who asks is always the session's staff member,
 * and the role is looked at before anything else. */

/* What a supervisor does to the verdict on a scan. */
typedef gboolean (*Amend) (FoyerDbConnection *connection,
                           const char *request_id,
                           const char *event_id,
                           const char *scan_id,
                           const char *reason,
                           const FoyerDbActor *actor,
                           FoyerChangeBatch **batch,
                           GError **error);

/* A request that waits for the database. */
typedef struct {
  FoyerRelayHub *hub;
  FoyerRelayPeer *peer;
  FoyerMessage *message;
  FoyerDbActor actor;
  FoyerChangeBatch *batch;
  /* Of a conflict that is resolved. */
  GPtrArray *batches;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  foyer_relay_peer_end_request (request->peer);
  g_object_unref (request->hub);
  g_object_unref (request->peer);
  foyer_message_unref (request->message);
  g_clear_pointer (&request->batch, foyer_change_batch_unref);
  g_clear_pointer (&request->batches, g_ptr_array_unref);
  g_free (request);
}

static void
answer_refusal (FoyerRelayHub *hub,
                FoyerRelayPeer *peer,
                const char *re,
                FoyerError code,
                const char *message)
{
  foyer_relay_answer_refusal (peer, re, code, message, foyer_relay_hub_get_metrics (hub));
}

static void
begin (FoyerRelayHub *hub,
       FoyerRelayPeer *peer,
       FoyerMessage *message,
       FoyerWorkerFunc func,
       GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = NULL;
  Request *request;

  if (!foyer_relay_peer_begin_request (peer)) {
    foyer_relay_answer_too_many (peer, message->id, 0, foyer_relay_hub_get_metrics (hub));
    return;
  }
  request = g_new0 (Request, 1);
  request->hub = g_object_ref (hub);
  request->peer = g_object_ref (peer);
  request->message = foyer_message_ref (message);
  foyer_relay_peer_get_actor (peer, &request->actor);
  task = g_task_new (hub, NULL, callback, NULL);
  g_task_set_source_tag (task, func);
  g_task_set_task_data (task, request, request_free);
  foyer_worker_push (foyer_relay_hub_get_lookups (hub), g_steal_pointer (&task), func);
}

static void
amend_in_worker (GTask *task, gpointer handle)
{
  Request *request = g_task_get_task_data (task);
  const FoyerMessage *message = request->message;
  Amend amend = message->kind == FOYER_MESSAGE_KIND_OVERRIDE ? foyer_db_override : foyer_db_undo;
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  if (connection != NULL && amend (connection,
                                   foyer_message_get_string (message, "request_id"),
                                   foyer_message_get_string (message, "event_id"),
                                   foyer_message_get_string (message, "scan_id"),
                                   foyer_message_get_string (message, "reason"),
                                   &request->actor,
                                   &request->batch,
                                   &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_amended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FoyerRelayHub *hub = FOYER_RELAY_HUB (source);
  Request *request = g_task_get_task_data (G_TASK (result));
  const char *event_id = foyer_message_get_string (request->message, "event_id");
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    foyer_relay_answer_error (request->peer,
                              request->message->id,
                              error,
                              foyer_relay_hub_get_metrics (hub));
    return;
  }
  text = g_string_new (NULL);
  foyer_wire_write_done (text,
                         request->message->id,
                         request->batch != NULL ? request->batch->to : 0);
  foyer_relay_peer_send_text (request->peer, text);
  if (request->batch == NULL)
    return;
  foyer_relay_room_take_amendment (foyer_relay_hub_get_room (hub, event_id), request->batch);
  if (request->message->kind == FOYER_MESSAGE_KIND_OVERRIDE)
    foyer_relay_suspect_act (foyer_relay_hub_get_alerts (hub),
                             FOYER_ALERT_OVERRIDE_BURST,
                             &request->actor,
                             event_id);
}

static void
resolve_in_worker (GTask *task, gpointer handle)
{
  Request *request = g_task_get_task_data (task);
  const FoyerMessage *message = request->message;
  g_auto (GStrv) taken_back = foyer_wire_read_taken_back (message);
  g_auto (GStrv) seen = foyer_wire_read_seen (message);
  FoyerDbResolution resolution = {
    .request_id = foyer_message_get_string (message, "request_id"),
    .conflict_id = foyer_message_get_string (message, "conflict_id"),
    .reason = foyer_message_get_string (message, "reason"),
    .taken_back = (const char *const *)taken_back,
    .seen = (const char *const *)seen,
  };
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  foyer_conflict_resolution_from_nick (foyer_message_get_string (message, "resolution"),
                                       &resolution.resolution);
  if (connection != NULL && foyer_db_conflict_resolve (connection,
                                                       &resolution,
                                                       &request->actor,
                                                       &request->batches,
                                                       &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The desks hear of the conflict by its doorbell. */
static void
on_resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FoyerRelayHub *hub = FOYER_RELAY_HUB (source);
  Request *request = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = NULL;
  gint64 seq = 0;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    foyer_relay_answer_error (request->peer,
                              request->message->id,
                              error,
                              foyer_relay_hub_get_metrics (hub));
    return;
  }
  for (guint i = 0; i < request->batches->len; i++) {
    FoyerChangeBatch *batch = g_ptr_array_index (request->batches, i);

    seq = batch->to;
    foyer_relay_room_take_amendment (foyer_relay_hub_get_room (hub, batch->event_id), batch);
  }
  text = g_string_new (NULL);
  foyer_wire_write_done (text, request->message->id, seq);
  foyer_relay_peer_send_text (request->peer, text);
}

/* The role is looked at before the other fields; where a message cannot be read, nobody knows which
 * event it is about. What has no event in it is looked at again by who finds its event. */
static gboolean
is_permitted (FoyerRelayPeer *peer, FoyerMessageKind kind, const FoyerMessage *message)
{
  const FoyerRights *rights = foyer_relay_peer_get_session (peer)->rights;
  FoyerPermission permission = foyer_message_kind_get_permission (kind);

  if (message != NULL && foyer_message_has (message, "event_id"))
    return foyer_rights_include (rights,
                                 foyer_message_get_string (message, "event_id"),
                                 permission);
  return foyer_rights_include_somewhere (rights, permission);
}

static void
answer_not_permitted (FoyerRelayHub *hub,
                      FoyerRelayPeer *peer,
                      FoyerMessageKind kind,
                      const char *re)
{
  FoyerPermission permission = foyer_message_kind_get_permission (kind);

  answer_refusal (hub,
                  peer,
                  re,
                  FOYER_ERROR_NOT_PERMITTED,
                  foyer_permission_get_refusal (permission));
}

static GPtrArray *
search (FoyerDbConnection *connection,
        const FoyerMessage *message,
        const FoyerDbActor *actor,
        GError **error)
{
  const char *event_id = foyer_message_get_string (message, "event_id");
  const char *list_id = foyer_message_get_string (message, "list_id");
  const char *ticket_id = foyer_message_get_string (message, "ticket_id");
  gint64 limit = foyer_message_get_integer (message, "limit", FOYER_LIMIT_FOUND_TICKETS);

  if (ticket_id != NULL)
    return foyer_db_search_ticket (connection, event_id, list_id, ticket_id, actor, error);
  return foyer_db_search (connection,
                          event_id,
                          list_id,
                          foyer_message_get_string (message, "text"),
                          (guint)limit,
                          actor,
                          error);
}

static void
search_in_worker (GTask *task, gpointer handle)
{
  const Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);
  GPtrArray *found = NULL;

  if (connection != NULL)
    found = search (connection, request->message, &request->actor, &error);
  if (found != NULL)
    g_task_return_pointer (task, found, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
on_search_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FoyerRelayHub *hub = FOYER_RELAY_HUB (source);
  Request *request = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GString) text = NULL;

  if (found == NULL) {
    foyer_relay_answer_error (request->peer,
                              request->message->id,
                              error,
                              foyer_relay_hub_get_metrics (hub));
    return;
  }
  text = g_string_new (NULL);
  foyer_wire_write_tickets_found (text, request->message->id, found);
  foyer_relay_peer_send_text (request->peer, text);
}

static void
take_search (FoyerRelayHub *hub, FoyerRelayPeer *peer, FoyerMessage *message)
{
  FoyerDbActor actor;
  gint64 wait;

  if (!foyer_relay_peer_may_search (peer, &wait)) {
    foyer_relay_answer_too_many (peer, message->id, wait, foyer_relay_hub_get_metrics (hub));
    return;
  }
  foyer_relay_peer_get_actor (peer, &actor);
  foyer_relay_suspect_act (foyer_relay_hub_get_alerts (hub),
                           FOYER_ALERT_SEARCH_BURST,
                           &actor,
                           foyer_message_get_string (message, "event_id"));
  begin (hub, peer, message, search_in_worker, on_search_ready);
}

static void
take_join (FoyerRelayHub *hub, FoyerRelayPeer *peer, FoyerMessage *message)
{
  const FoyerRights *rights = foyer_relay_peer_get_session (peer)->rights;
  const char *event_id = foyer_message_get_string (message, "event_id");
  FoyerRelayJoin join = {
    .re = g_strdup (message->id),
    .since = foyer_message_get_integer (message, "since", 0),
    .epoch = foyer_message_get_integer (message, "epoch", 0),
    .list_id = g_strdup (foyer_message_get_string (message, "list_id")),
    .gate = g_strdup (foyer_message_get_string (message, "gate")),
    .activity = foyer_message_get_boolean (message, "activity"),
    .desks = foyer_message_get_boolean (message, "desks"),
  };

  foyer_relay_hub_join (hub, peer, event_id, &join);
  if (foyer_rights_include (rights, event_id, FOYER_PERMISSION_WATCH))
    foyer_relay_presence_watch (foyer_relay_hub_get_presence (hub), peer);
}

static void
take_scan (FoyerRelayHub *hub, FoyerRelayPeer *peer, FoyerMessage *message)
{
  g_autoptr (FoyerScan) scan = foyer_wire_read_scan (message);
  FoyerRelayRoom *room = foyer_relay_hub_get_room (hub, scan->event_id);

  if (!foyer_relay_room_add_scan (room, peer, message->id, scan))
    foyer_relay_answer_too_many (peer, message->id, 0, foyer_relay_hub_get_metrics (hub));
}

static void
add_late_scan (FoyerRelayRoom *room,
               FoyerRelayPeer *peer,
               FoyerRelaySync *sync,
               guint position,
               const FoyerReported *reported)
{
  g_autoptr (GError) error = NULL;

  foyer_relay_sync_name (sync, position, reported->scan_id);
  if (reported->error != NULL) {
    foyer_relay_sync_refuse (sync, position, reported->error);
    return;
  }
  if (foyer_relay_room_add_late_scan (room,
                                      foyer_relay_scan_request_new_late (peer,
                                                                         reported->report,
                                                                         sync,
                                                                         position)))
    return;
  error = g_error_new_literal (FOYER_ERROR,
                               FOYER_ERROR_UNAVAILABLE,
                               "Too many scans wait: please send this one again.");
  foyer_relay_sync_refuse (sync, position, error);
}

static void
take_late_scans (FoyerRelayHub *hub, FoyerRelayPeer *peer, FoyerMessage *message)
{
  FoyerRelayMetrics *metrics = foyer_relay_hub_get_metrics (hub);
  const char *event_id = foyer_message_get_string (message, "event_id");
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (FoyerRelaySync) sync = NULL;
  gint64 wait = 0;

  if (!foyer_relay_peer_may_sync (peer, &wait) || !foyer_relay_peer_begin_request (peer)) {
    foyer_relay_answer_too_many (peer, message->id, wait, metrics);
    return;
  }
  all = foyer_wire_read_sync_scans (message);
  sync = foyer_relay_sync_new (peer, message->id, all->len, metrics);
  for (guint i = 0; i < all->len; i++)
    add_late_scan (foyer_relay_hub_get_room (hub, event_id),
                   peer,
                   sync,
                   i,
                   g_ptr_array_index (all, i));
}

/* Nothing but the two clocks: whoever asks wants to know how long the way is. */
static void
take_clock (FoyerRelayPeer *peer, const FoyerMessage *message)
{
  FoyerTime received = g_get_real_time ();
  g_autoptr (GString) text = g_string_sized_new (200);

  foyer_wire_write_clock_measured (text,
                                   message->id,
                                   foyer_message_get_time (message, "device_time"),
                                   received,
                                   g_get_real_time ());
  foyer_relay_peer_send_text (peer, text);
}

static void
take_report (FoyerRelayHub *hub, FoyerRelayPeer *peer, FoyerMessage *message)
{
  FoyerDeviceReport report = { 0 };

  foyer_wire_read_report (message, &report);
  foyer_relay_suspect_report (foyer_relay_hub_get_alerts (hub), peer, &report);
  foyer_relay_peer_take_report (peer, &report);
  foyer_relay_presence_notice (foyer_relay_hub_get_presence (hub), peer);
}

static gboolean
acknowledge_alert (FoyerDbConnection *connection,
                   const FoyerMessage *message,
                   const FoyerDbActor *actor,
                   GString *out,
                   GError **error)
{
  if (!foyer_db_alerts_acknowledge (connection,
                                    foyer_message_get_string (message, "request_id"),
                                    foyer_message_get_string (message, "alert_id"),
                                    actor,
                                    error))
    return FALSE;
  foyer_wire_write_done (out, message->id, 0);
  return TRUE;
}

/* What needs nothing but the database. */
static FoyerRelayWork
find_work (FoyerMessageKind kind)
{
  FoyerRelayWork work = foyer_relay_people_get_work (kind);

  if (kind == FOYER_MESSAGE_KIND_ACKNOWLEDGE_ALERT)
    return acknowledge_alert;
  if (work == NULL)
    work = foyer_relay_rules_get_work (kind);
  if (work == NULL)
    work = foyer_relay_inquiries_get_work (kind);
  return work != NULL ? work : foyer_relay_devices_get_work (kind);
}

static void
dispatch (FoyerRelayHub *hub, FoyerRelayPeer *peer, FoyerMessage *message)
{
  FoyerRelayWork work = find_work (message->kind);

  if (work != NULL) {
    foyer_relay_work_begin (hub, peer, message, work);
    return;
  }
  switch (message->kind) {
  case FOYER_MESSAGE_KIND_JOIN_VERIFICATION_ROOM:
    take_join (hub, peer, message);
    break;
  case FOYER_MESSAGE_KIND_VERIFY_TICKET:
    take_scan (hub, peer, message);
    break;
  case FOYER_MESSAGE_KIND_RESOLVE_CONFLICT:
    begin (hub, peer, message, resolve_in_worker, on_resolved);
    break;
  case FOYER_MESSAGE_KIND_SYNC_SCANS:
    take_late_scans (hub, peer, message);
    break;
  case FOYER_MESSAGE_KIND_MEASURE_CLOCK:
    take_clock (peer, message);
    break;
  case FOYER_MESSAGE_KIND_UNDO_VERIFICATION:
  case FOYER_MESSAGE_KIND_OVERRIDE:
    begin (hub, peer, message, amend_in_worker, on_amended);
    break;
  case FOYER_MESSAGE_KIND_EDIT_TICKET:
  case FOYER_MESSAGE_KIND_VOID_TICKET:
    foyer_relay_edits_begin (hub, peer, message);
    break;
  case FOYER_MESSAGE_KIND_SEARCH_TICKETS:
    take_search (hub, peer, message);
    break;
  case FOYER_MESSAGE_KIND_DEVICE_REPORT:
    take_report (hub, peer, message);
    break;
  case FOYER_MESSAGE_KIND_SHOW_HEADS:
    foyer_relay_heads_take_shown (hub, peer, message);
    break;
  case FOYER_MESSAGE_KIND_PROVE_KEY:
    answer_refusal (hub,
                    peer,
                    message->id,
                    FOYER_ERROR_BAD_REQUEST,
                    "There is nothing to prove any more.");
    break;
  default:
    /* The parser takes no others from a device. */
    g_assert_not_reached ();
  }
}

/**
 * foyer_relay_requests_take:
 * @text: what @peer said
 *
 * Does what @peer asks for, or says why not. Nothing that a peer says ends the connection here.
 */
void
foyer_relay_requests_take (FoyerRelayHub *hub, FoyerRelayPeer *peer, const char *text, gsize length)
{
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerMessage) message =
      foyer_message_parse (text, length, FOYER_SENDER_DEVICE, &id, &error);
  FoyerMessageKind kind;

  if (message != NULL)
    kind = message->kind;
  else if (!foyer_message_peek_kind (text, length, FOYER_SENDER_DEVICE, &kind)) {
    foyer_relay_answer_error (peer, id, error, foyer_relay_hub_get_metrics (hub));
    return;
  }
  if (kind != FOYER_MESSAGE_KIND_DEVICE_REPORT)
    foyer_relay_peer_note_use (peer);
  if (!is_permitted (peer, kind, message))
    answer_not_permitted (hub, peer, kind, id);
  else if (message != NULL)
    dispatch (hub, peer, message);
  else
    foyer_relay_answer_error (peer, id, error, foyer_relay_hub_get_metrics (hub));
}

/**
 * foyer_relay_requests_refuse:
 * @text: what @peer said, although it says too much
 * @wait: in how many microseconds it may say more
 *
 * Tells @peer to wait.
 */
void
foyer_relay_requests_refuse (FoyerRelayHub *hub,
                             FoyerRelayPeer *peer,
                             const char *text,
                             gsize length,
                             gint64 wait)
{
  g_autofree char *id = NULL;
  g_autoptr (FoyerMessage) message =
      foyer_message_parse (text, length, FOYER_SENDER_DEVICE, &id, NULL);

  foyer_relay_answer_too_many (peer,
                               message != NULL ? message->id : id,
                               wait,
                               foyer_relay_hub_get_metrics (hub));
}
