/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _FoyerDownloadLines FoyerDownloadLines;

FoyerDownloadLines *foyer_download_lines_new (gboolean is_compressed);
void foyer_download_lines_free (FoyerDownloadLines *self);

void foyer_download_lines_feed (FoyerDownloadLines *self, GBytes *bytes);
gboolean foyer_download_lines_take (FoyerDownloadLines *self, GPtrArray *lines, GError **error);
gboolean foyer_download_lines_is_hungry (const FoyerDownloadLines *self);
gboolean foyer_download_lines_is_whole (const FoyerDownloadLines *self);
gboolean foyer_download_lines_check (const FoyerDownloadLines *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerDownloadLines, foyer_download_lines_free)

G_END_DECLS
