/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_PAIR_CODE (foyer_pair_code_get_type ())
G_DECLARE_FINAL_TYPE (FoyerPairCode, foyer_pair_code, FOYER, PAIR_CODE, GtkWidget)

void foyer_pair_code_set_advice (FoyerPairCode *self, const char *advice);
void foyer_pair_code_open (FoyerPairCode *self,
                           FoyerSession *session,
                           const char *device_id,
                           gboolean approve);

G_END_DECLS
