/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-profile.h"

G_BEGIN_DECLS

/**
 * FoyerSecretKind:
 * @FOYER_SECRET_TOKEN: what a relay knows a session by
 * @FOYER_SECRET_DEVICE_KEY: what a relay knows the device by
 * @FOYER_SECRET_STORE_KEY: what seals the private data that a desk keeps
 *
 * What a profile keeps to itself: at most one secret of each kind.
 */
typedef enum {
  FOYER_SECRET_TOKEN,
  FOYER_SECRET_DEVICE_KEY,
  FOYER_SECRET_STORE_KEY,
} FoyerSecretKind;

#define FOYER_N_SECRET_KINDS (FOYER_SECRET_STORE_KEY + 1)

gboolean foyer_secret_file_save (FoyerProfile *profile,
                                 FoyerSecretKind kind,
                                 const char *secret,
                                 GError **error);
char *foyer_secret_file_load (FoyerProfile *profile, FoyerSecretKind kind);
gboolean foyer_secret_file_exists (FoyerProfile *profile, FoyerSecretKind kind);
void foyer_secret_file_forget (FoyerProfile *profile, FoyerSecretKind kind);

void foyer_secret_free (char *secret);

G_END_DECLS
