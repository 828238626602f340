/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-alert.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

/* What is said about alerts. */

void foyer_wire_write_alert_raised (GString *out, const FoyerAlert *alert);
void foyer_wire_write_alert_cleared (GString *out, const char *alert_id, const char *cleared_by);
char *foyer_wire_encode_acknowledge_alert (const char *id,
                                           const char *request_id,
                                           const char *alert_id);

FoyerAlert *foyer_wire_read_alert_raised (const FoyerMessage *message);

G_END_DECLS
