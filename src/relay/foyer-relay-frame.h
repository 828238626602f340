/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FoyerRelayClose:
 *
 * Why a relay ends a WebSocket: the close codes of RFC 6455 and of Foyer.
 */
typedef enum {
  FOYER_RELAY_CLOSE_NORMAL = 1000,
  FOYER_RELAY_CLOSE_DRAINING = 1001,
  FOYER_RELAY_CLOSE_PROTOCOL = 1002,
  FOYER_RELAY_CLOSE_BINARY = 1003,
  FOYER_RELAY_CLOSE_NO_STATUS = 1005,
  FOYER_RELAY_CLOSE_BAD_UTF8 = 1007,
  FOYER_RELAY_CLOSE_TOO_MUCH = 1008,
  FOYER_RELAY_CLOSE_TOO_BIG = 1009,
  FOYER_RELAY_CLOSE_SESSION_ENDED = 4401,
  FOYER_RELAY_CLOSE_DEVICE_REVOKED = 4403,
  FOYER_RELAY_CLOSE_RIGHTS_CHANGED = 4409,
} FoyerRelayClose;

typedef enum {
  FOYER_RELAY_OPCODE_CONTINUATION = 0x0,
  FOYER_RELAY_OPCODE_TEXT = 0x1,
  FOYER_RELAY_OPCODE_BINARY = 0x2,
  FOYER_RELAY_OPCODE_CLOSE = 0x8,
  FOYER_RELAY_OPCODE_PING = 0x9,
  FOYER_RELAY_OPCODE_PONG = 0xa,
} FoyerRelayOpcode;

/* The longest header that a server sends: it never masks. */
#define FOYER_RELAY_FRAME_HEADER_SIZE 10

GBytes *foyer_relay_frame_new (FoyerRelayOpcode opcode, const char *payload, gsize length);
GBytes *foyer_relay_frame_new_close (FoyerRelayClose code, const char *reason);

/**
 * FoyerRelayReaderFuncs:
 * @text: a whole text message; valid UTF-8, a NUL behind its last byte
 * @ping: the payload of a ping
 * @pong: a pong came
 * @closed: the peer's close frame came, with its code
 *
 * What a reader hears. Any of them may end the reading by returning %FALSE.
 */
typedef struct {
  gboolean (*text) (const char *text, gsize length, gpointer user_data);
  gboolean (*ping) (const char *payload, gsize length, gpointer user_data);
  gboolean (*pong) (gpointer user_data);
  gboolean (*closed) (guint code, gpointer user_data);
} FoyerRelayReaderFuncs;

/**
 * FoyerRelayReader:
 *
 * The receiving half of one WebSocket. Zeroed memory is a reader at the start of a stream. Its
 * fields are private.
 */
typedef struct {
  guint8 header[14];
  guint8 header_length;
  guint8 opcode;
  guint8 mask[4];
  gboolean final;
  gboolean in_frame;
  gboolean in_message;
  gboolean over;
  guint64 remaining;
  gsize mask_position;
  GByteArray *message;
  GByteArray *control;
} FoyerRelayReader;

void foyer_relay_reader_clear (FoyerRelayReader *self);
FoyerRelayClose foyer_relay_reader_feed (FoyerRelayReader *self,
                                         guint8 *bytes,
                                         gsize n_bytes,
                                         gsize limit,
                                         const FoyerRelayReaderFuncs *funcs,
                                         gpointer user_data);

G_END_DECLS
