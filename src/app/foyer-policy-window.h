/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define FOYER_TYPE_POLICY_WINDOW (foyer_policy_window_get_type ())
G_DECLARE_FINAL_TYPE (FoyerPolicyWindow, foyer_policy_window, FOYER, POLICY_WINDOW, AdwWindow)

FoyerPolicyWindow *foyer_policy_window_new (FoyerSession *session, GtkWindow *parent);

G_END_DECLS
