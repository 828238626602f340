/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-desk.h"
#include "model/foyer-device.h"
#include "model/foyer-event.h"
#include "model/foyer-judge.h"
#include "model/foyer-signing-key.h"
#include "model/foyer-staff.h"
#include "model/foyer-ticket.h"
#include "model/foyer-verdict.h"
#include "wire/foyer-json-writer.h"
#include "wire/foyer-message-kind.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What several messages hold alike; for this room only. */

FoyerJsonWriter foyer_wire_begin (GString *out, FoyerMessageKind kind);
void foyer_wire_end (FoyerJsonWriter *writer);

void foyer_wire_write_staff (FoyerJsonWriter *writer, const FoyerStaff *staff);
FoyerStaff *foyer_wire_read_staff (JsonObject *object);
void foyer_wire_write_report_fields (FoyerJsonWriter *writer, const FoyerDeviceReport *report);
void foyer_wire_read_report_fields (JsonObject *object, FoyerDeviceReport *report);

void foyer_wire_write_keys (FoyerJsonWriter *writer, const FoyerKeyRing *keys);
FoyerKeyRing *foyer_wire_read_keys (JsonObject *object);

void foyer_wire_write_ticket_fields (FoyerJsonWriter *writer, const FoyerTicket *ticket);
FoyerTicket *foyer_wire_read_ticket_fields (JsonObject *object);
void foyer_wire_write_earlier (FoyerJsonWriter *writer, const FoyerEarlier *earlier);
FoyerEarlier foyer_wire_borrow_earlier (JsonObject *object);
void foyer_wire_write_state_fields (FoyerJsonWriter *writer, const FoyerTicketState *state);
/* Its texts are @object's. */
FoyerTicketState foyer_wire_borrow_state_fields (JsonObject *object);
void foyer_wire_write_verdict_fields (FoyerJsonWriter *writer, const FoyerVerdict *verdict);
FoyerVerdict *foyer_wire_read_verdict_fields (JsonObject *object);
/* Of the member `ticket`. */
void foyer_wire_write_offline (FoyerJsonWriter *writer, const FoyerOfflinePolicy *offline);
FoyerOfflinePolicy foyer_wire_read_offline (JsonObject *object);
FoyerTicket *foyer_wire_read_optional_ticket (JsonObject *object);

void foyer_wire_write_desks (FoyerJsonWriter *writer, const GPtrArray *desks);
GPtrArray *foyer_wire_read_desks (JsonObject *object);

JsonObject *foyer_wire_parse_object (const char *text, gsize length, GError **error);

G_END_DECLS
