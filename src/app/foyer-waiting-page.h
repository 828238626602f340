/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-identity.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_WAITING_PAGE (foyer_waiting_page_get_type ())
G_DECLARE_FINAL_TYPE (FoyerWaitingPage, foyer_waiting_page, FOYER, WAITING_PAGE, GtkWidget)

FoyerWaitingPage *foyer_waiting_page_new (FoyerIdentity *identity);

G_END_DECLS
