/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOYER_TYPE_PROFILE (foyer_profile_get_type ())
G_DECLARE_FINAL_TYPE (FoyerProfile, foyer_profile, FOYER, PROFILE, GObject)

FoyerProfile *foyer_profile_new (const char *name);

const char *foyer_profile_get_name (FoyerProfile *self);
char *foyer_profile_get_path (FoyerProfile *self, const char *file_name);

char *foyer_profile_get_setting (FoyerProfile *self, const char *key);
void foyer_profile_set_setting (FoyerProfile *self, const char *key, const char *value);

gboolean foyer_profile_is_wipe_due (FoyerProfile *self);
void foyer_profile_set_wipe_due (FoyerProfile *self, gboolean is_due);

gboolean foyer_profile_make_folder (FoyerProfile *self, GError **error);
gboolean foyer_profile_write (FoyerProfile *self,
                              const char *file_name,
                              const char *bytes,
                              gsize length,
                              GError **error);

G_END_DECLS
