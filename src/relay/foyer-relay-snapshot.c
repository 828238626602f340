/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-snapshot"

#include "config.h"

#include "relay/foyer-relay-snapshot.h"

#include "base/foyer-limits.h"
#include "db/foyer-db-snapshot.h"
#include "wire/foyer-wire-snapshot.h"

#include <string.h>

/* A snapshot on its way from rows to bytes, a piece at a time, so that there is never more of it in
 * memory than one piece. It belongs to the thread of the connection that it reads from. */

#define COMPRESSION_LEVEL 3
#define COMPRESSED_SUFFIX "-gz"
#define VOID_SUFFIX       "-void"

struct _FoyerRelaySnapshot {
  FoyerDbSnapshot *rows;
  char *event_id;
  char *state;
  char *tag;
  GChecksum *checksum;
  /* NULL where the bytes go out as they are. */
  GConverter *compressor;
  GString *lines;
  gboolean has_begun;
  gboolean is_over;
  /* Which bytes are wanted, and how many were made. */
  FoyerRelayRange range;
  gint64 position;
};

/**
 * foyer_relay_snapshot_open:
 * @connection: not to be used otherwise until the snapshot is closed
 * @only_void: whether other tickets are left out
 *
 * Returns: (transfer full) (nullable): a snapshot of the event as it is now; %FOYER_ERROR_NOT_FOUND
 *   where there is no such event
 */
FoyerRelaySnapshot *
foyer_relay_snapshot_open (FoyerDbConnection *connection,
                           const char *event_id,
                           gboolean only_void,
                           gboolean is_compressed,
                           GError **error)
{
  g_autoptr (FoyerDbSnapshot) rows =
      foyer_db_snapshot_open (connection, event_id, only_void, error);
  const FoyerDbSnapshotHead *head;
  FoyerRelaySnapshot *self;

  if (rows == NULL)
    return NULL;
  head = foyer_db_snapshot_get_head (rows);
  self = g_new0 (FoyerRelaySnapshot, 1);
  self->state = g_strdup_printf ("%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "%s",
                                 head->epoch,
                                 head->seq,
                                 head->config_version,
                                 only_void ? VOID_SUFFIX : "");
  self->tag = g_strdup_printf ("\"%s%s\"", self->state, is_compressed ? COMPRESSED_SUFFIX : "");
  self->rows = g_steal_pointer (&rows);
  self->event_id = g_strdup (event_id);
  self->range = (FoyerRelayRange){ 0, G_MAXINT64 };
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  self->lines = g_string_sized_new (FOYER_LIMIT_SNAPSHOT_ROWS * 512);
  if (is_compressed)
    self->compressor =
        G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, COMPRESSION_LEVEL));
  return self;
}

/**
 * foyer_relay_snapshot_close:
 *
 * Gives the connection back.
 */
void
foyer_relay_snapshot_close (FoyerRelaySnapshot *self)
{
  foyer_db_snapshot_close (self->rows);
  g_checksum_free (self->checksum);
  g_clear_object (&self->compressor);
  g_string_free (self->lines, TRUE);
  g_free (self->event_id);
  g_free (self->state);
  g_free (self->tag);
  g_free (self);
}

/**
 * foyer_relay_snapshot_get_tag:
 *
 * Returns: (transfer none): what stands for these very bytes, as an `ETag` says it
 */
const char *
foyer_relay_snapshot_get_tag (const FoyerRelaySnapshot *self)
{
  return self->tag;
}

static gboolean
is_tag_of (const FoyerRelaySnapshot *self, const char *tag)
{
  const char *quoted = g_str_has_prefix (tag, "W/") ? tag + 2 : tag;
  gsize length = strlen (self->state);

  return g_str_equal (tag, "*") ||
         (*quoted == '"' && strncmp (quoted + 1, self->state, length) == 0 &&
          (g_str_equal (quoted + 1 + length, "\"") ||
           g_str_equal (quoted + 1 + length, COMPRESSED_SUFFIX "\"")));
}

/**
 * foyer_relay_snapshot_is_known:
 * @tags: (nullable): what `If-None-Match` says
 *
 * Returns: whether one of them stands for the same state, compressed or not
 */
gboolean
foyer_relay_snapshot_is_known (const FoyerRelaySnapshot *self, const char *tags)
{
  g_auto (GStrv) parts = g_strsplit (tags != NULL ? tags : "", ",", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    if (is_tag_of (self, g_strstrip (parts[i])))
      return TRUE;
  }
  return FALSE;
}

static void
add_ticket (const FoyerTicket *ticket,
            const char *code_sha256,
            const FoyerListState *states,
            guint n_states,
            gpointer user_data)
{
  FoyerRelaySnapshot *self = user_data;

  foyer_wire_write_snapshot_ticket (self->lines, ticket, code_sha256, states, n_states);
}

static gboolean
add_lines (FoyerRelaySnapshot *self, GError **error)
{
  const FoyerDbSnapshotHead *head = foyer_db_snapshot_get_head (self->rows);

  g_string_truncate (self->lines, 0);
  if (!self->has_begun)
    foyer_wire_write_snapshot_head (self->lines,
                                    self->event_id,
                                    head->epoch,
                                    head->seq,
                                    head->n_tickets);
  self->has_begun = TRUE;
  if (!foyer_db_snapshot_read (self->rows, add_ticket, self, &self->is_over, error))
    return FALSE;
  g_checksum_update (self->checksum, (const guchar *)self->lines->str, (gssize)self->lines->len);
  if (self->is_over)
    foyer_wire_write_snapshot_end (self->lines, g_checksum_get_string (self->checksum));
  return TRUE;
}

static gboolean
compress (FoyerRelaySnapshot *self, GByteArray *out, GError **error)
{
  GConverterFlags flags = self->is_over ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_NO_FLAGS;
  guint8 buffer[32 * 1024];
  gsize at = 0;

  while (at < self->lines->len || self->is_over) {
    gsize n_read = 0, n_written = 0;
    GConverterResult result = g_converter_convert (self->compressor,
                                                   self->lines->str + at,
                                                   self->lines->len - at,
                                                   buffer,
                                                   sizeof buffer,
                                                   flags,
                                                   &n_read,
                                                   &n_written,
                                                   error);

    if (result == G_CONVERTER_ERROR)
      return FALSE;
    g_byte_array_append (out, buffer, (guint)n_written);
    at += n_read;
    if (result == G_CONVERTER_FINISHED)
      break;
  }
  return TRUE;
}

/* Returns: (transfer full) (nullable): the next piece of the whole, which is never empty. */
static GBytes *
make_piece (FoyerRelaySnapshot *self, GError **error)
{
  g_autoptr (GByteArray) compressed = g_byte_array_new ();

  while (!self->is_over) {
    if (!add_lines (self, error))
      return NULL;
    if (self->compressor == NULL && self->lines->len > 0)
      return g_bytes_new (self->lines->str, self->lines->len);
    if (!compress (self, compressed, error))
      return NULL;
    if (compressed->len > 0)
      return g_byte_array_free_to_bytes (g_steal_pointer (&compressed));
  }
  return NULL;
}

static gboolean
rewind_it (FoyerRelaySnapshot *self, GError **error)
{
  g_checksum_reset (self->checksum);
  if (self->compressor != NULL)
    g_converter_reset (self->compressor);
  self->has_begun = self->is_over = FALSE;
  self->position = 0;
  return foyer_db_snapshot_rewind (self->rows, error);
}

/**
 * foyer_relay_snapshot_measure:
 * @size: (out): how many bytes there are
 *
 * Makes all of it once and throws it away, because nobody knows otherwise how long it is; it begins
 * anew then, with the same bytes.
 */
gboolean
foyer_relay_snapshot_measure (FoyerRelaySnapshot *self, gint64 *size, GError **error)
{
  g_autoptr (GError) inner = NULL;
  GBytes *piece;

  *size = 0;
  while ((piece = make_piece (self, &inner)) != NULL) {
    *size += (gint64)g_bytes_get_size (piece);
    g_bytes_unref (piece);
  }
  if (inner == NULL)
    return rewind_it (self, error);
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}

/**
 * foyer_relay_snapshot_choose:
 * @range: which bytes are wanted; at least one, and all of them are there
 */
void
foyer_relay_snapshot_choose (FoyerRelaySnapshot *self, const FoyerRelayRange *range)
{
  self->range = *range;
}

/* Returns: (transfer full) (nullable): what is wanted of @piece, which begins at @position. */
static GBytes *
cut (const FoyerRelaySnapshot *self, GBytes *piece, gint64 position)
{
  gint64 end = position + (gint64)g_bytes_get_size (piece);
  gint64 first = MAX (position, self->range.first);
  gint64 behind = self->range.last < end ? self->range.last + 1 : end;

  if (first >= behind)
    return NULL;
  return g_bytes_new_from_bytes (piece, (gsize)(first - position), (gsize)(behind - first));
}

/**
 * foyer_relay_snapshot_next:
 *
 * Returns: (transfer full) (nullable): the next piece, which is never empty, or %NULL without an
 *   error behind the last one
 */
GBytes *
foyer_relay_snapshot_next (FoyerRelaySnapshot *self, GError **error)
{
  GBytes *wanted = NULL;

  while (wanted == NULL && self->position <= self->range.last) {
    g_autoptr (GBytes) piece = make_piece (self, error);

    if (piece == NULL)
      return NULL;
    wanted = cut (self, piece, self->position);
    self->position += (gint64)g_bytes_get_size (piece);
  }
  return wanted;
}
