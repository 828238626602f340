/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-camera.h"
#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_SIGN_IN_PAGE (foyer_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (FoyerSignInPage, foyer_sign_in_page, FOYER, SIGN_IN_PAGE, GtkWidget)

FoyerSignInPage *foyer_sign_in_page_new (FoyerSession *session, FoyerCamera *camera);
void foyer_sign_in_page_open (FoyerSignInPage *self);
void foyer_sign_in_page_close (FoyerSignInPage *self);
void foyer_sign_in_page_show_problem (FoyerSignInPage *self, const char *sentence);

G_END_DECLS
