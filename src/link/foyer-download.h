/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOYER_TYPE_DOWNLOAD (foyer_download_get_type ())
G_DECLARE_FINAL_TYPE (FoyerDownload, foyer_download, FOYER, DOWNLOAD, GObject)

FoyerDownload *foyer_download_new (const char *path, const char *known_tag);

gboolean foyer_download_set_relay (FoyerDownload *self,
                                   const char *address,
                                   const char *token,
                                   GError **error);
void foyer_download_read_async (FoyerDownload *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GPtrArray *foyer_download_read_finish (FoyerDownload *self,
                                       GAsyncResult *result,
                                       gboolean *begins,
                                       GError **error);

const char *foyer_download_get_tag (FoyerDownload *self);
gboolean foyer_download_is_known (FoyerDownload *self);
guint foyer_download_get_retry_seconds (FoyerDownload *self);

G_END_DECLS
