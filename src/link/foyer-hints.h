/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOYER_TYPE_HINTS (foyer_hints_get_type ())
G_DECLARE_FINAL_TYPE (FoyerHints, foyer_hints, FOYER, HINTS, GObject)

FoyerHints *foyer_hints_new (const char *type, const char *text);
void foyer_hints_start (FoyerHints *self);
gboolean foyer_hints_is_over (FoyerHints *self);

G_END_DECLS
