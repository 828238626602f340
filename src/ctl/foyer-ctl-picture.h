/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GBytes *foyer_ctl_picture_new (const char *code, GError **error);
gboolean foyer_ctl_picture_save (const char *path, const char *code, GError **error);

G_END_DECLS
