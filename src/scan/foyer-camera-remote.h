/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void foyer_camera_remote_open_async (GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
int foyer_camera_remote_open_finish (GAsyncResult *result, GError **error);

gboolean foyer_camera_remote_is_refusal (const GError *error);

G_END_DECLS
