/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-plane.h"

G_BEGIN_DECLS

void foyer_threshold (const FoyerPlane *grey, guint window, guint bias, FoyerPlane *binary);

G_END_DECLS
