/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-snapshots"

#include "config.h"

#include "relay/foyer-relay-snapshots.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "relay/foyer-relay-database.h"
#include "relay/foyer-relay-http.h"
#include "relay/foyer-relay-sign-in.h"
#include "relay/foyer-relay-snapshot-request.h"
#include "relay/foyer-relay-snapshot.h"

/* `GET /v1/events/ID/snapshot`. Each one has a worker with a connection of its own as long as it
 * lasts, which reads and writes a piece when the one before has gone out to the socket: a slow
 * reader makes nothing pile up, and verification waits for none of it. There are few at a time, one
 * per device, and who does not read is cut off. */

struct _FoyerRelaySnapshots {
  GObject parent_instance;

  SoupServer *server;
  FoyerDbSource *source;
  FoyerRelayHub *hub;
  FoyerRelayListener *listener;
  GPtrArray *transfers;
  guint tick_source;
};

G_DEFINE_FINAL_TYPE (FoyerRelaySnapshots, foyer_relay_snapshots, G_TYPE_OBJECT)

/* A request on its way. @snapshot is the worker's as long as @is_busy; @message and @connection are
 * gone when there is nobody to answer any more. */
typedef struct {
  FoyerRelaySnapshots *owner;
  SoupServerMessage *message;
  GSocketConnection *connection;
  FoyerRelaySnapshotRequest request;
  /* Of how many bytes a part is sent; 0 where it is the whole. */
  gint64 size;
  char *token;
  char *device_id;
  FoyerWorker *worker;
  FoyerRelaySnapshot *snapshot;
  gboolean is_busy;
  gint64 begun_at;
  gint64 moved_at;
} Transfer;

static void
free_transfer_fields (gpointer data)
{
  Transfer *self = data;

  g_object_unref (self->owner);
  g_clear_object (&self->message);
  g_clear_object (&self->connection);
  foyer_relay_snapshot_request_clear (&self->request);
  g_free (self->token);
  g_free (self->device_id);
}

static void
transfer_unref (gpointer data)
{
  g_rc_box_release_full (data, free_transfer_fields);
}

static void
release_transfer (gpointer data, GClosure *closure)
{
  transfer_unref (data);
}

static void
close_in_worker (GTask *task, gpointer handle)
{
  Transfer *self = g_task_get_task_data (task);

  g_clear_pointer (&self->snapshot, foyer_relay_snapshot_close);
  g_task_return_boolean (task, TRUE);
}

static void
push (Transfer *self, FoyerWorkerFunc func, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task =
      g_task_new (NULL, NULL, callback, callback != NULL ? g_rc_box_acquire (self) : NULL);

  self->is_busy = TRUE;
  g_task_set_source_tag (task, func);
  g_task_set_task_data (task, g_rc_box_acquire (self), transfer_unref);
  foyer_worker_push (self->worker, g_steal_pointer (&task), func);
}

/* It counts as long as it has either a worker or somebody to answer. */
static void
forget_where_over (Transfer *self)
{
  if (self->owner->transfers != NULL && self->worker == NULL && self->message == NULL)
    g_ptr_array_remove_fast (self->owner->transfers, self);
}

static void
on_close_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Transfer *self = user_data;

  /* The thread has nothing to do any more: letting go of it does not wait. */
  self->is_busy = FALSE;
  g_clear_object (&self->worker);
  forget_where_over (self);
  transfer_unref (self);
}

static void
let_go_of_worker (Transfer *self)
{
  if (self->worker != NULL && !self->is_busy)
    push (self, close_in_worker, on_close_ready);
}

static void
on_message_over (SoupServerMessage *message, gpointer user_data)
{
  Transfer *self = user_data;
  g_autoptr (SoupServerMessage) alive = g_steal_pointer (&self->message);

  g_clear_object (&self->connection);
  let_go_of_worker (self);
  forget_where_over (self);
}

static void
refuse (Transfer *self, guint status, const char *text)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);

  foyer_relay_hub_get_metrics (self->owner->hub)->refused++;
  if (status == SOUP_STATUS_UNAUTHORIZED)
    soup_message_headers_replace (headers, "WWW-Authenticate", "Bearer");
  if (status == SOUP_STATUS_SERVICE_UNAVAILABLE || status == FOYER_RELAY_STATUS_TOO_MANY)
    soup_message_headers_replace (headers, "Retry-After", "2");
  foyer_relay_http_answer (self->message, status, text);
}

static void
refuse_with_error (Transfer *self, const GError *error)
{
  if (g_error_matches (error, FOYER_ERROR, FOYER_ERROR_NOT_FOUND))
    refuse (self, SOUP_STATUS_NOT_FOUND, "There is no such event.\n");
  else
    refuse (self, SOUP_STATUS_SERVICE_UNAVAILABLE, "The database does not answer now.\n");
}

/* libsoup sees that it cannot write any more, as soon as it has to, and says that the message is
 * over. What was sent has no last line, and no last chunk. */
static void
cut_off (Transfer *self)
{
  if (self->connection != NULL)
    g_socket_shutdown (g_socket_connection_get_socket (self->connection), TRUE, TRUE, NULL);
}

static void
next_in_worker (GTask *task, gpointer handle)
{
  Transfer *self = g_task_get_task_data (task);
  GError *error = NULL;
  GBytes *piece = foyer_relay_snapshot_next (self->snapshot, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, piece, (GDestroyNotify)g_bytes_unref);
}

static void
add_piece (Transfer *self, GBytes *piece)
{
  SoupMessageBody *body = soup_server_message_get_response_body (self->message);

  if (piece != NULL)
    soup_message_body_append_bytes (body, piece);
  else
    soup_message_body_complete (body);
  soup_server_message_unpause (self->message);
}

static void
on_next_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Transfer *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) piece = g_task_propagate_pointer (G_TASK (result), &error);

  self->is_busy = FALSE;
  self->moved_at = g_get_monotonic_time ();
  if (error != NULL) {
    g_debug ("A snapshot broke off: %s", error->message);
    cut_off (self);
  }
  if (piece == NULL)
    let_go_of_worker (self);
  if (self->message != NULL)
    add_piece (self, piece);
  else
    let_go_of_worker (self);
  transfer_unref (self);
}

static void
on_message_wrote_body_data (SoupServerMessage *message, guint size, gpointer user_data)
{
  Transfer *self = user_data;

  self->moved_at = g_get_monotonic_time ();
}

static void
on_message_wrote_chunk (SoupServerMessage *message, gpointer user_data)
{
  Transfer *self = user_data;

  if (self->worker != NULL && !self->is_busy)
    push (self, next_in_worker, on_next_ready);
}

/* A part of another state than this one is of no use: the whole is sent then. */
static gboolean
wants_part (const Transfer *self)
{
  const FoyerRelaySnapshotRequest *request = &self->request;

  return request->has_range &&
         (request->range_tag == NULL ||
          g_str_equal (request->range_tag, foyer_relay_snapshot_get_tag (self->snapshot)));
}

/* Returns FALSE where there is nothing to send. */
static gboolean
choose (Transfer *self, GError **error)
{
  FoyerRelaySnapshotRequest *request = &self->request;

  if (foyer_relay_snapshot_is_known (self->snapshot, request->known_tags))
    return FALSE;
  if (!wants_part (self))
    return TRUE;
  if (!foyer_relay_snapshot_measure (self->snapshot, &self->size, error) ||
      !foyer_relay_range_resolve (&request->range, self->size))
    return FALSE;
  foyer_relay_snapshot_choose (self->snapshot, &request->range);
  return TRUE;
}

static void
open_in_worker (GTask *task, gpointer handle)
{
  Transfer *self = g_task_get_task_data (task);
  GError *error = NULL;
  FoyerDbConnection *connection = foyer_relay_database_connect (handle, &error);

  if (connection != NULL)
    self->snapshot = foyer_relay_snapshot_open (connection,
                                                self->request.event_id,
                                                self->request.only_void,
                                                self->request.is_compressed,
                                                &error);
  if (self->snapshot != NULL && choose (self, &error)) {
    next_in_worker (task, handle);
    return;
  }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, NULL, NULL);
}

static void
write_head (Transfer *self, guint status)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);

  soup_server_message_set_status (self->message, status, NULL);
  soup_message_headers_replace (headers, "ETag", foyer_relay_snapshot_get_tag (self->snapshot));
  foyer_relay_snapshot_request_write_head (&self->request, headers, status, self->size);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (self->message), FALSE);
}

/* Without a piece there is either nothing new, or nothing there. */
static guint
get_status (const Transfer *self, const GBytes *piece)
{
  if (piece != NULL)
    return self->size > 0 ? SOUP_STATUS_PARTIAL_CONTENT : SOUP_STATUS_OK;
  return self->size > 0 ? SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE : SOUP_STATUS_NOT_MODIFIED;
}

static void
hear (Transfer *self, const char *signal, GCallback callback)
{
  g_signal_connect_data (self->message,
                         signal,
                         callback,
                         g_rc_box_acquire (self),
                         release_transfer,
                         0);
}

static void
answer (Transfer *self, GBytes *piece, const GError *error)
{
  if (error != NULL) {
    refuse_with_error (self, error);
    soup_server_message_unpause (self->message);
    return;
  }
  write_head (self, get_status (self, piece));
  if (piece == NULL) {
    soup_server_message_unpause (self->message);
    return;
  }
  foyer_relay_hub_get_metrics (self->owner->hub)->snapshots++;
  hear (self, "wrote-body-data", G_CALLBACK (on_message_wrote_body_data));
  hear (self, "wrote-chunk", G_CALLBACK (on_message_wrote_chunk));
  add_piece (self, piece);
}

static void
on_open_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Transfer *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) piece = g_task_propagate_pointer (G_TASK (result), &error);

  self->is_busy = FALSE;
  self->moved_at = g_get_monotonic_time ();
  if (self->message != NULL)
    answer (self, piece, error);
  if (piece == NULL || self->message == NULL)
    let_go_of_worker (self);
  transfer_unref (self);
}

/* Counts those that somebody waits for: all, or one device's. */
static guint
count_transfers (FoyerRelaySnapshots *self, const char *device_id)
{
  guint n = 0;

  for (guint i = 0; i < self->transfers->len; i++) {
    const Transfer *transfer = g_ptr_array_index (self->transfers, i);

    if (transfer->message != NULL &&
        (device_id == NULL || g_str_equal (transfer->device_id, device_id)))
      n++;
  }
  return n;
}

/* A token that is bound to a device's key says nothing by itself: the device proves the key when it
 * connects, and is known while it is there. */
static gboolean
is_connected (FoyerRelayHub *hub, const FoyerRelaySignIn *sign_in)
{
  return foyer_relay_hub_has_session (hub, sign_in->session->id, sign_in->address);
}

/* Returns FALSE where the request was refused. */
static gboolean
admit (Transfer *self, const FoyerRelaySignIn *sign_in, const GError *error)
{
  FoyerRelaySnapshots *owner = self->owner;
  gboolean is_unknown =
      sign_in == NULL && !g_error_matches (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE);

  if (sign_in != NULL || is_unknown)
    foyer_relay_http_judge (self->message, owner->hub, self->token, sign_in != NULL);
  if (is_unknown)
    refuse (self, SOUP_STATUS_UNAUTHORIZED, "This token signs nobody in.\n");
  else if (sign_in == NULL)
    refuse (self, SOUP_STATUS_SERVICE_UNAVAILABLE, "The database does not answer now.\n");
  else if (sign_in->session->device->status != FOYER_DEVICE_STATUS_APPROVED)
    refuse (self, SOUP_STATUS_FORBIDDEN, "This device is not approved.\n");
  else if (foyer_relay_hub_is_draining (owner->hub))
    refuse (self, SOUP_STATUS_SERVICE_UNAVAILABLE, "This relay is being stopped.\n");
  else if (!foyer_rights_include (sign_in->session->rights,
                                  self->request.event_id,
                                  FOYER_PERMISSION_SCAN))
    refuse (self, SOUP_STATUS_FORBIDDEN, "You do not work for this event.\n");
  else if (sign_in->session->key_bound && !is_connected (owner->hub, sign_in))
    refuse (self, SOUP_STATUS_UNAUTHORIZED, "This device has to be connected first.\n");
  else if (count_transfers (owner, sign_in->session->device->id) > 0)
    refuse (self, FOYER_RELAY_STATUS_TOO_MANY, "This device takes a snapshot already.\n");
  else if (count_transfers (owner, NULL) >= FOYER_LIMIT_SNAPSHOTS)
    refuse (self, SOUP_STATUS_SERVICE_UNAVAILABLE, "Too many snapshots at once.\n");
  else
    return TRUE;
  return FALSE;
}

static void
begin (Transfer *self, const FoyerRelaySignIn *sign_in)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (self->message);
  GSocketConnection *connection = foyer_relay_listener_find (self->owner->listener, remote);

  foyer_relay_listener_sign_in (self->owner->listener, remote);
  g_set_object (&self->connection, connection);
  self->device_id = g_strdup (sign_in->session->device->id);
  self->begun_at = self->moved_at = g_get_monotonic_time ();
  self->worker = foyer_relay_database_new_worker ("relay-snapshot", self->owner->source);
  g_ptr_array_add (self->owner->transfers, g_rc_box_acquire (self));
  push (self, open_in_worker, on_open_ready);
}

static void
on_sign_in_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Transfer *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoyerRelaySignIn) sign_in =
      foyer_relay_sign_in_finish (FOYER_WORKER (source), result, &error);

  if (self->message != NULL && self->owner->transfers != NULL) {
    if (admit (self, sign_in, error))
      begin (self, sign_in);
    else
      soup_server_message_unpause (self->message);
  }
  transfer_unref (self);
}

/* Returns FALSE where the request was refused. */
static gboolean
check_request (Transfer *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);

  if (self->request.event_id == NULL)
    refuse (self, SOUP_STATUS_NOT_FOUND, "There is nothing here.\n");
  else if (!g_str_equal (soup_server_message_get_method (self->message), SOUP_METHOD_GET))
    refuse (self, SOUP_STATUS_METHOD_NOT_ALLOWED, "Only GET is answered here.\n");
  else if (soup_message_headers_get_one (headers, "Origin") != NULL)
    refuse (self, SOUP_STATUS_FORBIDDEN, "Web pages may not ask here.\n");
  else if (self->token == NULL)
    refuse (self, SOUP_STATUS_UNAUTHORIZED, "A bearer token is needed here.\n");
  else
    return foyer_relay_http_may_show (self->message, self->owner->hub, self->token);
  return FALSE;
}

static void
ask_who (Transfer *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);
  FoyerRelaySignIn *who =
      foyer_relay_sign_in_new (self->token,
                               soup_server_message_get_remote_host (self->message),
                               soup_message_headers_get_one (headers, "User-Agent"));

  hear (self, "finished", G_CALLBACK (on_message_over));
  hear (self, "disconnected", G_CALLBACK (on_message_over));
  soup_server_message_pause (self->message);
  foyer_relay_sign_in_async (foyer_relay_hub_get_sessions (self->owner->hub),
                             who,
                             on_sign_in_ready,
                             g_rc_box_acquire (self));
}

static void
on_snapshot_request (SoupServer *server,
                     SoupServerMessage *message,
                     const char *path,
                     GHashTable *query,
                     gpointer user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  Transfer *self = g_rc_box_new0 (Transfer);

  self->owner = g_object_ref (user_data);
  self->message = g_object_ref (message);
  self->token = foyer_relay_http_read_token (headers);
  foyer_relay_snapshot_request_read (&self->request, path, query, headers);
  if (check_request (self))
    ask_who (self);
  else
    g_clear_object (&self->message);
  transfer_unref (self);
}

static gboolean
on_second_is_over (gpointer user_data)
{
  FoyerRelaySnapshots *self = user_data;
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < self->transfers->len; i++) {
    Transfer *transfer = g_ptr_array_index (self->transfers, i);

    if (now - transfer->begun_at > FOYER_LIMIT_SNAPSHOT_SECONDS * G_TIME_SPAN_SECOND ||
        (!transfer->is_busy &&
         now - transfer->moved_at > FOYER_LIMIT_SNAPSHOT_SILENCE_MS * G_TIME_SPAN_MILLISECOND))
      cut_off (transfer);
  }
  return G_SOURCE_CONTINUE;
}

/* The workers go before the database does, and each closes what it reads before it goes. */
static void
foyer_relay_snapshots_dispose (GObject *object)
{
  FoyerRelaySnapshots *self = FOYER_RELAY_SNAPSHOTS (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (self->server != NULL)
    soup_server_remove_handler (self->server, FOYER_RELAY_EVENTS_PATH);
  g_clear_object (&self->server);
  for (guint i = 0; self->transfers != NULL && i < self->transfers->len; i++) {
    Transfer *transfer = g_ptr_array_index (self->transfers, i);

    if (transfer->worker != NULL)
      push (transfer, close_in_worker, NULL);
    g_clear_object (&transfer->worker);
  }
  g_clear_pointer (&self->transfers, g_ptr_array_unref);
  g_clear_object (&self->hub);
  g_clear_object (&self->listener);

  G_OBJECT_CLASS (foyer_relay_snapshots_parent_class)->dispose (object);
}

static void
foyer_relay_snapshots_class_init (FoyerRelaySnapshotsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = foyer_relay_snapshots_dispose;
}

static void
foyer_relay_snapshots_init (FoyerRelaySnapshots *self)
{
  self->transfers = g_ptr_array_new_with_free_func (transfer_unref);
  self->tick_source = g_timeout_add_seconds (1, on_second_is_over, self);
}

/**
 * foyer_relay_snapshots_new:
 * @source: where the database is; it must outlive the snapshots
 * @listener: where the connections of @server come from
 *
 * Returns: (transfer full): what answers @server's requests for snapshots, until it is gone
 */
FoyerRelaySnapshots *
foyer_relay_snapshots_new (SoupServer *server,
                           FoyerDbSource *source,
                           FoyerRelayHub *hub,
                           FoyerRelayListener *listener)
{
  FoyerRelaySnapshots *self = g_object_new (FOYER_TYPE_RELAY_SNAPSHOTS, NULL);

  self->server = g_object_ref (server);
  self->source = source;
  self->hub = g_object_ref (hub);
  self->listener = g_object_ref (listener);
  soup_server_add_handler (server, FOYER_RELAY_EVENTS_PATH, on_snapshot_request, self, NULL);
  foyer_relay_http_guard (server, FOYER_RELAY_EVENTS_PATH, 0);
  return self;
}
