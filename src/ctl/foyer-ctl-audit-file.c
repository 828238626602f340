/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "foyer-ctl-audit-file"

#include "config.h"

#include "ctl/foyer-ctl-audit.h"

#include "base/foyer-error.h"
#include "db/foyer-db-chain-walk.h"
#include "model/foyer-proof.h"
#include "wire/foyer-wire-export.h"

#include <string.h>

/* Exported logs, checked without a database: the chains of their rows, the heads that were signed,
 * and that no byte of the file is another one. What a desk has kept says which keys are right;
 * where nothing of that is at hand, those of the file are taken. */

#define N_WALKS (FOYER_CHAIN_AUDIT + 1)

typedef struct {
  const char *path;
  const GPtrArray *kept;
  GChecksum *checksum;
  GPtrArray *problems;

  char *event_id;
  FoyerKeyRing *keys;
  GPtrArray *heads;
  FoyerDbChainWalk walks[N_WALKS];
  gboolean is_walking;
  /* What the last line was, and of which chain. */
  guint n_lines;
  FoyerExportLineKind last;
  FoyerChain chain;
  /* The signature does not fit, or says something else. */
  gboolean is_altered;
} Check;

static void
check_clear (Check *self)
{
  g_checksum_free (self->checksum);
  g_free (self->event_id);
  g_clear_pointer (&self->keys, foyer_key_ring_unref);
  g_clear_pointer (&self->heads, g_ptr_array_unref);
  for (guint i = 0; i < N_WALKS; i++)
    foyer_db_chain_walk_clear (&self->walks[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Check, check_clear)

static gboolean G_GNUC_PRINTF (2, 3) fail (Check *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (self->problems, g_strdup_vprintf (format, arguments));
  va_end (arguments);
  return FALSE;
}

static void
add_heads (Check *self, const FoyerSignedHeads *heads)
{
  for (guint i = 0; i < heads->heads->len; i++)
    g_ptr_array_add (self->heads, foyer_signed_head_ref (g_ptr_array_index (heads->heads, i)));
}

/* What a desk has kept of this event comes first: its keys are the right ones. */
static gboolean
take_head (Check *self, const FoyerExportLine *line)
{
  self->event_id = g_strdup (foyer_export_line_get_event_id (line));
  self->keys = foyer_key_ring_new ();
  for (guint i = 0; i < self->kept->len; i++) {
    const FoyerSignedHeads *heads = g_ptr_array_index (self->kept, i);

    if (!g_str_equal (heads->event_id, self->event_id))
      continue;
    add_heads (self, heads);
    foyer_key_ring_unref (self->keys);
    self->keys = foyer_key_ring_ref (heads->keys);
  }
  if (self->kept->len > 0 && self->heads->len == 0)
    return fail (self, "The desk has kept nothing of event %s.", self->event_id);
  return TRUE;
}

static gboolean
take_key (Check *self, guint32 number, const guint8 *key)
{
  const guint8 *known = foyer_key_ring_get (self->keys, number);

  if (known == NULL && self->kept->len == 0)
    foyer_key_ring_add (self->keys, number, key);
  else if (known == NULL || memcmp (known, key, FOYER_PUBLIC_KEY_BYTES) != 0)
    return fail (self, "Key %u of the file is none that the desk has kept.", number);
  return TRUE;
}

static gboolean
take_heads (Check *self, const FoyerExportLine *line)
{
  g_autoptr (FoyerSignedHeads) heads = foyer_export_line_get_heads (line);

  if (!g_str_equal (heads->event_id, self->event_id))
    return fail (self, "Line %u of the file has heads of another event.", self->n_lines);
  for (guint i = 0; i < foyer_key_ring_get_size (heads->keys); i++) {
    guint32 number = foyer_key_ring_get_number (heads->keys, i);

    if (!take_key (self, number, foyer_key_ring_get (heads->keys, number)))
      return FALSE;
  }
  add_heads (self, heads);
  return TRUE;
}

static void
begin_walks (Check *self)
{
  self->is_walking = TRUE;
  for (guint i = 0; i < N_WALKS; i++)
    foyer_db_chain_walk_begin (&self->walks[i],
                               (FoyerChain)i,
                               self->event_id,
                               self->heads,
                               self->keys);
}

static gboolean
take_row (Check *self, const FoyerExportLine *line)
{
  FoyerChain chain = foyer_export_line_get_chain (line);
  FoyerDbChainWalk *walk = &self->walks[chain];
  const char *const *names = foyer_db_chain_get_fields (chain);
  guint n = foyer_db_chain_get_n_fields (chain);
  const char *values[FOYER_DB_CHAIN_MAX_FIELDS + 1];
  g_autofree char *previous = NULL;

  if (chain >= N_WALKS || chain < self->chain)
    return fail (self, "Line %u of the file is not where it belongs.", self->n_lines);
  self->chain = chain;
  for (guint i = 0; i < n; i++)
    values[i] = foyer_export_line_get_value (line, names[i]);
  previous = g_strconcat ("\\x", foyer_export_line_get_value (line, "previous_hash"), NULL);
  values[n] = previous;
  if (walk->problem == NULL)
    foyer_db_chain_walk_take (walk, values);
  return TRUE;
}

static void
take_end (Check *self, const FoyerExportLine *line)
{
  const char *sha256 = g_checksum_get_string (self->checksum);
  const char *signature;
  guint32 number = foyer_export_line_get_signature (line, &signature);
  const guint8 *key = foyer_key_ring_get (self->keys, number);

  self->is_altered = !g_str_equal (sha256, foyer_export_line_get_sha256 (line)) || key == NULL ||
                     !foyer_proof_check (key, FOYER_PROOF_EXPORT, sha256, signature);
}

static gboolean
is_in_order (const Check *self, FoyerExportLineKind kind)
{
  if (self->n_lines == 1)
    return kind == FOYER_EXPORT_LINE_HEAD;
  if (self->last == FOYER_EXPORT_LINE_END || kind == FOYER_EXPORT_LINE_HEAD)
    return FALSE;
  return kind >= self->last && (kind == FOYER_EXPORT_LINE_HEADS || self->last > 0);
}

static gboolean
take_line (Check *self, const FoyerExportLine *line)
{
  gboolean is_first_after_heads =
      line->kind > FOYER_EXPORT_LINE_HEADS && self->last == FOYER_EXPORT_LINE_HEADS;

  if (!is_in_order (self, line->kind))
    return fail (self, "Line %u of the file is not where it belongs.", self->n_lines);
  self->last = line->kind;
  if (is_first_after_heads)
    begin_walks (self);
  switch (line->kind) {
  case FOYER_EXPORT_LINE_HEAD:
    return take_head (self, line);
  case FOYER_EXPORT_LINE_HEADS:
    return take_heads (self, line);
  case FOYER_EXPORT_LINE_ROW:
    return take_row (self, line);
  case FOYER_EXPORT_LINE_END:
  default:
    take_end (self, line);
    return TRUE;
  }
}

static gboolean
read_line (Check *self, const char *text, gsize length)
{
  g_auto (FoyerExportLine) line = { 0 };
  g_autoptr (GError) error = NULL;

  self->n_lines++;
  if (!foyer_wire_read_export_line (&line, text, length, &error))
    return fail (self, "Line %u of the file cannot be read: %s", self->n_lines, error->message);
  if (!take_line (self, &line))
    return FALSE;
  if (line.kind != FOYER_EXPORT_LINE_END) {
    g_checksum_update (self->checksum, (const guchar *)text, (gssize)length);
    g_checksum_update (self->checksum, (const guchar *)"\n", 1);
  }
  return TRUE;
}

/* Returns: whether it could be read; it stops at the first line that makes no sense. */
static gboolean
read_lines (Check *self, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (self->path);
  g_autoptr (GError) inner = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &inner);
  g_autoptr (GDataInputStream) lines = NULL;
  gboolean goes_on = TRUE;

  if (stream != NULL)
    lines = g_data_input_stream_new (G_INPUT_STREAM (stream));
  while (lines != NULL && goes_on) {
    gsize length;
    g_autofree char *text = g_data_input_stream_read_line (lines, &length, NULL, &inner);

    goes_on = text != NULL && read_line (self, text, length);
  }
  if (inner == NULL)
    return TRUE;
  g_set_error (error,
               FOYER_ERROR,
               FOYER_ERROR_FAILED,
               "“%s” cannot be read: %s.",
               self->path,
               inner->message);
  return FALSE;
}

/* The first row that is not right says more than a line that makes no sense, and that more than a
 * digest. */
static void
conclude (Check *self)
{
  gboolean is_whole = self->last == FOYER_EXPORT_LINE_END && self->problems->len == 0;

  for (guint i = N_WALKS; self->is_walking && i > 0; i--) {
    FoyerDbChainWalk *walk = &self->walks[i - 1];

    if (walk->problem == NULL && !is_whole)
      continue;
    if (walk->problem != NULL || !foyer_db_chain_walk_end (walk))
      g_ptr_array_insert (self->problems, 0, g_steal_pointer (&walk->problem));
  }
  if (self->problems->len > 0)
    return;
  if (!is_whole)
    fail (self, "The file was cut off: its last line is missing.");
  else if (self->is_altered)
    fail (self, "The file is not as it was exported.");
}

/**
 * foyer_ctl_audit_check_file:
 * @kept: (element-type FoyerSignedHeads): what a desk has kept; nothing where none is at hand
 *
 * Returns: (transfer full) (element-type utf8) (nullable): a sentence per problem; none where all
 * is as it was exported
 */
GPtrArray *
foyer_ctl_audit_check_file (const char *path, const GPtrArray *kept, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_auto (Check) check = { .path = path, .kept = kept, .problems = problems };

  check.checksum = g_checksum_new (G_CHECKSUM_SHA256);
  check.heads = g_ptr_array_new_with_free_func ((GDestroyNotify)foyer_signed_head_unref);
  if (!read_lines (&check, error))
    return NULL;
  conclude (&check);
  return g_steal_pointer (&problems);
}
