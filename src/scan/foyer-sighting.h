/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _FoyerSighting FoyerSighting;

FoyerSighting *foyer_sighting_new (void);
void foyer_sighting_free (FoyerSighting *self);

gboolean foyer_sighting_is_new (FoyerSighting *self, const char *text, gint64 now_us);
void foyer_sighting_forget (FoyerSighting *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerSighting, foyer_sighting_free)

G_END_DECLS
