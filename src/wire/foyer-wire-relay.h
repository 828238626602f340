/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/foyer-error.h"
#include "model/foyer-activity.h"
#include "model/foyer-change-batch.h"
#include "model/foyer-device.h"
#include "model/foyer-found-ticket.h"
#include "model/foyer-hello.h"
#include "model/foyer-room.h"
#include "model/foyer-verdict.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

/* What a relay says. Writers append one message to @out, so that buffers can be reused. */

void foyer_wire_write_hello (GString *out, const FoyerHello *hello);
void foyer_wire_write_room_joined (GString *out, const char *re, const FoyerRoom *room);
void foyer_wire_write_verdict (GString *out, const char *re, const FoyerVerdict *verdict);
void foyer_wire_write_ticket_verified (GString *out, const FoyerChangeBatch *batch);
void foyer_wire_write_event_changed (GString *out, const FoyerEvent *event);
void foyer_wire_write_emergency (GString *out, const FoyerEvent *event);
void foyer_wire_write_device_status (GString *out, const GPtrArray *devices);
void foyer_wire_write_done (GString *out, const char *re, gint64 seq);
void foyer_wire_write_tickets_found (GString *out, const char *re, const GPtrArray *found);
void foyer_wire_write_error (GString *out,
                             const char *re,
                             FoyerError code,
                             const char *explanation);
void foyer_wire_write_changed_meanwhile (GString *out,
                                         const char *re,
                                         const char *explanation,
                                         const FoyerTicket *ticket);

FoyerHello *foyer_wire_read_hello (const FoyerMessage *message);
FoyerRoom *foyer_wire_read_room_joined (const FoyerMessage *message);
FoyerVerdict *foyer_wire_read_verdict (const FoyerMessage *message);
FoyerChangeBatch *foyer_wire_read_ticket_verified (const FoyerMessage *message);
FoyerEvent *foyer_wire_read_event_changed (const FoyerMessage *message);
GPtrArray *foyer_wire_read_device_status (const FoyerMessage *message);
GPtrArray *foyer_wire_read_tickets_found (const FoyerMessage *message);
GError *foyer_wire_read_error (const FoyerMessage *message);
FoyerTicket *foyer_wire_read_error_ticket (const FoyerMessage *message);

G_END_DECLS
