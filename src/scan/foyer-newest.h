/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _FoyerNewest FoyerNewest;

/**
 * FoyerNewestFunc:
 * @value: (transfer full): the newest value
 *
 * Takes what was put, on the thread that made the #FoyerNewest.
 */
typedef void (*FoyerNewestFunc) (gpointer value, gpointer user_data);

FoyerNewest *foyer_newest_new (FoyerNewestFunc take, gpointer user_data, GDestroyNotify free_value);
void foyer_newest_free (FoyerNewest *self);

void foyer_newest_put (FoyerNewest *self, gpointer value);
void foyer_newest_clear (FoyerNewest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerNewest, foyer_newest_free)

G_END_DECLS
