/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define FOYER_SEAL_KEY_BYTES       32
#define FOYER_SEAL_SIGNATURE_BYTES 32

typedef struct _FoyerSeal FoyerSeal;

FoyerSeal *foyer_seal_new (const guint8 key[FOYER_SEAL_KEY_BYTES], GError **error);
void foyer_seal_free (FoyerSeal *self);
GBytes *foyer_seal_data (const FoyerSeal *self,
                         const char *purpose,
                         gconstpointer data,
                         gsize size);
GBytes *foyer_seal_open_data (const FoyerSeal *self,
                              const char *purpose,
                              gconstpointer sealed,
                              gsize size,
                              GError **error);
char *foyer_seal_get_check (const FoyerSeal *self);
char *foyer_seal_sign (const FoyerSeal *self, const char *purpose, gconstpointer data, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoyerSeal, foyer_seal_free)

G_END_DECLS
