/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-finder.h"
#include "scan/foyer-plane.h"
#include "scan/foyer-triple.h"

G_BEGIN_DECLS

/* In how many places the third finder pattern may be, when two are known. */
#define FOYER_N_GUESSES 6

gboolean foyer_guess_pair (GArray *finders, guint one, guint other);
gboolean foyer_guess_third (const FoyerPlane *binary,
                            GArray *finders,
                            guint one,
                            guint other,
                            guint guess,
                            FoyerTriple *triple);

G_END_DECLS
