/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-session-copy"

#include "config.h"

#include "session/foyer-session-private.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "base/foyer-worker.h"
#include "wire/foyer-wire-snapshot.h"

/* The tickets of the event, so that the desk can judge by itself. Those that are void come first:
 * they are few, and with them signed codes can be judged. A snapshot is read on a worker, as fast
 * as the store takes it, and goes on where it was when the connection is back. What changes
 * meanwhile is kept and applied on top. */

#define LINES_AT_ONCE 300
/* Beyond so many batches of changes the snapshot that is being read is too old. */
#define FOLLOWING_MAX 20000

G_DEFINE_ENUM_TYPE (FoyerDeskCopy,
                    foyer_desk_copy,
                    G_DEFINE_ENUM_VALUE (FOYER_DESK_COPY_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (FOYER_DESK_COPY_VOID, "void"),
                    G_DEFINE_ENUM_VALUE (FOYER_DESK_COPY_ALL, "all"))

/* A snapshot on its way. @lines: what was read and not stored yet. @has_head: whether the first
 * line was read. @is_idle: whether it waits for a connection, or for a while. */
struct _FoyerCopyLoad {
  FoyerSession *session;
  char *event_id;
  gboolean whole;
  FoyerDownload *download;
  GCancellable *cancellable;
  FoyerWorker *reader;
  GPtrArray *lines;
  gboolean is_idle;
  gboolean is_over;
  gboolean has_head;
  FoyerSnapshotHead head;
  gint64 copy;
  gint64 n_stored;
  guint retry_timeout;
};

static void read_on (FoyerCopyLoad *load);
static void resume (FoyerCopyLoad *load);
static void begin (FoyerSession *self, gboolean whole);

static void
set_progress (FoyerSession *self, double progress)
{
  if (self->copy_progress == progress)
    return;
  self->copy_progress = progress;
  foyer_session_notify (self, FOYER_SESSION_PROP_COPY_PROGRESS);
}

static void
set_copy (FoyerSession *self, FoyerDeskCopy copy)
{
  if (self->copy == copy)
    return;
  self->copy = copy;
  foyer_session_notify (self, FOYER_SESSION_PROP_COPY);
}

static void
load_free (FoyerCopyLoad *load)
{
  g_cancellable_cancel (load->cancellable);
  g_clear_handle_id (&load->retry_timeout, g_source_remove);
  g_object_unref (load->cancellable);
  g_object_unref (load->download);
  g_object_unref (load->reader);
  g_ptr_array_unref (load->lines);
  g_free (load->event_id);
  g_free (load);
}

/* Returns: (nullable): the load that a callback is about, unless that is over. */
static FoyerCopyLoad *
get_load (FoyerSession *self, const GError *error)
{
  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return NULL;
  return self->load;
}

static gboolean
on_retry_timeout (gpointer data)
{
  FoyerCopyLoad *load = data;

  load->retry_timeout = 0;
  resume (load);
  return G_SOURCE_REMOVE;
}

static gboolean
may_pass (const GError *error)
{
  return g_error_matches (error, FOYER_ERROR, FOYER_ERROR_UNAVAILABLE) ||
         g_error_matches (error, FOYER_ERROR, FOYER_ERROR_RATE_LIMITED) ||
         g_error_matches (error, FOYER_ERROR, FOYER_ERROR_SIGNED_OUT);
}

static gboolean
on_copy_timeout (gpointer data)
{
  FoyerSession *self = data;

  self->copy_timeout = 0;
  if (self->state == FOYER_SESSION_STATE_ONLINE)
    begin (self, self->copy != FOYER_DESK_COPY_NONE);
  return G_SOURCE_REMOVE;
}

/* Another copy is fetched: at once, and after a while where that one is of no use either, longer
 * each time. Whatever asks for one meanwhile is content with that. Without a connection the next
 * room is waited for. */
static void
want_copy (FoyerSession *self)
{
  self->copy_is_wanted = TRUE;
  if (self->load != NULL || self->copy_timeout != 0 || self->state != FOYER_SESSION_STATE_ONLINE)
    return;
  self->copy_timeout = g_timeout_add (self->copy_pause_ms, on_copy_timeout, self);
  self->copy_pause_ms =
      CLAMP (2 * self->copy_pause_ms, FOYER_LIMIT_COPY_PAUSE_MS, FOYER_LIMIT_COPY_PAUSE_MAX_MS);
}

/* What is being fetched leads nowhere; from the start it may. */
static void
give_up (FoyerSession *self)
{
  foyer_session_copy_stop (self);
  self->copy_pause_ms = MAX (self->copy_pause_ms, FOYER_LIMIT_COPY_PAUSE_MS);
  want_copy (self);
}

/* Goes on later where that may help; without a connection the next greeting is waited for. */
static void
fail (FoyerCopyLoad *load, const GError *error)
{
  FoyerSession *self = load->session;
  guint seconds = foyer_download_get_retry_seconds (load->download);

  g_debug ("The tickets were not fetched: %s", error->message);
  if (!may_pass (error)) {
    give_up (self);
    return;
  }
  load->is_idle = TRUE;
  if (self->state == FOYER_SESSION_STATE_ONLINE)
    load->retry_timeout = g_timeout_add_seconds (MAX (seconds, 1), on_retry_timeout, load);
}

/* The store could not keep it. */
static void
fail_to_keep (FoyerSession *self, const GError *error)
{
  g_debug ("The tickets were not kept: %s", error->message);
  foyer_session_store_take_error (self, error);
  give_up (self);
}

static void
on_applied (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;

  foyer_store_apply_finish (FOYER_STORE (source), result, &error);
  if (self == NULL)
    return;
  foyer_session_store_take_error (self, error);
  if (error != NULL) {
    g_debug ("Changes were not kept: %s", error->message);
    want_copy (self);
  } else if (self->copy == FOYER_DESK_COPY_ALL && self->load == NULL && !self->copy_is_wanted) {
    self->copy_pause_ms = 0;
  }
}

static void
apply (FoyerSession *self, FoyerChangeBatch *batch)
{
  foyer_store_apply_async (self->store, batch, NULL, on_applied, foyer_session_lend (self));
}

static void
on_copy_finished (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;
  gboolean is_done = foyer_store_finish_copy_finish (FOYER_STORE (source), result, &error);
  FoyerCopyLoad *load = get_load (self, error);
  gboolean whole;

  if (load == NULL)
    return;
  if (!is_done) {
    fail_to_keep (self, error);
    return;
  }
  foyer_session_store_take_error (self, NULL);
  whole = load->whole;
  self->copy_is_wanted = FALSE;
  set_copy (self, whole ? FOYER_DESK_COPY_ALL : FOYER_DESK_COPY_VOID);
  for (guint i = 0; i < self->following->len; i++)
    apply (self, g_ptr_array_index (self->following, i));
  foyer_session_counts_reckon (self);
  foyer_session_copy_stop (self);
  if (!whole)
    begin (self, TRUE);
}

static void
finish_copy (FoyerCopyLoad *load)
{
  FoyerStoreCopy copy = { .copy = load->copy,
                          .event_id = load->event_id,
                          .epoch = load->head.epoch,
                          .seq = load->head.seq,
                          .whole = load->whole };

  foyer_store_finish_copy_async (load->session->store,
                                 &copy,
                                 load->cancellable,
                                 on_copy_finished,
                                 foyer_session_lend (load->session));
}

static void
on_tickets_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;
  gboolean is_done = foyer_store_add_tickets_finish (FOYER_STORE (source), result, &error);
  FoyerCopyLoad *load = get_load (self, error);

  if (load == NULL)
    return;
  if (!is_done) {
    fail_to_keep (self, error);
    return;
  }
  if (load->whole && load->head.n_tickets > 0)
    set_progress (self, MIN (1, (double)load->n_stored / (double)load->head.n_tickets));
  if (load->is_over)
    finish_copy (load);
  else
    read_on (load);
}

/* From lines to tickets, which takes longer than anything else here. */
static void
parse_in_worker (GTask *task, gpointer handle)
{
  GPtrArray *lines = g_task_get_task_data (task);
  g_autoptr (GPtrArray) tickets =
      g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_snapshot_ticket_free);
  GError *error = NULL;

  for (guint i = 0; i < lines->len; i++) {
    gsize length;
    const char *line = g_bytes_get_data (g_ptr_array_index (lines, i), &length);
    FoyerSnapshotTicket *ticket = foyer_wire_read_snapshot_ticket (line, length, &error);

    if (ticket == NULL) {
      g_task_return_error (task, error);
      return;
    }
    g_ptr_array_add (tickets, ticket);
  }
  g_task_return_pointer (task, g_steal_pointer (&tickets), (GDestroyNotify)g_ptr_array_unref);
}

static void
on_parsed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tickets = g_task_propagate_pointer (G_TASK (result), &error);
  FoyerCopyLoad *load = get_load (self, error);

  if (load == NULL)
    return;
  if (tickets == NULL) {
    g_debug ("The tickets were not read: %s", error->message);
    give_up (self);
    return;
  }
  load->n_stored += tickets->len;
  foyer_store_add_tickets_async (self->store,
                                 load->copy,
                                 tickets,
                                 load->cancellable,
                                 on_tickets_added,
                                 foyer_session_lend (self));
}

static void
store_lines (FoyerCopyLoad *load)
{
  GTask *task = g_task_new (NULL, load->cancellable, on_parsed, foyer_session_lend (load->session));

  g_task_set_source_tag (task, store_lines);
  g_task_set_task_data (task, g_steal_pointer (&load->lines), (GDestroyNotify)g_ptr_array_unref);
  load->lines = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  foyer_worker_push (load->reader, task, parse_in_worker);
}

static void
on_copy_begun (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;
  gint64 copy = 0;
  gboolean is_done = foyer_store_begin_copy_finish (FOYER_STORE (source), result, &copy, &error);
  FoyerCopyLoad *load = get_load (self, error);

  if (load == NULL)
    return;
  if (!is_done) {
    fail_to_keep (self, error);
    return;
  }
  load->copy = copy;
  store_lines (load);
}

/* The first line is of the snapshot itself. Those before it are of no use any more. */
static gboolean
take_head (FoyerCopyLoad *load, const GPtrArray *lines, GError **error)
{
  gsize length;
  const char *line = g_bytes_get_data (g_ptr_array_index (lines, 0), &length);

  if (!foyer_wire_read_snapshot_head (line, length, &load->head, error))
    return FALSE;
  if (!g_str_equal (load->head.event_id, load->event_id)) {
    g_set_error_literal (error,
                         FOYER_ERROR,
                         FOYER_ERROR_BAD_REQUEST,
                         "The snapshot is of another event.");
    return FALSE;
  }
  g_ptr_array_set_size (load->lines, 0);
  load->n_stored = 0;
  load->copy = 0;
  load->has_head = TRUE;
  return TRUE;
}

static void
go_on (FoyerCopyLoad *load)
{
  FoyerSession *self = load->session;

  if (!load->is_over && load->lines->len < LINES_AT_ONCE)
    read_on (load);
  else if (load->copy == 0)
    foyer_store_begin_copy_async (self->store,
                                  load->cancellable,
                                  on_copy_begun,
                                  foyer_session_lend (self));
  else
    store_lines (load);
}

static void
on_lines_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FoyerSession) self = foyer_session_take_back (data);
  g_autoptr (GError) error = NULL;
  gboolean begins = FALSE;
  g_autoptr (GPtrArray) lines =
      foyer_download_read_finish (FOYER_DOWNLOAD (source), result, &begins, &error);
  FoyerCopyLoad *load = get_load (self, error);

  if (load == NULL)
    return;
  if (error == NULL && begins)
    take_head (load, lines, &error);
  if (error == NULL && lines == NULL && !load->has_head)
    g_set_error_literal (&error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, "The snapshot is empty.");
  if (error != NULL) {
    fail (load, error);
    return;
  }
  load->is_over = lines == NULL;
  for (guint i = begins ? 1 : 0; lines != NULL && i < lines->len; i++)
    g_ptr_array_add (load->lines, g_bytes_ref (g_ptr_array_index (lines, i)));
  go_on (load);
}

static void
read_on (FoyerCopyLoad *load)
{
  foyer_download_read_async (load->download,
                             load->cancellable,
                             on_lines_read,
                             foyer_session_lend (load->session));
}

static void
resume (FoyerCopyLoad *load)
{
  FoyerSession *self = load->session;

  load->is_idle = self->link == NULL || !foyer_link_guide (self->link, load->download);
  if (!load->is_idle)
    read_on (load);
}

static void
begin (FoyerSession *self, gboolean whole)
{
  FoyerCopyLoad *load;
  g_autofree char *path =
      g_strdup_printf ("/v1/events/%s/snapshot%s", self->event_id, whole ? "" : "?tickets=void");

  if (self->store == NULL || self->link == NULL)
    return;
  load = g_new0 (FoyerCopyLoad, 1);
  load->session = self;
  load->event_id = g_strdup (self->event_id);
  load->whole = whole;
  load->download = foyer_download_new (path, NULL);
  load->cancellable = g_cancellable_new ();
  load->reader = foyer_worker_new ("copy-reader", NULL, NULL);
  load->lines = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->load = load;
  if (whole)
    set_progress (self, 0);
  resume (load);
}

/**
 * foyer_session_copy_stop:
 *
 * Fetches nothing any more.
 */
void
foyer_session_copy_stop (FoyerSession *self)
{
  g_clear_handle_id (&self->copy_timeout, g_source_remove);
  g_clear_pointer (&self->load, load_free);
  g_ptr_array_set_size (self->following, 0);
  set_progress (self, -1);
}

/**
 * foyer_session_copy_pause:
 *
 * The connection is gone: what is being fetched goes on with the next one.
 */
void
foyer_session_copy_pause (FoyerSession *self)
{
  if (self->load != NULL)
    g_clear_handle_id (&self->load->retry_timeout, g_source_remove);
}

/**
 * foyer_session_copy_forget:
 *
 * Knows nothing of an event any more, until somebody looks again.
 */
void
foyer_session_copy_forget (FoyerSession *self)
{
  foyer_session_copy_stop (self);
  self->knows_copy = FALSE;
  self->copy_is_wanted = FALSE;
  self->copy_pause_ms = 0;
  self->copy_seq = 0;
  self->copy_epoch = 0;
  set_copy (self, FOYER_DESK_COPY_NONE);
}

static FoyerDeskCopy
read_copy (const FoyerStoreEvent *event)
{
  switch (event->tickets) {
  case FOYER_STORE_TICKETS_ALL:
    return FOYER_DESK_COPY_ALL;
  case FOYER_STORE_TICKETS_VOID:
    return FOYER_DESK_COPY_VOID;
  case FOYER_STORE_TICKETS_NONE:
  default:
    return FOYER_DESK_COPY_NONE;
  }
}

/**
 * foyer_session_copy_find:
 * @event: (nullable): what this desk knows of the event
 *
 * Goes on where the desk was the last time.
 */
void
foyer_session_copy_find (FoyerSession *self, const FoyerStoreEvent *event)
{
  self->knows_copy = TRUE;
  if (event != NULL) {
    self->copy_seq = event->seq;
    self->copy_epoch = event->event->epoch;
    set_copy (self, read_copy (event));
    foyer_session_room_show (self, event->event);
    if (event->event->policy.closed)
      foyer_session_hearing_end (self);
  }
  if (self->state == FOYER_SESSION_STATE_ONLINE)
    foyer_session_room_join (self);
}

/**
 * foyer_session_copy_close:
 *
 * The event is over: the store lets go of the tickets and of what was heard, and nothing is fetched
 * or heard any more.
 */
void
foyer_session_copy_close (FoyerSession *self)
{
  foyer_session_copy_stop (self);
  foyer_session_hearing_end (self);
  self->copy_is_wanted = FALSE;
  self->copy_seq = 0;
  set_copy (self, FOYER_DESK_COPY_NONE);
}

/**
 * foyer_session_copy_meet:
 *
 * The room is joined: what is missing is fetched.
 */
void
foyer_session_copy_meet (FoyerSession *self, const FoyerRoom *room)
{
  FoyerCopyLoad *load = self->load;

  foyer_session_store_save_event (self);
  if (room->event->policy.closed) {
    foyer_session_copy_close (self);
    return;
  }
  if (self->copy_timeout != 0 && room->snapshot_url == NULL && self->copy_epoch == self->epoch)
    return;
  if (load != NULL && g_str_equal (load->event_id, self->event_id) && room->snapshot_url == NULL &&
      (!load->has_head || load->head.epoch == self->epoch)) {
    if (load->is_idle && load->retry_timeout == 0)
      resume (load);
    return;
  }
  foyer_session_copy_stop (self);
  if (self->copy_epoch != self->epoch)
    set_copy (self, FOYER_DESK_COPY_NONE);
  if (self->copy != FOYER_DESK_COPY_ALL || self->copy_is_wanted || room->snapshot_url != NULL ||
      self->copy_seq > room->seq)
    begin (self, self->copy != FOYER_DESK_COPY_NONE);
  self->copy_epoch = self->epoch;
}

/**
 * foyer_session_copy_follow:
 * @batch: the next changes of the event
 */
void
foyer_session_copy_follow (FoyerSession *self, FoyerChangeBatch *batch)
{
  if (self->store == NULL)
    return;
  if (self->load != NULL)
    g_ptr_array_add (self->following, foyer_change_batch_ref (batch));
  if (self->following->len > FOLLOWING_MAX)
    give_up (self);
  if (self->copy != FOYER_DESK_COPY_NONE)
    apply (self, batch);
}
