/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-signed-heads.h"

G_BEGIN_DECLS

/* The lines of exported logs. Writers append one line with its end to @out. Lines with heads are
 * `signed_heads` messages. */

/**
 * FoyerExportLineKind:
 * @FOYER_EXPORT_LINE_HEAD: the first one
 * @FOYER_EXPORT_LINE_HEADS: signed heads, as many lines as it takes
 * @FOYER_EXPORT_LINE_ROW: a row of a log
 * @FOYER_EXPORT_LINE_END: the last one
 */
typedef enum {
  FOYER_EXPORT_LINE_HEAD,
  FOYER_EXPORT_LINE_HEADS,
  FOYER_EXPORT_LINE_ROW,
  FOYER_EXPORT_LINE_END,
} FoyerExportLineKind;

/**
 * FoyerExportLine:
 * @kind: which of them it is
 *
 * A line that was read. What its getters return lasts as long as it does.
 */
typedef struct {
  FoyerExportLineKind kind;
  /*< private >*/
  gpointer fields;
} FoyerExportLine;

void foyer_wire_write_export_head (GString *out,
                                   const char *event_id,
                                   const char *event_name,
                                   FoyerTime exported_at);
void foyer_wire_write_export_heads (GString *out, const FoyerSignedHeads *heads);
void foyer_wire_write_export_row (GString *out,
                                  FoyerChain chain,
                                  const char *const *names,
                                  const char *const *values,
                                  guint n_values,
                                  const char *previous_hash);
void foyer_wire_write_export_end (GString *out,
                                  const char *sha256,
                                  guint32 key_number,
                                  const char *signature);

gboolean foyer_wire_read_export_line (FoyerExportLine *self,
                                      const char *text,
                                      gsize length,
                                      GError **error);
void foyer_export_line_clear (FoyerExportLine *self);

const char *foyer_export_line_get_event_id (const FoyerExportLine *self);
FoyerSignedHeads *foyer_export_line_get_heads (const FoyerExportLine *self);
FoyerChain foyer_export_line_get_chain (const FoyerExportLine *self);
const char *foyer_export_line_get_value (const FoyerExportLine *self, const char *name);
const char *foyer_export_line_get_sha256 (const FoyerExportLine *self);
guint32 foyer_export_line_get_signature (const FoyerExportLine *self, const char **signature);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FoyerExportLine, foyer_export_line_clear)

G_END_DECLS
