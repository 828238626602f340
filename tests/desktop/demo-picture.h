/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _DemoPicture DemoPicture;

DemoPicture *demo_picture_new (guint width, guint height, guint seed);
void demo_picture_free (DemoPicture *self);

gboolean demo_picture_show (DemoPicture *self, const char *item, GError **error);
void demo_picture_paint (DemoPicture *self, double time, guint8 *yuy2);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoPicture, demo_picture_free)

G_END_DECLS
