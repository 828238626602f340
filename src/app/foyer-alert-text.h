/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-alert.h"

G_BEGIN_DECLS

const char *foyer_alert_text_title (const FoyerAlert *alert);
const char *foyer_alert_text_advice (const FoyerAlert *alert);
const char *foyer_alert_text_severity (FoyerAlertSeverity severity);
const char *foyer_alert_text_icon (FoyerAlertSeverity severity);
const char *foyer_alert_text_css_class (FoyerAlertSeverity severity);
char *foyer_alert_text_details (const FoyerAlert *alert, const char *time_zone, FoyerTime now);

G_END_DECLS
