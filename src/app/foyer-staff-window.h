/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FOYER_TYPE_STAFF_WINDOW (foyer_staff_window_get_type ())
G_DECLARE_FINAL_TYPE (FoyerStaffWindow, foyer_staff_window, FOYER, STAFF_WINDOW, AdwWindow)

FoyerStaffWindow *foyer_staff_window_new (FoyerSession *session, GtkWindow *parent);

G_END_DECLS
