/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FOYER_TYPE_PAIR_WINDOW (foyer_pair_window_get_type ())
G_DECLARE_FINAL_TYPE (FoyerPairWindow, foyer_pair_window, FOYER, PAIR_WINDOW, AdwWindow)

FoyerPairWindow *foyer_pair_window_new (FoyerSession *session,
                                        const FoyerDevice *device,
                                        GtkWindow *parent);

G_END_DECLS
