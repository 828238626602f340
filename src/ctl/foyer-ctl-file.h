/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GBytes *foyer_ctl_file_read (const char *path, gsize max_bytes, GError **error);

G_END_DECLS
