/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wire/foyer-message.h"

G_BEGIN_DECLS

void foyer_wire_write_staff_activity (GString *out,
                                      const char *event_id,
                                      const GPtrArray *activities);
void foyer_wire_write_ticket_activities_listed (GString *out,
                                                const char *re,
                                                const GPtrArray *activities,
                                                gboolean more);
char *foyer_wire_encode_list_ticket_activities (const char *id,
                                                const char *event_id,
                                                const char *ticket_id,
                                                const char *list_id,
                                                guint limit);
GPtrArray *foyer_wire_read_activities (const FoyerMessage *message);

G_END_DECLS
