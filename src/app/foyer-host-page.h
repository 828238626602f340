/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_HOST_PAGE (foyer_host_page_get_type ())
G_DECLARE_FINAL_TYPE (FoyerHostPage, foyer_host_page, FOYER, HOST_PAGE, GtkWidget)

FoyerHostPage *foyer_host_page_new (FoyerSession *session);
void foyer_host_page_open (FoyerHostPage *self);
void foyer_host_page_open_demo (FoyerHostPage *self);
void foyer_host_page_close (FoyerHostPage *self);

G_END_DECLS
