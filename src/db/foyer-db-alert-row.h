/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "db/foyer-db-alerts.h"

G_BEGIN_DECLS

/* Inside the room: an alert on its way in. */

gboolean foyer_db_alert_write (FoyerDbConnection *connection,
                               const FoyerDbAlertCount *what,
                               guint first_times,
                               guint more_times,
                               GError **error);

G_END_DECLS
