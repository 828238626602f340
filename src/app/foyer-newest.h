/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void foyer_newest_follow (GtkListView *list);

G_END_DECLS
