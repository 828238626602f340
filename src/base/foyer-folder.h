/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean foyer_folder_remove (const char *path, GError **error);
gboolean foyer_folder_sync (const char *path, GError **error);

G_END_DECLS
