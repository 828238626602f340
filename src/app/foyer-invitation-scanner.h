/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scan/foyer-camera.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signals: scanned (code): an invitation was held before the camera; the code is private. */
#define FOYER_TYPE_INVITATION_SCANNER (foyer_invitation_scanner_get_type ())
G_DECLARE_FINAL_TYPE (FoyerInvitationScanner,
                      foyer_invitation_scanner,
                      FOYER,
                      INVITATION_SCANNER,
                      GtkWidget)

void foyer_invitation_scanner_set_camera (FoyerInvitationScanner *self, FoyerCamera *camera);
void foyer_invitation_scanner_set_active (FoyerInvitationScanner *self, gboolean active);

G_END_DECLS
