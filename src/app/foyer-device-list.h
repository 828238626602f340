/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session/foyer-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define FOYER_TYPE_DEVICE_LIST (foyer_device_list_get_type ())
G_DECLARE_FINAL_TYPE (FoyerDeviceList, foyer_device_list, FOYER, DEVICE_LIST, GtkWidget)

void foyer_device_list_set_session (FoyerDeviceList *self, FoyerSession *session);

G_END_DECLS
