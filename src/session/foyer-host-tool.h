/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *foyer_host_tool_find (const char *name);

void foyer_host_tool_run_async (const char *data_dir,
                                const char *const *words,
                                GBytes *input,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GBytes *foyer_host_tool_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
