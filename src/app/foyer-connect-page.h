/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_CONNECT_PAGE (foyer_connect_page_get_type ())
G_DECLARE_FINAL_TYPE (FoyerConnectPage, foyer_connect_page, FOYER, CONNECT_PAGE, GtkWidget)

FoyerConnectPage *foyer_connect_page_new (FoyerSession *session);
void foyer_connect_page_show_problem (FoyerConnectPage *self, const char *sentence);
void foyer_connect_page_show_error (FoyerConnectPage *self, const GError *error);

G_END_DECLS
