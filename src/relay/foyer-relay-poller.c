/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-poller"

#include "config.h"

#include "relay/foyer-relay-poller.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/epoll.h>
#include <unistd.h>

/* Watches the sockets of all desks through one epoll descriptor, which is all that the main loop
 * sees of them: with a GSource each, thousands of silent sockets would make every turn of the
 * loop slow. It also gathers what is written within a turn: each socket is flushed once, in the
 * turn after. */

#define EVENTS_PER_TURN 256
#define READ_BUFFER     (64 * 1024)

struct _FoyerRelayPoller {
  GObject parent_instance;

  int epoll_fd;
  guint epoll_source;
  guint tick_source;
  GSource *flush_source;
  GQueue flushes;
  GPtrArray *entries;
  struct epoll_event events[EVENTS_PER_TURN];
  int n_events;
  int next_event;
  /* One byte more than is read, for the NUL that a reader puts behind a message. */
  guint8 *buffer;
};

G_DEFINE_FINAL_TYPE (FoyerRelayPoller, foyer_relay_poller, G_TYPE_OBJECT)

static gboolean
on_epoll_is_ready (int fd, GIOCondition condition, gpointer user_data)
{
  FoyerRelayPoller *self = user_data;

  self->n_events = epoll_wait (fd, self->events, EVENTS_PER_TURN, 0);
  for (self->next_event = 0; self->next_event < self->n_events;) {
    const struct epoll_event *event = &self->events[self->next_event++];
    FoyerRelayPollEntry *entry = event->data.ptr;

    if (entry != NULL)
      entry->funcs->ready (entry,
                           (event->events & (EPOLLIN | EPOLLHUP | EPOLLERR | EPOLLRDHUP)) != 0,
                           (event->events & EPOLLOUT) != 0);
  }
  self->n_events = 0;
  return G_SOURCE_CONTINUE;
}

static gboolean
on_turn_is_over (gpointer user_data)
{
  FoyerRelayPoller *self = user_data;
  GList *link;

  g_source_set_ready_time (self->flush_source, -1);
  for (guint n = self->flushes.length; n > 0; n--) {
    FoyerRelayPollEntry *entry;

    link = g_queue_pop_head_link (&self->flushes);
    if (link == NULL)
      break;
    entry = link->data;
    entry->flushing = FALSE;
    entry->funcs->flush (entry);
  }
  return G_SOURCE_CONTINUE;
}

/* From the last to the first, because an entry that is removed is replaced by the last one. */
static gboolean
on_second_is_over (gpointer user_data)
{
  FoyerRelayPoller *self = user_data;
  gint64 now = g_get_monotonic_time ();

  for (guint i = self->entries->len; i > 0; i--) {
    if (i <= self->entries->len) {
      FoyerRelayPollEntry *entry = g_ptr_array_index (self->entries, i - 1);

      entry->funcs->tick (entry, now);
    }
  }
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_flush (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs flush_source_funcs = { .dispatch = dispatch_flush };

static void
foyer_relay_poller_finalize (GObject *object)
{
  FoyerRelayPoller *self = FOYER_RELAY_POLLER (object);

  g_clear_handle_id (&self->epoll_source, g_source_remove);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_source_destroy (self->flush_source);
  g_source_unref (self->flush_source);
  g_ptr_array_unref (self->entries);
  g_free (self->buffer);
  if (self->epoll_fd >= 0)
    close (self->epoll_fd);

  G_OBJECT_CLASS (foyer_relay_poller_parent_class)->finalize (object);
}

static void
foyer_relay_poller_class_init (FoyerRelayPollerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = foyer_relay_poller_finalize;
}

static void
foyer_relay_poller_init (FoyerRelayPoller *self)
{
  self->epoll_fd = -1;
  self->buffer = g_malloc (READ_BUFFER + 1);
  self->entries = g_ptr_array_new ();
  self->flush_source = g_source_new (&flush_source_funcs, sizeof (GSource));
  g_source_set_callback (self->flush_source, on_turn_is_over, self, NULL);
  g_source_attach (self->flush_source, NULL);
  self->tick_source = g_timeout_add_seconds (1, on_second_is_over, self);
}

/**
 * foyer_relay_poller_new:
 *
 * Returns: (transfer full) (nullable): a poller for the default main context
 */
FoyerRelayPoller *
foyer_relay_poller_new (GError **error)
{
  g_autoptr (FoyerRelayPoller) self = g_object_new (FOYER_TYPE_RELAY_POLLER, NULL);

  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  if (self->epoll_fd < 0) {
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
    return NULL;
  }
  self->epoll_source = g_unix_fd_add (self->epoll_fd, G_IO_IN, on_epoll_is_ready, self);
  return g_steal_pointer (&self);
}

static void
control (FoyerRelayPoller *self, int operation, FoyerRelayPollEntry *entry)
{
  struct epoll_event event = {
    .events = (guint32)(EPOLLIN | EPOLLRDHUP | (entry->writing ? EPOLLOUT : 0)),
    .data.ptr = entry,
  };

  if (epoll_ctl (self->epoll_fd, operation, entry->fd, &event) != 0)
    g_debug ("epoll_ctl: %s", g_strerror (errno));
}

/**
 * foyer_relay_poller_add:
 * @entry: zeroed; it stays where it is until it is removed
 * @fd: a descriptor that does not block
 */
void
foyer_relay_poller_add (FoyerRelayPoller *self,
                        FoyerRelayPollEntry *entry,
                        int fd,
                        const FoyerRelayPollFuncs *funcs)
{
  g_return_if_fail (FOYER_IS_RELAY_POLLER (self));

  entry->funcs = funcs;
  entry->fd = fd;
  entry->index = self->entries->len;
  entry->flush_link.data = entry;
  g_ptr_array_add (self->entries, entry);
  control (self, EPOLL_CTL_ADD, entry);
}

/**
 * foyer_relay_poller_remove:
 *
 * Stops watching, before the descriptor is closed. Nothing is heard of @entry any more.
 */
void
foyer_relay_poller_remove (FoyerRelayPoller *self, FoyerRelayPollEntry *entry)
{
  FoyerRelayPollEntry *last;

  g_return_if_fail (FOYER_IS_RELAY_POLLER (self));

  control (self, EPOLL_CTL_DEL, entry);
  for (int i = self->next_event; i < self->n_events; i++) {
    if (self->events[i].data.ptr == entry)
      self->events[i].data.ptr = NULL;
  }
  if (entry->flushing)
    g_queue_unlink (&self->flushes, &entry->flush_link);
  entry->flushing = FALSE;
  last = g_ptr_array_index (self->entries, self->entries->len - 1);
  last->index = entry->index;
  g_ptr_array_remove_index_fast (self->entries, entry->index);
}

/**
 * foyer_relay_poller_set_writing:
 * @writing: whether it should also be heard when the descriptor can be written
 */
void
foyer_relay_poller_set_writing (FoyerRelayPoller *self,
                                FoyerRelayPollEntry *entry,
                                gboolean writing)
{
  g_return_if_fail (FOYER_IS_RELAY_POLLER (self));

  if (entry->writing == writing)
    return;
  entry->writing = writing;
  control (self, EPOLL_CTL_MOD, entry);
}

/**
 * foyer_relay_poller_flush_soon:
 *
 * Asks for one flush of @entry at the end of this turn, however often it is called.
 */
void
foyer_relay_poller_flush_soon (FoyerRelayPoller *self, FoyerRelayPollEntry *entry)
{
  g_return_if_fail (FOYER_IS_RELAY_POLLER (self));

  if (entry->flushing)
    return;
  entry->flushing = TRUE;
  g_queue_push_tail_link (&self->flushes, &entry->flush_link);
  g_source_set_ready_time (self->flush_source, 0);
}

/**
 * foyer_relay_poller_get_buffer:
 * @size: (out): how much may be read into it; there is one byte more
 *
 * Returns: (transfer none): the buffer that all sockets read into, one at a time
 */
guint8 *
foyer_relay_poller_get_buffer (FoyerRelayPoller *self, gsize *size)
{
  g_return_val_if_fail (FOYER_IS_RELAY_POLLER (self), NULL);

  *size = READ_BUFFER;
  return self->buffer;
}
