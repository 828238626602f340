/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _LoadConnection LoadConnection;

/**
 * LoadConnectionFunc:
 * @text: a text message; no NUL behind it
 * @now: when it was read, in microseconds of the monotonic clock
 */
typedef void (*LoadConnectionFunc) (LoadConnection *connection,
                                    const char *text,
                                    gsize length,
                                    gint64 now,
                                    gpointer user_data);

/**
 * LoadConnection:
 * @fd: its socket, for polling
 * @number: which one it is
 * @is_listening: whether it has joined the room
 * @last_to: the last change that it was told
 * @in_flight: its scans that have no verdict yet
 *
 * One WebSocket of the load generator. The rest is private.
 */
struct _LoadConnection {
  int fd;
  guint number;
  gboolean is_listening;
  gint64 last_to;
  guint in_flight;
  /*< private >*/
  gboolean is_upgraded;
  GByteArray *input;
  GByteArray *output;
};

LoadConnection *load_connection_open (GSocketAddress *address, const char *token, GError **error);
void load_connection_free (LoadConnection *self);
void load_connection_send (LoadConnection *self, const char *text, gsize length);
gboolean load_connection_flush (LoadConnection *self);
gboolean load_connection_read (LoadConnection *self,
                               LoadConnectionFunc func,
                               gpointer user_data,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LoadConnection, load_connection_free)

G_END_DECLS
