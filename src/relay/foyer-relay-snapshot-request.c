/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-relay-snapshot-request"

#include "config.h"

#include "relay/foyer-relay-snapshot-request.h"

#include "base/foyer-uuid.h"

#include <string.h>

/* What is asked of a snapshot, and how the head of the answer reads. */

#define SNAPSHOT_PATH "/snapshot"

static gboolean
accepts_gzip (SoupMessageHeaders *headers)
{
  const char *value = soup_message_headers_get_list (headers, "Accept-Encoding");
  GSList *names = value != NULL ? soup_header_parse_quality_list (value, NULL) : NULL;
  gboolean is_there = g_slist_find_custom (names, "gzip", (GCompareFunc)strcmp) != NULL;

  soup_header_free_list (names);
  return is_there;
}

static char *
read_event_id (const char *path)
{
  g_autofree char *text = NULL;

  if (!g_str_has_prefix (path, FOYER_RELAY_EVENTS_PATH "/") ||
      !g_str_has_suffix (path, SNAPSHOT_PATH) ||
      strlen (path) < strlen (FOYER_RELAY_EVENTS_PATH "/" SNAPSHOT_PATH))
    return NULL;
  text = g_strndup (path + strlen (FOYER_RELAY_EVENTS_PATH "/"),
                    strlen (path) - strlen (FOYER_RELAY_EVENTS_PATH "/" SNAPSHOT_PATH));
  return foyer_uuid_canonical (text);
}

/**
 * foyer_relay_snapshot_request_read:
 * @self: (out caller-allocates): zeroed; clear it with foyer_relay_snapshot_request_clear()
 */
void
foyer_relay_snapshot_request_read (FoyerRelaySnapshotRequest *self,
                                   const char *path,
                                   GHashTable *query,
                                   SoupMessageHeaders *headers)
{
  const char *range = soup_message_headers_get_list (headers, "Range");

  self->event_id = read_event_id (path);
  self->only_void =
      query != NULL && g_strcmp0 (g_hash_table_lookup (query, "tickets"), "void") == 0;
  self->known_tags = g_strdup (soup_message_headers_get_list (headers, "If-None-Match"));
  self->has_range = range != NULL && foyer_relay_range_parse (&self->range, range);
  self->range_tag = g_strdup (soup_message_headers_get_one (headers, "If-Range"));
  self->is_compressed = accepts_gzip (headers);
}

/* Which bytes these are, or how many there would be. */
static void
write_range (const FoyerRelaySnapshotRequest *self,
             SoupMessageHeaders *headers,
             guint status,
             gint64 size)
{
  g_autofree char *none = g_strdup_printf ("bytes */%" G_GINT64_FORMAT, size);

  soup_message_headers_replace (headers, "Accept-Ranges", "bytes");
  if (status == SOUP_STATUS_PARTIAL_CONTENT)
    soup_message_headers_set_content_range (headers, self->range.first, self->range.last, size);
  else if (status == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE)
    soup_message_headers_replace (headers, "Content-Range", none);
}

/**
 * foyer_relay_snapshot_request_write_head:
 * @status: what the answer is: all of it, a part, or nothing
 * @size: how many bytes there are, where that is known
 */
void
foyer_relay_snapshot_request_write_head (const FoyerRelaySnapshotRequest *self,
                                         SoupMessageHeaders *headers,
                                         guint status,
                                         gint64 size)
{
  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_replace (headers, "Cache-Control", "private, no-cache");
  soup_message_headers_replace (headers, "Vary", "Accept-Encoding, Authorization");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  write_range (self, headers, status, size);
  if (status == SOUP_STATUS_NOT_MODIFIED || status == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE)
    return;
  soup_message_headers_set_content_type (headers, "application/x-ndjson", NULL);
  if (self->is_compressed)
    soup_message_headers_replace (headers, "Content-Encoding", "gzip");
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
}

void
foyer_relay_snapshot_request_clear (FoyerRelaySnapshotRequest *self)
{
  g_clear_pointer (&self->event_id, g_free);
  g_clear_pointer (&self->known_tags, g_free);
  g_clear_pointer (&self->range_tag, g_free);
}
