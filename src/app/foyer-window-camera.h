/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-camera.h"
#include "session/foyer-session.h"

G_BEGIN_DECLS

void foyer_window_camera_tie (FoyerCamera *camera, FoyerSession *session);

G_END_DECLS
