/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-ticket-field.h"

G_BEGIN_DECLS

const char *foyer_field_text_title (FoyerTicketField field);
char *foyer_field_text_value (const FoyerTicket *ticket,
                              FoyerTicketField field,
                              const char *time_zone);

char *foyer_field_text_moment (FoyerTime time, const char *time_zone);
gboolean foyer_field_text_read_moment (const char *text,
                                       const char *time_zone,
                                       gboolean is_end,
                                       FoyerTime *time);

G_END_DECLS
