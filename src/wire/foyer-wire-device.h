/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-device.h"
#include "model/foyer-event.h"
#include "model/foyer-scan.h"
#include "model/foyer-ticket.h"
#include "wire/foyer-message.h"

G_BEGIN_DECLS

/* What a device says. */

char *foyer_wire_encode_join (const char *id,
                              const char *event_id,
                              gint64 since,
                              gint64 epoch,
                              const char *list_id,
                              const char *gate,
                              gboolean activity,
                              gboolean desks);
char *foyer_wire_encode_verify (const char *id, const FoyerScan *scan);
char *foyer_wire_encode_undo (const char *id,
                              const char *request_id,
                              const char *event_id,
                              const char *scan_id,
                              const char *reason);
char *foyer_wire_encode_override (const char *id,
                                  const char *request_id,
                                  const char *event_id,
                                  const char *scan_id,
                                  const char *reason);
char *foyer_wire_encode_search (const char *id,
                                const char *event_id,
                                const char *list_id,
                                const char *text,
                                const char *ticket_id,
                                guint limit);
char *foyer_wire_encode_edit_ticket (const char *id,
                                     const char *request_id,
                                     const char *event_id,
                                     const FoyerTicket *ticket);
char *foyer_wire_encode_void_ticket (const char *id,
                                     const char *request_id,
                                     const char *event_id,
                                     const FoyerTicket *ticket);
char *foyer_wire_encode_set_policy (const char *id,
                                    const char *request_id,
                                    const char *event_id,
                                    const char *ticket_type,
                                    const FoyerOfflinePolicy *policy);
char *foyer_wire_encode_pause_entry (const char *id,
                                     const char *request_id,
                                     const char *event_id,
                                     gboolean paused,
                                     const char *message);
char *foyer_wire_encode_broadcast (const char *id,
                                   const char *request_id,
                                   const char *event_id,
                                   const char *message);
char *foyer_wire_encode_report (const FoyerDeviceReport *report);

/* Joins, undos, overrides, searches, pauses and broadcasts are flat: their fields are read with
 * foyer_message_get_string() and the like. */
FoyerScan *foyer_wire_read_scan (const FoyerMessage *message);
FoyerTicket *foyer_wire_read_edited_ticket (const FoyerMessage *message);
FoyerOfflinePolicy foyer_wire_read_set_policy (const FoyerMessage *message);
void foyer_wire_read_report (const FoyerMessage *message, FoyerDeviceReport *report);

G_END_DECLS
