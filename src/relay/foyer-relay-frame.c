/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-frame"

#include "config.h"

#include "relay/foyer-relay-frame.h"

#include "base/foyer-limits.h"

#include <string.h>

/* The frames of RFC 6455, as a server sends and reads them. What is sent to many is made into a
 * frame once and shared. What is read is counted over all frames of a message, so that a message
 * in pieces cannot grow past the limit either; a message that came in one piece is handed on
 * where it lies, and a socket that is silent holds no buffer. */

#define FRAME_FINAL    0x80
#define FRAME_RESERVED 0x70
#define FRAME_OPCODE   0x0f
#define FRAME_MASKED   0x80
#define FRAME_LENGTH   0x7f
#define LENGTH_IN_TWO  126
#define LENGTH_IN_8    127

/**
 * foyer_relay_frame_new:
 * @payload: (array length=length): what the frame carries; text must be valid UTF-8
 *
 * Returns: (transfer full): a whole unmasked frame, header and all
 */
GBytes *
foyer_relay_frame_new (FoyerRelayOpcode opcode, const char *payload, gsize length)
{
  guint8 *frame = g_malloc (FOYER_RELAY_FRAME_HEADER_SIZE + length);
  gsize at = 0;

  frame[at++] = (guint8)(FRAME_FINAL | opcode);
  if (length < LENGTH_IN_TWO) {
    frame[at++] = (guint8)length;
  } else if (length <= G_MAXUINT16) {
    frame[at++] = LENGTH_IN_TWO;
    frame[at++] = (guint8)(length >> 8);
    frame[at++] = (guint8)length;
  } else {
    frame[at++] = LENGTH_IN_8;
    for (int shift = 56; shift >= 0; shift -= 8)
      frame[at++] = (guint8)((guint64)length >> shift);
  }
  if (length > 0)
    memcpy (frame + at, payload, length);
  return g_bytes_new_take (frame, at + length);
}

/**
 * foyer_relay_frame_new_close:
 * @reason: (nullable): a short English text
 *
 * Returns: (transfer full): a close frame
 */
GBytes *
foyer_relay_frame_new_close (FoyerRelayClose code, const char *reason)
{
  char payload[FOYER_LIMIT_CONTROL_FRAME];
  gsize length = reason != NULL ? MIN (strlen (reason), sizeof payload - 2) : 0;

  if (code == FOYER_RELAY_CLOSE_NO_STATUS)
    return foyer_relay_frame_new (FOYER_RELAY_OPCODE_CLOSE, NULL, 0);
  payload[0] = (char)(code >> 8);
  payload[1] = (char)(code & 0xff);
  if (length > 0)
    memcpy (payload + 2, reason, length);
  return foyer_relay_frame_new (FOYER_RELAY_OPCODE_CLOSE, payload, length + 2);
}

/**
 * foyer_relay_reader_clear:
 *
 * Frees what the reader holds; it is then at the start of a stream again.
 */
void
foyer_relay_reader_clear (FoyerRelayReader *self)
{
  g_clear_pointer (&self->message, g_byte_array_unref);
  g_clear_pointer (&self->control, g_byte_array_unref);
  *self = (FoyerRelayReader){ 0 };
}

/* g_utf8_validate () takes NUL for an end; on the wire it is a character like any other, which
 * the JSON scan then refuses without ending the connection. */
static gboolean
is_utf8 (const char *text, gsize length)
{
  const char *end = text + length;

  while (text < end && !g_utf8_validate_len (text, (gsize)(end - text), &text)) {
    if (*text != '\0')
      return FALSE;
    text++;
  }
  return TRUE;
}

static gsize
header_size (const FoyerRelayReader *self)
{
  gsize size = 2 + sizeof self->mask;

  if (self->header_length < 2)
    return 2;
  if ((self->header[1] & FRAME_LENGTH) == LENGTH_IN_TWO)
    return size + 2;
  return (self->header[1] & FRAME_LENGTH) == LENGTH_IN_8 ? size + 8 : size;
}

/* What the first two bytes forbid, 0 where they are in order. */
static FoyerRelayClose
check_header (FoyerRelayReader *self, guint opcode, guint64 length, gsize limit)
{
  gsize held = self->message != NULL ? self->message->len : 0;

  if ((self->header[0] & FRAME_RESERVED) != 0 || (self->header[1] & FRAME_MASKED) == 0)
    return FOYER_RELAY_CLOSE_PROTOCOL;
  switch (opcode) {
  case FOYER_RELAY_OPCODE_CLOSE:
  case FOYER_RELAY_OPCODE_PING:
  case FOYER_RELAY_OPCODE_PONG:
    return length <= FOYER_LIMIT_CONTROL_FRAME && (self->header[0] & FRAME_FINAL) != 0
               ? 0
               : FOYER_RELAY_CLOSE_PROTOCOL;
  case FOYER_RELAY_OPCODE_BINARY:
    return FOYER_RELAY_CLOSE_BINARY;
  case FOYER_RELAY_OPCODE_TEXT:
  case FOYER_RELAY_OPCODE_CONTINUATION:
    if (self->in_message != (opcode == FOYER_RELAY_OPCODE_CONTINUATION))
      return FOYER_RELAY_CLOSE_PROTOCOL;
    return length > limit - held ? FOYER_RELAY_CLOSE_TOO_BIG : 0;
  default:
    return FOYER_RELAY_CLOSE_PROTOCOL;
  }
}

static FoyerRelayClose
begin_frame (FoyerRelayReader *self, gsize limit)
{
  const guint8 *at = self->header + 2;
  guint64 length = self->header[1] & FRAME_LENGTH;
  guint n_bytes = length == LENGTH_IN_TWO ? 2 : length == LENGTH_IN_8 ? 8 : 0;
  FoyerRelayClose code;

  if (n_bytes > 0)
    length = 0;
  for (guint i = 0; i < n_bytes; i++)
    length = length << 8 | *at++;
  self->opcode = self->header[0] & FRAME_OPCODE;
  code = check_header (self, self->opcode, length, limit);
  if (code != 0)
    return code;
  self->final = (self->header[0] & FRAME_FINAL) != 0;
  self->remaining = length;
  self->mask_position = 0;
  self->in_frame = TRUE;
  self->header_length = 0;
  memcpy (self->mask, at, sizeof self->mask);
  if (self->opcode == FOYER_RELAY_OPCODE_TEXT)
    self->in_message = TRUE;
  return 0;
}

static void
unmask (FoyerRelayReader *self, guint8 *bytes, gsize n_bytes)
{
  gsize i = 0;
  guint64 mask;
  guint8 turned[8];

  for (guint k = 0; k < sizeof turned; k++)
    turned[k] = self->mask[(self->mask_position + k) & 3];
  memcpy (&mask, turned, sizeof mask);
  for (; i + sizeof mask <= n_bytes; i += sizeof mask) {
    guint64 word;

    memcpy (&word, bytes + i, sizeof word);
    word ^= mask;
    memcpy (bytes + i, &word, sizeof word);
  }
  for (; i < n_bytes; i++)
    bytes[i] ^= self->mask[(self->mask_position + i) & 3];
  self->mask_position += n_bytes;
}

static FoyerRelayClose
deliver_text (FoyerRelayReader *self,
              guint8 *bytes,
              gsize n_bytes,
              const FoyerRelayReaderFuncs *funcs,
              gpointer user_data)
{
  /* The byte behind belongs to the next frame, or to nobody: it is lent to the NUL. */
  guint8 behind = bytes[n_bytes];
  gboolean go_on;

  self->in_message = FALSE;
  if (!is_utf8 ((const char *)bytes, n_bytes))
    return FOYER_RELAY_CLOSE_BAD_UTF8;
  bytes[n_bytes] = '\0';
  go_on = funcs->text ((const char *)bytes, n_bytes, user_data);
  bytes[n_bytes] = behind;
  self->over = !go_on;
  return 0;
}

static FoyerRelayClose
deliver_close (FoyerRelayReader *self,
               const guint8 *payload,
               gsize length,
               const FoyerRelayReaderFuncs *funcs,
               gpointer user_data)
{
  guint code = FOYER_RELAY_CLOSE_NO_STATUS;

  self->over = TRUE;
  if (length == 1)
    return FOYER_RELAY_CLOSE_PROTOCOL;
  if (length >= 2) {
    code = (guint)payload[0] << 8 | payload[1];
    if (code < 1000 || code >= 5000 || (code >= 1004 && code <= 1006))
      return FOYER_RELAY_CLOSE_PROTOCOL;
    if (!is_utf8 ((const char *)payload + 2, length - 2))
      return FOYER_RELAY_CLOSE_BAD_UTF8;
  }
  funcs->closed (code, user_data);
  return 0;
}

static FoyerRelayClose
deliver_control (FoyerRelayReader *self,
                 const guint8 *payload,
                 gsize length,
                 const FoyerRelayReaderFuncs *funcs,
                 gpointer user_data)
{
  switch (self->opcode) {
  case FOYER_RELAY_OPCODE_PING:
    self->over = !funcs->ping ((const char *)payload, length, user_data);
    return 0;
  case FOYER_RELAY_OPCODE_PONG:
    self->over = !funcs->pong (user_data);
    return 0;
  default:
    return deliver_close (self, payload, length, funcs, user_data);
  }
}

/* Adds to what is kept of a frame or message whose rest has not come yet. */
static void
keep (GByteArray **kept, const guint8 *bytes, gsize n_bytes)
{
  if (*kept == NULL)
    *kept = g_byte_array_new ();
  g_byte_array_append (*kept, bytes, (guint)n_bytes);
}

static FoyerRelayClose
end_frame (FoyerRelayReader *self,
           guint8 *bytes,
           gsize n_bytes,
           const FoyerRelayReaderFuncs *funcs,
           gpointer user_data)
{
  gboolean is_control = self->opcode >= FOYER_RELAY_OPCODE_CLOSE;
  g_autoptr (GByteArray) kept = NULL;

  self->in_frame = FALSE;
  if (!is_control && !self->final) {
    keep (&self->message, bytes, n_bytes);
    return 0;
  }
  if (is_control)
    kept = g_steal_pointer (&self->control);
  else
    kept = g_steal_pointer (&self->message);
  if (kept == NULL)
    return is_control ? deliver_control (self, bytes, n_bytes, funcs, user_data)
                      : deliver_text (self, bytes, n_bytes, funcs, user_data);
  g_byte_array_append (kept, bytes, (guint)n_bytes);
  if (is_control)
    return deliver_control (self, kept->data, kept->len, funcs, user_data);
  /* One byte more than the message, for the NUL. */
  g_byte_array_set_size (kept, kept->len + 1);
  return deliver_text (self, kept->data, kept->len - 1, funcs, user_data);
}

static FoyerRelayClose
read_payload (FoyerRelayReader *self,
              guint8 *bytes,
              gsize n_bytes,
              const FoyerRelayReaderFuncs *funcs,
              gpointer user_data)
{
  unmask (self, bytes, n_bytes);
  self->remaining -= n_bytes;
  if (self->remaining == 0)
    return end_frame (self, bytes, n_bytes, funcs, user_data);
  keep (self->opcode >= FOYER_RELAY_OPCODE_CLOSE ? &self->control : &self->message, bytes, n_bytes);
  return 0;
}

/**
 * foyer_relay_reader_feed:
 * @bytes: what came; it is changed, and @n_bytes + 1 bytes of it must be writable
 * @limit: the most bytes that a text message may have, over all its frames
 * @funcs: what is called with what @bytes complete
 *
 * Reads on. After anything but 0, after the peer's close frame, or after one of @funcs has
 * returned %FALSE, the rest of the stream means nothing and is not looked at.
 *
 * Returns: 0, or the code to close the WebSocket with
 */
FoyerRelayClose
foyer_relay_reader_feed (FoyerRelayReader *self,
                         guint8 *bytes,
                         gsize n_bytes,
                         gsize limit,
                         const FoyerRelayReaderFuncs *funcs,
                         gpointer user_data)
{
  gsize at = 0;
  FoyerRelayClose code = 0;

  /* A frame without a payload is complete with its header: hence the second condition. */
  while (code == 0 && !self->over && (at < n_bytes || (self->in_frame && self->remaining == 0))) {
    if (self->in_frame) {
      gsize length = (gsize)MIN (self->remaining, n_bytes - at);

      code = read_payload (self, bytes + at, length, funcs, user_data);
      at += length;
      continue;
    }
    self->header[self->header_length++] = bytes[at++];
    if (self->header_length >= 2 && self->header_length == header_size (self))
      code = begin_frame (self, limit);
  }
  if (code != 0)
    self->over = TRUE;
  return code;
}
