/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Inside the room: how to connect, in libpq's own writing. */

void foyer_db_conninfo_append (GString *self, const char *keyword, const char *value);

G_END_DECLS
