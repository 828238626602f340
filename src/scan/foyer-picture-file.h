/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-frame.h"

#include <gio/gio.h>

G_BEGIN_DECLS

FoyerFrame *foyer_picture_file_load (const char *path, GError **error);

G_END_DECLS
