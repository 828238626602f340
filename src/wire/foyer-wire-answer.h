/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *foyer_wire_read_answer (GBytes *document, const char *name, GError **error);

G_END_DECLS
