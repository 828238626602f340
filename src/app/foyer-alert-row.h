/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_ALERT_ROW (foyer_alert_row_get_type ())
G_DECLARE_FINAL_TYPE (FoyerAlertRow, foyer_alert_row, FOYER, ALERT_ROW, GtkListBoxRow)

FoyerAlertRow *foyer_alert_row_new (FoyerSession *session, FoyerAlert *alert);

const char *foyer_alert_row_get_alert_id (FoyerAlertRow *self);
void foyer_alert_row_set_alert (FoyerAlertRow *self, FoyerAlert *alert);

G_END_DECLS
