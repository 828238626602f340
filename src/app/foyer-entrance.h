/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/foyer-connect-page.h"
#include "scan/foyer-camera.h"
#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_ENTRANCE (foyer_entrance_get_type ())
G_DECLARE_FINAL_TYPE (FoyerEntrance, foyer_entrance, FOYER, ENTRANCE, GtkWidget)

FoyerEntrance *foyer_entrance_new (FoyerSession *session, FoyerCamera *camera);
void foyer_entrance_open (FoyerEntrance *self);
void foyer_entrance_open_token (FoyerEntrance *self);
void foyer_entrance_close (FoyerEntrance *self);
void foyer_entrance_show_problem (FoyerEntrance *self, const char *sentence);
FoyerConnectPage *foyer_entrance_get_connect_page (FoyerEntrance *self);

G_END_DECLS
