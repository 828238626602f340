/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-host.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_TRIAL (foyer_trial_get_type ())
G_DECLARE_FINAL_TYPE (FoyerTrial, foyer_trial, FOYER, TRIAL, GtkWidget)

void foyer_trial_open (FoyerTrial *self, FoyerHost *host);

G_END_DECLS
