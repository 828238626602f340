/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-device.h"
#include "wire/foyer-json-writer.h"
#include "wire/foyer-message-kind.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What both sides write alike; for this room only. */

FoyerJsonWriter foyer_wire_begin (GString *out, FoyerMessageKind kind);
void foyer_wire_end (FoyerJsonWriter *writer);

void foyer_wire_write_report_fields (FoyerJsonWriter *writer, const FoyerDeviceReport *report);
void foyer_wire_read_report_fields (JsonObject *object, FoyerDeviceReport *report);

G_END_DECLS
