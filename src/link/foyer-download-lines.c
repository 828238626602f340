/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-download-lines"

#include "config.h"

#include "link/foyer-download-lines.h"

#include "base/foyer-error.h"
#include "base/foyer-limits.h"
#include "wire/foyer-wire-snapshot.h"

#include <string.h>

/* The bytes of a snapshot as lines, a little at a time however far they swell. The last line is
 * kept back: it is none of the tickets, and says whether the others are what was sent. */

/* How much text is made at once. */
#define PIECE_BYTES (32 * 1024)

struct _FoyerDownloadLines {
  /* NULL where the bytes come as they are. */
  GConverter *decompressor;
  gboolean is_decompressed;
  /* Whether it may have more to say without hearing more. */
  gboolean is_full;
  GBytes *input;
  gsize input_at;
  /* A line that is not over yet. */
  GByteArray *rest;
  /* The newest line that is. */
  GBytes *held;
  GChecksum *sum;
  gint64 n_bytes;
};

/**
 * foyer_download_lines_new:
 * @is_compressed: whether gzip wrote the bytes
 */
FoyerDownloadLines *
foyer_download_lines_new (gboolean is_compressed)
{
  FoyerDownloadLines *self = g_new0 (FoyerDownloadLines, 1);

  self->rest = g_byte_array_new ();
  self->sum = g_checksum_new (G_CHECKSUM_SHA256);
  if (is_compressed)
    self->decompressor = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  return self;
}

void
foyer_download_lines_free (FoyerDownloadLines *self)
{
  g_clear_object (&self->decompressor);
  g_clear_pointer (&self->input, g_bytes_unref);
  g_clear_pointer (&self->held, g_bytes_unref);
  g_byte_array_unref (self->rest);
  g_checksum_free (self->sum);
  g_free (self);
}

/**
 * foyer_download_lines_feed:
 * @bytes: what came next
 *
 * Only where foyer_download_lines_is_hungry().
 */
void
foyer_download_lines_feed (FoyerDownloadLines *self, GBytes *bytes)
{
  g_assert (foyer_download_lines_is_hungry (self));

  self->input = g_bytes_ref (bytes);
  self->input_at = 0;
}

/**
 * foyer_download_lines_is_hungry:
 *
 * Returns: whether nothing more can be made of what came
 */
gboolean
foyer_download_lines_is_hungry (const FoyerDownloadLines *self)
{
  return self->input == NULL && !self->is_full;
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, FOYER_ERROR, FOYER_ERROR_BAD_REQUEST, sentence);
  return FALSE;
}

static void
end_line (FoyerDownloadLines *self, GPtrArray *lines)
{
  if (self->held != NULL) {
    g_checksum_update (self->sum,
                       g_bytes_get_data (self->held, NULL),
                       (gssize)g_bytes_get_size (self->held));
    g_ptr_array_add (lines, g_steal_pointer (&self->held));
  }
  self->held = g_bytes_new (self->rest->data, self->rest->len);
  g_byte_array_set_size (self->rest, 0);
}

static gboolean
add_text (FoyerDownloadLines *self,
          const guint8 *text,
          gsize length,
          GPtrArray *lines,
          GError **error)
{
  self->n_bytes += (gint64)length;
  if (self->n_bytes > FOYER_LIMIT_SNAPSHOT_BYTES)
    return refuse (error, "The snapshot is longer than one ever is.");
  while (length > 0) {
    const guint8 *end = memchr (text, '\n', length);
    gsize n = end != NULL ? (gsize)(end - text) + 1 : length;

    if (self->rest->len + n > FOYER_LIMIT_MESSAGE_FROM_RELAY)
      return refuse (error, "A line of the snapshot is too long.");
    g_byte_array_append (self->rest, text, (guint)n);
    if (end != NULL)
      end_line (self, lines);
    text += n;
    length -= n;
  }
  return TRUE;
}

static void
eat (FoyerDownloadLines *self, gsize n)
{
  self->input_at += n;
  if (self->input_at == g_bytes_get_size (self->input))
    g_clear_pointer (&self->input, g_bytes_unref);
}

static gboolean
take_plain (FoyerDownloadLines *self, GPtrArray *lines, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (self->input, &length);
  gsize n = MIN (length - self->input_at, PIECE_BYTES);

  if (!add_text (self, data + self->input_at, n, lines, error))
    return FALSE;
  eat (self, n);
  return TRUE;
}

/* Makes the next piece of text of what is there; @n_written is 0 where that is not enough. */
static gboolean
decompress (FoyerDownloadLines *self, guint8 *text, gsize size, gsize *n_written, GError **error)
{
  gsize length = 0, n_read = 0;
  const guint8 *data =
      self->input != NULL ? g_bytes_get_data (self->input, &length) : (const guint8 *)"";
  g_autoptr (GError) inner = NULL;
  GConverterResult result = g_converter_convert (self->decompressor,
                                                 data + self->input_at,
                                                 length - self->input_at,
                                                 text,
                                                 size,
                                                 G_CONVERTER_NO_FLAGS,
                                                 &n_read,
                                                 n_written,
                                                 &inner);

  if (result == G_CONVERTER_ERROR && !g_error_matches (inner, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    return refuse (error, "The snapshot is not compressed as it says.");
  if (result == G_CONVERTER_ERROR)
    n_read = length - self->input_at;
  self->is_decompressed = result == G_CONVERTER_FINISHED;
  self->is_full = result == G_CONVERTER_CONVERTED && *n_written == size;
  if (self->input != NULL)
    eat (self, n_read);
  return TRUE;
}

static gboolean
take_compressed (FoyerDownloadLines *self, GPtrArray *lines, GError **error)
{
  guint8 text[PIECE_BYTES];
  gsize n_written = 0;

  if (self->is_decompressed)
    return refuse (error, "The snapshot goes on behind its end.");
  return decompress (self, text, sizeof text, &n_written, error) &&
         add_text (self, text, n_written, lines, error);
}

/**
 * foyer_download_lines_take:
 * @lines: (element-type GBytes): where the next lines go, each with its end; a bounded number,
 * which may be none
 * @error: %FOYER_ERROR_BAD_REQUEST where this is no snapshot
 */
gboolean
foyer_download_lines_take (FoyerDownloadLines *self, GPtrArray *lines, GError **error)
{
  if (foyer_download_lines_is_hungry (self))
    return TRUE;
  return self->decompressor != NULL ? take_compressed (self, lines, error)
                                    : take_plain (self, lines, error);
}

static char *
read_end (const FoyerDownloadLines *self)
{
  if (self->held == NULL || self->rest->len > 0)
    return NULL;
  return foyer_wire_read_snapshot_end (g_bytes_get_data (self->held, NULL),
                                       g_bytes_get_size (self->held),
                                       NULL);
}

/**
 * foyer_download_lines_is_whole:
 *
 * Returns: whether the last line is there and nothing is behind it
 */
gboolean
foyer_download_lines_is_whole (const FoyerDownloadLines *self)
{
  g_autofree char *sum = read_end (self);

  return sum != NULL && foyer_download_lines_is_hungry (self) &&
         (self->decompressor == NULL || self->is_decompressed);
}

/**
 * foyer_download_lines_check:
 * @error: %FOYER_ERROR_BAD_REQUEST where the lines are not those that were sent
 */
gboolean
foyer_download_lines_check (const FoyerDownloadLines *self, GError **error)
{
  g_autofree char *sum = read_end (self);

  if (sum != NULL && g_str_equal (g_checksum_get_string (self->sum), sum))
    return TRUE;
  return refuse (error, "The snapshot is not what was sent.");
}
