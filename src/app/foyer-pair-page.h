/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-camera.h"
#include "session/foyer-identity.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_PAIR_PAGE (foyer_pair_page_get_type ())
G_DECLARE_FINAL_TYPE (FoyerPairPage, foyer_pair_page, FOYER, PAIR_PAGE, GtkWidget)

FoyerPairPage *foyer_pair_page_new (FoyerIdentity *identity, FoyerCamera *camera);
void foyer_pair_page_open (FoyerPairPage *self, gboolean with_camera);
void foyer_pair_page_close (FoyerPairPage *self);

G_END_DECLS
