/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FOYER_TYPE_HOST_WINDOW (foyer_host_window_get_type ())
G_DECLARE_FINAL_TYPE (FoyerHostWindow, foyer_host_window, FOYER, HOST_WINDOW, AdwWindow)

FoyerHostWindow *foyer_host_window_new (FoyerSession *session, GtkWindow *parent);

G_END_DECLS
