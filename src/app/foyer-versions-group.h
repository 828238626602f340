/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/foyer-ticket-field.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signals: changed () whenever one of the two is chosen for a field. */
#define FOYER_TYPE_VERSIONS_GROUP (foyer_versions_group_get_type ())
G_DECLARE_FINAL_TYPE (FoyerVersionsGroup, foyer_versions_group, FOYER, VERSIONS_GROUP, GtkWidget)

void foyer_versions_group_show (FoyerVersionsGroup *self,
                                const FoyerTicket *before,
                                const FoyerTicket *theirs,
                                const FoyerTicket *mine,
                                const char *time_zone);
gboolean foyer_versions_group_is_decided (FoyerVersionsGroup *self);
FoyerTicketFields foyer_versions_group_get_mine (FoyerVersionsGroup *self);

G_END_DECLS
